import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Keyring } from '../../src/access/keyring.ts';
import { openPasswords } from '../../src/access/passwords.ts';
import { isProfileName, openProfiles } from '../../src/access/profiles.ts';
import type { Host } from '../../src/host.ts';
import { failureOf } from '../support/failure.ts';

const EU = 'https://eu-central.api.pipelinersales.com';
const JANE = { origin: EU, space: 'one', username: 'jane' };
const ROB = { origin: EU, space: 'two', username: 'rob' };

let config: string;
const file = (name: string) => join(config, 'pipeliner', name);
const text = (name: string) => readFile(file(name), 'utf8');
const json = async (name: string) => JSON.parse(await text(name));

beforeEach(async () => {
  config = await mkdtemp(join(tmpdir(), 'pipeliner-profiles-'));
});

afterEach(() => rm(config, { recursive: true, force: true }));

/** The profiles of a user without a keyring. */
const open = (flag?: string, env: Record<string, string> = {}) =>
  openProfiles({ env, folders: { config, state: config, cache: config } } as unknown as Host, flag);

const names = async () => (await open().list()).profiles.map(({ name }) => name);

describe('a profile', () => {
  it('is stored with its password apart, both for the user alone', async () => {
    const { profile } = await open().save('work', JANE, 'hunter2');
    expect(profile).toEqual({ name: 'work', ...JANE, password: 'file' });
    expect(await json('config.json')).toEqual({ current: 'work', profiles: [profile] });
    expect(await text('config.json')).not.toContain('hunter2');
    expect(await json('credentials.json')).toEqual({ passwords: [{ ...JANE, password: 'hunter2' }] });
    for (const name of ['config.json', 'credentials.json']) expect((await stat(file(name))).mode & 0o777).toBe(0o600);
    expect((await stat(join(config, 'pipeliner'))).mode & 0o777).toBe(0o700);
    expect((await readdir(join(config, 'pipeliner'))).sort()).toEqual(['config.json', 'credentials.json']);
  });

  it('gives access with the password that was stored for it', async () => {
    await open().save('work', JANE, 'hunter2');
    await open().save('play', ROB, 'pässwörd');
    const profiles = open('work');
    expect(await profiles.access(await profiles.select())).toMatchObject({
      ...{ origin: EU, space: 'one' },
      authorization: `Basic ${btoa('jane:hunter2')}`,
    });
  });

  it('is the one asked for, else the current one, else the only one', async () => {
    await open().save('a', JANE, 'x');
    await open().save('b', ROB, 'y');
    expect((await open().select()).name).toBe('b');
    expect((await open(undefined, { PIPELINER_PROFILE: ' a ' }).select()).name).toBe('a');
    expect((await open('b', { PIPELINER_PROFILE: 'a' }).select()).name).toBe('b');
    expect((await open(undefined, { PIPELINER_PROFILE: ' ' }).select()).name).toBe('b');
    await open().use(await open().find('a'));
    expect((await open().select()).name).toBe('a');
    await open().save('c', ROB, 'y');
    await open().remove(await open().find('c'));
    const error = await failureOf(open().select());
    expect(error).toMatchObject({ code: 'NO_PROFILE', exit: 3 });
    expect(error.hint).toContain('a, b');
    await open().remove(await open().find('a'));
    expect((await open().select()).name).toBe('b');
  });

  it('that is not there is refused with those that are', async () => {
    expect(await failureOf(open().select())).toMatchObject({
      ...{ code: 'NO_PROFILE', exit: 3 },
      hint: expect.stringMatching(/pipeliner auth login.*--sandbox/),
    });
    await open().save('work', JANE, 'x');
    for (const profiles of [open('wrok'), open(undefined, { PIPELINER_PROFILE: 'wrok' })]) {
      const error = await failureOf(profiles.select());
      expect(error).toMatchObject({ code: 'NO_PROFILE', exit: 3 });
      expect(error.hint).toContain("There are work. Did you mean 'work'?");
    }
    for (const name of ['__proto__', 'constructor', '']) {
      expect(await failureOf(open().find(name))).toMatchObject({ code: 'NO_PROFILE' });
    }
  });

  it('takes the place of one of its name, whose password goes', async () => {
    await open().save('work', JANE, 'x');
    await open().save('work', ROB, 'y');
    expect(await names()).toEqual(['work']);
    expect(await json('credentials.json')).toEqual({ passwords: [{ ...ROB, password: 'y' }] });
  });

  it('takes its password along when it is removed, unless another needs it', async () => {
    await open().save('a', JANE, 'x');
    await open().save('b', JANE, 'new');
    await open().remove(await open().find('b'));
    expect(await json('credentials.json')).toEqual({ passwords: [{ ...JANE, password: 'new' }] });
    await open().remove(await open().find('a'));
    expect(await json('credentials.json')).toEqual({ passwords: [] });
    expect(await names()).toEqual([]);
  });

  it('leaves what a later version may have stored beside it', async () => {
    await open().save('a', JANE, 'x');
    const before = await json('config.json');
    await writeFile(
      file('config.json'),
      JSON.stringify({ ...before, theme: 1, profiles: [{ ...before.profiles[0], note: 'n' }] }),
    );
    await open().save('b', ROB, 'y');
    expect(await json('config.json')).toMatchObject({ theme: 1, profiles: [{ name: 'a', note: 'n' }, { name: 'b' }] });
  });

  it.each(['a', 'my_space', 'A-1.b', 'constructor'])('can be called %j', name => {
    expect(isProfileName(name)).toBe(true);
  });

  it.each(['', ' a', '-a', '.', '__proto__', 'a/b', 'a b', 'ä', 'a\n', 'x'.repeat(65)])('cannot be called %j', name => {
    expect(isProfileName(name)).toBe(false);
  });
});

describe('a password', () => {
  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['another port', { origin: `${EU}:8443` }],
    ['another scheme', { origin: 'http://127.0.0.1' }],
    ['another space', { space: 'two' }],
    ['another user', { username: 'rob' }],
  ])('is found for no %s, whoever wrote that into the file', async (_, change) => {
    await open().save('work', JANE, 'hunter2');
    const { profiles } = await json('config.json');
    await writeFile(file('config.json'), JSON.stringify({ profiles: [{ ...profiles[0], ...change }] }));
    const error = await failureOf(open().select().then(open().access));
    const command = ['auth', 'login', '--profile', 'work'];
    expect(error).toMatchObject({ code: 'NO_PROFILE', hint: 'Sign in again:', command });
  });

  it.each(['http://eu-central.api.pipelinersales.com', `${EU}/`, 'https://a@eu.example', 'x', ''])(
    'goes to no place like %j',
    async origin => {
      await open().save('work', { ...JANE, origin }, 'hunter2');
      expect(await failureOf(open().select().then(open().access))).toMatchObject({ exit: 3 });
    },
  );

  it('goes nowhere while certificates are not checked', async () => {
    await open().save('work', JANE, 'hunter2');
    const profiles = open(undefined, { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    expect(await failureOf(profiles.select().then(profiles.access))).toMatchObject({ code: 'REFUSED_URL' });
  });

  it('is not read from a file that others can read, with the command that closes it', async () => {
    await open().save('work', JANE, 'hunter2');
    await chmod(file('credentials.json'), 0o640);
    expect(await failureOf(open().select().then(open().access))).toMatchObject({
      ...{ code: 'LOCAL_DISK', exit: 11 },
      hint: expect.stringContaining(`chmod 600 ${file('credentials.json')}`),
    });
    await chmod(file('credentials.json'), 0o600);
    await chmod(join(config, 'pipeliner'), 0o755);
    expect(await failureOf(open().save('work', JANE, 'new'))).toMatchObject({ code: 'LOCAL_DISK' });
    await chmod(join(config, 'pipeliner'), 0o700);
    expect(await text('credentials.json')).toContain('hunter2');
  });
});

describe('a damaged file', () => {
  it.each([
    ['cut off', '{"profiles":[{"name":"work"'],
    ['empty', ''],
    ['of another form', '{"profiles":{}}'],
    ['without the place of a password', `{"profiles":[{"name":"a","origin":"${EU}","space":"s","username":"u"}]}`],
    ['not text', Buffer.from([0xff, 0xfe, 0x00])],
  ])('%s is named and kept, with what to do', async (_, content) => {
    await mkdir(join(config, 'pipeliner'), { mode: 0o700 });
    await writeFile(file('config.json'), content);
    for (const attempt of [
      () => open().list(),
      () => open().select(),
      () => open().save('a', JANE, 'x'),
      () => open().use({ name: 'a', ...JANE, password: 'file' }),
    ]) {
      const error = await failureOf(attempt());
      expect(error).toMatchObject({ code: 'BAD_SETTINGS', exit: 3 });
      expect(error.message).toContain(file('config.json'));
      expect(error.hint).toContain(`mv ${file('config.json')} ${file('config.json')}.damaged`);
      expect(error.command).toEqual(['auth', 'login']);
    }
    expect(await readFile(file('config.json'))).toEqual(Buffer.from(content));
  });

  it('of passwords is not quoted', async () => {
    await open().save('work', JANE, 'hunter2');
    await writeFile(file('credentials.json'), '{"passwords": hunter2');
    const error = await failureOf(open().select().then(open().access));
    expect(error.code).toBe('BAD_SETTINGS');
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error)) + String(error.cause)).not.toContain('hunter2');
  });

  it('that is a link is left alone', async () => {
    await mkdir(join(config, 'pipeliner'), { mode: 0o700 });
    await writeFile(join(config, 'target'), '{"passwords":[]}');
    await symlink(join(config, 'target'), file('credentials.json'));
    expect(await failureOf(open().save('a', JANE, 'x'))).toMatchObject({ code: 'LOCAL_DISK', exit: 11 });
    expect(await readFile(join(config, 'target'), 'utf8')).toBe('{"passwords":[]}');
    expect(await readdir(join(config, 'pipeliner'))).toEqual(['credentials.json']);
  });
});

describe('with a keyring', () => {
  const path = () => join(config, 'pipeliner', 'credentials.json');
  /** A keyring in memory; while `why` is set it only says that. */
  function ring() {
    const kept = new Map<string, string>();
    const state = { why: '', kept };
    const asked = <T>(work: () => T) => (state.why ? Promise.reject(new Error(state.why)) : Promise.resolve(work()));
    const keyring: Keyring = {
      get: account => asked(() => kept.get(account)),
      set: (account, password) => asked(() => void kept.set(account, password)),
      delete: account => asked(() => void kept.delete(account)),
    };
    return Object.assign(state, { passwords: openPasswords(path(), async () => keyring) });
  }

  it('the password is there and in no file', async () => {
    const { passwords, kept } = ring();
    expect(await passwords.save(JANE, 'hunter2')).toEqual({ location: 'keyring' });
    expect([...kept]).toEqual([[`${EU}/one#jane`, 'hunter2']]);
    expect(await readdir(config)).toEqual([]);
    expect(await passwords.find(JANE, 'keyring')).toBe('hunter2');
    for (const change of [{ origin: `${EU}:1` }, { space: 'two' }, { username: 'rob' }]) {
      expect(await passwords.find({ ...JANE, ...change }, 'keyring')).toBeUndefined();
    }
    await passwords.remove(JANE, 'keyring');
    expect(kept.size).toBe(0);
  });

  it('that fails, the file is used, and why is told', async () => {
    const state = ring();
    state.why = 'it is locked';
    expect(await state.passwords.save(JANE, 'hunter2')).toEqual({ location: 'file', keyringProblem: 'it is locked' });
    expect(await state.passwords.find(JANE, 'file')).toBe('hunter2');
    await expect(state.passwords.find(JANE, 'keyring')).rejects.toThrow('it is locked');
  });
});
