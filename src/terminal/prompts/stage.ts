import { toCell } from '../text/width.ts';
import type { Key } from './line-editor.ts';
import type { Painter, Span } from './painter.ts';
import { type Marks, STYLES } from './theme.ts';

/** Where a question is asked, and how it looks there. Inquirer runs it, and what Inquirer would draw goes nowhere. */
export interface Stage {
  painter: Painter;
  marks: Marks;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  now(): Date;
}

/** The beginning of a question's first line, as long as it is open or once it is answered. */
export const asked = ({ marks }: Stage, message: string, mark: Span = [marks.openLine, STYLES.openLine]): Span[] => [
  mark,
  [` ${toCell(message)} `, STYLES.message],
];
export const answered = (stage: Stage, message: string): Span[] =>
  asked(stage, message, [stage.marks.answeredLine, STYLES.answeredLine]);

export const isEnter = ({ name }: Key): boolean => name === 'return' || name === 'enter';
/** One up or one down for the keys that mean it, else 0. */
export const stepOf = ({ name, ctrl }: Key): -1 | 0 | 1 => {
  if (name === 'up' || (ctrl && name === 'p')) return -1;
  return name === 'down' || (ctrl && name === 'n') ? 1 : 0;
};
