import { afterEach, describe, expect, it } from 'vitest';
import type { Choice } from '../../../src/terminal/prompts/prompter.ts';
import { closeSeats, sit } from '../../support/seat.ts';

afterEach(closeSeats);

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
    const seat = sit({ columns });
    const answer = seat.prompter.several({ message: 'Labels', choices: LABELS, initial: ['hot'] });
    await seat.looks('? Labels', '❯ [ ] priority', '  [x] hot', '  [ ] 葵の商談', '', KEYS);
    seat.press(DOWN, DOWN, DOWN, ' ', UP, ' ', UP, UP, ' ');
    await seat.looks('? Labels', '❯ [x] priority', '  [ ] hot', '  [x] 葵の商談', '', KEYS);
    seat.press(ENTER);
    expect(await answer).toEqual(['priority', '葵の商談']);
    await seat.looks('✔ Labels priority, 葵の商談');
  });

  it('may be none, unless one is required', async () => {
    const seat = sit();
    const none = seat.prompter.several({ message: 'Labels', choices: LABELS, initial: [] });
    await seat.shows('❯ [ ] priority');
    seat.press(ENTER);
    expect(await none).toEqual([]);
    await seat.looks('✔ Labels none');
    const one = seat.prompter.several({ message: 'Again', choices: LABELS, initial: [], required: true });
    await seat.shows('? Again');
    seat.press(ENTER);
    await seat.shows('> Choose at least one.');
    seat.press(' ', ENTER);
    expect(await one).toEqual(['priority']);
  });

  it('are not marked by letters or by what is pasted', async () => {
    const seat = sit();
    const answer = seat.prompter.several({ message: 'Labels', choices: LABELS, initial: [] });
    await seat.shows('❯ [ ] priority');
    seat.press('a', 'i', '\u001b[200~1 2 a\r\n\u001b[201~', DOWN);
    await seat.looks('? Labels', '  [ ] priority', '❯ [ ] hot', '  [ ] 葵の商談', '', KEYS);
    seat.press(ENTER);
    expect(await answer).toEqual([]);
  });

  it('show what is around the active one of a long list, and how many are out of sight', async () => {
    const many = named(...Array.from({ length: 30 }, (_, n) => `Choice ${n}`));
    const seat = sit({ rows: 9 });
    const answer = seat.prompter.several({ message: 'Which', choices: many, initial: [] });
    const start = [0, 1, 2, 3, 4].map(n => `${n === 0 ? '❯' : ' '} [ ] Choice ${n}`);
    await seat.looks('? Which', ...start, '', `${KEYS} (25 below)`);
    seat.press(...Array<string>(20).fill(DOWN));
    const around = [18, 19, 20, 21, 22].map(n => `${n === 20 ? '❯' : ' '} [ ] Choice ${n}`);
    await seat.looks('? Which', ...around, '', `${KEYS} (18 above, 7 below)`);
    seat.press(' ', ENTER);
    expect(await answer).toEqual(['Choice 20']);
  });

  it('that look alike show their ids whole, at any width', async () => {
    const alike: Choice[] = [
      { value: ID, name: 'Ida Ziemann' },
      { value: OTHER, name: 'Ida Ziemann' },
    ];
    const seat = sit({ columns: 40 });
    const answer = seat.prompter.several({ message: 'Contacts', choices: alike, initial: [] });
    await seat.shows('submit');
    const whole = () => seat.lines().join('').replaceAll(' ', '');
    expect([whole().includes(ID), whole().includes(OTHER)]).toEqual([true, true]);
    seat.press(DOWN, ' ');
    seat.resize(80);
    await seat.looks('? Contacts', `  [ ] Ida Ziemann ${ID}`, `❯ [x] Ida Ziemann ${OTHER}`, '', KEYS);
    seat.resize(40);
    await expect.poll(() => whole().includes(OTHER)).toBe(true);
    expect(seat.lines().length).toBe(7);
    seat.press(ENTER);
    expect(await answer).toEqual([OTHER]);
  });

  it('are drawn in ASCII where the terminal promises no more', async () => {
    const seat = sit({ env: { LANG: 'C' } });
    const answer = seat.prompter.several({ message: 'Labels', choices: named('priority'), initial: [] });
    await seat.looks('? Labels', '> [ ] priority', '', 'Up, Down: navigate, Space: mark, Enter: submit');
    seat.press(' ', ENTER);
    await answer;
    await seat.looks('* Labels priority');
  });

  it('of nothing is a bug, which is said', async () => {
    const { prompter } = sit();
    await expect(prompter.several({ message: 'Which', choices: [], initial: [] })).rejects.toThrow('nothing to choose');
  });
});
