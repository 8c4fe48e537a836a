import { describe, expect, it } from 'vitest';
import { type ColumnForm, findForms, readingsOf } from '../../../src/import/columns/forms.ts';
import { readCell } from '../../../src/import/columns/read-cell.ts';
import type { CellKind } from '../../../src/import/columns/targets.ts';
import type { Cell } from '../../../src/import/table/table.ts';

const TODAY = '2026-11-30';

/** The texts of a column, read in the form that they show together; `open` if they allow two. */
function readColumn(kind: CellKind, cells: readonly Cell[], forced: ColumnForm = {}) {
  const target = { name: 'x', label: 'X', isFlag: true, kind, headings: [] };
  const column = { index: 0, heading: 'X', target, source: 'heading' } as const;
  const finder = findForms([column]);
  for (const [index, cell] of cells.entries()) finder.add(index + 2, [cell]);
  const { forms, open } = finder.decide(forced);
  if (open[0]) return { open: open[0].example, readings: readingsOf(open[0].kind, open[0].example.text) };
  return cells.map(cell => {
    const result = readCell(cell, kind, forms.get(column) ?? {}, TODAY);
    return 'text' in result ? result.text : `! ${result.problem}`;
  });
}

describe('the days of a column', () => {
  it.each([
    [
      ['30.09.2026', '1.2.26'],
      ['2026-09-30', '2026-02-01'],
    ],
    [
      ['09/30/2026', '1/2/2026'],
      ['2026-09-30', '2026-01-02'],
    ],
    [
      ['30/09/2026', '1/2/2026'],
      ['2026-09-30', '2026-02-01'],
    ],
    [
      ['2026-09-30', '2026/9/30', '20260930'],
      ['2026-09-30', '2026-09-30', '2026-09-30'],
    ],
    [
      ['2026-09-30 14:00:00', '30.09.2026 14:00', '9.9.2026, 2:00 PM'],
      ['2026-09-30', '2026-09-30', '2026-09-09'],
    ],
    [['05/05/2026'], ['2026-05-05']],
    [
      ['Sep 30, 2026', '30 September 2026'],
      ['2026-09-30', '2026-09-30'],
    ],
    [[{ kind: 'date', text: '2026-09-30' } as const], ['2026-09-30']],
    [['31.02.2026'], ['! There is no day 31.02.2026 (dmy)']],
    [[{ kind: 'number', text: '46295' } as const], ['! 46295 is a number: give its column the form of a date']],
    [['soon'], [expect.stringContaining("'soon' is not a date")]],
    [['#N/A'], ['! #N/A is an error of the spreadsheet']],
  ])('are read as %j', (cells, days) => {
    expect(readColumn('date', cells)).toEqual(days);
  });

  it('with a zone are those of the user', () => {
    const time = new Date(2026, 8, 30, 23, 30).toISOString();
    expect(readColumn('date', [time])).toEqual(['2026-09-30']);
    expect(readColumn('time', ['2026-09-30T10:00:00+02:00'])).toEqual(['2026-09-30T08:00:00.000Z']);
  });

  it('that allow two readings are not guessed', () => {
    const cells = ['05/05/2026', '04/05/2026', '06/07/2026'];
    expect(readColumn('date', cells)).toEqual({
      open: { line: 3, text: '04/05/2026' },
      readings: ['2026-05-04', '2026-04-05'],
    });
    expect(readColumn('date', cells, { dates: 'mdy' })).toEqual(['2026-05-05', '2026-04-05', '2026-06-07']);
  });

  it('of two forms are refused with both lines, unless one form is named', () => {
    const cells = ['30.09.2026', '09/30/2026'];
    expect(() => readColumn('date', cells)).toThrow('30.09.2026 in line 2, 09/30/2026 in line 3');
    expect(readColumn('date', cells, { dates: 'dmy' })).toEqual(['2026-09-30', '! There is no day 09/30/2026 (dmy)']);
  });
});

describe('the amounts of a column', () => {
  it.each([
    [
      ['1.234', '1.234,50'],
      ['1234', '1234.50'],
    ],
    [
      ['1,234', '1,234.50'],
      ['1234', '1234.50'],
    ],
    [
      ['1.234.567', '5'],
      ['1234567', '5'],
    ],
    [
      ['1,23,456.00', '12,34,567.00'],
      ['123456.00', '1234567.00'],
    ],
    [
      ["1'234.50", '1 234.5'],
      ['1234.50', '1234.5'],
    ],
    [
      ['(1,234.00)', '-5', '5-', '−7'],
      ['-1234.00', '-5', '-5', '-7'],
    ],
    [
      ['€ 1.234,50', '1.234,50 EUR', '$5'],
      ['1234.50 €', '1234.50 EUR', '5 $'],
    ],
    [
      ['0.125', '12'],
      ['0.125', '12'],
    ],
    [['1.2345'], ['1.2345']],
    [[{ kind: 'number', text: '1.234' } as const], ['1.2340']],
    [['12345678901234567'], ['12345678901234567']],
    [
      ['4E892', '12'],
      ["! '4E892' is not a number", '12'],
    ],
    [
      ['=1+1', 'null'],
      ["! '=1+1' is not a number", "! 'null' is not a number"],
    ],
  ])('are read as %j', (cells, amounts) => {
    expect(readColumn('amount', cells)).toEqual(amounts);
  });

  it('that allow two readings are not guessed', () => {
    expect(readColumn('amount', ['5', '1.234', '2.345'])).toEqual({
      open: { line: 3, text: '1.234' },
      readings: ['1234', '1.234'],
    });
    expect(readColumn('amount', ['1.234'], { decimal: 'point' })).toEqual(['1.2340']);
    expect(readColumn('amount', ['1.234', '1.50'], { decimal: 'comma' })).toEqual(['1234', "! '1.50' is not a number"]);
  });

  it('of two forms are refused with both lines', () => {
    expect(() => readColumn('amount', ['1.234,50', '1,234.50'])).toThrow('1.234,50 in line 2, 1,234.50 in line 3');
  });
});

describe('a text', () => {
  it.each(['00123', 'null', '4E892', '=1+1'])('stays as it is: %s', text => {
    expect(readColumn('text', [text])).toEqual([text]);
  });
});
