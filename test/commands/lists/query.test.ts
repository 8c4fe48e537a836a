import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOUNS } from '../../../src/commands/lists/nouns.ts';
import { buildListQuery } from '../../../src/commands/lists/query.ts';
import { OPERATORS } from '../../../src/wire/query.ts';
import { runHere } from '../../support/host.ts';
import { closeAll, httpServer } from '../../support/loopback.ts';

/** What was asked for, from the collection on, as it stood on the wire. */
const asked: string[] = [];
const ACCOUNT = '0bc376a4-c579-413a-9221-e86e4a134766';
const env = { PIPELINER_URL: '', PIPELINER_SPACE: 's', PIPELINER_USERNAME: 'u', PIPELINER_PASSWORD: 'password' };

beforeAll(async () => {
  const { port } = await httpServer((request, response) => {
    const path = request.url!.replace('/api/v100/rest/spaces/s/entities/', '');
    asked.push(path);
    const data = path.startsWith('Accounts?') && path.includes(ACCOUNT) ? [{ id: ACCOUNT, name: 'Acme' }] : [];
    response.end(JSON.stringify({ success: true, data, page_info: { has_next_page: false } }));
  });
  env.PIPELINER_URL = `http://127.0.0.1:${port}`;
});
afterAll(closeAll);

const READERS = { machine: ['--json'], pipe: [], person: [] };
type Reader = keyof typeof READERS;

/** The requests that a list leads to, for one who reads it. */
async function requests(reader: Reader, noun: string, ...args: string[]): Promise<string[]> {
  asked.length = 0;
  const columns = reader === 'person' ? 80 : undefined;
  const { code, stderr } = await runHere([noun, ...args, ...READERS[reader]], { env, columns });
  const isEmpty = reader === 'person' && args.at(-1) !== '--fields';
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: isEmpty ? expect.stringMatching(/^(No|There|The account)/) : '',
  });
  return [...asked];
}

describe('a flag of a list on the wire', () => {
  const COLUMNS = 'expand=owner&load-only=id%2Cname%2Ccity%2Ccountry%2Cemail1%2Cowner.name';

  it.each<[flags: string[], query: string]>([
    [[], 'order-by=created&first=100'],
    [
      ['--search', 'Ziem & Söhne'],
      'filter-op%5Bname%5D=icontains&filter%5Bname%5D=Ziem%20%26%20S%C3%B6hne&order-by=created&first=100',
    ],
    [
      ['--search', ' Ziem\u00a0&  So\u0308hne'],
      'filter-op%5Bname%5D=icontains&filter%5Bname%5D=Ziem%20%26%20S%C3%B6hne&order-by=created&first=100',
    ],
    [
      ['--search', 'a+b@x.de'],
      'filter-op%5Bemail1%5D=icontains&filter%5Bemail1%5D=a%2Bb%40x.de&order-by=created&first=100',
    ],
    [
      ['--filter', 'name=100 % = # [ü] 🚀'],
      'filter%5Bname%5D=100%20%25%20%3D%20%23%20%5B%C3%BC%5D%20%F0%9F%9A%80&order-by=created&first=100',
    ],
    [
      ['--filter', 'name=a,b', '--filter', 'city='],
      'filter%5Bname%5D=a%2Cb&filter%5Bcity%5D=&order-by=created&first=100',
    ],
    [
      ['--filter', 'cf_x_id:not-eq=1'],
      'filter-op%5Bcf_x_id%5D=not-eq&filter%5Bcf_x_id%5D=1&order-by=created&first=100',
    ],
    [['--expand', 'owner,parent_account.owner'], 'order-by=created&expand=owner%2Cparent_account.owner&first=100'],
    [
      ['--fields', 'name,owner.email,owner.default_unit.name'],
      'order-by=created&expand=owner%2Cowner.default_unit&load-only=id%2Cname%2Cowner.email%2Cowner.default_unit.name&first=100',
    ],
    [
      ['--fields', 'name,cf_x.option_name'],
      'order-by=created&expand=cf_x&load-only=id%2Cname%2Ccf_x.option_name&first=100',
    ],
    [
      ['--fields', 'name', '--expand', 'owner,unit'],
      'order-by=created&expand=owner%2Cunit&load-only=id%2Cname%2Cowner%2Cunit&first=100',
    ],
    [
      ['--fields', 'id,name', '--filter', 'city:empty'],
      'filter-op%5Bcity%5D=empty&filter%5Bcity%5D=&order-by=created&load-only=id%2Cname%2Ccity&first=100',
    ],
    [['--order-by', 'country,-created'], 'order-by=country%2C-created&first=100'],
    [['--limit', '1'], 'order-by=name&first=1'],
    [['--limit', '100'], 'order-by=name&first=100'],
    [['--limit', '5000'], 'order-by=name&first=100'],
    [['--limit', '7', '--page-size', '3'], 'order-by=name&first=3'],
    [['--page-size', '100'], 'order-by=created&first=100'],
    [['--all'], 'order-by=created&first=100'],
    [['--after', 'a+b/c=='], 'order-by=name&after=a%2Bb%2Fc%3D%3D'],
    [['--after', 'c', '--limit', '7'], 'order-by=name&first=7&after=c'],
    [['--before', 'c'], 'order-by=name&last=30&before=c'],
    [['--before', 'c', '--limit', '5'], 'order-by=name&last=5&before=c'],
    [['--before', 'c', '--limit', '5', '--page-size', '9'], 'order-by=name&last=5&before=c'],
    [['--before', 'c', '--page-size', '9'], 'order-by=name&last=9&before=c'],
    [['--before', 'c', '--last', '3'], 'order-by=name&last=3&before=c'],
    [['--include-deleted'], 'order-by=created&first=100&include-deleted=true'],
  ])('%j asks for %s', async (flags, query) => {
    expect(await requests('machine', 'accounts', ...flags)).toEqual([`Accounts?${query}`]);
  });

  it.each<[flags: string[], pipe: string, person: string]>([
    [[], `order-by=created&${COLUMNS}&first=100`, `order-by=name&${COLUMNS}&first=30`],
    [['--all'], `order-by=created&${COLUMNS}&first=100`, `order-by=name&${COLUMNS}&first=100`],
    [['--limit', '70'], `order-by=name&${COLUMNS}&first=70`, `order-by=name&${COLUMNS}&first=70`],
    [['--page-size', '9'], `order-by=created&${COLUMNS}&first=9`, `order-by=name&${COLUMNS}&first=9`],
    [['--last', '9'], `order-by=name&${COLUMNS}&last=9`, `order-by=name&${COLUMNS}&last=9`],
    [['--order-by', '-city'], `order-by=-city&${COLUMNS}&first=100`, `order-by=-city&${COLUMNS}&first=30`],
    [
      ['--fields', 'city'],
      'order-by=created&load-only=id%2Ccity&first=100',
      'order-by=name&load-only=id%2Ccity&first=30',
    ],
    [
      ['--expand', 'owner,industry'],
      'order-by=created&expand=owner%2Cindustry&load-only=id%2Cname%2Ccity%2Ccountry%2Cemail1%2Cowner.name%2Cindustry&first=100',
      'order-by=name&expand=owner%2Cindustry&load-only=id%2Cname%2Ccity%2Ccountry%2Cemail1%2Cowner.name%2Cindustry&first=30',
    ],
  ])('%j asks for %s in a pipe, and for %s on a terminal', async (flags, pipe, person) => {
    expect(await requests('pipe', 'accounts', ...flags)).toEqual([`Accounts?${pipe}`]);
    expect(await requests('person', 'accounts', ...flags)).toEqual([`Accounts?${person}`]);
  });

  const valueless = ['null', 'not-null', 'empty', 'not-empty'];
  it.each(OPERATORS)('the operator %s stands beside its value', async op => {
    const condition = valueless.includes(op) ? `name:${op}` : op === 'between' ? 'name:between=a, m' : `name:${op}=a`;
    // How a range goes is not documented: its upper end is cut off here.
    const [on, value] = op === 'between' ? ['gte', 'a'] : [op, valueless.includes(op) ? '' : 'a'];
    expect(await requests('machine', 'accounts', '--filter', condition)).toEqual([
      `Accounts?filter-op%5Bname%5D=${on}&filter%5Bname%5D=${value}&order-by=created&first=100`,
    ]);
  });

  it.each<[noun: string, flags: string[], requests: string[]]>([
    [
      'clients',
      ['--search', 'jo'],
      [
        'Clients?filter-op%5Bname%5D=icontains&filter%5Bname%5D=jo&order-by=created&load-only=id%2Cname%2Cemail%2Cfirst_name%2Clast_name%2Cphone%2Cposition%2Ctype%2Ctimezone_name%2Cdefault_unit_id%2Cdefault_unit%2Cis_deleted%2Ccreated%2Cmodified&first=100',
      ],
    ],
    [
      'clients',
      ['--search', 'jo@x', '--fields', 'name'],
      [
        'Clients?filter-op%5Bemail%5D=icontains&filter%5Bemail%5D=jo%40x&order-by=created&load-only=id%2Cname&first=100',
      ],
    ],
    [
      'contacts',
      ['--search', 'roe'],
      [
        'Contacts?filter-op%5Blast_name%5D=icontains&filter%5Blast_name%5D=roe&order-by=created&first=100',
        'Contacts?filter-op%5Bfirst_name%5D=icontains&filter%5Bfirst_name%5D=roe&order-by=created&first=100',
      ],
    ],
    [
      'currencies',
      ['--search', 'us'],
      ['Currencies?filter-op%5Bcode%5D=icontains&filter%5Bcode%5D=us&order-by=created&first=100'],
    ],
    ['pipelines', ['--limit', '2'], ['Pipelines?order-by=name&expand=steps&first=2']],
    [
      'fields',
      ['--entity', 'Opportunity', '--search', 'cf_'],
      [
        'Fields?filter-op%5Bapi_name%5D=icontains&filter%5Bapi_name%5D=cf_&filter%5Bentity_name%5D=Opportunity&order-by=created&first=100',
      ],
    ],
    [
      'contacts',
      ['--account', ACCOUNT, '--include-deleted'],
      [
        `Accounts?filter%5Bid%5D=${ACCOUNT}&first=100&include-deleted=true`,
        `ContactAccountRelations?filter%5Baccount_id%5D=${ACCOUNT}&expand=contact&first=100&include-deleted=true`,
      ],
    ],
  ])('of %s %j asks for %s', async (noun, flags, wanted) => {
    expect(await requests('machine', noun, ...flags)).toEqual(wanted);
  });
});

describe('a day in a filter on a time', () => {
  const home = process.env.TZ;
  afterAll(() => {
    if (home === undefined) delete process.env.TZ;
    else process.env.TZ = home;
  });

  it.each<[zone: string, filter: string, op: string, value: string]>([
    ['America/New_York', 'created:between=2026-06-15,2026-06-15', 'gte', '2026-06-15 04:00:00'],
    ['America/New_York', 'created=2026-06-15', 'gte', '2026-06-15 04:00:00'],
    ['America/New_York', 'modified:gte=2026-06-15', 'gte', '2026-06-15 04:00:00'],
    ['America/New_York', 'modified:gt=2026-06-15', 'gte', '2026-06-16 04:00:00'],
    ['America/New_York', 'owner.created:lt=2026-06-15', 'lt', '2026-06-15 04:00:00'],
    ['America/New_York', 'created:lte=2026-06-15', 'lt', '2026-06-16 04:00:00'],
    ['Europe/Berlin', 'created:gte=2026-06-15', 'gte', '2026-06-14 22:00:00'],
    // The day on which the clocks change has 25 hours.
    ['Europe/Berlin', 'created:lte=2026-10-25', 'lt', '2026-10-25 23:00:00'],
    ['Europe/Berlin', 'created:gte=2026-06-15Z', 'gte', '2026-06-15 00:00:00'],
    ['Europe/Berlin', 'created:gte=2026-06-15-05:00', 'gte', '2026-06-15 05:00:00'],
    ['Europe/Berlin', 'created:gte=2026-06-15T10:00:00Z', 'gte', '2026-06-15T10:00:00Z'],
    // A field that holds a day, and a field of whose values nothing is known.
    ['Europe/Berlin', 'cf_seen:gte=2026-06-15', 'gte', '2026-06-15'],
    ['Europe/Berlin', 'created:gte=2026-02-30', 'gte', '2026-02-30'],
  ])('is in %s, as %s, what the screen shows as that day', async (zone, filter, op, value) => {
    process.env.TZ = zone;
    const [request = ''] = await requests('machine', 'accounts', '--filter', filter);
    const field = filter.split(/[:=]/)[0]!;
    const query = new URLSearchParams(request.split('?')[1]);
    expect([query.get(`filter-op[${field}]`), query.get(`filter[${field}]`)]).toEqual([op, value]);
  });

  it.each([
    ['created:between=2026-06-15,2026-06-15', '2026-06-15T04:00:00.000000+00:00', true],
    ['created:between=2026-06-15,2026-06-15', '2026-06-16 02:30:00.000000+00:00', true],
    ['created:between=2026-06-15,2026-06-15', '2026-06-16 04:00:00.000000+00:00', false],
    ['created=2026-06-15', '2026-06-16 03:59:59.999999+00:00', true],
    ['created=2026-06-15', '2026-06-16 04:00:00.000000+00:00', false],
    ['created:between=2026-06-15Z,2026-06-15Z', '2026-06-16 02:30:00.000000+00:00', false],
    ['created:between=2026-06-15,2026-06-16 03:00:00Z', '2026-06-16 02:30:00.000000+00:00', true],
  ])('in New York, as %s, takes a record of %s: %s', (filter, created, isKept) => {
    process.env.TZ = 'America/New_York';
    const noun = NOUNS.find(({ name }) => name === 'accounts')!;
    expect(buildListQuery(noun, { filter: [filter] }, 'machine').keeps({ created })).toBe(isKept);
  });
});

it.each<[line: string[], flag: string | undefined, words: RegExp]>([
  [['accounts', '--filter', 'nmae=x'], '--filter', /'name'/],
  [['accounts', '--filter', 'owner.nmae=x'], '--filter', /'name'/],
  [['accounts', '--filter', 'name:icontain=x'], '--filter', /'icontains'/],
  [['accounts', '--filter', 'name:=x'], '--filter', /operators are eq ieq|operators are eq, ieq/],
  [['accounts', '--filter', 'name:null=x'], '--filter', /takes no value/],
  [['accounts', '--filter', 'name:eq'], '--filter', /name:eq=value/],
  [['accounts', '--filter', 'name'], '--filter', /name=value/],
  [['accounts', '--filter', ''], '--filter', /field=value/],
  [['accounts', '--filter', 'name:between=a'], '--filter', /least,most/],
  [['accounts', '--filter', 'name:between=a,b,c'], '--filter', /least,most/],
  [['accounts', '--filter', 'name=a', '--filter', 'name:ends=b'], '--filter', /two conditions on name/],
  [['accounts', '--search', 'a', '--filter', 'name=b'], '--filter', /two conditions on name/],
  [['fields', '--entity', 'Lead', '--filter', 'entity_name=b'], '--filter', /two conditions on entity_name/],
  [['accounts', '--fields', 'nmae'], '--fields', /'name'/],
  [['accounts', '--fields', 'name,'], '--fields', /commas/],
  [['accounts', '--fields', ' , '], '--fields', /commas/],
  [['accounts', '--fields='], '--fields', /commas/],
  [['accounts', '--expand', 'ownr'], '--expand', /'owner'/],
  [['accounts', '--order-by', '-nmae'], '--order-by', /'name'/],
  [['accounts', '--order-by', '--name'], '--order-by', /name/],
  [['accounts', '--limit', '-1'], '--limit', /whole number/],
  [['accounts', '--limit', '0'], '--limit', /whole number of at least 1/],
  [['accounts', '--limit', '1e3'], '--limit', /whole number/],
  [['accounts', '--limit', '99999999999999999999'], '--limit', /whole number/],
  [['accounts', '--page-size', '0'], '--page-size', /from 1 to 100/],
  [['accounts', '--page-size', '101'], '--page-size', /from 1 to 100/],
  [['accounts', '--last', '0'], '--last', /from 1 to 100/],
  [['accounts', '--last', '101'], '--last', /from 1 to 100/],
  [['accounts', '--after', 'not a cursor'], '--after', /page_info/],
  [['accounts', '--after', ''], '--after', /page_info/],
  [['accounts', '--before', 'WyIw%3D'], '--before', /page_info/],
  [['accounts', '--after', 'c', '--limit', '101'], '--limit', /100/],
  [['accounts', '--all', '--limit', '5'], '--limit', /--all/],
  [['accounts', '--after', 'c', '--before', 'd'], '--after', /--before/],
  [['accounts', '--after', 'c', '--all'], '--after', /--all/],
  [['accounts', '--last', '5', '--all'], '--last', /--all/],
  [['accounts', '--last', '5', '--limit', '2'], '--last', /--limit/],
  // The last of the first five would be no last ones.
  [['accounts', '--last', '100', '--page-size', '5'], '--last', /--page-size/],
  [['contacts', '--account', ACCOUNT, '--search', 'x'], '--account', /--search/],
  [['contacts', '--account', ' '], '--account', /empty/],
  [['accounts', '--format', 'xml', '--json'], '--format', /table, json/],
  [['accounts', '--format', 'csv', '--json'], '--format', /--json/],
  [['accounts', '--timeout', '0'], '--timeout', /whole number/],
  [['accounts', 'get', ''], undefined, /empty/],
  [['accounts', 'get', ' '], undefined, /empty/],
  [['accounts', 'list', 'x'], undefined, /'x' is a word too many/],
])('%j is refused at %s before anything is asked', async (line, flag, words) => {
  asked.length = 0;
  const { code, stdout, stderr } = await runHere([...line, ...(line.includes('--json') ? [] : ['--json'])], { env });
  const { error } = JSON.parse(stderr.trimEnd().split('\n').at(-1)!);
  expect({ code, stdout, asked, error }).toEqual({
    code: 2,
    stdout: '',
    asked: [],
    error: expect.objectContaining({ code: 'USAGE', exit: 2, ...(flag ? { flag } : {}) }),
  });
  expect(stderr).toMatch(words);
});
