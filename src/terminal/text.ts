import stringWidth from 'string-width';
import { isPlain, MOST } from '../values/plain.ts';

/** What no cell is longer than. */
const MOST_GRAPHEMES = 200;
/** What is looked at to find them: one grapheme of a hostile text can be megabytes long. */
const MOST_UNITS = MOST_GRAPHEMES * 32;

/**
 * The text with everything visible that could drive a terminal or hide from the eye: controls, line breaks,
 * bidirectional and invisible characters, lone surrogates. They become `\n`, `\e`, `\x07` or `\u{200b}`. An emoji keeps
 * what holds it together: joiners and skin tones between emoji, a variation selector after one.
 */
export const clean = (text: string): string => (isPlain(text) ? text : text.replace(UNSEEN, escaped));

/** JSON text of the same value without a character that `clean` would escape: those stand as \uXXXX. */
export const cleanJson = (json: string): string =>
  HARMLESS_JSON.test(json) ? json : json.replace(UNSEEN, found => (found < ' ' ? found : jsonEscaped(found)));

/** A text of any length as one cell: clean, and cut at 200 graphemes. */
export const cell = (text: string, ellipsis = '…'): string =>
  cut(clean(text.slice(0, MOST_UNITS + 1)), Number.POSITIVE_INFINITY, ellipsis);

/** How many columns of a terminal the text takes. */
export const width = (text: string): number => stringWidth(text);

/** The text if it fits, else as many whole graphemes as fit with the ellipsis after them. Never more than 200. */
export function cut(text: string, columns: number, ellipsis = '…'): string {
  const room = Math.max(0, columns);
  if (text.length <= Math.min(room, MOST_GRAPHEMES) && PLAIN.test(text)) return text;
  const looked = text.slice(0, MOST_UNITS);
  const end = width(ellipsis) > room ? ellipsis.slice(0, room) : ellipsis;
  const roomBeforeEnd = room - width(end);
  // Where all is ASCII, letters are columns.
  const enough = Math.min(room, MOST_GRAPHEMES);
  if (text.length > enough && PLAIN.test(text.slice(0, enough + 1)))
    return text.slice(0, Math.min(roomBeforeEnd, MOST_GRAPHEMES - 1)) + end;
  let used = 0;
  let count = 0;
  let kept = 0;
  for (const { segment, index } of GRAPHEMES.segment(looked)) {
    const after = index + segment.length;
    used += graphemeWidth(segment);
    count += 1;
    // The last grapheme of a part may go on in the rest.
    const torn = after === looked.length && after < text.length;
    if (used > room || count > MOST_GRAPHEMES || torn) return text.slice(0, kept) + end;
    if (used <= roomBeforeEnd && count < MOST_GRAPHEMES) kept = after;
  }
  return text;
}

/** The text in lines of at most so many columns, broken between graphemes. At least one line. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    const more = graphemeWidth(segment);
    if (used + more > columns && line !== '') {
      lines.push(line);
      [line, used] = ['', 0];
    }
    line += segment;
    used += more;
  }
  return [...lines, line];
}

const KNOWN_WIDTHS = new Map<string, number>();

/** The same as `width`, which looks long at every letter; texts repeat theirs. */
function graphemeWidth(grapheme: string): number {
  const known = KNOWN_WIDTHS.get(grapheme);
  if (known !== undefined) return known;
  const found = width(grapheme);
  if (grapheme.length <= 8 && KNOWN_WIDTHS.size < 5000) KNOWN_WIDTHS.set(grapheme, found);
  return found;
}

/** The text with spaces up to the width. */
export function pad(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const spaces = ' '.repeat(Math.max(0, columns - width(text)));
  return align === 'left' ? text + spaces : spaces + text;
}

const PLAIN = /^[ -~]*$/;
/** In JSON a line break is none of a value. */
const HARMLESS_JSON = new RegExp(`^[\\n${MOST}]*$`);
const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * Joiners, variation selectors and skin tones that are part of an emoji stay. Alone they are suspect, and a skin tone
 * that colours nothing has no agreed width.
 */
const EMOJI_PART =
  /(?<=\p{ExtPict}\u{fe0f}?|\p{EBase}\u{fe0f}?\p{EMod})\u{200d}(?=\p{ExtPict})|(?<=\p{ExtPict})[\u{fe0e}\u{fe0f}]|(?<=[0-9#*])\u{fe0f}(?=\u{20e3})|(?<=\p{EBase}\u{fe0f}?)\p{EMod}/u;
const UNSEEN = new RegExp(`(?!${EMOJI_PART.source})[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{DI}\\p{EMod}]`, 'gu');

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
