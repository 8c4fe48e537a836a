import { spinnerFrame } from '../../values/spinner.ts';
import { styled } from './inquirer-output.ts';
import type { Style } from './picture.ts';

/** The characters that all questions are drawn with, and their key hints. */
export interface Marks {
  openLine: string;
  answeredLine: string;
  pointer: string;
  checked: string;
  unchecked: string;
  ellipsis: string;
  keys: string;
  checkboxKeys: string;
  spinner(step: number): string;
}

const MARKS: Marks = {
  openLine: '?',
  answeredLine: '✔',
  pointer: '❯',
  checked: '[x]',
  unchecked: '[ ]',
  ellipsis: '…',
  keys: '↑↓ navigate • ⏎ select',
  checkboxKeys: '↑↓ navigate • Space mark • ⏎ submit',
  spinner: step => spinnerFrame(step, false),
};

const ASCII_MARKS: Marks = {
  ...MARKS,
  answeredLine: '*',
  pointer: '>',
  ellipsis: '...',
  keys: 'Up, Down: navigate, Enter: select',
  checkboxKeys: 'Up, Down: navigate, Space: mark, Enter: submit',
  spinner: step => spinnerFrame(step, true),
};

export const marksFor = (ascii: boolean): Marks => (ascii ? ASCII_MARKS : MARKS);

/** The colour of each part of a question. */
export const STYLES = {
  openLine: 'blue',
  answeredLine: 'green',
  message: 'bold',
  answer: 'cyan',
  active: 'cyan',
  problem: 'red',
  hint: 'dim',
  spinner: 'yellow',
} as const satisfies Record<string, Style>;

/** A line that says what is wrong. */
export const problemLine = (text: string): string => `> ${text}`;

/** The same marks, colours and words for the prompts that Inquirer draws. */
export function inquirerTheme(marks: Marks) {
  const paint = (part: keyof typeof STYLES) => (text: string) => styled(text, STYLES[part]);
  return {
    prefix: { idle: paint('openLine')(marks.openLine), done: paint('answeredLine')(marks.answeredLine) },
    spinner: { frames: [paint('spinner')(marks.spinner(0))] },
    icon: { cursor: marks.pointer, checked: ` ${marks.checked}`, unchecked: ` ${marks.unchecked}` },
    // Ctrl-P and Ctrl-N move as the arrows do.
    keybindings: ['emacs' as const],
    keywords: { yes: 'Yes', no: 'No', error: () => 'Answer yes or no.' },
    style: {
      message: paint('message'),
      answer: paint('answer'),
      highlight: paint('active'),
      error: (text: string) => paint('problem')(problemLine(text)),
      help: paint('hint'),
      defaultAnswer: (text: string) => paint('hint')(`(${text})`),
      confirmDefault: (text: string) => text.toUpperCase(),
      maskedText: '(not shown)',
      keysHelpTip: () => paint('hint')(marks.checkboxKeys),
      renderSelectedChoices: (choices: readonly { short: string }[]) =>
        choices.map(({ short }) => short).join(', ') || 'none',
    },
  };
}
