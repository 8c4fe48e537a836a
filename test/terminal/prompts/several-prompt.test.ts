import { afterEach, describe, expect, it } from 'vitest';
import type { Choice } from '../../../src/terminal/prompts/prompter.ts';
import { closeFakeTerminals, fakeTerminal } from '../../support/fake-terminal.ts';

afterEach(closeFakeTerminals);

const ENTER = '\r';
const UP = '\u001b[A';
const DOWN = '\u001b[B';
const KEYS = '↑↓ navigate • Space mark • ⏎ submit';
const ID = '00000001-6f23-0908-abfd-384aa0f62f9e';
const OTHER = '00000002-6f23-0908-abfd-384aa0f62f9e';
const named = (...names: string[]): Choice[] => names.map(name => ({ value: name, name }));
const LABELS = named('priority', 'hot', '葵の商談');

describe('several of a list', () => {
  it.each([40, 80, 200])('of %i columns are marked by Space, and taken in the order of the list', async columns => {
    const terminal = fakeTerminal({ columns });
    const answer = terminal.prompter.several({ message: 'Labels', choices: LABELS, initial: ['hot'] });
    await terminal.looks('? Labels', '❯ [ ] priority', '  [x] hot', '  [ ] 葵の商談', '', KEYS);
    terminal.press(DOWN, DOWN, DOWN, ' ', UP, ' ', UP, UP, ' ');
    await terminal.looks('? Labels', '❯ [x] priority', '  [ ] hot', '  [x] 葵の商談', '', KEYS);
    terminal.press(ENTER);
    expect(await answer).toEqual(['priority', '葵の商談']);
    await terminal.looks('✔ Labels priority, 葵の商談');
  });

  it('may be none, unless one is required', async () => {
    const terminal = fakeTerminal();
    const none = terminal.prompter.several({ message: 'Labels', choices: LABELS, initial: [] });
    await terminal.shows('❯ [ ] priority');
    terminal.press(ENTER);
    expect(await none).toEqual([]);
    await terminal.looks('✔ Labels none');
    const one = terminal.prompter.several({ message: 'Again', choices: LABELS, initial: [], required: true });
    await terminal.shows('? Again');
    terminal.press(ENTER);
    await terminal.shows('> Choose at least one.');
    terminal.press(' ', ENTER);
    expect(await one).toEqual(['priority']);
  });

  it('are not marked by letters or by what is pasted', async () => {
    const terminal = fakeTerminal();
    const answer = terminal.prompter.several({ message: 'Labels', choices: LABELS, initial: [] });
    await terminal.shows('❯ [ ] priority');
    terminal.press('a', '\u001b[200~1 2 a\r\n\u001b[201~', DOWN);
    await terminal.looks('? Labels', '  [ ] priority', '❯ [ ] hot', '  [ ] 葵の商談', '', KEYS);
    terminal.press(ENTER);
    expect(await answer).toEqual([]);
  });

  it('show what is around the active one of a long list, and how many are out of sight', async () => {
    const many = named(...Array.from({ length: 30 }, (_, n) => `Choice ${n}`));
    const terminal = fakeTerminal({ rows: 9 });
    const answer = terminal.prompter.several({ message: 'Which', choices: many, initial: [] });
    const start = [0, 1, 2, 3, 4].map(n => `${n === 0 ? '❯' : ' '} [ ] Choice ${n}`);
    await terminal.looks('? Which', ...start, '', `${KEYS} (25 below)`);
    terminal.press(...Array<string>(20).fill(DOWN));
    const around = [18, 19, 20, 21, 22].map(n => `${n === 20 ? '❯' : ' '} [ ] Choice ${n}`);
    await terminal.looks('? Which', ...around, '', `${KEYS} (18 above, 7 below)`);
    terminal.press(' ', ENTER);
    expect(await answer).toEqual(['Choice 20']);
  });

  it('whose lines are folded show the active one whole, as long as it fits', async () => {
    const long = named(...Array.from({ length: 9 }, (_, n) => `${n}${' word'.repeat(12)}`));
    const terminal = fakeTerminal({ columns: 41, rows: 9 });
    const answer = terminal.prompter.several({ message: 'Which', choices: long, initial: [] });
    await terminal.shows('❯ [ ] 0');
    terminal.press(...Array<string>(8).fill(DOWN));
    await expect.poll(() => terminal.lines().slice(-2).join('')).toMatch(/\(\d above\)$/);
    expect(
      terminal
        .lines()
        .join('')
        .match(/❯ \[ \] 8( word){12}/),
    ).not.toBeNull();
    expect(terminal.lines().length).toBeLessThanOrEqual(8);
    terminal.press(ENTER);
    await answer;
  });

  it('that look alike show their ids whole, at any width', async () => {
    const alike: Choice[] = [
      { value: ID, name: 'Ida Ziemann' },
      { value: OTHER, name: 'Ida Ziemann' },
    ];
    const terminal = fakeTerminal({ columns: 40 });
    const answer = terminal.prompter.several({ message: 'Contacts', choices: alike, initial: [] });
    await terminal.shows('submit');
    const whole = () => terminal.lines().join('').replaceAll(' ', '');
    expect([whole().includes(ID), whole().includes(OTHER)]).toEqual([true, true]);
    terminal.press(DOWN, ' ');
    terminal.resize(80);
    await terminal.looks('? Contacts', `  [ ] Ida Ziemann ${ID}`, `❯ [x] Ida Ziemann ${OTHER}`, '', KEYS);
    terminal.resize(40);
    await expect.poll(() => whole().includes(OTHER)).toBe(true);
    expect(terminal.lines().length).toBe(7);
    terminal.press(ENTER);
    expect(await answer).toEqual([OTHER]);
  });

  it('are drawn in ASCII where the terminal promises no more', async () => {
    const terminal = fakeTerminal({ env: { LANG: 'C' } });
    const answer = terminal.prompter.several({ message: 'Labels', choices: named('priority'), initial: [] });
    await terminal.looks('? Labels', '> [ ] priority', '', 'Up, Down: navigate, Space: mark, Enter: submit');
    terminal.press(' ', ENTER);
    await answer;
    await terminal.looks('* Labels priority');
  });

  it('are one line each where the terminal is wide enough', async () => {
    const name = 'x'.repeat(150);
    const terminal = fakeTerminal({ columns: 200 });
    const answer = terminal.prompter.several({ message: 'Which', choices: named(name), initial: [] });
    await terminal.looks('? Which', `❯ [ ] ${name}`, '', KEYS);
    terminal.press(ENTER);
    await answer;
  });

  it('of nothing is a bug, which is said', async () => {
    const { prompter } = fakeTerminal();
    await expect(prompter.several({ message: 'Which', choices: [], initial: [] })).rejects.toThrow('nothing to choose');
  });
});
