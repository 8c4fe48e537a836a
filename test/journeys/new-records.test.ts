import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useHome } from '../support/hooks.ts';
import { createdIn, IDS } from '../support/opportunity.ts';
import { draftFiles, draftFolder } from '../support/saved-drafts.ts';
import { inTerminal, KEYS, type Terminal } from '../support/terminal.ts';
import { answerWizard, pickChoice, summarizeOpportunity } from '../support/tutorial-answers.ts';

const home = useHome();

const wizard = (flags: readonly string[] = [], env: Record<string, string> = {}) =>
  inTerminal(['--sandbox', 'oppty', 'create', ...flags], { home, columns: 100, rows: 50, env });
const accounts = (name: string) => home.storedRows('Accounts').filter(row => row.name === name);
const contacts = (last_name: string) => home.storedRows('Contacts').filter(row => row.last_name === last_name);

async function answer(terminal: Terminal, question: string, text: string): Promise<void> {
  await terminal.asks(question);
  if (text) await terminal.type(text);
  terminal.press(KEYS.enter);
}

/** Searches for an account that there is none of, and takes the offer of a new one. */
async function takeNewAccount(terminal: Terminal, name: string): Promise<void> {
  await terminal.asks('Account');
  await terminal.type(name);
  await terminal.until(() => terminal.choices().startsWith(`❯ + new account '${name}'`));
  terminal.press(KEYS.enter);
}

/** The flags of what comes before the account. */
const SHORT = ['--owner', 'john.doe@example.com', '--pipeline', 'Test Pipeline', '--step', 'first'];

type Line = readonly [shown: RegExp, text: string];

const NEW_ACCOUNT: readonly Line[] = [
  [/Number, or words to search for: $/, 'Crane Works'],
  [/1: \+ new account 'Crane Works'[\s\S]*Number, or words to search for: $/, '1'],
  [/Name of the new account[\s\S]*Answer: $/, ''],
  [/E-mail of the new account: $/, ''],
];

/** Answers questions in plain lines, each once it waits. */
async function answerLines(terminal: Terminal, lines: readonly Line[]): Promise<void> {
  for (const [shown, text] of lines) {
    await terminal.until(screen => shown.test(`${screen.trimEnd()} `));
    if (text) await terminal.type(text);
    terminal.press(KEYS.enter);
  }
}

/** Answers the questions up to that of the contact, with a new account. */
async function untilContact(terminal: Terminal, name = 'Crane Works'): Promise<void> {
  await answerWizard(terminal, 'Account');
  await takeNewAccount(terminal, name);
  await answer(terminal, 'Name of the new account', '');
  await answer(terminal, 'E-mail of the new account', 'office@crane.example');
  await terminal.asks('Primary contact');
}

describe('a person who finds no account in the wizard', () => {
  it('creates one, and its contact, and goes on with them', async () => {
    const terminal = wizard();
    await untilContact(terminal);
    expect(terminal.text()).toContain("Creating the account 'Crane Works', owned by John Doe ...");
    const [account] = accounts('Crane Works');
    expect(account).toMatchObject({ email1: 'office@crane.example', owner_id: IDS.johnDoe });
    await pickChoice(terminal, 'Primary contact', '+ new contact');
    await answer(terminal, 'Name of the new contact', 'Mara van Stein');
    await answer(terminal, 'E-mail of the new contact', '');
    await answer(terminal, 'Position of the new contact', 'Buyer');
    await answerWizard(terminal, undefined, 'Opportunity name');
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    const [contact] = contacts('Stein');
    expect(contact).toMatchObject({ first_name: 'Mara van', account_position: 'Buyer', owner_id: IDS.johnDoe });
    expect(summarizeOpportunity(home, createdIn(home)[0])).toMatchObject({
      accounts: [[account?.id, true]],
      contacts: [[contact?.id, true]],
    });
    const links = home.storedRows('ContactAccountRelations').filter(link => link.contact_id === contact?.id);
    expect(links).toMatchObject([{ account_id: account?.id, is_primary: true }]);
  });

  it('goes back with Esc from question to question, and creates nothing by that', async () => {
    const terminal = wizard();
    await answerWizard(terminal, 'Account');
    await takeNewAccount(terminal, 'Crane Works');
    await answer(terminal, 'Name of the new account', '');
    await terminal.asks('E-mail of the new account');
    terminal.press(KEYS.esc);
    await terminal.asks('Name of the new account');
    terminal.press(KEYS.esc);
    await terminal.asks('Account', 'Crane Works');
    terminal.press(KEYS.clearLine);
    await terminal.type('ziemann');
    await terminal.until(() => terminal.choices().startsWith('❯ Ziemann and Sons'));
    terminal.press(KEYS.enter);
    await answerWizard(terminal, undefined, 'Primary contact');
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(accounts('Crane Works')).toEqual([]);
  });

  it('mends what the server refuses of it, and loses nothing', async () => {
    const fault = 'POST Accounts: refuse-field email1 "No such domain" x1';
    const terminal = wizard([], { PIPELINER_SANDBOX_FAULT: fault });
    await answerWizard(terminal, 'Account');
    await takeNewAccount(terminal, 'Crane Works');
    await answer(terminal, 'Name of the new account', '');
    await answer(terminal, 'E-mail of the new account', 'office@crane');
    await terminal.until('! No such domain');
    await answer(terminal, 'E-mail of the new account', '.example');
    await answerWizard(terminal, undefined, 'Primary contact');
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(accounts('Crane Works')).toMatchObject([{ email1: 'office@crane.example' }]);
  });

  it.each(['SIGKILL', 'Ctrl-C'])('has it in the draft when it ends by %s, and it is not created again', async how => {
    const terminal = wizard();
    await untilContact(terminal);
    if (how === 'Ctrl-C') terminal.press(KEYS.ctrlC);
    else terminal.kill(how);
    const { code } = await terminal.exit();
    if (how === 'Ctrl-C') {
      expect(code).toBe(130);
      expect(terminal.text()).toContain("The account 'Crane Works' was created. The opportunity was not created.");
      expect(terminal.text()).not.toContain('Nothing was created');
    }
    const [file] = draftFiles(home);
    const { draft } = JSON.parse(readFileSync(join(draftFolder(home), file!), 'utf8'));
    expect(draft.accounts).toMatchObject([{ id: accounts('Crane Works')[0]?.id, name: 'Crane Works' }]);
    const again = wizard(['--resume']);
    await answerWizard(again, undefined, 'Primary contact');
    expect(await again.exit()).toMatchObject({ code: 0 });
    expect(accounts('Crane Works')).toHaveLength(1);
    expect(createdIn(home)).toHaveLength(1);
  });

  it('is told that nobody knows when the answer is lost and cannot be looked for', async () => {
    // In plain lines each line is one search: those of the names, then the look before the request, then those after it.
    const fault = 'POST Accounts: commit-then-reset\nGET Accounts #5-: 403';
    const terminal = wizard([...SHORT, '--timeout', '3'], { TERM: 'dumb', PIPELINER_SANDBOX_FAULT: fault });
    await answerLines(terminal, NEW_ACCOUNT);
    expect(await terminal.exit()).toMatchObject({ code: 9 });
    expect(terminal.text()).toContain("The account 'Crane Works' may or may not have been created");
    expect(terminal.text()).toContain("pipeliner --sandbox accounts --search 'Crane Works'");
    expect(terminal.text()).toContain('The opportunity was not created. To carry on:');
  });

  it('is offered none in a dry run, which says so', async () => {
    const terminal = wizard(['--dry-run']);
    await answerWizard(terminal, 'Account');
    expect(terminal.text()).toContain('nothing is created, so no new account or contact is offered');
    await terminal.type('Crane Works');
    await terminal.until('No results found');
    expect(terminal.choices()).not.toContain('+ new account');
    terminal.press(KEYS.ctrlC);
    expect(await terminal.exit()).toMatchObject({ code: 130 });
  });

  it('can create it in plain lines', async () => {
    const terminal = wizard(SHORT, { TERM: 'dumb' });
    await answerLines(terminal, [
      ...NEW_ACCOUNT,
      [/Primary contact[\s\S]*\+ new contact[\s\S]*Number or name: $/, '2'],
      [/Name of the new contact: $/, 'Stein'],
      [/E-mail of the new contact: $/, ''],
      [/Position of the new contact: $/, ''],
    ]);
    await terminal.until(/Opportunity name/);
    expect(accounts('Crane Works')).toHaveLength(1);
    expect(contacts('Stein')).toHaveLength(1);
    terminal.press(KEYS.ctrlC);
    expect(await terminal.exit()).toMatchObject({ code: 130 });
    expect(terminal.text()).toContain("The contact 'Stein' was created.");
  });
});
