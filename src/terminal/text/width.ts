import stringWidth from 'string-width';
import { sanitize } from './sanitize.ts';

/** The maximum length of a cell. */
const MAX_GRAPHEMES = 200;
/** How much of a text is searched for them: one grapheme of a hostile text can be megabytes long. */
const MAX_CODE_UNITS = MAX_GRAPHEMES * 32;

/** A text of any length as one cell: sanitized, and truncated to 200 graphemes. */
export const toCell = (text: string, ellipsis = '…'): string =>
  truncate(sanitize(text.slice(0, MAX_CODE_UNITS + 1)), Number.POSITIVE_INFINITY, ellipsis);

/** How many columns of a terminal the text takes. */
export const width = (text: string): number => stringWidth(text);

/** The text if it fits, else as many whole graphemes as fit with the ellipsis after them. Never more than 200. */
export function truncate(text: string, columns: number, ellipsis = '…'): string {
  const available = Math.max(0, columns);
  if (text.length <= Math.min(available, MAX_GRAPHEMES) && PLAIN.test(text)) return text;
  const prefix = text.slice(0, MAX_CODE_UNITS);
  const suffix = width(ellipsis) > available ? ellipsis.slice(0, available) : ellipsis;
  const availableBeforeSuffix = available - width(suffix);
  // In ASCII text each letter is one column.
  const maxLength = Math.min(available, MAX_GRAPHEMES);
  if (text.length > maxLength && PLAIN.test(text.slice(0, maxLength + 1)))
    return text.slice(0, Math.min(availableBeforeSuffix, MAX_GRAPHEMES - 1)) + suffix;
  let used = 0;
  let count = 0;
  let cutOffset = 0;
  for (const { segment, index } of graphemes(prefix)) {
    const segmentEnd = index + segment.length;
    used += graphemeWidth(segment);
    count += 1;
    // The last grapheme of the prefix may continue behind it.
    const isTorn = segmentEnd === prefix.length && segmentEnd < text.length;
    if (used > available || count > MAX_GRAPHEMES || isTorn) return text.slice(0, cutOffset) + suffix;
    if (used <= availableBeforeSuffix && count < MAX_GRAPHEMES) cutOffset = segmentEnd;
  }
  return text;
}

/** The text in lines of at most so many columns, broken between graphemes. At least one line. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const { segment, columns: segmentColumns } of graphemesOf(text)) {
    if (used + segmentColumns > columns && line !== '') {
      lines.push(line);
      [line, used] = ['', 0];
    }
    line += segment;
    used += segmentColumns;
  }
  return [...lines, line];
}

/** The text in lines of at most so many columns, broken between words. A word that is longer has a line of its own. */
export function wrapWords(text: string, columns: number): string[] {
  const [first = '', ...words] = text.split(' ');
  const lines: string[] = [];
  let line = first;
  for (const word of words) {
    const longer = `${line} ${word}`;
    if (width(longer) <= columns || line.trim() === '') line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((line, index) => (index < lines.length ? line.trimEnd() : line));
}

/** The graphemes of a text, with the columns that each takes. */
export function* graphemesOf(text: string): Generator<{ segment: string; columns: number }> {
  for (const { segment } of graphemes(text)) yield { segment, columns: graphemeWidth(segment) };
}

const WIDTH_CACHE = new Map<string, number>();

/** The same as `width`, which is slow for each letter; texts repeat their letters. */
function graphemeWidth(grapheme: string): number {
  const cached = WIDTH_CACHE.get(grapheme);
  if (cached !== undefined) return cached;
  const measured = width(grapheme);
  if (grapheme.length <= 8 && WIDTH_CACHE.size < 5000) WIDTH_CACHE.set(grapheme, measured);
  return measured;
}

/** The text with spaces up to the width. */
export function pad(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const spaces = ' '.repeat(Math.max(0, columns - width(text)));
  return align === 'left' ? text + spaces : spaces + text;
}

const PLAIN = /^[ -~]*$/;

let segmenter: Intl.Segmenter | undefined;
/** The graphemes of a text. The segmenter is created on first use: that takes as long as everything else in a short list. */
export const graphemes = (text: string): Intl.Segments => {
  segmenter ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  return segmenter.segment(text);
};
