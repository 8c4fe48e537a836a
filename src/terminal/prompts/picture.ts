import type { ChalkInstance } from 'chalk';
import { sanitize } from '../text/sanitize.ts';
import { graphemesOf } from '../text/width.ts';

export type Style = 'blue' | 'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow';

/** A piece of a line in one style; `cursor` is the offset in the text that the cursor is before. */
export type Span = readonly [text: string, style?: Style | undefined, cursor?: number];

/** The space for a picture. The last column stays empty, so that no terminal folds a line by itself. */
export interface Size {
  columns: number;
  rows: number;
}

/** The lines of a question; those that are too wide are folded. */
export type Picture = (size: Size) => readonly (readonly Span[])[];

/** One row of the screen, with and without its colours. */
export interface Row {
  plain: string;
  coloured: string;
}

export interface CursorPosition {
  row: number;
  column: number;
}

/** The lines as rows of so many columns, and the position of the cursor. */
export function layOut(
  lines: readonly (readonly Span[])[],
  columns: number,
  { chalk, redact }: { chalk: ChalkInstance; redact(text: string): string },
): { rows: Row[]; cursor: CursorPosition | undefined } {
  const rows: Row[] = [];
  let cursor: CursorPosition | undefined;
  for (const line of lines) {
    const folder = foldLine(rows, columns, chalk);
    for (const [text, style, cursorOffset] of line) {
      const visible = sanitize(redact(text));
      if (cursorOffset === undefined) {
        folder.add(visible, style);
        continue;
      }
      // The position of the cursor within a secret is not shown.
      const beforeCursor = visible === sanitize(text) ? sanitize(text.slice(0, cursorOffset)) : visible;
      folder.add(beforeCursor, style);
      cursor = folder.placeCursor();
      folder.add(visible.slice(beforeCursor.length), style);
    }
  }
  return { rows, cursor };
}

/** Begins a line in the rows; text added to it is folded between graphemes. */
function foldLine(rows: Row[], columns: number, chalk: ChalkInstance) {
  let row: Row = { plain: '', coloured: '' };
  let used = 0;
  rows.push(row);
  const fold = () => {
    row = { plain: '', coloured: '' };
    used = 0;
    rows.push(row);
  };
  return {
    add(text: string, style: Style | undefined): void {
      let part = '';
      const flush = () => {
        row.plain += part;
        row.coloured += style && part ? chalk[style](part) : part;
        part = '';
      };
      for (const { segment, columns: segmentColumns } of graphemesOf(text)) {
        if (used + segmentColumns > columns && used > 0) {
          flush();
          fold();
        }
        part += segment;
        used += segmentColumns;
      }
      flush();
    },
    placeCursor(): CursorPosition {
      if (used >= columns) fold();
      return { row: rows.length - 1, column: used };
    },
  };
}

/** As many rows as the terminal has, those around the cursor. */
export function cropRows(
  { rows, cursor }: { rows: readonly Row[]; cursor: CursorPosition | undefined },
  maxRows: number,
) {
  const start = Math.max(0, (cursor?.row ?? 0) - (maxRows - 1));
  return {
    rows: rows.slice(start, start + maxRows),
    cursor: cursor && { row: cursor.row - start, column: cursor.column },
  };
}

/** The part of a text that takes so many columns. */
export function startOf(text: string, columns: number): string {
  let start = '';
  let used = 0;
  for (const { segment, columns: segmentColumns } of graphemesOf(text)) {
    if (used >= columns) break;
    start += segment;
    used += segmentColumns;
  }
  return start;
}
