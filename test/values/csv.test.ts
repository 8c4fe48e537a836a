import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../src/values/csv.ts';

describe('a line of CSV', () => {
  it.each([
    [['a', 'b c', ''], 'a,b c,'],
    [['a,b', 'say "hi"', 'two\nlines'], '"a,b","say ""hi""","two\nlines"'],
    [[' led', 'trailed '], '" led","trailed "'],
    [['=1+1', '+49 123', '-5+2', '@x', '＝x'], "'=1+1,'+49 123,'-5+2,'@x,'＝x"],
    [['-5', '-12.50', '5'], '-5,-12.50,5'],
    [['=HYPERLINK("http://x","y")'], `"'=HYPERLINK(""http://x"",""y"")"`],
    // Where the separator is a semicolon or a tab.
    [['a;=1+1', 'b\t@x', 'c; "-d', 'e;f'], `"a;'=1+1","b\t'@x","c; ""'-d","e;f"`],
  ])('%j is %s', (cells, line) => {
    expect(csvLine(cells, false)).toBe(line);
  });

  it('keeps formulas when it is asked to', () => {
    expect(csvLine(['=1+1', '-x'], true)).toBe('=1+1,-x');
  });

  it('can be read back', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), cells => {
        expect(readLine(csvLine(cells, true))).toEqual(cells);
      }),
    );
  });
});

/** A reader of its own, by the grammar of RFC 4180. */
function readLine(line: string): string[] {
  const cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/gsy;
  for (let more = true; more; ) {
    const [, inQuotes, plain = '', end] = cell.exec(line)!;
    cells.push(inQuotes === undefined ? plain : inQuotes.replaceAll('""', '"'));
    more = end === ',';
  }
  return cells;
}
