import { describe, expect, it } from 'vitest';
import { useHome } from '../../support/hooks.ts';
import { runInProcess } from '../../support/host.ts';
import { errorObject } from '../../support/run.ts';

const home = useHome();

type Row = Record<string, unknown>;

const run = (args: readonly string[], env: Record<string, string> = {}) =>
  runInProcess(['--sandbox', ...args], { home, env });

async function json(...args: string[]): Promise<Row> {
  const ended = await run([...args, '--json']);
  expect(ended.code, ended.stderr).toBe(0);
  return JSON.parse(ended.stdout);
}

const JOHN = 'john.doe@example.com';

describe('accounts create', () => {
  it('creates it as the flags say, shows that before, and prints the record', async () => {
    const fields = [
      '--city',
      'Hamburg',
      '--industry',
      'retail',
      '--class',
      'C',
      '--home-page',
      'https://crane.example',
    ];
    const ended = await run(['accounts', 'create', '--name', 'Crane Works', '--owner', JOHN, ...fields]);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toBe(`\
Crane Works
  name       Crane Works
  owner      John Doe
  city       Hamburg
  home page  https://crane.example
  industry   Retail
  class      C
Created account 'Crane Works' in the sandbox.
`);
    const stored = home.storedRows('Accounts').find(({ name }) => name === 'Crane Works');
    expect(stored).toMatchObject({ city: 'Hamburg', account_class: 4, home_page: 'https://crane.example' });
    expect(ended.stdout).toContain(String(stored?.id));
  });

  it('takes the owner of the settings where no flag names one', async () => {
    await run(['config', 'set', 'default-owner', JOHN]);
    expect(await json('accounts', 'create', '--name', 'Crane Works')).toMatchObject({
      owner_id: '00000000-0000-0000-0000-000000011a7d',
    });
  });

  it('names all that is missing and wrong, and completes the command of the user', async () => {
    const ended = await run(['accounts', 'create', '--city', '', '--set', 'citi=x', '--json']);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    const { details = [], hint } = errorObject(ended);
    expect(details.map(({ flag }: Row) => flag)).toEqual(['--name', '--owner', '--city']);
    expect(hint).toContain("accounts create --city '' --set citi=x --name '<text>' --owner '<who>'");
  });

  it('shows the request of a dry run, and sends nothing', async () => {
    const dry = await json('accounts', 'create', '--name', 'Crane Works', '--owner', JOHN, '--dry-run');
    expect(dry).toMatchObject({
      ...{ op: 'create', entity: 'Accounts', before: {}, after: { name: 'Crane Works' } },
      request: { method: 'POST', path: '/api/v100/rest/spaces/sandbox/entities/Accounts' },
    });
    expect(dry).not.toHaveProperty('id');
    expect(home.storedRows('Accounts')).toEqual([]);
  });

  it('is told by the records that are new when its answer is lost', async () => {
    const create = ['accounts', 'create', '--name', 'Crane Works', '--owner', JOHN];
    const done = await run(create, { PIPELINER_SANDBOX_FAULT: 'POST Accounts: commit-then-reset' });
    expect([done.code, done.stderr]).toEqual([0, expect.stringContaining('No answer came; the record tells.')]);
    const undone = await run(create, { PIPELINER_SANDBOX_FAULT: 'POST Accounts: reset' });
    expect([undone.code, undone.stderr]).toEqual([8, expect.stringContaining('the change was not made')]);
    expect(home.storedRows('Accounts').filter(({ name }) => name === 'Crane Works')).toHaveLength(1);
  });

  it('is unknown if nobody can tell, and the command that looks is named', async () => {
    const fault = 'POST Accounts: commit-then-reset\nGET Accounts #2-: 403';
    const ended = await run(['accounts', 'create', '--name', 'Crane Works', '--owner', JOHN, '--json'], {
      PIPELINER_SANDBOX_FAULT: fault,
    });
    expect([ended.code, ended.stdout]).toEqual([9, '']);
    expect(errorObject(ended).hint).toContain("pipeliner --sandbox accounts --search 'Crane Works'");
  });
});

describe('contacts create', () => {
  it('links the accounts, the first as the primary one', async () => {
    const accounts = ['--account', 'Ziemann and Sons', '--account', 'info@kestrel-optics.example'];
    const who = ['--first-name', 'Mara', '--last-name', 'Stein', '--owner', JOHN, '--position', 'Buyer'];
    const ended = await run(['contacts', 'create', ...who, ...accounts]);
    expect([ended.code, ended.stderr]).toEqual([
      0,
      expect.stringContaining('accounts    Ziemann and Sons (primary), Kestrel Optics'),
    ]);
    const { stdout } = await run(['contacts', '--account', 'Ziemann and Sons', '--json']);
    const mara = JSON.parse(stdout).find(({ last_name }: Row) => last_name === 'Stein');
    expect(mara).toMatchObject({ account_position: 'Buyer', position: '' });
    const links = home.storedRows('ContactAccountRelations').filter(({ contact_id }) => contact_id === mara.id);
    expect(links.map(({ is_primary }) => is_primary)).toEqual([true, false]);
  });

  it('keeps the position of a contact without an account in the field for that', async () => {
    const created = await json('contacts', 'create', '--last-name', 'Solo', '--owner', JOHN, '--position', 'Advisor');
    expect(created).toMatchObject({ position: 'Advisor', account_position: '', account_relations: [] });
  });

  it('needs one of the names, and says so', async () => {
    const ended = await run(['contacts', 'create', '--owner', JOHN, '--json']);
    expect(errorObject(ended)).toMatchObject({
      code: 'MISSING_INPUT',
      message: 'Missing: --last-name',
    });
    expect(ended.stderr).toContain('--last-name or --first-name is missing');
  });

  it.each([
    [['--account', 'Nobody Ltd'], 5, /No account is called/],
    [['--account', 'Ziemann and Sons', '--account', 'info@ziemann-and-sons.de'], 2, /given twice/],
    [['--account', 'Old Mill Textiles'], 2, /is archived/],
    [['--set', 'account_relations:=[]'], 2, /Write --account/],
  ])('refuses %j before anything is sent', async (flags, exit, message) => {
    const ended = await run(['contacts', 'create', '--last-name', 'Stein', '--owner', JOHN, ...flags]);
    expect([ended.code, ended.stderr]).toEqual([exit, expect.stringMatching(message)]);
    expect(home.storedRows('Contacts')).toEqual([]);
  });
});

describe('contacts update', () => {
  it('puts other accounts in the place of those there, and then the position', async () => {
    const flags = ['--account', 'Ziemann and Sons', '--position', 'Head of IT'];
    const { stderr } = await run(['contacts', 'update', 'Tom Okafor', ...flags]);
    expect(stderr).toBe(`\
Tom Okafor
  position  Managing director -> Head of IT
  accounts  Bluefern Logistics -> Ziemann and Sons
Updated 'Tom Okafor' in the sandbox.
`);
    const dry = await json(
      'contacts',
      'update',
      'Ida Ziemann',
      '--account',
      'Kestrel Optics',
      '--position',
      'Boss',
      '--dry-run',
    );
    expect((dry as unknown as Row[]).map(({ op, entity }) => `${op} ${entity}`)).toEqual([
      'create ContactAccountRelations',
      'delete ContactAccountRelations',
      'update Contacts',
    ]);
    const { stderr: again } = await run(['contacts', 'update', 'Tom Okafor', ...flags]);
    expect(again).toContain("'Tom Okafor' is so already.");
  });
});
