import { beforeAll, describe, expect, it } from 'vitest';
import { FORMATS, type Format } from '../../src/answer.ts';
import { useFakeSpace } from '../support/hooks.ts';
import { runHere } from '../support/host.ts';
import { DANGEROUS } from '../support/texts.ts';

const space = useFakeSpace('all');

const ID = 'aaaa0006-1111-0222-0333-444455556666';

/** Texts meant to break something, with what a table shows of them and what tsv has in a pipe. */
const TEXTS: [what: string, text: string, shown: string, tsv?: string][] = [
  ['sequences that clear, name and colour', 'a\u001b[2J\u001b]0;x\u0007\u009b31mb', 'a\\e[2J\\e]0;x\\x07\\x9b31mb'],
  [
    'line breaks of all kinds',
    'a\nb\r\nc\u0085d\u2028e\vf',
    'a\\nb\\r\\nc\\x85d\\u{2028}e\\x0bf',
    'a\\nb\\r\\nc\u0085d\u2028e\vf',
  ],
  ['tabs and backslashes', 'a\tb\\t', 'a\\tb\\t', 'a\\tb\\\\t'],
  ['what turns the text around', 'gpj\u202eexe.\u2066x\u2069', 'gpj\\u{202e}exe.\\u{2066}x\\u{2069}'],
  ['what nobody sees', 'A\u200bc\u2060m\ufeffe\u{e0041}\u3164', 'A\\u{200b}c\\u{2060}m\\u{feff}e\\u{e0041}\\u{3164}'],
  ['NUL, BS and DEL', 'a\u0000b\bc\u007f', 'a\\x00b\\x08c\\x7f'],
  ['a formula', '=1+1|"x",y', '=1+1|"x",y'],
  ['marks upon marks', `Z${'\u0301'.repeat(50)}`, `Z${'\u0301'.repeat(50)}`],
];

async function printed(format: Format, columns?: number) {
  const { code, stdout, stderr } = await runHere(['accounts', '--format', format, '--no-color'], {
    env: space.env,
    columns,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** What came on the terminal, without what the tool itself puts there: line ends, and tabs between cells. */
const driving = (stdout: string) => stdout.replaceAll(/\r?\n/g, '').replaceAll('\t', '');

describe.each(TEXTS)('a name with %s', (_, name, shown, tsv = name) => {
  beforeAll(() => {
    space.records.Accounts = [
      { id: ID, name, city: name },
      { id: 'bbbb', name: 'Next' },
    ];
  });

  it('is one row, and drives no terminal', async () => {
    for (const format of FORMATS) expect(driving(await printed(format, 120)), format).not.toMatch(DANGEROUS);
    const table = (await printed('table', 500)).split('\n');
    expect(table).toHaveLength(4);
    expect(table[1]!.split(/ {2,}/)).toEqual([shown, shown]);
    expect((await printed('ids', 120)).split('\n')).toEqual([ID, 'bbbb', '']);
    expect((await printed('tsv', 120)).split('\n')).toHaveLength(3);
    expect((await printed('csv', 120)).split('\r\n')).toHaveLength(4);
  });

  it('is kept for programs', async () => {
    for (const columns of [undefined, 120]) {
      expect(JSON.parse(await printed('json', columns))[0].name).toBe(name);
      const jsonl = (await printed('jsonl', columns)).split('\n');
      expect(jsonl).toHaveLength(3);
      expect(JSON.parse(jsonl[0]!).name).toBe(name);
    }
    expect(await printed('tsv')).toBe(`${ID}\t${tsv}\t${tsv}\t\t\t\nbbbb\tNext\t\t\t\t\n`);
    const [, second = ''] = (await printed('csv')).split(`${ID},`);
    const cell = name.startsWith('=') ? `'${name}` : name;
    const quoted = /[",;\t\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
    expect(second).toBe(`${quoted},${quoted},,,\r\nbbbb,Next,,,,\r\n`);
  });
});

describe('a lone surrogate', () => {
  it('is one row, whatever its reader makes of it', async () => {
    space.on('GET /Accounts', { body: `{"success":true,"data":[{"id":"${ID}","name":"a\\ud83d","city":"\\udc00b"}]}` });
    expect((await printed('table', 200)).split('\n')[1]).toBe('a\\u{d83d}  \\u{dc00}b');
    expect(await printed('jsonl')).toBe(`{"id":"${ID}","name":"a\\ud83d","city":"\\udc00b"}\n`);
    expect(await printed('tsv', 80)).toBe(`${ID}\ta\\u{d83d}\t\\u{dc00}b\t\t\t\n`);
    expect(await printed('csv', 80)).toContain(`${ID},a\\u{d83d},\\u{dc00}b,,,`);
    space.on('GET /Accounts', {}, 0);
  });
});

describe('ten megabytes of everything', () => {
  const parts = ['日👩🏽\u200d🚀'.repeat(100_000), 'a\u202e\u200b'.repeat(200_000), '\u0301'.repeat(1_000_000)];
  const name = [...parts, 'x'.repeat(5_000_000)].join('');

  it.each(FORMATS)('are printed as %s before anybody gives up', async format => {
    expect(Buffer.byteLength(name)).toBeGreaterThan(10_000_000);
    space.records.Accounts = [{ id: ID, name, city: 'Rome' }];
    const stdout = await printed(format, 100);
    expect(stdout).toContain(format === 'table' ? 'Rome' : ID);
    expect(driving(stdout)).not.toMatch(DANGEROUS);
    if (format.startsWith('json')) expect([JSON.parse(stdout)].flat()[0].name === name).toBe(true);
    if (format === 'table') expect(stdout.length).toBeLessThan(1000);
  });

  it('go through a pipe as they are', async () => {
    expect((await printed('tsv')) === `${ID}\t${name}\tRome\t\t\t\n`).toBe(true);
  });
});
