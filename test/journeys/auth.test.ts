import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { useFakeSpace, useHome } from '../support/hooks.ts';
import { run, STACK_TRACE } from '../support/run.ts';
import type { Received } from '../support/server.ts';
import { inTerminal, KEYS, type Terminal } from '../support/terminal.ts';

const SECRET = 'Pa55 w"ord/+%';
const WRONG = 'not-the-pa55word';

const home = useHome();
const space = useFakeSpace();

beforeEach(() => {
  const right = `Basic ${Buffer.from(`eu_robot:${SECRET}`).toString('base64')}`;
  space.on('GET /Clients', ({ headers }: Received) =>
    headers.authorization === right
      ? { body: { success: true, data: [], page_info: { has_next_page: false } } }
      : { status: 401, body: { success: false, message: `${headers.authorization} is wrong`, http_status: 401 } },
  );
});

const forms = (secret: string) => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1),
  Buffer.from(`eu_robot:${secret}`).toString('base64'),
];

/** The files of this user in which a secret stands, in any of its forms. */
function filesWith(secret: string): string[] {
  const files = readdirSync(home.path, { recursive: true, withFileTypes: true }).filter(file => file.isFile());
  return files
    .map(file => join(file.parentPath, file.name))
    .filter(path => forms(secret).some(form => readFileSync(path, 'utf8').includes(form)))
    .map(path => path.slice(home.path.length + 1));
}

const CREDENTIALS = 'config/pipeliner/credentials.json';

/** Types a line that is not shown, and Enter. */
function typeSecret(terminal: Terminal, text: string): void {
  terminal.press(...text, KEYS.enter);
}

async function answer(terminal: Terminal, question: string, text: string): Promise<void> {
  await terminal.asks(question);
  await terminal.type(text);
  terminal.press(KEYS.enter);
}

describe('auth login on a terminal', () => {
  it('asks for all four, lets a refused answer be mended, and shows the password nowhere', async () => {
    const terminal = inTerminal(['auth', 'login'], { home });
    await terminal.asks('Service URL');
    // A base URL as it stands in the web app brings the space along.
    await answer(terminal, 'Service URL', `${space.url}/api/v100/rest/spaces/my_space`);
    await terminal.asks('Space ID', 'my_space');
    terminal.press(KEYS.enter);
    await answer(terminal, 'User name', 'eu_robotx');
    await terminal.asks('Password');
    typeSecret(terminal, WRONG);
    await terminal.until('refused the user name or the password');
    // What was not secret stands in the line.
    await terminal.asks('User name', 'eu_robotx');
    terminal.press(KEYS.backspace, KEYS.enter);
    await terminal.asks('Password');
    // Back, and on again.
    terminal.press(KEYS.esc);
    await terminal.asks('User name', 'eu_robot');
    terminal.press(KEYS.enter);
    await terminal.asks('Password');
    typeSecret(terminal, SECRET);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(terminal.text()).toContain('Signed in to my_space as eu_robot.');
    expect(terminal.text()).toMatch(/│ space +│ my_space/);
    expect(terminal.raw()).not.toMatch(STACK_TRACE);
    for (const secret of [SECRET, WRONG]) {
      for (const form of forms(secret)) expect(terminal.raw()).not.toContain(form);
    }
    expect(filesWith(SECRET)).toEqual([CREDENTIALS]);
    expect(filesWith(WRONG)).toEqual([]);
    expect((await run(['clients', '--json'], { home })).stdout).toBe('[]\n');
  });

  it('opens the address again when nobody answers there', async () => {
    const flags = ['--space', 'my_space', '--username', 'eu_robot', '--url', 'https://127.0.0.1:1'];
    const terminal = inTerminal(['auth', 'login', ...flags], { home });
    await terminal.asks('Password');
    typeSecret(terminal, SECRET);
    await terminal.until('refused the connection');
    await terminal.asks('Service URL', 'https://127.0.0.1:1');
    terminal.press(KEYS.clearLine);
    await terminal.until(() => !terminal.question().includes('127'));
    await answer(terminal, 'Service URL', 'http://eu.example');
    await terminal.until('is not encrypted');
    terminal.press(KEYS.clearLine);
    await terminal.until(() => !terminal.question().includes('eu.example'));
    await answer(terminal, 'Service URL', space.url);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(space.received).toHaveLength(1);
  });

  it('asks before another sign-in is replaced', async () => {
    const flags = ['--url', space.url, '--space', 'my_space', '--password-stdin'];
    await run(['auth', 'login', ...flags, '--username', 'eu_robot'], { home, stdin: { text: SECRET } });
    space.on('GET /Clients', { body: { success: true, data: [], page_info: { has_next_page: false } } });
    const terminal = inTerminal(['auth', 'login', ...flags.slice(0, -1), '--username', 'other'], { home });
    await terminal.asks('Password');
    typeSecret(terminal, WRONG);
    await terminal.asks('Replace the profile my_space (eu_robot in my_space');
    terminal.press(KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(terminal.text()).toContain('Nothing was stored.');
    expect([filesWith(SECRET), filesWith(WRONG)]).toEqual([[CREDENTIALS], []]);
  });

  it.each([
    ['Ctrl-C at a question', 'User name', KEYS.ctrlC],
    ['Ctrl-C at the password', 'Password', KEYS.ctrlC],
    ['Ctrl-D at the password', 'Password', KEYS.ctrlD],
  ])('%s ends with 130 and stores nothing', async (_, question, key) => {
    const terminal = inTerminal(['auth', 'login', '--url', space.url, '--space', 'my_space'], { home });
    if (question === 'Password') await answer(terminal, 'User name', 'eu_robot');
    await terminal.asks(question);
    // The end of the input is a key of its own, which nothing was typed before.
    if (question === 'Password' && key === KEYS.ctrlC) terminal.press(...SECRET);
    terminal.press(key);
    expect(await terminal.exit()).toMatchObject({ code: 130 });
    expect(terminal.text()).toContain('Nothing was stored.');
    expect(terminal.raw()).not.toContain(SECRET);
    expect(terminal.raw().lastIndexOf('\u001b[?25h')).toBeGreaterThan(terminal.raw().lastIndexOf('\u001b[?25l'));
    expect(readdirSync(home.path)).toEqual(['bin']);
    expect(space.received).toEqual([]);
  });
});

describe('forty processes at once', () => {
  it('lose nothing of what they write', async () => {
    space.on('GET /Clients', { body: { success: true, data: [], page_info: { has_next_page: false } } });
    const many = (letter: string) => Array.from({ length: 20 }, (_, n) => `${letter}${n + 10}`);
    const [old, fresh] = [many('old'), many('new')];
    const folder = join(home.path, 'config', 'pipeliner');
    const signIn = (name: string) => ({ origin: space.url, space: name, username: name });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const write = (file: string, content: object) =>
      writeFileSync(join(folder, file), JSON.stringify(content), { mode: 0o600 });
    write('config.json', { profiles: old.map(name => ({ name, ...signIn(name), password: 'file' })) });
    write('credentials.json', { passwords: old.map(name => ({ ...signIn(name), password: `secret of ${name}` })) });

    const login = (name: string) => {
      const flags = ['--url', space.url, '--space', name, '--username', name, '--password-stdin'];
      return run(['auth', 'login', ...flags], { home, stdin: { text: `secret of ${name}` } });
    };
    const logout = (name: string) => run(['auth', 'logout', '--yes', '--profile', name], { home });
    const ended = await Promise.all(old.flatMap((name, n) => [logout(name), login(fresh[n]!)]));

    expect(ended.filter(({ code }) => code !== 0)).toEqual([]);
    const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
    expect(
      read('config.json')
        .profiles.map((one: { name: string }) => one.name)
        .sort(),
    ).toEqual(fresh);
    expect(
      read('credentials.json')
        .passwords.map((one: { password: string }) => one.password)
        .sort(),
    ).toEqual(fresh.map(name => `secret of ${name}`));
    expect(readdirSync(folder).sort()).toEqual(['config.json', 'credentials.json']);
  }, 60_000);
});
