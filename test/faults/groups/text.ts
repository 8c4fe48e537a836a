import type { Fault } from '../fault.ts';
import type { Shape } from '../shapes.ts';
import { AUTHORIZATION, IDS, PASSWORD, type Row, type Space } from '../space.ts';
import { creates, few, online, only, refusal, withBody } from './kinds.ts';

/** Texts that drive a terminal, hide, or pretend. */
const HOSTILE: Record<string, string> = {
  'a screen that is cleared': 'x\u001b[2J\u001b[1;1H\u001b[31;7mroot#\u001b[0;0m',
  'a clipboard that is written': 'x\u001b]52;c;cm0gLXJmIH4=\u0007y',
  'a link': 'x\u001b]8;;http://127.0.0.1/\u001b\\click\u001b]8;;\u001b\\',
  'a title': 'x\u001b]0;owned\u001b\\y',
  'a device string': 'x\u001bPq#0;2;0;0;0#0~~@@\u001b\\y',
  'a question to the terminal': 'x\u001b[6n\u001b[c\u001b[?1000h',
  'controls of eight bits': 'x\u009b2J\u009d52;c;eA==\u009cy\u0090',
  'text turned round': 'x\u202egnp.exe\u202c\u2067a\u2069',
  'text that is not seen': 'x\u200b\u200d\u2060\ufeff\u00ad\u{e0041}\u{e0042}\u3164y',
  'lines of its own': 'x\r\nError: all is lost\rDone.\n\n{"error":{"exit":0}}',
  'backspaces and bells': 'x\b\b\b\u0007\u0000\u000b\u000c\u007fy',
  'half of a pair': 'x\ud800y\udc00',
  'letters with thousands of marks': `x${'\u0301'.repeat(5000)}`,
  'wide letters': '漢字👩‍👩‍👧‍👦'.repeat(60),
  'words for a shell': `'; $(touch owned) \`id\` "x" && %s %n \\`,
  'a formula': '=cmd|calc!A1',
};

const lists = (shape: Shape) =>
  online(shape) && (shape.lists !== undefined || shape.name === 'currencies tty' || shape.name === 'accounts get');
const SOME = only(
  'accounts --json',
  'accounts csv',
  'accounts tty',
  'accounts table | pipe',
  'accounts get',
  'contacts --account',
  'currencies tty',
  'create | pipe',
  'wizard',
);

/** Puts the text wherever a name stands that no command line of the matrix asks for. */
function say(space: Space, text: string): void {
  const into = (entity: string, fields: readonly string[], except: readonly string[]) => {
    for (const row of space.records[entity] ?? []) {
      if (except.includes(String(row.id))) continue;
      for (const field of fields) row[field] = text;
    }
  };
  const { jane, acme, euro } = IDS;
  into('Accounts', ['name', 'city'], [acme]);
  into('Clients', ['name'], [jane]);
  into('Currencies', ['symbol'], [euro]);
  into('Contacts', ['last_name', 'position'], []);
  const found = space.records.Accounts?.find(({ id }) => id === acme);
  if (found) found.city = text;
  for (const pipeline of space.records.Pipelines?.slice(1) ?? []) {
    pipeline.name = text;
    for (const step of pipeline.steps as Row[]) step.name = text;
  }
}

const named = Object.entries(HOSTILE).map(
  ([name, text]): Fault => ({
    ...{ name: `names with ${name}`, group: 'text', applies: SOME, read: 0, write: 0 },
    prepare: ({ space }) => say(space, text),
    check: ({ stdout, stage: { shape } }) => {
      if (name === 'a formula' && shape.format === 'csv' && /(^|,)"?=/m.test(stdout)) return 'a formula in a cell';
      if (shape.format !== 'json' || shape.lists !== 'Accounts') return undefined;
      return JSON.parse(stdout)[1].name === text ? undefined : 'the name came out otherwise';
    },
  }),
);

const said = (name: string, text: string, more: Partial<Fault> = {}): Fault => ({
  ...{ name, group: 'text', applies: few, read: 7, write: 7 },
  act: exchange => exchange.reply({ status: 422, body: refusal(422, text) }),
  ...more,
});

const FULL = Object.values(HOSTILE).slice(0, 11).join(' ');

export const TEXT: readonly Fault[] = [
  ...named,
  ...[
    'a clipboard that is written',
    'text turned round',
    'lines of its own',
    'controls of eight bits',
    'half of a pair',
  ].map(name => said(`an error with ${name}`, HOSTILE[name]!)),
  said('reasons with all of it', '', {
    act: exchange =>
      exchange.reply({
        status: 500,
        body: refusal(500, FULL, { field_errors: [{ field_name: FULL, errors: [{ message: FULL, name: FULL }] }] }),
      }),
  }),
  said('an error of a megabyte', 'All is lost. '.repeat(80_000), { applies: shape => few(shape) && !shape.terminal }),
  said('an error of many lines', 'All is lost.\n'.repeat(200)),
  said(
    'an error that repeats the sign-in',
    `You are ${AUTHORIZATION}, that is ${PASSWORD}, ${encodeURIComponent(PASSWORD)}`,
  ),
  said('a 401 that repeats the sign-in', '', {
    ...{ read: 4, write: 4 },
    act: exchange => exchange.reply({ status: 401, body: refusal(401, `${PASSWORD} ${AUTHORIZATION}`) }),
  }),
  said('reasons that repeat the sign-in', '', {
    act: exchange =>
      exchange.reply({
        status: 422,
        body: refusal(422, 'no', { field_errors: [{ field_name: PASSWORD, errors: [{ message: AUTHORIZATION }] }] }),
      }),
  }),
  said('an error that repeats the sign-in, under --debug', `You are ${AUTHORIZATION}, that is ${PASSWORD}`, {
    prepare: stage => void stage.args.push('--debug'),
    applies: only('accounts --json', 'create --json', 'wizard end', 'api PATCH'),
    // --debug may show where an error comes from.
    spares: ['trace'],
  }),
  said('a redirect to where the sign-in is', '', {
    ...{ read: 12, write: 7 },
    act: ({ reply, space }) =>
      reply({ status: 302, headers: { location: `${space.links}/?${encodeURIComponent(PASSWORD)}` } }),
  }),
  {
    ...{ name: 'a name of ten megabytes', group: 'text', applies: SOME, read: 0, write: 0 },
    prepare: ({ space }) => {
      const [row] = space.records.Accounts?.slice(-1) ?? [];
      if (row) row.name = 'long '.repeat(2_000_000);
    },
  },
  {
    ...{ name: 'a name of one letter and ten megabytes of marks', group: 'text', read: 0, write: 0 },
    applies: only('accounts tty', 'accounts table | pipe', 'accounts csv'),
    prepare: ({ space }) => {
      const [row] = space.records.Accounts?.slice(-1) ?? [];
      if (row) row.name = `x${'\u0301'.repeat(5_000_000)}`;
    },
  },
  {
    ...{ name: 'ids that drive a terminal', group: 'text', applies: lists, read: 0 },
    act: withBody(text => {
      const whole = JSON.parse(text);
      for (const row of Array.isArray(whole.data) ? whole.data : [whole.data]) row.id = `${row.id}${FULL}`;
      return JSON.stringify(whole);
    }),
    spares: ['list'],
  },
  {
    ...{ name: 'keys that drive a terminal', group: 'text', applies: lists, read: 0 },
    act: withBody(text => text.replaceAll('"is_deleted":false', `"is_deleted":false,${JSON.stringify(FULL)}:1`)),
  },
  {
    ...{
      name: 'twins',
      group: 'text',
      applies: only('accounts get', 'create --json', 'create --dry-run'),
      read: 6,
      write: 6,
    },
    prepare: ({ space }) => {
      space.records.Accounts![4]!.name = 'Acme';
    },
    check: ({ stderr, stage }) =>
      [0, 4].every(at => stderr.includes(String(stage.space.records.Accounts![at]!.id)))
        ? undefined
        : 'the two are not told apart',
  },
  {
    ...{
      name: 'look-alikes',
      group: 'text',
      applies: only('accounts get', 'create --json', 'create --dry-run', 'wizard'),
      read: 0,
      write: 0,
    },
    prepare: ({ space }) => {
      space.records.Accounts![3]!.name = '\u0410cme';
      space.records.Accounts![4]!.name = 'Ac\u200bme';
    },
  },
  {
    ...{ name: 'created under a name that drives a terminal', group: 'text', applies: creates, read: 0, write: 0 },
    act: withBody(text => {
      const whole = JSON.parse(text);
      return JSON.stringify({ ...whole, data: { ...whole.data, name: FULL, description: FULL } });
    }),
  },
  {
    ...{ name: 'created under an id that drives a terminal', group: 'text', applies: creates, read: 0, write: 0 },
    act: withBody(text => {
      const whole = JSON.parse(text);
      return JSON.stringify({ ...whole, data: { ...whole.data, id: FULL } });
    }),
  },
  {
    ...{
      name: 'a cursor that drives a terminal, under --debug',
      group: 'text',
      applies: only('accounts --json', 'accounts tty'),
      read: 0,
    },
    prepare: stage => void stage.args.push('--debug'),
    act: exchange => {
      const after = exchange.query.get('after');
      if (after !== null) exchange.query.set('after', after.split('|')[0]!);
      const usual = exchange.usual();
      const one = JSON.parse(String(usual.body));
      one.page_info.end_cursor += `|${FULL.replaceAll('\ud800', '').replaceAll('\udc00', '')}`;
      exchange.reply({ ...usual, body: JSON.stringify(one) });
    },
  },
  {
    ...{ name: 'a header that drives a terminal', group: 'text', applies: only('api PATCH'), read: 0, write: 0 },
    prepare: stage => void stage.args.push('--include'),
    act: exchange => exchange.reply({ ...exchange.usual(), headers: { 'x-odd': 'a\u009b2J\u00ad b' } }),
  },
];
