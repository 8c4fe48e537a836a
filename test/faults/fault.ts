import type { Home } from '../support/run.ts';
import type { Terminal } from '../support/terminal.ts';
import type { Certificates } from './certificates.ts';
import type { MoreEnd, StartMore } from './more-runs.ts';
import type { Shape } from './shapes.ts';
import type { Act, Space } from './space.ts';

export const GROUPS = [
  'connect',
  'stream',
  'status',
  'body',
  'paging',
  'text',
  'doubt',
  'process',
  'environment',
  'files',
  'together',
  'killed',
  'changed',
  'replaced',
  'clock',
  'values',
  'limits',
  'meanwhile',
] as const;
type Group = (typeof GROUPS)[number];

/** What is checked in every cell. */
const CHECKS = [
  'ends',
  'exit',
  'trace',
  'secret',
  'json',
  'terminal',
  'claim',
  'list',
  'requests',
  'memory',
  'restored',
  'files',
  'words',
  'fault',
] as const;
export type Check = (typeof CHECKS)[number];

/** Exit codes; a death by signal counts as 128 and its number. */
export type Exits = number | readonly number[];

/** Everything around the program before it starts. */
export interface Stage {
  /** The program that is run: bin/pipeliner.js of some build. */
  bin: string;
  readonly shape: Shape;
  readonly space: Space;
  /** A server nobody may talk to; links and redirects lead there. */
  readonly foreign: Space;
  readonly home: Home;
  readonly certificates: Certificates;
  env: Record<string, string>;
  args: string[];
  cwd: string;
  /** A text, or how the descriptor is: at its end, /dev/null, closed, a pipe that stays open. */
  stdin: { text: string } | 'end' | 'null' | 'closed' | 'open';
  /** `lines` are read, then the reader leaves. */
  stdout: 'read' | 'closed' | 'full' | { lines: number };
  stderr: 'read' | 'closed' | 'full';
  /** Words of shell before the program starts, as `ulimit -n 20`. */
  before: string;
  columns: number;
  /** Runs the same command once more. */
  more: StartMore;
  /** Closed at the end. */
  closing: (() => unknown)[];
}

/** The program while it runs. */
export interface Running {
  signal(name: NodeJS.Signals): void;
  /** Settles when it has said this to the person, or has ended. */
  said(text: string): Promise<void>;
  readonly terminal: Terminal | undefined;
}

/** All that is known when it has ended. */
export interface Outcome {
  stage: Stage;
  exit: number;
  killed: boolean;
  stdout: string;
  stderr: string;
  /** What a terminal was sent; for one, stdout and stderr are the same. */
  raw: string;
  /** Whether the terminal was left showing what is typed, line by line. Undefined without one. */
  cooked: boolean | undefined;
  ms: number;
  /** From its last byte of output to its end. */
  lingered: number;
  /** The error object, if there is one. */
  error: { code?: string; exit?: number; retry_safe?: boolean; hint?: string; message?: string } | undefined;
}

/** One thing that goes wrong. */
export interface Fault {
  name: string;
  group: Group;
  /** Which commands can meet it. */
  applies?: (shape: Shape) => boolean;
  /** The requests that are hit: the one the command is about, or a look-up before it. */
  at?: 'target' | 'lookup';
  act?: Act;
  /** The first request that is hit, and how many are. */
  from?: number;
  times?: number;
  /** The server speaks TLS with this certificate. */
  tls?: keyof Omit<Certificates, 'authority'>;
  /** The name by which the server is called. */
  host?: string;
  prepare?(stage: Stage): void | Promise<void>;
  /** Called once the program has started. */
  script?(running: Running, stage: Stage): void;
  /** Runs more commands at the same time: called once the program has started. */
  beside?(stage: Stage): Promise<readonly MoreEnd[]>;
  /** Looks at what those ended with, and runs more commands after them. Gives what is wrong. */
  afterwards?(outcome: Outcome, beside: readonly MoreEnd[]): string | undefined | Promise<string | undefined>;
  /** Called when a question of the wizard is open, before it is answered; true means that it is not to be. */
  atQuestion?(question: string, running: Running, stage: Stage): boolean;
  /** The exit codes that are right for reading commands and for writing ones. */
  read: Exits | ((shape: Shape) => Exits);
  write?: Exits | ((shape: Shape) => Exits);
  /** Seconds for --timeout of what is read: the time for attempts that all fail. */
  seconds?: number;
  /** Nothing ends it but time, also for a write. */
  stalls?: true;
  /** Whether the foreign server may be talked to, as a proxy is. It must not see the secret in any case. */
  foreign?: true;
  /** What is right in this fault besides what is checked everywhere: gives what is wrong. */
  check?(outcome: Outcome): string | undefined;
  /** Checks that mean nothing here. */
  spares?: readonly Check[];
}
