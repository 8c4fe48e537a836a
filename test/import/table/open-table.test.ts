import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { openTable, type TableOptions } from '../../../src/import/table/open-table.ts';
import { useFolder } from '../../support/hooks.ts';
import { DAY_STYLE, workbook } from '../../support/workbook.ts';

const folder = useFolder();

async function read(content: string | Buffer, options: TableOptions = {}) {
  const path = join(folder.path, 'deals');
  writeFileSync(path, content);
  const table = await openTable(path, options);
  const lines = [];
  for await (const line of table.lines()) lines.push(line);
  return { ...table, lines };
}

const cellsOf = async (content: string | Buffer, options?: TableOptions) =>
  (await read(content, options)).lines.map(({ cells }) => cells);

const ROWS = [
  ['name', 'value'],
  ['Würth & Söhne', '€ 5'],
];
const CSV = 'name,value\nWürth & Söhne,€ 5\n';

describe('a text with delimiters', () => {
  it.each([
    ['commas', CSV],
    ['semicolons', CSV.replaceAll(',', ';')],
    ['tabs', CSV.replaceAll(',', '\t')],
    ['a line that names the delimiter', `sep=|\n${CSV.replaceAll(',', '|')}`],
    ['a byte order mark', `\ufeff${CSV}`],
    ['CRLF', CSV.replaceAll('\n', '\r\n')],
    ['lone CR', CSV.replaceAll('\n', '\r')],
    ['no end of the last line', CSV.trimEnd()],
    ['blank lines', `${CSV}\n,\n\n`],
    ['UTF-16', Buffer.from(`\ufeff${CSV}`, 'utf16le')],
    ['UTF-16 in the other order', Buffer.from(`\ufeff${CSV}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from(CSV, 'utf16le')],
    ['Windows-1252', iconv.encode(CSV, 'windows-1252')],
  ])('is read with %s', async (_, content) => {
    expect(await cellsOf(content)).toEqual(ROWS);
  });

  it('says when it guessed the encoding, and reads the one that is named', async () => {
    expect((await read(iconv.encode(CSV, 'windows-1252'))).notes).toEqual([expect.stringContaining('Windows-1252')]);
    const japanese = iconv.encode('name\n東京電力\n', 'shift_jis');
    expect(await cellsOf(japanese, { encoding: 'Shift-JIS' })).toEqual([['name'], ['東京電力']]);
    await expect(read(Buffer.from([0x6e, 0x0a, 0x81, 0x20]))).rejects.toThrow('The file is not UTF-8');
  });

  it('reads every character of Windows-1252, and refuses bytes that are none', async () => {
    const bytes = Array.from({ length: 0x80 }, (_, index) => index + 0x80);
    const decoded = bytes.map(byte => iconv.decode(Buffer.from([byte]), 'windows-1252'));
    const isOne = (_: unknown, index: number) => decoded[index] !== '\ufffd';
    const cells = await cellsOf(Buffer.from(bytes.filter(isOne)), { encoding: 'windows-1252' });
    expect(cells).toEqual([[decoded.filter(isOne).join('')]]);
    for (const byte of [0x81, 0x8d, 0x8f, 0x90, 0x9d])
      await expect(read(Buffer.from([0x61, byte]), { encoding: 'windows-1252' })).rejects.toThrow(
        'not in the encoding',
      );
  });

  it('counts the lines of the file', async () => {
    const { lines } = await read('a,b\r\n\r\n"x\r\ny",1\r\nz,2\r\n');
    expect(lines).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 3, cells: ['x\r\ny', '1'] },
      { line: 5, cells: ['z', '2'] },
    ]);
  });

  it('keeps quotes that are part of a text', async () => {
    expect(await cellsOf('a,b\n5" pipe,"say ""hi"""\n')).toEqual([
      ['a', 'b'],
      ['5" pipe', 'say "hi"'],
    ]);
  });

  it.each([
    ['', 'The file is empty'],
    ['a,b\nx,1\n"y,2\nz,3\n', 'The quote that opens in line 3 never closes'],
    ['a,b\nx,\0\n', 'Line 2 has a NUL character in it'],
  ])('is refused as %j', async (content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });
});

describe('JSON', () => {
  it('has a column for each name, with the digits of its numbers', async () => {
    const content = '[{"name":"A","value":{"base_value":12.50}},{"name":"B","hot":true,"none":null}]';
    expect(await cellsOf(content)).toEqual([
      ['name', 'value.base_value', 'hot', 'none'],
      ['A', { kind: 'number', text: '12.50' }, '', ''],
      ['B', '', { kind: 'boolean', text: 'yes' }, ''],
    ]);
  });

  it('is read by the line, too', async () => {
    const { form, lines } = await read('{"a":"1"}\n\n{"b":12345678901234567890}\n');
    expect([form, lines]).toEqual([
      'JSONL',
      [
        { line: 0, cells: ['a', 'b'] },
        { line: 1, cells: ['1', ''] },
        { line: 3, cells: ['', { kind: 'number', text: '12345678901234567890' }] },
      ],
    ]);
  });

  it.each([
    ['[{"a":1},2]', 'Element 2 of the array is no object'],
    ['{"a":1}\n{"a":\n', 'Line 2 is not JSON'],
    [`[${'{},'.repeat(50_000)}{}]`, '50001 rows are too many'],
  ])('is refused as %.20s', async (content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });
});

describe('a workbook', () => {
  it('has the days and numbers that its program shows', async () => {
    const rows = [
      ['name', 'closing', 'value', 'key'],
      [undefined, { number: '46295', style: DAY_STYLE }, { number: '0.30000000000000004' }, '00123'],
      [],
      ['b', { number: '46295.75', style: DAY_STYLE }, { number: '123456789012345678' }, { error: '#DIV/0!' }],
    ];
    const { form, lines } = await read(workbook({ Deals: rows }));
    const day = { kind: 'date', text: '2026-09-30' };
    expect([form, lines]).toEqual([
      'XLSX',
      [
        { line: 1, cells: ['name', 'closing', 'value', 'key'] },
        { line: 2, cells: ['', day, { kind: 'number', text: '0.3' }, '00123'] },
        {
          line: 4,
          cells: ['b', day, { kind: 'number', text: '123456789012346000' }, { kind: 'error', text: '#DIV/0!' }],
        },
      ],
    ]);
  });

  it('that counts from 1904 has the same days', async () => {
    const content = workbook({ A: [[{ number: '44833', style: DAY_STYLE }]] }, { is1904: true });
    expect(await cellsOf(content)).toEqual([[{ kind: 'date', text: '2026-09-30' }]]);
  });

  it('has sheets by name and by number', async () => {
    const content = workbook({ First: [['a']], Second: [['b']] });
    expect(await cellsOf(content)).toEqual([['a']]);
    expect(await cellsOf(content, { sheet: 'Second' })).toEqual([['b']]);
    expect(await cellsOf(content, { sheet: '2' })).toEqual([['b']]);
    await expect(read(content, { sheet: 'Third' })).rejects.toThrow("The workbook has no sheet 'Third'");
  });

  it.each([
    ['a ZIP that is none', Buffer.from(workbook({ A: [['a']] })).subarray(0, 200)],
    ['the form before XLSX', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0])],
  ])('is refused as %s', async (_, content) => {
    await expect(read(content)).rejects.toMatchObject({ code: 'USAGE', hint: expect.stringContaining('XLSX') });
  });
});
