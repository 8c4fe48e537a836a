import { type ErrorDetails, usage } from '../../errors.ts';
import { nearest } from '../../values/names.ts';
import { ENTITIES, type Entity } from '../../wire/entities.ts';
import { ACTIONS, type Act, type Action } from './actions.ts';

/** A rule that is read: which requests it is for, and what is done with them. */
export interface Fault {
  /** As the rule has it, without its arguments: `commit-then-reset`. */
  readonly action: string;
  /** Whether the request is carried out before `act` spoils what comes of it. */
  readonly carriesOut: boolean;
  readonly act: Act;
  /** Whether it is this one's turn. Counts the requests that fit; `path` is what stands after `entities/`. */
  isDue(method: string, path: string): boolean;
}

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE', '*'];
const COMMIT = 'commit-then-';

/** Reads rules as `pipeliner help faults` has them; empty ones are none. Throws USAGE for one that means nothing. */
export function parseFaults(rules: readonly string[], flag?: string): Fault[] {
  return rules
    .filter(rule => rule.trim() !== '')
    .map(rule => {
      try {
        return readFault(rule);
      } catch (error) {
        if (!(error instanceof Misfit)) throw error;
        const { hint = 'See pipeliner help faults.' } = error.more;
        throw usage(`The fault '${rule.trim()}' means nothing: ${error.message}`, { flag, hint });
      }
    });
}

function readFault(rule: string): Fault {
  const parts = /^\s*(\S+)\s+([^\s#:]+)(?:\s*#(\S*?))?\s*:\s*(.*?)\s*$/s.exec(rule);
  if (!parts) throw new Misfit('it is not of the form <method> <path> [#<which>]: <action> [x<times>]');
  const [, verb = '', path = '', which, rest = ''] = parts;
  const method = verb.toUpperCase();
  if (!METHODS.includes(method)) throw new Misfit(`the method is one of ${METHODS.join(', ')}`);
  const entity = path.split('/')[0]!;
  if (entity !== '*' && !ENTITIES.includes(entity as Entity)) {
    throw new Misfit(`there is no ${entity}`, meant(entity, ENTITIES));
  }
  const words = new RuleReader(rest);
  const { from, to } = turns(which, words.times);
  const said = words.text('the action');
  const name = said.startsWith(COMMIT) ? said.slice(COMMIT.length) : said;
  const known = /^\d+$/.test(name) ? '<status>' : name;
  if (!Object.hasOwn(ACTIONS, known)) {
    const names = Object.keys(ACTIONS).filter(one => one !== '<status>');
    throw new Misfit(`there is no action ${said}`, meant(said, [...names, ...names.map(one => COMMIT + one)]));
  }
  const { kind, make } = ACTIONS[known]!;
  if (kind === 'list' && ((method !== 'GET' && method !== '*') || name !== said || path.includes('/'))) {
    throw new Misfit(`${name} is for lists: GET <collection>`);
  }
  const act = make(words, name);
  words.end();
  const pattern = new RegExp(`^${path.split('*').map(escaped).join('.*')}$`, 'i');
  let seen = 0;
  return {
    action: said,
    carriesOut: kind !== 'instead' || name !== said,
    act,
    isDue: (asked, at) => {
      if ((method !== '*' && method !== asked) || !pattern.test(at)) return false;
      if (kind === 'list' && (asked !== 'GET' || at.includes('/'))) return false;
      seen += 1;
      return seen >= from && seen <= to;
    },
  };
}

/** `2`, `2-3`, `2-`, and `x2` for the first two of them. */
function turns(which: string | undefined, times = Number.POSITIVE_INFINITY): { from: number; to: number } {
  const [, first = '', dash = '', last = ''] = /^([1-9]\d{0,5})(?:(-)([1-9]\d{0,5})?)?$/.exec(which ?? '1-') ?? [];
  const from = Number(first);
  const to = dash === '' ? from : last === '' ? Number.POSITIVE_INFINITY : Number(last);
  if (first === '' || to < from || times === 0) throw new Misfit('which requests is told by #2, #2-3, #2- or x2');
  return { from, to: Math.min(to, from + times - 1) };
}

const escaped = (text: string) => text.replace(/[\\^$.|?+()[\]{}]/g, '\\$&');

function meant(word: string, known: readonly string[]): ErrorDetails {
  const close = nearest(word, known);
  return close ? { hint: `Did you mean '${close}'?` } : {};
}

class Misfit extends Error {
  readonly more: ErrorDetails;
  constructor(message: string, more: ErrorDetails = {}) {
    super(message);
    this.more = more;
  }
}

/** The words after the colon, each asked for once: `429 retry-after=2 x3`; in double quotes as JSON has texts. */
export class RuleReader {
  readonly times: number | undefined;
  readonly #words: string[];
  readonly #options = new Map<string, string>();

  constructor(text: string) {
    const raw = text.match(/(?:[^\s"]|"(?:[^"\\]|\\.)*")+|"/gs) ?? [];
    const last = /^x(\d{1,6})$/.exec(raw.at(-1) ?? '');
    if (last) raw.pop();
    this.times = last ? Number(last[1]) : undefined;
    const isOption = (word: string) => /^[a-z-]+=/.test(word);
    this.#words = raw.filter(word => !isOption(word)).map(unquoted);
    for (const word of raw.filter(isOption)) {
      const at = word.indexOf('=');
      this.#options.set(word.slice(0, at), unquoted(word.slice(at + 1)));
    }
  }

  /** The next word; `fallback` makes it one that may be missing. */
  text(what: string, fallback?: string): string {
    const word = this.#words.shift() ?? fallback;
    if (word === undefined) throw new Misfit(`${what} is missing`);
    return word;
  }

  number(what: string, least: number, most: number, text = this.text(what)): number {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new Misfit(`${what} is a whole number from ${least} to ${most}`);
  }

  /** The next word, which is an address of the web. */
  url(what: string): string {
    const text = this.text(what);
    if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) throw new Misfit(`${what} begins with http:// or https://`);
    return new URL(text).href;
  }

  /** What stands after `name=`, made for a header. */
  option(name: string): string | undefined {
    const text = this.#options.get(name);
    this.#options.delete(name);
    if (text !== undefined && !/^[ -~]*$/.test(text)) throw new Misfit(`${name} is plain ASCII`);
    return text;
  }

  /** Throws for what nobody asked for. */
  end(): void {
    const [left] = [...this.#words, ...this.#options.keys()];
    if (left !== undefined) throw new Misfit(`'${left}' is not expected there`);
  }
}

const QUOTED = /"(?:[^"\\]|\\.)*"/gs;

function unquoted(word: string): string {
  try {
    if (word.replace(QUOTED, '').includes('"')) throw new SyntaxError('an open quote');
    return word.replace(QUOTED, quoted => JSON.parse(quoted));
  } catch {
    throw new Misfit(`${word} is not a text in quotes as JSON has it`);
  }
}

const HEADINGS: Record<Action['kind'], string> = {
  instead: `Instead of the answer. A write is not carried out, unless ${COMMIT} stands in front, as in ${COMMIT}reset`,
  spoiled: 'The answer, spoiled. A write is carried out',
  list: 'Lists, spoiled',
};

/** The page `pipeliner help faults`. */
export const faultsHelp = (): string => `\
sandbox serve --fault <rule>, once or several times, makes the sandbox fail as servers and networks do; for --sandbox
there is PIPELINER_SANDBOX_FAULT, with one rule a line. stderr tells of each fault. A rule:

  <method> <path> [#<which>]: <action> [x<times>]

  POST Opportunities: commit-then-reset         the record is created, and the connection breaks before the answer
  GET Accounts: 429 retry-after=2 x2            the first two lists of accounts are refused
  GET Contacts #2: cut                          the second page breaks off
  POST Opportunities: refuse-field name "Too short"

method  ${METHODS.join(', ')}
path    what stands after /entities/ in the API: Accounts, Accounts/*, Opportunities/batch-modify; * is any text
which   2, 2-3 or 2- of the requests that fit the rule, retries included; all of them if it is not told
times   how many of these at most
Of several rules that are due, the first acts. Words with spaces stand in double quotes, with the escapes of JSON.
${Object.entries(HEADINGS)
  .map(([kind, heading]) => `\n${heading}:\n${lines(kind).join('\n')}`)
  .join('\n')}`;

const lines = (kind: string) =>
  Object.entries(ACTIONS)
    .filter(([, action]) => action.kind === kind)
    .map(([name, { takes, does }]) => `  ${(takes ? `${name} ${takes}` : name).padEnd(43)}  ${does}`);
