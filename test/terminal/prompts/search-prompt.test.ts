import { afterEach, describe, expect, it } from 'vitest';
import type { Choice } from '../../../src/terminal/prompts/prompter.ts';
import { closeSeats, type SeatOptions, sit, slowSource } from '../../support/seat.ts';

afterEach(closeSeats);

const ENTER = '\r';
const DOWN = '\u001b[B';
const LEFT = '\u001b[D';
const KEYS = '↑↓ navigate • ⏎ select';
const choice = (name: string): Choice => ({ value: `id of ${name}`, name });
const [ANA, ANDY, ZOE] = [choice('Ana'), choice('Andy'), choice('Zoe')];

/** A search that is open, whose first choices have come. */
async function searching(options: SeatOptions = {}, first: Choice[] = [ANA, ANDY, ZOE]) {
  const seat = sit(options);
  const slow = slowSource();
  const answer = seat.prompter.search({ message: 'Who', source: slow.source });
  await slow.asked('');
  slow.reply('').found(first);
  await seat.shows(first[0]!.name.slice(0, 3));
  return { ...seat, ...slow, answer };
}

const listOf = (...names: string[]) => names.map((name, index) => `${index === 0 ? '❯' : ' '} ${name}`);

describe('replies that come out of order', () => {
  it('are those of the last words alone', async () => {
    const seat = await searching();
    for (const [key, words] of [
      ['a', 'a'],
      ['n', 'an'],
      ['d', 'and'],
    ] as const) {
      seat.press(key);
      await seat.asked(words);
    }
    expect(['a', 'an', 'and'].map(seat.wasAborted)).toEqual([true, true, false]);
    seat.reply('an').found([choice('Overtaken')]);
    await seat.pass(0);
    seat.reply('and').found([ANDY]);
    await seat.looks('? Who and', '❯ Andy', '', KEYS);
    seat.reply('a').found([choice('Overtaken')]);
    await seat.pass(0);
    expect(seat.lines()).toEqual(['? Who and', '❯ Andy', '', KEYS]);
    seat.press(ENTER);
    expect([await seat.answer, seat.raw().includes('Overtaken')]).toEqual([ANDY.value, false]);
  });

  it('are not shown either if an overtaken one fails', async () => {
    const seat = await searching();
    seat.press('a');
    await seat.asked('a');
    seat.press('n');
    await seat.asked('an');
    seat.reply('a').fail(new Error('overtaken'));
    await seat.pass(0);
    seat.reply('an').found([ANA]);
    await seat.looks('? Who an', '❯ Ana', '', KEYS);
    expect(seat.raw()).not.toContain('overtaken');
  });

  it('are shown no more once the question is left', async () => {
    const seat = await searching();
    seat.press('a');
    await seat.asked('a');
    seat.press('\u001b');
    expect(await seat.answer).toBeUndefined();
    expect(seat.wasAborted('a')).toBe(true);
    seat.reply('a').found([ANDY]);
    await seat.pass(10_000);
    expect(seat.lines()).toEqual(['']);
  });
});

describe('typing', () => {
  it('asks the server once it rests, and for the first choices at once', async () => {
    const seat = await searching({ patient: true });
    seat.press('a');
    await seat.looks('? Who a', ...listOf('Ana', 'Andy', 'Zoe'), '', KEYS);
    await seat.pass(149);
    seat.press('n');
    await seat.looks('? Who an', ...listOf('Ana', 'Andy', 'Zoe'), '', KEYS);
    await seat.pass(149);
    expect(seat.words()).toEqual(['']);
    await seat.pass(1);
    expect(seat.words()).toEqual(['', 'an']);
  });

  it('edits the words anywhere, and moving about in them asks nobody', async () => {
    const seat = await searching();
    seat.press('a', 'n');
    await seat.asked('an');
    seat.reply('an').found([ANA, ANDY]);
    await seat.looks('? Who an', ...listOf('Ana', 'Andy'), '', KEYS);
    seat.press('\u0001', '\u0005', LEFT);
    await expect.poll(() => seat.cursor()).toEqual({ row: 0, column: 7 });
    expect(seat.words()).toEqual(['', 'a', 'an']);
    seat.press('x');
    await seat.asked('axn');
    seat.press('\u0015');
    await seat.asked('n');
    seat.reply('n').found([ZOE]);
    await seat.looks('? Who n', '❯ Zoe', '', KEYS);
  });

  it('says that there are more, below those that are listed', async () => {
    const many = Array.from({ length: 12 }, (_, n) => choice(`Anna ${n}`));
    const seat = await searching();
    seat.press('a');
    await seat.asked('a');
    seat.reply('a').found(many, true);
    const listed = listOf(...many.slice(0, 10).map(({ name }) => name));
    await seat.looks('? Who a', ...listed, '  more ... type to narrow them down', '', `${KEYS} (2 below)`);
  });

  it('says that there are none', async () => {
    const seat = await searching();
    seat.press('q');
    await seat.asked('q');
    seat.reply('q').found([]);
    await seat.looks('? Who q', '> No results found', '', KEYS);
    seat.press(ENTER, DOWN, ENTER);
    await seat.pass(0);
    expect(seat.lines()).toEqual(['? Who q', '> No results found', '', KEYS]);
  });
});

describe('waiting', () => {
  it('shows a spinner only after a while, and the earlier choices meanwhile', async () => {
    const seat = await searching();
    const before = seat.raw();
    seat.press('a');
    await seat.asked('a');
    await seat.pass(299);
    const still = ['? Who a', ...listOf('Ana', 'Andy', 'Zoe'), '', KEYS];
    expect(seat.lines()).toEqual(still);
    await seat.pass(1);
    expect(seat.lines()).toEqual(['⠋ Who a', ...still.slice(1)]);
    await seat.pass(80);
    expect(seat.lines()).toEqual(['⠙ Who a', ...still.slice(1)]);
    seat.reply('a').found([ANA]);
    await seat.looks('? Who a', '❯ Ana', '', KEYS);
    await seat.pass(1000);
    expect(seat.lines()[0]).toBe('? Who a');
    // Nothing is erased first and written again later.
    expect(seat.raw().slice(before.length)).not.toMatch(/\u001b\[2?J[^\u001b]/);
  });

  it('shows none for what comes at once', async () => {
    const seat = await searching();
    seat.press('a');
    await seat.asked('a');
    await seat.pass(290);
    seat.reply('a').found([ANA]);
    await seat.looks('? Who a', '❯ Ana', '', KEYS);
    await seat.pass(1000);
    expect(seat.raw()).not.toMatch(/[⠋⠙⠹⠸]/);
  });

  it('takes Enter for the only one that comes, though not if there are more of them', async () => {
    for (const more of [true, false]) {
      const seat = await searching();
      seat.press('a');
      await seat.asked('a');
      seat.press(ENTER);
      await seat.pass(0);
      seat.reply('a').found([ANA], more);
      if (more) await seat.looks('? Who a', '❯ Ana', '  more ... type to narrow them down', '', KEYS);
      else {
        expect(await seat.answer).toBe(ANA.value);
        await seat.looks('✔ Who Ana');
      }
    }
  });

  it('forgets an Enter when other words follow', async () => {
    const seat = await searching();
    seat.press('a');
    await seat.asked('a');
    seat.press(ENTER, 'n');
    await seat.asked('an');
    seat.reply('an').found([ANA]);
    await seat.looks('? Who an', '❯ Ana', '', KEYS);
  });
});

describe('a search that fails', () => {
  it.each([
    ['Enter', ENTER],
    ['an arrow', DOWN],
    ['another movement', LEFT],
  ])('says so, and is tried again by %s', async (_, key) => {
    const seat = await searching();
    seat.press('a');
    await seat.asked('a');
    const failed = seat.reply('a');
    failed.fail(new Error('The server is gone'));
    await seat.looks('? Who a', '> The server is gone', '', KEYS);
    seat.press(key);
    await expect.poll(() => seat.reply('a') !== failed).toBe(true);
    // Until there is an answer the problem stays.
    expect(seat.lines()).toEqual(['? Who a', '> The server is gone', '', KEYS]);
    seat.reply('a').found([ANA]);
    await seat.looks('? Who a', '❯ Ana', '', KEYS);
    seat.press(ENTER);
    expect(await seat.answer).toBe(ANA.value);
  });

  it('may be the first one', async () => {
    const seat = sit();
    const slow = slowSource();
    const answer = seat.prompter.search({ message: 'Who', source: slow.source });
    await slow.asked('');
    slow.reply('').fail(new Error('not now'));
    await seat.looks('? Who', '> not now', '', KEYS);
    seat.press('z');
    await slow.asked('z');
    slow.reply('z').found([ZOE]);
    await seat.looks('? Who z', '❯ Zoe', '', KEYS);
    seat.press(ENTER);
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
    const seat = sit({ columns });
    const answer = seat.prompter.search({
      message: 'Account',
      source: async () => ({ choices: [...names.map(choice), ...alike], more: false }),
    });
    await seat.looks(...lines, '', KEYS);
    for (let i = 0; i < 7; i++) seat.press(DOWN);
    await expect.poll(() => seat.lines().findLast(line => line.startsWith('❯'))).toMatch(/^❯ Acme/);
    seat.press(ENTER);
    expect(await answer).toBe(alike[1]!.value);
    await seat.looks('✔ Account Acme');
  });
});
