import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { useFakeSpace, useFolder } from '../../support/hooks.ts';
import { runHere } from '../../support/host.ts';
import { createLine, IDS } from '../../support/opportunity.ts';
import { storeSandboxSetting } from '../../support/sandbox-setting.ts';
import { PASSWORD } from '../../support/server.ts';

const folder = useFolder();
const space = useFakeSpace('all');
let file: string;
beforeEach(() => {
  file = join(folder.path, 'pipeliner', 'config.json');
});

const here = (words: readonly string[], env: Record<string, string> = {}) =>
  runHere(words, { env, folder: folder.path });
const config = (...words: string[]) => here(['config', ...words]);
const error = ({ stderr }: { stderr: string }) => JSON.parse(stderr.trimEnd().split('\n').at(-1)!).error;

describe('pipeliner config', () => {
  it('needs neither a profile nor a network', async () => {
    expect(await config('list')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('Nothing is set'),
    });
    expect(await config('set', 'default-owner', 'John Doe')).toEqual({
      ...{ code: 0, stdout: '', stderr: 'default-owner is John Doe for all spaces.\n' },
    });
    expect(await config('get', 'default-owner')).toEqual({ code: 0, stdout: 'John Doe\n', stderr: '' });
    expect((await config('list')).stdout).toBe('default-owner\tJohn Doe\n');
    expect(JSON.parse((await config('get', 'default-owner', '--json')).stdout)).toEqual({
      ...{ key: 'default-owner', value: 'John Doe', origin: `${file} for all spaces` },
    });
    expect(await config('unset', 'default-owner')).toMatchObject({ code: 0, stdout: '' });
    expect(JSON.parse((await config('list', '--json')).stdout)).toEqual([]);
  });

  it('tells of each value where it comes from', async () => {
    const env = { PIPELINER_CLIENT_KEY_FIELD: 'cf_order' };
    await config('set', 'default-owner', 'John Doe');
    await here(['--sandbox', 'config', 'set', 'default-unit', 'North']);
    expect(JSON.parse((await here(['config', 'list', '--show-origin', '--json'], env)).stdout)).toEqual([
      { key: 'default-owner', value: 'John Doe', origin: `${file} for all spaces` },
      { key: 'client-key-field', value: 'cf_order', origin: 'PIPELINER_CLIENT_KEY_FIELD' },
    ]);
    expect((await here(['--sandbox', 'config', 'list', '--show-origin'])).stdout).toBe(
      `default-unit\tNorth\t${file} for the sandbox\n`,
    );
  });

  it('says so when another value wins over the one that was set', async () => {
    const env = { PIPELINER_CLIENT_KEY_FIELD: 'cf_order' };
    const { stderr } = await here(['config', 'set', 'client-key-field', 'cf_key'], env);
    expect(stderr).toBe(
      'client-key-field is cf_key for all spaces.\nBut here it is cf_order, by PIPELINER_CLIENT_KEY_FIELD.\n',
    );
    expect((await here(['config', 'unset', 'client-key-field'], env)).stderr).toContain('Now it is cf_order, by');
  });

  it.each([
    [['get', 'default-ownr'], 2, /no setting 'default-ownr'/, /Did you mean 'default-owner'\?/],
    [['set', 'default-ownr', 'x'], 2, /no setting/, /default-owner/],
    [['unset', 'owner'], 2, /no setting 'owner'/, /default-owner, default-pipeline/],
    [['set', 'default-owner', ' '], 2, /empty/, /e-mail, name or id/],
    [['set', 'client-key-field', 'cf key'], 2, /cf key/, /cf_contract_no/],
    [['get', 'default-owner'], 5, /default-owner is not set$/, /pipeliner config set default-owner/],
    [['unset', 'default-owner'], 5, /default-owner is not set for all spaces/, /^/],
    [['set', 'default-owner', 'x', '--global', '--profile', 'p'], 2, /--global and --profile/, /^/],
    [['set', 'default-owner', 'x', '--global', '--sandbox'], 2, /--global and --sandbox/, /^/],
    [['set', 'default-owner', 'x', '--profile', 'gone'], 3, /no profile 'gone'/, /auth login/],
    [['list', '--profile', 'gone'], 3, /no profile 'gone'/, /auth login/],
  ])('%j ends with %i', async (words, code, message, hint) => {
    const ended = await config(...words, '--json');
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(error(ended).message).toMatch(message);
    expect(error(ended).hint ?? '').toMatch(hint);
  });

  it('leads to the value that is set elsewhere', async () => {
    await config('set', 'default-owner', 'John Doe');
    const login = ['auth', 'login', '--url', space.url, '--space', 'my_space', '--username', 'us', '--password-stdin'];
    expect(await runHere(login, { env: {}, folder: folder.path, stdin: PASSWORD })).toMatchObject({ code: 0 });
    const ended = await config('unset', 'default-owner', '--json');
    expect(ended.code).toBe(5);
    expect(error(ended)).toMatchObject({
      message: 'default-owner is not set for the profile my_space',
      hint: `It is John Doe, by ${file} for all spaces.\npipeliner config unset default-owner --global`,
    });
    space.records.Clients = [{ id: 'jane', name: 'Jane', email: 'jane@example.com', is_deleted: false }];
    expect((await config('set', 'default-owner', 'Jane')).stderr).toBe(
      'default-owner is Jane for the profile my_space.\n',
    );
    space.on('GET /Clients', { status: 503, body: '' });
    expect((await config('set', 'default-owner', 'Joe')).stderr).toContain(
      'It was not checked: The server failed (503)',
    );
    expect((await config('set', 'default-owner', 'Jim', '--global')).stderr).toBe(
      `default-owner is Jim for all spaces.\nBut here it is Joe, by ${file} for the profile my_space.\n`,
    );
  });
});

describe('oppty create with values that are set', () => {
  const set = (key: string, value: string) => here(['--sandbox', 'config', 'set', key, value]);
  const store = (key: string, value: string) => storeSandboxSetting(folder.path, key, value);
  const LACKING = { '--owner': undefined, '--pipeline': undefined, '--currency': undefined };
  const dry = async (...words: string[]) => {
    const ended = await here([...words, '--dry-run']);
    return ended.code === 0 ? JSON.parse(ended.stdout).body : expect.fail(ended.stderr);
  };

  it('fills what was not said', async () => {
    expect(await here(createLine(LACKING, '--json'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--owner'),
    });
    await set('default-owner', 'john.doe@example.com');
    await set('default-pipeline', 'Renewals');
    await set('default-currency', '€');
    await set('default-unit', 'South');
    const body = await dry(...createLine(LACKING));
    const whole = createLine({ '--pipeline': 'Renewals', '--currency': 'EUR', '--unit': 'South' });
    expect(body).toEqual(await dry(...whole));
    expect(body).toMatchObject({ owner_id: IDS.johnDoe, value: { value_foreign: 100 } });
  });

  it('lets what was said win', async () => {
    const whole = createLine({ '--step': IDS.firstStep, '--pipeline': undefined, '--unit': 'North' });
    const before = await dry(...whole);
    await store('default-owner', 'nobody@example.com');
    await set('default-pipeline', 'Renewals');
    await store('default-currency', 'XYZ');
    await store('default-unit', 'Nowhere');
    expect(before.step_id).toBe(IDS.firstStep);
    expect(await dry(...whole)).toEqual(before);
  });

  it('tells all that mean nothing any more, each with its place and the way out', async () => {
    await store('default-owner', 'gone@example.com');
    await store('default-unit', 'Nowhere');
    const ended = await here(createLine({ '--owner': undefined, '--account': 'No such' }, '--json'));
    expect(ended).toMatchObject({ code: 5, stdout: '' });
    const details: { flag: string; message: string; hint: string }[] = error(ended).details;
    expect(details.map(({ flag }) => flag).sort()).toEqual(['--account', '--owner', '--unit']);
    for (const [flag, key] of [
      ['--owner', 'default-owner'],
      ['--unit', 'default-unit'],
    ] as const) {
      const told = details.find(one => one.flag === flag)!;
      expect(told.message).toMatch(new RegExp(`^${key} in ${file} for the sandbox: No `));
      expect(told.hint).toContain(`pipeliner --sandbox config unset ${key}`);
    }
  });

  it.each([
    ['default-owner', 'nobody', 5, /^'nobody' cannot be default-owner: No client/],
    ['default-pipeline', 'Nowhere', 5, /pipeline/],
    ['default-currency', 'XYZ', 5, /currency/],
    ['default-unit', 'Nowhere', 5, /unit/],
    ['client-key-field', 'cf_other', 2, /cf_other/],
    ['client-key-field', 'name', 2, /the space's own/],
    ['client-key-field', 'owner_id', 2, /the space's own/],
  ])('sets no %s that means nothing in the space: %s', async (key, value, code, words) => {
    const ended = await here(['--sandbox', 'config', 'set', key, value, '--json']);
    expect(ended.code).toBe(code);
    expect(error(ended).message).toMatch(words);
    expect((await here(['--sandbox', 'config', 'list'])).stdout).toBe('');
  });

  it('takes no other value for the field of the client key', async () => {
    const line = createLine({}, '--set', 'cf_contract_no=A', '--client-key', 'cf_contract_no=B', '--json');
    const ended = await here(line);
    expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 2, stdout: '' });
    expect(error(ended).message).toContain("which is also set to 'A'");
  });

  it('finds the field of the client key', async () => {
    await set('client-key-field', 'cf_contract_no');
    expect(await dry(...createLine({}, '--client-key', '2026-9'))).toMatchObject({ cf_contract_no: '2026-9' });
    await store('client-key-field', 'cf_other');
    const ended = await here(createLine({}, '--client-key', '2026-9', '--json'));
    expect(ended.code).toBe(2);
    expect(error(ended).message).toContain(`'cf_other', which ${file} for the sandbox names`);
  });

  it('takes nothing of other spaces into the sandbox', async () => {
    await config('set', 'default-owner', 'gone@example.com');
    await config('set', 'default-unit', 'Nowhere');
    expect(await dry(...createLine())).toMatchObject({ owner_id: IDS.johnDoe });
  });
});
