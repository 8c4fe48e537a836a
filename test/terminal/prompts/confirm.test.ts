import { afterEach, describe, expect, it } from 'vitest';
import { closeFakeTerminals, fakeTerminal } from '../../support/fake-terminal.ts';

afterEach(closeFakeTerminals);

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
    const terminal = fakeTerminal();
    const answer = terminal.prompter.confirm(ask);
    await terminal.looks('? Replace it? (y/N)');
    terminal.press(...typed);
    await terminal.looks(`? Replace it? (y/N) ${typed}`.trimEnd());
    terminal.press(ENTER);
    expect(await answer).toBe(value);
    await terminal.looks(line);
  });

  it('may mean yes at Enter', async () => {
    const terminal = fakeTerminal();
    const answer = terminal.prompter.confirm({ message: 'Go?', initial: true });
    await terminal.looks('? Go? (Y/n)');
    terminal.press(ENTER);
    expect(await answer).toBe(true);
    await terminal.looks('✔ Go? Yes');
  });

  it('refuses all else, and asks on', async () => {
    const terminal = fakeTerminal();
    const answer = terminal.prompter.confirm(ask);
    await terminal.looks('? Replace it? (y/N)');
    terminal.press(...'maybe', ENTER);
    await terminal.looks('? Replace it? (y/N) maybe', '> Answer yes or no.');
    terminal.press('\u0015', 'y', ENTER);
    expect(await answer).toBe(true);
  });

  it('is not answered by what is pasted before Enter, whatever its line breaks', async () => {
    const terminal = fakeTerminal();
    const answer = terminal.prompter.confirm(ask);
    await terminal.looks('? Replace it? (y/N)');
    terminal.press('\u001b[200~yes\r\n\u001b[201~');
    await terminal.looks('? Replace it? (y/N) yes');
    terminal.press(ENTER);
    expect(await answer).toBe(true);
  });

  it('has the cursor where the answer goes, also where the question is folded', async () => {
    const terminal = fakeTerminal({ columns: 20 });
    const answer = terminal.prompter.confirm({ message: '葵の商談 を本当に削除しますか?' });
    await terminal.looks('? 葵の商談 を本当に', '削除しますか? (y/N)');
    // Behind the last column a line begins.
    expect(terminal.cursor()).toEqual({ row: 2, column: 1 });
    terminal.press('n');
    await terminal.looks('? 葵の商談 を本当に', '削除しますか? (y/N)', ' n');
    expect(terminal.cursor()).toEqual({ row: 2, column: 2 });
    terminal.resize(60);
    await terminal.looks('? 葵の商談 を本当に削除しますか? (y/N) n');
    terminal.press('\u001b[D', 'o\u001b[C', '\u007f', ENTER);
    expect(await answer).toBe(false);
  });

  it('keeps a note above it', async () => {
    const terminal = fakeTerminal();
    const answer = terminal.prompter.confirm(ask);
    await terminal.looks('? Replace it? (y/N)');
    await terminal.prompter.note('Retrying ...');
    await terminal.looks('Retrying ...', '? Replace it? (y/N)');
    terminal.press(ENTER);
    await answer;
  });

  it('has no colour unless the terminal takes it, and then that of all questions', async () => {
    for (const colour of [false, true]) {
      const terminal = fakeTerminal({ colour });
      const answer = terminal.prompter.confirm(ask);
      await terminal.shows('(y/N)');
      expect(/\u001b\[34m\?/.test(terminal.raw())).toBe(colour);
      expect(/\u001b\[2m\(y\/N\)/.test(terminal.raw())).toBe(colour);
      terminal.press(ENTER);
      await answer;
    }
  });
});
