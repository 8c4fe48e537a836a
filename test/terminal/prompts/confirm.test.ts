import { afterEach, describe, expect, it } from 'vitest';
import { closeSeats, sit } from '../../support/seat.ts';

afterEach(closeSeats);

const ENTER = '\r';
const ask = { message: 'Replace it?', answers: ['No, keep it', 'Yes, replace it'] as const };

describe('yes or no', () => {
  it.each([
    ['', false, '✔ Replace it? No, keep it'],
    ['n', false, '✔ Replace it? No, keep it'],
    ['NO', false, '✔ Replace it? No, keep it'],
    ['y', true, '✔ Replace it? Yes, replace it'],
    ['Yes', true, '✔ Replace it? Yes, replace it'],
  ])('is answered by %j and Enter, and means no unless somebody says yes', async (typed, value, line) => {
    const seat = sit();
    const answer = seat.prompter.confirm(ask);
    await seat.looks('? Replace it? (y/N)');
    seat.press(...typed);
    await seat.looks(`? Replace it? (y/N) ${typed}`.trimEnd());
    seat.press(ENTER);
    expect(await answer).toBe(value);
    await seat.looks(line);
  });

  it('may mean yes at Enter', async () => {
    const seat = sit();
    const answer = seat.prompter.confirm({ message: 'Go?', initial: true });
    await seat.looks('? Go? (Y/n)');
    seat.press(ENTER);
    expect(await answer).toBe(true);
    await seat.looks('✔ Go? Yes');
  });

  it('refuses all else, and asks on', async () => {
    const seat = sit();
    const answer = seat.prompter.confirm(ask);
    await seat.looks('? Replace it? (y/N)');
    seat.press(...'maybe', ENTER);
    await seat.looks('? Replace it? (y/N) maybe', '> Answer yes or no.');
    seat.press('\u0015', 'y', ENTER);
    expect(await answer).toBe(true);
  });

  it('is not answered by what is pasted before Enter, whatever its line breaks', async () => {
    const seat = sit();
    const answer = seat.prompter.confirm(ask);
    await seat.looks('? Replace it? (y/N)');
    seat.press('\u001b[200~yes\r\n\u001b[201~');
    await seat.looks('? Replace it? (y/N) yes');
    seat.press(ENTER);
    expect(await answer).toBe(true);
  });

  it('has the cursor where the answer goes, also where the question is folded', async () => {
    const seat = sit({ columns: 20 });
    const answer = seat.prompter.confirm({ message: '葵の商談 を本当に削除しますか?' });
    await seat.looks('? 葵の商談 を本当に', '削除しますか? (y/N)');
    // Behind the last column a line begins.
    expect(seat.cursor()).toEqual({ row: 2, column: 1 });
    seat.press('n');
    await seat.looks('? 葵の商談 を本当に', '削除しますか? (y/N)', ' n');
    expect(seat.cursor()).toEqual({ row: 2, column: 2 });
    seat.resize(60);
    await seat.looks('? 葵の商談 を本当に削除しますか? (y/N) n');
    seat.press('\u001b[D', 'o\u001b[C', '\u007f', ENTER);
    expect(await answer).toBe(false);
  });

  it('keeps a note above it', async () => {
    const seat = sit();
    const answer = seat.prompter.confirm(ask);
    await seat.looks('? Replace it? (y/N)');
    await seat.prompter.note('Retrying ...');
    await seat.looks('Retrying ...', '? Replace it? (y/N)');
    seat.press(ENTER);
    await answer;
  });

  it('has no colour unless the terminal takes it, and then that of all questions', async () => {
    for (const colour of [false, true]) {
      const seat = sit({ colour });
      const answer = seat.prompter.confirm(ask);
      await seat.shows('(y/N)');
      expect(/\u001b\[34m\?/.test(seat.raw())).toBe(colour);
      expect(/\u001b\[2m\(y\/N\)/.test(seat.raw())).toBe(colour);
      seat.press(ENTER);
      await answer;
    }
  });
});
