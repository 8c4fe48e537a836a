import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useHome } from '../support/hooks.ts';
import { createdIn, TUTORIAL } from '../support/opportunity.ts';
import { inTerminal, KEYS, shellInTerminal, type Terminal } from '../support/terminal.ts';
import { markChoices, pickChoice } from '../support/tutorial-answers.ts';

const home = useHome();

const QUESTION = 'Forget everything that was created in the sandbox?';
const paste = (text: string) => `\u001b[200~${text}\u001b[201~`;

const FLAGS = [...Object.entries(TUTORIAL).flat().slice(0, -2), '--no-contact'];

/** Answers the one question that the flags leave open. */
async function answerDate(terminal: Terminal): Promise<Terminal> {
  await terminal.asks('Closing date');
  await terminal.type('2026-12-31');
  terminal.press(KEYS.enter);
  return terminal;
}

/** The wizard at the list of optional fields. */
const atMoreFields = (options: { columns?: number; env?: Record<string, string> } = {}) =>
  answerDate(inTerminal(['--sandbox', 'oppty', 'create', ...FLAGS], { home, ...options }));

/** The lines from the open question on, without the empty ones at the end. */
function openLines(terminal: Terminal): string[] {
  const lines = terminal.text().trimEnd().split('\n');
  return lines.slice(lines.findLastIndex(line => line.startsWith('? ')));
}
const looks = (terminal: Terminal, ...lines: string[]) =>
  expect.poll(() => openLines(terminal), { timeout: 10_000 }).toEqual(lines);

describe('yes or no', () => {
  const reset = (columns = 80, env = {}) => inTerminal(['sandbox', 'reset'], { home, columns, env });

  const WIDE = [`? ${QUESTION} (y/N)`];
  const NARROW = ['? Forget everything that was created in', ' the sandbox? (y/N)'];

  it.each([
    [40, NARROW, 80, WIDE],
    [80, WIDE, 40, NARROW],
  ])('of %i columns follows the width, and looks as all questions do', async (columns, lines, other, folded) => {
    const terminal = reset(columns, { NO_COLOR: '1' });
    await looks(terminal, ...lines);
    terminal.resize(other);
    await looks(terminal, ...folded);
    terminal.press('y');
    await terminal.until('(y/N) y');
    terminal.press(KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(terminal.text()).toContain('Yes, forget it');
    expect(terminal.text()).toContain('The sandbox has its first data again.');
    expect(terminal.text().split('(y/N)')).toHaveLength(1);
    expect(terminal.raw()).not.toMatch(/\u001b\[\d*m/);
  });

  it.each([
    ['Enter', KEYS.enter, 0],
    ['Esc', KEYS.esc, 0],
    ['Ctrl-C', KEYS.ctrlC, 130],
    ['Ctrl-D', KEYS.ctrlD, 130],
  ])('changes nothing at %s', async (_, key, code) => {
    const terminal = reset();
    await terminal.asks('Forget');
    await terminal.until('(y/N)');
    terminal.press(key);
    expect(await terminal.exit()).toMatchObject({ code });
    if (code === 0) expect(terminal.text()).toContain('Nothing was changed.');
  });

  it('is not answered by what is pasted, and comes back after Ctrl-Z', async () => {
    const terminal = shellInTerminal('set -m; pipeliner sandbox reset; echo "in the shell"; fg', { home });
    await terminal.until('(y/N)');
    terminal.press(paste('y\r\n'));
    await terminal.until('(y/N) y');
    terminal.press('\u001a');
    await terminal.until(/^in the shell$/m);
    await terminal.until(text => text.split('(y/N) y').length === 3);
    terminal.press(KEYS.enter);
    await terminal.exit();
    expect(terminal.text()).toContain('The sandbox has its first data again.');
  });

  it('is a line in plain lines', async () => {
    const terminal = reset(80, { PIPELINER_ACCESSIBLE: '1' });
    await terminal.until('Yes or no, Enter means no:');
    terminal.press('perhaps\r');
    await terminal.until('Answer yes or no.');
    terminal.press('yes\r');
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(terminal.text()).toContain(`${QUESTION}\n`);
    expect(terminal.text()).toContain('Yes, forget it\nThe sandbox has its first data again.');
  });
});

describe('several of a list', () => {
  const KEYS_LINE = '↑↓ navigate • Space mark • ⏎ submit';

  it.each([40, 80])('of %i columns takes the labels that are marked, and follows the width', async columns => {
    const terminal = await atMoreFields({ columns });
    await pickChoice(terminal, 'More fields', 'Label');
    await looks(terminal, '? Label', '❯ [ ] priority', '  [ ] hot', '  [ ] stalled', '', KEYS_LINE);
    terminal.resize(30);
    await looks(
      terminal,
      ...['? Label', '❯ [ ] priority', '  [ ] hot', '  [ ] stalled', ''],
      ...['↑↓ navigate • Space mark • ⏎', 'submit'],
    );
    terminal.resize(columns);
    terminal.press(paste('a 1\r\n'));
    await markChoices(terminal, 'Label', 'hot', 'stalled');
    await terminal.asks('More fields');
    expect(terminal.text()).toContain('✔ Label hot, stalled\n');
    terminal.press(KEYS.enter);
    await terminal.asks('Create this opportunity?');
    terminal.press(KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(createdIn(home)[0]).toMatchObject({ label_flag: 6 });
  });

  it('is left by Esc, and ended by Ctrl-C and Ctrl-D', async () => {
    for (const key of [KEYS.ctrlC, KEYS.ctrlD]) {
      const terminal = await atMoreFields();
      await pickChoice(terminal, 'More fields', 'Label');
      await terminal.until('❯ [ ] priority');
      terminal.press(KEYS.esc);
      await pickChoice(terminal, 'More fields', 'Label');
      await terminal.until('❯ [ ] priority');
      terminal.press(key);
      expect(await terminal.exit()).toMatchObject({ code: 130 });
    }
  });
});

describe('a long text', () => {
  /** An editor that asks at the terminal for a line, and puts it between two others. */
  function editor(): string {
    const path = join(home.path, 'ed itor');
    const lines = ['printf "Line? "', 'read line', 'printf "one\\n%s\\ntwo\\n" "$line" > "$1"'];
    writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'));
    chmodSync(path, 0o700);
    return `'${path}'`;
  }

  it.each([40, 80])('at %i columns is written in the editor, which has the terminal to itself', async columns => {
    const flags = FLAGS.map(word => `'${word}'`).join(' ');
    const line = `pipeliner --sandbox oppty create --json ${flags} > out; echo "code $?"`;
    const terminal = shellInTerminal(line, { home, columns, env: { EDITOR: editor() } });
    await answerDate(terminal);
    await pickChoice(terminal, 'More fields', 'Description');
    await terminal.asks('Description', 'Enter opens');
    terminal.resize(120 - columns);
    terminal.press(KEYS.enter);
    await terminal.until('Line?');
    terminal.press('typed there\r');
    await terminal.asks('More fields');
    expect(terminal.text()).toContain('✔ Description one (3 lines)\n');
    terminal.press(KEYS.enter);
    await terminal.asks('Create this opportunity?');
    terminal.press(KEYS.enter);
    await terminal.until('code 0');
    await terminal.exit();
    expect(createdIn(home)[0]).toMatchObject({ description: 'one\ntyped there\ntwo' });
    expect(JSON.parse(readFileSync(join(home.path, 'out'), 'utf8'))).toMatchObject({ name: 'New Opportunity' });
  });

  it('is left by Esc, and ended by Ctrl-C and Ctrl-D', async () => {
    for (const key of [KEYS.ctrlC, KEYS.ctrlD]) {
      const terminal = await atMoreFields({ env: { EDITOR: 'true' } });
      await pickChoice(terminal, 'More fields', 'Description');
      await terminal.asks('Description', 'Enter opens true');
      terminal.press(paste('lost\r\n'), KEYS.esc);
      await pickChoice(terminal, 'More fields', 'Description');
      await terminal.asks('Description', 'Enter opens true');
      terminal.press(key);
      expect(await terminal.exit()).toMatchObject({ code: 130 });
    }
  });

  it('in plain lines ends with a dot', async () => {
    const terminal = await atMoreFields({ env: { PIPELINER_ACCESSIBLE: '1' } });
    await terminal.until('Number or name:');
    terminal.press('description\r');
    for (const [number, line] of ['one', '', 'two', '.'].entries()) {
      await terminal.until(new RegExp(`Line ${number + 1}:\\s*$`));
      terminal.press(`${line}\r`);
    }
    await terminal.until(text => text.split('More fields').length === 3);
    await terminal.until('Description: one');
    terminal.press(KEYS.ctrlC);
    await terminal.exit();
  });
});
