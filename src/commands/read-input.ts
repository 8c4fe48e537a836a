import { createReadStream } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { CliError, usage } from '../errors.ts';
import type { Host } from '../host.ts';

/** The text of a file the user named, or of stdin for `-`. Throws USAGE if it cannot be read or is not UTF-8. */
export async function readInput(source: string, host: Host, flag: string): Promise<string> {
  return decodeUtf8(
    source === '-' ? await readAll(addAbortSignal(host.signal, host.stdin), flag) : await readNamed(source, host, flag),
    flag,
  );
}

/** What a source of `readInput` is called in messages. */
export const inputName = (source: string): string => (source === '-' ? 'The standard input' : source);

/** Bytes as text; throws USAGE for what is not UTF-8, rather than change it. */
export function decodeUtf8(bytes: Uint8Array, flag: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw usage('The text is not UTF-8', { flag, hint: 'Save it as UTF-8.', cause });
  }
}

/** No body or password comes near; a device or a pipe can go on for ever. */
const MAX_MEGABYTES = 32;

async function readAll(stream: Readable, flag: string): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += (chunk as Buffer).length;
    if (size > MAX_MEGABYTES * 1024 * 1024) throw usage(`There is more than ${MAX_MEGABYTES} MB to read`, { flag });
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

const readNamed = (source: string, { signal }: Host, flag: string): Promise<Uint8Array> =>
  readAll(createReadStream(source, { signal }), flag).catch((cause: NodeJS.ErrnoException) => {
    if (cause instanceof CliError || cause.name === 'AbortError') throw cause;
    const why = cause.code === 'ENOENT' ? 'does not exist' : `cannot be read (${cause.code})`;
    throw usage(`The file ${source} ${why}`, { flag, cause });
  });
