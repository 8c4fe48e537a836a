import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { useFakeSpace, useHome } from '../support/hooks.ts';
import { runInProcess } from '../support/host.ts';
import { closedPort } from '../support/loopback.ts';
import { createdIn, createLine, IDS } from '../support/opportunity.ts';
import { type Ended, errorObject, type Running, run, STACK_TRACE, type Stdin, start } from '../support/run.ts';
import { fakeSpace, PASSWORD, type Reply } from '../support/server.ts';

const home = useHome('all');

/** A refusal as scripts and people need it: nothing on stdout, words on stderr, nothing done, no stack trace. */
function refused(ended: Pick<Ended, 'code' | 'stdout' | 'stderr'>, exit: number, ...words: (string | RegExp)[]): void {
  expect(ended.stderr).not.toMatch(STACK_TRACE);
  expect({ code: ended.code, stdout: ended.stdout }, ended.stderr).toEqual({ code: exit, stdout: '' });
  for (const word of words) expect(ended.stderr).toMatch(word);
}

describe.concurrent('when something is missing and there is nobody to ask', () => {
  const flags = ['--owner', '--pipeline', '--step', '--account', '--name', '--value', '--closing-date'];
  const ways: [string, { stdin: Stdin; env?: Record<string, string>; flags?: string[] }][] = [
    ['at /dev/null', { stdin: 'null' }],
    ['with a closed stdin', { stdin: 'closed' }],
    ['with an empty pipe', { stdin: 'end' }],
    ['with a pipe that never says anything', { stdin: 'open' }],
    ['with words nobody asked for', { stdin: { text: 'yes\n'.repeat(1000) } }],
    ['with CI=1', { stdin: 'open', env: { CI: '1' } }],
    ['with PIPELINER_NO_INPUT=1', { stdin: 'open', env: { PIPELINER_NO_INPUT: '1' } }],
    ['with --no-input', { stdin: 'open', flags: ['--no-input'] }],
  ];
  it.each(ways)(
    '%s, create ends by itself and names every flag at once',
    async (_, { stdin, env, flags: more = [] }) => {
      const ended = await run(['--sandbox', 'oppty', 'create', '--json', ...more], {
        home,
        stdin,
        ...(env ? { env } : {}),
      });
      refused(ended, 2, ...flags);
      expect(ended.signal).toBeNull();
      const error = errorObject(ended);
      expect(error).toMatchObject({ code: 'MISSING_INPUT', exit: 2 });
      expect(error.details?.map(({ flag }) => flag)).toEqual(flags);
      expect(error.hint).toMatch(/pipeliner --sandbox .*oppty create --owner/);
    },
  );

  it('it needs no space to say so', async () => {
    refused(await run(['oppty', 'create', '--json'], { home, stdin: 'null' }), 2, '--owner', '--closing-date');
  });

  it('it names what is missing and what is wrong together', async () => {
    const args = ['oppty', 'create', '--name', 'x', '--value', '1.234', '--ranking', '0', '--json'];
    const ended = await run(args, { home });
    refused(ended, 2, '--owner', '1.234', '--ranking');
    expect(ended.stderr).toContain('--name x');
  });

  it('the sandbox is not reset', async () => {
    const ended = await run(['sandbox', 'reset', '--json'], { home, stdin: 'open' });
    refused(ended, 2, '--yes');
    expect(errorObject(ended)).toMatchObject({ code: 'MISSING_INPUT', flag: '--yes' });
  });
});

describe('a command line that means nothing', () => {
  it.each<[string, string[], ...(string | RegExp)[]]>([
    ['an unknown flag', ['accounts', '--serach', 'x'], '--serach', '--search'],
    ['an unknown flag of create', ['oppty', 'create', '--closing-dat', 'x'], '--closing-dat', '--closing-date'],
    ['an unknown command', ['acounts'], 'acounts', 'accounts'],
    ['no command', [], /no command/i],
    ['half a command', ['sandbox'], /no command/i],
    ['an unknown verb', ['oppty', 'crate'], 'crate', 'create'],
    ['an unknown verb of a noun', ['sandbox', 'rest'], 'rest', 'reset'],
    ['an unknown format', ['accounts', '--format', 'xml'], 'xml', 'json'],
    ['two formats', ['accounts', '--format', 'tsv', '--json'], '--json'],
    ['--limit 0', ['accounts', '--limit', '0'], '--limit'],
    ['--limit -1', ['accounts', '--limit=-1'], '--limit'],
    ['--limit x', ['accounts', '--limit', 'x'], '--limit'],
    ['--limit 1.5', ['accounts', '--limit', '1.5'], '--limit'],
    ['--limit with --all', ['accounts', '--limit', '5', '--all'], '--all'],
    ['--timeout 0', ['accounts', '--timeout', '0'], '--timeout'],
    ['a filter without a value', ['accounts', '--filter', 'name'], '--filter', 'name=value'],
    ['a filter that is none', ['accounts', '--filter', '=x'], '--filter'],
    ['an operator that needs a value', ['accounts', '--filter', 'name:contains'], '--filter', 'name:contains=value'],
    ['an operator that takes no value', ['accounts', '--filter', 'name:null=1'], '--filter', 'name:null'],
    ['an unknown operator', ['accounts', '--filter', 'name:icontain=x'], 'icontain', "'icontains'"],
    ['two conditions on a field', ['accounts', '--filter', 'city=a', '--filter', 'city:ends=b'], '--filter', 'city'],
    ['a search and a filter on one field', ['accounts', '--search', 'a', '--filter', 'name=b'], 'name'],
    ['fields with a hole', ['accounts', '--fields', 'id,,name'], '--fields'],
    ['an empty order', ['accounts', '--order-by', ''], '--order-by'],
    ['get without a record', ['accounts', 'get'], /Which account\?/],
    ['a word too much', ['accounts', 'list', 'all'], /too many/],
    ['a port that is none', ['sandbox', 'serve', '--port', '70000'], '--port'],
  ])('is refused: %s', async (_, args, ...words) => {
    const ended = await runInProcess(['--sandbox', ...args, ...(args.includes('--format') ? [] : ['--json'])], {
      home,
    });
    refused(ended, 2, ...words);
    if (!args.includes('--format')) expect(errorObject(ended)).toMatchObject({ code: 'USAGE', exit: 2 });
  });

  it('a field the space does not have is refused by its name', async () => {
    const ended = await runInProcess(['--sandbox', 'accounts', '--filter', 'nonsense=1', '--json'], { home });
    refused(ended, 2, '--filter', 'nonsense');
  });
});

describe('an opportunity that cannot be', () => {
  beforeAll(async () => {
    // Something was written once, so that the file is there to be looked into.
    await runInProcess(createLine(), { home });
  });
  const idOf = (entity: string, name: string) => String(home.storedRows(entity).find(row => row.name === name)?.id);

  it.each<[string, () => string[], number, ...(string | RegExp)[]]>([
    ['an owner nobody is', () => createLine({ '--owner': 'Nobody' }), 5, '--owner', 'Nobody'],
    ['an e-mail nobody has', () => createLine({ '--owner': 'no@example.com' }), 5, '--owner', 'e-mail'],
    ['an id nobody has', () => createLine({ '--owner': IDS.firstStep }), 5, '--owner', IDS.firstStep],
    ['an owner of the support', () => createLine({ '--owner': 'Vendor Support' }), 2, '--owner', 'support'],
    ['a deleted owner by e-mail', () => createLine({ '--owner': 'pat.gone@example.com' }), 5, '--owner'],
    [
      'a pipeline that is not there',
      () => createLine({ '--pipeline': 'Test Pipelin' }),
      5,
      '--pipeline',
      "'Test Pipeline'",
    ],
    ['a step that is not there', () => createLine({ '--step': 'Frist' }), 5, '--step', "'First'"],
    ['a deleted step', () => createLine({ '--step': 'Demo' }), 5, '--step', 'Demo'],
    ['a step of another pipeline', () => createLine({ '--step': 'Renewed' }), 5, '--step', 'Renewals', 'Test Pipeline'],
    ['an account that is not there', () => createLine({ '--account': 'Nowhere Ltd' }), 5, '--account', 'Nowhere Ltd'],
    ['an archived account', () => createLine({ '--account': 'Old Mill Textiles' }), 2, '--account', 'archived'],
    [
      'a deleted account',
      () => createLine({ '--account': idOf('Accounts', 'Vanished Ventures') }),
      2,
      '--account',
      'deleted',
    ],
    ['a deleted account by name', () => createLine({ '--account': 'Vanished Ventures' }), 5, '--account'],
    ['a contact of another account', () => createLine({}, '--contact', 'Tom Okafor'), 5, '--contact', 'Tom Okafor'],
    ['a currency that is not there', () => createLine({ '--currency': 'GBP' }), 5, '--currency', 'GBP'],
    ['two values in the base currency', () => createLine({ '--base-value': '7' }), 2, '--base-value'],
    ['a type of another pipeline', () => createLine({ '--type': 'Renewal' }), 5, '--type', 'Renewal'],
    ['a unit that is not there', () => createLine({ '--unit': 'West' }), 5, '--unit', 'West'],
    [
      'a lead source that is not there',
      () => createLine({ '--lead-source': 'Refferal' }),
      5,
      '--lead-source',
      "'Referral'",
    ],
    [
      'a day that does not exist',
      () => createLine({ '--closing-date': '2026-02-30' }),
      2,
      '--closing-date',
      '2026-02-30',
    ],
    [
      'a day of two readings',
      () => createLine({ '--closing-date': '03/04/2026' }),
      2,
      '--closing-date',
      '2026-03-04',
      '2026-04-03',
    ],
    ['an amount of two readings', () => createLine({ '--value': '1.234' }), 2, '--value', '1234', '1.2340'],
    ['an amount with an exponent', () => createLine({ '--value': '1e3' }), 2, '--value', '1e3'],
    ['an amount in words', () => createLine({ '--value': 'lots' }), 2, '--value', 'lots'],
    ['an empty amount', () => createLine({ '--value': '' }), 2, '--value'],
    ['an empty name', () => createLine({ '--name': '' }), 2, '--name'],
    ['a blank name', () => createLine({ '--name': '  ' }), 2, '--name'],
    ['an empty owner', () => createLine({ '--owner': '' }), 2, '--owner'],
    ['a ranking of 0', () => createLine({ '--ranking': '0' }), 2, '--ranking', '0'],
    ['an unknown label', () => createLine({ '--label': 'hot,urgent' }), 2, '--label', 'urgent', 'stalled'],
    ['an unknown share mode', () => createLine({ '--share-mode': 'open' }), 2, '--share-mode', 'private'],
    ['a time that is none', () => createLine({ '--created': 'someday' }), 2, '--created', 'someday'],
    ['an unknown field', () => createLine({}, '--set', 'cf_regoin=North'), 2, '--set', 'cf_regoin', "'cf_region'"],
    ['a setting without a value', () => createLine({}, '--set', 'cf_region'), 2, '--set', 'cf_region'],
    ['a setting that is not JSON', () => createLine({}, '--set', 'ranking:=seven'), 2, '--set', 'ranking'],
    [
      'a setting given twice',
      () => createLine({}, '--set', 'cf_contract_no=1', '--set', 'cf_contract_no=2'),
      2,
      '--set',
    ],
  ])('is refused: %s', async (_, line, exit, ...words) => {
    const before = createdIn(home).length;
    const ended = await runInProcess([...line(), '--json'], { home });
    refused(ended, exit, ...words);
    expect(errorObject(ended).exit).toBe(exit);
    expect(createdIn(home)).toHaveLength(before);
  });

  it.each([
    ['owner', '--owner', 'John Smith', ['john.smith@example.com', 'john.smith@example.org']],
    ['account', '--account', 'Harborlight Foods', ['Bristol', 'Halifax']],
  ])(
    'is refused when its %s can be several, and shows them with ids and the flag to pass',
    async (_, flag, name, details) => {
      const ended = await runInProcess([...createLine({ [flag]: name }), '--json'], { home });
      refused(ended, 6, flag, ...details);
      const error = errorObject(ended);
      expect(error).toMatchObject({ code: 'AMBIGUOUS', flag });
      const ids = error.details?.flatMap(({ candidates }) => candidates?.map(({ id }) => id) ?? []);
      expect(ids).toHaveLength(2);
      for (const id of ids ?? []) expect(ended.stderr).toContain(id);
      expect(ended.stderr).toContain(`${flag} ${ids?.[0]}`);
      const chosen = await runInProcess([...createLine({ [flag]: ids?.[1] }, '--dry-run'), '--json'], { home });
      expect(chosen.code).toBe(0);
      expect(chosen.stdout).toContain(ids![1]);
    },
  );

  it('is refused when its step can be in several pipelines', async () => {
    const ended = await runInProcess([...createLine({ '--pipeline': undefined, '--step': 'Proposal' }), '--json'], {
      home,
    });
    refused(ended, 6, '--step', '--pipeline', 'Renewals', 'Test Pipeline');
  });

  it('is refused with everything that is wrong at once', async () => {
    const wrong = { '--owner': 'Nobody', '--account': 'None', '--value': '1.234', '--closing-date': '2026-02-30' };
    const ended = await runInProcess([...createLine(wrong, '--set', 'nothing=1'), '--json'], { home });
    expect([2, 5]).toContain(ended.code);
    refused(ended, ended.code!, 'Nobody', 'None', '1.234', '2026-02-30', 'nothing');
    expect(errorObject(ended).details?.map(({ flag }) => flag)).toEqual(
      expect.arrayContaining(['--owner', '--account', '--value', '--closing-date', '--set']),
    );
  });

  const bodies: [string, string, ...(string | RegExp)[]][] = [
    ['is not JSON', '{"name": ', 'JSON'],
    ['is empty', '', 'JSON'],
    ['holds a list', '[{"name":"x"}]', 'one JSON object'],
    ['holds a text', '"name"', 'one JSON object'],
    ['has a number for a name', '{"name": 7}', 'name'],
    ['has words for an amount', '{"value": {"base_value": "lots"}}', 'base_value', 'lots'],
    ['has no list of accounts', '{"account_relations": "x"}', 'account_relations'],
    ['has a bad day', '{"closing_date": "32.12.2026"}', '32.12.2026'],
    [
      'has two primary accounts',
      JSON.stringify({
        account_relations: [
          { account_id: IDS.ziemann, is_primary: true },
          { account_id: IDS.johnDoe, is_primary: true },
        ],
      }),
      'is_primary',
    ],
    ['has an unknown field', '{"nmae_of_it": 1}', 'nmae_of_it'],
  ];
  it.each(bodies)('is refused when the JSON %s', async (what, body, ...words) => {
    const before = createdIn(home).length;
    const file = join(home.path, `${what}.json`);
    writeFileSync(file, body);
    const ended = await runInProcess([...createLine({}, '--from', file), '--json'], { home });
    refused(ended, 2, ...words);
    expect(createdIn(home)).toHaveLength(before);
  });

  it('is refused when the file is not there, or is a folder', async () => {
    refused(
      await runInProcess(createLine({}, '--from', 'no such file'), { home }),
      2,
      '--from',
      'no such file',
      'does not exist',
    );
    const folder = join(home.path, 'folder');
    mkdirSync(folder, { recursive: true });
    refused(await runInProcess(createLine({}, '--from', folder), { home }), 2, '--from', 'folder');
  });
});

describe('a space that cannot be reached that way', () => {
  const env = {
    PIPELINER_URL: 'https://eu-central.api.pipelinersales.com',
    PIPELINER_SPACE: 'my_space',
    PIPELINER_USERNAME: 'eu_robot',
    PIPELINER_PASSWORD: 'sesame-7',
  };

  it('is told with the way out when there is none', async () => {
    const ended = await runInProcess(['accounts', '--json'], { home });
    refused(ended, 3, '--sandbox', 'auth login');
    expect(errorObject(ended).code).toBe('NO_PROFILE');
  });

  it.each(Object.keys(env))('is told when only %s is missing', async name => {
    const ended = await runInProcess(['accounts', '--json'], { home, env: { ...env, [name]: '' } });
    refused(ended, 3, name);
    expect(errorObject(ended)).toMatchObject({ code: 'NO_PROFILE' });
    expect(ended.stderr).not.toContain('sesame-7');
  });

  it.each([
    ['is not encrypted', 'http://eu-central.api.pipelinersales.com', 'https'],
    ['has another scheme', 'ftp://example.com', 'https'],
    ['has a user in it', 'https://me:topsecret@example.com', 'PIPELINER_USERNAME'],
    ['has a path of something else', 'https://example.com/login', '/login'],
    ['has a typo in the path', 'https://example.com/api/v10', '/api/v10'],
    ['has a query', 'https://example.com/?x=1', 'before \\?'],
    ['is only a word', 'localserver', 'host name'],
    ['has a space in it', 'https://exa mple.com', 'characters'],
    ['has a backslash', 'https://example.com\\@evil.example', 'characters'],
  ])('is refused when the URL %s', async (_, url, words) => {
    const ended = await runInProcess(['accounts', '--json'], { home, env: { ...env, PIPELINER_URL: url } });
    refused(ended, 3, new RegExp(words));
    expect(errorObject(ended).code).toBe('REFUSED_URL');
    expect(ended.stderr).not.toMatch(/sesame-7|topsecret/);
  });

  it.each([
    ['a space that is none', { PIPELINER_SPACE: 'my space/..' }],
    ['a user name with a colon', { PIPELINER_USERNAME: 'a:b' }],
  ])('is refused with %s', async (_, change) => {
    refused(await runInProcess(['accounts', '--json'], { home, env: { ...env, ...change } }), 3);
  });

  it('is refused when certificates are not checked', async () => {
    const ended = await runInProcess(['accounts', '--json'], {
      home,
      env: { ...env, NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    });
    refused(ended, 3, 'NODE_TLS_REJECT_UNAUTHORIZED');
  });

  it('is told when nothing listens there', async () => {
    const there = { ...env, PIPELINER_URL: `http://127.0.0.1:${await closedPort()}` };
    const ended = await runInProcess(['accounts', '--json'], { home, env: there });
    refused(ended, 8, 'refused the connection');
    expect(errorObject(ended)).toMatchObject({ code: 'UNREACHABLE', retry_safe: true });
  });
});

describe('a server that says no', () => {
  const space = useFakeSpace();

  const list = () => runInProcess(['accounts', '--json', '--timeout', '8'], { home, env: space.env });
  const names = [
    '--owner',
    'Jane Roe',
    '--pipeline',
    'Sales',
    '--step',
    'first',
    '--account',
    'Acme',
    '--name',
    'Deal',
  ];
  const create = (...more: string[]) =>
    runInProcess(['oppty', 'create', ...names, '--value', '5', '--closing-date', '2026-12-31', '--json', ...more], {
      home,
      env: space.env,
    });
  const posts = () => space.received.filter(({ method }) => method === 'POST');

  it('can be another one than the sandbox, and gets what it should', async () => {
    const ended = await create('--contact', 'Wile Coyote');
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.stdout).name).toBe('Deal');
    expect(posts()).toHaveLength(1);
    expect(posts()[0]).toMatchObject({
      path: '/Opportunities',
      headers: { 'content-type': 'application/json' },
      body: { name: 'Deal', closing_date: '2026-12-31', contact_relations: [{ is_primary: true }] },
    });
    const pair = Buffer.from(`eu_robot:${PASSWORD}`).toString('base64');
    for (const { headers } of space.received) expect(headers.authorization).toBe(`Basic ${pair}`);
  });

  const html: Reply = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Welcome!</html>' };
  const denied = (status: number, message: string, more = {}): Reply => ({
    status,
    body: { success: false, code: status, name: 'ERROR', message, http_status: status, ...more },
  });
  it.each<[string, Reply, number, string, ...(string | RegExp)[]]>([
    ['a web page', html, 12, 'BAD_REPLY', 'not JSON'],
    [
      'success:false with 200',
      denied(200, 'Wrong parameter.', { http_status: null }),
      7,
      'REJECTED',
      'Wrong parameter.',
    ],
    ['401', denied(401, 'Unauthorized.'), 4, 'SIGN_IN_REFUSED', '401', 'Applications'],
    ['403', denied(403, 'Not yours.'), 4, 'FORBIDDEN', '403', 'permissions'],
    ['404 for the space', denied(404, 'Space not found.'), 5, 'NOT_FOUND', 'Space ID'],
    ['a list that is none', { body: { success: true, data: 'x' } }, 12, 'BAD_REPLY', 'not a list'],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://example.com/' }, body: '' },
      12,
      'BAD_REPLY',
      'redirect',
    ],
  ])('by %s has a list fail, whole', async (_, reply, exit, code, ...words) => {
    space.on('*', reply);
    const ended = await list();
    refused(ended, exit, ...words);
    expect(errorObject(ended)).toMatchObject({ code, exit });
    // A page that is no answer may be a passing trouble, so that it is asked for again; a refusal is not.
    if (reply === html) expect(space.received.length).toBeLessThanOrEqual(4);
    else expect(space.received).toHaveLength(1);
  });

  it('by 500 is asked again a few times by a list, then told', async () => {
    space.on('*', denied(500, 'Oops.'));
    const ended = await list();
    refused(ended, 8, '500', 'Oops.');
    expect(errorObject(ended)).toMatchObject({ code: 'SERVER_FAILED', retry_safe: true, status: 500 });
    expect(space.received.length).toBeGreaterThan(1);
    expect(space.received.length).toBeLessThanOrEqual(4);
  });

  it('by 500 once is of no consequence to a list', async () => {
    space.on('GET /Accounts', denied(500, 'Oops.'), 1);
    const ended = await list();
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.stdout)).toHaveLength(1);
  });

  it('to fields by 422 has each told with its own words and flag', async () => {
    const field = (field_name: string, message: string) => ({
      field_name,
      code: 40002,
      errors: [{ code: 40002, message: `[${field_name}] ${message}`, field_name }],
    });
    const more = {
      field_errors: [
        field('closing_date', 'Too late.'),
        field('account_relations', 'No such account.'),
        field('cf_reason', 'The field is required.'),
        field('ranking', 'Too high.'),
      ],
    };
    space.on('POST /Opportunities', denied(422, '\n[closing_date] Too late.', more));
    const ended = await create();
    refused(ended, 7, /--closing-date.*Too late/, /--account.*No such account/, /--set.*The field is required/);
    expect(errorObject(ended).details).toMatchObject([
      { field: 'closing_date', flag: '--closing-date', message: 'Too late.' },
      { field: 'account_relations', flag: '--account', message: 'No such account.' },
      { field: 'cf_reason', flag: '--set', message: 'The field is required.' },
      { field: 'ranking', flag: '--ranking', message: 'Too high.' },
    ]);
    expect(posts()).toHaveLength(1);
  });

  it.each<[string, Reply | 'reset' | 'cut']>([
    ['breaks off', 'reset'],
    ['answers half', 'cut'],
    ['fails with 500', denied(500, 'Oops.')],
    ['fails with 502 and a web page', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['answers with a web page', html],
    ['answers without the record', { status: 201, body: { success: true } }],
  ])('to nothing, but %s after it has read the opportunity, leaves the outcome open', async (_, reply) => {
    space.on('POST /Opportunities', (_, response) => {
      if (typeof reply === 'object') return reply;
      if (reply === 'cut') response.writeHead(201, { 'content-length': '500' }).write('{"success":true,');
      setImmediate(() => response.socket?.destroy());
      return undefined;
    });
    const ended = await create();
    refused(ended, 9, 'may or may not');
    expect(errorObject(ended)).toMatchObject({ code: 'OUTCOME_UNKNOWN', exit: 9, retry_safe: false });
    expect(posts()).toHaveLength(1);
  });

  it.each<[number, number, string]>([
    [401, 4, 'SIGN_IN_REFUSED'],
    [403, 4, 'FORBIDDEN'],
    [404, 5, 'NOT_FOUND'],
    [400, 7, 'REJECTED'],
    [302, 7, 'REJECTED'],
  ])('by %d to the opportunity is certain that nothing was created', async (status, exit, code) => {
    space.on('POST /Opportunities', { ...denied(status, 'No.'), headers: { location: '/elsewhere' } });
    const ended = await create();
    refused(ended, exit);
    expect(errorObject(ended)).toMatchObject({ code, status });
    expect(posts()).toHaveLength(1);
  });

  it('by leading to another server has that one see nothing', async () => {
    const other = await fakeSpace();
    try {
      space.on('*', { status: 307, headers: { location: `${other.url}/api/v100/rest/spaces/my_space` }, body: '' });
      refused(await list(), 12, 'redirect');
      refused(await create(), 12, 'redirect');
      expect(other.received).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('by an empty space has a create say what is missing there', async () => {
    for (const entity of Object.keys(space.records)) space.records[entity] = [];
    refused(await create(), 5, 'pipeline', 'administrator');
    expect(posts()).toEqual([]);
  });

  it('by a page that breaks off has a list fail whole', async () => {
    const page = { data: space.records.Accounts, page_info: { has_next_page: true, end_cursor: 'c1' } };
    space.on('GET /Accounts', received =>
      received.query.get('after') ? denied(403, 'Enough.') : { body: { success: true, ...page } },
    );
    refused(await list(), 4, 'Enough.');
  });

  it.each<[string, Record<string, unknown>]>([
    ['the same cursor again', { has_next_page: true, end_cursor: 'c1' }],
    ['more without saying where', { has_next_page: true, end_cursor: null }],
  ])('in the manner of %s has a list fail rather than be shorter', async (_, page_info) => {
    space.on('GET /Accounts', { body: { success: true, data: space.records.Accounts, page_info } });
    refused(await list(), 12);
    expect(space.received.length).toBeLessThan(4);
  });
});

describe('the process ends with', () => {
  const space = useFakeSpace();
  const fail = (status: number) => ({ status, body: { success: false, message: 'No.', http_status: status } });

  it.each<[exit: number, args: string[]]>([
    [2, ['--sandbox', 'accounts', '--limit', '0']],
    [3, ['accounts']],
    [5, createLine({ '--owner': 'Nobody' })],
    [6, createLine({ '--account': 'Harborlight Foods' })],
  ])('%i', async (exit, args) => {
    const ended = await run([...args, '--json'], { home });
    refused(ended, exit);
    expect(errorObject(ended).exit).toBe(exit);
  });

  it.each<[exit: number, reply: Reply]>([
    [4, fail(401)],
    [7, fail(400)],
    // Longer than anybody waits.
    [8, { ...fail(429), headers: { 'retry-after': '70' } }],
    [12, { body: { success: true, data: 'x' } }],
  ])('%i', async (exit, reply) => {
    space.on('*', reply);
    const ended = await run(['accounts', '--json'], { home, env: space.env });
    refused(ended, exit);
    expect(errorObject(ended).exit).toBe(exit);
  });
});

describe('the password', () => {
  it('is in no stream, whatever the server echoes and however much is shown', async () => {
    const space = await fakeSpace();
    try {
      space.on('*', ({ headers }) => ({
        status: 401,
        body: {
          success: false,
          http_status: 401,
          message: `No: ${headers.authorization} is ${PASSWORD} or ${encodeURIComponent(PASSWORD)}`,
        },
      }));
      for (const flags of [['--debug'], ['--debug', '--json'], []]) {
        const { code, stdout, stderr } = await run(['accounts', ...flags], { home, env: space.env });
        expect(code).toBe(4);
        const pair = Buffer.from(`eu_robot:${PASSWORD}`).toString('base64');
        for (const secret of [PASSWORD, pair, encodeURIComponent(PASSWORD), JSON.stringify(PASSWORD).slice(1, -1)]) {
          expect(stdout + stderr).not.toContain(secret);
        }
        expect(stderr).toContain('[secret]');
        if (flags.includes('--debug')) expect(stderr).toMatch(/GET http:\S+ 401 \d+ ms, attempt 1/);
      }
    } finally {
      await space.close();
    }
  });

  it('of a request that works is not in the trace either', async () => {
    const space = await fakeSpace();
    try {
      const { code, stderr } = await run(['accounts', '--debug'], { home, env: space.env });
      expect(code).toBe(0);
      expect(stderr).toContain('GET ');
      expect(stderr).not.toContain(PASSWORD);
      expect(stderr).not.toMatch(/authorization|Basic/i);
    } finally {
      await space.close();
    }
  });
});

describe('Ctrl-C while the server thinks', () => {
  const NAMES = ['--owner', 'Jane Roe', '--step', 'Opening', '--account', 'Acme'];
  const CREATE = ['oppty', 'create', ...NAMES, '--name', 'x', '--value', '1', '--closing-date', '2026-12-31', '--json'];

  /** Sends SIGINT while the server keeps the request, then does what `then` says. */
  async function stopped(args: string[], what: string, then: (running: Running, answer: () => void) => Promise<void>) {
    const space = await fakeSpace();
    try {
      let answer = () => {};
      const asked = new Promise<void>(resolve => {
        space.on(what, ({ body }, response) => {
          answer = () => {
            const data = { id: '0pp00001-1111-2222-3333-444455556666', ...body };
            response.writeHead(201, { 'content-type': 'application/json' });
            response.end(JSON.stringify({ success: true, data }));
          };
          resolve();
          return undefined;
        });
      });
      const running = start(args, { home, env: space.env });
      await asked;
      running.child.kill('SIGINT');
      await then(running, () => answer());
      return await running.ended;
    } finally {
      await space.close();
    }
  }
  const waits = ({ stderr }: { stderr: string }) => stderr.includes('waiting up to 10 seconds');

  it('of a list ends with 130', async () => {
    const ended = await stopped(['accounts', '--json'], 'GET /Accounts', async () => {});
    refused(ended, 130);
    expect(errorObject(ended).code).toBe('INTERRUPTED');
  });

  it('of a create waits for the answer, and tells it', async () => {
    const ended = await stopped(CREATE, 'POST /Opportunities', async (running, answer) => {
      await running.until(waits);
      answer();
    });
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.stdout)).toMatchObject({ id: '0pp00001-1111-2222-3333-444455556666', name: 'x' });
  });

  it('of a create leaves the outcome open when a second signal comes', async () => {
    const ended = await stopped(CREATE, 'POST /Opportunities', async running => {
      await running.until(waits);
      running.child.kill('SIGTERM');
    });
    refused(ended, 9);
    expect(errorObject(ended).code).toBe('OUTCOME_UNKNOWN');
  });
});
