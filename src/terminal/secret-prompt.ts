import { edit, lineOf } from './edit.ts';
import { cell } from './fit.ts';
import { createPrompt, useState } from './inquirer.ts';
import type { Prompter } from './prompter.ts';
import { answered, asked, isEnter, type Stage, useKeys } from './question.ts';

type Ask = Parameters<Prompter['secret']>[0] & { stage: Stage };

/** Asks for a line of text of which nothing is shown. */
export const secretPrompt = createPrompt<string, Ask>(({ message, check, stage }, done) => {
  const [line, setLine] = useState(() => lineOf(''));
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [over, setOver] = useState(false);

  useKeys(stage, key => {
    if (over) return;
    if (isEnter(key)) {
      const wrong = check(line.text);
      setProblem(wrong);
      if (wrong !== undefined) return;
      setOver(true);
      done(line.text);
    } else {
      const next = edit(line, key);
      if (next.text !== line.text) setProblem(undefined);
      setLine(next);
    }
  });

  stage.painter.draw(() => {
    if (over) return [answered(stage, message)];
    return [
      [...asked(stage, message), ['(not shown)', 'dim']],
      ...(problem === undefined ? [] : [[[`> ${cell(problem)}`, 'red'] as const]]),
    ];
  });
  return '';
});
