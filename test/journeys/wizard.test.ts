import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useFakeSpace, useHome } from '../support/hooks.ts';
import { createdIn, IDS, TUTORIAL } from '../support/opportunity.ts';
import { run, STACK_TRACE, shell } from '../support/run.ts';
import { inTerminal, KEYS, shellInTerminal, type Terminal } from '../support/terminal.ts';
import { ANSWERS, answerWizard, markChoices, pickChoice, summarizeOpportunity } from '../support/tutorial-answers.ts';

const home = useHome();

const wizard = (...flags: string[]) => inTerminal(['--sandbox', 'oppty', 'create', ...flags], { home });

/** The command line that stands after the words, as it came, not as the screen broke it. */
function lineAfter(terminal: Terminal, words: string): string {
  const raw = terminal.raw().replaceAll('\r', '');
  const line = /^ *(pipeliner (?:.* \\\n)*.*)$/m.exec(raw.slice(raw.lastIndexOf(words)))?.[1];
  if (!line) throw new Error(`no command after '${words}':\n${terminal.text()}`);
  return line;
}

const essence = (row: Record<string, unknown> | undefined) => summarizeOpportunity(home, row);

const cursorIsBack = (terminal: Terminal) =>
  terminal.raw().lastIndexOf('\u001b[?25h') > terminal.raw().lastIndexOf('\u001b[?25l');

describe('the wizard', () => {
  it('makes an opportunity of the least one can type, and Enter for the rest', async () => {
    const terminal = wizard();
    await answerWizard(terminal);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(terminal.text()).toContain('Created opportunity New Opportunity in the sandbox.');
    expect(terminal.text()).toMatch(/│ name +│ New Opportunity +│/);
    expect(cursorIsBack(terminal)).toBe(true);
    const [made, ...others] = createdIn(home);
    expect(others).toEqual([]);
    expect(essence(made)).toMatchObject({
      name: 'New Opportunity',
      owner_id: IDS.johnDoe,
      closing_date: '2026-12-31',
      value: { base_value: 12500, currency_id: IDS.usDollar },
      accounts: [[IDS.ziemann, true]],
    });
    // The first choice is the sensible one: the first step, and the contact whose main account it is.
    expect(home.storedRows('Steps').find(({ id }) => id === made!.step_id)?.sort_order).toBe(0);
    expect(essence(made).contacts).toHaveLength(1);
  });

  it('prints one command line that makes an equal opportunity', async () => {
    const terminal = wizard();
    await answerWizard(terminal, 'Opportunity name');
    await terminal.type(`O'Neill "& Sons" $HOME`);
    terminal.press(KEYS.enter);
    await answerWizard(terminal, 'Currency', 'Value');
    await terminal.offers('EUR');
    terminal.press(KEYS.down, KEYS.enter);
    await answerWizard(terminal, 'More fields', 'Closing date');
    terminal.press(KEYS.down, KEYS.enter);
    await terminal.asks('Description');
    await terminal.type('two words');
    terminal.press(KEYS.enter);
    await answerWizard(terminal, undefined, 'More fields');
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    const again = await shell(lineAfter(terminal, 'The same as one command'), { home, stdin: 'null' });
    expect(again).toMatchObject({ code: 0 });
    const made = createdIn(home);
    expect(made).toHaveLength(2);
    expect(made[0]!.name).toBe(`O'Neill "& Sons" $HOME`);
    expect(essence(made[1])).toEqual(essence(made[0]));
  });

  it.each([
    '--dry-run',
    `$(touch gone) \`touch gone\` ; touch gone`,
    String.raw`back\slash "double" 'single' !bang *?[a] ~`,
    '展示会 🎉 \u0645\u0631\u062d\u0628\u0627 é',
    '=cmd|calc %PATH% #no & done >gone',
  ])('prints a command line that sh runs as it stands: %s', async name => {
    const { '--name': _, '--value': __, ...rest } = TUTORIAL;
    const line = [...Object.entries(rest).flat(), '--no-contact', `--name=${name}`, `--set=cf_contract_no=${name}`];
    const terminal = wizard(...line, '--account', 'Bluefern Logistics', '--yes');
    await terminal.asks('Value');
    await terminal.type('100');
    terminal.press(KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    const again = await shell(lineAfter(terminal, 'The same as one command'), { home, stdin: 'null' });
    expect(again).toMatchObject({ code: 0 });
    const [first, second, ...others] = createdIn(home);
    expect([first!.name, first!.cf_contract_no, others]).toEqual([name, name, []]);
    expect([essence(second), second!.cf_contract_no]).toEqual([essence(first), name]);
    expect(essence(first).accounts).toHaveLength(2);
    expect(existsSync(join(home.path, 'gone'))).toBe(false);
  });

  it('asks only for what the flags leave open', async () => {
    const { '--name': _, ...rest } = TUTORIAL;
    const flags = Object.entries(rest).flat();
    const terminal = wizard(...flags, '--no-contact', '--yes');
    await terminal.asks('Opportunity name');
    await terminal.type('Just this');
    terminal.press(KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(createdIn(home).map(({ name }) => name)).toEqual(['Just this']);
    expect(terminal.text()).not.toMatch(/^[?✔] (Owner|Pipeline|Value|Create this)/m);
  });

  it('does not ask at all when nothing is open', async () => {
    const terminal = wizard(...Object.entries(TUTORIAL).flat());
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(terminal.text()).toContain('Created opportunity New Opportunity');
  });

  it('asks for what the space demands, though the flags say all else', async () => {
    const field = { name: 'Kind', type_id: 'dropdown', entity_name: 'Opportunity', system_required: true };
    const text = JSON.stringify({ ...field, data_set: [{ option_name: 'New' }, { option_name: '更新' }] });
    const set = await run(['--sandbox', 'api', 'Fields', '--input', '-'], { home, stdin: { text } });
    expect(set).toMatchObject({ code: 0 });
    const terminal = wizard(...Object.entries(TUTORIAL).flat());
    await pickChoice(terminal, 'Kind', '更新');
    await terminal.asks('Create this opportunity?');
    await terminal.offers('Kind: 更新');
    terminal.press(KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    const again = await shell(lineAfter(terminal, 'The same as one command'), { home, stdin: 'null' });
    expect(again).toMatchObject({ code: 0 });
    const kind = home.storedRows('Data').find(({ option_name }) => option_name === '更新')!.id;
    expect(createdIn(home).map(({ cf_kind_id }) => cf_kind_id)).toEqual([kind, kind]);
  });

  it.each([40, 80, 200])('takes several accounts and contacts, with one primary each, at %i columns', async columns => {
    const flags = Object.entries({ ...TUTORIAL, '--account': '青空システム株式会社' }).flat();
    const { '--name': name } = TUTORIAL;
    const terminal = inTerminal(
      ['--sandbox', 'oppty', 'create', ...flags.filter(word => word !== '--name' && word !== name)],
      {
        ...{ home, columns },
      },
    );
    await answerWizard(terminal, 'Opportunity name', 'Primary contact');
    await terminal.type('Many');
    terminal.press(KEYS.enter);
    await pickChoice(terminal, 'More fields', 'Further accounts');
    await pickChoice(terminal, 'Accounts', 'add an account');
    await terminal.asks('Add an account');
    await terminal.type('ziem');
    await terminal.offers('❯ Ziemann and Sons');
    terminal.press(KEYS.enter);
    await pickChoice(terminal, 'Accounts', 'make Ziemann and Sons the');
    await pickChoice(terminal, 'Accounts', 'continue with Ziemann');
    await pickChoice(terminal, 'More fields', 'Further contacts');
    await pickChoice(terminal, 'Contacts', 'add contacts');
    await markChoices(terminal, 'Add contacts', 'Ida Ziemann');
    await pickChoice(terminal, 'Contacts', 'continue');
    await pickChoice(terminal, 'More fields', 'No more fields');
    await terminal.asks('Create this opportunity?');
    terminal.press(KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    const made = essence(createdIn(home)[0]);
    expect(made.accounts.map(([id, primary]) => [id === IDS.ziemann, primary])).toEqual([
      [true, true],
      [false, false],
    ]);
    expect(made.contacts.map(([, primary]) => primary)).toEqual([true, false]);
    const again = await shell(lineAfter(terminal, 'The same as one command'), { home, stdin: 'null' });
    expect(again).toMatchObject({ code: 0 });
    expect(essence(createdIn(home)[1])).toEqual(made);
  });

  it('does not ask where it was told not to', async () => {
    for (const [flags, env] of [
      [['--no-input'], {}],
      [[], { CI: '1' }],
      [[], { PIPELINER_NO_INPUT: 'true' }],
    ] as const) {
      const terminal = inTerminal(['--sandbox', 'oppty', 'create', ...flags], { home, env });
      expect(await terminal.exit()).toMatchObject({ code: 2 });
      expect(terminal.text()).toContain('--owner');
    }
  });

  it('says that nothing matches, and goes on when the text is another', async () => {
    const terminal = wizard();
    await terminal.asks('Owner');
    await terminal.type('zzzz');
    await terminal.until(/No results/i);
    terminal.press(KEYS.clearLine);
    await terminal.type('aoi');
    await terminal.until(() => terminal.choices().split('\n')[0]?.includes('葵 山本') === true);
    terminal.press(KEYS.enter);
    await terminal.asks('Pipeline');
    expect(terminal.text()).toContain('Owner 葵 山本');
  });

  it('takes no choice that was on the screen before the text was typed', async () => {
    const terminal = wizard();
    await terminal.asks('Owner');
    await terminal.offers('Ana');
    terminal.press(...'aoi', KEYS.enter);
    // Enter comes before the results: it takes the only one there is. A second Enter would answer the next question.
    await terminal.asks('Pipeline');
    expect(terminal.text()).toMatch(/Owner .*aoi\.yamamoto/);
  });

  it('shows enough to tell two of the same name apart', async () => {
    const terminal = wizard('--owner', 'john.doe@example.com', '--step', IDS.firstStep);
    await terminal.asks('Account');
    await terminal.type('harbor');
    await terminal.offers('Halifax');
    expect(terminal.choices()).toMatch(/Harborlight Foods.*Bristol/);
    expect(terminal.choices()).toMatch(/Harborlight Foods.*Halifax/);
  });

  it('does not offer who cannot own, nor a company that cannot buy', async () => {
    const terminal = wizard();
    await terminal.asks('Owner');
    await terminal.offers('John Doe');
    expect(terminal.choices()).not.toMatch(/Vendor Support|Pat Gone/);
    await answerWizard(terminal, 'Account');
    await terminal.type('old mill');
    await terminal.until(() => terminal.choices().startsWith("❯ + new account 'old mill'"));
    expect(terminal.choices()).not.toContain('Textiles');
  });

  it('takes no contact for an answer', async () => {
    const terminal = wizard();
    await answerWizard(terminal, 'Primary contact');
    await pickChoice(terminal, 'Primary contact', 'no contact');
    await answerWizard(terminal, undefined, 'Opportunity name');
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(essence(createdIn(home)[0]).contacts).toEqual([]);
  });

  it('refuses a bad amount and a bad date in place', async () => {
    const terminal = wizard();
    await answerWizard(terminal, 'Value');
    for (const [bad, why] of [
      ['1.234', '1.234 could mean 1234 or 1.234'],
      ['lots', 'lots'],
    ] as const) {
      await terminal.type(bad);
      terminal.press(KEYS.enter);
      await terminal.until(() => terminal.choices().includes(why));
      expect(terminal.question()).toBe(`Value ${bad}`);
      terminal.press(KEYS.clearLine);
      await terminal.until(() => /^Value\s*$/.test(terminal.question()));
    }
    await answerWizard(terminal, 'Closing date', 'Value');
    await terminal.type('2026-02-30');
    terminal.press(KEYS.enter);
    await terminal.until('There is no 2026-02-30');
    expect(terminal.question()).toMatch(/2026-02-30$/);
    terminal.press(KEYS.clearLine);
    await answerWizard(terminal, undefined, 'Closing date');
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(createdIn(home)[0]).toMatchObject({ closing_date: '2026-12-31', value: { base_value: 12500 } });
  });

  it('refuses an empty name in place', async () => {
    const terminal = wizard();
    await answerWizard(terminal, 'Opportunity name');
    terminal.press(' ', KEYS.enter);
    await terminal.until('Enter a value');
    await terminal.asks('Opportunity name');
  });

  it('shows the exact request at the review, and comes back to it', async () => {
    const terminal = wizard();
    await answerWizard(terminal, 'Create this opportunity?');
    for (let i = 0; i < 20; i++) terminal.press(KEYS.down);
    await terminal.until(/❯ Show the request/);
    terminal.press(KEYS.enter);
    await terminal.until('"method": "POST"');
    await terminal.until('Press any key to go on');
    terminal.press('x');
    await terminal.asks('Create this opportunity?');
    expect(createdIn(home)).toEqual([]);
  });
});

describe('Esc', () => {
  it('goes back through every question, with the old answer at hand, and Enter comes forward to the same', async () => {
    const terminal = wizard();
    await answerWizard(terminal, 'Currency');
    await terminal.offers('EUR');
    terminal.press(KEYS.down, KEYS.enter);
    await answerWizard(terminal, 'More fields', 'Closing date');
    const back = async (question: string, answer: string) => {
      terminal.press(KEYS.esc);
      await terminal.asks(question);
      await terminal.until(() => `${terminal.question()}\n${terminal.choices()}`.includes(answer));
    };
    await back('Closing date', '2026-12-31');
    await back('Currency', '❯ EUR');
    await back('Value', '12,500');
    await back('Opportunity name', 'New Opportunity');
    await back('Primary contact', '❯ Ida Ziemann');
    await back('Account', 'Account Ziemann and Sons');
    await back('Step', '❯ ');
    await back('Pipeline', '❯ ');
    await back('Owner', 'Owner John Doe');
    // Before the first question there is nothing.
    terminal.press(KEYS.esc);
    await terminal.until('This is the first question');
    for (const [question, , offered] of ANSWERS) {
      await terminal.asks(question);
      if (offered) await terminal.offers(offered);
      terminal.press(KEYS.enter);
    }
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    const euro = home.storedRows('Currencies').find(({ code }) => code === 'EUR')!.id;
    expect(essence(createdIn(home)[0])).toMatchObject({
      name: 'New Opportunity',
      owner_id: IDS.johnDoe,
      closing_date: '2026-12-31',
      value: { value_foreign: 12500, currency_id: euro },
      accounts: [[IDS.ziemann, true]],
    });
  });

  it('keeps an answer that was changed on the way', async () => {
    const terminal = wizard();
    await answerWizard(terminal, 'Value');
    terminal.press(KEYS.esc);
    await terminal.asks('Opportunity name', 'New Opportunity');
    await terminal.type('!');
    terminal.press(KEYS.enter);
    await answerWizard(terminal, undefined, 'Value');
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(createdIn(home)[0]).toMatchObject({ name: 'New Opportunity!' });
  });
});

describe('a server that is slow', () => {
  const slow = { PIPELINER_SANDBOX_FAULT: 'GET *: slow 900\nPOST *: slow 1500' };

  it('shows what is waited for, and gets each key once its question is there', async () => {
    const terminal = inTerminal(['--sandbox', 'oppty', 'create'], { home, env: slow });
    await terminal.until('Loading pipelines');
    terminal.press(...'smith');
    expect(terminal.text()).not.toContain('smith');
    await terminal.asks('Owner', 'smith');
    await terminal.offers('John Smith');
    terminal.press(KEYS.ctrlC);
    expect(await terminal.exit()).toMatchObject({ code: 130 });
  });

  it('is sent nothing by keys that were pressed before the review', async () => {
    const flags = ['--owner', 'john.doe@example.com', '--account', IDS.ziemann, '--no-contact', '--value', '1'];
    const rest = ['--currency', 'USD', '--step', IDS.firstStep, '--closing-date', '2026-12-31'];
    const terminal = inTerminal(['--sandbox', 'oppty', 'create', ...flags, ...rest], { home, env: slow });
    await terminal.until('Loading');
    terminal.press(...'Early', KEYS.enter, KEYS.enter, KEYS.enter, KEYS.enter);
    await terminal.asks('Create this opportunity?');
    await terminal.offers('Opportunity name: Early');
    expect(createdIn(home)).toEqual([]);
    terminal.press(KEYS.enter);
    await terminal.until('Creating');
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(createdIn(home)).toHaveLength(1);
    expect(terminal.text()).not.toMatch(/Loading|Creating/);
  });
});

describe('without a space', () => {
  it('asks how to start, and does the same in the sandbox', async () => {
    const terminal = inTerminal(['oppty', 'create', '--name', 'First one'], { home });
    await terminal.asks('How do you want to start?');
    await terminal.offers('Sign in to a space');
    terminal.press(KEYS.enter);
    await terminal.until('$ pipeliner --sandbox oppty create --name');
    await answerWizard(terminal, 'Step');
    terminal.press(KEYS.ctrlC);
    expect(await terminal.exit()).toMatchObject({ code: 130 });
  });

  it('shows the help for who asks for it', async () => {
    const terminal = inTerminal([], { home });
    await terminal.asks('How do you want to start?');
    terminal.press(KEYS.up, KEYS.down, KEYS.down, KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(terminal.text()).toContain('sandbox tour');
  });
});

describe('the review', () => {
  /** Opens the answer that begins with these words. */
  async function open(terminal: Terminal, words: string): Promise<void> {
    await terminal.asks('Create this opportunity?');
    await terminal.offers(words);
    for (let i = 0; i < 20 && !terminal.choices().includes(`❯ ${words}`); i++) {
      const marked = () => /^❯ .*$/m.exec(terminal.choices())?.[0];
      const before = marked();
      terminal.press(KEYS.down);
      await terminal.until(() => marked() !== undefined && marked() !== before);
    }
    terminal.press(KEYS.enter);
  }

  it('lists every answer by name', async () => {
    const terminal = wizard();
    await answerWizard(terminal, 'Create this opportunity?');
    await terminal.offers('Show the request');
    for (const shown of [
      'Owner: John Doe (john.doe@example.com)',
      'Account: Ziemann and Sons',
      'Primary contact: Ida Ziemann',
      'Opportunity name: New Opportunity',
      'Value: 12,500',
      'Currency: USD ($)',
      'Closing date: 2026-12-31',
    ]) {
      expect(terminal.choices()).toContain(shown);
    }
    expect(terminal.choices()).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
  });

  it('opens an answer again, with the old one in the line, and comes back', async () => {
    const terminal = wizard();
    await answerWizard(terminal, 'Create this opportunity?');
    await open(terminal, 'Opportunity name');
    await terminal.asks('Opportunity name', 'New Opportunity');
    terminal.press(KEYS.clearLine);
    await terminal.type('Other name');
    terminal.press(KEYS.enter);
    await terminal.asks('Create this opportunity?');
    await terminal.offers('Opportunity name: Other name');
    terminal.press(KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(createdIn(home)[0]).toMatchObject({ name: 'Other name', closing_date: '2026-12-31' });
  });

  it('asks for the step again after another pipeline, and says so', async () => {
    const terminal = wizard();
    await answerWizard(terminal, 'Create this opportunity?');
    await terminal.offers('Show the request');
    const first = /Pipeline: (Renewals|Test Pipeline)/.exec(terminal.choices())?.[1];
    const other = first === 'Renewals' ? 'Test Pipeline' : 'Renewals';
    await open(terminal, 'Pipeline');
    await terminal.asks('Pipeline');
    await terminal.offers(other);
    terminal.press(other === 'Renewals' ? KEYS.up : KEYS.down, KEYS.enter);
    await terminal.until('Pipeline changed, so Step');
    await terminal.asks('Step');
    terminal.press(KEYS.enter);
    await terminal.asks('Create this opportunity?');
    await terminal.offers(`Pipeline: ${other}`);
    terminal.press(KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    const step = home.storedRows('Steps').find(({ id }) => id === createdIn(home)[0]!.step_id);
    expect(home.storedRows('Pipelines').find(({ id }) => id === step?.pipeline_id)?.name).toBe(other);
  });

  it('asks for the contact again after another account, and says so', async () => {
    const terminal = wizard();
    await answerWizard(terminal, 'Create this opportunity?');
    await open(terminal, 'Account');
    await terminal.asks('Account', 'Ziemann and Sons');
    // The first letter replaces the old answer.
    await terminal.type('bluefern');
    await terminal.until(() => terminal.choices().split('\n')[0]?.includes('Bluefern') === true);
    terminal.press(KEYS.enter);
    await terminal.until('Account changed, so Primary contact');
    await terminal.asks('Primary contact');
    await terminal.offers('Tom Okafor');
    terminal.press(KEYS.enter);
    await terminal.asks('Create this opportunity?');
    terminal.press(KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    const tom = home.storedRows('Contacts').find(({ last_name }) => last_name === 'Okafor')!.id;
    expect(essence(createdIn(home)[0]).contacts).toEqual([[tom, true]]);
  });
});

describe('who stops', () => {
  it.each(ANSWERS.map(([question]) => question))('by Ctrl-C at %s is told that nothing was created', async question => {
    const terminal = wizard();
    await answerWizard(terminal, question);
    terminal.press(KEYS.ctrlC);
    expect(await terminal.exit()).toMatchObject({ code: 130 });
    expect(terminal.text()).toContain('Nothing was created');
    expect(lineAfter(terminal, 'Nothing was created')).toMatch(/^pipeliner --sandbox oppty create/);
    expect(terminal.raw()).not.toMatch(STACK_TRACE);
    expect(cursorIsBack(terminal)).toBe(true);
    expect(createdIn(home)).toEqual([]);
  });

  it('can carry on with the line that was printed', async () => {
    const terminal = wizard();
    await answerWizard(terminal, 'Value');
    terminal.press(KEYS.ctrlC);
    await terminal.exit();
    const line = lineAfter(terminal, 'Nothing was created');
    const { code, stdout } = await shell(`${line} --value 12500 --closing-date 2026-12-31 --json`, {
      home,
      stdin: 'null',
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'New Opportunity', owner_id: IDS.johnDoe });
    expect(createdIn(home)).toHaveLength(1);
  });

  it('by Ctrl-D ends as well', async () => {
    const terminal = wizard();
    await answerWizard(terminal, 'Opportunity name');
    terminal.press(KEYS.ctrlD);
    expect(await terminal.exit()).toMatchObject({ code: 130 });
    expect(terminal.text()).toContain('Nothing was created');
    expect(cursorIsBack(terminal)).toBe(true);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('by %s ends as well', async signal => {
    const terminal = wizard();
    await answerWizard(terminal, 'Opportunity name');
    terminal.kill(signal);
    expect(await terminal.exit()).toMatchObject({ code: signal === 'SIGINT' ? 130 : 143 });
    expect(terminal.text()).toContain('Nothing was created');
    expect(cursorIsBack(terminal)).toBe(true);
  });

  it('by closing the terminal leaves nothing running and nothing created', async () => {
    const terminal = wizard();
    await answerWizard(terminal, 'Closing date');
    terminal.close();
    await expect.poll(() => terminal.alive(), { timeout: 10_000 }).toBe(false);
    expect(createdIn(home)).toEqual([]);
  });

  it('gets a terminal back that shows what is typed', async () => {
    const terminal = shellInTerminal('pipeliner --sandbox oppty create; echo "code $?"; stty -a', { home });
    await answerWizard(terminal, 'Pipeline');
    terminal.press(KEYS.ctrlC);
    await terminal.exit();
    expect(terminal.text()).toContain('code 130');
    expect(terminal.text()).toMatch(/[ ;]icanon /);
    expect(terminal.text()).toMatch(/[ ;]echo /);
  });
});

describe('the terminal', () => {
  it('gets the prompts while the pipe gets clean JSON', async () => {
    const terminal = shellInTerminal('pipeliner --sandbox oppty create --json | cat >made.json; echo done', { home });
    await answerWizard(terminal);
    await terminal.exit();
    expect(terminal.text()).toContain('done');
    const made = JSON.parse(readFileSync(join(home.path, 'made.json'), 'utf8'));
    expect(made.id).toBe(createdIn(home)[0]!.id);
    expect(terminal.text()).not.toContain('"id"');
    expect(terminal.text()).toContain('Created opportunity New Opportunity');
  });

  it('may be 40 columns wide', async () => {
    const terminal = inTerminal(['--sandbox', 'oppty', 'create'], { home, columns: 40, rows: 24 });
    await answerWizard(terminal);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    // A question whose line broke in two would leave pieces of itself behind.
    const asked = terminal
      .text()
      .split('\n')
      .filter(line => /^[✔?] /.test(line));
    for (const [question] of ANSWERS) {
      expect(
        asked.filter(line => line.startsWith(`✔ ${question}`)),
        question,
      ).toHaveLength(1);
    }
    expect(asked.filter(line => line.startsWith('?'))).toEqual([]);
    expect(createdIn(home)).toHaveLength(1);
  });

  it('gets no colour with NO_COLOR', async () => {
    const terminal = inTerminal(['--sandbox', 'oppty', 'create'], { home, env: { NO_COLOR: '1' } });
    await answerWizard(terminal);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    // Bold and the like are no colours, but who asks for none wants plain text.
    expect(terminal.raw()).not.toMatch(/\u001b\[[\d;]+m/);
  });

  it('gets colour without it', async () => {
    const terminal = wizard();
    await terminal.asks('Owner');
    expect(terminal.raw()).toMatch(/\u001b\[\d+m/);
  });
});

describe('a server that refuses', () => {
  const space = useFakeSpace();

  const refusal = (...fields: [field: string, message: string][]) => ({
    status: 422,
    body: {
      success: false,
      code: 40000,
      name: 'ERROR_ENTITY_VALIDATION',
      message: fields.map(([field, message]) => `\n[${field}] ${message}`).join(''),
      http_status: 422,
      entity_errors: [],
      step_checklist_errors: [],
      field_errors: fields.map(([field_name, message]) => ({
        field_name,
        code: 40002,
        name: 'ERROR_FIELD_VALIDATION',
        errors: [{ code: 40002, name: 'ERROR_FIELD_VALIDATION', message: `[${field_name}] ${message}`, field_name }],
      })),
    },
  });

  const elsewhere = () => inTerminal(['oppty', 'create'], { home, env: space.env });

  /** The same walk through a space with one currency. */
  async function answerElsewhere(terminal: Terminal): Promise<void> {
    for (const [question, typed] of [
      ['Owner'],
      ['Pipeline'],
      ['Step'],
      ['Account'],
      ['Primary contact'],
      ['Opportunity name', 'Rockets'],
      ['Value', '99.90'],
      ['Closing date', '2026-12-31'],
      ['More fields'],
      ['Create this opportunity?'],
    ] as const) {
      await terminal.asks(question);
      if (typed) await terminal.type(typed);
      else await terminal.until(() => terminal.choices().includes('❯'));
      terminal.press(KEYS.enter);
    }
  }

  it('asks for no currency in a space that has one, and sends what it should', async () => {
    const terminal = elsewhere();
    await answerElsewhere(terminal);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(terminal.text()).not.toContain('Currency');
    expect(space.received.filter(({ method }) => method === 'POST').map(({ path, body }) => [path, body])).toEqual([
      [
        '/Opportunities',
        {
          name: 'Rockets',
          owner_id: space.records.Clients![0]!.id,
          // The step that comes first in order, not in the list.
          step_id: 'aaaa0004-1111-0222-0333-444455556666',
          closing_date: '2026-12-31',
          value: { base_value: 99.9, currency_id: space.records.Currencies![0]!.id },
          account_relations: [{ account_id: space.records.Accounts![0]!.id, is_primary: true }],
          contact_relations: [{ contact_id: space.records.Contacts![0]!.id, is_primary: true }],
          oppty_type_id: space.records.OpportunityTypes![0]!.id,
        },
      ],
    ]);
  });

  it('a field has that question opened again with its words, and gets the repaired opportunity once', async () => {
    space.on('POST /Opportunities', refusal(['closing_date', 'Closing date must be on a working day.']), 1);
    const terminal = elsewhere();
    await answerElsewhere(terminal);
    await terminal.until('Closing date must be on a working day.');
    await terminal.asks('Closing date', '2026-12-31');
    terminal.press(KEYS.clearLine);
    await terminal.type('2026-12-30');
    terminal.press(KEYS.enter);
    await terminal.asks('Create this opportunity?');
    await terminal.offers('Opportunity name: Rockets');
    terminal.press(KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(space.created).toHaveLength(1);
    expect(space.created[0]).toMatchObject({
      closing_date: '2026-12-30',
      name: 'Rockets',
      value: { base_value: 99.9 },
    });
  });

  it('two fields has both questions opened, one after the other', async () => {
    space.on('POST /Opportunities', refusal(['name', 'The name is taken.'], ['value', 'The value is too low.']), 1);
    const terminal = elsewhere();
    await answerElsewhere(terminal);
    await terminal.until('The name is taken.');
    await terminal.asks('Opportunity name', 'Rockets');
    await terminal.type(' II');
    terminal.press(KEYS.enter);
    await terminal.until('The value is too low.');
    await terminal.asks('Value', '99.90');
    terminal.press(KEYS.clearLine);
    await terminal.type('100');
    terminal.press(KEYS.enter);
    await terminal.asks('Create this opportunity?');
    terminal.press(KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(space.created).toMatchObject([{ name: 'Rockets II', value: { base_value: 100 } }]);
  });

  it('a field nobody was asked for has it asked for, where Ctrl-C still keeps everything', async () => {
    space.on('POST /Opportunities', refusal(['cf_reason', 'The field is required.']), 1);
    const terminal = elsewhere();
    await answerElsewhere(terminal);
    await terminal.until(/cf_reason.*The field is required\./);
    await terminal.asks('cf_reason');
    terminal.press(KEYS.ctrlC);
    expect(await terminal.exit()).toMatchObject({ code: 130 });
    expect(space.created).toEqual([]);
    const again = shellInTerminal(lineAfter(terminal, 'Nothing was created'), { home, env: space.env });
    await again.asks('Create this opportunity?');
    await again.offers('Opportunity name: Rockets');
    again.press(KEYS.enter);
    expect(await again.exit()).toMatchObject({ code: 0 });
    expect(space.created).toMatchObject([{ name: 'Rockets', value: { base_value: 99.9 } }]);
  });

  it('nothing but breaks off has its outcome told as unknown, and is not asked again', async () => {
    space.on('POST /Opportunities', (_, response) => {
      response.socket?.destroy();
      return undefined;
    });
    const terminal = elsewhere();
    await answerElsewhere(terminal);
    expect(await terminal.exit()).toMatchObject({ code: 9 });
    expect(terminal.text()).toContain('may or may not');
    expect(terminal.text()).not.toContain('Nothing was created');
    expect(space.received.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(cursorIsBack(terminal)).toBe(true);
  });
});
