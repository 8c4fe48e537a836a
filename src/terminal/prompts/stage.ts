import { toCell } from '../text/width.ts';
import { useEffect, useKeypress } from './inquirer.ts';
import type { Key } from './line-editor.ts';
import type { Painter, Span } from './painter.ts';

/** Where a question is asked, and how it looks there. Inquirer runs it, and what Inquirer would draw goes nowhere. */
export interface Stage {
  painter: Painter;
  marks: Marks;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  now(): Date;
}

export interface Marks {
  openLine: string;
  answeredLine: string;
  chosen: string;
  ellipsis: string;
  keys: string;
  spinner: readonly string[];
}

const MARKS: Marks = {
  openLine: '?',
  answeredLine: '✔',
  chosen: '❯',
  ellipsis: '…',
  keys: '↑↓ navigate • ⏎ select',
  spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
};

const ASCII_MARKS: Marks = {
  openLine: '?',
  answeredLine: '*',
  chosen: '>',
  ellipsis: '...',
  keys: 'Up, Down: navigate, Enter: select',
  spinner: ['|', '/', '-', '\\'],
};

export const marksFor = (ascii: boolean): Marks => (ascii ? ASCII_MARKS : MARKS);

/** The beginning of a question's first line, as long as it is open or once it is answered. */
export const asked = ({ marks }: Stage, message: string, mark: Span = [marks.openLine, 'blue']): Span[] => [
  mark,
  [` ${toCell(message)} `, 'bold'],
];
export const answered = (stage: Stage, message: string): Span[] =>
  asked(stage, message, [stage.marks.answeredLine, 'green']);

export const isEnter = ({ name }: Key): boolean => name === 'return' || name === 'enter';
/** One up or one down for the keys that mean it, else 0. */
export const stepOf = ({ name, ctrl }: Key): -1 | 0 | 1 => {
  if (name === 'up' || (ctrl && name === 'p')) return -1;
  return name === 'down' || (ctrl && name === 'n') ? 1 : 0;
};

/** Takes the keys, and draws the question again when the program comes back from Ctrl-Z. */
export function useKeys({ painter }: Stage, take: (key: Key) => void): void {
  useKeypress(take);
  useEffect(readline => {
    const back = () => {
      readline.resume();
      painter.again();
    };
    readline.on('SIGCONT', back);
    return () => void readline.removeListener('SIGCONT', back);
  }, []);
}
