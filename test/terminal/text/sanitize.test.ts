import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sanitize, sanitizeJson } from '../../../src/terminal/text/sanitize.ts';
import { anyText, DANGEROUS } from '../../support/texts.ts';

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
    expect(sanitize(text)).toBe(visible);
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
    expect(sanitize(text)).toBe(text);
  });

  it('everything dangerous, wherever it stands', () => {
    fc.assert(
      fc.property(anyText, text => {
        expect(sanitize(text)).not.toMatch(DANGEROUS);
        expect(sanitize(text)).not.toContain('\n');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('cleanJson', () => {
  it('escapes the same characters, and only those', () => {
    expect(sanitizeJson('{"a": "x\u202e\u{e0041}\u0085é👩\u200d🚀"}')).toBe(
      '{"a": "x\\u202e\\udb40\\udc41\\u0085é👩\u200d🚀"}',
    );
    expect(sanitizeJson('{\n  "a": 1\n}')).toBe('{\n  "a": 1\n}');
  });

  it('keeps the value of a text of megabytes, wherever it is cut', () => {
    const value = ['\u0085', 'a👩\u200d🚀', '\u{e0041}', '🚀b'].map(text => text.repeat(40_000)).join('');
    for (const shift of ['', ' ']) expect(JSON.parse(sanitizeJson(`${shift}"${value}"`))).toBe(value);
    expect(sanitizeJson(`"${value}"`)).not.toContain('\u0085');
  });

  it('keeps the value', () => {
    fc.assert(
      fc.property(fc.dictionary(anyText, anyText), value => {
        const json = sanitizeJson(JSON.stringify(value));
        expect(json).not.toMatch(DANGEROUS);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
