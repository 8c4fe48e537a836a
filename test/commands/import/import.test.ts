import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useHome } from '../../support/hooks.ts';
import { runInProcess } from '../../support/host.ts';

const home = useHome();

type Row = Record<string, unknown>;

const run = (...args: string[]) => runInProcess(['--sandbox', ...args], { home });
const path = (name: string) => join(home.path, name);
const write = (name: string, lines: readonly string[]) => {
  writeFileSync(path(name), `${lines.join('\n')}\n`);
  return path(name);
};

const HEAD = 'Deal,Company,Amount,Close date,Owner,Pipeline,Stage,Contract';
const deal = (name: string, contract = '', company = 'Ziemann and Sons') =>
  `${name},${company},1250.50,2027-03-31,john.doe@example.com,Test Pipeline,First,${contract}`;
const KEY = ['--key', 'Contract=cf_contract_no'];

/** Imports a file, and gives what became of its rows. */
async function importRows(file: string, ...flags: string[]) {
  const { code, stdout, stderr } = await run('oppty', 'import', file, '--json', ...flags);
  return { code, stderr, rows: stdout === '' ? [] : (JSON.parse(stdout) as Row[]) };
}

const errorsOf = (row: Row | undefined) => (row?.errors ?? []) as Row[];
const outcomes = (rows: readonly Row[]) => rows.map(({ outcome }) => outcome);
const named = (name: string) => home.storedRows('Opportunities').filter(row => row.name === name);

describe('a file of opportunities', () => {
  it('becomes one record a row', async () => {
    const file = write('deals.csv', [HEAD, deal('Import one'), '', deal('Import two')]);
    const { code, rows } = await importRows(file, '--yes');
    expect({ code, rows }).toEqual({
      code: 0,
      rows: [
        { row: 1, line: 2, outcome: 'created', id: expect.any(String), name: 'Import one', errors: [] },
        { row: 2, line: 4, outcome: 'created', id: expect.any(String), name: 'Import two', errors: [] },
      ],
    });
    expect(named('Import one')).toMatchObject([{ id: rows[0]?.id, closing_date: '2027-03-31' }]);
  });

  it('is judged by a dry run as it is imported', async () => {
    const lines = [HEAD, deal('Good'), deal('Bad', '', 'Nobody Ltd'), `,,5,31.02.2027,,,,`];
    const file = write('deals.csv', lines);
    const predicted = await importRows(file, '--dry-run');
    expect(named('Good')).toEqual([]);
    const actual = await importRows(file, '--yes');
    const bare = ({ id: _, ...row }: Row) => row;
    expect(actual.rows.map(bare)).toEqual(predicted.rows);
    expect([predicted.code, actual.code, ...outcomes(actual.rows)]).toEqual([10, 10, 'created', 'failed', 'failed']);
    const columns = errorsOf(actual.rows[2]).map(({ column, field }) => column ?? field);
    expect(columns).toEqual(expect.arrayContaining(['Close date', 'Deal', 'Owner']));
  });

  it('asks for --yes where nobody can be asked, and sends nothing', async () => {
    const { code, stderr } = await importRows(write('deals.csv', [HEAD, deal('Waits')]));
    expect([code, stderr]).toEqual([2, expect.stringContaining('This would create 1. Add --yes.')]);
    expect(named('Waits')).toEqual([]);
  });

  it('ends with the lowest code among the reasons if no row is right', async () => {
    const file = write('deals.csv', [HEAD, deal('Lost', '', 'Nobody Ltd'), deal('Lost, too', '', 'Nobody Ltd')]);
    expect((await importRows(file, '--yes')).code).toBe(2);
    expect((await importRows(write('one.csv', [HEAD, deal('Lost', '', 'Nobody Ltd')]), '--yes')).code).toBe(5);
  });

  it('gives the failed rows back as they were, to be corrected and imported', async () => {
    const file = write('deals.csv', [HEAD, deal('First'), deal('Second', '=1+1', 'Nobody Ltd')]);
    const failed = path('failed.csv');
    await importRows(file, '--yes', '--failed', failed, '--results', path('results.csv'));
    const lines = readFileSync(failed, 'utf8').split('\n');
    expect(lines[1]).toBe(`${deal('Second', '=1+1', 'Nobody Ltd')},Company: No account is called 'Nobody Ltd'`);
    expect(readFileSync(path('results.csv'), 'utf8')).toMatch(
      /^row,line,outcome,id,name,reason\n1,2,created,.+\n2,3,failed,/,
    );
    writeFileSync(failed, lines.join('\n').replace('Nobody Ltd,', 'Ziemann and Sons,'));
    const second = await importRows(failed, '--yes');
    expect([second.code, outcomes(second.rows)]).toEqual([0, ['created']]);
    expect([named('First').length, named('Second').length]).toEqual([1, 1]);
  });

  it('is refused once it was imported, unless it is meant', async () => {
    const file = write('deals.csv', [HEAD, deal('Once')]);
    await importRows(file, '--yes');
    const again = await importRows(file, '--yes');
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('This file was imported already')]);
    expect(named('Once').length).toBe(1);
    await importRows(file, '--yes', '--again');
    expect(named('Once').length).toBe(2);
  });

  it('can be undone, and imported again then', async () => {
    const file = write('deals.csv', [HEAD, deal('Undone')]);
    await importRows(file, '--yes');
    expect((await run('undo', '--yes')).code).toBe(0);
    expect(named('Undone')).toMatchObject([{ is_deleted: true }]);
    expect((await importRows(file, '--yes')).code).toBe(0);
  });

  it('becomes a plan that apply carries out', async () => {
    const file = write('deals.csv', [HEAD, deal('Planned')]);
    expect((await run('oppty', 'import', file, '--plan', path('x.plan'))).code).toBe(0);
    expect(named('Planned')).toEqual([]);
    expect((await run('apply', path('x.plan'), '--yes')).code).toBe(0);
    expect(named('Planned').length).toBe(1);
  });
});

it('a plan has the rows that are right, and the command tells of the others', async () => {
  const file = write('deals.csv', [HEAD, deal('Right'), deal('Wrong', '', 'Nobody Ltd')]);
  const how = ['--plan', path('x.plan'), '--failed', path('failed.csv')];
  const ended = await run('oppty', 'import', file, ...how, '--json');
  expect([ended.code, JSON.parse(ended.stdout)]).toEqual([
    10,
    expect.objectContaining({ counts: expect.objectContaining({ create: 1 }) }),
  ]);
  expect(readFileSync(path('failed.csv'), 'utf8')).toContain("No account is called 'Nobody Ltd'");
  expect((await run('oppty', 'import', file, '--plan', path('y.plan'))).code).toBe(10);
});

describe('rows with a key', () => {
  it('find their records again', async () => {
    await importRows(write('deals.csv', [HEAD, deal('Keyed', 'K-1')]), ...KEY, '--yes');
    const changed = write('changed.csv', [HEAD, deal('Renamed', 'K-1'), deal('New', 'K-2')]);
    expect(outcomes((await importRows(changed, ...KEY, '--yes')).rows)).toEqual(['failed', 'created']);
    const third = write('third.csv', [HEAD, deal('Renamed', 'K-1'), deal('New', 'K-2')]);
    const skipped = await importRows(third, ...KEY, '--on-match', 'skip', '--again', '--yes');
    expect(outcomes(skipped.rows)).toEqual(['skipped', 'skipped']);
    expect(named('Keyed').length).toBe(1);
    const updated = await importRows(third, ...KEY, '--on-match', 'update', '--again', '--yes');
    expect(outcomes(updated.rows)).toEqual(['updated', 'skipped']);
    expect([named('Keyed').length, named('Renamed').length]).toEqual([0, 1]);
  });

  it('fail where the key is empty, or the same in two lines', async () => {
    const file = write('deals.csv', [HEAD, deal('A', 'K-1'), deal('B', ''), deal('C', 'K-1')]);
    const { rows, code } = await importRows(file, ...KEY, '--yes');
    const messages = rows.map(row => errorsOf(row)[0]?.message);
    expect([code, messages]).toEqual([
      2,
      [
        "The same key 'K-1' is in line 4, too",
        'Its key cf_contract_no is empty',
        "The same key 'K-1' is in line 2, too",
      ],
    ]);
  });

  it('change nothing where a cell is empty, and clear where it says so', async () => {
    await importRows(write('a.csv', [`${HEAD},Description`, `${deal('Cells', 'K-1')},first`]), ...KEY, '--yes');
    const update = [...KEY, '--on-match', 'update', '--yes'];
    await importRows(write('b.csv', ['Contract,Description,Amount', 'K-1,,7']), ...update);
    expect(named('Cells')).toMatchObject([{ description: 'first', value: { base_value: 7 } }]);
    await importRows(write('c.csv', ['Contract,Description', 'K-1,#CLEAR']), ...update);
    expect(named('Cells')[0]?.description ?? '').toBe('');
  });
});

describe('accounts and contacts that are not there', () => {
  const MISSING = ['--create-missing', 'accounts,contacts', '--yes'];
  const accounts = (name: string) =>
    home.storedRows('Accounts').filter(row => row.name === name && row.is_deleted !== true);
  const withContact = (name: string, company: string, contact: string, value = '5') =>
    `${name},${company},${value},2027-03-31,john.doe@example.com,Test Pipeline,First,${contact}`;
  const head = 'Deal,Company,Amount,Close date,Owner,Pipeline,Stage,Contact';

  it('are created once for all rows that name them', async () => {
    const rows = [
      withContact('A', 'Borealis Ltd', 'Ada Lund'),
      withContact('B', 'borealis  ltd', 'Ada Lund'),
      withContact('C', 'Ziemann and Sons', 'New Person'),
    ];
    const { code, stderr } = await importRows(write('deals.csv', [head, ...rows]), ...MISSING);
    expect([code, stderr]).toEqual([0, expect.stringContaining('1 account to create first: Borealis Ltd')]);
    const [account] = accounts('Borealis Ltd');
    const [deal] = named('A');
    expect([accounts('Borealis Ltd').length, account?.owner_id]).toEqual([1, deal?.owner_id]);
    const people = home
      .storedRows('Contacts')
      .filter(({ last_name }) => last_name === 'Lund' || last_name === 'Person');
    expect(people.map(({ first_name }) => first_name)).toEqual(['Ada', 'New']);
    const links = home.storedRows('LeadOpptyAccountRelations').filter(({ account_id }) => account_id === account?.id);
    expect(links.map(({ lead_oppty_id }) => lead_oppty_id).sort()).toEqual([deal?.id, named('B')[0]?.id].sort());
    expect((await run('undo', '--yes')).code).toBe(0);
    expect(accounts('Borealis Ltd')).toEqual([]);
  });

  it('are not created for a row that fails, by its own fault or by that of the server', async () => {
    const bad = write('bad.csv', [
      head,
      withContact('D', 'Wrong Ltd', '', '5 kg'),
      withContact('Good', 'Ziemann and Sons', ''),
    ]);
    await importRows(bad, ...MISSING);
    expect(home.storedRows('Accounts').filter(({ name }) => name === 'Wrong Ltd')).toEqual([]);
    const refused = write('refused.csv', [`${head},Ranking`, `${withContact('Too high', 'Refused Ltd', '')},999`]);
    expect((await importRows(refused, ...MISSING)).code).toBe(7);
    expect(accounts('Refused Ltd')).toEqual([]);
  });
});

it('tells how many rows ended how, and they add up', async () => {
  await importRows(write('a.csv', [HEAD, deal('Known', 'K-1')]), ...KEY, '--yes');
  const rows = [deal('Known', 'K-1'), deal('Fresh', 'K-2'), deal('Bad', 'K-3', 'Nobody Ltd'), deal('Empty', '')];
  const { stderr } = await importRows(write('b.csv', [HEAD, ...rows]), ...KEY, '--on-match', 'skip', '--yes');
  const summary = JSON.parse(stderr.split('\n').find(line => line.startsWith('{"summary"'))!);
  expect(summary).toEqual({
    summary: { rows: 4, created: 1, updated: 0, skipped: 1, failed: 2, unknown: 0, complete: true },
  });
});

it('says what rows lack in the words of a file, not of flags or of the API', async () => {
  const { code, stderr } = await run(
    'oppty',
    'import',
    write('names.csv', ['Name,Close date', 'A,2027-03-31']),
    '--dry-run',
  );
  expect({ code, stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('1 row: owner is missing\n  line 2: ow'),
  });
  expect(stderr).not.toMatch(/_id|account_relations|--owner/);
});

describe('what is wrong with a file', () => {
  it.each([
    ['no headings', ['x,y', '1,2'], [], 'No line of the file has headings that mean fields'],
    ['headings alone', [HEAD], [], 'has headings, but no rows'],
    ['a heading twice', ['Name,Name,Owner', 'a,b,c'], [], "The columns #1 'Name' and #2 'Name' both fill name"],
    ['a column that is not there', [HEAD, deal('A')], ['--map', 'Titel=name'], "The file has no column 'Titel'"],
    ['a field that is not there', [HEAD, deal('A')], ['--map', 'Deal=nam'], "There is no field 'nam' to fill"],
    [
      'two readings of a day',
      ['Name,Close date', 'a,04/05/2027'],
      [],
      '04/05/2027 in line 2 can be 2027-05-04 or 2027-04-05',
    ],
    ['two readings of an amount', ['Name,Amount', 'a,1.234'], [], '1.234 in line 2 can be 1234 or 1.234'],
    [
      'two fillings of a field',
      [HEAD, deal('A')],
      ['--set', 'owner=x'],
      "--set and the column 'Owner' both fill owner",
    ],
    ['a key in a column that fills nothing', [HEAD, deal('A')], ['--key', 'Nr=cf_contract_no'], "has no column 'Nr'"],
    ['a key that is no text', [HEAD, deal('A')], ['--key', 'Owner=owner'], 'only a field with a text of its own'],
  ])('is told before anything is sent: %s', async (_, lines, flags, message) => {
    const before = home.storedRows('Opportunities').length;
    const { code, stderr, rows } = await importRows(write('x.csv', lines), '--yes', ...flags);
    expect({ code, stderr, rows }).toEqual({ code: 2, stderr: expect.stringContaining(message), rows: [] });
    expect(home.storedRows('Opportunities').length).toBe(before);
  });

  it('does not overwrite a file', async () => {
    const file = write('x.csv', [HEAD, deal('A')]);
    const { code, stderr } = await importRows(file, '--yes', '--results', file);
    expect([code, stderr]).toEqual([2, expect.stringContaining('is there already')]);
  });
});

describe('a mapping', () => {
  it('is saved, and read again', async () => {
    const mapping = path('mapping.json');
    const lines = [HEAD.replace('Deal,', 'Titel,'), deal('Mapped')];
    await importRows(write('a.csv', lines), '--map', 'Titel=name', '--mapping', mapping, '--dry-run');
    expect(existsSync(mapping)).toBe(true);
    const { rows } = await importRows(write('b.csv', lines), '--mapping', mapping, '--yes');
    expect(outcomes(rows)).toEqual(['created']);
    const other = await importRows(write('c.csv', ['Name,Owner', 'a,b']), '--mapping', mapping, '--yes');
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining("The file has no column 'Titel'")]);
  });
});

describe('accounts and contacts', () => {
  it('are imported by the same command', async () => {
    const accounts = write('a.csv', ['Company,Owner,E-mail', 'Dockside,john.doe@example.com,info@dockside.example']);
    expect((await run('accounts', 'import', accounts, '--yes')).code).toBe(0);
    expect(home.storedRows('Accounts').filter(({ name }) => name === 'Dockside')).toMatchObject([
      { email1: 'info@dockside.example' },
    ]);
    const contacts = write('c.csv', ['Last name,Company,Owner', 'Steinmetz,Dockside,john.doe@example.com']);
    expect((await run('contacts', 'import', contacts, '--yes')).code).toBe(0);
    const update = write('u.csv', ['E-mail,Phone', 'info@dockside.example,+49 40 555']);
    const ended = await run('accounts', 'import', update, '--key', 'E-mail=email', '--on-match', 'update', '--yes');
    expect(ended.code).toBe(0);
    expect(home.storedRows('Accounts').filter(({ name }) => name === 'Dockside')).toMatchObject([
      { phone1: '+49 40 555' },
    ]);
  });
});
