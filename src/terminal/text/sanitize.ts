import { isPrintable, PRINTABLE_RANGES } from '../../values/printable.ts';

/**
 * The text with everything visible that could drive a terminal or hide from the eye: controls, line breaks,
 * bidirectional and invisible characters, lone surrogates. They become `\n`, `\e`, `\x07` or `\u{200b}`. An emoji keeps
 * what holds it together: joiners and skin tones between emoji, a variation selector after one.
 */
export const sanitize = (text: string): string =>
  isPrintable(text) ? text : text.replace(unsafeCharacters(), escaped);

/** JSON text of the same value, in which each character that `sanitize` would escape is written as \uXXXX. */
export const sanitizeJson = (json: string): string => [...sanitizedJson(json)].join('');

/** The same in pieces: escaped, a character takes up to six times its place, and V8 keeps what one replacement makes. */
export function* sanitizedJson(json: string): Generator<string> {
  if (HARMLESS_JSON.test(json)) return yield json;
  for (let start = 0; start < json.length; ) {
    const end = start + PIECE - (isHighSurrogate(json.charCodeAt(start + PIECE - 1)) ? 1 : 0);
    yield json
      .slice(start, end)
      .replace(unsafeCharacters(), character => (character < ' ' ? character : jsonEscaped(character)));
    start = end;
  }
}

/** An emoji that is cut may be escaped, which is the same value in JSON. */
const PIECE = 1 << 16;
const isHighSurrogate = (code: number) => code >= 0xd800 && code < 0xdc00;

/** In JSON text a line break is never part of a value. */
const HARMLESS_JSON = new RegExp(`^[\\n${PRINTABLE_RANGES}]*$`);

/**
 * Joiners, variation selectors and skin tones that are part of an emoji stay. Alone they are suspect, and a skin tone
 * that colours nothing has no agreed width.
 */
const EMOJI_PART = String.raw`(?<=\p{ExtPict}\u{fe0f}?|\p{EBase}\u{fe0f}?\p{EMod})\u{200d}(?=\p{ExtPict})|(?<=\p{ExtPict})[\u{fe0e}\u{fe0f}]|(?<=[0-9#*])\u{fe0f}(?=\u{20e3})|(?<=\p{EBase}\u{fe0f}?)\p{EMod}`;
let unsafePattern: RegExp | undefined;
/** Compiled on first use: it is large, and most answers do not need it. */
const unsafeCharacters = (): RegExp => {
  unsafePattern ??= new RegExp(`(?!${EMOJI_PART})[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{DI}\\p{EMod}]`, 'gu');
  return unsafePattern;
};

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u001b': '\\e' };

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  return SHORT[character] ?? (code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`);
}

const escapes = new Map<string, string>();

/** Kept for the next time: megabytes may hold the same few characters millions of times. */
function jsonEscaped(character: string): string {
  const cached = escapes.get(character);
  if (cached !== undefined) return cached;
  const units = character.split('').map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  escapes.set(character, units.join(''));
  return units.join('');
}
