import { afterEach, describe, expect, it } from 'vitest';
import type { Choice } from '../../../src/terminal/prompts/prompter.ts';
import { closeFakeTerminals, type FakeTerminalOptions, fakeTerminal, slowSource } from '../../support/fake-terminal.ts';

afterEach(closeFakeTerminals);

const ENTER = '\r';
const DOWN = '\u001b[B';
const LEFT = '\u001b[D';
const KEYS = '↑↓ navigate • ⏎ select';
const choice = (name: string): Choice => ({ value: `id of ${name}`, name });
const [ANA, ANDY, ZOE] = [choice('Ana'), choice('Andy'), choice('Zoe')];

/** A search that is open, whose first choices have come. */
async function searching(options: FakeTerminalOptions = {}, first: Choice[] = [ANA, ANDY, ZOE]) {
  const terminal = fakeTerminal(options);
  const slow = slowSource();
  const answer = terminal.prompter.search({ message: 'Who', source: slow.source });
  await slow.asked('');
  slow.reply('').found(first);
  await terminal.shows(first[0]!.name.slice(0, 3));
  return { ...terminal, ...slow, answer };
}

const listOf = (...names: string[]) => names.map((name, index) => `${index === 0 ? '❯' : ' '} ${name}`);

describe('replies that come out of order', () => {
  it('are those of the last words alone', async () => {
    const terminal = await searching();
    for (const [key, words] of [
      ['a', 'a'],
      ['n', 'an'],
      ['d', 'and'],
    ] as const) {
      terminal.press(key);
      await terminal.asked(words);
    }
    expect(['a', 'an', 'and'].map(terminal.wasAborted)).toEqual([true, true, false]);
    terminal.reply('an').found([choice('Overtaken')]);
    await terminal.pass(0);
    terminal.reply('and').found([ANDY]);
    await terminal.looks('? Who and', '❯ Andy', '', KEYS);
    terminal.reply('a').found([choice('Overtaken')]);
    await terminal.pass(0);
    expect(terminal.lines()).toEqual(['? Who and', '❯ Andy', '', KEYS]);
    terminal.press(ENTER);
    expect([await terminal.answer, terminal.raw().includes('Overtaken')]).toEqual([ANDY.value, false]);
  });

  it('are not shown either if an overtaken one fails', async () => {
    const terminal = await searching();
    terminal.press('a');
    await terminal.asked('a');
    terminal.press('n');
    await terminal.asked('an');
    terminal.reply('a').fail(new Error('overtaken'));
    await terminal.pass(0);
    terminal.reply('an').found([ANA]);
    await terminal.looks('? Who an', '❯ Ana', '', KEYS);
    expect(terminal.raw()).not.toContain('overtaken');
  });

  it('are shown no more once the question is left', async () => {
    const terminal = await searching();
    terminal.press('a');
    await terminal.asked('a');
    terminal.press('\u001b');
    expect(await terminal.answer).toBeUndefined();
    expect(terminal.wasAborted('a')).toBe(true);
    terminal.reply('a').found([ANDY]);
    await terminal.pass(10_000);
    expect(terminal.lines()).toEqual(['']);
  });
});

describe('typing', () => {
  it('asks the server once it rests, and for the first choices at once', async () => {
    const terminal = await searching({ patient: true });
    terminal.press('a');
    await terminal.looks('? Who a', ...listOf('Ana', 'Andy', 'Zoe'), '', KEYS);
    await terminal.pass(149);
    terminal.press('n');
    await terminal.looks('? Who an', ...listOf('Ana', 'Andy', 'Zoe'), '', KEYS);
    await terminal.pass(149);
    expect(terminal.words()).toEqual(['']);
    await terminal.pass(1);
    expect(terminal.words()).toEqual(['', 'an']);
  });

  it('edits the words anywhere, and moving about in them asks nobody', async () => {
    const terminal = await searching();
    terminal.press('a', 'n');
    await terminal.asked('an');
    terminal.reply('an').found([ANA, ANDY]);
    await terminal.looks('? Who an', ...listOf('Ana', 'Andy'), '', KEYS);
    terminal.press('\u0001', '\u0005', LEFT);
    await expect.poll(() => terminal.cursor()).toEqual({ row: 0, column: 7 });
    expect(terminal.words()).toEqual(['', 'a', 'an']);
    terminal.press('x');
    await terminal.asked('axn');
    terminal.press('\u0015');
    await terminal.asked('n');
    terminal.reply('n').found([ZOE]);
    await terminal.looks('? Who n', '❯ Zoe', '', KEYS);
  });

  it('says that there are more, below those that are listed', async () => {
    const many = Array.from({ length: 12 }, (_, n) => choice(`Anna ${n}`));
    const terminal = await searching();
    terminal.press('a');
    await terminal.asked('a');
    terminal.reply('a').found(many, true);
    const listed = listOf(...many.slice(0, 10).map(({ name }) => name));
    await terminal.looks('? Who a', ...listed, '  more ... type to narrow them down', '', `${KEYS} (2 below)`);
  });

  it('says that there are none', async () => {
    const terminal = await searching();
    terminal.press('q');
    await terminal.asked('q');
    terminal.reply('q').found([]);
    await terminal.looks('? Who q', '> No results found', '', KEYS);
    terminal.press(ENTER, DOWN, ENTER);
    await terminal.pass(0);
    expect(terminal.lines()).toEqual(['? Who q', '> No results found', '', KEYS]);
  });
});

describe('the old answer', () => {
  const EDITING_KEYS: [string, string, string][] = [
    ['Left', LEFT, 'Anxa'],
    ['Right, at the end', '\u001b[C', 'Anax'],
    ['End', '\u0005', 'Anax'],
    ['Home', '\u0001', 'xAna'],
    ['Backspace', '\u007f', 'Anx'],
  ];

  /** A question with an old answer that was looked up. */
  async function reopened(options: FakeTerminalOptions = {}) {
    const terminal = fakeTerminal(options);
    const slow = slowSource();
    const answer = terminal.prompter.search({ message: 'Who', initial: 'Ana', source: slow.source });
    await slow.asked('Ana');
    slow.reply('Ana').found([ANA, ANDY]);
    await terminal.looks('? Who Ana', ...listOf('Ana', 'Andy'), '', KEYS);
    return { ...terminal, ...slow, answer };
  }

  it('is replaced by the first letter, which is followed by the others', async () => {
    const terminal = await reopened();
    terminal.press(DOWN, 'z', 'o');
    await terminal.asked('zo');
    expect(terminal.words()).toEqual(['Ana', 'z', 'zo']);
    terminal.reply('zo').found([ZOE]);
    await terminal.looks('? Who zo', '❯ Zoe', '', KEYS);
  });

  it('is replaced by a paste', async () => {
    const terminal = await reopened();
    terminal.press('\u001b[200~Zoe\u001b[201~');
    await terminal.asked('Zoe');
  });

  it('is kept by Enter', async () => {
    const terminal = await reopened();
    terminal.press(ENTER);
    expect(await terminal.answer).toBe(ANA.value);
  });

  it.each(EDITING_KEYS)('is edited once %s was pressed', async (_, key, words) => {
    const terminal = await reopened();
    terminal.press(key, 'x');
    await terminal.asked(words);
  });

  it('is dim until it is edited', async () => {
    const terminal = await reopened({ colour: true });
    expect(terminal.raw()).toContain('\u001b[2mAna');
    terminal.press(LEFT);
    await terminal.shows('\u001b[36mAn');
  });
});

describe('waiting', () => {
  it('shows a spinner only after a while, and the earlier choices meanwhile', async () => {
    const terminal = await searching();
    const before = terminal.raw();
    terminal.press('a');
    await terminal.asked('a');
    await terminal.pass(299);
    const still = ['? Who a', ...listOf('Ana', 'Andy', 'Zoe'), '', KEYS];
    expect(terminal.lines()).toEqual(still);
    await terminal.pass(1);
    expect(terminal.lines()).toEqual(['⠋ Who a', ...still.slice(1)]);
    await terminal.pass(80);
    expect(terminal.lines()).toEqual(['⠙ Who a', ...still.slice(1)]);
    terminal.reply('a').found([ANA]);
    await terminal.looks('? Who a', '❯ Ana', '', KEYS);
    await terminal.pass(1000);
    expect(terminal.lines()[0]).toBe('? Who a');
    // Nothing is erased first and written again later.
    expect(terminal.raw().slice(before.length)).not.toMatch(/\u001b\[2?J[^\u001b]/);
  });

  it('shows none for what comes at once', async () => {
    const terminal = await searching();
    terminal.press('a');
    await terminal.asked('a');
    await terminal.pass(290);
    terminal.reply('a').found([ANA]);
    await terminal.looks('? Who a', '❯ Ana', '', KEYS);
    await terminal.pass(1000);
    expect(terminal.raw()).not.toMatch(/[⠋⠙⠹⠸]/);
  });

  it('takes Enter for the only one that comes, though not if there are more of them', async () => {
    for (const more of [true, false]) {
      const terminal = await searching();
      terminal.press('a');
      await terminal.asked('a');
      terminal.press(ENTER);
      await terminal.pass(0);
      terminal.reply('a').found([ANA], more);
      if (more) await terminal.looks('? Who a', '❯ Ana', '  more ... type to narrow them down', '', KEYS);
      else {
        expect(await terminal.answer).toBe(ANA.value);
        await terminal.looks('✔ Who Ana');
      }
    }
  });

  it('takes what it must be meant for only by an Enter that comes after it shows', async () => {
    const terminal = await searching();
    terminal.press('a');
    await terminal.asked('a');
    terminal.press(ENTER);
    await terminal.pass(0);
    terminal.reply('a').found([{ value: 'new', name: '+ new a', isDeliberate: true }]);
    await terminal.looks('? Who a', '❯ + new a', '', KEYS);
    terminal.press(ENTER);
    expect(await terminal.answer).toBe('new');
  });

  it('forgets an Enter when other words follow', async () => {
    const terminal = await searching();
    terminal.press('a');
    await terminal.asked('a');
    terminal.press(ENTER, 'n');
    await terminal.asked('an');
    terminal.reply('an').found([ANA]);
    await terminal.looks('? Who an', '❯ Ana', '', KEYS);
  });
});

describe('a search that fails', () => {
  it.each([
    ['Enter', ENTER],
    ['an arrow', DOWN],
    ['another movement', LEFT],
  ])('says so, and is tried again by %s', async (_, key) => {
    const terminal = await searching();
    terminal.press('a');
    await terminal.asked('a');
    const failed = terminal.reply('a');
    failed.fail(new Error('The server is gone'));
    await terminal.looks('? Who a', '> The server is gone', '', KEYS);
    terminal.press(key);
    await expect.poll(() => terminal.reply('a') !== failed).toBe(true);
    // Until there is an answer the problem stays.
    expect(terminal.lines()).toEqual(['? Who a', '> The server is gone', '', KEYS]);
    terminal.reply('a').found([ANA]);
    await terminal.looks('? Who a', '❯ Ana', '', KEYS);
    terminal.press(ENTER);
    expect(await terminal.answer).toBe(ANA.value);
  });

  it('may be the first one', async () => {
    const terminal = fakeTerminal();
    const slow = slowSource();
    const answer = terminal.prompter.search({ message: 'Who', source: slow.source });
    await slow.asked('');
    slow.reply('').fail(new Error('not now'));
    await terminal.looks('? Who', '> not now', '', KEYS);
    terminal.press('z');
    await slow.asked('z');
    slow.reply('z').found([ZOE]);
    await terminal.looks('? Who z', '❯ Zoe', '', KEYS);
    terminal.press(ENTER);
    expect(await answer).toBe(ZOE.value);
  });
});

describe('the screen', () => {
  const names = [
    '葵 山本',
    '👨‍👩‍👧 & Söhne',
    'Ame\u0301lie',
    'שלום בע"מ',
    'Ziemann and Sons Machine Works of Kassel',
    'Evil\u001b[2J',
  ];
  const alike: Choice[] = [
    { value: '00000001-6f23-0908-abfd-384aa0f62f9e', name: 'Acme' },
    { value: '00000002-6f23-0908-abfd-384aa0f62f9e', name: 'Acme' },
  ];

  it.each<[number, string[]]>([
    [
      40,
      [
        '? Account',
        '❯ 葵 山本',
        '  👨‍👩‍👧 & Söhne',
        '  Ame\u0301lie',
        '  שלום בע"מ',
        '  Ziemann and Sons Machine Works of Ka…',
        '  Evil\\e[2J',
        '  Acme',
        '   00000001-6f23-0908-abfd-384aa0f62f9e',
        '  Acme',
        '   00000002-6f23-0908-abfd-384aa0f62f9e',
      ],
    ],
    ...[80, 200].map((columns): [number, string[]] => [
      columns,
      [
        '? Account',
        '❯ 葵 山本',
        '  👨‍👩‍👧 & Söhne',
        '  Ame\u0301lie',
        '  שלום בע"מ',
        '  Ziemann and Sons Machine Works of Kassel',
        '  Evil\\e[2J',
        '  Acme 00000001-6f23-0908-abfd-384aa0f62f9e',
        '  Acme 00000002-6f23-0908-abfd-384aa0f62f9e',
      ],
    ]),
  ])('of %i columns shows names of all kinds, and tells those apart that look alike', async (columns, lines) => {
    const terminal = fakeTerminal({ columns });
    const answer = terminal.prompter.search({
      message: 'Account',
      source: async () => ({ choices: [...names.map(choice), ...alike], more: false }),
    });
    await terminal.looks(...lines, '', KEYS);
    for (let i = 0; i < 7; i++) terminal.press(DOWN);
    await expect.poll(() => terminal.lines().findLast(line => line.startsWith('❯'))).toMatch(/^❯ Acme/);
    terminal.press(ENTER);
    expect(await answer).toBe(alike[1]!.value);
    await terminal.looks('✔ Account Acme');
  });
});
