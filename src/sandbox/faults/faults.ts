import { type ErrorDetails, usage } from '../../errors.ts';
import { nearest } from '../../values/names.ts';
import { ENTITIES } from '../../wire/entities.ts';
import { ACTIONS, type Action, type Disturb } from './actions.ts';
import { InvalidRule, RuleReader } from './rule-reader.ts';

/** A rule that is read: which requests it is for, and what is done with them. */
export interface Fault {
  /** As the rule has it, without its arguments: `commit-then-reset`. */
  readonly action: string;
  /** Whether it changes how the request is read, and leaves the answer alone. */
  readonly reads: boolean;
  /** Whether the request is carried out before `act` spoils what comes of it. */
  readonly executes: boolean;
  readonly act: Disturb;
  /** Whether the fault is due. Counts the matching requests; `path` is the part after `entities/`. */
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
        return parseFault(rule);
      } catch (error) {
        if (!(error instanceof InvalidRule)) throw error;
        const { hint = 'See pipeliner help faults.' } = error.details;
        throw usage(`The fault '${rule.trim()}' is not valid: ${error.message}`, { flag, hint });
      }
    });
}

function parseFault(rule: string): Fault {
  const parts = /^\s*(\S+)\s+([^\s#:]+)(?:\s*#(\S*?))?\s*:\s*(.*?)\s*$/s.exec(rule);
  if (!parts) throw new InvalidRule('it is not of the form <method> <path> [#<which>]: <action> [x<times>]');
  const [, verb = '', path = '', occurrences, rest = ''] = parts;
  const method = verb.toUpperCase();
  if (!METHODS.includes(method)) throw new InvalidRule(`the method is one of ${METHODS.join(', ')}`);
  const entity = path.split('/')[0]!;
  const entityPattern = wildcard(entity);
  if (!ENTITIES.some(name => (entity.includes('*') ? entityPattern.test(name) : name === entity))) {
    throw new InvalidRule(`there is no ${entity}`, suggestion(entity, ENTITIES));
  }
  const words = new RuleReader(rest);
  const { from, to } = parseOccurrences(occurrences, words.times);
  const actionName = words.text('the action');
  const name = actionName.startsWith(COMMIT) ? actionName.slice(COMMIT.length) : actionName;
  const actionKey = /^\d+$/.test(name) ? '<status>' : name;
  if (!Object.hasOwn(ACTIONS, actionKey)) {
    const names = Object.keys(ACTIONS).filter(name => name !== '<status>');
    throw new InvalidRule(
      `there is no action ${actionName}`,
      suggestion(actionName, [...names, ...names.map(name => COMMIT + name)]),
    );
  }
  const { kind, make, requests } = ACTIONS[actionKey]!;
  const isTaken = (ruleMethod: string) => ruleMethod === '*' || requests?.methods.includes(ruleMethod);
  if (requests && (!isTaken(method) || name !== actionName || !requests.rulePath.test(path))) {
    throw new InvalidRule(`${name} is for ${requests.form}`);
  }
  const act = make(words, name);
  words.end();
  const pattern = wildcard(path);
  let matches = 0;
  return {
    action: actionName,
    reads: kind === 'reading',
    executes: kind !== 'instead' || name !== actionName,
    act,
    isDue: (requestMethod, requestPath) => {
      if ((method !== '*' && method !== requestMethod) || !pattern.test(requestPath)) return false;
      if (requests && !(isTaken(requestMethod) && requests.path.test(requestPath))) return false;
      matches += 1;
      return matches >= from && matches <= to;
    },
  };
}

/** `2`, `2-3`, `2-`, and `x2` for the first two of them. */
function parseOccurrences(
  occurrences: string | undefined,
  times = Number.POSITIVE_INFINITY,
): { from: number; to: number } {
  const [, first = '', dash = '', last = ''] =
    /^([1-9]\d{0,5})(?:(-)([1-9]\d{0,5})?)?$/.exec(occurrences ?? '1-') ?? [];
  const from = Number(first);
  const to = dash === '' ? from : last === '' ? Number.POSITIVE_INFINITY : Number(last);
  if (first === '' || to < from || times === 0) throw new InvalidRule('which requests is told by #2, #2-3, #2- or x2');
  return { from, to: Math.min(to, from + times - 1) };
}

/** A path of a rule as a pattern: `*` is any text. */
const wildcard = (path: string) => new RegExp(`^${path.split('*').map(escapeRegExp).join('.*')}$`, 'i');

const escapeRegExp = (text: string) => text.replace(/[\\^$.|?+()[\]{}]/g, '\\$&');

function suggestion(word: string, names: readonly string[]): ErrorDetails {
  const close = nearest(word, names);
  return close ? { hint: `Did you mean '${close}'?` } : {};
}

const HEADINGS: Record<Action['kind'], string> = {
  instead: `Instead of the answer. A write is not carried out, unless ${COMMIT} stands in front, as in ${COMMIT}reset`,
  spoiled: 'The answer, spoiled. A write is carried out',
  list: 'Lists, spoiled',
  reading: 'Where the documentation leaves open what a request does: the other way',
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
path    the path after /entities/ in the API: Accounts, Accounts/*, Accounts*, Opportunities/batch-modify; * is any text
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
