import { isPrintable, PRINTABLE_RANGES } from '../../values/printable.ts';

/**
 * The text with everything visible that could drive a terminal or hide from the eye: controls, line breaks,
 * bidirectional and invisible characters, lone surrogates. They become `\n`, `\e`, `\x07` or `\u{200b}`. An emoji keeps
 * what holds it together: joiners and skin tones between emoji, a variation selector after one.
 */
export const sanitize = (text: string): string => (isPrintable(text) ? text : text.replace(unseen(), escaped));

/** JSON text of the same value without a character that `clean` would escape: those stand as \uXXXX. */
export const sanitizeJson = (json: string): string =>
  HARMLESS_JSON.test(json) ? json : json.replace(unseen(), found => (found < ' ' ? found : jsonEscaped(found)));

/** In JSON a line break is none of a value. */
const HARMLESS_JSON = new RegExp(`^[\\n${PRINTABLE_RANGES}]*$`);

/**
 * Joiners, variation selectors and skin tones that are part of an emoji stay. Alone they are suspect, and a skin tone
 * that colours nothing has no agreed width.
 */
const EMOJI_PART = String.raw`(?<=\p{ExtPict}\u{fe0f}?|\p{EBase}\u{fe0f}?\p{EMod})\u{200d}(?=\p{ExtPict})|(?<=\p{ExtPict})[\u{fe0e}\u{fe0f}]|(?<=[0-9#*])\u{fe0f}(?=\u{20e3})|(?<=\p{EBase}\u{fe0f}?)\p{EMod}`;
let thorough: RegExp | undefined;
/** Made when first needed: it is large, and most answers do without. */
const unseen = (): RegExp => {
  thorough ??= new RegExp(`(?!${EMOJI_PART})[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{DI}\\p{EMod}]`, 'gu');
  return thorough;
};

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u001b': '\\e' };

function escaped(found: string): string {
  const code = found.codePointAt(0)!;
  return SHORT[found] ?? (code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`);
}

const jsonEscaped = (found: string) =>
  found
    .split('')
    .map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
