import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useHome } from '../support/hooks.ts';
import { createdIn, createLine, IDS } from '../support/opportunity.ts';
import { run, shell } from '../support/run.ts';
import { ageDrafts, draftFiles, draftFolder } from '../support/saved-drafts.ts';
import { inTerminal, KEYS } from '../support/terminal.ts';
import { ANSWERS, answerWizard, expectTutorialDeal, summarizeOpportunity } from '../support/tutorial-answers.ts';

const home = useHome();

const folder = () => draftFolder(home);
const files = () => draftFiles(home);
const savedDrafts = (): Record<string, unknown>[] =>
  files().map(name => JSON.parse(readFileSync(join(folder(), name), 'utf8')));
const wizard = (fault = '', ...flags: string[]) =>
  inTerminal(['--sandbox', 'oppty', 'create', ...flags], { home, env: { PIPELINER_SANDBOX_FAULT: fault } });
const resume = (...flags: string[]) => wizard('', '--resume', ...flags);

const LAST = ANSWERS.at(-1)![0];

describe('after', () => {
  const questions = ANSWERS.slice(1).map(([question]) => question);
  it.each(process.env.JOURNEYS === 'all' ? questions : ['Account'])(
    'the terminal was closed at %s, --resume carries on there',
    async question => {
      const terminal = wizard();
      await answerWizard(terminal, question);
      terminal.close();
      await expect.poll(() => terminal.alive(), { timeout: 20_000 }).toBe(false);
      expect([createdIn(home), files().length]).toEqual([[], 1]);
      const again = resume();
      // What is complete is reviewed.
      await answerWizard(again, undefined, question === 'More fields' ? LAST : question);
      expect(await again.exit()).toMatchObject({ code: 0 });
      expectTutorialDeal(home);
    },
  );

  it('401 for the create, --resume only has to send it', async () => {
    const terminal = wizard('POST Opportunities: 401');
    await answerWizard(terminal);
    expect(await terminal.exit()).toMatchObject({ code: 4 });
    expect(savedDrafts()).toMatchObject([{ state: 'open' }]);
    const again = resume();
    await answerWizard(again, undefined, LAST);
    expect(await again.exit()).toMatchObject({ code: 0 });
    expectTutorialDeal(home);
  });

  it('422 for the create, the field is asked for, and --resume has the whole draft', async () => {
    const terminal = wizard('POST Opportunities: refuse-field name "Too short"');
    await answerWizard(terminal);
    await terminal.until('Too short');
    await terminal.asks('Opportunity name', 'New Opportunity');
    terminal.kill('SIGKILL');
    await terminal.exit();
    const again = resume();
    await answerWizard(again, undefined, LAST);
    expect(await again.exit()).toMatchObject({ code: 0 });
    expectTutorialDeal(home);
  });

  it('500 for the create, --resume waits for what may still arrive, and Ctrl-C ends that', async () => {
    const terminal = wizard('POST Opportunities: 500');
    await answerWizard(terminal);
    expect(await terminal.exit()).toMatchObject({ code: 9 });
    const again = resume();
    await again.until('was sent just now and may still arrive in the sandbox');
    again.press(KEYS.ctrlC);
    expect(await again.exit()).toMatchObject({ code: 130 });
    expect([createdIn(home), savedDrafts()]).toMatchObject([[], [{ state: 'unknown' }]]);
  });

  it('500 for the create, --resume says that it is not there, and makes it', async () => {
    const terminal = wizard('POST Opportunities: 500');
    await answerWizard(terminal);
    expect(await terminal.exit()).toMatchObject({ code: 9 });
    expect(terminal.text()).toMatch(/--resume [a-z0-9]{4}/);
    expect(savedDrafts()).toMatchObject([{ state: 'unknown' }]);
    ageDrafts(home);
    const again = resume();
    await again.until('the sandbox has no such opportunity');
    await answerWizard(again, undefined, LAST);
    expect(await again.exit()).toMatchObject({ code: 0 });
    expectTutorialDeal(home);
  });

  it('a reset that came after the create, --resume finds the record and makes no other', async () => {
    const terminal = wizard('POST Opportunities: commit-then-reset');
    await answerWizard(terminal);
    expect(await terminal.exit()).toMatchObject({ code: 9 });
    const again = resume();
    await again.asks("Is this 'New Opportunity'?");
    await again.offers('❯ Yes: New Opportunity, 12,500');
    again.press(KEYS.enter);
    expect(await again.exit()).toMatchObject({ code: 0 });
    expect(again.text()).toContain('was there already');
    expectTutorialDeal(home);
  });

  it('kill -9 while the create was with the server, --resume looks first, too', async () => {
    const terminal = wizard('POST Opportunities: slow 20000');
    await answerWizard(terminal);
    await expect.poll(() => createdIn(home).length, { timeout: 10_000 }).toBe(1);
    expect(savedDrafts()).toMatchObject([{ state: 'sending' }]);
    terminal.kill('SIGKILL');
    await terminal.exit();
    const again = resume();
    await again.asks("Is this 'New Opportunity'?");
    again.press(KEYS.enter);
    expect(await again.exit()).toMatchObject({ code: 0 });
    expectTutorialDeal(home);
  });

  it('a no to the record that was found, the draft is still there to be sent', async () => {
    const terminal = wizard('POST Opportunities: commit-then-reset');
    await answerWizard(terminal);
    await terminal.exit();
    const again = resume();
    await again.asks("Is this 'New Opportunity'?");
    again.press(KEYS.down);
    await again.offers('❯ No');
    again.press(KEYS.enter);
    await answerWizard(again, undefined, LAST);
    expect(await again.exit()).toMatchObject({ code: 0 });
    expect([createdIn(home).length, files()]).toEqual([2, []]);
  });
});

describe('drafts', () => {
  it('are for the user alone, and hold no password', async () => {
    const terminal = wizard();
    await answerWizard(terminal, 'Pipeline');
    terminal.press(KEYS.ctrlC);
    await terminal.exit();
    const [name] = files();
    expect([statSync(folder()).mode & 0o777, statSync(join(folder(), name!)).mode & 0o777]).toEqual([0o700, 0o600]);
    expect(Object.keys(savedDrafts()[0]!).sort()).toEqual([
      'draft',
      'holder',
      'id',
      'saved',
      'space',
      'started',
      'state',
    ]);
  });

  it('are told of when another is begun, without a question', async () => {
    const terminal = wizard('', '--name', 'First try');
    await answerWizard(terminal, 'Pipeline');
    terminal.press(KEYS.ctrlC);
    await terminal.exit();
    const [{ id }] = savedDrafts() as [{ id: string }];
    const other = wizard();
    await other.asks('Owner');
    expect(other.text()).toMatch(
      new RegExp(`There is a saved draft: First try \\(${id}\\), saved .*open: Pipeline, Step`),
    );
    expect(other.text()).toContain(`pipeliner --sandbox oppty create --resume ${id}`);
  });

  it('are chosen from when there are several', async () => {
    for (const name of ['One', 'Two']) {
      const terminal = wizard('', '--name', name);
      await answerWizard(terminal, 'Pipeline');
      terminal.press(KEYS.ctrlC);
      await terminal.exit();
    }
    const terminal = resume();
    await terminal.asks('Draft');
    await terminal.offers('❯ Two');
    terminal.press(KEYS.down);
    await terminal.offers('❯ One');
    terminal.press(KEYS.enter);
    await terminal.asks('Pipeline');
    terminal.press(KEYS.ctrlC);
    await terminal.exit();
    expect(terminal.text()).toContain(
      `--resume ${savedDrafts().find(({ draft }) => (draft as { name: string }).name === 'One')!.id}`,
    );
  });

  it('take the flags beside --resume, which win, and keep them', async () => {
    const terminal = wizard('', '--name', 'Old name');
    await answerWizard(terminal, 'Step');
    terminal.press(KEYS.ctrlC);
    await terminal.exit();
    const again = resume('--name', 'New Opportunity', '--step', 'First');
    await again.asks('Account');
    again.kill('SIGKILL');
    await again.exit();
    expect(savedDrafts()).toMatchObject([{ draft: { name: 'New Opportunity', step: { words: 'First' } } }]);
  });

  /** A draft as somebody left it whose space has changed since. */
  const stale = (draft: object) => {
    mkdirSync(folder(), { recursive: true, mode: 0o700 });
    const about = { id: 'k3f9', space: 'sandbox', state: 'open', holder: 'x' };
    const times = { started: '2026-05-04T10:00:00Z', saved: new Date().toISOString() };
    writeFileSync(join(folder(), 'k3f9.json'), JSON.stringify({ ...about, ...times, draft }), { mode: 0o600 });
  };
  const DEAL = {
    name: 'New Opportunity',
    pipeline: { words: 'Test Pipeline' },
    step: { words: 'First' },
    accounts: [{ id: IDS.ziemann, name: 'Ziemann and Sons' }],
    contacts: [],
    value: '12500',
    currency: { words: 'USD' },
    closing_date: '2026-12-31',
  };

  it('ask again for what is gone, with a word and the old answer', async () => {
    stale({ ...DEAL, owner: { id: 'a72f871b-93fe-0787-2dd2-fccdaa4ae4ce', name: 'Pat Gone' } });
    const terminal = resume();
    await terminal.until("The client 'Pat Gone' is deleted");
    await terminal.asks('Owner', 'Pat Gone');
    terminal.press(KEYS.clearLine);
    await terminal.type('john.doe');
    await terminal.offers('❯ John Doe');
    terminal.press(KEYS.enter);
    await answerWizard(terminal, undefined, LAST);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(createdIn(home)).toMatchObject([{ owner_id: IDS.johnDoe, name: 'New Opportunity' }]);
  });

  it('ask again for the contacts of an account that is gone', async () => {
    const account = { id: '00000000-1111-2222-3333-444455556666', name: 'Ziemann & Co' };
    const contact = { id: '00000000-1111-2222-3333-444455556667', name: 'Otto' };
    stale({ ...DEAL, owner: { words: 'john.doe@example.com' }, accounts: [account], contacts: [contact] });
    const terminal = resume();
    await terminal.until("'Ziemann & Co' is not there any more");
    await terminal.asks('Account', 'Ziemann & Co');
    terminal.press(KEYS.clearLine);
    await terminal.type('ziemann');
    await terminal.offers('❯ Ziemann and Sons');
    terminal.press(KEYS.enter);
    await terminal.asks('Primary contact');
    await terminal.offers('❯ Ida Ziemann');
    terminal.press(KEYS.enter);
    await answerWizard(terminal, undefined, LAST);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(summarizeOpportunity(home, createdIn(home)[0])).toMatchObject({ accounts: [[IDS.ziemann, true]] });
  });

  it('ask again for what is called otherwise now, where Enter keeps it', async () => {
    const accounts = [{ id: IDS.ziemann, name: 'Ziemann Brothers' }];
    stale({ ...DEAL, owner: { words: 'john.doe@example.com' }, accounts });
    const terminal = resume();
    await terminal.until("'Ziemann Brothers' is called 'Ziemann and Sons' now");
    await terminal.asks('Account', 'Ziemann and Sons');
    await terminal.offers('❯ Ziemann and Sons');
    terminal.press(KEYS.enter);
    await answerWizard(terminal, undefined, LAST);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(summarizeOpportunity(home, createdIn(home)[0])).toMatchObject({
      accounts: [[IDS.ziemann, true]],
      contacts: [],
    });
  });

  it('that cannot be written are no reason to stop: it is said once', async () => {
    mkdirSync(join(home.path, 'state', 'pipeliner'), { recursive: true, mode: 0o700 });
    writeFileSync(folder(), 'in the way');
    const terminal = wizard();
    await answerWizard(terminal, 'Value');
    expect(terminal.text().match(/The answers are not saved/g)).toHaveLength(1);
    terminal.press(KEYS.ctrlC);
    expect(await terminal.exit()).toMatchObject({ code: 130 });
    // Nothing to resume, so the line has it all.
    expect(terminal.raw()).toContain("--name 'New Opportunity'");
  });

  it('that are sent elsewhere cannot be sent here as well', async () => {
    const here = wizard();
    await answerWizard(here, LAST);
    const there = resume();
    await answerWizard(there, undefined, LAST);
    expect(await there.exit()).toMatchObject({ code: 0 });
    here.press(KEYS.enter);
    expect(await here.exit()).toMatchObject({ code: 11 });
    expect(here.text()).toContain('was continued or removed by another process');
    expectTutorialDeal(home);
  });
});

describe('by flags alone', () => {
  const flags = () => createLine().slice(1);
  const lost = (fault: string, ...more: string[]) =>
    run(createLine({}, ...more), {
      home,
      env: { PIPELINER_SANDBOX_FAULT: `POST Opportunities: ${fault}` },
      stdin: 'null',
    });
  const carryOn = (...more: string[]) =>
    run(['--sandbox', 'oppty', 'create', '--resume', '--json', ...more], { home, stdin: 'null' });

  it('a draft is kept only when nobody knows', async () => {
    expect(await run(['--sandbox', ...flags()], { home, stdin: 'null' })).toMatchObject({ code: 0 });
    expect(await lost('401')).toMatchObject({ code: 4 });
    expect(await lost('refuse-field name "Too short"')).toMatchObject({ code: 7 });
    expect(files()).toEqual([]);
    expect(await lost('500')).toMatchObject({ code: 9 });
    expect(savedDrafts()).toMatchObject([{ state: 'unknown', draft: { name: 'New Opportunity' } }]);
  });

  it('the line that was printed finds the record', async () => {
    const { code, stderr } = await lost('commit-then-reset');
    expect(code).toBe(9);
    const line = /^ *(pipeliner .* --resume .*)$/m.exec(stderr)![1]!;
    const again = await shell(`${line} --json`, { home, stdin: 'null' });
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('was there already') });
    expect(JSON.parse(again.stdout).id).toBe(createdIn(home)[0]!.id);
    expect([createdIn(home).length, files()]).toEqual([1, []]);
  });

  it('what is not there is made', async () => {
    expect(await lost('500')).toMatchObject({ code: 9 });
    ageDrafts(home);
    const again = await carryOn();
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('has no such opportunity') });
    expect(JSON.parse(again.stdout)).toMatchObject({ name: 'New Opportunity' });
    expect([createdIn(home).length, files()]).toEqual([1, []]);
  });

  it('two that can be it are told with their ids, and none is made', async () => {
    expect(await run(['--sandbox', ...flags()], { home, stdin: 'null' })).toMatchObject({ code: 0 });
    expect(await lost('commit-then-reset')).toMatchObject({ code: 9 });
    const again = await carryOn();
    expect(again).toMatchObject({ code: 6, stdout: '' });
    for (const { id } of createdIn(home)) expect(again.stderr).toContain(id);
    expect([createdIn(home).length, files().length]).toEqual([2, 1]);
  });
});
