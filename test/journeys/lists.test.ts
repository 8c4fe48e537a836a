import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/answer.ts';
import { useFakeSpace, useHome } from '../support/hooks.ts';
import { runInProcess } from '../support/host.ts';
import { createdIn, createLine, IDS } from '../support/opportunity.ts';
import { errorObject, run, shell, start } from '../support/run.ts';
import { type FakeSpace, fakeSpace } from '../support/server.ts';
import { inTerminal, shellInTerminal, type Terminal } from '../support/terminal.ts';
import { DANGEROUS } from '../support/texts.ts';

const home = useHome('all');

type Row = Record<string, unknown>;

const sandbox = (...args: string[]) => runInProcess(['--sandbox', ...args], { home });

async function lines(...args: string[]): Promise<string[][]> {
  const { code, stdout, stderr } = await sandbox(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout === ''
    ? []
    : stdout
        .trimEnd()
        .split('\n')
        .map(line => line.split('\t'));
}

async function json<T = Row[]>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await sandbox(...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

const byName = (a: string | undefined, b: string | undefined) => (a! < b! ? -1 : 1);
const usable = 58;

describe('a list through a pipe', () => {
  it('of clients has id, name, e-mail and unit, of all that are there', async () => {
    const rows = await lines('clients');
    expect(rows).toHaveLength(8);
    expect(rows).toContainEqual([IDS.johnDoe, 'John Doe', 'john.doe@example.com', 'Example Company']);
    expect(rows.flat()).not.toContain('Pat Gone');
  });

  it('of pipelines has a row for each step, in the order of the steps, without deleted ones', async () => {
    const rows = await lines('pipelines');
    expect(rows.map(([pipeline, step, percent]) => [pipeline, step, percent])).toEqual([
      ['Test Pipeline', 'First', '15'],
      ['Test Pipeline', 'Qualified', '25'],
      ['Test Pipeline', 'Proposal', '50'],
      ['Test Pipeline', 'Negotiation', '75'],
      ['Test Pipeline', 'Won', '100'],
      ['Renewals', 'Contacted', '20'],
      ['Renewals', 'Proposal', '60'],
      ['Renewals', 'Renewed', '100'],
    ]);
    expect(rows[0]![3]).toBe(IDS.firstStep);
  });

  it('of accounts has all of them, with city, country, e-mail and owner', async () => {
    const rows = await lines('accounts');
    expect(rows).toHaveLength(usable);
    const ziemann = [
      IDS.ziemann,
      'Ziemann and Sons',
      'Coronda',
      'Argentina',
      'info@ziemann-and-sons.de',
      'Miguel Ortega',
    ];
    expect(rows).toContainEqual(ziemann);
    expect(rows.every(row => row.length === 6)).toBe(true);
  });

  it('of contacts has more than one page of them, each once', async () => {
    const rows = await lines('contacts');
    expect(rows.length).toBeGreaterThan(100);
    expect(new Set(rows.map(([id]) => id)).size).toBe(rows.length);
    expect(rows[0]!.slice(1)).toEqual(['Ida Ziemann', 'Ziemann and Sons', 'Buyer', 'contact1@ziemann-and-sons.de']);
  });

  it('of currencies tells which is the base', async () => {
    const rows = await lines('currencies');
    expect(rows.map(row => row.slice(1))).toEqual([
      ['USD', '$', 'true'],
      ['EUR', '€', 'false'],
      ['JPY', '¥', 'false'],
    ]);
  });

  it.each([
    ['client', 'clients'],
    ['account', 'accounts'],
    ['currency', 'currencies'],
  ])('is the same for %s, %s and %s list', async (one, many) => {
    const wanted = await lines(many);
    expect(await lines(one)).toEqual(wanted);
    expect(await lines(many, 'list')).toEqual(wanted);
  });

  it('of the contacts of one account has those whose main account it is first', async () => {
    const rows = await json('contacts', '--account', 'info@ziemann-and-sons.de');
    expect(rows.length).toBeGreaterThan(2);
    const own = rows.map(({ primary_account_id, primary_account }) =>
      String(primary_account_id ?? primary_account).includes(IDS.ziemann),
    );
    expect(own[0]).toBe(true);
    expect(own.indexOf(false) === -1 || own.indexOf(false) > own.lastIndexOf(true)).toBe(true);
  });
});

describe('what to list', () => {
  const names = async (...args: string[]) => (await json('accounts', ...args)).map(({ name }) => String(name));

  it('can be searched by a part of the name, in any case', async () => {
    expect(await names('--search', 'zIEm')).toEqual(['Ziemann and Sons']);
    expect(await names('--search', 'præz')).toEqual([]);
    expect(await names('--search', 'präz')).toEqual(['Müller & Söhne Präzisionstechnik']);
  });

  it('can be searched by e-mail, which the @ tells', async () => {
    expect(await names('--search', '@bluefern')).toEqual(['Bluefern Logistics']);
    const people = await json('contacts', '--search', 'contact1@');
    expect(people.map(({ last_name }) => last_name)).toEqual(['Ziemann']);
  });

  it.each<[string, string[], string[]]>([
    ['an equal value', ['country=Poland'], ['Łódzkie Zakłady Szklarskie']],
    ['the beginning', ['name:starts=Harb'], ['Harborlight Foods', 'Harborlight Foods']],
    ['two at once', ['name:starts=Harb', 'city=Bristol'], ['Harborlight Foods']],
    ['a value with =, quotes and spaces', ['name=The "Quiet" Library'], ['The "Quiet" Library']],
    ['a value with a comma', ['name=Pine, Fir and Daughters'], ['Pine, Fir and Daughters']],
    ['a value with an apostrophe', ["name=O'Malley's Boatyard"], ["O'Malley's Boatyard"]],
    ['emptiness', ['city:empty'], []],
    ['a value with & and =', ['name:contains=Müller & S'], ['Müller & Söhne Präzisionstechnik']],
  ])('can be filtered by %s', async (_, filters, wanted) => {
    expect((await names(...filters.flatMap(filter => ['--filter', filter]))).sort()).toEqual(wanted);
  });

  it('can be ordered, both ways', async () => {
    const cities = (await json('accounts', '--order-by', 'country,-city')).map(({ country, city }) => [country, city]);
    const german = cities.filter(([country]) => country === 'Germany').map(([, city]) => city);
    expect(german).toEqual(['Tübingen', 'Jena']);
  });

  it('can be limited to any number', async () => {
    expect(await json('accounts', '--limit', '1')).toHaveLength(1);
    expect(await json('contacts', '--limit', '101')).toHaveLength(101);
    const all = await lines('contacts', '--order-by', 'last_name,first_name');
    expect(await lines('contacts', '--limit', '100')).toEqual(all.slice(0, 100));
    expect(await lines('contacts', '--limit', '100000')).toEqual(all);
    expect((await lines('contacts', '--all')).sort()).toEqual(all.toSorted());
  });

  it('can be reduced to some fields, also of relations', async () => {
    const args = ['accounts', '--search', 'ziemann', '--fields', 'name,owner.email,owner.default_unit.name'];
    expect(await lines(...args)).toEqual([['Ziemann and Sons', 'miguel.ortega@example.com', 'North']]);
    const [row] = await json(...args);
    expect(row).toMatchObject({ name: 'Ziemann and Sons', owner: { email: 'miguel.ortega@example.com' } });
    expect(row).not.toHaveProperty('city');
  });

  it('can be asked for the names of the fields', async () => {
    const { code, stdout } = await sandbox('accounts', '--fields');
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(['id', 'name', 'email1', 'owner_id', 'owner']));
    expect(await json<{ fields: string[] }>('accounts', '--fields')).toMatchObject({
      fields: expect.arrayContaining(['name', 'city']),
    });
  });
});

describe('one record', () => {
  it.each([
    ['its id', IDS.ziemann],
    ['its name', 'ziemann and sons'],
    ['its e-mail', 'INFO@ziemann-and-sons.de'],
    [
      'a link of the API',
      `https://eu-central.api.pipelinersales.com/api/v100/rest/spaces/x/entities/Accounts/${IDS.ziemann}`,
    ],
  ])('is found by %s', async (_, ref) => {
    expect(await json<Row>('accounts', 'get', ref)).toMatchObject({ id: IDS.ziemann, city: 'Coronda' });
  });

  it.each([
    ['clients', 'John Doe', IDS.johnDoe],
    ['clients', 'john.doe@example.com', IDS.johnDoe],
    ['currencies', 'usd', IDS.usDollar],
  ])('of %s is found by %s', async (noun, ref, id) => {
    expect(await json<Row>(noun, 'get', ref)).toMatchObject({ id });
    expect((await sandbox(noun, 'get', ref, '--format', 'ids')).stdout).toBe(`${id}\n`);
  });

  it('of a pipeline keeps its steps in it', async () => {
    const pipeline = await json<{ steps: Row[] }>('pipelines', 'get', 'Test Pipeline');
    expect(pipeline.steps.map(({ name }) => name)).toContain('Negotiation');
  });

  it('of a person is found by first and last name', async () => {
    expect(await json<Row>('contacts', 'get', 'Ida Ziemann')).toMatchObject({ last_name: 'Ziemann' });
    expect(await json<Row>('contacts', 'get', 'さくら 高橋')).toMatchObject({ last_name: '高橋' });
  });

  it('that is not there, or could be two, is told by exit code', async () => {
    const none = await sandbox('accounts', 'get', 'Nobody Inc', '--json');
    expect(none).toMatchObject({ code: 5, stdout: '' });
    expect(errorObject(none).code).toBe('NOT_FOUND');
    const two = await sandbox('accounts', 'get', 'Harborlight Foods', '--json');
    expect(two).toMatchObject({ code: 6, stdout: '' });
    expect(errorObject(two).details?.[0]?.candidates).toHaveLength(2);
    expect((await sandbox('accounts', 'get', IDS.johnDoe)).code).toBe(5);
  });
});

describe('the formats', () => {
  it('agree on the records', async () => {
    const whole = await json('accounts');
    expect(whole).toHaveLength(usable);
    const jsonl = (await sandbox('accounts', '--format', 'jsonl')).stdout.trimEnd().split('\n');
    const strip = (rows: Row[]) => rows.map(({ id, name, city }) => ({ id, name, city }));
    expect(strip(jsonl.map(line => JSON.parse(line)))).toEqual(strip(whole));
    const ids = (await sandbox('accounts', '--format', 'ids')).stdout.trimEnd().split('\n');
    expect(ids).toEqual(whole.map(({ id }) => id));
    expect((await lines('accounts', '--format', 'tsv')).map(([id]) => id)).toEqual(ids);
  });

  it('of an empty list are empty, and [] in JSON', async () => {
    const none = ['accounts', '--search', 'no such thing'];
    for (const format of ['jsonl', 'tsv', 'ids']) {
      expect(await sandbox(...none, '--format', format)).toMatchObject({ code: 0, stdout: '' });
    }
    expect(await sandbox(...none, '--json')).toMatchObject({ code: 0, stdout: '[]\n', stderr: '' });
  });

  it('draw a table through a pipe only for who asks for one', async () => {
    const { stdout } = await sandbox('currencies', '--format', 'table');
    expect(stdout).toMatch(/^code +symbol +base\nUSD +\$ +yes\nEUR/);
    expect(stdout).not.toContain('\u001b');
  });

  it('as ids go into another command', async () => {
    const line = 'pipeliner --sandbox accounts --search harbor --format ids | while read id; do';
    const { code, stdout } = await shell(`${line} pipeliner --sandbox accounts get "$id" --json </dev/null; done`, {
      home,
    });
    expect(code).toBe(0);
    expect(stdout.match(/"city": "(Bristol|Halifax)"/g)).toHaveLength(2);
  });
});

describe.concurrent('the reader', () => {
  /** A space with so many accounts, each of a thousand letters, page after page. */
  async function spaceOf(count: number): Promise<FakeSpace> {
    const space = await fakeSpace();
    space.on('GET /Accounts', ({ query }) => {
      const from = Number(query.get('after') ?? 0);
      const to = Math.min(count, from + Number(query.get('first')));
      const name = (n: number) => `row-${String(from + n).padStart(5, '0')}-${'x'.repeat(1000)}`;
      const data = Array.from({ length: to - from }, (_, n) => ({ id: name(n), name: name(n), city: name(n) }));
      return { body: { success: true, data, page_info: { has_next_page: to < count, end_cursor: `${to}` } } };
    });
    return space;
  }

  it.each(['tsv', 'csv', 'jsonl', 'ids'])('who has seen enough ends a list without an end: %s', async format => {
    const space = await spaceOf(Number.POSITIVE_INFINITY);
    try {
      const line = `{ pipeliner accounts --format ${format}; echo "code $?" >&2; } | head -n 1`;
      const { stdout, stderr } = await shell(line, { home, env: space.env });
      expect(stderr).toBe('code 0\n');
      expect(stdout.trim().split('\n')).toHaveLength(1);
      expect(space.received.length).toBeLessThanOrEqual(3);
    } finally {
      await space.close();
    }
  });

  it.each(FORMATS)('who is slow gets more than a pipe holds, whole: %s', async format => {
    const space = await spaceOf(250);
    try {
      const running = start(['accounts', '--format', format], { home, env: space.env });
      const stdout = running.child.stdout!.removeAllListeners('data');
      let text = '';
      // A piece is taken only when everything else that can happen has happened.
      for await (const piece of stdout) {
        text += piece;
        for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve));
      }
      expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
      if (format === 'table') {
        // Its cells are cut, and it has no ids.
        expect(Buffer.byteLength(text)).toBeGreaterThan(80_000);
        expect(text.split('\n')).toHaveLength(252);
      } else {
        expect(Buffer.byteLength(text)).toBeGreaterThan(250_000);
        expect(new Set(text.match(/row-\d{5}/g)).size).toBe(250);
      }
      expect(text.endsWith('\n')).toBe(true);
      expect(space.received).toHaveLength(3);
    } finally {
      await space.close();
    }
  });

  it('of JSON may go away in the middle', async () => {
    const line = '{ pipeliner --sandbox contacts --json; echo "code $?" >&2; } | head -n 1';
    expect(await shell(line, { home })).toMatchObject({ stdout: '[\n', stderr: 'code 0\n' });
  });

  it('who goes away at once ends the command quietly with 0', async () => {
    const line = '{ pipeliner --sandbox contacts --json; echo "code $?" >&2; } | true';
    const { stderr } = await shell(line, { home });
    expect(stderr).toBe('code 0\n');
  });

  it('who starts late gets the same', async () => {
    const line = `pipeliner --sandbox contacts --json | { node -e "setTimeout(() => process.stdin.pipe(process.stdout), 300)"; }`;
    const { code, stdout } = await shell(line, { home });
    expect(code).toBe(0);
    expect(Buffer.byteLength(stdout)).toBeGreaterThan(64 * 1024);
    expect(JSON.parse(stdout)).toHaveLength((await lines('contacts')).length);
  });

  it('whose disk is full is told so', async () => {
    const { stderr } = await shell('pipeliner --sandbox accounts >/dev/full; echo "code $?" >&2', { home });
    expect(stderr).toContain('code 11');
    expect(stderr).toMatch(/could not be written/);
  });
});

/** What stays on the screen: without the progress line that a slow machine shows, and the tool takes away. */
const lasting = (raw: string) => raw.replace(/[^\r\n]*\r\u001b\[K/g, '');

/** The lines of a list between its head and what is said below it. */
function rowsOf(terminal: Terminal): string[] {
  const lines = terminal.text().split('\n');
  const head = lines.findIndex(line => /^name /.test(line));
  return lines.slice(head + 1).filter(line => line !== '' && !line.startsWith('The first '));
}

describe.concurrent('a table on a terminal', () => {
  const nouns = ['clients', 'pipelines', 'accounts', 'contacts', 'currencies'];

  it.each(nouns.flatMap(noun => [40, 80, 200].map(columns => [noun, columns] as const)))(
    'of %s fits in %d columns, without ids',
    async (noun, columns) => {
      const { code, stdout } = await runInProcess(['--sandbox', noun, '--no-color'], { home, columns });
      expect(code).toBe(0);
      const drawn = stdout.split('\n').filter(line => line !== '');
      expect(drawn.length).toBeGreaterThan(3);
      for (const line of drawn) expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
      expect(stdout).not.toMatch(/[│─]|[0-9a-f]{8}-[0-9a-f]{4}/);
    },
  );

  it('shows the first thirty, says how many there are and how to see more', async () => {
    const terminal = inTerminal(['--sandbox', 'accounts'], { home, columns: 150, rows: 50 });
    await terminal.exit();
    expect(rowsOf(terminal)).toHaveLength(30);
    expect(terminal.text()).toMatch(/first 30.* accounts.*--all/i);
  });

  it('shows every one with --all, and as many as --limit says', async () => {
    const all = inTerminal(['--sandbox', 'accounts', '--all'], { home, columns: 150 });
    await all.exit();
    expect(rowsOf(all)).toHaveLength(usable);
    const some = inTerminal(['--sandbox', 'accounts', '--limit', '3'], { home, columns: 150 });
    await some.exit();
    expect(rowsOf(some)).toHaveLength(3);
    expect(some.text()).not.toMatch(/--all/);
  });

  it('comes in the order of the names', async () => {
    const terminal = inTerminal(['--sandbox', 'clients'], { home, columns: 150 });
    await terminal.exit();
    const shown = rowsOf(terminal).map(line => line.split(/ {2,}/)[0]!);
    expect(shown).toEqual([...shown].sort(byName));
  });

  it('of one record gets ASCII borders where it has no others', async () => {
    for (const env of [{ TERM: 'dumb' }, { LANG: 'C', LC_ALL: 'C' }]) {
      const terminal = inTerminal(['--sandbox', 'currencies', 'get', 'EUR'], { home, env });
      await terminal.exit();
      expect(lasting(terminal.raw())).toMatch(/^\+-+\+/m);
      expect(terminal.raw()).not.toMatch(/[│┌]/);
    }
  });

  it('is not drawn for a machine format', async () => {
    const terminal = inTerminal(['--sandbox', 'accounts', '--json'], { home, columns: 300 });
    await terminal.exit();
    const text = lasting(terminal.raw());
    expect(JSON.parse(text.slice(text.indexOf('[')))).toHaveLength(usable);
  });
});

describe('text of a server', () => {
  const space = useFakeSpace('all');

  it('never drives the terminal, and is kept as it is in JSON', async () => {
    const name = 'Evil\u001b]0;owned\u0007\u001b[2J\u202egnp.exe\r\nnext\u200b\u009b31m';
    space.records.Accounts = [{ ...space.records.Accounts![0], name }];
    const each = 'for f in table csv tsv jsonl json ids; do pipeliner accounts --no-color --format $f; done';
    const terminal = shellInTerminal(each, { home, env: space.env, columns: 180 });
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    const shown = lasting(terminal.raw());
    expect(shown.match(/gnp\.exe/g)).toHaveLength(5);
    expect(shown.replaceAll(/\r*\n/g, '').replaceAll('\t', '')).not.toMatch(DANGEROUS);
    expect(terminal.text().match(/^Evil/gm)).toHaveLength(1);
    const { stdout } = await run(['accounts', '--json'], { home, env: space.env });
    expect(JSON.parse(stdout)[0].name).toBe(name);
    expect(stdout).not.toMatch(/[\u001b\u202e\u200b\u009b\u0007]/);
    const tsv = (await run(['accounts'], { home, env: space.env })).stdout;
    expect(tsv.trimEnd().split('\n')).toHaveLength(1);
  });

  it('in an error is no better', async () => {
    space.on('GET /Accounts', { status: 403, body: { success: false, message: 'No \u001b[31m\u202e\u0007!' } });
    const terminal = inTerminal(['accounts', '--no-color'], { home, env: space.env });
    await terminal.exit();
    expect(terminal.raw()).not.toMatch(/\u001b\[31m|\u202e|\u0007/);
    expect(terminal.raw()).toContain('No ');
  });
});

describe('stdout with --json', () => {
  const whole: [string, string[]][] = [
    ['clients', ['clients']],
    ['pipelines', ['pipelines']],
    ['currencies', ['currencies']],
    ['contacts of an account', ['contacts', '--account', IDS.ziemann]],
    ['a record', ['clients', 'get', 'John Doe']],
    ['the names of fields', ['pipelines', '--fields']],
    ['a path', ['sandbox', 'path']],
    ['a dry run', createLine({}, '--dry-run').slice(1)],
    ['a record that was created', createLine().slice(1)],
    ['a reset', ['sandbox', 'reset', '--yes']],
    ['no record', ['clients', 'get', 'Nobody']],
    ['an ambiguous one', ['clients', 'get', 'John Smith']],
    ['a create without flags', ['oppty', 'create']],
    ['a wrong create', createLine({ '--value': '1.234' }).slice(1)],
    ['a wrong flag', ['clients', '--nope']],
    ['no command', []],
    ['half a command', ['sandbox']],
  ];
  it.each(whole)('parses or is empty, and stderr ends in one object if it failed: %s', async (_, args) => {
    const ended = await runInProcess(['--sandbox', ...args, '--json'], { home });
    if (ended.stdout !== '') JSON.parse(ended.stdout);
    if (ended.code !== 0) {
      expect(ended.stdout).toBe('');
      expect(errorObject(ended).exit).toBe(ended.code);
    }
  });

  it('stays clean when the words go to a terminal', async () => {
    const line =
      'pipeliner --sandbox accounts --json | cat >list.json; pipeliner --sandbox accounts get list --json | cat >>none.json';
    const terminal = shellInTerminal(
      `${line}; node -e "JSON.parse(require('fs').readFileSync('list.json'))" && echo fine`,
      {
        home,
        columns: 200,
      },
    );
    await terminal.exit();
    expect(terminal.text()).toContain('fine');
    expect(terminal.text()).toContain('Working in the sandbox');
    expect(terminal.text()).toContain('NOT_FOUND');
  });
});

describe('the built-in space between runs', () => {
  const own = useHome();

  it('is the same for every command and keeps what was written', async () => {
    const { stdout } = await run([...createLine({ '--name': 'Kept' }), '--json'], { home: own });
    const { id } = JSON.parse(stdout);
    await run(['--sandbox', 'accounts'], { home: own });
    expect(createdIn(own).map(row => row.id)).toEqual([id]);
  });
});
