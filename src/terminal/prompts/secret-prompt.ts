import { toCell } from '../text/width.ts';
import { createPrompt } from './inquirer.ts';
import type { Prompter } from './prompter.ts';
import { answered, asked, type Stage } from './stage.ts';
import { useLine } from './use-line.ts';

type Ask = Parameters<Prompter['secret']>[0] & { stage: Stage };

/** Asks for a line of text of which nothing is shown. */
export const secretPrompt = createPrompt<string, Ask>(({ message, check, stage }, done) => {
  const { problem, over } = useLine(stage, { check }, done);
  stage.painter.draw(() => {
    if (over) return [answered(stage, message)];
    return [
      [...asked(stage, message), ['(not shown)', 'dim']],
      ...(problem === undefined ? [] : [[[`> ${toCell(problem)}`, 'red'] as const]]),
    ];
  });
  return '';
});
