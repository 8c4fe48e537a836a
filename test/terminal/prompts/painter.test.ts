import { afterEach, describe, expect, it } from 'vitest';
import type { Choice } from '../../../src/terminal/prompts/prompter.ts';
import { closeSeats, type Seat, sit } from '../../support/seat.ts';

afterEach(closeSeats);

const KEYS = '↑↓ navigate • ⏎ select';
const no = () => undefined;
const choices: Choice[] = ['Ziemann and Sons of Kassel', '葵の商談', 'Müller & Söhne'].map(name => ({
  value: name,
  name,
}));
const LONG = 'A name that is long, 葵葵葵葵葵, and goes on';

const asks: [string, (seat: Seat) => Promise<unknown>, last: string][] = [
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
  const ABOVE = 'What was said before.';

  /** The question on a terminal that was so wide from the start. */
  async function opened(columns: number) {
    const seat = sit({ columns });
    await seat.prompter.note(ABOVE);
    const answer = ask(seat).catch(() => {});
    await expect.poll(() => seat.lines().join('')).toContain(last);
    return { ...seat, answer };
  }

  it.each([[[20]], [[40]], [[40, 20]], [[20, 80]], [[20, 40, 80, 20, 200]]])(
    'leaves nothing of itself behind: from 80 to %j',
    async widths => {
      const seat = await opened(80);
      for (const columns of widths) {
        seat.resize(columns);
        const { lines, cursor } = await opened(columns);
        await seat.looks(...lines());
        expect(seat.cursor()).toEqual(cursor());
      }
    },
  );

  it('counts the last of many widths', async () => {
    const seat = await opened(80);
    for (const columns of [70, 31, 23, 17, 16, 15, 29, 40]) seat.resize(columns);
    await seat.looks(...(await opened(40)).lines());
    seat.press('\u001b');
    await seat.answer;
    await seat.looks(ABOVE);
    // Nothing is drawn any more.
    seat.resize(30);
    await seat.pass(0);
    expect(seat.lines()).toEqual([ABOVE]);
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
    const seat = sit({ columns: 40, env });
    const answer = seat.prompter.text({ message: 'Name', initial: 'x'.repeat(40), check: no });
    await seat.looks(`? Name ${'x'.repeat(32)}`, 'x'.repeat(8));
    const before = seat.raw().length;
    // The row above the cursor has become two where the terminal folds.
    seat.resize(30);
    await expect.poll(() => seat.raw().length).toBeGreaterThan(before);
    expect(seat.raw().slice(before)).toMatch(new RegExp(`^\\u001b\\[${rowsUp}A`));
    seat.press('\u001b');
    await answer;
  });
});

describe('a note while a question is open', () => {
  it('stands above it', async () => {
    const seat = sit();
    const answer = seat.prompter.text({ message: 'Name', initial: 'Deal', check: no, preview: () => 'meaning' });
    await seat.looks('? Name Deal', '  meaning');
    await seat.prompter.note('one\ntwo');
    await seat.looks('one', 'two', '? Name Deal', '  meaning');
    expect(seat.cursor()).toEqual({ row: 2, column: 11 });
    seat.press('\r');
    await answer;
    await seat.looks('one', 'two', '✔ Name Deal');
  });
});

describe('a picture that is the same', () => {
  it('is not drawn again', async () => {
    const seat = sit();
    const answer = seat.prompter.search({ message: 'Who', source: async () => ({ choices, more: false }) });
    await seat.shows('Ziemann');
    const { length } = seat.raw();
    seat.press('\u001b[A', '\u001b[A', '\u001b[D');
    await seat.pass(0);
    expect(seat.raw()).toHaveLength(length);
    seat.press('\r');
    await answer;
  });
});
