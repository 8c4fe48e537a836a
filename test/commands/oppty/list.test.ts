import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useFolder } from '../../support/hooks.ts';
import { runHere } from '../../support/host.ts';
import { closeAll, httpServer } from '../../support/loopback.ts';

type Row = Record<string, unknown>;

const folder = useFolder();
const env = {
  ...{ PIPELINER_URL: '', PIPELINER_SPACE: 's', PIPELINER_USERNAME: 'u', PIPELINER_PASSWORD: 'password' },
  NO_COLOR: '1',
};

const id = (n: number) => `aaaa0000-1111-0222-0333-${String(n).padStart(12, '0')}`;
const [JOHN, ACME, IDA, EUR, USD] = [id(1), id(2), id(3), id(4), id(5)];
const [SALES, OPENING, GONE, CLOSING, RENEWALS, ASKING] = [id(10), id(11), id(12), id(13), id(14), id(15)];

/** The day of the tests is a Monday, the 4th of May 2026. */
const deal = (n: number, fields: Row = {}): Row => ({
  ...{
    id: id(1000 + n),
    name: `Deal ${n}`,
    closing_date: '2026-05-06',
    status: 1,
    is_archived: false,
    is_deleted: false,
  },
  ...{ primary_account: { name: 'Acme' }, step: { name: 'Opening', percent: 15 }, owner: { name: 'John Doe' } },
  ...{ value: { base_value: 100, value_foreign: 100, currency_id: EUR }, quick_account_name: '', label_flag: 0 },
  ...{ step_id: OPENING, owner_id: JOHN, created: '2026-01-01 10:00:00+00:00', modified: '2026-04-01 10:00:00+00:00' },
  ...fields,
});

/** A space that does what a request's page asks for, and filters nothing: what is left out, the program left out. */
const space = {
  asked: [] as string[],
  deals: [] as Row[],
  links: {} as Record<string, Row[]>,
  refuses: '',
};

const LISTS: Record<string, Row[]> = {
  Clients: [{ id: JOHN, name: 'John Doe', email: 'john@example.com', type: 0 }],
  Accounts: [{ id: ACME, name: 'Acme' }],
  Contacts: [{ id: IDA, first_name: 'Ida', last_name: 'Ziemann' }],
  Currencies: [
    { id: EUR, code: 'EUR', is_base: true },
    { id: USD, code: 'USD', is_base: false },
  ],
  SalesUnits: [{ id: id(6), name: 'North' }],
  OpportunityTypes: [{ id: id(7), name: 'Standard' }],
  Pipelines: [
    {
      ...{ id: SALES, name: 'Sales' },
      steps: [
        { id: OPENING, name: 'Opening', percent: 15, sort_order: 0 },
        { id: GONE, name: 'Gone', percent: 20, sort_order: 1, is_deleted: true },
        { id: CLOSING, name: 'Closing', percent: 90, sort_order: 2 },
      ],
    },
    { id: RENEWALS, name: 'Renewals', steps: [{ id: ASKING, name: 'Asking', percent: 50, sort_order: 0 }] },
  ],
};

const home = process.env.TZ;
beforeAll(async () => {
  process.env.TZ = 'Europe/Prague';
  const { port } = await httpServer((request, response) => {
    const path = request.url!.replace('/api/v100/rest/spaces/s/entities/', '');
    space.asked.push(path);
    const [entity = '', query] = path.split('?');
    const parameters = new URLSearchParams(query);
    if (space.refuses && parameters.has(space.refuses)) {
      const body = { success: false, code: 117, name: 'ERROR_PARAMETER_INVALID', message: `no ${space.refuses}` };
      response.writeHead(400).end(JSON.stringify(body));
      return;
    }
    const rows = entity === 'Opportunities' ? space.deals : (space.links[entity] ?? LISTS[entity] ?? []);
    const start = Number(parameters.get('after') ?? 0);
    const end = start + Number(parameters.get('first'));
    const page_info = { has_next_page: end < rows.length, end_cursor: String(end) };
    response.end(JSON.stringify({ success: true, data: rows.slice(start, end), page_info }));
  });
  env.PIPELINER_URL = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  if (home === undefined) delete process.env.TZ;
  else process.env.TZ = home;
  await closeAll();
});
beforeEach(() => {
  Object.assign(space, { asked: [], deals: [deal(1)], links: {}, refuses: '' });
});

const list = (...args: string[]) => runHere(['oppty', 'list', ...args], { env, folder: folder.path });
const onTerminal = (columns: number, ...args: string[]) =>
  runHere(['oppty', 'list', ...args], { env, columns, folder: folder.path });
const config = (...args: string[]) => runHere(['config', ...args], { env, folder: folder.path });

async function names(...args: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await list(...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout).map(({ name }: { name: string }) => name.replace('Deal ', ''));
}

/** The requests for opportunities that the flags lead to, readable. */
async function requests(...args: string[]): Promise<string[]> {
  space.asked = [];
  const { code, stderr } = await list(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return space.asked.map(path => decodeURIComponent(path)).filter(path => /^(Opportunities|Lead\w+)\?/.test(path));
}

describe('what oppty list asks the server for', () => {
  const OPEN = 'filter[is_archived]=false&filter[status]=1';
  const WALK = 'order-by=created&first=100';

  it.each<[flags: string[], query: string]>([
    [[], `${OPEN}&${WALK}`],
    [['--status', 'won'], `filter[status]=3&${WALK}`],
    [['--status', 'lost'], `filter[is_archived]=true&filter[status]=2&${WALK}`],
    [['--status', 'deleted'], `filter[is_deleted]=true&${WALK}&include-deleted=true`],
    [['--status', 'all'], WALK],
    [['--owner', 'john@example.com'], `filter[owner_id]=${JOHN}&${OPEN}&${WALK}`],
    [['--owner', JOHN], `filter[owner_id]=${JOHN}&${OPEN}&${WALK}`],
    [['--unit', 'north'], `filter[unit_id]=${id(6)}&${OPEN}&${WALK}`],
    [['--type', 'Standard'], `filter[oppty_type_id]=${id(7)}&${OPEN}&${WALK}`],
    [['--step', 'Closing'], `filter[step_id]=${CLOSING}&${OPEN}&${WALK}`],
    [['--pipeline', 'Sales', '--step', 'first'], `filter[step_id]=${OPENING}&${OPEN}&${WALK}`],
    // The API has no OR for the steps of a pipeline.
    [['--pipeline', 'Sales'], `${OPEN}&${WALK}`],
    [
      ['--closing', 'this-quarter'],
      `filter[is_archived]=false&filter-op[closing_date]=gte&filter[closing_date]=2026-04-01&filter[status]=1&${WALK}`,
    ],
    [
      ['--closing', '..2026-12-31'],
      `filter[is_archived]=false&filter-op[closing_date]=lte&filter[closing_date]=2026-12-31&filter[status]=1&${WALK}`,
    ],
    [['--closing', 'today'], `filter[is_archived]=false&filter[closing_date]=2026-05-04&filter[status]=1&${WALK}`],
    [
      ['--closing', 'overdue'],
      `filter[is_archived]=false&filter-op[closing_date]=lte&filter[closing_date]=2026-05-03&filter[status]=1&${WALK}`,
    ],
    [
      ['--created', 'yesterday', '--status', 'all'],
      `filter-op[created]=gte&filter[created]=2026-05-02 22:00:00&${WALK}`,
    ],
    [
      ['--created', '..2026-03-28', '--status', 'all'],
      `filter-op[created]=lt&filter[created]=2026-03-28 23:00:00&${WALK}`,
    ],
    [['--stale', '30d', '--status', 'all'], `filter-op[modified]=lt&filter[modified]=2026-04-04 22:00:00&${WALK}`],
    [
      ['--stale', '30d', '--modified', '2026', '--status', 'all'],
      `filter-op[modified]=gte&filter[modified]=2025-12-31 23:00:00&${WALK}`,
    ],
    [['--min-value', '10k', '--label', 'hot'], `${OPEN}&${WALK}`],
    [
      ['--search', 'x', '--filter', 'status=2'],
      `filter[status]=2&filter-op[name]=icontains&filter[name]=x&filter[is_archived]=false&${WALK}`,
    ],
    [['--limit', '30'], `${OPEN}&order-by=closing_date,id&first=30`],
    [['--limit', '30', '--label', 'hot'], `${OPEN}&order-by=closing_date,id&first=100`],
  ])('for %j', async (flags, query) => {
    expect(await requests(...flags, '--json')).toEqual([`Opportunities?${query}`]);
  });

  it('is no more than is shown', async () => {
    const shown =
      'expand=primary_account,step,owner&load-only=id,name,primary_account.name,quick_account_name,step_id,step.name,step.percent,value,closing_date,owner.name,status';
    expect(await requests('--status', 'all')).toEqual([`Opportunities?order-by=created&${shown}&first=100`]);
    expect(await requests('--fields', 'id,value.base_value', '--label', 'hot')).toEqual([
      `Opportunities?${OPEN}&order-by=created&load-only=id,value.base_value,status,label_flag&first=100`,
    ]);
  });

  it('is three requests at most for the first hundred of mine, and two while the currencies are young', async () => {
    await config('set', 'default-owner', 'john@example.com');
    space.deals = Array.from({ length: 250 }, (_, i) => deal(i));
    space.asked = [];
    const { stdout } = await list('--mine', '--limit', '100');
    expect(stdout.trimEnd().split('\n')).toHaveLength(100);
    expect(space.asked.map(path => path.split('?')[0])).toEqual(['Clients', 'Currencies', 'Opportunities']);
    space.asked = [];
    await list('--mine', '--limit', '100');
    expect(space.asked.map(path => path.split('?')[0])).toEqual(['Clients', 'Opportunities']);
  });

  it('is the rest, where the server cannot filter by a status', async () => {
    space.refuses = 'filter[status]';
    space.deals = [deal(1), deal(2, { status: 3 })];
    expect(await names()).toEqual(['1']);
    expect(space.asked.map(path => decodeURIComponent(path))).toEqual([
      'Opportunities?filter[is_archived]=false&filter[status]=1&order-by=created&first=100',
      'Opportunities?filter[is_archived]=false&order-by=created&first=100',
    ]);
  });

  it('is nothing else, where it refuses another thing', async () => {
    space.refuses = 'filter[is_archived]';
    expect(await list()).toMatchObject({
      code: 7,
      stdout: '',
      stderr: expect.stringContaining('no filter[is_archived]'),
    });
  });
});

describe('what oppty list checks itself', () => {
  it.each<[what: string, flags: string[], deals: Row[], numbers: string[]]>([
    ['a status', [], [{}, { status: 3 }, { status: 2 }, { status: '1' }], ['0', '3']],
    ['a won one', ['--status', 'won'], [{}, { status: 3 }], ['1']],
    ['a deleted one', ['--status', 'deleted'], [{}, { is_deleted: true }], ['1']],
    [
      'the upper end',
      ['--closing', '2026-05-01..2026-05-31'],
      [{ closing_date: '2026-05-31' }, { closing_date: '2026-06-01' }, { closing_date: null }],
      ['0'],
    ],
    [
      'the end of the last day, in the zone of the user',
      ['--created', '2026-03-28..2026-03-29'],
      [
        { created: '2026-03-29 21:59:59.999999+00:00' },
        { created: '2026-03-29 22:00:00.000000+00:00' },
        { created: '2026-03-27T23:00:00Z' },
        { created: '2026-03-27T22:59:59Z' },
      ],
      ['0', '2'],
    ],
    [
      'an age beside a range',
      ['--stale', '30d', '--modified', '2026'],
      [{ modified: '2026-04-04T21:59:59Z' }, { modified: '2026-04-04T22:00:00Z' }],
      ['0'],
    ],
    [
      'values, exactly',
      ['--min-value', '0.3', '--max-value', '1.5m'],
      [0.3, '0.30000000000000000000', 0.2999999999999999, 1500000, '1500000.000001', null].map(base_value => ({
        value: { base_value },
      })),
      ['0', '1', '3'],
    ],
    ['that there is a value', ['--max-value', '5'], [{ value: null }, { value: { base_value: 0 } }], ['1']],
    ['labels', ['--label', 'hot,stalled'], [0, 2, 4, 6, 7, '6'].map(label_flag => ({ label_flag })), ['3', '4', '5']],
    [
      'the steps of a pipeline, deleted ones too',
      ['--pipeline', 'sales'],
      [OPENING, GONE, CLOSING.toUpperCase(), ASKING].map(step_id => ({ step_id })),
      ['0', '1', '2'],
    ],
  ])('is %s', async (_, flags, deals, numbers) => {
    space.deals = deals.map((fields, i) => deal(i, fields));
    expect(await names(...flags)).toEqual(numbers);
  });

  it('is no part of the answer to --fields, unless it was asked for', async () => {
    const [row] = JSON.parse(
      (await list('--fields', 'name', '--label', 'hot', '--status', 'all', '--json')).stdout || '[]',
    );
    expect(row).toBeUndefined();
    space.deals = [{ id: id(9), name: 'x', label_flag: 2, status: 1 }];
    expect(JSON.parse((await list('--fields', 'name', '--label', 'hot', '--json')).stdout)).toEqual([
      { id: id(9), name: 'x' },
    ]);
    expect(JSON.parse((await list('--fields', 'name,label_flag', '--label', 'hot', '--json')).stdout)).toEqual([
      { id: id(9), name: 'x', label_flag: 2 },
    ]);
  });

  it('has to come with the record', async () => {
    space.deals = [{ id: id(9), name: 'x' }];
    expect(await list()).toMatchObject({ code: 12, stderr: expect.stringContaining('a record without status') });
  });
});

describe('the upper end of a range', () => {
  beforeEach(() => {
    // Three pages, of which the first ends in June.
    space.deals = Array.from({ length: 250 }, (_, i) => deal(i, { closing_date: `2026-${i < 90 ? '05' : '06'}-01` }));
  });
  const pages = () => space.asked.filter(path => path.startsWith('Opportunities')).length;

  it('ends the paging where the list is in its order', async () => {
    expect(await names('--closing', '2026-05', '--order-by', 'closing_date')).toHaveLength(90);
    expect(pages()).toBe(1);
  });

  it('does not in another order', async () => {
    expect(await names('--closing', '2026-05')).toHaveLength(90);
    expect(pages()).toBe(3);
    expect(await names('--closing', '2026-05', '--order-by', '-closing_date')).toHaveLength(90);
    expect(pages()).toBe(6);
  });

  it('does not if the server did not sort', async () => {
    space.deals[99]!.closing_date = '2026-05-02';
    expect(await names('--closing', '2026-05', '--order-by', 'closing_date')).toHaveLength(91);
    expect(pages()).toBe(3);
  });

  it('says that there is no more', async () => {
    const { stderr } = await onTerminal(100, '--closing', '2026-05-01..2026-05-02', '--all');
    expect(stderr).toBe('90 shown, 9,000.00 EUR\n');
    expect(pages()).toBe(1);
  });
});

describe('oppty list of an account or a contact', () => {
  const link = (oppty: unknown, fields: Row = {}) => ({
    id: id(Number(fields.n ?? 0)),
    is_deleted: false,
    oppty,
    ...fields,
  });

  it('reads the links, without those of leads, sorts and cuts', async () => {
    space.links.LeadOpptyAccountRelations = [
      link(deal(1, { closing_date: '2026-06-01' }), { n: 1 }),
      link(null, { n: 2 }),
      link(deal(2, { closing_date: '2026-05-01' }), { n: 3 }),
      link(deal(2, { closing_date: '2026-05-01' }), { n: 4 }),
      link(deal(3, { status: 3 }), { n: 5 }),
      link(deal(4, { is_deleted: true }), { n: 6 }),
    ];
    expect(await names('--account', 'acme', '--limit', '5')).toEqual(['2', '1']);
    expect(await names('--account', 'acme', '--limit', '1')).toEqual(['2']);
    expect(await names('--account', 'acme', '--closing', 'this-month', '--search', 'DEAL')).toEqual(['2']);
    expect(await names('--account', 'acme', '--search', 'Other')).toEqual([]);
    expect(await names('--account', 'acme', '--filter', 'closing_date:between=2026-05-01,2026-05-31')).toEqual(['2']);
    expect(await names('--account', 'acme', '--filter', 'name:not-ieq=DEAL 2')).toEqual(['1']);
    expect(await names('--account', 'acme', '--order-by', '-closing_date')).toEqual(['1', '2']);
  });

  it('asks for no more than is shown', async () => {
    space.links.LeadOpptyContactRelations = [];
    expect(await requests('--contact', 'Ida Ziemann', '--fields', 'name,owner.name', '--status', 'all')).toEqual([
      `LeadOpptyContactRelations?filter[contact_id]=${IDA}&expand=oppty,oppty.owner&load-only=id,lead_oppty_id,is_deleted,oppty.id,oppty.name,oppty.owner.name,oppty.created,oppty.is_deleted&first=100`,
    ]);
    expect(await requests('--contact', IDA, '--status', 'deleted', '--json')).toEqual([
      `LeadOpptyContactRelations?filter[contact_id]=${IDA}&expand=oppty&first=100&include-deleted=true`,
    ]);
  });

  it('takes those that are linked with both', async () => {
    space.links.LeadOpptyAccountRelations = [1, 2, 3].map(n => link(deal(n), { n }));
    space.links.LeadOpptyContactRelations = [3, 4, 2].map(n => link(deal(n), { n }));
    expect(await names('--account', ACME, '--contact', IDA)).toEqual(['2', '3']);
  });

  it('counts a link that was removed only where the opportunity was deleted', async () => {
    space.links.LeadOpptyAccountRelations = [
      link(deal(1), { n: 1, is_deleted: true }),
      link(deal(2, { is_deleted: true }), { n: 2, is_deleted: true }),
      link(deal(3), { n: 3 }),
    ];
    expect(await names('--account', ACME, '--include-deleted')).toEqual(['2', '3']);
    expect(await names('--account', ACME, '--status', 'deleted')).toEqual(['2']);
  });

  it('finds them one by one where the server does not expand', async () => {
    space.links.LeadOpptyAccountRelations = [
      link(`${env.PIPELINER_URL}/api/v100/rest/spaces/s/entities/Opportunities/${id(1001)}`),
    ];
    expect(await names('--account', ACME)).toEqual(['1']);
    space.deals = [];
    expect(await list('--account', ACME)).toMatchObject({ code: 12, stderr: expect.stringContaining(id(1001)) });
  });
});

describe('what oppty list prints', () => {
  beforeEach(() => {
    space.deals = [
      deal(1, { closing_date: '2026-05-01', name: 'Conveyor belt' }),
      deal(2, {
        ...{ closing_date: '2025-12-31', value: { base_value: 91.4, value_foreign: 100.5, currency_id: USD } },
        ...{ primary_account: null, quick_account_name: 'A company without an account' },
      }),
      deal(3, { closing_date: '2026-05-04', value: { base_value: null, value_foreign: 7, currency_id: USD } }),
      deal(4, { closing_date: '2026-12-31', value: null, owner: null, step: { name: 'Odd', percent: null } }),
      deal(5, { closing_date: null, value: { base_value: 0.005, value_foreign: null, currency_id: EUR } }),
    ];
  });

  it('to a person is a table with steps, values and days as people say them', async () => {
    const { stdout, stderr } = await onTerminal(100);
    expect(stdout).toBe(`\
name           account                       step               value  closing              owner
Conveyor belt  Acme                          Opening 15 %  100.00 EUR  3 days overdue       John Doe
Deal 2         A company without an account  Opening 15 %  100.50 USD  2025-12-31, overdue  John Doe
Deal 3         Acme                          Opening 15 %    7.00 USD  today                John Doe
Deal 4         Acme                          Odd                       2026-12-31
Deal 5         Acme                          Opening 15 %    0.01 EUR                       John Doe
`);
    expect(stderr).toBe('5 shown, 191.41 EUR; 1 without value; 1 not converted to the base currency\n');
  });

  it('says how to see more', async () => {
    space.deals = Array.from({ length: 31 }, (_, i) => deal(i, { value: { base_value: '0.1', currency_id: EUR } }));
    expect((await onTerminal(100)).stderr).toBe('30 shown, 3.00 EUR; more: --all\n');
    expect((await onTerminal(100, '--limit', '1')).stderr).toBe('1 shown, 0.10 EUR\n');
    expect((await onTerminal(100, '--all')).stderr).toBe('31 shown, 3.10 EUR\n');
  });

  it('has no owner where one was asked for, and the status where there are several', async () => {
    const heads = async (...args: string[]) => (await onTerminal(200, ...args)).stdout.split('\n')[0]!.split(/ +/);
    expect(await heads()).toEqual(['name', 'account', 'step', 'value', 'closing', 'owner']);
    expect(await heads('--owner', JOHN)).toEqual(['name', 'account', 'step', 'value', 'closing']);
    expect((await heads('--status', 'all')).at(-1)).toBe('status');
    expect((await heads('--ids'))[0]).toBe('id');
    expect(await heads('--fields', 'name,status')).toEqual(['name', 'status']);
  });

  it('says overdue of open ones alone, in red where there is colour', async () => {
    space.deals = [deal(1, { closing_date: '2026-05-01', status: 3 })];
    expect((await onTerminal(100, '--status', 'won', '--color')).stdout).toContain('3 days ago');
    space.deals = [deal(1, { closing_date: '2026-05-01' })];
    expect((await onTerminal(100, '--color')).stdout).toContain('\u001b[31m3 days overdue\u001b[39m');
    expect((await onTerminal(40, '--color')).stdout).toContain('\u001b[31m3 days overdue\u001b[39m');
  });

  it.each([40, 60, 80, 100, 200])('fits on %i columns', async columns => {
    space.deals = space.deals.map(row => ({ ...row, name: 'A name that is longer than any column has room for, see' }));
    const { stdout } = await onTerminal(columns);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
    expect(stdout).toContain('2025-12-31, overdue');
    // A table needs 80 columns, without the owner; below, each record has lines of its own.
    expect(stdout).toMatch(/^name\b/);
    expect(stdout.trimEnd().split('\n').length === 6).toBe(columns >= 80);
    expect(/^owner| {2}owner/m.test(stdout)).toBe(columns !== 80);
  });

  it('through a pipe has cells for programs, ids first', async () => {
    const { stdout, stderr } = await list();
    expect(stderr).toBe('');
    expect(
      stdout
        .split('\n')
        .slice(0, 4)
        .map(line => line.split('\t')),
    ).toEqual([
      [id(1001), 'Conveyor belt', 'Acme', 'Opening', '15', '100', 'EUR', '2026-05-01', 'John Doe', 'open'],
      [
        id(1002),
        'Deal 2',
        'A company without an account',
        'Opening',
        '15',
        '100.5',
        'USD',
        '2025-12-31',
        'John Doe',
        'open',
      ],
      [id(1003), 'Deal 3', 'Acme', 'Opening', '15', '7', 'USD', '2026-05-04', 'John Doe', 'open'],
      [id(1004), 'Deal 4', 'Acme', 'Odd', '', '', '', '2026-12-31', '', 'open'],
    ]);
    expect((await list('--format', 'csv')).stdout.split('\r\n')[0]).toBe(
      'id,name,account,step,percent,value,currency,closing date,owner,status',
    );
    expect((await list('--format', 'ids', '--limit', '1')).stdout).toBe(`${id(1001)}\n`);
  });

  it('as ids asks for no currencies', async () => {
    space.asked = [];
    expect((await list('--format', 'ids')).stdout.split('\n')).toHaveLength(6);
    expect(space.asked).toHaveLength(1);
  });

  it('as JSON is the records whole, and asks for no currencies', async () => {
    space.asked = [];
    expect(JSON.parse((await list('--json')).stdout)).toEqual(space.deals);
    expect(space.asked).toHaveLength(1);
    expect(
      (await list('--format', 'jsonl', '--limit', '2')).stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toEqual(space.deals.slice(0, 2));
  });
});

describe('an empty oppty list', () => {
  it.each<[flags: string[], message: string]>([
    [[], 'There are no open opportunities.'],
    [['--status', 'all'], 'There are no opportunities.'],
    [['--status', 'lost', '--label', 'hot,stalled'], 'No lost opportunities match --label hot,stalled.'],
    [
      ['--owner', 'John Doe', '--closing', 'this-quarter', '--search', 'x', '--filter', 'cf_a=1', '--filter', 'cf_b=2'],
      'No open opportunities match --owner John Doe, --closing this-quarter, --search x, --filter cf_a=1, --filter cf_b=2.',
    ],
    [['--after', 'abc'], 'There are no more opportunities.'],
  ])('says so to a person: %j', async (flags, message) => {
    space.deals = [];
    expect(await onTerminal(200, ...flags)).toEqual({ code: 0, stdout: '', stderr: `${message}\n` });
    expect(await list(...flags)).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('oppty list refuses', () => {
  it.each<[flags: string[], message: string, code?: number]>([
    [['--closing', 'q5'], '--closing: There is no q5: a year has the quarters q1 to q4'],
    [['--closing', '2026-02-30..'], '--closing: There is no 2026-02-30: February 2026 has 28 days'],
    [['--created', 'overdue'], "--created: 'overdue' is not a range of days"],
    [['--modified', 'tomorrow..today'], 'ends before it begins'],
    [['--closing', ''], '--closing: The range is empty'],
    [['--closing', 'overdue', '--status', 'won'], '--closing overdue is about open opportunities'],
    [['--stale', 'long'], "--stale: 'long' is not a length of time: write 30d"],
    [['--min-value', '5', '--max-value', '4'], '--min-value 5 is more than --max-value 4'],
    [['--min-value', '1.234'], '--min-value: 1.234 could mean 1234 or 1.234'],
    [['--max-value', '5 EUR'], 'has a currency in it'],
    [['--label', 'cold'], "--label: 'cold' is not a label: priority, hot, stalled"],
    [['--status', 'pending'], '--status takes one of open, won, lost, deleted, all'],
    [['--owner', ' '], 'The name is empty'],
    [['--mine'], "Nobody is set as 'me'"],
    [['--owner', 'ME'], "Nobody is set as 'me'"],
    [['--owner', 'x', '--mine'], '--owner cannot be used with --mine'],
    [['--account', 'x', '--after', 'x'], '--account cannot be used with --after'],
    [['--filter', 'nam=x'], "opportunities have no field 'nam'"],
    [['--order-by', 'nam'], "opportunities have no field 'nam'"],
    [['--view', 'nothing'], "There is no view 'nothing'", 5],
  ])('%j', async (flags, message, code = 2) => {
    const outcome = await list(...flags);
    expect(outcome).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
    expect(space.asked).toEqual([]);
  });

  it.each<[flags: string[], code: number, message: string]>([
    [['--owner', 'Jane'], 5, "No client is called 'Jane'"],
    [['--step', 'Asking', '--pipeline', 'Sales'], 5, "belongs to the pipeline 'Renewals', not to 'Sales'"],
    [['--unit', 'Nort'], 5, "No sales unit is called exactly 'Nort'. Similar: North"],
    [['--owner', 'Jane', '--account', 'Nobody'], 5, '2 problems, nothing was sent'],
  ])('%j, which means nothing', async (flags, code, message) => {
    expect(await list(...flags)).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
    expect(space.asked.filter(path => path.startsWith('Opportunities'))).toEqual([]);
  });

  it('a name of several', async () => {
    LISTS.SalesUnits!.push({ id: id(8), name: 'North' });
    const { code, stderr } = await list('--unit', 'north', '--json');
    LISTS.SalesUnits!.pop();
    expect(code).toBe(6);
    expect(JSON.parse(stderr.trimEnd().split('\n').at(-1)!).error).toMatchObject({ code: 'AMBIGUOUS', flag: '--unit' });
  });
});

describe('a saved view', () => {
  const saved = async (name: string, flags: string) => {
    const { code, stderr } = await config('set', `view.${name}`, flags);
    expect({ code, stderr }).toEqual({ code: 0, stderr: `view.${name} is ${flags} for all spaces.\n` });
  };

  it('stands for its flags, and those on the line win', async () => {
    await saved('big', "--min-value 1k --status all --search 'Deal 1' --limit 9");
    expect(await requests('--view', 'big', '--json')).toEqual([
      'Opportunities?filter-op[name]=icontains&filter[name]=Deal 1&order-by=closing_date,id&first=100',
    ]);
    expect(await requests('--view', 'big', '--search', 'x', '--all', '--status', 'won', '--json')).toEqual([
      'Opportunities?filter-op[name]=icontains&filter[name]=x&filter[status]=3&order-by=created&first=100',
    ]);
  });

  it('keeps its range relative, and knows the fiscal year', async () => {
    await saved('quarter', '--status all --closing q1');
    await config('set', 'fiscal-year-start', '02');
    expect(await requests('--view', 'quarter', '--json')).toEqual([
      'Opportunities?filter-op[closing_date]=gte&filter[closing_date]=2026-02-01&order-by=created&first=100',
    ]);
  });

  it('is listed, shown and removed like every other setting', async () => {
    await saved('b-2', '--mine');
    await saved('a_1', '--all');
    expect((await config('list')).stdout).toBe('view.a_1\t--all\nview.b-2\t--mine\n');
    expect((await config('get', 'view.b-2')).stdout).toBe('--mine\n');
    expect((await config('unset', 'view.b-2')).code).toBe(0);
    expect((await config('list', '--json')).stdout).toBe(
      '[\n  {\n    "key": "view.a_1",\n    "value": "--all"\n  }\n]\n',
    );
  });

  it.each<[text: string, message: string]>([
    ['--closing q5', "'--closing q5' cannot be view.x: --closing: There is no q5"],
    ['--clozing today', "cannot be view.x: There is no flag '--clozing'"],
    ['--limit 0', 'cannot be view.x: --limit takes a whole number of at least 1'],
    ['--mine --owner x', 'cannot be view.x'],
    ['--filter nam=x', "cannot be view.x: opportunities have no field 'nam'"],
    ['--mine --json', '--json is one of every command'],
    ['--view y', 'A view cannot hold --view'],
    ['--mine --help', 'no --help or --version'],
    ['mine', "'mine' is a word too many"],
    ["--search 'x", 'is not closed'],
    ['', 'it is empty'],
  ])('is refused when it is set: %j', async (text, message) => {
    expect(await config('set', 'view.x', text)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
    expect((await config('list')).stdout).toBe('');
  });

  it('has to be one word for the shell', async () => {
    expect(await config('set', 'view.x', '--mine', '--closing', 'this-week')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("pipeliner config set view.x '--mine --closing this-week'"),
    });
    expect(await config('set', 'default-owner', '--mine')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("There is no flag '--mine'"),
    });
  });

  it.each(['view.', 'view.a b', 'view.-a', 'view.a.b'])('cannot be called %j', async name => {
    expect(await config('set', name, '--mine')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`'${name}' cannot be the name of a view`),
    });
  });

  it('is found by a similar name', async () => {
    await saved('overdue', '--closing overdue');
    expect(await list('--view', 'overdu')).toMatchObject({ code: 5, stderr: expect.stringContaining("'overdue'?") });
  });
});
