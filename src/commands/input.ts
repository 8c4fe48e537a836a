import { readFile } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { usage } from '../errors.ts';
import type { Host } from '../host.ts';

/** The text of a file the user named, or of stdin for `-`. Throws USAGE if it cannot be read or is not UTF-8. */
export async function readInput(from: string, host: Host, flag: string): Promise<string> {
  return decodeUtf8(from === '-' ? await readAll(host) : await readNamed(from, host, flag), flag);
}

/** Bytes as text; throws USAGE for what is not UTF-8, rather than change it. */
export function decodeUtf8(bytes: Uint8Array, flag: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw usage('The text is not UTF-8', { flag, hint: 'Save it as UTF-8.', cause });
  }
}

async function readAll({ signal, stdin }: Host): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of addAbortSignal(signal, stdin)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

const readNamed = (from: string, { signal }: Host, flag: string): Promise<Uint8Array> =>
  readFile(from, { signal }).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'does not exist' : `cannot be read (${cause.code})`;
    throw usage(`The file ${from} ${why}`, { flag, cause });
  });
