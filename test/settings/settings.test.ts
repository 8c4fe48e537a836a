import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openProfiles } from '../../src/access/profiles.ts';
import type { Host } from '../../src/host.ts';
import { parseSettingName, parseSettingValue, SETTING_KEYS } from '../../src/settings/keys.ts';
import { openSettings } from '../../src/settings/settings.ts';
import { failureOf } from '../support/failure.ts';

const EU = 'https://eu-central.api.pipelinersales.com';
const JANE = { origin: EU, space: 'one', username: 'jane' };
const ROB = { origin: EU, space: 'two', username: 'rob' };
const FOUR = { PIPELINER_URL: EU, PIPELINER_SPACE: 's', PIPELINER_USERNAME: 'u', PIPELINER_PASSWORD: 'p' };

let config: string;
const path = () => join(config, 'pipeliner', 'config.json');
const stored = async () => JSON.parse(await readFile(path(), 'utf8'));

beforeEach(async () => {
  config = await mkdtemp(join(tmpdir(), 'pipeliner-config-'));
});

afterEach(() => rm(config, { recursive: true, force: true }));

interface Way {
  profile?: string;
  sandbox?: boolean;
  env?: Record<string, string>;
  /** Where the files are. */
  in?: string;
}
const host = ({ env = {}, in: folder = config }: Way) =>
  ({ env, folders: { config: folder, state: folder, cache: folder } }) as unknown as Host;
const open = (way: Way = {}) => openSettings(host(way), { profile: way.profile, sandbox: way.sandbox === true });
const login = (name: string, signIn: typeof JANE) => openProfiles(host({}), undefined).save(name, signIn, 'hunter2');

const OWNER = 'default-owner';
/** Who owns a new opportunity, for somebody who goes this way. */
const owner = async (way: Way = {}) => (await open(way).get(OWNER))?.value;

describe('a value', () => {
  // Set for: the profile one, the profile two (the current one), the sandbox, all spaces.
  const SET: readonly [value: string, way: Way, general: boolean][] = [
    ['of one', { profile: 'one' }, false],
    ['of two', {}, false],
    ['of the sandbox', { sandbox: true }, false],
    ['of all', {}, true],
  ];

  it.each<[string, readonly string[], Way, string | undefined]>([
    ['the current profile', ['of one', 'of two', 'of the sandbox', 'of all'], {}, 'of two'],
    ['a profile by flag', ['of one', 'of two', 'of all'], { profile: 'one' }, 'of one'],
    ['a profile by its variable', ['of one', 'of two'], { env: { PIPELINER_PROFILE: 'one' } }, 'of one'],
    ['a profile that has none', ['of one', 'of all'], {}, 'of all'],
    ['a profile, with one for another only', ['of one', 'of the sandbox'], {}, undefined],
    ['the sandbox', ['of two', 'of the sandbox', 'of all'], { sandbox: true }, 'of the sandbox'],
    ['the sandbox that has none', ['of one', 'of two', 'of all'], { sandbox: true }, undefined],
    ['four variables', ['of two', 'of the sandbox', 'of all'], { env: FOUR }, 'of all'],
    ['four variables and a flag', ['of one', 'of all'], { env: FOUR, profile: 'one' }, 'of one'],
    ['four variables and another', ['of one', 'of all'], { env: { ...FOUR, PIPELINER_PROFILE: 'one' } }, 'of all'],
  ])('for %s, of %j', async (_, values, way, holds) => {
    await login('one', JANE);
    await login('two', ROB);
    for (const [value, place, general] of SET) {
      if (values.includes(value)) await open(place).set(OWNER, value, general);
    }
    expect(await owner(way)).toBe(holds);
  });

  it('is for all spaces as long as there is no profile, and below one that comes later', async () => {
    expect(await open().set(OWNER, 'anybody', false)).toEqual({ scopeName: 'all spaces', before: false });
    expect(await open({ env: FOUR }).set('default-currency', 'EUR', false)).toMatchObject({ scopeName: 'all spaces' });
    await login('work', JANE);
    expect(await owner()).toBe('anybody');
    expect(await open().set(OWNER, 'jane', false)).toEqual({ scopeName: 'the profile work', before: false });
    expect(await open().all()).toEqual([
      {
        ...{ key: OWNER, value: 'jane', origin: `${path()} for the profile work` },
        unset: `pipeliner config unset ${OWNER}`,
      },
      {
        ...{ key: 'default-currency', value: 'EUR', origin: `${path()} for all spaces` },
        unset: 'pipeliner config unset default-currency --global',
      },
    ]);
    expect((await open({ profile: 'work' }).get(OWNER))?.unset).toMatch(/^pipeliner --profile work /);
  });

  it('of a variable wins over all that is stored', async () => {
    const env = { PIPELINER_CLIENT_KEY_FIELD: ' cf_order ' };
    await open().set('client-key-field', 'cf_key', false);
    expect(await open({ env }).get('client-key-field')).toEqual({
      ...{ key: 'client-key-field', value: 'cf_order', origin: 'PIPELINER_CLIENT_KEY_FIELD' },
    });
    expect(await open({ env, sandbox: true }).get('client-key-field')).toMatchObject({ value: 'cf_order' });
    expect(await open({ env: { PIPELINER_CLIENT_KEY_FIELD: ' ' } }).get('client-key-field')).toMatchObject({
      value: 'cf_key',
    });
  });

  it('is taken away where it was set, and nowhere else', async () => {
    await login('one', JANE);
    await open().set(OWNER, 'all', true);
    await open().set(OWNER, 'jane', false);
    await open({ sandbox: true }).set(OWNER, 'john', false);
    expect(await open().set(OWNER, undefined, false)).toEqual({ scopeName: 'the profile one', before: true });
    expect(await owner()).toBe('all');
    const before = await stored();
    expect(await open().set(OWNER, undefined, false)).toEqual({ scopeName: 'the profile one', before: false });
    expect(await stored()).toEqual(before);
    expect(await open().set(OWNER, undefined, true)).toEqual({ scopeName: 'all spaces', before: true });
    expect(await owner()).toBeUndefined();
    expect(await owner({ sandbox: true })).toBe('john');
  });

  it('goes with its profile, and stays when the same space gets another sign-in', async () => {
    await login('work', JANE);
    await open().set(OWNER, 'jane', false);
    await login('work', { ...JANE, username: 'robot' });
    expect(await owner()).toBe('jane');
    await login('work', ROB);
    expect(await owner()).toBeUndefined();
    await open().set(OWNER, 'rob', false);
    const profiles = openProfiles(host({}), undefined);
    await profiles.remove(await profiles.select());
    await login('work', ROB);
    expect(await owner()).toBeUndefined();
  });

  it('is for nobody if several profiles are stored and none is chosen', async () => {
    await login('one', JANE);
    await login('two', ROB);
    await open().set(OWNER, 'all', true);
    const { current: _, ...rest } = await stored();
    await writeFile(path(), JSON.stringify(rest));
    expect(await owner()).toBe('all');
    expect(await failureOf(open().set(OWNER, 'x', false))).toMatchObject({ code: 'NO_PROFILE' });
    expect(await failureOf(owner({ profile: 'three' }))).toMatchObject({ code: 'NO_PROFILE', flag: '--profile' });
  });

  it('is not lost among several writers at once', async () => {
    await login('one', JANE);
    const places: [Way, boolean, string][] = [
      [{ profile: 'one' }, false, 'of one'],
      [{}, true, 'of all'],
      [{ sandbox: true }, false, 'of the sandbox'],
    ];
    const writes = places.flatMap(([way, general, value]) =>
      SETTING_KEYS.map(({ name }) => open(way).set(name, value, general)),
    );
    await Promise.all([...writes, login('two', ROB)]);
    const all = (value: string) => Object.fromEntries(SETTING_KEYS.map(({ name }) => [name, value]));
    expect(await stored()).toMatchObject({
      ...{ current: 'two', settings: all('of all'), sandbox: { settings: all('of the sandbox') } },
      profiles: [{ name: 'one', settings: all('of one') }, { name: 'two' }],
    });
  });

  it('that somebody wrote into the file as nothing is none', async () => {
    await mkdir(join(config, 'pipeliner'), { mode: 0o700 });
    await writeFile(path(), JSON.stringify({ profiles: [], settings: { [OWNER]: ' ', other: 'x' } }));
    expect(await open().all()).toEqual([]);
    await open().set(OWNER, 'jane', false);
    expect(await stored()).toMatchObject({ settings: { [OWNER]: 'jane', other: 'x' } });
  });

  it('is not guessed when the file is damaged, and the file is left as it is', async () => {
    await open().set(OWNER, 'jane', false);
    await writeFile(path(), '{');
    for (const way of [{}, { sandbox: true }, { env: FOUR }]) {
      expect(await failureOf(owner(way))).toMatchObject({ code: 'BAD_SETTINGS' });
      expect(await failureOf(open(way).set(OWNER, 'x', false))).toMatchObject({ code: 'BAD_SETTINGS' });
    }
    expect(await readFile(path(), 'utf8')).toBe('{');
  });

  it('is none where no folder can be, for who needs none', async () => {
    await writeFile(join(config, 'file'), '');
    const nowhere = join(config, 'file', 'folder');
    expect(await owner({ in: nowhere, sandbox: true })).toBeUndefined();
    expect(await owner({ in: nowhere, env: FOUR })).toBeUndefined();
    expect(await failureOf(owner({ in: nowhere }))).toMatchObject({ code: 'LOCAL_DISK' });
    expect(await failureOf(open({ in: nowhere, sandbox: true }).set(OWNER, 'x', false))).toMatchObject({
      code: 'LOCAL_DISK',
    });
  });
});

describe('what can be set', () => {
  it('is known by its name, or by one that is near', async () => {
    for (const key of SETTING_KEYS) expect(parseSettingName(key.name)).toBe(key);
    expect(await failureOf((async () => parseSettingName('default-ownr'))())).toMatchObject({
      ...{ code: 'USAGE', hint: "Did you mean 'default-owner'?" },
    });
    expect(await failureOf((async () => parseSettingName('__proto__'))())).toMatchObject({
      ...{ code: 'USAGE', hint: expect.stringContaining('client-key-field') },
    });
  });

  it.each([
    [OWNER, ' John Doe ', 'John Doe'],
    ['default-currency', '€', '€'],
    ['client-key-field', 'cf_contract_no', 'cf_contract_no'],
  ])('%s takes %j', (name, text, value) => expect(parseSettingValue(parseSettingName(name), text)).toBe(value));

  it.each([
    [OWNER, ' '],
    ['default-unit', 'a\u001b[2J'],
    ['client-key-field', 'cf contract'],
    ['client-key-field', 'cf_key=1'],
  ])('%s does not take %j', async (name, text) => {
    expect(await failureOf((async () => parseSettingValue(parseSettingName(name), text))())).toMatchObject({
      ...{ code: 'USAGE', hint: expect.stringMatching(/^It takes .*(name|id)/) },
    });
  });
});
