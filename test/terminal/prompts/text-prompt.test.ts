import { afterEach, describe, expect, it } from 'vitest';
import { closeFakeTerminals, fakeTerminal } from '../../support/fake-terminal.ts';

afterEach(closeFakeTerminals);

const ENTER = '\r';
const LEFT = '\u001b[D';
const no = () => undefined;
const check = (text: string) => (/^\d+$/.test(text) ? undefined : `'${text}' is no number`);
const preview = (text: string) => (check(text) ? undefined : `${text} US dollars`);

describe('what a text means', () => {
  it('stands below the line while it is typed, and is gone with the answer', async () => {
    const terminal = fakeTerminal();
    const answer = terminal.prompter.text({ message: 'Value', check, preview });
    await terminal.looks('? Value');
    terminal.press('1');
    await terminal.looks('? Value 1', '  1 US dollars');
    terminal.press('2');
    await terminal.looks('? Value 12', '  12 US dollars');
    expect(terminal.cursor()).toEqual({ row: 0, column: 10 });
    terminal.press('x');
    await terminal.looks('? Value 12x');
    terminal.press('\u007f', ENTER);
    expect(await answer).toBe('12');
    await terminal.looks('✔ Value 12');
    expect(terminal.cursor()).toEqual({ row: 1, column: 0 });
  });

  it('stands there from the start for the old answer, in the words it had', async () => {
    const terminal = fakeTerminal();
    const meanings: string[] = [];
    const answer = terminal.prompter.text({
      message: 'Name',
      initial: 'a\u200b',
      check: no,
      preview: text => {
        meanings.push(text);
        return text === 'a\u200b' ? 'the old one' : undefined;
      },
    });
    await terminal.looks('? Name a\\u{200b}', '  the old one');
    terminal.press('!');
    await terminal.looks('? Name a\\u{200b}!');
    terminal.press(ENTER);
    expect([await answer, new Set(meanings)]).toEqual(['a\\u{200b}!', new Set(['a\u200b', 'a\\u{200b}!'])]);
  });

  it.each([40, 80, 200])('takes one row of %i columns, and is dimmed', async columns => {
    const terminal = fakeTerminal({ columns, colour: true });
    const answer = terminal.prompter.text({ message: 'Name', check: no, preview: () => '葵'.repeat(150) });
    await terminal.shows('葵');
    const [, row = '', ...others] = terminal.lines();
    expect(others).toEqual([]);
    expect(row).toMatch(/^ {2}葵+…$/);
    expect(2 + 2 * (row.length - 3) + 1).toBeLessThan(columns);
    expect(terminal.raw()).toMatch(/\u001b\[2m {2}葵/);
    terminal.press(ENTER);
    await answer;
  });
});

describe('what is wrong with a text', () => {
  it('stays until the text is another', async () => {
    const terminal = fakeTerminal();
    const answer = terminal.prompter.text({ message: 'Value', check, preview });
    await terminal.looks('? Value');
    terminal.press('x', ENTER);
    await terminal.looks('? Value x', "> 'x' is no number");
    terminal.press(LEFT);
    await expect.poll(() => terminal.cursor().column).toBe(8);
    expect(terminal.lines()).toEqual(['? Value x', "> 'x' is no number"]);
    terminal.press('\u001b[3~', '7');
    await terminal.looks('? Value 7', '  7 US dollars');
    terminal.press(ENTER);
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
    const terminal = fakeTerminal({ columns });
    const answer = terminal.prompter.text({ message: 'Opportunity name', initial: LONG, check: no });
    await terminal.shows('Kassel');
    terminal.press('!');
    await terminal.looks(...lines);
    expect(terminal.cursor()).toEqual({ row: lines.length - 1, column: lines.at(-1)!.length });
    terminal.press('\u0001');
    await expect.poll(() => terminal.cursor()).toEqual({ row: 0, column: 19 });
    terminal.press(ENTER);
    expect(await answer).toBe(`${LONG}!`);
  });

  it.each([
    ['wide letters', '葵'.repeat(4), 8],
    ['an emoji of several parts', '👨‍👩‍👧', 2],
    ['letters and their accents', 'e\u0301a\u0308', 2],
    ['Hebrew', 'שלום', 4],
    ['Arabic', 'شركة', 4],
  ])('of %s has the cursor behind what is shown', async (_, text, columns) => {
    const terminal = fakeTerminal({ columns: 40 });
    const answer = terminal.prompter.text({ message: 'Name', check: no });
    await terminal.looks('? Name');
    terminal.press(text);
    await terminal.looks(`? Name ${text}`);
    expect(terminal.cursor()).toEqual({ row: 0, column: 7 + columns });
    terminal.press('\u0001', '>', ENTER);
    expect(await answer).toBe(`>${text}`);
    await terminal.looks(`✔ Name >${text}`);
  });

  it('of wide letters is broken between two of them', async () => {
    const terminal = fakeTerminal({ columns: 12 });
    const answer = terminal.prompter.text({ message: 'N', initial: '葵'.repeat(6), check: no });
    await terminal.looks('? N 葵葵葵', '葵葵葵');
    expect(terminal.cursor()).toEqual({ row: 1, column: 6 });
    terminal.press(ENTER);
    await answer;
  });

  it('that does not fit the screen shows the part with the cursor, and comes back whole', async () => {
    const terminal = fakeTerminal({ columns: 21, rows: 4 });
    const text = Array.from({ length: 30 }, (_, n) => `word${n} `).join('');
    const answer = terminal.prompter.text({ message: 'N', initial: text, check: no });
    await terminal.shows('d29 ');
    expect(terminal.lines().length).toBeLessThan(4);
    expect(terminal.lines().at(-1)).toMatch(/d29$/);
    terminal.press('\u0001');
    await expect.poll(() => terminal.lines()[0]).toBe('? N word0 word1 word');
    expect(terminal.cursor()).toEqual({ row: 0, column: 4 });
    terminal.press(ENTER);
    expect(await answer).toBe(text);
  });

  it('takes what comes at once, with the Enter at its end, and leaves the rest to the next question', async () => {
    const terminal = fakeTerminal();
    const answer = terminal.prompter.text({ message: 'Name', check: no });
    await terminal.looks('? Name');
    terminal.press('Müller\t& Söhne\rthe next line\r');
    expect(await answer).toBe('Müller & Söhne');
    const next = terminal.prompter.text({ message: 'Next', check: no });
    expect(await next).toBe('the next line');
  });

  it('has no colour where none is wanted, and ASCII marks where the locale promises no more', async () => {
    const terminal = fakeTerminal({ env: { LANG: 'C' } });
    const answer = terminal.prompter.text({ message: 'Value', initial: '7', check, preview });
    await terminal.looks('? Value 7', '  7 US dollars');
    terminal.press(ENTER);
    await answer;
    await terminal.looks('* Value 7');
    expect(terminal.raw()).not.toMatch(/\u001b\[[\d;]*m|[^\u0000-\u007f]/);
  });
});
