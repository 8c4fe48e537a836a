import type { Readable, Writable } from 'node:stream';
import { CliError, interrupted } from './errors.ts';
import { type Folders, userFolders } from './folders.ts';

/** A stream to write text to. `write` waits until there is room again. */
export interface Output {
  readonly isTTY: boolean;
  /** Width in columns; undefined when it is no terminal. */
  readonly columns: number | undefined;
  /** Height in lines, if that is known. */
  readonly rows?: number | undefined;
  /** Rejects with ReaderGone when nobody reads any more, with CliError LOCAL_DISK when it cannot be stored. */
  write(text: string): Promise<void>;
  /** The stream itself, for prompts. */
  readonly stream: Writable;
}

/** The world a command runs in. Tests build their own. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The program that runs JavaScript; without it no second process is started. */
  readonly node?: string;
  readonly stdin: Readable & { isTTY?: boolean; setRawMode?: (enabled: boolean) => unknown };
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by SIGINT, SIGTERM and SIGHUP; the reason is the signal's name. */
  readonly signal: AbortSignal;
  /** Aborted when one of them comes a second time: nothing is waited for any more. */
  readonly halt: AbortSignal;
  /** Does what Ctrl-C does, for a terminal that was told to hand it over as a key. */
  interrupt(): void;
  /** Has work done when the process ends, whatever ends it but kill -9. Gives what takes it back. */
  atEnd(work: () => void): () => void;
  now(): Date;
  /** From 0 to 1. */
  random(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Where this user's files go, without the tool's own folder. */
  readonly folders: Folders;
}

/** Thrown by Output.write when the reader went away, as `| head` does. Not an error: the work is over. */
export class ReaderGone extends Error {
  override name = 'ReaderGone';
}

/** How long a stopped command may take to end by itself: a write in flight waits ten seconds for its answer. */
const GRACE_MS = 12_000;

/** How long it may take when it was stopped twice: enough to say what is in doubt, on a busy machine too. */
const HALT_MS = 5000;

/** A signal that comes again so soon was not sent by the user. */
const ECHO_MS = 500;

/** The real world. The only place that reads `process`. */
export function realHost(): Host {
  const stop = new AbortController();
  const halt = new AbortController();
  let stdout: Output | undefined;
  let stderr: Output | undefined;
  let interrupt = () => {};
  const lastWork = new Set<() => void>();
  const leave = () => {
    for (const work of lastWork) work();
    lastWork.clear();
  };
  process.once('exit', leave);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const end = () => {
      leave();
      process.off(name, listener);
      process.kill(process.pid, name);
    };
    // What cannot be stopped, such as a reader that has stalled, does not keep the process for ever; and who stops it
    // a third time gets the default action. The same signal again within a moment was not sent by the user: libraries
    // that clean up at one send it to the process once more.
    let since = 0;
    const listener = () => {
      if (Date.now() - since < ECHO_MS) return;
      since = Date.now();
      if (halt.signal.aborted) return end();
      const first = !stop.signal.aborted;
      if (first) stop.abort(name);
      else halt.abort(name);
      setTimeout(end, first ? GRACE_MS : HALT_MS).unref();
    };
    process.on(name, listener);
    if (name === 'SIGINT') interrupt = listener;
  }
  return {
    env: process.env,
    platform: process.platform,
    node: process.execPath,
    // Opened when first used: a stream costs milliseconds, and most commands use one.
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      stdout ??= output(process.stdout, process.env, stop.signal);
      return stdout;
    },
    get stderr() {
      stderr ??= output(process.stderr, process.env);
      return stderr;
    },
    signal: stop.signal,
    halt: halt.signal,
    interrupt: () => interrupt(),
    atEnd: work => {
      lastWork.add(work);
      return () => void lastWork.delete(work);
    },
    now: () => new Date(),
    random: Math.random,
    sleep: async (ms, signal) => {
      const { setTimeout: sleep } = await import('node:timers/promises');
      await sleep(ms, undefined, signal ? { signal } : {});
    },
    folders: userFolders(process),
  };
}

type TerminalStream = Writable & { isTTY?: boolean; columns?: number; rows?: number };

/**
 * Wraps a stream so that a closed pipe and a full disk are told apart and a slow reader is waited for, until `signal`
 * says to stop.
 */
function output(stream: TerminalStream, env: Host['env'], signal?: AbortSignal): Output {
  let streamError: NodeJS.ErrnoException | undefined;
  stream.on('error', error => {
    streamError ??= error;
  });
  return {
    stream,
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.isTTY ? terminalColumns(stream.columns, env) : undefined;
    },
    get rows() {
      // Serial lines and some containers report 0, which means that nobody knows.
      return stream.isTTY ? stream.rows || undefined : undefined;
    },
    write: text =>
      new Promise((resolve, reject) => {
        const stop = () => reject(interrupted('Interrupted'));
        const finish = (error?: NodeJS.ErrnoException | null) => {
          signal?.removeEventListener('abort', stop);
          if (error) reject(writeError(error));
          else resolve();
        };
        signal?.addEventListener('abort', stop);
        if (streamError) finish(streamError);
        else stream.write(text, finish);
      }),
  };
}

/** The width of a terminal. One that reports none, or 0, has the width that `COLUMNS` says, else the usual 80. */
export function terminalColumns(reported: number | undefined, { COLUMNS = '' }: Host['env']): number {
  if (reported) return reported;
  return /^[1-9]\d{0,3}$/.test(COLUMNS) ? Number(COLUMNS) : 80;
}

function writeError(error: NodeJS.ErrnoException): Error {
  const readerGoneCodes = ['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END', 'ECONNRESET', 'EOF'];
  if (error.code && readerGoneCodes.includes(error.code)) return new ReaderGone();
  return new CliError('LOCAL_DISK', `The output could not be written: ${error.message}`, { cause: error });
}
