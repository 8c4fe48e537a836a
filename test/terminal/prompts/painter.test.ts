import { afterEach, describe, expect, it } from 'vitest';
import type { Choice } from '../../../src/terminal/prompts/prompter.ts';
import { closeFakeTerminals, type FakeTerminal, fakeTerminal } from '../../support/fake-terminal.ts';

afterEach(closeFakeTerminals);

const KEYS = '↑↓ navigate • ⏎ select';
const no = () => undefined;
const choices: Choice[] = ['Ziemann and Sons of Kassel', '葵の商談', 'Müller & Söhne'].map(name => ({
  value: name,
  name,
}));
const LONG = 'A name that is long, 葵葵葵葵葵, and goes on';

const asks: [string, (terminal: FakeTerminal) => Promise<unknown>, last: string][] = [
  ['a list', ({ prompter }) => prompter.choose({ message: 'Which', choices }), KEYS],
  [
    'a search',
    ({ prompter }) =>
      prompter.search({ message: 'Who', initial: 'zie', source: async () => ({ choices, more: true }) }),
    KEYS,
  ],
  [
    'a line of text',
    ({ prompter }) => prompter.text({ message: 'Name', initial: LONG, check: no, preview: () => 'what it means' }),
    'what it means',
  ],
  [
    'a line that is not shown',
    ({ prompter }) => prompter.secret({ message: 'Password of the space', check: no }),
    '(not shown)',
  ],
];

describe.each(asks)('%s on a terminal that changes its width', (_, ask, last) => {
  const ABOVE = 'Said before.';

  /** The question on a terminal that was so wide from the start. */
  async function opened(columns: number) {
    const terminal = fakeTerminal({ columns });
    await terminal.prompter.note(ABOVE);
    const answer = ask(terminal).catch(() => {});
    await expect.poll(() => terminal.lines().join('')).toContain(last);
    return { ...terminal, answer };
  }

  it.each([[[20]], [[40]], [[40, 20]], [[20, 80]], [[20, 40, 80, 20, 200]]])(
    'leaves nothing of itself behind: from 80 to %j',
    async widths => {
      const terminal = await opened(80);
      for (const columns of widths) {
        terminal.resize(columns);
        const { lines, cursor } = await opened(columns);
        await terminal.looks(...lines());
        expect(terminal.cursor()).toEqual(cursor());
      }
    },
  );

  it('counts the last of many widths', async () => {
    const terminal = await opened(80);
    for (const columns of [70, 31, 23, 17, 16, 15, 29, 40]) terminal.resize(columns);
    await terminal.looks(...(await opened(40)).lines());
    terminal.press('\u001b');
    await terminal.answer;
    await terminal.looks(ABOVE);
    // Nothing is drawn any more.
    terminal.resize(30);
    await terminal.pass(0);
    expect(terminal.lines()).toEqual([ABOVE]);
  });
});

describe('a terminal that cuts its lines off', () => {
  it.each([
    [{ XTERM_VERSION: 'XTerm(390)' }, 1],
    [{ STY: '1.pts' }, 1],
    [{ TERM: 'linux' }, 1],
    [{ TERM_PROGRAM: 'vscode' }, 1],
    [{}, 2],
    [{ XTERM_VERSION: 'XTerm(390)', TMUX: '/tmp/tmux' }, 2],
  ])('is told by %j, and what stands above is left alone', async (env, rowsUp) => {
    const terminal = fakeTerminal({ columns: 40, env });
    const answer = terminal.prompter.text({ message: 'Name', initial: 'x'.repeat(40), check: no });
    await terminal.looks(`? Name ${'x'.repeat(32)}`, 'x'.repeat(8));
    const before = terminal.raw().length;
    // The row above the cursor has become two where the terminal folds.
    terminal.resize(30);
    await expect.poll(() => terminal.raw().length).toBeGreaterThan(before);
    expect(terminal.raw().slice(before)).toMatch(new RegExp(`^\\u001b\\[${rowsUp}A`));
    terminal.press('\u001b');
    await answer;
  });
});

describe('a note while a question is open', () => {
  it('stands above it', async () => {
    const terminal = fakeTerminal();
    const answer = terminal.prompter.text({ message: 'Name', initial: 'Deal', check: no, preview: () => 'meaning' });
    await terminal.looks('? Name Deal', '  meaning');
    await terminal.prompter.note('one\ntwo');
    await terminal.looks('one', 'two', '? Name Deal', '  meaning');
    expect(terminal.cursor()).toEqual({ row: 2, column: 11 });
    terminal.press('\r');
    await answer;
    await terminal.looks('one', 'two', '✔ Name Deal');
  });
});

describe('a picture that is the same', () => {
  it('is not drawn again', async () => {
    const terminal = fakeTerminal();
    const answer = terminal.prompter.search({ message: 'Who', source: async () => ({ choices, more: false }) });
    await terminal.shows('Ziemann');
    const { length } = terminal.raw();
    terminal.press('\u001b[A', '\u001b[A', '\u001b[D');
    await terminal.pass(0);
    expect(terminal.raw()).toHaveLength(length);
    terminal.press('\r');
    await answer;
  });
});
