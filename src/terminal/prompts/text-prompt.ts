import { sanitize } from '../text/sanitize.ts';
import { toCell, truncate } from '../text/width.ts';
import { createPrompt, useKeypress, useState } from './inquirer.ts';
import { applyKey, type Key, toLine } from './line-editor.ts';
import type { Span } from './picture.ts';
import type { Prompter } from './prompter.ts';
import { answerLine, isEnter, questionLine, type Stage } from './stage.ts';
import { problemLine, STYLES } from './theme.ts';

type Ask = Parameters<Prompter['text']>[0] & { stage: Stage };

/** Asks for a line of text, and says below it what is wrong with it or what it means. */
export const textPrompt = createPrompt<string, Ask>(({ message, initial, check, preview, answer, stage }, done) => {
  const start = sanitize(initial ?? '');
  const [line, setLine] = useState(() => toLine(start));
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [isDone, setDone] = useState(false);
  // A text that the user did not edit is returned unchanged, although it is shown sanitized.
  const text = initial !== undefined && line.text === start ? initial : line.text;

  useKeypress((key: Key) => {
    if (isDone) return;
    if (isEnter(key)) {
      const newProblem = check(text);
      setProblem(newProblem);
      if (newProblem !== undefined) return;
      setDone(true);
      done(text);
    } else {
      const next = applyKey(line, key);
      if (next.text !== line.text) setProblem(undefined);
      setLine(next);
    }
  });

  stage.painter.draw(({ columns }) => {
    if (isDone) return [[...answerLine(stage, message), [toCell(answer?.(text) ?? line.text), STYLES.answer]]];
    const below: Span[][] = [];
    if (problem !== undefined) below.push([[problemLine(toCell(problem)), STYLES.problem]]);
    else {
      const meaning = preview?.(text);
      if (meaning) below.push([[truncate(`  ${toCell(meaning)}`, columns, stage.marks.ellipsis), STYLES.hint]]);
    }
    return [[...questionLine(stage, message), [line.text, undefined, line.cursor]], ...below];
  });
  return '';
});
