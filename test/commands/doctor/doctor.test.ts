import { describe, expect, it } from 'vitest';
import { useFakeSpace } from '../../support/hooks.ts';
import { runHere } from '../../support/host.ts';
import { closedPort } from '../../support/loopback.ts';
import { PASSWORD, type Reply } from '../../support/server.ts';

const space = useFakeSpace();

/** What doctor ends with, and its findings by the name of the check. */
async function doctor(env: Record<string, string> = {}) {
  const ended = await runHere(['doctor', '--json'], { env: { ...space.env, ...env } });
  const rows = JSON.parse(ended.stdout) as { check: string; state: string; found: string }[];
  expect(ended.stdout + ended.stderr).not.toContain(PASSWORD);
  return { ...ended, rows, state: Object.fromEntries(rows.map(({ check, state }) => [check, state])) };
}

const ORDER = [
  ...['settings', 'host name', 'connection', 'certificate', 'proxy'],
  ...['answer', 'clock', 'sign-in', 'space', 'permissions'],
];

describe('doctor', () => {
  it('finds nothing where nothing is wrong, reads only, and names what it has looked at', async () => {
    for (const entity of ['Steps', 'Opportunities']) space.records[entity] = [];
    const { code, rows, state, stderr } = await doctor();
    expect(rows.map(({ check }) => check)).toEqual(ORDER);
    expect(state).toMatchObject({ settings: 'ok', connection: 'ok', 'sign-in': 'ok', space: 'ok', permissions: 'ok' });
    expect(rows[0]!.found).toContain('environment variables: the space my_space');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect([...new Set(space.received.map(({ method }) => method))]).toEqual(['GET']);
  });

  it.each<[name: string, reply: Reply, exit: number, check: string]>([
    ['a wrong password', { status: 401, body: { success: false, message: 'Unauthorized' } }, 4, 'sign-in'],
    ['an unknown space', { status: 404, body: { success: false, message: 'Space not found' } }, 5, 'space'],
    ['a server of something else', { body: '<html>' }, 12, 'sign-in'],
    ['a server that fails', { status: 503, body: '' }, 8, 'sign-in'],
  ])('stops at %s', async (_, reply, exit, check) => {
    space.on('GET /Clients', reply);
    const { code, rows, stderr } = await doctor();
    const failed = rows.findIndex(({ state }) => state === 'failed');
    expect({ code, check: rows[failed]?.check }).toEqual({ code: exit, check });
    expect(rows.slice(failed + 1).every(({ state }) => state === 'not checked')).toBe(true);
    expect(JSON.parse(stderr.trimEnd().split('\n').at(-1)!).error).toMatchObject({
      exit,
      message: rows[failed]!.found,
    });
  });

  it('stops at the answer if none comes', async () => {
    space.on('GET /Clients', (_, response) => {
      response.destroy();
      return undefined;
    });
    const { code, rows } = await doctor();
    expect({ code, check: rows.find(({ state }) => state === 'failed')?.check }).toEqual({ code: 8, check: 'answer' });
  });

  it('names everything that may not be read', async () => {
    for (const entity of ['Steps', 'Opportunities']) space.records[entity] = [];
    for (const entity of ['Accounts', 'Contacts'])
      space.on(`GET /${entity}`, { status: 403, body: { success: false } });
    const { code, rows } = await doctor();
    expect({ code, last: rows.at(-1) }).toEqual({
      code: 4,
      last: { check: 'permissions', state: 'failed', found: 'Accounts, Contacts cannot be read' },
    });
  });

  it('tells a clock that is wrong, and goes on', async () => {
    for (const entity of ['Steps', 'Opportunities']) space.records[entity] = [];
    // The clock of these commands stands at 10:20:30.
    space.on('GET /Clients', () => ({
      headers: { date: 'Mon, 04 May 2026 11:20:30 GMT' },
      body: { success: true, data: [] },
    }));
    const { code, rows } = await doctor();
    expect({ code, ...rows[6] }).toMatchObject({
      code: 0,
      state: 'warning',
      found: expect.stringContaining('60 minutes behind'),
    });
  });

  it.each<[name: string, env: () => Promise<Record<string, string>>, exit: number, check: string, words: RegExp]>([
    ['no settings', async () => ({ PIPELINER_SPACE: '' }), 3, 'settings', /PIPELINER_SPACE/],
    [
      'a proxy without an address',
      async () => ({ PIPELINER_URL: 'https://crm.example.com', HTTPS_PROXY: 'socks5://somebody:proxypass@x' }),
      3,
      'settings',
      /HTTPS_PROXY/,
    ],
    ['an unknown host', async () => ({ PIPELINER_URL: 'https://nosuch.invalid' }), 8, 'host name', /not a known host/],
    [
      'a closed port',
      async () => ({ PIPELINER_URL: `https://127.0.0.1:${await closedPort()}` }),
      8,
      'connection',
      /cannot be reached/,
    ],
    [
      'a port without TLS',
      async () => ({ PIPELINER_URL: space.url.replace('http:', 'https:') }),
      8,
      'certificate',
      /TLS/,
    ],
    [
      'a proxy that is away',
      async () => ({
        PIPELINER_URL: 'https://crm.example.com',
        HTTPS_PROXY: `http://somebody:proxypass@127.0.0.1:${await closedPort()}`,
      }),
      8,
      'proxy',
      /^The proxy 127/,
    ],
  ])('stops at %s', async (_, env, exit, check, words) => {
    const { code, rows, stdout, stderr } = await doctor(await env());
    const failed = rows.find(({ state }) => state === 'failed');
    expect({ code, check: failed?.check }).toEqual({ code: exit, check });
    expect(failed!.found).toMatch(words);
    expect(stdout + stderr).not.toContain('proxypass');
    expect(space.received).toEqual([]);
  });
});
