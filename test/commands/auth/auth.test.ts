import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createNetServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useFakeSpace, useFolder } from '../../support/hooks.ts';
import { type Around, runHere } from '../../support/host.ts';
import { closeAll, closedPort, listen, proxyServer } from '../../support/loopback.ts';
import type { FakeSpace } from '../../support/server.ts';

const SECRET = 'pa55 w"ord/+ü';
const basic = (username: string, password: string) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

const folder = useFolder();
const space = useFakeSpace();
afterEach(closeAll);

/** One command of a user whose files stay. Nothing it says may ever hold the password. */
async function auth(words: readonly string[], around: Partial<Around> = {}) {
  const ended = await runHere(words, { env: {}, folder: folder.path, ...around });
  const said = `${ended.stdout}${ended.stderr}`;
  for (const form of [SECRET, JSON.stringify(SECRET).slice(1, -1), encodeURIComponent(SECRET), btoaOf(SECRET)]) {
    expect(said).not.toContain(form);
  }
  return ended;
}
const btoaOf = (password: string) => basic('eu_robot', password).slice('Basic '.length);

const login = (more: readonly string[] = [], around: Partial<Around> = {}) =>
  auth(
    ['auth', 'login', '--url', space.url, '--space', 'my_space', '--username', 'eu_robot', '--password-stdin', ...more],
    { stdin: `${SECRET}\n`, ...around },
  );

const error = ({ stderr }: { stderr: string }) => JSON.parse(stderr.trimEnd().split('\n').at(-1)!).error;
const stored = async () => JSON.parse((await auth(['auth', 'status', '--json'])).stdout);
const lastAuthorization = () => space.received.at(-1)?.headers.authorization;

describe('auth login', () => {
  it('tries the sign-in, stores it, and every command uses it', async () => {
    const ended = await login(['--json']);
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.stdout)).toEqual({
      profile: 'my_space',
      url: space.url,
      space: 'my_space',
      username: 'eu_robot',
      password_in: join(folder.path, 'pipeliner', 'credentials.json'),
      current: true,
    });
    expect(ended.stderr).toContain('Signed in to my_space as eu_robot. The profile my_space is the current one.');
    expect(ended.stderr).toMatch(/password is in .*credentials\.json.*not encrypted/);
    expect(space.received.map(({ method, path, query }) => `${method} ${path}?${query}`)).toEqual([
      'GET /Clients?first=1',
    ]);
    expect((await auth(['currencies', '--format', 'tsv'])).stdout).toContain('EUR');
    expect(lastAuthorization()).toBe(basic('eu_robot', SECRET));
    const files = readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter(file => file.isFile());
    const holding = files.filter(file => readFileSync(join(file.parentPath, file.name), 'utf8').includes('pa55'));
    expect(holding.map(({ name }) => name)).toEqual(['credentials.json']);
  });

  it('names everything that is missing or wrong at once, and asks nothing of any server', async () => {
    const nothing = await auth(['auth', 'login', '--json', '--profile', 'work']);
    expect(nothing).toMatchObject({ code: 2, stdout: '' });
    expect(error(nothing)).toMatchObject({
      code: 'MISSING_INPUT',
      message: 'Missing: --url, --space, --username, --password-stdin',
      hint: expect.stringContaining("pipeliner auth login --profile work --url '<Service URL>' --space '<Space ID>'"),
    });
    const some = await auth(['auth', 'login', '--json', '--url', 'http://eu.example', '--space', 'a b']);
    expect(error(some).details.map(({ flag }: { flag: string }) => flag)).toEqual([
      ...['--username', '--password-stdin', '--url', '--space'],
    ]);
    expect(some.code).toBe(2);
    expect(error(some).hint).not.toMatch(/eu\.example|a b/);
    expect(space.received).toEqual([]);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it.each([
    [['--url', 'http://eu.example'], 3, 'REFUSED_URL'],
    [['--url', 'https://me:hunter2@eu.example'], 3, 'REFUSED_URL'],
    [['--space', 'a/b'], 2, 'USAGE'],
    [['--username', 'a:b'], 2, 'USAGE'],
    [['--username', ' '], 2, 'USAGE'],
    [['--profile', 'a b'], 2, 'USAGE'],
    [['--profile', '__proto__'], 2, 'USAGE'],
    [['--password', 'hunter2'], 2, 'USAGE'],
  ])('refuses %j before anything is sent', async (flags, code, name) => {
    const ended = await login(['--json', ...flags]);
    expect([ended.code, error(ended).code]).toEqual([code, name]);
    expect(ended.stderr.replace("unknown option '--password'", '')).not.toContain('hunter2');
    expect(space.received).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['an empty line', '\n'],
    ['two lines', 'one\ntwo\n'],
    ['what drives a terminal', 'a\u001b[2J'],
  ])('takes no password from %s', async (_, stdin) => {
    expect((await login([], { stdin })).code).toBe(2);
    expect(space.received).toEqual([]);
  });

  it('takes a password as it is, but for the end of its line', async () => {
    for (const end of ['', '\n', '\r\n']) {
      await login([], { stdin: `  ${SECRET} ${end}` });
      expect(lastAuthorization()).toBe(basic('eu_robot', `  ${SECRET} `));
    }
  });

  it('takes the space from the address, and refuses two different ones', async () => {
    const base = `${space.url}/api/v100/rest/spaces/my_space`;
    const flags = ['--username', 'eu_robot', '--password-stdin'];
    expect((await auth(['auth', 'login', '--url', base, ...flags], { stdin: SECRET })).code).toBe(0);
    expect(await stored()).toMatchObject([{ url: space.url, space: 'my_space' }]);
    const ended = await login(['--url', base, '--space', 'other', '--json']);
    expect(error(ended)).toMatchObject({ code: 'REFUSED_URL', message: expect.stringMatching(/my_space.*other/) });
  });

  it('says that the variables win, if they are set', async () => {
    expect((await login([], { env: space.env })).stderr).toContain('PIPELINER_URL is set');
    expect((await login()).stderr).not.toContain('PIPELINER_URL');
  });

  it('needs no question to store a new password, but one to store another sign-in under the name', async () => {
    await login();
    await login([], { stdin: 'newer' });
    await auth(['clients']);
    expect(lastAuthorization()).toBe(basic('eu_robot', 'newer'));
    const ended = await login(['--username', 'other', '--json']);
    expect([ended.code, error(ended)]).toEqual([2, expect.objectContaining({ code: 'MISSING_INPUT', flag: '--yes' })]);
    expect(await stored()).toMatchObject([{ username: 'eu_robot' }]);
    expect((await login(['--username', 'other', '--yes'])).code).toBe(0);
    expect(await stored()).toMatchObject([{ username: 'other' }]);
  });

  it('is not for the sandbox', async () => {
    expect((await login(['--sandbox'])).code).toBe(2);
  });

  it('asks for nothing and stores nothing while the file is damaged', async () => {
    await login();
    writeFileSync(join(folder.path, 'pipeliner', 'config.json'), '{');
    const sent = space.received.length;
    const ended = await login(['--json']);
    expect([ended.code, error(ended).code]).toEqual([3, 'BAD_SETTINGS']);
    expect(readFileSync(join(folder.path, 'pipeliner', 'config.json'), 'utf8')).toBe('{');
    expect(space.received.length).toBe(sent);
    // What needs no profile works as ever.
    expect((await auth(['currencies'], { env: space.env })).code).toBe(0);
    expect((await auth(['--sandbox', 'currencies'])).code).toBe(0);
    expect((await auth(['help', 'environment'])).code).toBe(0);
  });
});

describe('a sign-in that fails says what to do and stores nothing', () => {
  const refused = async (words: readonly string[], around: Partial<Around> = {}) => {
    const ended = await login(['--json', ...words], around);
    expect(ended.stdout).toBe('');
    expect(readdirSync(folder.path)).toEqual([]);
    return [ended.code, error(ended).code, `${error(ended).message}\n${error(ended).hint}`];
  };

  it.each([
    [
      401,
      { success: false, message: `no ${SECRET}` },
      4,
      'SIGN_IN_REFUSED',
      /user name or the password.*belong to one space/s,
    ],
    [401, 'not JSON', 4, 'SIGN_IN_REFUSED', /user name or the password/],
    [403, { success: false }, 4, 'FORBIDDEN', /valid, but not allowed.*list of clients/s],
    [404, { success: false, message: 'Space not found.' }, 5, 'NOT_FOUND', /does not know this space.*Space ID/s],
    [404, '<html>', 5, 'NOT_FOUND', /service URL/],
    [302, '', 12, 'BAD_REPLY', /redirect.*never followed.*service URL/s],
    [200, '<html>', 12, 'BAD_REPLY', /service URL/],
    [503, '', 8, 'SERVER_FAILED', /run the command again/],
  ])('%i %j', async (status, body, code, name, words) => {
    space.on('GET /Clients', { status, body, headers: { location: 'https://evil.example/' } });
    expect(await refused([])).toEqual([code, name, expect.stringMatching(words)]);
  });

  it('nobody listens', async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    expect(await refused(['--url', url])).toEqual([8, 'UNREACHABLE', expect.stringMatching(/refused the connection/)]);
  });

  it('a server without TLS', async () => {
    const port = await listen(
      createNetServer(socket => socket.on('data', () => socket.end('HTTP/1.1 400 Bad\r\n\r\n'))),
    );
    expect(await refused(['--url', `https://127.0.0.1:${port}`])).toEqual([
      ...[8, 'UNREACHABLE', expect.stringMatching(/does not speak TLS/)],
    ]);
  });

  const URL_BEYOND = 'https://eu-central.api.pipelinersales.com';

  it.each([
    [407, /wants a sign-in of its own.*HTTPS_PROXY/s],
    [403, /does not let you through to eu-central.*403.*NO_PROXY/s],
  ])('a proxy that answers %i', async (status, words) => {
    const { port, asked } = await proxyServer(`HTTP/1.1 ${status} No\r\n\r\n`);
    const env = { HTTPS_PROXY: `http://me:hunter2@127.0.0.1:${port}` };
    const told = await refused(['--url', URL_BEYOND], { env });
    expect(told).toEqual([8, 'UNREACHABLE', expect.stringMatching(words)]);
    expect(told[2]).not.toContain('hunter2');
    // The proxy sees its own credentials and no others.
    expect(asked[0]!.url).toBe('eu-central.api.pipelinersales.com:443');
    expect(asked[0]!.headers['proxy-authorization']).toBe(basic('me', 'hunter2'));
    expect(asked[0]!.headers.authorization).toBeUndefined();
  });

  it('a proxy that is not there', async () => {
    const env = { HTTPS_PROXY: `127.0.0.1:${await closedPort()}` };
    const told = await refused(['--url', URL_BEYOND], { env });
    expect(told).toEqual([8, 'UNREACHABLE', expect.stringMatching(/The proxy 127\.0\.0\.1:\d+ cannot be reached/)]);
  });

  it.each(['a,*', ' a *', '127.0.0.1'])('a proxy that NO_PROXY rules out by %j is not asked', async NO_PROXY => {
    const proxy = await proxyServer();
    const server = createNetServer(socket => socket.on('data', () => socket.end('HTTP/1.1 400 Bad\r\n\r\n')));
    const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY };
    const told = await refused(['--url', `https://127.0.0.1:${await listen(server)}`], { env });
    expect(told).toEqual([8, 'UNREACHABLE', expect.stringMatching(/does not speak TLS/)]);
    expect(proxy.asked).toEqual([]);
  });

  it.each(['http://', 'socks5://127.0.0.1:1', '::'])('a proxy that is none: %j', async HTTPS_PROXY => {
    const told = await refused(['--url', URL_BEYOND], { env: { HTTPS_PROXY } });
    expect(told).toEqual([3, 'BAD_SETTINGS', expect.stringMatching(/HTTPS_PROXY/)]);
  });

  it('certificates that are not checked', async () => {
    const told = await refused(['--url', URL_BEYOND], { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } });
    expect(told).toEqual([3, 'REFUSED_URL', expect.stringMatching(/NODE_EXTRA_CA_CERTS/)]);
  });
});

describe('which sign-in is used', () => {
  const other = useFakeSpace();
  beforeEach(async () => {
    await login(['--profile', 'first']);
    await login(['--profile', 'second', '--username', 'second']);
    space.received.length = 0;
  });

  const { PIPELINER_URL: _, ...three } = {
    PIPELINER_URL: '',
    PIPELINER_SPACE: 's',
    PIPELINER_USERNAME: 'u',
    PIPELINER_PASSWORD: 'p',
  };
  const user = (from: FakeSpace) =>
    from.received.map(({ headers }) => Buffer.from(headers.authorization!.slice(6), 'base64').toString().split(':')[0]);

  it.each([
    ['the last one signed in', [], {}, 'second'],
    ['that of --profile', ['--profile', 'first'], {}, 'first'],
    ['that of PIPELINER_PROFILE', [], { PIPELINER_PROFILE: 'first' }, 'first'],
    ['that of --profile rather than the variable', ['--profile', 'first'], { PIPELINER_PROFILE: 'second' }, 'first'],
    [
      'that of --profile rather than the four variables',
      ['--profile', 'first'],
      { PIPELINER_URL: 'https://x.example', ...three },
      'first',
    ],
    [
      'that of --profile rather than the sandbox of a variable',
      ['--profile', 'first'],
      { PIPELINER_SANDBOX: '1' },
      'first',
    ],
  ])('%s', async (_, flags, env, expected) => {
    expect((await auth([...flags, 'currencies'], { env })).code).toBe(0);
    expect(user(space)).toEqual([expected === 'first' ? 'eu_robot' : 'second']);
  });

  it('the four variables rather than a profile that no flag asks for', async () => {
    for (const more of [{}, { PIPELINER_PROFILE: 'first' }]) {
      expect((await auth(['currencies'], { env: { ...other.env, ...more } })).code).toBe(0);
    }
    expect(user(other)).toEqual(['eu_robot', 'eu_robot']);
    expect(space.received).toEqual([]);
  });

  it('none, if only some of the four variables are set: no stored password goes where they lead', async () => {
    const { PIPELINER_PASSWORD: _, ...rest } = other.env;
    for (const env of [rest, { PIPELINER_URL: other.url }]) {
      const ended = await auth(['currencies', '--json'], { env });
      expect([ended.code, error(ended).code]).toEqual([3, 'NO_PROFILE']);
    }
    expect([...other.received, ...space.received]).toEqual([]);
  });

  it('the sandbox, if it is asked for', async () => {
    expect((await auth(['currencies', '--sandbox'], { env: { PIPELINER_PROFILE: 'first' } })).code).toBe(0);
    expect((await auth(['currencies', '--sandbox', '--profile', 'first'])).code).toBe(2);
    expect(space.received).toEqual([]);
  });

  it('none of an unknown name', async () => {
    const ended = await auth(['currencies', '--profile', 'frist', '--json']);
    expect([ended.code, error(ended)]).toEqual([
      3,
      expect.objectContaining({
        code: 'NO_PROFILE',
        flag: '--profile',
        hint: expect.stringContaining("Did you mean 'first'"),
      }),
    ]);
    expect(error(ended).hint).toContain('first, second');
  });

  it('that of the profile also in the command a wizard or a dry run prints', async () => {
    const words = ['oppty', 'create', '--profile', 'first', '--name', 'x', '--json'];
    expect(error(await auth(words)).hint).toContain('pipeliner --profile first --json oppty create');
  });
});

describe('auth status', () => {
  it('says that there is none', async () => {
    const ended = await auth(['auth', 'status', '--json']);
    expect(ended).toMatchObject({ code: 0, stdout: '[]\n' });
    expect(ended.stderr).toContain('pipeliner auth login');
  });

  it('lists all with where their passwords are, and which is the current one', async () => {
    await login(['--profile', 'first']);
    await login(['--profile', 'second']);
    const path = join(folder.path, 'pipeliner', 'credentials.json');
    const ended = await auth(['auth', 'status'], { columns: 200 });
    expect(ended.stdout).toMatch(/profile.*url.*space.*username.*password in.*current/);
    expect(ended.stdout).toMatch(new RegExp(`first.*${space.url}.*my_space.*eu_robot.*${path}.*no`));
    expect(ended.stdout).toMatch(/second.*yes/);
    expect((await auth(['auth', 'status', '--format', 'tsv'], { env: space.env })).stderr).toContain(
      'PIPELINER_URL is set',
    );
  });

  it('can try the sign-in of the one in use', async () => {
    await login();
    const works = await auth(['auth', 'status', '--check', '--json']);
    expect(works).toMatchObject({ code: 0, stderr: expect.stringContaining('The sign-in by profile my_space works.') });
    space.on('GET /Clients', { status: 401, body: { success: false } });
    const fails = await auth(['auth', 'status', '--check', '--json']);
    expect(fails).toMatchObject({ code: 4, stdout: '' });
  });

  it('tries that of the environment where it is the one in use, with or without a profile', async () => {
    const words = expect.stringContaining('The sign-in by environment variables works.');
    const check = () => auth(['auth', 'status', '--check', '--json'], { env: space.env });
    expect(await check()).toMatchObject({ code: 0, stderr: words });
    await login();
    expect(await check()).toMatchObject({ code: 0, stderr: words });
  });
});

describe('auth use and logout', () => {
  beforeEach(async () => {
    await login(['--profile', 'first']);
    await login(['--profile', 'second', '--username', 'second']);
  });

  const current = async () => (await stored()).find((row: { current: boolean }) => row.current)?.profile;

  it('change which is the current one', async () => {
    expect((await auth(['auth', 'use', 'first'])).code).toBe(0);
    expect(await current()).toBe('first');
    expect((await auth(['auth', 'use', 'third'])).code).toBe(3);
    expect(await current()).toBe('first');
  });

  it('remove nothing without a yes', async () => {
    const ended = await auth(['auth', 'logout', '--json']);
    expect([ended.code, error(ended).flag]).toEqual([2, '--yes']);
    expect(await stored()).toHaveLength(2);
  });

  it('remove the profile and its password', async () => {
    expect((await auth(['auth', 'logout', '--profile', 'first', '--yes'])).code).toBe(0);
    expect(await current()).toBe('second');
    expect(readFileSync(join(folder.path, 'pipeliner', 'credentials.json'), 'utf8')).not.toContain('eu_robot');
    expect((await auth(['auth', 'logout', '--profile', 'first', '--yes'])).code).toBe(3);
    expect((await auth(['auth', 'logout', '--yes'])).code).toBe(0);
    expect(await stored()).toEqual([]);
    expect(readFileSync(join(folder.path, 'pipeliner', 'credentials.json'), 'utf8')).not.toContain('pa55');
    expect((await auth(['auth', 'logout', '--yes'])).code).toBe(3);
  });
});
