import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nestFields } from '../../../src/commands/api/call.ts';
import { decimal, formatJson } from '../../../src/wire/json.ts';
import { useFakeSpace, useFolder, useSandbox } from '../../support/hooks.ts';
import { type Around, runHere } from '../../support/host.ts';
import { IDS } from '../../support/opportunity.ts';

describe('the fields of a body', () => {
  const body = (...fields: [key: string, value: unknown][]) =>
    formatJson(nestFields(fields.map(([key, value]) => ({ key, value }))));

  it.each<[[string, unknown][], string]>([
    [[['a', 'x']], '{"a":"x"}'],
    [
      [
        ['v[b]', 1],
        ['v[c]', 2],
      ],
      '{"v":{"b":1,"c":2}}',
    ],
    [
      [
        ['l[]', 1],
        ['l[]', 2],
      ],
      '{"l":[1,2]}',
    ],
    [[['a[b][c]', 1]], '{"a":{"b":{"c":1}}}'],
    [[['__proto__', 1]], '{"__proto__":1}'],
    [
      [
        ['a[b][]', 'x'],
        ['a[b][]', ''],
        ['a[c]', null],
      ],
      '{"a":{"b":["x",""],"c":null}}',
    ],
    [
      [
        ['l[][a]', 1],
        ['l[][a]', 2],
      ],
      '{"l":[{"a":1},{"a":2}]}',
    ],
  ])('%j are nested as %s', (fields, text) => expect(body(...fields)).toBe(text));

  it.each<[[string, unknown][]]>([
    [
      [
        ['a', 1],
        ['a', 2],
      ],
    ],
    [
      [
        ['a', 1],
        ['a[b]', 2],
      ],
    ],
    [
      [
        ['a[]', 1],
        ['a[b]', 2],
      ],
    ],
    ...[decimal('1'), null, 'x', true].map((value): [[string, unknown][]] => [
      [
        ['a', value],
        ['a[b]', 2],
      ],
    ]),
    [
      [
        ['a', 1],
        ['a[]', 2],
      ],
    ],
    [[[`a${'[b]'.repeat(2500)}`, 1]]],
    [[['a[b', 1]]],
    [[['a[b]c', 1]]],
    [[['[a]', 1]]],
  ])('%j contradict each other or are no keys', fields => {
    expect(() => body(...fields)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('pipeliner api', () => {
  const folder = useFolder('all');
  const sandbox = useSandbox();

  const api = (args: string[], more: Partial<Around> = {}) => runHere(['api', ...args], { env: sandbox.env, ...more });
  /** What came back, which has to be a success. */
  async function answer(args: string[], more?: Partial<Around>) {
    const { code, stdout, stderr } = await api(args, more);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('Error') });
    return JSON.parse(stdout);
  }
  /** The body that would be sent. */
  const body = async (args: string[], more?: Partial<Around>) => (await answer([...args, '--dry-run'], more)).body;
  it('names a collection that is not there', async () => {
    expect(await api(['Foo'])).toMatchObject({ code: 5, stderr: "Error: The API has no 'Foo'.\n" });
    expect((await api(['Acounts'])).stderr).toContain("Did you mean 'Accounts'?");
    expect((await api(['Accounts/x'])).stderr).toContain('Entity not found');
  });

  const file = (name: string, text: string) => {
    writeFileSync(join(folder.path, name), text);
    return join(folder.path, name);
  };

  it('creates, changes, reads and deletes', async () => {
    const made = await api(['Accounts', '-f', 'name=New', '-f', `owner_id=${IDS.johnDoe}`, '--include']);
    expect(made.stderr).toMatch(/^HTTP 201\n(.+: .+\n)*content-type: application\/json(.+\n)*\n$/);
    const { id } = JSON.parse(made.stdout).data;
    const changed = await answer([
      `Accounts/${id}`,
      '-X',
      'patch',
      '-F',
      'is_unsubscribed=true',
      '-F',
      'comments=null',
    ]);
    expect(changed.data).toMatchObject({ id, name: 'New', is_unsubscribed: true, comments: null });
    expect((await answer([`entities/Accounts/${id}?expand=owner`])).data.owner).toMatchObject({ name: 'John Doe' });
    expect(await answer([`Accounts/${id}`, '-X', 'DELETE'])).toMatchObject({ success: true, data: id });
    expect((await answer([`Accounts/${id}`])).data.is_deleted).toBe(true);
    expect(await answer(['Accounts/batch-restore', '--input', '-'], { stdin: `["${id}"]` })).toMatchObject({
      data: [id],
    });
  });

  it('reads fields as what they are, from where they are', async () => {
    const text = file('note.txt', '@first\nsecond ü\n');
    const fields = ['-F', 't=true', '-F', 'n=null', '-F', 'i=-1', '-F', 'd=0.10', '-F', 'big=12345678901234567890.5'];
    const texts = [
      '-F',
      'zip=01',
      '-F',
      'e=1e3',
      '-F',
      'empty=',
      '-F',
      'dash=-',
      '-F',
      'x=a=b',
      '-f',
      'raw=true',
      '-f',
      'at=@x',
    ];
    const given = ['-F', `note=@${text}`, '-F', 'value[inner][]=@-', '-F', 'value[inner][]=2'];
    const { stdout } = await api(['Accounts', ...fields, ...texts, ...given, '--dry-run'], { stdin: 'from\nstdin' });
    expect(JSON.parse(stdout).body).toEqual({
      ...{ t: true, n: null, i: -1, d: 0.1, big: expect.any(Number) },
      ...{ zip: '01', e: '1e3', empty: '', dash: '-', x: 'a=b', raw: 'true', at: '@x' },
      ...{ note: '@first\nsecond ü\n', value: { inner: ['from\nstdin', 2] } },
    });
    expect(stdout).toMatch(/"d": 0\.10,\n\s+"big": 12345678901234567890\.5,/);
  });

  it('reads a body from a file or stdin, digit by digit, and sends nothing with --dry-run', async () => {
    const text = '{"n":12345678901234567890.10}';
    for (const [input, stdin] of [[file('body.json', text)], ['-', text]] as const) {
      const { code, stdout, stderr } = await api(['Accounts', '--input', input, '--dry-run', '--debug'], { stdin });
      expect({ code, stderr }).toEqual({ code: 0, stderr: 'Nothing was sent.\n' });
      expect(stdout).toContain('"n": 12345678901234567890.10');
      expect(JSON.parse(stdout)).toMatchObject({
        method: 'POST',
        path: '/api/v100/rest/spaces/sandbox/entities/Accounts',
      });
    }
    expect(await body(['Accounts/1', '-X', 'DELETE'])).toBeUndefined();
    expect(await body(['Accounts/1', '-X', 'PATCH', '-f', 'a[b][]=x'])).toEqual({ a: { b: ['x'] } });
  });

  it('puts the fields of a GET into its query', async () => {
    const { data } = await answer([
      'Data?first=5',
      '-X',
      'GET',
      '-f',
      'filter[option_name]=Price',
      '-F',
      'include-deleted=true',
    ]);
    expect(data).toMatchObject([{ option_name: 'Price' }]);
    const { path } = await answer(['Data', '-X', 'GET', '-f', 'filter[option_name]=a&b=+', '--dry-run']);
    expect(path).toMatch(/\/Data\?filter%5Boption_name%5D=a%26b%3D%2B$/);
  });

  describe('with --paginate', () => {
    const all = 'Contacts?first=50&include-deleted=true&load-only=id,last_name,owner,is_archived';
    const printed = async (...more: string[]) => {
      const { code, stdout, stderr } = await api([all, '--paginate', ...more]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return stdout;
    };

    it('prints all records, as one array unless told else', async () => {
      const rows = JSON.parse(await printed());
      expect(rows).toHaveLength(150);
      expect(new Set(rows.map(({ id }: { id: string }) => id)).size).toBe(150);
      expect(rows[0]).toMatchObject({ last_name: 'Ziemann', owner: expect.stringMatching(/^http.*Clients/) });
      expect(JSON.parse(await printed('--json'))).toEqual(rows);
      const jsonl = (await printed('--format', 'jsonl')).trimEnd().split('\n');
      expect(jsonl.map(line => JSON.parse(line))).toEqual(rows);
      const ids = rows.map(({ id }: { id: string }) => id);
      expect(await printed('--format', 'ids')).toBe(ids.map((id: string) => `${id}\n`).join(''));
    });

    it('prints what is simple in a record as csv, tsv and table', async () => {
      const csv = (await printed('--format', 'csv')).split('\r\n');
      expect(csv[0]).toBe('id,last_name,owner,is_archived');
      expect(csv[1]).toMatch(new RegExp(`^[-0-9a-f]{36},Ziemann,${IDS.johnDoe},false$`));
      expect(csv).toHaveLength(152);
      const tsv = (await printed('--format', 'tsv')).split('\n');
      expect(tsv[0]).toBe(csv[1]!.replaceAll(',', '\t'));
      const table = (await printed('--format', 'table')).split('\n');
      expect(table[0]).toMatch(/^id +last_name +owner +is_archived$/);
      expect(table).toHaveLength(152);
    });

    it('prints the parts of an object, and says what it leaves out', async () => {
      const deals = ['Opportunities?first=50&load-only=id,name,value,account_relations&expand=account_relations'];
      const { code, stdout, stderr } = await api([...deals, '--paginate', '--format', 'csv']);
      expect(stdout.split('\r\n')[0]).toMatch(/^id,name,value\.base_value,/);
      expect({ code, stderr }).toEqual({ code: 0, stderr: 'Not shown: account_relations. --json has them.\n' });
      expect((await api([...deals, '--paginate', '--json'])).stderr).toBe('');
    });

    it('of an empty list is empty', async () => {
      const none = ['Accounts?filter[name]=nope', '--paginate'];
      expect(await answer(none)).toEqual([]);
      for (const [format, text] of Object.entries({
        json: '[]\n',
        jsonl: '',
        csv: 'id\r\n',
        tsv: '',
        ids: '',
        table: '',
      }))
        expect({ format, ...(await api([...none, '--format', format])) }).toMatchObject({
          format,
          code: 0,
          stdout: text,
        });
    });
  });

  it.each<[string[], RegExp, string?]>([
    [['../x'], /no path/],
    [['//x/y'], /not an address/],
    [[''], /no path/],
    [['Accounts', '-X', 'PUT'], /GET, POST, PATCH, DELETE/],
    [['Accounts', '-f', 'name'], /key=value/],
    [['Accounts', '-F', 'a=1', '-F', 'a[b]=2'], /given twice/],
    [['Accounts', '-F', 'a=@/nowhere.txt'], /does not exist/],
    [['Accounts', '-F', 'a=@-', '-F', 'b=@-'], /once/],
    [['Accounts', '--input', '/nowhere.json'], /does not exist/],
    [['Accounts', '--input', '/dev/null'], /not JSON/],
    [['Accounts', '--input', '-'], /not JSON/, '{"a":'],
    [['Accounts', '--input', '/dev/null', '-f', 'a=b'], /both/],
    [['Accounts', '-X', 'GET', '--input', '-'], /GET has no body/, '{}'],
    [['Accounts', '-f', 'a=b', '--paginate'], /Only a GET/],
    [['Accounts/1', '--paginate'], /one record/],
    [['Accounts?last=3', '--paginate'], /one page/],
    [['Accounts', '--include', '--paginate'], /--paginate/],
  ])('%j is refused before anything is sent', async (args, message, stdin) => {
    const { code, stdout, stderr } = await api([...args, '--json', '--debug'], stdin ? { stdin } : {});
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toMatch(/^(GET|POST) /m);
    expect(JSON.parse(stderr.trimEnd().split('\n').at(-1)!).error.message).toMatch(message);
  });

  it.each(['table', 'jsonl', 'csv', 'tsv', 'ids'])('has no %s of one answer, and says so', async format => {
    const { code, stdout, stderr } = await api(['Accounts', '--format', format, '--debug']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/--format.*--paginate/s);
    expect(stderr).not.toMatch(/^GET /m);
  });

  describe('of a batch', () => {
    const batch = (rows: unknown[], rollback = 1) =>
      api([`Accounts/batch-modify?rollback-method=${rollback}`, '--input', '-', '--json'], {
        stdin: JSON.stringify(rows),
      });
    const good = { name: 'A good one', owner_id: IDS.johnDoe };

    it('with rows that the server refused prints the answer, names them, and ends with 10', async () => {
      const { code, stdout, stderr } = await batch([good, { name: 'No owner' }, { id: 'nowhere', name: 'x' }]);
      const { data } = JSON.parse(stdout);
      expect([code, data.length, typeof data[0]]).toEqual([10, 3, 'string']);
      const { error } = JSON.parse(stderr.trimEnd().split('\n').at(-1)!);
      expect(error).toMatchObject({
        code: 'PARTIAL',
        exit: 10,
        message: 'The server refused 2 of 3 rows',
        retry_safe: false,
      });
      expect(error.details.map(({ message }: { message: string }) => message)).toEqual([
        expect.stringMatching(/^Row 2: owner_id: /),
        expect.stringMatching(/^Row 3 \(nowhere\): /),
      ]);
    });

    it('of which the server refused all rows ends with 7, and of which it refused none with 0', async () => {
      expect((await batch([{ name: 'No owner' }])).code).toBe(7);
      expect((await batch([{ name: 'No owner' }], 0)).code).toBe(7);
      expect((await batch([good])).code).toBe(0);
    });
  });

  it('ends with the exit code of what the server says', async () => {
    expect((await api(['Nothing'])).code).toBe(5);
    expect((await api(['Accounts', '-f', 'name='])).code).toBe(7);
  });
});

const space = useFakeSpace();

it('--paginate asks for every page with the whole query, question marks too', async () => {
  space.on('GET /Accounts', ({ query }) => ({
    body: {
      success: true,
      data: [{ id: query.get('after') ?? 'first' }],
      page_info: { has_next_page: !query.has('after'), end_cursor: 'one?two' },
    },
  }));
  const { code } = await runHere(['api', 'Accounts?filter[name]=why?&filter[city]=a', '--paginate'], {
    env: space.env,
  });
  expect(code).toBe(0);
  expect(space.received.map(({ query }) => [...query])).toEqual([
    [
      ['filter[name]', 'why?'],
      ['filter[city]', 'a'],
      ['first', '100'],
    ],
    [
      ['filter[name]', 'why?'],
      ['filter[city]', 'a'],
      ['first', '100'],
      ['after', 'one?two'],
    ],
  ]);
});

it('what a server says beside its answer does not drive the terminal', async () => {
  const cursor = 'a\u009b2J\u202e\u0007';
  const body = { success: true, data: [], page_info: { has_next_page: false, end_cursor: cursor } };
  space.on('*', { headers: { 'x-evil': '\u009b2J', 'set-cookie': ['a=1', 'b=2'] }, body });
  const around = { env: space.env, columns: 80 };
  const included = (await runHere(['api', 'Accounts', '--include'], around)).stderr;
  expect(included).toContain('x-evil: \\x9b2J\n');
  expect(included).toContain('set-cookie: a=1\nset-cookie: b=2\n');
  const { stderr } = await runHere(['accounts', '--last', '3', '--debug'], around);
  expect(stderr).toContain('"end_cursor":"a\\x9b2J\\u{202e}\\u0007"');
});
