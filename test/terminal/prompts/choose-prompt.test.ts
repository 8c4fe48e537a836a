import { afterEach, describe, expect, it } from 'vitest';
import { windowAround } from '../../../src/terminal/prompts/choice-list.ts';
import type { Choice } from '../../../src/terminal/prompts/prompter.ts';
import { closeFakeTerminals, fakeTerminal } from '../../support/fake-terminal.ts';

afterEach(closeFakeTerminals);

const ENTER = '\r';
const UP = '\u001b[A';
const DOWN = '\u001b[B';
const KEYS = '↑↓ navigate • ⏎ select';
const choices: Choice[] = ['Renewals', 'Test Pipeline', '葵の商談', 'Third'].map(name => ({ value: name, name }));

describe('a list', () => {
  it.each([40, 80, 200])('of %i columns marks the old answer, and moves by the arrows', async columns => {
    const terminal = fakeTerminal({ columns });
    const answer = terminal.prompter.choose({ message: 'Pipeline', choices, initial: 'Test Pipeline' });
    await terminal.looks('? Pipeline', '  Renewals', '❯ Test Pipeline', '  葵の商談', '  Third', '', KEYS);
    terminal.press(UP, UP, DOWN, DOWN);
    await terminal.looks('? Pipeline', '  Renewals', '  Test Pipeline', '❯ 葵の商談', '  Third', '', KEYS);
    terminal.press(ENTER);
    expect(await answer).toBe('葵の商談');
    await terminal.looks('✔ Pipeline 葵の商談');
  });

  it('hides the cursor while it is open, and brings it back', async () => {
    const terminal = fakeTerminal();
    const answer = terminal.prompter.choose({ message: 'Pipeline', choices });
    await terminal.shows('Third');
    expect(terminal.raw().endsWith('\u001b[?25l')).toBe(true);
    terminal.press(ENTER);
    await answer;
    expect(terminal.raw().endsWith('\u001b[?25h')).toBe(true);
  });

  it('goes to what begins with the letters typed, or has that number', async () => {
    const terminal = fakeTerminal();
    const marked = () => terminal.lines().find(line => line.startsWith('❯'));
    const answer = terminal.prompter.choose({ message: 'Pipeline', choices });
    await terminal.shows('Third');
    terminal.press('t');
    await expect.poll(marked).toBe('❯ Test Pipeline');
    terminal.press('h');
    await expect.poll(marked).toBe('❯ Third');
    // After a while letters begin anew.
    await terminal.pass(700);
    terminal.press('r');
    await expect.poll(marked).toBe('❯ Renewals');
    await terminal.pass(700);
    terminal.press('3');
    await expect.poll(marked).toBe('❯ 葵の商談');
    terminal.press(ENTER);
    expect(await answer).toBe('葵の商談');
  });

  it('that is longer than the screen shows what is around the marked one, and how many are out of sight', async () => {
    const many = Array.from({ length: 30 }, (_, n) => ({ value: String(n), name: `Choice ${n}` }));
    const terminal = fakeTerminal({ rows: 9 });
    const answer = terminal.prompter.choose({ message: 'Which', choices: many, initial: '20' });
    const around = ['  Choice 18', '  Choice 19', '❯ Choice 20', '  Choice 21', '  Choice 22'];
    await terminal.looks('? Which', ...around, '', `${KEYS} (18 above, 7 below)`);
    for (let pressed = 0; pressed < 9; pressed++) terminal.press('\u001b[B');
    await expect.poll(() => terminal.lines().at(-1)).toBe(`${KEYS} (25 above)`);
    terminal.press(ENTER);
    await answer;
    await terminal.looks('✔ Which Choice 29');
  });

  it('of nothing is a bug, which is said', async () => {
    const terminal = fakeTerminal();
    await expect(terminal.prompter.choose({ message: 'Which', choices: [] })).rejects.toThrow('nothing to choose from');
  });
});

describe('the part of a list that fits', () => {
  it.each([
    [0, [1, 1, 1, 1, 1], 3, [0, 3]],
    [2, [1, 1, 1, 1, 1], 3, [1, 4]],
    [4, [1, 1, 1, 1, 1], 3, [2, 5]],
    [2, [1, 1, 1, 1, 1], 9, [0, 5]],
    // What takes two rows is there whole or not at all, except for the marked one.
    [1, [2, 2, 2], 5, [0, 2]],
    [0, [5, 1], 3, [0, 1]],
  ])('around %i of %j, %i rows', (active, heights, room, part) => {
    expect(windowAround(active, heights, room)).toEqual(part);
  });
});
