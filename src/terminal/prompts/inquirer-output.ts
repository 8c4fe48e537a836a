import { Writable } from 'node:stream';
import { graphemes, width } from '../text/width.ts';
import type { Painter } from './painter.ts';
import type { Size, Span, Style } from './picture.ts';

/** Lets a prompt lay its lines out for the size of the terminal, before they are folded. */
type LayOut = (lines: readonly (readonly Span[])[], size: Size) => readonly (readonly Span[])[];

const CODES: Record<Style, number> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 };
const STYLE_OF = new Map(Object.entries(CODES).map(([style, code]) => [`\u001b[${code}m`, style as Style]));
const END = '\u001b[0m';
const SGR = /(\u001b\[\d+m)/;
/** All other sequences that Inquirer writes: they move the cursor, erase lines, hide and show the cursor. */
const DRIVING = /\u001b\[[?\d;]*[A-Zhl]/g;
const HIDE_CURSOR = '\u001b[?25l';
const CURSOR_AT = /\u001b\[(\d+)G$/;

/** Wide enough that Inquirer folds nothing by itself. */
const ENDLESS = 1_000_000;

/** The text in a style, as the theme hands it to Inquirer and as it comes back in the picture. */
export const styled = (text: string, style: Style): string => text && `\u001b[${CODES[style]}m${text}${END}`;

/**
 * A stream for a prompt of Inquirer to draw on, which hands each picture to our painter. Inquirer itself counts UTF-16
 * units, and does not follow a terminal that changes its width; the painter folds by real widths, draws again after a
 * change, redacts and sanitizes, as for our own prompts.
 */
export function inquirerOutput(painter: Painter, layOut: LayOut = lines => lines): NodeJS.WriteStream {
  let lines: Span[][] = [];
  const draw = (text: string) => {
    const visible = text.replace(DRIVING, '');
    const column = text.includes(HIDE_CURSOR) ? undefined : CURSOR_AT.exec(text)?.[1];
    // The end of a prompt is a line break alone, and so is what comes of our own prompts, which draw by themselves.
    if (visible === '\n') return;
    if (visible !== '') lines = visible.split('\n').map(toSpans);
    if (lines.length === 0) return;
    const [first = [], ...otherLines] = lines;
    const picture = column === undefined ? lines : [withCursor(first, Number(column) - 1), ...otherLines];
    painter.draw(size => layOut(picture, size));
  };
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      draw(String(chunk));
      done();
    },
  });
  return Object.assign(stream, { isTTY: true, columns: ENDLESS }) as unknown as NodeJS.WriteStream;
}

/** A line with the styles of our theme as spans; where a style ends, the one around it continues. */
function toSpans(line: string): Span[] {
  const open: Style[] = [];
  const spans: Span[] = [];
  for (const part of line.split(SGR)) {
    const style = STYLE_OF.get(part);
    if (style) open.push(style);
    else if (part === END) open.pop();
    else if (part) spans.push([part, open.at(-1)]);
  }
  return spans;
}

/** The line with the cursor at a column, which may be behind its end: Inquirer trims lines. */
function withCursor(line: readonly Span[], column: number): Span[] {
  let remaining = column;
  const spans: Span[] = [];
  let isPlaced = false;
  for (const [text, style] of line) {
    const columns = width(text);
    if (!isPlaced && remaining < columns) {
      spans.push([text, style, offsetOf(text, remaining)]);
      isPlaced = true;
    } else spans.push([text, style]);
    remaining -= columns;
  }
  return isPlaced ? spans : [...spans, [' '.repeat(remaining), undefined, remaining]];
}

/** The offset in a text that is so many columns from its start. */
function offsetOf(text: string, columns: number): number {
  let offset = 0;
  for (const { segment } of graphemes(text)) {
    if (width(text.slice(0, offset)) >= columns) break;
    offset += segment.length;
  }
  return offset;
}
