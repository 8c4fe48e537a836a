import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Client, type ClientOptions, createClient, decimal, formatJson } from '../src/library.ts';
import { parseFaults } from '../src/sandbox/faults/faults.ts';
import { type Sandbox, startSandbox } from '../src/sandbox/http/server.ts';
import { failureOf } from './support/failure.ts';
import { closeAll, proxyServer } from './support/loopback.ts';
import { IDS } from './support/opportunity.ts';
import { type FakeSpace, fakeSpace, PASSWORD } from './support/server.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function sandbox(...faults: string[]): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'pipeliner-library-'));
  const statePath = join(folder, 'space.json');
  const space = await startSandbox({
    statePath,
    now: () => new Date('2026-05-04T10:20:30Z'),
    faults: parseFaults(faults),
  });
  closers.push(() => rm(folder, { recursive: true }), space.close);
  return space;
}

function clientOf(where: { url: string; space: string; username: string; password: string }, more = {}): Client {
  const { url, space, username, password } = where;
  const client = createClient({ url, space, username, password, ...more });
  closers.push(client.close);
  return client;
}

async function fake(): Promise<{ server: FakeSpace; client: (more?: Partial<ClientOptions>) => Client }> {
  const server = await fakeSpace();
  closers.push(server.close);
  const where = { url: server.url, space: 'my_space', username: 'eu_robot', password: PASSWORD };
  return { server, client: more => clientOf(where, more) };
}

const DEAL = {
  name: 'New machine',
  owner_id: IDS.johnDoe,
  step_id: IDS.firstStep,
  closing_date: '2026-12-31',
  value: { base_value: decimal('12345678901234567.89'), currency_id: IDS.usDollar },
};

describe('a program', () => {
  it('reads a page, all pages and one record', async () => {
    const client = clientOf(await sandbox());
    const page = await client.list('Accounts', { first: 2, loadOnly: ['id', 'name'] });
    expect(page.rows.map(row => Object.keys(row))).toEqual([
      ['id', 'name'],
      ['id', 'name'],
    ]);
    const [first] = page.rows;
    expect(await client.get('Accounts', first!.id!)).toMatchObject(first!);
    const names: unknown[] = [];
    for await (const { name } of client.all('Accounts', { first: 20 })) names.push(name);
    const sizes: number[] = [];
    for await (const { rows } of client.pages('Accounts', { first: 20 })) sizes.push(rows.length);
    expect(sizes.length).toBeGreaterThan(1);
    expect(names).toHaveLength(sizes.reduce((sum, size) => sum + size));
    expect(new Set(names).size).toBeGreaterThan(20);
  });

  it('creates a record with every digit of its amount, and changes and deletes it', async () => {
    const client = clientOf(await sandbox());
    const made = await client.create('Opportunities', DEAL);
    expect(made).toMatchObject({ name: 'New machine', closing_date: '2026-12-31' });
    expect(String(made.value?.base_value)).toBe('12345678901234567.89');
    expect(formatJson(made)).toContain('"base_value":12345678901234567.89');
    const path = `Opportunities/${made.id}`;
    expect(await client.request('PATCH', path, { name: 'Other' })).toMatchObject({ data: { name: 'Other' } });
    expect(await client.request('DELETE', path)).toMatchObject({ success: true });
    expect(await client.get('Opportunities', made.id)).toMatchObject({ is_deleted: true });
  });

  it('is told what the server refused, field by field', async () => {
    const client = clientOf(await sandbox());
    const error = await failureOf(client.create('Opportunities', { ...DEAL, closing_date: 'tomorrow' }));
    expect(error).toMatchObject({ name: 'CliError', code: 'REJECTED', exit: 7, field: 'closing_date' });
  });

  it('is told that nobody knows when a create has lost its answer', async () => {
    const client = clientOf(await sandbox('POST Opportunities: commit-then-reset'));
    const error = await failureOf(client.create('Opportunities', DEAL));
    expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', exit: 9, retrySafe: false });
    const found = await client.list('Opportunities', { filter: [{ field: 'name', value: 'New machine' }] });
    expect(found.rows).toHaveLength(1);
  });

  it('tries a read again, and hears of each attempt', async () => {
    const traces: string[] = [];
    const client = clientOf(await sandbox('GET Clients: cut x1'), { trace: (line: string) => traces.push(line) });
    await client.list('Clients');
    expect(traces.filter(line => line.startsWith('GET '))).toEqual([
      expect.stringMatching(/entities\/Clients reset \d+ ms, attempt 1$/),
      expect.stringMatching(/entities\/Clients 200 \d+ ms, attempt 2$/),
    ]);
  });

  it.each([
    ['forward', 1],
    ['back', -1],
  ])('takes its time from no clock that is set %s while it runs', async (_, direction) => {
    const { server, client } = await fake();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    try {
      server.on(
        'GET /Clients',
        () => {
          vi.setSystemTime(Date.now() + direction * 86_400_000);
          return { status: 503, body: {} };
        },
        1,
      );
      const traces: string[] = [];
      const program = client({ trace: (line: string) => traces.push(line) });
      expect((await program.list('Clients')).rows.length).toBeGreaterThan(0);
      expect(traces.filter(line => !/\b\d{1,4} ms\b/.test(line))).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('does not lose an outcome when it throws on a trace', async () => {
    const trace = () => {
      throw new Error('of the program');
    };
    const { server, client } = await fake();
    const made = await client({ trace }).create('Opportunities', { name: 'x' });
    expect([made.id, server.created.length]).toEqual([server.created[0]!.id, 1]);
  });
});

describe('a call', () => {
  it('ends when its time is over, and the next has its own', async () => {
    const { server, client } = await fake();
    server.on('GET /Clients', () => undefined);
    const one = client();
    const error = await failureOf(one.list('Clients', {}, { timeoutMs: 50 }));
    expect(error).toMatchObject({ code: 'UNREACHABLE', exit: 8, retrySafe: true });
    expect((await one.list('Accounts')).rows).toHaveLength(1);
  });

  it('ends by the signal of the call or of the client, or by close', async () => {
    const { server, client } = await fake();
    const stop = new AbortController();
    const one = client();
    const [byCall, byClient] = [new AbortController(), new AbortController()];
    const two = client({ signal: byClient.signal });
    server.on('GET /Clients', () => {
      stop.abort();
      byCall.abort();
      byClient.abort();
      return undefined;
    });
    const calls = [failureOf(one.list('Clients', {}, { signal: byCall.signal })), failureOf(two.list('Clients'))];
    expect(await Promise.all(calls)).toMatchObject([{ code: 'INTERRUPTED' }, { code: 'INTERRUPTED' }]);
    server.on('GET /Clients', () => {
      one.close();
      return undefined;
    });
    expect(await failureOf(one.list('Clients'))).toMatchObject({ code: 'INTERRUPTED' });
    expect(await failureOf(one.list('Clients'))).toMatchObject({ code: 'INTERRUPTED' });
  });

  it.each<[string, (client: Client) => Promise<unknown>]>([
    ['a collection with a path in it', client => client.list('Accounts/../../x')],
    ['a collection that is none', client => client.create('constructor', {})],
    ['an id that is empty', client => client.get('Accounts', '')],
    ['an id that leads up', client => client.get('Accounts', '..')],
    ['a path out of the space', client => client.request('GET', '/api/v100/rest/spaces/other/entities/Accounts')],
    ['an address elsewhere', client => client.request('GET', 'https://example.com/Accounts')],
    ['a method the API does not have', client => client.request('PUT' as 'POST', 'Accounts')],
    ['a body to read with', client => client.request('GET', 'Accounts', {})],
    ['a time of nothing', client => client.list('Accounts', {}, { timeoutMs: 0 })],
    ['a time that is no number', client => client.list('Accounts', {}, { timeoutMs: Number.NaN })],
  ])('makes no sense and sends nothing: %s', async (_, call) => {
    const { server, client } = await fake();
    expect(await failureOf(call(client()))).toMatchObject({ code: 'USAGE', exit: 2 });
    expect(server.received).toEqual([]);
  });
});

describe('the credentials of a program', () => {
  const given: ClientOptions = { url: 'https://crm.example', space: 's', username: 'u', password: 'p' };
  const code = (change: Partial<Record<keyof ClientOptions, unknown>>) => {
    try {
      createClient({ ...given, ...change } as ClientOptions);
      return undefined;
    } catch (error) {
      return (error as { code?: string }).code;
    }
  };

  it.each<[string | undefined, Parameters<typeof code>[0]]>([
    [undefined, {}],
    [undefined, { url: 'http://127.0.0.1:1' }],
    [undefined, { url: 'https://crm.example/api/v100/rest/spaces/s' }],
    [undefined, { url: 'https://crm.example/api/v100/rest/spaces/t', space: undefined }],
    ['USAGE', { password: undefined }],
    ['USAGE', { url: 7 }],
    ['USAGE', { timeoutMs: -1 }],
    ['REFUSED_URL', { url: 'http://crm.example' }],
    ['REFUSED_URL', { url: 'https://u:p@crm.example' }],
    ['REFUSED_URL', { url: 'https://crm.example/api/v100/rest/spaces/t' }],
    ['BAD_SETTINGS', { space: undefined }],
    ['BAD_SETTINGS', { space: '../x' }],
    ['BAD_SETTINGS', { username: 'a:b' }],
  ])('%s for %j', (expected, change) => expect(code(change)).toBe(expected));

  it('are asked for by name where nothing at all is given', () => {
    expect(() => createClient(undefined as unknown as ClientOptions)).toThrow(
      'createClient needs url, username, password',
    );
  });

  it('do not go to whoever answers', () => {
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      expect(code({})).toBe('REFUSED_URL');
      expect(code({ url: 'http://127.0.0.1:1' })).toBe(undefined);
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
  });

  it('do not follow a redirect', async () => {
    const { server, client } = await fake();
    const other = await fake();
    server.on('*', { status: 307, headers: { location: `${other.server.url}/entities/Accounts` } });
    expect(await failureOf(client().list('Accounts'))).toMatchObject({ code: 'BAD_REPLY', status: 307 });
    expect(await failureOf(client().create('Accounts', {}))).toMatchObject({ code: 'REJECTED', status: 307 });
    expect(other.server.received).toEqual([]);
  });

  it('stand in no error and no trace', async () => {
    const { server, client } = await fake();
    const traces: string[] = [];
    const one = client({ trace: line => traces.push(line) });
    server.on('*', { status: 401, body: { success: false, message: 'no' } });
    const refused = await failureOf(one.list('Accounts'));
    server.on('*', (_, response) => void response.destroy());
    const broken = await failureOf(one.create('Accounts', {}));
    const shown = inspect([one, refused, broken, traces], { depth: Number.POSITIVE_INFINITY, showHidden: true });
    expect(shown).toContain('SIGN_IN_REFUSED');
    expect(shown).toContain('OUTCOME_UNKNOWN');
    for (const secret of [
      PASSWORD,
      Buffer.from(`eu_robot:${PASSWORD}`).toString('base64'),
      encodeURIComponent(PASSWORD),
    ])
      expect(shown).not.toContain(secret);
  });

  it('go through the proxy that the program names, which must have an address', async () => {
    const { client } = await fake();
    expect((await client({ proxy: 'http://127.0.0.1:1' }).list('Accounts')).rows).toHaveLength(1);
    const far = (proxy: string) => createClient({ ...given, proxy }).list('Accounts', {}, { timeoutMs: 1000 });
    expect(await failureOf(far('ftp://x'))).toMatchObject({ code: 'BAD_SETTINGS' });
    // A server that is no proxy: what it is asked shows who would have seen the request.
    const { port, asked } = await proxyServer();
    closers.push(closeAll);
    expect(await failureOf(far(`127.0.0.1:${port}`))).toMatchObject({ code: 'UNREACHABLE' });
    expect(new Set(asked.map(({ url }) => url))).toEqual(new Set(['crm.example:443']));
  });
});
