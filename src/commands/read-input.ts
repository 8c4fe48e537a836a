import { closeSync, constants, createReadStream, openSync, statSync } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { CliError, usage } from '../errors.ts';
import type { Host } from '../host.ts';

/** What input is read by: the host, and the milliseconds that a named file may take. */
interface InputTools {
  host: Host;
  timeout: number;
}

/**
 * The text of a file the user named, or of stdin for `-`. Throws USAGE if it cannot be read in time, as a FIFO that nobody
 * writes to, or is not UTF-8.
 */
export async function readInput(source: string, tools: InputTools, flag: string): Promise<string> {
  const { signal, stdin } = tools.host;
  return decodeUtf8(
    source === '-' ? await readAll(addAbortSignal(signal, stdin), flag) : await readNamed(source, tools, flag),
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

const RELEASE_PAUSE_MS = 10;

async function readNamed(source: string, { host, timeout }: InputTools, flag: string): Promise<Uint8Array> {
  const deadline = AbortSignal.timeout(timeout);
  const signal = AbortSignal.any([host.signal, deadline]);
  let timer: NodeJS.Timeout | undefined;
  // Again and again: the reader may have yet to begin its wait.
  const release = () => {
    timer = setInterval(() => releaseFifo(source), RELEASE_PAUSE_MS);
  };
  signal.addEventListener('abort', release);
  try {
    return await readAll(createReadStream(source, { signal }), flag);
  } catch (cause) {
    const { code, name } = cause as NodeJS.ErrnoException;
    const isLate = deadline.aborted && !host.signal.aborted;
    if (cause instanceof CliError || (name === 'AbortError' && !isLate)) throw cause;
    const why =
      code === 'ENOENT'
        ? 'does not exist'
        : isLate
          ? `could not be read within ${timeout / 1000} s`
          : `cannot be read (${code})`;
    throw usage(`The file ${source} ${why}`, { flag, cause });
  } finally {
    signal.removeEventListener('abort', release);
    clearInterval(timer);
  }
}

/** Opens a FIFO for writing, for a moment: a reader that waits for a writer would keep the process from ending. */
function releaseFifo(path: string): void {
  try {
    if (statSync(path).isFIFO()) closeSync(openSync(path, constants.O_RDWR | constants.O_NONBLOCK));
  } catch {
    // Whoever removed the file has ended the wait, too.
  }
}
