import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { sanitize } from '../../../src/terminal/text/sanitize.ts';
import { pad, toCell, truncate, width, wrap, wrapWords } from '../../../src/terminal/text/width.ts';
import { anyText } from '../../support/texts.ts';

const graphemes = (text: string) => [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);

describe('cut', () => {
  it.each([
    ['Acme', 4, 'Acme'],
    ['Acme Inc', 5, 'Acme…'],
    ['日本語', 6, '日本語'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    ['👩🏽\u200d🚀👩🏽\u200d🚀', 3, '👩🏽\u200d🚀…'],
    ['👩🏽\u200d🚀👩🏽\u200d🚀', 2, '…'],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
    ['Acme', 1, '…'],
    ['Acme', 0, ''],
    ['Acme', -1, ''],
    ['', 0, ''],
  ])('%j to %i columns is %j', (text, columns, expected) => {
    expect(truncate(text, columns)).toBe(expected);
  });

  it.each([
    [6, 'Acm...'],
    [2, '..'],
    [0, ''],
  ])('in ASCII to %i columns is %j', (columns, expected) => {
    expect(truncate('Acme Incorporated', columns, '...')).toBe(expected);
  });

  it('gives what fits: a start of whole graphemes, or the text itself', () => {
    fc.assert(
      fc.property(anyText.map(sanitize), fc.nat(30), fc.constantFrom('…', '...'), (text, columns, ellipsis) => {
        const result = truncate(text, columns, ellipsis);
        expect(stringWidth(result)).toBeLessThanOrEqual(columns);
        if (stringWidth(text) <= columns) {
          expect(result).toBe(text);
        } else if (columns >= ellipsis.length) {
          expect(result.endsWith(ellipsis)).toBe(true);
          const kept = graphemes(result.slice(0, -ellipsis.length));
          expect(graphemes(text).slice(0, kept.length)).toEqual(kept);
          // One more would have been too much.
          const more = kept.join('') + graphemes(text)[kept.length];
          expect(stringWidth(more + ellipsis)).toBeGreaterThan(columns);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a cell', () => {
  it('has 200 graphemes at most', () => {
    expect(toCell('x'.repeat(200))).toBe('x'.repeat(200));
    expect(toCell('x'.repeat(201))).toBe(`${'x'.repeat(199)}…`);
    expect(toCell('👩🏽\u200d🚀'.repeat(500))).toBe(`${'👩🏽\u200d🚀'.repeat(199)}…`);
  });

  it('of ten million characters takes no time, even if they are one grapheme', () => {
    const start = performance.now();
    expect(toCell('a\n'.repeat(5_000_000))).toHaveLength(200);
    expect(toCell(`a${'\u0301'.repeat(10_000_000)}`)).toBe('…');
    expect(truncate('日'.repeat(10_000_000), 9)).toBe('日日日日…');
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('wrap', () => {
  it.each([
    ['Acme', 10, ['Acme']],
    ['Acme Inc', 3, ['Acm', 'e I', 'nc']],
    ['日本語', 4, ['日本', '語']],
    ['日本', 1, ['日', '本']],
    ['', 5, ['']],
  ])('%j to %i columns gives %j', (text, columns, lines) => {
    expect(wrap(text, columns)).toEqual(lines);
  });
});

it('pad fills up by width, not by length', () => {
  expect(pad('日', 4)).toBe('日  ');
  expect(pad('12.5', 6, 'right')).toBe('  12.5');
  expect(pad('long', 2)).toBe('long');
  expect(width('👩🏽\u200d🚀')).toBe(2);
});

describe('wrapped between words', () => {
  it.each([
    ['one two three', 7, ['one two', 'three']],
    ['one two three', 3, ['one', 'two', 'three']],
    ['one unbreakable two', 5, ['one', 'unbreakable', 'two']],
    ['日本 語 a', 6, ['日本', '語 a']],
    ['  indented text', 10, ['  indented', 'text']],
    ['', 5, ['']],
  ])('%j in %i columns is %j', (text, columns, lines) => {
    expect(wrapWords(text, columns)).toEqual(lines);
  });

  it('loses and divides no word', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 40 }), (text, columns) => {
        const lines = wrapWords(text, columns);
        expect(lines.join(' ').split(' ').filter(Boolean)).toEqual(text.split(' ').filter(Boolean));
        for (const line of lines) if (width(line) > columns) expect(line.trim()).not.toContain(' ');
      }),
    );
  });
});
