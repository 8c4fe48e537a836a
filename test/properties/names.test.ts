import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/answer.ts';
import { createContext } from '../../src/context.ts';
import { CliError } from '../../src/errors.ts';
import type { Host } from '../../src/host.ts';
import { formatBug, formatError } from '../../src/terminal/output/errors.ts';
import type { Choice } from '../../src/terminal/prompts/prompter.ts';
import { createScreenPrompter } from '../../src/terminal/prompts/screen-prompter.ts';
import type { Row } from '../../src/wire/entities.ts';
import { fakeOutput } from '../support/fake-output.ts';
import { listOf, printed } from '../support/printed.ts';
import { runs } from '../support/runs.ts';
import { DANGEROUS } from '../support/texts.ts';

const formatCommand = (words: readonly string[]) => words.join(' ');

const between = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i));

/** What a name may be made of to do harm, with some that do none. */
const PIECES: Record<string, readonly string[]> = {
  controls: [...between(0x00, 0x1f), ...between(0x7f, 0x9f), '\r\n', '\n', '\t', '\u0085'],
  sequences: [
    ...['\u001b[2J', '\u001b[31;1m', '\u001b[1m', '\u001b[!p', '\u001b[6n', '\u009b31m', '\u009b2J', '\u001bc'],
    ...['\u001b]0;title\u0007', '\u001b]8;;https://x.test\u001b\\', '\u001b]52;c;eA==\u0007', '\u009d0;title\u009c'],
    ...['\u001bP$qm\u001b\\', '\u0090x\u009c', '\u001b_x\u001b\\', '\u001b(0', '\u001b', '\u001b['],
  ],
  bidi: ['\u061c', '\u200e', '\u200f', ...between(0x202a, 0x202e), ...between(0x2066, 0x2069)],
  unseen: [
    ...['\u00ad', '\u034f', '\u070f', '\u115f', '\u1160', '\u17b4', '\u2028', '\u2029', '\u3164', '\ufeff', '\uffa0'],
    ...between(0x180b, 0x180f),
    ...between(0x200b, 0x200d),
    ...between(0x2060, 0x206f),
    ...between(0xfff0, 0xfffb),
    ...between(0x1d173, 0x1d17a),
  ],
  tags: [...between(0xe0001, 0xe007f), '🏴\u{e0067}\u{e0062}\u{e007f}'],
  surrogates: [...between(0xd800, 0xdfff)],
  selectors: [...between(0xfe00, 0xfe0f), ...between(0xe0100, 0xe01ef)],
  marks: ['\u0301', '\u0301'.repeat(4), '\u0489\u0489', '\u20e3', '\u3099', 'e\u0301', '\u0e33'],
  emoji: [
    '👩',
    '🏽',
    '👩🏽\u200d🚀',
    '❤\ufe0f',
    '❤',
    '1\ufe0f\u20e3',
    '🇩🇪',
    '🇩',
    '🏳\ufe0f\u200d🌈',
    '👨\u200d👩\u200d👧',
  ],
  wide: ['日', '한', 'ｶﾞ', 'Ａ', '葵', 'שלום', 'हिन्दी', '\ue000'],
  plain: ['a', 'Acme', ' ', '1', '#', '"', '\\', '\\u001b', ',', '=', '', "'", '</', '{}', 'id'],
};

/** Starts of names: a link is shown by its end, and what is long is cut. */
const STARTS = ['https://x.test/entities/Accounts/', 'x'.repeat(250), '葵'.repeat(120), `Z${'\u0301'.repeat(100)}`];

/** A hundred names at a time, none of them empty. */
const piece = fc.oneof(...Object.values(PIECES).map(pieces => fc.constantFrom(...pieces)));
const pieces = fc.string({ unit: piece, minLength: 1, maxLength: 6 }).map(text => text || 'Acme');
const name = fc.oneof(
  { weight: 50, arbitrary: pieces },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...STARTS), pieces).map(parts => parts.join('')) },
);
const names = fc.array(name, { minLength: 100, maxLength: 100 });

/** Fails if anything but line feeds of the tool's own came. Gives the lines. */
function tame(text: string): string[] {
  const found = DANGEROUS.exec(text);
  if (found)
    expect.fail(`${JSON.stringify(found[0])} in ${JSON.stringify(text.slice(0, found.index + 40).slice(-80))}`);
  return text.split('\n');
}

const records = (rows: readonly Row[], head = 'name') => listOf(rows, { [head]: 'name', owner: 'owner.name' });

// Of the million, so many hundreds go each way.
describe('a million hostile names', () => {
  it('are drawn as so many rows, and drive no terminal', async () => {
    const widths = fc.constantFrom(12, 30, 50, 80, 250);
    await fc.assert(
      fc.asyncProperty(names, widths, fc.boolean(), async (batch, columns, one) => {
        if (one) {
          const row = Object.fromEntries(batch.map((name, i) => [`${i} ${name}`, name]));
          const lines = tame(await printed({ kind: 'record', row }, 'table', columns));
          expect(lines.length).toBeGreaterThan(100);
        } else {
          const rows = batch.map(name => ({ name, owner: { name: 'Jane' } }));
          const lines = tame(await printed(records(rows, batch[0]), 'table', columns));
          expect(lines.filter(line => /Jane *\|?$/.test(line))).toHaveLength(100);
          if (columns >= 50) expect(lines).toHaveLength(102);
        }
      }),
      { numRuns: runs(20, 4000) },
    );
  });

  it('are written as so many lines, and drive no terminal', async () => {
    await fc.assert(
      fc.asyncProperty(names, async batch => {
        const rows = batch.map(name => ({ id: name, name, owner: { name: [name, { [name]: name }] } }));
        // The tabs between cells, and the ends of lines in csv, are the tool's own.
        const tsv = await printed(records(rows), 'tsv', 80);
        expect(tsv.match(/\t/g)).toHaveLength(100);
        expect(tame(tsv.replaceAll('\t', ''))).toHaveLength(101);
        const csv = await printed(records(rows), 'csv', 80);
        expect(csv.match(/\r/g)).toHaveLength(101);
        expect(tame(csv.replaceAll('\r\n', '\n'))).toHaveLength(102);
        expect(tame(await printed(records(rows), 'ids', 80))).toHaveLength(101);
        const jsonl = tame(await printed(records(rows), 'jsonl', 80));
        expect(jsonl.slice(0, -1).map(line => JSON.parse(line).name)).toEqual(batch);
        const json = await printed(records(rows), 'json', 80);
        tame(json);
        expect(JSON.parse(json).map((row: Row) => row.name)).toEqual(batch);
      }),
      { numRuns: runs(20, 3000) },
    );
  });

  it('are labels and values of one record, a text and raw JSON, and drive no terminal', async () => {
    await fc.assert(
      fc.asyncProperty(names, async batch => {
        const row = Object.fromEntries(batch.map((name, i) => [`${i} ${name}`, batch.at(-i)]));
        const tsv = await printed({ kind: 'record', row }, 'tsv', 80);
        expect(tsv.match(/\t/g)).toHaveLength(100);
        expect(tame(tsv.replaceAll('\t', ''))).toHaveLength(101);
        const csv = await printed({ kind: 'record', row }, 'csv', 80);
        expect(csv.match(/\r/g)).toHaveLength(2);
        expect(tame(csv.replaceAll('\r\n', '\n'))).toHaveLength(3);
        tame(await printed({ kind: 'record', row }, 'json', 80));
        tame(await printed({ kind: 'raw', body: batch }, 'table', 80));
        const text = batch.join('\n');
        for (const format of FORMATS) tame(await printed({ kind: 'text', text, row: {} }, format, 80));
      }),
      { numRuns: runs(10, 1000) },
    );
  });

  it('are said on stderr, and drive no terminal', async () => {
    await fc.assert(
      fc.asyncProperty(names, async batch => {
        const stderr = fakeOutput(80);
        let ms = 0;
        const context = createContext(worldOf({ stderr, monotonicMs: () => ms }), {});
        await context.say(batch.join('\n'));
        ms = 5000;
        for (const one of batch) await context.progress(one);
        await context.clearProgress();
        const [said = '', ...progress] = stderr.writes;
        expect(tame(said)).toHaveLength(batch.join('\n').split('\n').length + 1);
        expect(progress).toHaveLength(101);
        for (const line of progress) expect(tame(line.replace(/^\r\u001b\[K/, ''))).toHaveLength(1);
      }),
      { numRuns: runs(10, 1000) },
    );
  });

  it('are told in errors, and drive no terminal', () => {
    fc.assert(
      fc.property(names, batch => {
        const [message = '', hint = '', field = '', flag = '', ...others] = batch;
        const details = others.map(name => {
          const candidates = [{ id: name, name }];
          return { code: 'REJECTED', message: name, field: name, flag: name, hint: name, candidates } as const;
        });
        const error = new CliError('REJECTED', message, { hint, field, flag, details, cause: new Error(hint) });
        tame(formatError(error, { machine: false, colour: false, debug: true, formatCommand }));
        const told = tame(formatError(error, { machine: true, colour: false, debug: false, formatCommand })).at(-2)!;
        const { error: read } = JSON.parse(told);
        expect([read.message, read.hint, ...read.details.map((one: Row) => one.message)]).toEqual([
          message,
          hint,
          ...others,
        ]);
        const bug = tame(formatBug(new Error(batch.join('\n')), { machine: true, version: '1' })).at(-2)!;
        expect(JSON.parse(bug).error.code).toBe('BUG');
      }),
      { numRuns: runs(10, 1000) },
    );
  });
});

describe('a screen of hostile names to choose from', () => {
  /** What Inquirer itself sends: it moves the cursor, erases, hides and shows. */
  const OWN = /\u001b\[(?:\d*[ABCDGJK]|\?(?:25|2004)[hl])/g;
  const few = fc.array(name, { minLength: 10, maxLength: 10 });
  const screens = { numRuns: runs(5, 1000) };

  it('puts nothing on the terminal that drives it', async () => {
    await fc.assert(
      fc.asyncProperty(few, async batch => {
        const { prompter, enterAt, raw } = promptOnScreen();
        const [message = '', initial = ''] = batch;
        const choices: Choice[] = batch.map((name, i) => ({ value: `${i}`, name, ...(i % 2 ? { id: name } : {}) }));
        enterAt('❯');
        expect(await prompter.choose({ message, choices, initial: '3' })).toBe('3');
        enterAt('?');
        const problems = [...batch.slice(2, 3)];
        const check = () => {
          enterAt('?');
          return problems.shift();
        };
        expect(await prompter.text({ message, initial, check })).toBe(initial);
        enterAt('❯');
        const source = async () => ({ choices, more: true });
        expect(await prompter.search({ message, initial, source })).toBe('0');
        await prompter.note(batch.join('\n'));
        prompter.close();
        expect(raw()).toContain('?');
        // Where Inquirer breaks a line, it may do so within an emoji.
        tame(raw().replace(OWN, '').replace(/\r?\n/g, ''));
      }),
      screens,
    );
  });
});

/** A terminal with nobody at it. */
const worldOf = (over: Partial<Host>) =>
  ({
    env: { TERM: 'xterm', NO_COLOR: '1', LANG: 'C.UTF-8' },
    stdout: fakeOutput(),
    signal: new AbortController().signal,
    interrupt: () => {},
    atEnd: () => () => {},
    sleep: async () => {},
    folders: { config: '/nowhere', state: '/nowhere', cache: '/nowhere' },
    ...over,
  }) as Host;

/** A prompter with a screen, and a keyboard that presses Enter when a mark appears. */
function promptOnScreen() {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin });
  const screen = new PassThrough();
  let raw = '';
  let awaited: string | undefined;
  screen.on('data', chunk => {
    raw += String(chunk);
    if (awaited === undefined || !String(chunk).includes(awaited)) return;
    awaited = undefined;
    setImmediate(() => stdin.write('\r'));
  });
  const write = async (text: string) => void screen.write(text);
  const stderr = { stream: screen, isTTY: true, columns: 80, write };
  return {
    prompter: createScreenPrompter(worldOf({ stdin, stderr }), false, text => text),
    enterAt: (mark: string) => {
      awaited = mark;
    },
    raw: () => raw,
  };
}
