import { describe, expect, it } from 'vitest';
import { useHome } from '../../support/hooks.ts';
import { runInProcess } from '../../support/host.ts';
import { errorObject } from '../../support/run.ts';

const home = useHome();

type Row = Record<string, unknown>;

const run = (args: readonly string[], stdin?: string) =>
  runInProcess(['--sandbox', ...args], { home, ...(stdin === undefined ? {} : { stdin: { text: stdin } }) });

/** Runs a verb, which has to succeed, and gives the JSON it prints. */
async function json(...args: string[]): Promise<Row> {
  const ended = await run([...args, '--json']);
  expect(ended.code, ended.stderr).toBe(0);
  return JSON.parse(ended.stdout);
}

describe.each([
  ['accounts', 'Kestrel Optics'],
  ['contacts', 'Ida Ziemann'],
])('the life of %s', (noun, name) => {
  it('goes from a change to the deletion and back', async () => {
    const changed = await json(noun, 'update', name, '--city', 'Bremen', '--set', 'comments=by post');
    expect(changed).toMatchObject({ city: 'Bremen', comments: 'by post', revision: 2 });
    expect(await json(noun, 'delete', name, '--yes')).toEqual({ id: changed.id, deleted: true });
    expect((await run([noun, 'update', name, '--city', 'Bonn'])).code).toBe(5);
    expect(await json(noun, 'restore', name)).toMatchObject({ id: changed.id, is_deleted: false, city: 'Bremen' });
    expect(await json(noun, 'update', name, '--clear', 'city')).toMatchObject({ city: '' });
  });

  it.each([
    ['restore', [], /is not deleted/],
    ['update', ['--set', 'is_archived:=false'], /is so already/],
  ])('that is so already is told and left alone: %s', async (verb, flags, notice) => {
    const { code, stderr } = await run([noun, verb, name, ...flags, '--json']);
    expect(code).toBe(0);
    expect(stderr).toMatch(notice);
    expect(home.storedRows('Accounts')).toEqual([]);
  });

  it.each([
    [['update', name], 2, /does not say what to change/],
    [['update', name, '--city', ' '], 2, /--city is empty/],
    [['update', name, '--set', 'foo=1'], 2, /no field 'foo'/],
    [['update', name, '--set', 'id=1'], 2, /id cannot be written/],
    [['update', name, '--set', 'city'], 2, /takes field=text/],
    [['update', name, '--clear', 'owner'], 2, /cannot be without owner/],
    [['update', name, '--clear', 'towm'], 2, /no field 'towm'/],
    [['delete', name], 2, /This would delete '.*'. Add --yes/],
    [['update', 'Nothing at all', '--city', 'Bonn'], 5, /No (account|contact) is called/],
    [['update', name, '--city', 'Bonn', '--max-changes', '0'], 2, /at most 0 may be changed/],
  ])('refuses %j before anything is sent', async (args, exit, message) => {
    const ended = await run([noun, ...args, '--json']);
    expect([ended.code, ended.stdout]).toEqual([exit, '']);
    expect(errorObject(ended).message).toMatch(message);
    expect(home.storedRows('Accounts')).toEqual([]);
  });
});

describe('the update of accounts', () => {
  it('shows each field as it was and as it is to be, by the names of records and options', async () => {
    const fields = ['--owner', 'john.smith@example.com', '--industry', 'retail', '--class', 'b', '--unit', 'south'];
    const { stderr } = await run(['accounts', 'update', 'Ziemann and Sons', ...fields, '--parent', 'Kestrel Optics']);
    expect(stderr).toBe(`\
Ziemann and Sons
  owner     Miguel Ortega -> John Smith
  unit      North -> South
  industry  Food -> Retail
  class     D -> B
  parent    none -> Kestrel Optics
Updated 'Ziemann and Sons' in the sandbox.
`);
  });

  it('tells all that is wrong at once, each with its flag and what it could be', async () => {
    const wrong = ['--owner', 'nobody', '--unit', 'East', '--type', 'Big', '--industry', 'Fod', '--class', 'X'];
    const ended = await run(['accounts', 'update', 'Kestrel Optics', ...wrong, '--set', 'citi=Bonn', '--json']);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    const { details = [] } = errorObject(ended);
    expect(details.map(({ flag, message, hint }: Row) => `${flag}: ${message}. ${hint}`)).toEqual([
      expect.stringMatching(/^--owner: No client is called 'nobody'/),
      expect.stringMatching(/^--unit: .*There are: Example Company, North, South/),
      expect.stringMatching(/^--type: .*There are: Account/),
      expect.stringMatching(/^--industry: .*Did you mean 'Food'/),
      expect.stringMatching(/^--class: --class takes none, A, B, C, D, not 'X'/),
      expect.stringMatching(/^--set: Accounts have no field 'citi'. Did you mean 'city'/),
    ]);
    expect(home.storedRows('Accounts')).toEqual([]);
  });

  it('takes several, by name and from stdin, and says what became of each', async () => {
    const ended = await run(['accounts', 'update', 'Kestrel Optics', '-', '--class', 'A', '--yes'], 'Umbra Lighting\n');
    expect([ended.code, ended.stdout.match(/done/g)?.length]).toEqual([0, 2]);
    expect(home.storedRows('Accounts').filter(({ account_class }) => account_class === 2)).toHaveLength(2);
    expect((await run(['accounts', 'delete', 'Kestrel Optics', 'Umbra Lighting'])).code).toBe(2);
  });

  it('leaves an archived one alone, and names the command that takes it up again', async () => {
    const ended = await run(['accounts', 'update', 'Old Mill Textiles', '--city', 'Braga']);
    expect(ended.code).toBe(2);
    const command = /pipeliner --sandbox (accounts update .*)/.exec(ended.stderr)?.[1] ?? '';
    const words = command.replace("'Old Mill Textiles'", '*').split(' ');
    const named = words.map(word => (word === '*' ? 'Old Mill Textiles' : word));
    expect(await json(...named)).toMatchObject({ is_archived: false });
    expect(await json('accounts', 'update', 'Old Mill Textiles', '--city', 'Braga')).toMatchObject({ city: 'Braga' });
  });

  it('tells which flag answers for a field that the server refuses', async () => {
    const env = { PIPELINER_SANDBOX_FAULT: 'PATCH Accounts/*: refuse-field zip_code "Too long"' };
    const words = ['--sandbox', 'accounts', 'update', 'Kestrel Optics', '--zip', '12345678901', '--json'];
    const ended = await runInProcess(words, { home, env });
    expect([ended.code, errorObject(ended)]).toEqual([
      7,
      expect.objectContaining({ flag: '--zip', field: 'zip_code' }),
    ]);
  });

  it('shows the request of a dry run, and sends nothing', async () => {
    const dry = await json('accounts', 'update', 'Kestrel Optics', '--phone', '123', '--dry-run');
    expect(dry).toMatchObject({
      ...{ op: 'update', entity: 'Accounts', before: { phone1: '+1 555 0139' }, after: { phone1: '123' } },
      request: { method: 'PATCH', path: expect.stringMatching(/\/entities\/Accounts\//), body: { phone1: '123' } },
    });
    expect(home.storedRows('Accounts')).toEqual([]);
  });
});
