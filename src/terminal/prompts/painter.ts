import { isDeepStrictEqual } from 'node:util';
import { Chalk } from 'chalk';
import type { Output } from '../../host.ts';
import { wrap } from '../text/width.ts';
import { type CursorPosition, cropRows, layOut, type Picture, type Row, startOf } from './picture.ts';
import { openTranscript } from './transcript.ts';

/** Draws one picture below everything else on the screen, again and again. */
export interface Painter {
  draw(picture: Picture): void;
  /** Moves below the picture, where others write. */
  leave(): void;
  /** Draws the last picture again, below what others wrote. */
  redraw(): void;
  /** Writes whole lines above the picture, or where the next one will begin. */
  writeAbove(lines: string): Promise<void>;
  /** What is written from now on belongs to the step of this depth. */
  markStep(depth: number): void;
  /** Erases what belongs to this step and to deeper ones, as far as it has not left the screen. */
  eraseSteps(depth: number): void;
  /** Others have written, so that what stands on the screen is not known any more. */
  forgetSteps(): void;
  /** Ends the picture: it stays on the screen, or is erased. The next output begins a line. */
  finish(stays: boolean): void;
}

/** What is on the screen: its rows, the cursor in them, and the width of the terminal at that time. */
interface Frame {
  rows: readonly Row[];
  cursor: CursorPosition | undefined;
  columns: number;
}

/** A window that is dragged reports many widths; the last one counts. */
const RESIZE_DEBOUNCE_MS = 60;

const TOP: CursorPosition = { row: 0, column: 0 };
const ERASE_LINE = '\u001b[K';
const ERASE_BELOW = '\u001b[J';
const SHOW_CURSOR = '\u001b[?25h';
const HIDE_CURSOR = '\u001b[?25l';
const move = (count: number, direction: 'A' | 'B') => (count > 0 ? `\u001b[${count}${direction}` : '');
const toColumn = (column: number) => `\u001b[${column + 1}G`;
const LINE_START = toColumn(0);

/**
 * Draws on `out`. All text is redacted and sanitized. `folds` says whether the terminal folds lines that are too long
 * once it is made narrower; other terminals cut them off.
 */
export function createPainter(
  out: Output,
  { colour, folds, redact }: { colour: boolean; folds: boolean; redact(text: string): string },
): Painter {
  const chalk = new Chalk({ level: colour ? 1 : 0 });
  const { stream } = out;
  let picture: Picture | undefined;
  let frame: Frame | undefined;
  let resizeTimer: NodeJS.Timeout | undefined;
  const transcript = openTranscript();

  const width = () => Math.max(2, out.columns || 80);
  const write = (text: string) => void stream.write(redact(text));
  const onResize = () => {
    clearTimeout(resizeTimer);
    resizeTimer = setTimeout(() => paint(true), RESIZE_DEBOUNCE_MS);
  };

  /** Draws what changed; after a change of the width it draws everything, since the terminal may have folded its lines. */
  function paint(resized = false): void {
    if (!picture) return;
    const size = { columns: width() - 1, rows: Math.max(2, (out.rows ?? 24) - 1) };
    const next = { ...cropRows(layOut(picture(size), size.columns, { chalk, redact }), size.rows), columns: width() };
    if (!resized && isDeepStrictEqual(frame, next)) return;
    const { row, column } = next.cursor ?? TOP;
    const rows = next.rows.map(({ coloured }) => `${coloured}${ERASE_LINE}`).join('\r\n');
    const toCursor = `${move(next.rows.length - 1 - row, 'A')}${toColumn(column)}`;
    // Terminals remember which lines they have folded, until those are erased.
    const mayBeFolded = frame && (resized || frame.columns !== next.columns);
    const start = `${frame ? toTop(frame, width(), folds) : LINE_START}${mayBeFolded ? ERASE_BELOW : ''}`;
    const text = `${start}${rows}${ERASE_BELOW}${toCursor}`;
    frame = next;
    write(`${text}${next.cursor ? SHOW_CURSOR : HIDE_CURSOR}`);
  }

  /** Moves the cursor below the picture, and shows it there. */
  function leave(): void {
    if (!frame) return;
    const { rows, cursor = TOP } = frame;
    frame = undefined;
    write(`${move(rows.length - 1 - cursor.row, 'B')}\r\n${SHOW_CURSOR}`);
  }

  return {
    leave,
    markStep: transcript.markStep,
    forgetSteps: transcript.forget,
    eraseSteps(depth) {
      const height = transcript.takeFrom(depth).reduce((sum, line) => sum + wrap(line, width()).length, 0);
      const onScreen = Math.min(height, (out.rows ?? 24) - 1);
      if (onScreen > 0) write(`${move(onScreen, 'A')}${LINE_START}${ERASE_BELOW}`);
    },
    draw(next) {
      if (!picture) stream.on('resize', onResize);
      picture = next;
      paint();
    },
    redraw() {
      transcript.forget();
      frame = undefined;
      paint();
    },
    async writeAbove(lines) {
      const start = frame ? `${toTop(frame, width(), folds)}${ERASE_BELOW}` : '';
      frame = undefined;
      transcript.add(redact(lines).replace(/\n$/, '').split('\n'));
      const writing = out.write(redact(start + lines));
      paint();
      await writing;
    },
    finish(stays) {
      clearTimeout(resizeTimer);
      stream.off('resize', onResize);
      picture = undefined;
      if (stays) {
        transcript.add(frame?.rows.map(({ plain }) => plain) ?? []);
        return leave();
      }
      if (!frame) return;
      const start = toTop(frame, width(), folds);
      frame = undefined;
      write(`${start}${ERASE_BELOW}${SHOW_CURSOR}`);
    },
  };
}

/** Moves the cursor to where the frame begins, on a terminal of this width that folds its lines, or does not. */
function toTop({ rows, cursor = TOP, columns }: Frame, width: number, folds: boolean): string {
  if (!folds || width >= columns) return `${move(cursor.row, 'A')}${LINE_START}`;
  // One line has become several.
  const above = rows.slice(0, cursor.row).reduce((sum, { plain }) => sum + wrap(plain, width).length, 0);
  const cursorStart = startOf(rows[cursor.row]!.plain, cursor.column);
  return `${move(above + wrap(cursorStart, width).length - 1, 'A')}${LINE_START}`;
}
