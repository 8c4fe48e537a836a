import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useHome } from '../../support/hooks.ts';
import { runHere, runInProcess } from '../../support/host.ts';
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

const stored = (name: string) => home.storedRows('Opportunities').filter(row => row.name === name);
const DEAL = 'Conveyor upgrade';

describe('the life of an opportunity', () => {
  it('goes from step to step, is won, taken back, lost, reopened, deleted and restored', async () => {
    expect(await json('oppty', 'move', DEAL, '--next')).toMatchObject({ name: DEAL, status: 1, revision: 2 });
    expect(await json('oppty', 'win', DEAL, '--won-date', '2026-03-31')).toMatchObject({
      status: 3,
      won_date: '2026-03-31 00:00:00.000000+00:00',
    });
    expect(await json('oppty', 'move', DEAL, '--back')).toMatchObject({ status: 1, won_date: null });
    const lost = await json('oppty', 'lose', DEAL, '--reason', 'price', '--comment', 'too dear');
    expect(lost).toMatchObject({ status: 2, is_archived: true, reason_of_close_description: 'too dear' });
    expect(await json('oppty', 'reopen', DEAL)).toMatchObject({ status: 1, lost_date: null });
    expect(await json('oppty', 'delete', DEAL, '--yes')).toEqual({ id: lost.id, deleted: true });
    expect(await json('oppty', 'restore', DEAL)).toMatchObject({ id: lost.id, is_deleted: false, status: 1 });
  });

  it('shows each field as it was and as it is to be, before it is sent', async () => {
    const { stderr } = await run(['oppty', 'move', DEAL, '--next']);
    expect(stderr).toBe(`${DEAL}\n  step  First 15 % -> Qualified 25 %\nMoved '${DEAL}' in the sandbox.\n`);
  });

  it('says what a reopened record still has of its loss, and the command that empties it', async () => {
    await json('oppty', 'lose', DEAL, '--reason', 'price');
    const { stderr } = await run(['oppty', 'reopen', DEAL]);
    expect(stderr).toContain('The server left its reason of close (Price). To empty that:\n');
    const command = /pipeliner --sandbox (oppty update .*)/.exec(stderr)?.[1] ?? '';
    const words = command
      .replaceAll("'", '')
      .replace(DEAL, '*')
      .split(' ')
      .map(word => (word === '*' ? DEAL : word));
    expect(await json(...words)).toMatchObject({ reason_of_close_id: null });
  });

  it.each([
    ['move', ['--to', 'First'], /is in the step First already/],
    ['reopen', [], /is open already/],
    ['restore', [], /is not deleted/],
    ['update', ['--value', '12500'], /is so already/],
  ])('that is so already is told and left alone: %s', async (verb, flags, notice) => {
    const { code, stdout, stderr } = await run(['oppty', verb, DEAL, ...flags, '--json']);
    expect([code, JSON.parse(stdout).name]).toEqual([0, DEAL]);
    expect(stderr).toMatch(notice);
    expect(home.storedRows('Opportunities')).toEqual([]);
  });

  it.each([
    [['move', 'Support renewal', '--next'], 2, /the last step of Renewals/],
    [['move', DEAL, '--to', 'Renewed'], 5, /belongs to the pipeline Renewals/],
    [['move', DEAL], 2, /does not say where to/],
    [['win', 'Boatyard crane'], 2, /is lost/],
    [['lose', 'Support renewal', '--reason', 'Price'], 2, /is won/],
    [['lose', DEAL], 2, /--reason is missing: Price, Competitor/],
    [['lose', DEAL, '--reason', 'Weather'], 5, /Weather/],
    [['reopen', 'Support renewal'], 2, /is won/],
    [['update', 'Boatyard crane', '--value', '1'], 2, /is lost/],
    [['update', DEAL], 2, /does not say what to change/],
    [['update', DEAL, '--currency', 'EUR'], 2, /takes --value, too/],
    [['update', DEAL, '--step', 'Renewed'], 5, /belongs to the pipeline 'Renewals'/],
    [['update', DEAL, '--clear', 'name'], 2, /cannot be without name/],
    [['delete', DEAL], 2, /This would delete 'Conveyor upgrade'. Add --yes/],
    [['win', 'Licence renewal'], 2, /Contract number is missing/],
    [['move', 'Nothing at all', '--next'], 5, /No opportunity is called/],
    [['move', DEAL, ' ', '--next'], 2, /The name is empty/],
    [['move', '-', '--next'], 2, /no records on the standard input/],
    [['move', DEAL, '--next', '--max-changes', '0'], 2, /at most 0 may be changed/],
  ])('refuses %j before anything is sent', async (args, exit, message) => {
    const ended = await run(['oppty', ...args, '--json']);
    expect([ended.code, ended.stdout]).toEqual([exit, '']);
    const { message: text, details = [] } = errorObject(ended);
    expect([text, ...details.map((detail: Row) => detail.message)].join('\n')).toMatch(message);
    expect(home.storedRows('Opportunities')).toEqual([]);
  });
});

it('a step that is typed as one more name is told by its flag, once the steps are known', async () => {
  const words = ['oppty', 'move', DEAL, 'won'];
  const hint = async () => errorObject(await run([...words, '--json'])).hint;
  expect(await hint()).toBe('To see the steps:\n  pipeliner --sandbox pipelines');
  await json('pipelines');
  expect(await hint()).toBe("Did you mean --to won?\n  pipeliner --sandbox oppty move 'Conveyor upgrade' --to won");
  const ended = await run(['oppty', 'move', DEAL, 'Cold store monitoring']);
  expect([ended.code, ended.stderr.includes('Did you mean')]).toEqual([2, false]);
  expect(home.storedRows('Opportunities')).toEqual([]);
});

describe('the checklist of a step', () => {
  it('is shown before the move, and the words of the server when it refuses', async () => {
    const ended = await run(['oppty', 'move', 'Packaging line', '--next']);
    expect([ended.code, ended.stdout]).toEqual([7, '']);
    expect(ended.stderr).toContain('The checklist of Negotiation:\n  [x] Contract checked by legal (required)\n  [ ] ');
    expect(ended.stderr).toContain("Error: 'Discount approved' is not done.");
  });

  it('keeps one of several from moving, and its id is kept for later', async () => {
    const ended = await run(['oppty', 'move', 'Packaging line', DEAL, '--next', '--yes', '--json']);
    expect(ended.code).toBe(10);
    expect(JSON.parse(ended.stdout).map(({ outcome }: Row) => outcome)).toEqual(['not done', 'done']);
    const { code, hint = '' } = errorObject(ended);
    const path = /in (\S+\.ids)\./.exec(hint)?.[1] ?? '';
    expect([code, readFileSync(path, 'utf8')]).toEqual(['PARTIAL', `${JSON.parse(ended.stdout)[0].id}\n`]);
  });
});

describe('what the form of a type demands', () => {
  it('goes with the move to the last step', async () => {
    const won = await json('oppty', 'win', 'Licence renewal', '--set', 'cf_contract_no=2026-17');
    expect(won).toMatchObject({ status: 3, cf_contract_no: '2026-17' });
  });
});

describe('an update', () => {
  it('sends the fields that differ alone, an amount whole', async () => {
    const args = ['update', DEAL, '--value', '14000', '--name', DEAL, '--closing-date', '2026-03-31'];
    const change = await json('oppty', ...args, '--dry-run');
    expect(change).toMatchObject({ op: 'update', entity: 'Opportunities' });
    expect(change.after).toEqual({ value: { base_value: 14000, currency_id: 'c4ca4238-a0b9-0382-0dcc-509a6f75849b' } });
    expect((change.request as Row).method).toBe('PATCH');
    expect(home.storedRows('Opportunities')).toEqual([]);
  });

  it('keeps the currency of the record, and takes one that is named', async () => {
    expect(await json('oppty', 'update', 'Licence renewal', '--value', '6000')).toMatchObject({
      value: { value_foreign: 6000 },
    });
    const dollars = await json('oppty', 'update', 'Licence renewal', '--value', '6000 USD');
    expect(dollars).toMatchObject({ value: { base_value: 6000, value_foreign: 6000 } });
  });

  it('empties fields, changes options by name and takes another owner', async () => {
    const flags = ['--clear', 'ranking', '--set', 'cf_region=South', '--owner', 'ana.capkova@example.com'];
    const row = await json('oppty', 'update', DEAL, ...flags);
    const { stderr } = await run(['oppty', 'update', DEAL, '--owner', 'john.doe@example.com']);
    expect(row.ranking).toBeNull();
    expect(stderr).toContain('owner  Ana Čapková -> John Doe');
  });

  it('changes links one at a time, with one primary', async () => {
    const [contact] = (await json('contacts', '--account', 'Ziemann and Sons')) as unknown as Row[];
    await json('oppty', 'update', DEAL, '--add-contact', 'Quinn Farkas');
    const dealId = stored(DEAL)[0]?.id;
    const links = () =>
      home.storedRows('LeadOpptyContactRelations').filter(row => row.lead_oppty_id === dealId && !row.is_deleted);
    const id = (await json(
      'oppty',
      'update',
      DEAL,
      '--remove-contact',
      'Ida Ziemann',
      '--dry-run',
    )) as unknown as Row[];
    expect(id.map(({ op, entity }) => [op, entity])).toEqual([
      ['update', 'LeadOpptyContactRelations'],
      ['delete', 'LeadOpptyContactRelations'],
    ]);
    await json('oppty', 'update', DEAL, '--remove-contact', 'Ida Ziemann');
    const left = home
      .storedRows('LeadOpptyContactRelations')
      .filter(row => !row.is_deleted && row.contact_id !== contact?.id && row.is_primary);
    expect(left.length).toBeGreaterThan(0);
    expect(links().every(({ contact_id }) => contact_id !== contact?.id)).toBe(true);
  });
});

describe('several records', () => {
  const BOTH = [DEAL, 'Cold store monitoring'];

  it('take one question for all, which a script answers by --yes', async () => {
    const ended = await run(['oppty', 'move', ...BOTH, '--next']);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('This would move 2 opportunities. Add --yes.');
    expect(home.storedRows('Opportunities')).toEqual([]);
  });

  it('are told one by one, with a summary, each once', async () => {
    const ended = await run(['oppty', 'move', '-', '--next', '--yes', '--json'], `${BOTH.join('\n')}\n\n${DEAL}\n`);
    expect(ended.code).toBe(0);
    const rows: Row[] = JSON.parse(ended.stdout);
    expect(rows.map(({ ref, op, outcome }) => [ref, op, outcome])).toEqual(BOTH.map(ref => [ref, 'update', 'done']));
    expect(rows[0]).toMatchObject({ before: { step_id: 'de115511-5dc1-46c3-86d9-f714457208dd' } });
    expect(JSON.parse(ended.stderr.trimEnd().split('\n').at(-1)!)).toEqual({
      summary: { total: 2, done: 2, not_done: 0, unknown: 0, unchanged: 0, drifted: 0 },
    });
  });

  it('are chosen by the flags of the list', async () => {
    const flags = ['--owner', 'john.doe@example.com', '--step', 'Contacted', '--search', 'renewal'];
    const listed = (await json('oppty', 'list', ...flags)) as unknown as Row[];
    const moved = (await json('oppty', 'move', ...flags, '--next', '--yes')) as unknown as Row[];
    expect(moved.map(({ id }) => id).sort()).toEqual(listed.map(({ id }) => id).sort());
    expect(moved.length).toBeGreaterThan(0);
    expect(moved.every(({ outcome }) => outcome === 'done')).toBe(true);
  });

  it.each([
    ['by names', true],
    ['by flags', false],
  ])('chosen %s, have the whole --timeout between two of them', async (_, isByName) => {
    const flags = ['--pipeline', 'Renewals', '--step', 'Contacted'];
    const ids = (await run(['oppty', 'list', ...flags, '--format', 'ids'])).stdout;
    let ms = 0;
    const monotonicMs = () => {
      ms += 10;
      return ms;
    };
    const words = ['oppty', 'move', ...(isByName ? ['-'] : flags), '--next', '--yes', '--timeout', '1', '--json'];
    const around = { env: home.env, folder: join(home.path, 'state'), stdin: isByName ? ids : '', monotonicMs };
    const { code, stdout, stderr } = await runHere(['--sandbox', ...words], around);
    expect([code, JSON.parse(stdout || '[]').length], stderr).toEqual([0, ids.trim().split('\n').length]);
    expect(ms).toBeGreaterThan(2000);
  });

  it('are none, and that is said, where nothing matches', async () => {
    const ended = await run(['oppty', 'move', '--search', 'no such deal', '--next', '--yes', '--json']);
    expect(ended).toMatchObject({ code: 0, stdout: '[]\n' });
    expect(ended.stderr).toMatch(/^No opportunities match\.\n\{"summary":\{"total":0,/);
  });

  it('are told once of what is missing for all', async () => {
    const ended = await run(['oppty', 'lose', ...BOTH, '--yes', '--json']);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(errorObject(ended).message).toMatch(/^--reason is missing/);
  });

  it('are looked for among the lost ones when they are to be reopened', async () => {
    const change = await json('oppty', 'reopen', '--search', 'Boatyard', '--dry-run');
    expect(change).toMatchObject([{ after: { is_archived: false } }]);
  });

  it.each([
    [['move', '--next'], /Which opportunities\?/],
    [['move', DEAL, '--mine', '--next'], /but not both/],
    [['move', '--every', '--next', '--max-changes', '3'], /^These are \d{3} opportunities, and at most 3/],
    [['delete', '--step', 'Nowhere', '--yes'], /Nowhere/],
    [['delete', '--search', ' ', '--yes'], /Which opportunities\?/],
    [['delete', '--status', 'all', '--yes'], /Which opportunities\?/],
    [['delete', '--status', 'open', '--yes'], /Which opportunities\?/],
    [['reopen', '--status', 'lost', '--yes'], /Which opportunities\?/],
    [['move', '--closing', 'q5', '--next'], /q5/],
    [['move', '--closing', '2026-05-01..2026-04-01', '--next'], /ends before it begins/],
    [['move', '--closing', '2026-02-30..', '--next'], /There is no 2026-02-30/],
  ])('are refused: %j', async (args, message) => {
    const ended = await run(['oppty', ...args, '--json']);
    expect([ended.code === 0, ended.stdout]).toEqual([false, '']);
    expect(errorObject(ended).message).toMatch(message);
    expect(home.storedRows('Opportunities')).toEqual([]);
  });

  it('are refused by their number before any is read', async () => {
    const names = Array.from({ length: 10_000 }, (_, at) => `Deal ${at}`);
    const ended = await run(['oppty', 'move', '-', '--next', '--yes', '--debug', '--json'], names.join('\n'));
    expect([ended.code, ended.stdout, ended.stderr.includes('entities/')]).toEqual([2, '', false]);
    expect(errorObject(ended).message).toMatch(/^These are 10000 opportunities, and at most 100/);
  });

  it('are told all together if unknown, the first of them with names that are like theirs', async () => {
    const names = Array.from({ length: 20 }, (_, at) => `Conveyor upgrade ${at}`);
    const ended = await run(['oppty', 'move', '-', '--next', '--yes', '--json'], names.join('\n'));
    const { message, details = [] } = errorObject(ended);
    expect([ended.code, message, details.length]).toEqual([5, '20 problems, nothing was sent', 20]);
    const hasSimilar = details.map(detail => detail.message.includes('Similar: Conveyor upgrade'));
    expect([hasSimilar[0], hasSimilar.at(-1)]).toEqual([true, false]);
  });

  it('are refused together when one of them cannot be written', async () => {
    const ended = await run(['oppty', 'move', DEAL, 'Boatyard crane', 'nope', '--next', '--yes', '--json']);
    expect([ended.code, ended.stdout]).toEqual([5, '']);
    expect(home.storedRows('Opportunities')).toEqual([]);
  });
});

describe('a note', () => {
  it('is added, and printed as it is stored', async () => {
    const note = await json('oppty', 'note', DEAL, 'Called:\nwants <10 % off');
    expect(note).toMatchObject({
      note: 'Called:<br>wants &lt;10 % off',
      owner_id: '00000000-0000-0000-0000-000000011a7d',
    });
    const piped = await run(['oppty', 'note', DEAL, '-', '--owner', 'Ana Čapková', '--json'], 'from a pipe\n');
    expect(JSON.parse(piped.stdout).note).toBe('from a pipe');
    expect(piped.stderr).toContain(`note  from a pipe\nAdded a note to '${DEAL}' in the sandbox.`);
  });

  it.each([
    [[DEAL], undefined, /There is no text for the note/],
    [[DEAL, '-'], ' \n', /The note is empty/],
    [[DEAL, '-'], 'x'.repeat(1_000_000), /^The note has 1000 kB, and at most 500 kB are sent/],
    [[DEAL, '-'], 'fine\na\u001b[31mb', /the control character U\+001B in line 2/],
    [[DEAL, '-'], 'a\u009bb', /the control character U\+009B in line 1/],
    [['-', 'text'], 'x', /A note is for one opportunity/],
    [['nope', 'text'], undefined, /No opportunity is called/],
    [[DEAL, 'text', '--owner', 'Nobody'], undefined, /Nobody/],
  ])('is refused before anything is sent: %j', async (args, stdin, message) => {
    const ended = await run(['oppty', 'note', ...args, '--json'], stdin);
    expect(ended.stdout).toBe('');
    expect(errorObject(ended).message).toMatch(message);
    expect(home.storedRows('Notes')).toEqual([]);
  });
});
