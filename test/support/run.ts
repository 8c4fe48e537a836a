import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseState } from '../../src/sandbox/state-file.ts';
import type { Entity } from '../../src/wire/entities.ts';

export const ROOT = join(import.meta.dirname, '..', '..');
export const BIN = join(ROOT, 'bin', 'pipeliner.js');

/** Nothing a command does may take longer; who is still there after this is killed, and the test sees the signal. */
const DEADLINE_MS = 55_000;

type Environment = Record<string, string | undefined>;
type Row = Record<string, unknown>;

/** A user's folders of their own, empty at first. */
export interface Home {
  /** Environment with nothing of the caller's but the path to programs. */
  readonly env: Record<string, string>;
  readonly path: string;
  /** The file of the sandbox. */
  readonly state: string;
  /** The records the sandbox has kept, in the order they were made; none as long as nothing was written. */
  storedRows(entity: string): Row[];
  /** Has something be ended before the folders go. */
  beforeRemoval(end: () => void): void;
  remove(): void;
}

export function makeHome(): Home {
  const path = mkdtempSync(join(tmpdir(), 'pipeliner-test-'));
  const state = join(path, 'state', 'pipeliner', 'sandbox.json');
  const env = {
    PATH: `${join(path, 'bin')}:${process.env.PATH ?? ''}`,
    HOME: path,
    XDG_CONFIG_HOME: join(path, 'config'),
    XDG_STATE_HOME: join(path, 'state'),
    XDG_CACHE_HOME: join(path, 'cache'),
    TMPDIR: path,
    PIPELINER_NO_KEYRING: '1',
    LANG: 'C.UTF-8',
    TZ: 'Europe/Prague',
  };
  mkdirSync(join(path, 'bin'));
  const ends: (() => void)[] = [];
  return {
    env,
    path,
    state,
    storedRows(entity) {
      let text: string;
      try {
        text = readFileSync(state, 'utf8');
      } catch {
        return [];
      }
      return [...parseState(text, state).rows(entity as Entity)];
    },
    beforeRemoval: end => ends.push(end),
    remove: () => {
      for (const end of ends) end();
      // What was ended may still have written a file.
      rmSync(path, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** What the child reads: nothing at once, /dev/null, a closed descriptor, a pipe that stays open and silent, a text. */
export type Stdin = 'end' | 'null' | 'closed' | 'open' | { text: string };

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Waits until what came on stdout and stderr so far satisfies the condition, and gives it. */
  until(condition: (soFar: { stdout: string; stderr: string }) => boolean): Promise<{ stdout: string; stderr: string }>;
}

export interface How {
  home: Home;
  env?: Environment;
  stdin?: Stdin;
  cwd?: string;
}

/** Starts the built program as a user would, without a terminal. */
export function start(args: readonly string[], how: How): Running {
  return launch(process.execPath, [BIN, ...args], how);
}

/** Runs the built program to its end. */
export const run = (args: readonly string[], how: How): Promise<Ended> => start(args, how).ended;

/** Runs a line of shell in which `pipeliner` is the built program. */
export const shell = (line: string, how: How): Promise<Ended> =>
  launch('sh', ['-c', `pipeliner() { "${process.execPath}" "${BIN}" "$@"; }\n${line}`], how).ended;

export function launch(program: string, args: readonly string[], { home, env, stdin = 'end', cwd }: How): Running {
  const closed = stdin === 'closed';
  const child = spawn(closed ? 'sh' : program, closed ? ['-c', 'exec "$@" <&-', 'sh', program, ...args] : args, {
    cwd: cwd ?? home.path,
    env: { ...home.env, ...env },
    stdio: [stdin === 'null' || closed ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  if (stdin === 'end') child.stdin?.end();
  // Who does not read its input is no concern of this side.
  child.stdin?.on('error', () => {});
  if (typeof stdin === 'object') child.stdin?.end(stdin.text);

  const soFar = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]!.setEncoding('utf8').on('data', (text: string) => {
      soFar[name] += text;
      for (const look of waiting) look();
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      child.stdin?.destroy();
      resolve({ code, signal, ...soFar });
    });
  });
  return {
    child,
    ended,
    until: condition =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!condition(soFar)) return;
          waiting.delete(look);
          resolve({ ...soFar });
        };
        waiting.add(look);
        look();
        void ended.then(({ code, signal }) =>
          reject(new Error(`ended (${code ?? signal}) before that:\n${soFar.stdout}\n${soFar.stderr}`)),
        );
      }),
  };
}

/** The last line of stderr, which is the error for programs. */
export function errorObject({ stderr }: { stderr: string }): {
  code: string;
  message: string;
  exit: number;
  flag?: string;
  field?: string;
  hint?: string;
  status?: number;
  retry_safe?: boolean;
  details?: { code: string; message: string; flag?: string; field?: string; candidates?: { id: string }[] }[];
} {
  return JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '').error;
}

/** Text as a person's shell would show a stack trace of a program that failed by itself. */
export const STACK_TRACE = /^\s+at .+:\d+|node:internal|UnhandledPromise|bug of pipeliner/m;
