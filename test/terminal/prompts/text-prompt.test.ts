import { afterEach, describe, expect, it } from 'vitest';
import { closeSeats, sit } from '../../support/seat.ts';

afterEach(closeSeats);

const ENTER = '\r';
const LEFT = '\u001b[D';
const no = () => undefined;
const check = (text: string) => (/^\d+$/.test(text) ? undefined : `'${text}' is no number`);
const preview = (text: string) => (check(text) ? undefined : `${text} US dollars`);

describe('what a text means', () => {
  it('stands below the line while it is typed, and is gone with the answer', async () => {
    const seat = sit();
    const answer = seat.prompter.text({ message: 'Value', check, preview });
    await seat.looks('? Value');
    seat.press('1');
    await seat.looks('? Value 1', '  1 US dollars');
    seat.press('2');
    await seat.looks('? Value 12', '  12 US dollars');
    expect(seat.cursor()).toEqual({ row: 0, column: 10 });
    seat.press('x');
    await seat.looks('? Value 12x');
    seat.press('\u007f', ENTER);
    expect(await answer).toBe('12');
    await seat.looks('✔ Value 12');
    expect(seat.cursor()).toEqual({ row: 1, column: 0 });
  });

  it('stands there from the start for the old answer, in the words it had', async () => {
    const seat = sit();
    const meanings: string[] = [];
    const answer = seat.prompter.text({
      message: 'Name',
      initial: 'a\u200b',
      check: no,
      preview: text => {
        meanings.push(text);
        return text === 'a\u200b' ? 'the old one' : undefined;
      },
    });
    await seat.looks('? Name a\\u{200b}', '  the old one');
    seat.press('!');
    await seat.looks('? Name a\\u{200b}!');
    seat.press(ENTER);
    expect([await answer, new Set(meanings)]).toEqual(['a\\u{200b}!', new Set(['a\u200b', 'a\\u{200b}!'])]);
  });

  it.each([40, 80, 200])('takes one row of %i columns, and is dimmed', async columns => {
    const seat = sit({ columns, colour: true });
    const answer = seat.prompter.text({ message: 'Name', check: no, preview: () => '葵'.repeat(150) });
    await seat.shows('葵');
    const [, row = '', ...others] = seat.lines();
    expect(others).toEqual([]);
    expect(row).toMatch(/^ {2}葵+…$/);
    expect(2 + 2 * (row.length - 3) + 1).toBeLessThan(columns);
    expect(seat.raw()).toMatch(/\u001b\[2m {2}葵/);
    seat.press(ENTER);
    await answer;
  });
});

describe('what is wrong with a text', () => {
  it('stays until the text is another', async () => {
    const seat = sit();
    const answer = seat.prompter.text({ message: 'Value', check, preview });
    await seat.looks('? Value');
    seat.press('x', ENTER);
    await seat.looks('? Value x', "> 'x' is no number");
    seat.press(LEFT);
    await expect.poll(() => seat.cursor().column).toBe(8);
    expect(seat.lines()).toEqual(['? Value x', "> 'x' is no number"]);
    seat.press('\u001b[3~', '7');
    await seat.looks('? Value 7', '  7 US dollars');
    seat.press(ENTER);
    expect(await answer).toBe('7');
  });
});

describe('a line', () => {
  const LONG = 'Ziemann and Sons Machine Works of Kassel';

  it.each([
    // The last column stays empty.
    [40, ['? Opportunity name Ziemann and Sons Mac', 'hine Works of Kassel!']],
    [80, [`? Opportunity name ${LONG}!`]],
    [200, [`? Opportunity name ${LONG}!`]],
  ])('goes on in the next row of %i columns, where the cursor is', async (columns, lines) => {
    const seat = sit({ columns });
    const answer = seat.prompter.text({ message: 'Opportunity name', initial: LONG, check: no });
    await seat.shows('Kassel');
    seat.press('!');
    await seat.looks(...lines);
    expect(seat.cursor()).toEqual({ row: lines.length - 1, column: lines.at(-1)!.length });
    seat.press('\u0001');
    await expect.poll(() => seat.cursor()).toEqual({ row: 0, column: 19 });
    seat.press(ENTER);
    expect(await answer).toBe(`${LONG}!`);
  });

  it.each([
    ['wide letters', '葵'.repeat(4), 8],
    ['an emoji of several parts', '👨‍👩‍👧', 2],
    ['letters and their accents', 'e\u0301a\u0308', 2],
    ['Hebrew', 'שלום', 4],
    ['Arabic', 'شركة', 4],
  ])('of %s has the cursor behind what is shown', async (_, text, columns) => {
    const seat = sit({ columns: 40 });
    const answer = seat.prompter.text({ message: 'Name', check: no });
    await seat.looks('? Name');
    seat.press(text);
    await seat.looks(`? Name ${text}`);
    expect(seat.cursor()).toEqual({ row: 0, column: 7 + columns });
    seat.press('\u0001', '>', ENTER);
    expect(await answer).toBe(`>${text}`);
    await seat.looks(`✔ Name >${text}`);
  });

  it('of wide letters is broken between two of them', async () => {
    const seat = sit({ columns: 12 });
    const answer = seat.prompter.text({ message: 'N', initial: '葵'.repeat(6), check: no });
    await seat.looks('? N 葵葵葵', '葵葵葵');
    expect(seat.cursor()).toEqual({ row: 1, column: 6 });
    seat.press(ENTER);
    await answer;
  });

  it('that does not fit the screen shows the part with the cursor, and comes back whole', async () => {
    const seat = sit({ columns: 21, rows: 4 });
    const text = Array.from({ length: 30 }, (_, n) => `word${n} `).join('');
    const answer = seat.prompter.text({ message: 'N', initial: text, check: no });
    await seat.shows('d29 ');
    expect(seat.lines().length).toBeLessThan(4);
    expect(seat.lines().at(-1)).toMatch(/d29$/);
    seat.press('\u0001');
    await expect.poll(() => seat.lines()[0]).toBe('? N word0 word1 word');
    expect(seat.cursor()).toEqual({ row: 0, column: 4 });
    seat.press(ENTER);
    expect(await answer).toBe(text);
  });

  it('takes what is pasted at once, with the Enter at its end', async () => {
    const seat = sit();
    const answer = seat.prompter.text({ message: 'Name', check: no });
    await seat.looks('? Name');
    seat.press('Müller\t& Söhne\rthe next line\r');
    expect(await answer).toBe('Müller & Söhne');
    const next = seat.prompter.text({ message: 'Next', check: no });
    await seat.shows('? Next');
    seat.press('n', ENTER);
    expect(await next).toBe('n');
  });

  it('has no colour where none is wanted, and ASCII marks where the locale promises no more', async () => {
    const seat = sit({ env: { LANG: 'C' } });
    const answer = seat.prompter.text({ message: 'Value', initial: '7', check, preview });
    await seat.looks('? Value 7', '  7 US dollars');
    seat.press(ENTER);
    await answer;
    await seat.looks('* Value 7');
    expect(seat.raw()).not.toMatch(/\u001b\[[\d;]*m|[^\u0000-\u007f]/);
  });
});
