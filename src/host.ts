import type { Readable, Writable } from 'node:stream';
import { CliError, interrupted } from './errors.ts';
import { type Folders, userFolders } from './folders.ts';
import { monotonicMs } from './values/clock.ts';

/** A stream to write text to. `write` waits until there is room again. */
export interface Output {
  readonly isTTY: boolean;
  /** Width in columns; undefined when it is no terminal. */
  readonly columns: number | undefined;
  /** Height in lines, if known. */
  readonly rows?: number | undefined;
  /** Rejects with ReaderGone when the reader is gone, with CliError LOCAL_DISK when the disk does not take it. */
  write(text: string): Promise<void>;
  /** The stream itself, for prompts. */
  readonly stream: Writable;
}

/** The world a command runs in. Tests build their own. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The path of Node; without it no second process is started. */
  readonly node?: string;
  readonly stdin: Readable & { isTTY?: boolean; setRawMode?: (enabled: boolean) => unknown };
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by SIGINT, SIGTERM, SIGHUP and SIGXCPU; the reason is the signal's name. */
  readonly signal: AbortSignal;
  /** Aborted when one of them comes a second time: then nothing waits. */
  readonly halt: AbortSignal;
  /** Does what Ctrl-C does, for a terminal in raw mode, where it is a key. */
  interrupt(): void;
  /** Does what Ctrl-Z does, for a terminal in raw mode; `onContinue` runs when the process goes on. */
  suspend(onContinue: () => void): void;
  /** Runs `work` when the process ends, except by kill -9. Returns a function that cancels it. */
  atEnd(work: () => void): () => void;
  /** The time of day, for dates and records. Somebody may set this clock: no duration is taken from it. */
  now(): Date;
  /** Milliseconds of a clock that only goes forward, for durations. */
  monotonicMs(): number;
  /** From 0 to 1. */
  random(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** The folders for this user's files, without the tool's own folder. */
  readonly folders: Folders;
}

/** Thrown by Output.write when the reader is gone, as with `| head`. Not an error: the command ends. */
export class ReaderGone extends Error {
  override name = 'ReaderGone';
}

/** The time a stopped command may take to end by itself: a write in flight waits ten seconds for its answer. */
const GRACE_MS = 12_000;

/** The time it may take when it is stopped twice: enough to report an unknown outcome, on a busy machine too. */
const HALT_MS = 5000;

/** The same signal again within this time does not come from the user. */
const ECHO_MS = 500;

/** The real world. The only place that reads `process`. */
export function realHost(): Host {
  const { signal, halt, interrupt, atEnd } = handleSignals();
  let stdout: Output | undefined;
  let stderr: Output | undefined;
  return {
    env: process.env,
    platform: process.platform,
    node: process.execPath,
    // Opened when first used: a stream costs milliseconds, and most commands use one.
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      stdout ??= openOutput(process.stdout, process.env, signal);
      return stdout;
    },
    get stderr() {
      stderr ??= openOutput(process.stderr, process.env);
      return stderr;
    },
    ...{ signal, halt, interrupt, atEnd, suspend },
    now: () => new Date(),
    monotonicMs,
    random: Math.random,
    sleep: async (ms, signal) => {
      const { setTimeout: sleep } = await import('node:timers/promises');
      await sleep(ms, undefined, signal ? { signal } : {});
    },
    folders: userFolders(process),
  };
}

/**
 * Stops the command at the first signal and halts it at the second; the third one, or a command that does not end in
 * time, gets the signal's default action.
 */
function handleSignals(): Pick<Host, 'signal' | 'halt' | 'interrupt' | 'atEnd'> {
  const stop = new AbortController();
  const halt = new AbortController();
  let interrupt = () => {};
  const finalWork = new Set<() => void>();
  const runFinalWork = () => {
    for (const work of finalWork) work();
    finalWork.clear();
  };
  process.once('exit', runFinalWork);
  // Beyond a limit on the size of files, a write then fails as on a full disk. Node ignores the signal, but Inquirer's
  // signal-exit listens to it, and ends the process unless somebody else listens too.
  process.on('SIGXFSZ', () => {});
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGXCPU'] as const) {
    const kill = () => {
      runFinalWork();
      process.off(name, listener);
      process.kill(process.pid, name);
    };
    let signaledAt = Number.NEGATIVE_INFINITY;
    const listener = () => {
      // Libraries that clean up at a signal send it to the process once more.
      if (monotonicMs() - signaledAt < ECHO_MS) return;
      signaledAt = monotonicMs();
      if (halt.signal.aborted) return kill();
      const isFirst = !stop.signal.aborted;
      if (isFirst) stop.abort(name);
      else halt.abort(name);
      // A reader that has stalled, for example, must not keep the process for ever.
      setTimeout(kill, isFirst ? GRACE_MS : HALT_MS).unref();
    };
    process.on(name, listener);
    if (name === 'SIGINT') interrupt = listener;
  }
  return {
    signal: stop.signal,
    halt: halt.signal,
    interrupt,
    atEnd: work => {
      finalWork.add(work);
      return () => void finalWork.delete(work);
    },
  };
}

/** Stops the process as Ctrl-Z does, where there is such a signal. */
function suspend(onContinue: () => void): void {
  if (process.platform === 'win32') onContinue();
  else {
    process.once('SIGCONT', onContinue);
    process.kill(process.pid, 'SIGTSTP');
  }
}

type TerminalStream = Writable & { isTTY?: boolean; columns?: number; rows?: number };

/**
 * A stream as an Output: a closed pipe and a full disk are different errors, and a write waits for a slow reader until
 * `signal` aborts.
 */
function openOutput(stream: TerminalStream, env: Host['env'], signal?: AbortSignal): Output {
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
      // Serial lines and some containers report 0, which means unknown.
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

/** The width of a terminal. If it reports none, or 0: that of `COLUMNS`, else 80. */
export function terminalColumns(reported: number | undefined, { COLUMNS = '' }: Host['env']): number {
  if (reported) return reported;
  return /^[1-9]\d{0,3}$/.test(COLUMNS) ? Number(COLUMNS) : 80;
}

function writeError(error: NodeJS.ErrnoException): Error {
  const readerGoneCodes = ['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END', 'ECONNRESET', 'EOF'];
  if (error.code && readerGoneCodes.includes(error.code)) return new ReaderGone();
  return new CliError('LOCAL_DISK', `The output could not be written: ${error.message}`, { cause: error });
}
