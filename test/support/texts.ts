import fc from 'fast-check';

/**
 * Characters that drive terminals or hide, none of which may ever reach one, by their code points: controls except the
 * line feed, what turns text around, what takes no room, tags, lone surrogates; joiners and selectors outside an emoji.
 */
export const DANGEROUS = new RegExp(
  [
    '[\\u{0}-\\u{9}\\u{b}-\\u{1f}\\u{7f}-\\u{9f}\\u{ad}\\u{34f}\\u{61c}\\u{70f}\\u{115f}\\u{1160}\\u{17b4}\\u{17b5}',
    '\\u{180b}-\\u{180f}\\u{200b}\\u{200c}\\u{200e}\\u{200f}\\u{2028}-\\u{202e}\\u{2060}-\\u{206f}\\u{3164}',
    '\\u{d800}-\\u{dfff}\\u{fe00}-\\u{fe0d}\\u{feff}\\u{ffa0}\\u{fff0}-\\u{fffb}\\u{1bca0}-\\u{1bca3}',
    '\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}]',
    '|(?<![\\p{ExtPict}\\p{EMod}\\u{fe0f}])\\u{200d}|\\u{200d}(?!\\p{ExtPict})|(?<![\\p{ExtPict}0-9#*])[\\u{fe0e}\\u{fe0f}]',
  ].join(''),
  'u',
);

/** Texts of all kinds, with much of what is joined, wide, turned round or cut in two. */
export const anyText = fc.oneof(
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
