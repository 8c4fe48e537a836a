import { describe, expect, it } from 'vitest';
import { useHome } from '../support/hooks.ts';
import { shell } from '../support/run.ts';
import { inTerminal, KEYS, type Terminal } from '../support/terminal.ts';

const home = useHome();

const onTerminal = (args: readonly string[], env: Record<string, string> = {}) =>
  inTerminal(['--sandbox', ...args], { home, columns: 100, rows: 50, env });
const stored = (entity: string, field: string, value: string) =>
  home.storedRows(entity).filter(row => row[field] === value);

async function answer(terminal: Terminal, question: string, text: string): Promise<void> {
  await terminal.asks(question);
  if (text) await terminal.type(text);
  terminal.press(KEYS.enter);
}

/** Searches for a record, and takes the first that is found. */
async function find(terminal: Terminal, question: string, words: string, name: string): Promise<void> {
  await terminal.asks(question);
  await terminal.type(words);
  await terminal.until(`❯ ${name}`);
  terminal.press(KEYS.enter);
}

describe('a person who creates an account', () => {
  it('is asked for what most have, and is shown the same as one command', async () => {
    const terminal = onTerminal(['accounts', 'create']);
    await answer(terminal, 'Account name', "O'Hara Cranes");
    await find(terminal, 'Owner', 'doe', 'John Doe');
    await answer(terminal, 'E-mail', 'office@ohara.example');
    await answer(terminal, 'City', '');
    await terminal.until('Create this account?');
    terminal.press(KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(terminal.text()).toContain("Created account 'O'Hara Cranes' in the sandbox.");
    expect(terminal.text()).toMatch(/│ e-mail +│ office@ohara.example/);
    const line = /^ *(pipeliner (?:.* \\\n)*.*)$/m.exec(
      terminal.raw().replaceAll('\r', '').split('The same as one command')[1] ?? '',
    );
    expect(await shell(line?.[1] ?? '', { home, stdin: 'null' })).toMatchObject({ code: 0 });
    const [one, twin] = stored('Accounts', 'name', "O'Hara Cranes");
    expect(twin).toMatchObject({ owner_id: one?.owner_id, email1: 'office@ohara.example' });
  });

  it('is asked only for what the flags lack, goes back with Esc, and can decide against it', async () => {
    const terminal = onTerminal(['accounts', 'create', '--city', 'Hamburg']);
    await answer(terminal, 'Account name', 'Crane Works');
    await terminal.asks('Owner');
    terminal.press(KEYS.esc);
    await answer(terminal, 'Account name', ' 2');
    await find(terminal, 'Owner', 'doe', 'John Doe');
    await terminal.until('Create this account?');
    expect(terminal.text()).toContain('name   Crane Works 2');
    terminal.press(KEYS.down, KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(terminal.text()).toContain('Nothing was created.');
    expect(home.storedRows('Accounts')).toEqual([]);
  });

  it('mends what the server refuses, and loses nothing', async () => {
    const env = { PIPELINER_SANDBOX_FAULT: 'POST Accounts: refuse-field name "Too short" x1' };
    const terminal = onTerminal(['accounts', 'create', '--city', 'Hamburg', '--owner', 'john.doe@example.com'], env);
    await answer(terminal, 'Account name', 'C');
    await terminal.until('Create this account?');
    terminal.press(KEYS.enter);
    await terminal.until('! Too short');
    await answer(terminal, 'Account name', 'rane Works');
    await terminal.until(/Crane Works[\s\S]*Create this account\?/);
    terminal.press(KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(stored('Accounts', 'name', 'Crane Works')).toMatchObject([{ city: 'Hamburg' }]);
  });

  it('creates nothing with Ctrl-C', async () => {
    const terminal = onTerminal(['accounts', 'create']);
    await answer(terminal, 'Account name', 'Crane Works');
    await terminal.asks('Owner');
    terminal.press(KEYS.ctrlC);
    expect(await terminal.exit()).toMatchObject({ code: 130 });
    expect(home.storedRows('Accounts')).toEqual([]);
  });
});

describe('a person who creates a contact', () => {
  it('finds the account by search, and may leave the first name out', async () => {
    const terminal = onTerminal(['contacts', 'create']);
    await answer(terminal, 'First name', '');
    await answer(terminal, 'Last name', '');
    await terminal.until('Enter a first name or a last name.');
    await answer(terminal, 'Last name', 'Stein');
    await find(terminal, 'Owner', 'doe', 'John Doe');
    await find(terminal, 'Account', 'ziemann', 'Ziemann and Sons');
    await answer(terminal, 'Position', 'Buyer');
    await answer(terminal, 'E-mail', '');
    await terminal.until('Create this contact?');
    terminal.press(KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    const [contact] = stored('Contacts', 'last_name', 'Stein');
    expect(contact).toMatchObject({ account_position: 'Buyer' });
    expect(contact).not.toHaveProperty('first_name');
    expect(stored('ContactAccountRelations', 'contact_id', String(contact?.id))).toMatchObject([{ is_primary: true }]);
  });

  it('can answer in plain lines, and needs no account', async () => {
    const terminal = onTerminal(['contacts', 'create'], { TERM: 'dumb' });
    for (const [question, text] of [
      [/First name/, 'Mara'],
      [/Last name/, 'Stein'],
      [/Owner[\s\S]*Number, or words/, '2'],
      [/Account[\s\S]*1: no account[\s\S]*Number, or words/, ''],
      [/Position/, ''],
      [/E-mail/, ''],
      [/Create this contact\?[\s\S]*Number or name/, '1'],
    ] as const) {
      await terminal.until(question);
      if (text) await terminal.type(text);
      terminal.press(KEYS.enter);
    }
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(stored('Contacts', 'last_name', 'Stein')).toMatchObject([{ first_name: 'Mara' }]);
  });
});
