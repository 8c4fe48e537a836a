import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { makeHome } from '../support/run.ts';
import type { Outcome, Stage } from './fault.ts';

/** How another run differs from the first. */
export interface Changes {
  args?: readonly string[];
  /** `another`: nothing of the first run is on this machine. `none`: nothing can be stored. */
  home?: 'another' | 'none';
}

export type MoreEnd = Pick<Outcome, 'exit' | 'stdout' | 'stderr' | 'error'>;

export interface MoreRun {
  ended: Promise<MoreEnd>;
  signal(name: NodeJS.Signals): void;
}

export type StartMore = (changes?: Changes) => MoreRun;

/** The error object for programs: the last line of stderr. */
export function errorIn(stderr: string): Outcome['error'] {
  try {
    return JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '').error;
  } catch {
    return undefined;
  }
}

/** Starts the program in pipes, with the environment of the stage as it is now. */
export function startMore(bin: string, stage: Stage, { args = stage.args, home }: Changes = {}): MoreRun {
  const { NODE_OPTIONS: _, FAULTS_METER: __, ...env } = stage.env;
  if (home === 'another') {
    const other = makeHome();
    Object.assign(env, other.env, { PATH: env.PATH });
    stage.closing.push(other.remove);
  }
  if (home === 'none') env.XDG_STATE_HOME = '/proc/none';
  const child = spawn(process.execPath, [bin, ...args], { cwd: stage.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  stage.closing.push(() => child.kill('SIGKILL'));
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  return {
    signal: name => void child.kill(name),
    ended: new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => {
        const exit = signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? -1);
        resolve({ exit, ...texts, error: errorIn(texts.stderr) });
      });
    }),
  };
}
