import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeHome } from '../support/run.ts';
import { drive, KEYS, type Terminal } from '../support/terminal.ts';
import { type Certificates, makeCertificates } from './certificates.ts';
import { check, type Finding } from './checks.ts';
import type { Exits, Fault, Outcome, Running, Stage } from './fault.ts';
import { errorIn, startMore } from './more-runs.ts';
import type { Shape } from './shapes.ts';
import { openSpace, PASSWORD, SPACE, USERNAME } from './space.ts';

/** What the cells of a run share. */
export interface Workshop {
  /** The program: bin/pipeliner.js of some build. */
  bin: string;
  meter: string;
  certificates: Certificates;
  /** Whether a cell that ran out of time is run once more, with more of it. */
  retries: boolean;
}

const HOSTS = ['127.0.0.1', 'localhost', 'space.invalid'];

export const openWorkshop = (bin: string, meter: string): Workshop => ({
  bin,
  meter,
  certificates: makeCertificates(HOSTS),
  retries: true,
});

/** One fault met by one command. */
export interface Cell {
  name: string;
  fault: Fault;
  shape: Shape;
}

export interface Result {
  cell: Cell;
  findings: Finding[];
  exit: number;
  ms: number;
  /** Kilobytes; 0 if it was not told. */
  memory: number;
  /** Kept of what went wrong only: a list can be long. */
  outcome: Outcome | undefined;
}

/** A command that is not about time gets so many seconds for the network. */
const SECONDS = 20;
/** What reads whether it was carried out does so as long as it has time. */
const PROVING_SECONDS = 8;
/** What stalls on purpose gets these, of which a loaded machine takes some before the write. */
const STALLED_SECONDS = 5;
/** For all the rest. */
const MARGIN_MS = 15_000;

/** Runs one cell in a world of its own, with a multiple of its time. */
export async function runCell(cell: Cell, workshop: Workshop, times = 1): Promise<Result> {
  const { fault, shape } = cell;
  const home = makeHome();
  const { certificates } = workshop;
  const foreign = await openSpace();
  const space = await openSpace({
    tls: fault.tls && certificates[fault.tls],
    ...(fault.host ? { host: fault.host } : {}),
    links: foreign.origin,
  });
  const isRead = shape.kind === 'read' || fault.at === 'lookup';
  const writeSeconds = fault.stalls ? STALLED_SECONDS : shape.proves ? PROVING_SECONDS : SECONDS;
  const seconds = times * (isRead ? (fault.seconds ?? SECONDS) : writeSeconds);
  const { method, entity } = fault.at === 'lookup' && shape.lookup ? shape.lookup : shape.target;
  const { from = 1, times: hits = Number.POSITIVE_INFINITY } = fault;
  space.act = fault.act;
  let seen = 0;
  space.hits = (asked, of) => {
    if (asked !== method || of !== entity) return false;
    seen += 1;
    return seen >= from && seen < from + hits;
  };
  const authority = join(home.path, 'authority.pem');
  writeFileSync(authority, certificates.authority);
  const measured = join(home.path, 'memory');
  mkdirSync(join(home.path, 'here'));
  const stage: Stage = {
    ...{ bin: workshop.bin, shape, space, foreign, home, certificates },
    env: {
      ...home.env,
      NODE_EXTRA_CA_CERTS: authority,
      NODE_OPTIONS: `--require=${workshop.meter}`,
      FAULTS_METER: measured,
      PIPELINER_NO_KEYRING: '1',
    },
    args: [...shape.args, '--timeout', String(seconds)],
    cwd: join(home.path, 'here'),
    stdin: shape.login ? { text: `${PASSWORD}\n` } : 'end',
    stdout: 'read',
    stderr: 'read',
    before: '',
    columns: 160,
    more: changes => startMore(workshop.bin, stage, changes),
    closing: [],
  };
  if (shape.login) stage.args.push('--url', space.origin, '--space', SPACE, '--username', USERNAME);
  else if (shape.stored) storeProfile(stage);
  else if (!shape.sandbox) {
    Object.assign(stage.env, {
      PIPELINER_URL: space.origin,
      PIPELINER_SPACE: SPACE,
      PIPELINER_USERNAME: USERNAME,
      PIPELINER_PASSWORD: PASSWORD,
    });
  }
  try {
    await fault.prepare?.(stage);
    const limit = seconds * 1000 + MARGIN_MS;
    const started = Date.now();
    const running = shape.terminal ? runInTerminal(stage, fault, limit) : runInPipes(stage, fault, limit);
    const [ended, beside] = await Promise.all([running, fault.beside?.(stage)]);
    const meter = existsSync(measured) ? readFileSync(measured, 'utf8') : '';
    const { maxRSS: memory = 0, lingered = 0 }: { maxRSS?: number; lingered?: number } = meter ? JSON.parse(meter) : {};
    const outcome: Outcome = {
      ...{ stage, ...ended, ms: Date.now() - started, error: errorIn(ended.stderr), lingered },
    };
    const findings = check(outcome, { fault, shape, memory, times, allowed: allowedIn(cell) });
    const what = await fault.afterwards?.(outcome, beside ?? []);
    if (what !== undefined) findings.push({ check: 'fault', what });
    return {
      cell,
      findings,
      exit: outcome.exit,
      ms: outcome.ms,
      memory,
      outcome: findings.length > 0 ? outcome : undefined,
    };
  } finally {
    for (const close of stage.closing) await close();
    await Promise.all([space.close(), foreign.close()]);
    home.remove();
    rmSync(home.path, { recursive: true, force: true });
  }
}

/** As `auth login` leaves it. */
function storeProfile({ home, space }: Stage): void {
  const folder = join(home.path, 'config', 'pipeliner');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const signIn = { origin: space.origin, space: SPACE, username: USERNAME };
  const config = { current: 'mine', profiles: [{ name: 'mine', ...signIn, password: 'file' }] };
  const credentials = { passwords: [{ ...signIn, password: PASSWORD }] };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config), { mode: 0o600 });
  writeFileSync(join(folder, 'credentials.json'), JSON.stringify(credentials), { mode: 0o600 });
}

/** What a person mends in the wizard instead of starting anew ends when that person gives up. */
const MENDED = [2, 5, 6, 7, 8];

function allowedIn({ fault, shape }: Cell): readonly number[] {
  const told = shape.kind === 'write' && fault.at !== 'lookup' ? fault.write : fault.read;
  const exits: Exits = (typeof told === 'function' ? told(shape) : told) ?? [];
  const codes = [exits].flat().map(code => (shape.several && told !== fault.read ? exitOfSeveral(code) : code));
  // Whether it was carried out shows in the record, if it can be read: what is said of it is checked against the ledger.
  if (shape.proves && codes.includes(9)) codes.push(0);
  if (!shape.answers) return codes;
  const inQuestion = fault.at === 'lookup' && codes.some(code => code !== 0);
  return inQuestion || codes.some(code => MENDED.includes(code)) ? [...codes, 130] : codes;
}

/** A definite no to each of several records is one exit, whatever the reason. */
const exitOfSeveral = (code: number): number => ([3, 4, 5, 6, 8, 12].includes(code) ? 7 : code);

type Ended = Pick<Outcome, 'exit' | 'killed' | 'stdout' | 'stderr' | 'raw' | 'cooked'>;

const exitOf = (code: number | null, signal: NodeJS.Signals | number | null | undefined): number => {
  if (signal) return 128 + (typeof signal === 'number' ? signal : (constants.signals[signal] ?? 0));
  return code ?? -1;
};

/** How often is looked whether something has happened. */
const LOOK_MS = 30;

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(LOOK_MS);
}

async function runInPipes(stage: Stage, fault: Fault, limit: number): Promise<Ended> {
  const { bin, stdin, stdout, stderr, before } = stage;
  const closes = [stdin === 'closed' ? '<&-' : '', stdout === 'closed' ? '>&-' : '', stderr === 'closed' ? '2>&-' : ''];
  const shell = before || closes.some(Boolean);
  const command = [process.execPath, bin, ...stage.args];
  const words = shell ? ['sh', '-c', `${before}\nexec "$@" ${closes.join(' ')}`, 'sh', ...command] : command;
  const full = [stdout, stderr].includes('full') ? openSync('/dev/full', 'w') : undefined;
  const child = spawn(words[0]!, words.slice(1), {
    cwd: stage.cwd,
    env: stage.env,
    stdio: [
      stdin === 'null' || stdin === 'closed' ? 'ignore' : 'pipe',
      stdout === 'full' ? full! : stdout === 'closed' ? 'ignore' : 'pipe',
      stderr === 'full' ? full! : stderr === 'closed' ? 'ignore' : 'pipe',
    ],
  });
  if (full !== undefined) closeSync(full);
  child.stdin?.on('error', () => {});
  if (stdin === 'end') child.stdin?.end();
  else if (typeof stdin === 'object') child.stdin?.end(stdin.text);
  const came = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = child[name];
    stream?.setEncoding('utf8').on('data', (text: string) => {
      came[name] += text;
      if (name === 'stdout' && typeof stdout === 'object' && came.stdout.split('\n').length > stdout.lines)
        stream.destroy();
    });
    stream?.on('error', () => {});
  }
  const running: Running = {
    signal: name => void child.kill(name),
    said: text => until(() => came.stderr.includes(text) || child.exitCode !== null || child.signalCode !== null),
    terminal: undefined,
  };
  fault.script?.(running, stage);
  return new Promise((resolve, reject) => {
    let killed = false;
    const timer = setTimeout(() => {
      killed = true;
      child.kill('SIGKILL');
    }, limit);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      child.stdin?.destroy();
      resolve({
        exit: exitOf(code, signal),
        killed,
        ...came,
        raw: '',
        cooked: undefined,
      });
    });
  });
}

/** How many times a person looks at a screen on which nothing happens: on a loaded machine, longer. */
const PATIENCE = 130;

async function runInTerminal(stage: Stage, fault: Fault, limit: number): Promise<Ended> {
  const { bin, home, env, columns } = stage;
  const words = [process.execPath, bin, ...stage.args];
  const line = stage.before ? ['sh', '-c', `${stage.before}\nexec "$@"`, 'sh', ...words] : words;
  let over = false;
  let tell: (end: Pick<Ended, 'exit' | 'cooked'>) => void = () => {};
  const ended = new Promise<Pick<Ended, 'exit' | 'cooked'>>(resolve => {
    tell = resolve;
  });
  const terminal = drive(line[0]!, line.slice(1), {
    ...{ home: { ...home, path: stage.cwd }, columns, env },
    ended: ({ code, signal }, descriptor) => {
      over = true;
      tell({ exit: exitOf(code, signal), cooked: isCooked(descriptor) });
    },
  });
  const running: Running = {
    signal: name => terminal.kill(name),
    said: text => until(() => terminal.raw().includes(text) || over),
    terminal,
  };
  fault.script?.(running, stage);
  let killed = false;
  const timer = setTimeout(() => {
    killed = true;
    terminal.kill('SIGKILL');
  }, limit);
  await answerQuestions(terminal, stage, fault, running, () => over);
  const end = await ended;
  clearTimeout(timer);
  const raw = terminal.raw();
  return { ...end, killed, stdout: raw, stderr: raw, raw };
}

/** Somebody at the keyboard, who answers what is asked, and gives up when it does not go on. */
async function answerQuestions(terminal: Terminal, stage: Stage, fault: Fault, running: Running, over: () => boolean) {
  const answers = stage.shape.answers ?? [];
  let answered = -1;
  let typed = -1;
  /** Looks since anything happened. */
  let idle = 0;
  let before = -1;
  let question = '';
  for (; !over(); await sleep(LOOK_MS)) {
    idle += 1;
    if (answers.length === 0) continue;
    const { length } = terminal.raw();
    if (length !== before) {
      idle = 0;
      question = terminal.question();
    }
    before = length;
    // What is on its way shows a spinner, which is not nothing.
    if (idle > PATIENCE && question !== '') {
      terminal.press(KEYS.ctrlC);
      idle = 0;
      continue;
    }
    const at = answers.findIndex(([begin]) => question.startsWith(begin));
    if (at < 0) continue;
    if (at < answered || (at === answered && idle > PATIENCE / 2)) {
      // A question that opens again: the server said no.
      terminal.press(KEYS.ctrlC);
      await sleep(300);
      continue;
    }
    if (at === answered) continue;
    const [, text, offered] = answers[at]!;
    if (typed !== at && fault.atQuestion?.(answers[at]![0], running, stage)) {
      answered = at;
      continue;
    }
    if (text && typed !== at) {
      terminal.press(...text);
      typed = at;
      idle = 0;
      continue;
    }
    if (text && !question.endsWith(text)) continue;
    if (offered && !terminal.choices().split('\n')[0]?.includes(offered)) continue;
    typed = at;
    answered = at;
    idle = 0;
    terminal.press(KEYS.enter);
  }
}

/** Whether the terminal shows what is typed, and takes it line by line. Undefined where that cannot be asked. */
function isCooked(descriptor: number): boolean | undefined {
  const { status, stdout } = spawnSync('stty', ['-a'], { stdio: [descriptor, 'pipe', 'ignore'], encoding: 'utf8' });
  return status === 0 ? / icanon\b/.test(stdout) && / echo\b/.test(stdout) : undefined;
}
