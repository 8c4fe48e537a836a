import { toCell } from '../text/width.ts';
import type { Key } from './line-editor.ts';
import type { Painter } from './painter.ts';
import type { Span } from './picture.ts';
import { type Marks, STYLES } from './theme.ts';

/** What our own prompts draw with. Inquirer runs them, and draws nothing of them. */
export interface Stage {
  painter: Painter;
  marks: Marks;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** A clock that only goes forward. */
  monotonicMs(): number;
}

/** The first line of a question that is open; the answer follows. */
export const questionLine = (
  { marks }: Stage,
  message: string,
  mark: Span = [marks.openLine, STYLES.openLine],
): Span[] => [mark, [` ${toCell(message)} `, STYLES.message]];
/** The line of a question that is answered; the answer follows. */
export const answerLine = (stage: Stage, message: string): Span[] =>
  questionLine(stage, message, [stage.marks.answeredLine, STYLES.answeredLine]);

export const isEnter = ({ name }: Key): boolean => name === 'return' || name === 'enter';
/** One up or one down for the keys that mean it, else 0. */
export const stepOf = ({ name, ctrl }: Key): -1 | 0 | 1 => {
  if (name === 'up' || (ctrl && name === 'p')) return -1;
  return name === 'down' || (ctrl && name === 'n') ? 1 : 0;
};
