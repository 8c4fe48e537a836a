import { Readable, Writable } from 'node:stream';
import type { Host, Output } from '../../host.ts';

/** Runs command lines for an agent, all in the space of the server. */
export type RunLine = (words: readonly string[], signal: AbortSignal) => Promise<LineResult>;

/** What a command line printed. */
export interface LineResult {
  /** The JSON text of its answer; empty if it printed none. */
  json: string;
  /** What it said beside its answer. */
  notes: string;
  /** Its error as `--json` prints it. */
  error?: LineError;
}

/** The error object of the last line on stderr. */
export interface LineError {
  code: string;
  message: string;
  exit: number;
  [detail: string]: unknown;
}

/** Runs a command line in a world like `host`: without a terminal, with an empty stdin, its output kept in memory. */
export async function runLine(
  words: readonly string[],
  host: Host,
  run: (words: readonly string[], host: Host) => Promise<number>,
): Promise<LineResult> {
  const [stdout, stderr] = [memoryOutput(), memoryOutput()];
  const exit = await run(words, {
    ...{ env: host.env, platform: host.platform, folders: host.folders },
    ...(host.node === undefined ? {} : { node: host.node }),
    stdin: Readable.from([]),
    ...{ stdout, stderr, signal: host.signal, halt: host.halt, interrupt: host.interrupt },
    ...{ suspend: host.suspend, atEnd: host.atEnd, now: host.now, monotonicMs: host.monotonicMs },
    ...{ random: host.random, sleep: host.sleep },
  });
  const json = stdout.text().trim();
  if (exit === 0) return { json, notes: stderr.text().trim() };
  const error = readError(stderr.text()) ?? { code: 'BUG', message: `The command ended with ${exit}`, exit };
  return { json, notes: '', error };
}

/** An output that keeps what is written to it. */
function memoryOutput(): Output & { text(): string } {
  const pieces: string[] = [];
  return {
    ...{ isTTY: false, columns: undefined },
    stream: new Writable({ write: (_chunk, _encoding, done) => done() }),
    write: async text => {
      pieces.push(text);
    },
    text: () => pieces.join(''),
  };
}

/** The error in the last line of a text. */
function readError(text: string): LineError | undefined {
  try {
    return JSON.parse(text.trimEnd().split('\n').at(-1)!).error;
  } catch {
    return undefined;
  }
}
