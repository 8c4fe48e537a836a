import { IDS } from './space.ts';

/** A command as somebody calls it, and what is known of it from outside. */
export interface Shape {
  name: string;
  args: readonly string[];
  /** `write` if it changes something on the server. */
  kind: 'read' | 'write';
  format: 'json' | 'jsonl' | 'csv' | 'tsv' | 'table';
  /** Runs on a pseudo-terminal. */
  terminal?: true;
  /** What it is about: the request that a fault hits. */
  target: { method: string; entity: string };
  /** For a write that looks things up first: one of these requests. */
  lookup?: { method: string; entity: string };
  /** The whole list of this collection is what it prints. */
  lists?: string;
  stdin?: string;
  /** Signed in by a stored profile, not by variables. */
  stored?: true;
  /** Stores how to sign in. */
  login?: true;
  /** Can look for what it created by a key of its own. */
  keyed?: true;
  /** Can read what it changed, and so tell whether it was changed. */
  proves?: true;
  /** How many records it writes to, if several. */
  several?: number;
  /** How many requests change its one record, if several. */
  requests?: number;
  /** Works in the built-in space: no server of the matrix is asked. */
  sandbox?: true;
  /** The words that answer the wizard's questions, in their order. */
  answers?: readonly Step[];
}

/** A question of the wizard: how it begins, what is typed, and what must be offered before Enter. */
type Step = readonly [question: string, typed?: string, offered?: string];

const DEAL = {
  '--owner': 'jane@example.com',
  '--step': 'Opening',
  '--pipeline': 'Sales',
  '--account': 'Acme',
  '--name': 'Anvil',
  '--value': '12500.50',
  '--closing-date': '2031-12-31',
};
export const BODY = { name: 'Anvil', owner_id: IDS.jane, step_id: IDS.opening, closing_date: '2031-12-31' };

const flags = (...without: string[]) =>
  Object.entries(DEAL).flatMap(([flag, value]) => (without.includes(flag) ? [] : [flag, value]));

const ANSWERS: readonly Step[] = [
  ['Owner', 'jane', 'Jane Roe'],
  ['Pipeline'],
  ['Step'],
  ['Account', 'acme', 'Acme'],
  ['Primary contact'],
  ['Opportunity name', 'Anvil'],
  ['Value', '12500.50'],
  ['Currency'],
  ['Closing date', '2031-12-31'],
  ['More fields'],
  ['Create this opportunity?'],
];
const after = (question: string) => ANSWERS.slice(ANSWERS.findIndex(([name]) => name === question));

const get = (entity: string) => ({ method: 'GET', entity });
const accounts = { kind: 'read', target: get('Accounts'), lists: 'Accounts' } as const;
const creation = {
  kind: 'write',
  target: { method: 'POST', entity: 'Opportunities' },
  lookup: get('Accounts'),
} as const;

/** A verb that writes to opportunities: what it changed it can read. */
const verb = (name: string, args: readonly string[], method = 'PATCH'): Shape => ({
  ...{ name, args: ['oppty', ...args, '--json'], kind: 'write', format: 'json', proves: true },
  target: { method, entity: 'Opportunities' },
  lookup: get('Opportunities'),
});

export const SHAPES: readonly Shape[] = [
  { name: 'accounts --json', args: ['accounts', '--json'], format: 'json', ...accounts },
  { name: 'accounts jsonl', args: ['accounts', '--format', 'jsonl'], format: 'jsonl', ...accounts },
  {
    name: 'accounts csv',
    args: ['accounts', '--format', 'csv', '--fields', 'id,name,city'],
    format: 'csv',
    ...accounts,
  },
  { name: 'accounts | pipe', args: ['accounts'], format: 'tsv', ...accounts },
  {
    name: 'accounts tty',
    args: ['accounts', '--fields', 'id,name,city'],
    format: 'table',
    terminal: true,
    ...accounts,
  },
  {
    name: 'accounts table | pipe',
    args: ['accounts', '--format', 'table', '--fields', 'id,name,city'],
    format: 'table',
    ...accounts,
  },
  { name: 'accounts stored', args: ['accounts', '--json'], format: 'json', stored: true, ...accounts },
  {
    name: 'pipelines --json',
    args: ['pipelines', '--json'],
    kind: 'read',
    format: 'json',
    target: get('Pipelines'),
    lists: 'Pipelines',
  },
  {
    name: 'accounts get',
    args: ['accounts', 'get', 'Acme', '--json'],
    kind: 'read',
    format: 'json',
    target: get('Accounts'),
  },
  {
    name: 'contacts --account',
    args: ['contacts', '--account', 'Acme', '--json'],
    kind: 'read',
    format: 'json',
    target: get('ContactAccountRelations'),
    lists: 'Contacts',
  },
  {
    name: 'currencies tty',
    args: ['currencies'],
    kind: 'read',
    format: 'table',
    terminal: true,
    target: get('Currencies'),
  },
  { name: 'api --paginate', args: ['api', 'Accounts', '--paginate', '--json'], format: 'json', ...accounts },
  {
    name: 'api PATCH',
    args: ['api', '-X', 'PATCH', `Accounts/${IDS.acme}`, '-f', 'city=Oslo', '--json'],
    kind: 'write',
    format: 'json',
    target: { method: 'PATCH', entity: 'Accounts' },
  },
  {
    name: 'api DELETE',
    args: ['api', '-X', 'DELETE', `Accounts/${IDS.acme}`],
    kind: 'write',
    format: 'tsv',
    target: { method: 'DELETE', entity: 'Accounts' },
  },
  { name: 'create --json', args: ['oppty', 'create', ...flags(), '--json'], format: 'json', ...creation },
  {
    name: 'create --client-key',
    args: ['oppty', 'create', ...flags(), '--client-key', 'cf_key=K-1', '--json'],
    format: 'json',
    keyed: true,
    ...creation,
  },
  { name: 'create | pipe', args: ['oppty', 'create', ...flags()], format: 'tsv', ...creation },
  {
    name: 'create --dry-run',
    args: ['oppty', 'create', ...flags(), '--dry-run', '--json'],
    kind: 'read',
    format: 'json',
    target: get('Accounts'),
  },
  {
    name: 'wizard',
    args: ['oppty', 'create'],
    format: 'table',
    terminal: true,
    answers: ANSWERS,
    ...creation,
  },
  {
    name: 'wizard end',
    args: ['oppty', 'create', ...flags('--closing-date'), '--no-contact'],
    format: 'table',
    terminal: true,
    answers: after('Closing date'),
    ...creation,
  },
  {
    name: 'oppty list --json',
    args: ['oppty', 'list', '--closing', '2031-01-01..2031-06-30', '--json'],
    kind: 'read',
    format: 'json',
    target: get('Opportunities'),
    lists: 'Opportunities',
  },
  {
    name: 'oppty list tty',
    args: ['oppty', 'list'],
    kind: 'read',
    format: 'table',
    terminal: true,
    target: get('Opportunities'),
  },
  {
    name: 'auth login',
    args: ['auth', 'login', '--password-stdin', '--json'],
    kind: 'read',
    format: 'json',
    target: get('Clients'),
    login: true,
  },
  {
    name: 'auth status --check',
    args: ['auth', 'status', '--check', '--json'],
    kind: 'read',
    format: 'json',
    target: get('Clients'),
    stored: true,
  },
  {
    name: 'sandbox accounts',
    args: ['--sandbox', 'accounts', '--limit', '2', '--json'],
    kind: 'read',
    format: 'json',
    target: get('Accounts'),
    sandbox: true,
  },
  {
    name: 'sandbox create',
    args: [
      '--sandbox',
      'oppty',
      'create',
      ...['--owner', 'john.doe@example.com', '--pipeline', 'Test Pipeline', '--step', 'first'],
      ...['--account', 'Ziemann and Sons', '--name', 'Anvil', '--value', '1', '--closing-date', '2031-12-31', '--json'],
    ],
    kind: 'write',
    format: 'json',
    target: { method: 'POST', entity: 'Opportunities' },
    sandbox: true,
  },
  verb('move', ['move', 'Rocket', '--next']),
  verb('update', ['update', 'Rocket', '--value', '12500.50', '--closing-date', '2031-12-31']),
  verb('lose', ['lose', 'Rocket', '--comment', 'too dear']),
  verb('delete', ['delete', 'Rocket', '--yes'], 'DELETE'),
  verb('restore', ['restore', 'Relic'], 'POST'),
  {
    ...verb('update contacts', ['update', 'Rocket', '--contact', 'Road Runner']),
    ...{ requests: 3, target: { method: 'POST', entity: 'LeadOpptyContactRelations' } },
  },
  {
    ...verb('accounts update', []),
    args: ['accounts', 'update', 'Acme', '--city', 'Oslo', '--json'],
    target: { method: 'PATCH', entity: 'Accounts' },
    lookup: get('Accounts'),
  },
  {
    ...verb('contacts create', []),
    args: [
      'contacts',
      'create',
      '--first-name',
      'Mara',
      '--last-name',
      'Stein',
      '--owner',
      'jane@example.com',
      '--json',
    ],
    target: { method: 'POST', entity: 'Contacts' },
    lookup: get('Clients'),
  },
  { ...verb('move many', ['move', 'Rocket', 'Trap', 'Magnet', '--next', '--yes']), several: 3 },
];
