import { foldName } from '../../values/names.ts';
import { renderChoices, shortName } from './choice-list.ts';
import { createPrompt, useKeypress, useRef, useState } from './inquirer.ts';
import type { Key } from './line-editor.ts';
import type { Choice, Prompter } from './prompter.ts';
import { answerLine, isEnter, questionLine, type Stage, stepOf } from './stage.ts';
import { STYLES } from './theme.ts';

type Ask = Parameters<Prompter['choose']>[0] & { stage: Stage };

/** How many rows a list takes at most. */
const MAX_ROWS = 16;
/** Letters typed within this time belong together. */
const LETTERS_MS = 700;

/** Asks for one of a few things: by the arrow keys, or by the first letters of its name or its number. */
export const choosePrompt = createPrompt<string, Ask>(({ message, choices, initial, stage }, done) => {
  const [active, setActive] = useState(() =>
    Math.max(
      0,
      choices.findIndex(({ value }) => value === initial),
    ),
  );
  const [isDone, setDone] = useState(false);
  const lettersRef = useRef({ text: '', at: 0 });
  const choice = choices[active];
  if (!choice) throw new Error(`nothing to choose from for '${message}'`);

  useKeypress((key: Key) => {
    if (isDone) return;
    if (isEnter(key)) {
      setDone(true);
      done(choice.value);
      return;
    }
    const step = stepOf(key);
    if (step !== 0) setActive(Math.max(0, Math.min(choices.length - 1, active + step)));
    else if (isLetter(key)) {
      const now = stage.monotonicMs();
      const { text, at: time } = lettersRef.current;
      lettersRef.current = { text: (now - time < LETTERS_MS ? text : '') + key.sequence, at: now };
      const match = findByLetters(lettersRef.current.text, choices);
      if (match >= 0) setActive(match);
    }
  });

  stage.painter.draw(({ columns, rows }) => {
    if (isDone) return [[...answerLine(stage, message), [shortName(choice, message, columns, stage), STYLES.answer]]];
    const room = Math.min(MAX_ROWS, Math.max(1, rows - 3));
    const { lines, keys } = renderChoices(choices, { active, room, columns }, stage);
    return [questionLine(stage, message), ...lines, [], keys];
  });
  return '';
});

const isLetter = ({ sequence = '', ctrl, meta }: Key) => !ctrl && !meta && /^\P{Cc}+$/u.test(sequence);

/** The first choice that begins so, or the one of that number; -1 if none. */
function findByLetters(text: string, choices: readonly Choice[]): number {
  const index = choices.findIndex(({ name }) => foldName(name).startsWith(foldName(text)));
  if (index >= 0 || !/^\d+$/.test(text)) return index;
  return Number(text) <= choices.length ? Number(text) - 1 : -1;
}
