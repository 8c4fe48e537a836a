import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { cell, clean, cleanJson, cut, pad, width, wrap } from '../../src/terminal/text.ts';
import { DANGEROUS } from './paper.ts';

const graphemes = (text: string) => [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom(
      'a',
      '\u200d',
      '\ufe0f',
      '👩',
      '🏽',
      '❤',
      '日',
      'é',
      '\u0301',
      'ש',
      '\u202e',
      '🇩',
      '#',
      '\u20e3',
    ),
  }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map(units => String.fromCharCode(...units)),
);

describe('clean makes visible', () => {
  it.each([
    ['a line break', 'a\nb', 'a\\nb'],
    ['a carriage return', 'a\rb', 'a\\rb'],
    ['a tab', 'a\tb', 'a\\tb'],
    ['an escape sequence', '\u001b[2Jx', '\\e[2Jx'],
    ['the bell', '\u0007', '\\x07'],
    ['DEL', '\u007f', '\\x7f'],
    ['C1', '\u009b31m', '\\x9b31m'],
    ['a right-to-left override', 'gpj\u202eexe', 'gpj\\u{202e}exe'],
    ['isolates', '\u2066a\u2069', '\\u{2066}a\\u{2069}'],
    ['direction marks', '\u200e\u200f\u061c', '\\u{200e}\\u{200f}\\u{61c}'],
    ['a zero-width space', 'A\u200bcme', 'A\\u{200b}cme'],
    ['a byte order mark', '\ufeffA', '\\u{feff}A'],
    ['a soft hyphen', 'a\u00adb', 'a\\xadb'],
    ['separators', '\u2028\u2029', '\\u{2028}\\u{2029}'],
    ['tag characters', 'a\u{e0041}', 'a\\u{e0041}'],
    ['interlinear marks', '\ufff9', '\\u{fff9}'],
    ['a lone surrogate', 'a\ud83d', 'a\\u{d83d}'],
    ['a filler that looks like nothing', '\u3164', '\\u{3164}'],
    ['a joiner between letters', 'a\u200db', 'a\\u{200d}b'],
    ['a joiner at the end of an emoji', '👩\u200d', '👩\\u{200d}'],
    ['a selector without a base', '\ufe0fa', '\\u{fe0f}a'],
    ['a second selector', '❤\ufe0f\ufe0f', '❤\ufe0f\\u{fe0f}'],
    ['a skin tone that colours nothing', 'a🏽', 'a\\u{1f3fd}'],
    ['a joiner after such a tone', '❤🏽\u200d👩', '❤\\u{1f3fd}\\u{200d}👩'],
  ])('%s', (_, text, visible) => {
    expect(clean(text)).toBe(visible);
  });

  it.each([
    'Acme',
    'Zoë',
    'Zoe\u0308',
    '日本語',
    'שלום',
    'مرحبا',
    'हिन्दी',
    '👩🏽\u200d🚀',
    '👍\ufe0f🏽\u200d👩',
    '🏳\ufe0f\u200d🌈',
    '❤\ufe0f',
    '1\ufe0f\u20e3',
    '🇩🇪',
    'C:\\new',
    '1\u00a0000',
  ])('but leaves %s alone', text => {
    expect(clean(text)).toBe(text);
  });

  it('everything dangerous, wherever it stands', () => {
    fc.assert(
      fc.property(anyText, text => {
        expect(clean(text)).not.toMatch(DANGEROUS);
        expect(clean(text)).not.toContain('\n');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('cleanJson', () => {
  it('escapes the same characters, and only those', () => {
    expect(cleanJson('{"a": "x\u202e\u{e0041}\u0085é👩\u200d🚀"}')).toBe(
      '{"a": "x\\u202e\\udb40\\udc41\\u0085é👩\u200d🚀"}',
    );
    expect(cleanJson('{\n  "a": 1\n}')).toBe('{\n  "a": 1\n}');
  });

  it('keeps the value', () => {
    fc.assert(
      fc.property(fc.dictionary(anyText, anyText), value => {
        const json = cleanJson(JSON.stringify(value));
        expect(json).not.toMatch(DANGEROUS);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

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
    expect(cut(text, columns)).toBe(expected);
  });

  it.each([
    [6, 'Acm...'],
    [2, '..'],
    [0, ''],
  ])('in ASCII to %i columns is %j', (columns, expected) => {
    expect(cut('Acme Incorporated', columns, '...')).toBe(expected);
  });

  it('gives what fits: a start of whole graphemes, or the text itself', () => {
    fc.assert(
      fc.property(anyText.map(clean), fc.nat(30), fc.constantFrom('…', '...'), (text, columns, ellipsis) => {
        const result = cut(text, columns, ellipsis);
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
    expect(cell('x'.repeat(200))).toBe('x'.repeat(200));
    expect(cell('x'.repeat(201))).toBe(`${'x'.repeat(199)}…`);
    expect(cell('👩🏽\u200d🚀'.repeat(500))).toBe(`${'👩🏽\u200d🚀'.repeat(199)}…`);
  });

  it('of ten million characters takes no time, even if they are one grapheme', () => {
    const start = performance.now();
    expect(cell('a\n'.repeat(5_000_000))).toHaveLength(200);
    expect(cell(`a${'\u0301'.repeat(10_000_000)}`)).toBe('…');
    expect(cut('日'.repeat(10_000_000), 9)).toBe('日日日日…');
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
