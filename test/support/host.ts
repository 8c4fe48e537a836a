import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Host, Output } from '../../src/host.ts';
import { run } from '../../src/main.ts';
import { fakeOutput } from './fake-output.ts';
import type { Home } from './run.ts';

export interface Around {
  env: Readonly<Record<string, string>>;
  /** The width of the terminal that both streams are; none for pipes. */
  columns?: number | undefined;
  stdin?: string | Readable | undefined;
  stdout?: Output | undefined;
  signal?: AbortSignal | undefined;
  sleep?: Host['sleep'] | undefined;
  monotonicMs?: Host['monotonicMs'] | undefined;
  /** Where the files go, to find them again; else they are gone afterwards. */
  folder?: string | undefined;
}

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command line in this process, in a world of its own on which no time passes. */
export async function runHere(
  args: readonly string[],
  { env, columns, stdin = '', ...given }: Around,
): Promise<Outcome> {
  const [out, stderr] = [fakeOutput(columns), fakeOutput(columns)];
  const state = given.folder ?? mkdtempSync(join(tmpdir(), 'pipeliner-here-'));
  const host: Host = {
    env: { LANG: 'C.UTF-8', ...env },
    platform: 'linux',
    // Elsewhere than on Node 20 the engine of the tests themselves is left as it is.
    stdin: typeof stdin === 'string' ? Readable.from(stdin === '' ? [] : [Buffer.from(stdin)]) : stdin,
    stdout: given.stdout ?? out,
    stderr,
    signal: given.signal ?? new AbortController().signal,
    halt: new AbortController().signal,
    interrupt: () => {},
    suspend: () => {},
    atEnd: () => () => {},
    now: () => new Date('2026-05-04T10:20:30.456Z'),
    monotonicMs: given.monotonicMs ?? (() => 0),
    random: () => 0.5,
    sleep: given.sleep ?? (async () => {}),
    folders: { config: state, state, cache: state },
  };
  try {
    return { code: await run(args, host), stdout: out.text, stderr: stderr.text };
  } finally {
    if (!given.folder) rmSync(state, { recursive: true, force: true });
  }
}

interface Person {
  home: Home;
  env?: Readonly<Record<string, string>>;
  stdin?: { text: string } | undefined;
  columns?: number;
}

/** Runs a command line in this process with a user's folders: what `run` does, for a tenth of its time. */
export const runInProcess = (args: readonly string[], { home, env = {}, stdin, columns }: Person): Promise<Outcome> =>
  runHere(args, { env: { ...home.env, ...env }, folder: join(home.path, 'state'), stdin: stdin?.text, columns });
