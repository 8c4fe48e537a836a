import stringWidth from 'string-width';
import { sanitize } from './sanitize.ts';

/** What no cell is longer than. */
const MOST_GRAPHEMES = 200;
/** What is looked at to find them: one grapheme of a hostile text can be megabytes long. */
const MOST_UNITS = MOST_GRAPHEMES * 32;

/** A text of any length as one cell: clean, and cut at 200 graphemes. */
export const toCell = (text: string, ellipsis = '…'): string =>
  truncate(sanitize(text.slice(0, MOST_UNITS + 1)), Number.POSITIVE_INFINITY, ellipsis);

/** How many columns of a terminal the text takes. */
export const width = (text: string): number => stringWidth(text);

/** The text if it fits, else as many whole graphemes as fit with the ellipsis after them. Never more than 200. */
export function truncate(text: string, columns: number, ellipsis = '…'): string {
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
  for (const { segment, index } of graphemes(looked)) {
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
  for (const { segment, columns: more } of graphemesOf(text)) {
    if (used + more > columns && line !== '') {
      lines.push(line);
      [line, used] = ['', 0];
    }
    line += segment;
    used += more;
  }
  return [...lines, line];
}

/** The graphemes of a text, with the columns that each takes. */
export function* graphemesOf(text: string): Generator<{ segment: string; columns: number }> {
  for (const { segment } of graphemes(text)) yield { segment, columns: graphemeWidth(segment) };
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

let segmenter: Intl.Segmenter | undefined;
/** Made when first needed: that takes as long as all else that a short list does on its own. */
const graphemes = (text: string): Intl.Segments => {
  segmenter ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  return segmenter.segment(text);
};
