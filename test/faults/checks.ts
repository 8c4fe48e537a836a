import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Check, Fault, Outcome, Stage } from './fault.ts';
import { BODY, type Shape } from './shapes.ts';
import { AUTHORIZATION, PASSWORD } from './space.ts';

/** Something that must not be. */
export interface Finding {
  check: Check;
  what: string;
}

interface Known {
  fault: Fault;
  shape: Shape;
  /** Kilobytes. */
  memory: number;
  allowed: readonly number[];
  /** The multiple of its time that the cell had. */
  times: number;
}

/** Everything that holds in every cell. Gives what does not. */
export function check(outcome: Outcome, known: Known): Finding[] {
  const spared = known.fault.spares ?? [];
  return CHECKERS.filter(([name]) => !spared.includes(name)).flatMap(([name, look]) =>
    [look(outcome, known) ?? []].flat().map(what => ({ check: name, what })),
  );
}

type Look = (outcome: Outcome, known: Known) => string | readonly string[] | undefined;

const isMachine = ({ format }: Shape) => format === 'json' || format === 'jsonl';
const readsAll = ({ stage }: Outcome) => stage.stdout === 'read';

/** Who has said the last word does not stay: a connection in the making would keep the process for seconds. */
const LINGERS_MS = 3000;
const ends: Look = ({ killed, ms, lingered }) => {
  if (killed) return `still there after ${ms} ms`;
  return lingered > LINGERS_MS ? `still there ${lingered} ms after its last word` : undefined;
};

const exit: Look = ({ exit, killed }, { allowed }) =>
  killed || allowed.includes(exit) ? undefined : `${exit} instead of ${allowed.join(' or ')}`;

const TRACE = /^\s+at .+[:)]|node:internal|UnhandledPromise|bug of pipeliner|"code":"BUG"|Node\.js v\d/m;
const trace: Look = ({ stdout, stderr }) => {
  const found = TRACE.exec(`${stderr}\n${stdout}`);
  return found ? `a stack trace: ${found[0]}` : undefined;
};

/** The password in the forms that give it away. */
const SECRETS = [
  PASSWORD,
  AUTHORIZATION.slice('Basic '.length),
  Buffer.from(PASSWORD).toString('base64').replace(/=+$/, ''),
  encodeURIComponent(PASSWORD),
  encodeURIComponent(PASSWORD).replaceAll('%20', '+'),
  JSON.stringify(PASSWORD).slice(1, -1),
  PASSWORD.replace(/[^ -~]/g, one => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`),
];
const holdsSecret = (text: string) => SECRETS.some(form => text.includes(form));

const secret: Look = ({ stage, stdout, stderr }) => {
  const found: string[] = [];
  if (holdsSecret(stdout)) found.push('on stdout');
  if (holdsSecret(stderr)) found.push('on stderr');
  if (holdsSecret(stage.args.join(' '))) found.push('in argv');
  if (holdsSecret(stage.foreign.heard) || holdsSecret(Buffer.from(stage.foreign.heard, 'latin1').toString('utf8')))
    found.push('at a foreign server');
  for (const path of filesIn(stage)) {
    // The one place that is for it.
    if (path.includes('/config/pipeliner/credentials.json')) continue;
    if (holdsSecret(textOf(path))) found.push(`in ${path}`);
  }
  return found;
};

function filesIn(stage: Stage, folder = stage.home.path): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(stage, path);
    return entry.isFile() && statSync(path).size < 20_000_000 ? [path] : [];
  });
}

const textOf = (path: string) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

const json: Look = (outcome, { shape }) => {
  const { stdout, stderr, exit, error, stage } = outcome;
  if (!isMachine(shape)) return undefined;
  const found: string[] = [];
  if (readsAll(outcome) && stdout !== '') {
    const documents = shape.format === 'jsonl' ? stdout.trimEnd().split('\n') : [stdout];
    if (!documents.every(isJson)) found.push(`stdout does not parse: ${stdout.slice(0, 80)}`);
    const isTold = shape.several !== undefined && [7, 9, 10].includes(exit);
    if (shape.format === 'json' && exit !== 0 && exit !== 11 && !isTold)
      found.push('an answer on stdout beside an error');
  }
  if (readsAll(outcome) && exit === 0 && stdout === '') found.push('nothing on stdout');
  // Who dies by the signal itself says nothing.
  const silent = exit > 128 && stderr.trim() === '';
  if (exit !== 0 && !silent && stage.stderr === 'read') {
    if (!error) found.push('no error object in the last line of stderr');
    else if (error.exit !== exit && exit !== 129)
      found.push(`the error object says ${error.exit}, the exit is ${exit}`);
  }
  return found;
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What the program itself makes a terminal do: cursor, lines, single colours. */
const OWN = /\u001b\[(?:\?(?:25|2004)[hl]|\d*[A-GJK]|\d{0,2}m)/g;
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const UNSEEN = /[\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;

/** Joiners within an emoji are seen: they make one of several. */
const JOINERS = /(?<=\p{ExtPict}[\u{fe0f}\p{EMod}]?)\u{200d}(?=\p{ExtPict})/gu;

const terminal: Look = (outcome, { shape }) => {
  const { raw, stdout, stderr } = outcome;
  const texts = shape.terminal
    ? [['the terminal', raw.replace(OWN, '').replaceAll('\u0007', '')] as const]
    : [
        ['stderr', stderr] as const,
        ...(isMachine(shape) || shape.format === 'table' ? [['stdout', stdout] as const] : []),
      ];
  return texts.flatMap(([where, text]) => {
    const found =
      CONTROL.exec(text) ?? UNSEEN.exec(text.replace(JOINERS, '')) ?? (shape.terminal ? null : /\r/.exec(text));
    if (!found) return [];
    return [`${JSON.stringify(text.slice(Math.max(0, found.index - 20), found.index + 20))} on ${where}`];
  });
};

const NOT_DONE = [2, 3, 4, 5, 6, 7, 8, 12, 129, 130, 143];

/** What is said of a write is what the ledger has. */
const claim: Look = (outcome, { shape }) => {
  const { exit, stage, stderr, error } = outcome;
  const { space } = stage;
  const found: string[] = [];
  const { method, entity } = shape.target;
  if (shape.login) {
    const stored = textOf(join(stage.home.path, 'config/pipeliner/config.json')).includes(`:${space.port}`);
    if (exit === 0 && !stored) found.push('said to be signed in, and nothing is stored');
    if (exit !== 0 && exit !== 11 && stored) found.push('failed, and stored the sign-in');
  }
  if (shape.kind === 'read') {
    if (space.commits.length > 0) found.push('a reading command wrote');
    if (exit === 9) found.push('an open outcome of a reading command');
    return found;
  }
  const made = shape.sandbox ? madeInSandbox(stage) : space.commits.length;
  const asked = space.ledger.filter(one => one.method === method && one.entity === entity);
  const { several = 1, requests = 1 } = shape;
  const whole = several * requests;
  if (exit === 0 && made !== whole) found.push(`said to be done, and the ledger has ${made}`);
  if (shape.several) found.push(...wronglyTold(outcome));
  if (NOT_DONE.includes(exit) && made !== 0) found.push(`said not to be done, and the ledger has ${made}`);
  if (made > whole) found.push(`written ${made} times`);
  if (exit === 9 && !shape.sandbox) {
    if (asked.length === 0 && space.connections === 0) found.push('an open outcome of what was never sent');
    if (error && error.retry_safe !== (shape.keyed === true))
      found.push('whether it is safe to run again is told wrong');
    if (error && !/may or may not/.test(error.message ?? '')) found.push('an open outcome told as something else');
  }
  if (error && exit === 8 && error.retry_safe !== true) found.push('not said to be safe to run again');
  if (exit === 11 && made === 1 && !/Created|Its id is|carried out/.test(stderr) && stage.stderr === 'read')
    found.push('what was done is not told');
  const targets = new Set(asked.map(({ target }) => target));
  const again = [...targets].map(target => asked.filter(one => one.target === target));
  if (again.some(all => all.slice(0, -1).some(({ wrote }) => !wrote.startsWith('HTTP/1.1 429'))))
    found.push(`sent ${asked.length} times: ${asked.map(({ wrote }) => wrote || 'no answer').join(', ')}`);
  const isOther = (one: (typeof asked)[number]) => (requests > 1 ? one.entity !== entity : !asked.includes(one));
  const others = space.ledger.filter(one => one.method !== 'GET' && isOther(one));
  if (others.length > 0) found.push(`also sent ${others.map(one => `${one.method} ${one.entity}`).join(', ')}`);
  if (method === 'POST' && !shape.sandbox && !shape.proves) found.push(...asked.flatMap(one => misshapen(one.body)));
  return found;
};

/** What is told of each of several records is what the ledger has. */
function wronglyTold({ stdout, stage }: Outcome): string[] {
  if (stdout.trim() === '' || !isJson(stdout)) return [];
  const rows = JSON.parse(stdout) as { id: string; outcome: string }[];
  const { ledger } = stage.space;
  return rows.flatMap(({ id, outcome }) => {
    const isDone = ledger.some(({ committed, target }) => committed && target.includes(id));
    const isWrong = outcome === 'done' ? !isDone : outcome === 'not done' && isDone;
    return isWrong ? [`${id} is told as ${outcome}, and the ledger ${isDone ? 'has' : 'lacks'} it`] : [];
  });
}

/** What of the request is not as the command line says, to the last digit. */
function misshapen(text: string): string[] {
  const body = JSON.parse(text) as Record<string, unknown>;
  const wrong = Object.entries(BODY).filter(([field, value]) => body[field] !== value);
  const amount = /"base_value":\s*("?)12500\.50?\1[,}]/.test(text);
  return [
    ...wrong.map(([field]) => `the request's ${field} is ${JSON.stringify(body[field])}`),
    ...(amount ? [] : [`the request's value is ${JSON.stringify(body.value)}`]),
  ];
}

function madeInSandbox({ home }: Stage): number {
  try {
    return home.storedRows('Opportunities').filter(({ name }) => name === 'Anvil').length;
  } catch {
    return 0;
  }
}

/** A list that is told as whole is whole. */
const list: Look = (outcome, { shape }) => {
  const { exit, stdout, stage } = outcome;
  if (exit !== 0 || !shape.lists || !readsAll(outcome)) return undefined;
  const living = (stage.space.records[shape.lists] ?? []).filter(row => row.is_deleted !== true);
  const wanted = living.map(({ id }) => String(id));
  const shown = stdout.match(/[0-9a-f]{8}-1111-0222-0333-444455556666/g) ?? [];
  const prefix = shape.format === 'json' || shape.format === 'jsonl' ? idsOf(stdout, shape) : shown;
  return wanted.flatMap(id => {
    const count = prefix.filter(one => one === id).length;
    return count === 1 ? [] : [`${id} is listed ${count} times`];
  });
};

function idsOf(stdout: string, { format }: Shape): string[] {
  try {
    const rows =
      format === 'jsonl'
        ? stdout
            .trimEnd()
            .split('\n')
            .map(line => JSON.parse(line))
        : JSON.parse(stdout);
    return (rows as { id: string }[]).map(({ id }) => id);
  } catch {
    return [];
  }
}

/** Of one request; a record whose write is in doubt is looked at as long as there is time. */
const MOST_ATTEMPTS = 4;
const requests: Look = ({ stage }, { fault, shape, times }) => {
  const most = shape.proves ? MOST_ATTEMPTS * times : MOST_ATTEMPTS;
  const counts = new Map<string, number>();
  for (const { method, target } of stage.space.ledger) {
    const key = `${method} ${target}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const found = [...counts].filter(([, count]) => count > most).map(([key, count]) => `${key} ${count} times`);
  if (!fault.foreign && stage.foreign.connections > 0)
    found.push(`a foreign server was called: ${stage.foreign.heard.split('\r\n')[0]}`);
  return found;
};

/** Kilobytes: no answer takes more. */
const MOST_MEMORY = 300_000;
const memory: Look = (_, { memory }) => (memory > MOST_MEMORY ? `${memory} kB` : undefined);

const restored: Look = ({ raw, cooked }, { shape }) => {
  if (!shape.terminal) return undefined;
  const found: string[] = [];
  const left = (on: string, off: string) => raw.lastIndexOf(on) > raw.lastIndexOf(off);
  if (left('\u001b[?25l', '\u001b[?25h')) found.push('the cursor is hidden');
  for (const mode of ['?2004', '?1049', '?1000', '?1002', '?1006', '?1'])
    if (left(`\u001b[${mode}h`, `\u001b[${mode}l`)) found.push(`mode ${mode} is on`);
  if (cooked === false) found.push('what is typed is not shown any more');
  return found;
};

/** What was stored is for the user alone, and nothing half-written lies about. */
const files: Look = ({ stage, exit }) => {
  const found: string[] = [];
  for (const path of filesIn(stage)) {
    if (!/\/(config|state|cache)\/pipeliner\//.test(path)) continue;
    if (/\.(tmp|lock)$/.test(path) && exit < 128) found.push(`${path} is left over`);
    const mode = statSync(path).mode & 0o777;
    if ((mode & 0o077) !== 0) found.push(`${path} has the mode ${mode.toString(8)}`);
  }
  return found;
};

/** Who fails says why. */
const words: Look = ({ exit, stderr, stage }) =>
  exit !== 0 && exit < 128 && stage.stderr === 'read' && stderr.trim() === '' ? 'not a word about it' : undefined;

const CHECKERS: readonly (readonly [Check, Look])[] = [
  ['ends', ends],
  ['exit', exit],
  ['trace', trace],
  ['secret', secret],
  ['json', json],
  ['terminal', terminal],
  ['claim', claim],
  ['list', list],
  ['requests', requests],
  ['memory', memory],
  ['restored', restored],
  ['files', files],
  ['words', words],
  ['fault', (outcome, { fault }) => fault.check?.(outcome)],
];
