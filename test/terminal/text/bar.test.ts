import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawTable } from '../../../src/terminal/output/table.ts';
import { drawBar } from '../../../src/terminal/text/bar.ts';
import { width } from '../../../src/terminal/text/width.ts';

describe('a bar', () => {
  it.each([
    [1, '████████', '########'],
    [0.5, '████', '####'],
    [0.516, '████▏', '####'],
    [0.001, '▏', '#'],
    [0, '', ''],
    [-3, '', ''],
    [7, '████████', '########'],
  ])('of the share %s is %s, or %s', (share, blocks, ascii) => {
    expect([drawBar(share, 8, false), drawBar(share, 8, true)]).toEqual([blocks, ascii]);
  });

  it('is never longer than what it shows, but for the mark that it is more than nothing', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 60 }), (share, columns) => {
        const bar = drawBar(share, columns, false);
        expect(width(bar)).toBeLessThanOrEqual(Math.max(share > 0 ? 1 : 0, Math.ceil(share * columns)));
      }),
    );
  });
});

describe('bars behind a table', () => {
  const table = {
    heads: ['step', 'sum'],
    rows: [
      ['First', '10'],
      ['名前', '20'],
      ['Total', '30'],
    ],
    align: ['left', 'right'] as const,
    shares: [0.5, 1, undefined],
    ...{ ascii: true, colour: false },
  };

  it('begin in the same column, whatever the letters, and fill the terminal', () => {
    expect(drawTable({ ...table, columns: 24 })).toBe(
      ['step   sum', 'First   10  ######', '名前    20  ############', 'Total   30'].join('\n'),
    );
  });

  it('are left out where there is no room, and of a sane length where there is much', () => {
    expect(drawTable({ ...table, columns: 19 })).toBe(
      ['step   sum', 'First   10', '名前    20', 'Total   30'].join('\n'),
    );
    expect(drawTable({ ...table, columns: undefined }).split('\n')[2]).toBe(`名前    20  ${'#'.repeat(30)}`);
  });
});
