import { clean } from '../text/sanitize.ts';
import { toCell, truncate } from '../text/width.ts';
import { createPrompt } from './inquirer.ts';
import type { Span } from './painter.ts';
import type { Prompter } from './prompter.ts';
import { answered, asked, type Stage } from './stage.ts';
import { useLine } from './use-line.ts';

type Ask = Parameters<Prompter['text']>[0] & { stage: Stage };

/** Asks for a line of text, and says below it what is wrong with it or what it means. */
export const textPrompt = createPrompt<string, Ask>(({ message, initial, check, preview, stage }, done) => {
  const start = clean(initial ?? '');
  // What nobody edited is what it was, however it had to be shown.
  const meant = (text: string) => (initial !== undefined && text === start ? initial : text);
  const { line, problem, over } = useLine(stage, { start, meant, check }, done);

  stage.painter.draw(({ columns }) => {
    if (over) return [[...answered(stage, message), [line.text, 'cyan']]];
    const below: Span[][] = [];
    if (problem !== undefined) below.push([[`> ${toCell(problem)}`, 'red']]);
    else {
      const meaning = preview?.(meant(line.text));
      if (meaning) below.push([[truncate(`  ${toCell(meaning)}`, columns, stage.marks.ellipsis), 'dim']]);
    }
    return [[...asked(stage, message), [line.text, undefined, line.cursor]], ...below];
  });
  return '';
});
