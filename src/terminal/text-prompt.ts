import { edit, lineOf } from './edit.ts';
import { cell, cut } from './fit.ts';
import { createPrompt, useState } from './inquirer.ts';
import type { Span } from './painter.ts';
import type { Prompter } from './prompter.ts';
import { answered, asked, isEnter, type Stage, useKeys } from './question.ts';
import { clean } from './text.ts';

type Ask = Parameters<Prompter['text']>[0] & { stage: Stage };

/** Asks for a line of text, and says below it what is wrong with it or what it means. */
export const textPrompt = createPrompt<string, Ask>(({ message, initial, check, preview, stage }, done) => {
  const start = clean(initial ?? '');
  const [line, setLine] = useState(() => lineOf(start));
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [over, setOver] = useState(false);
  // What nobody edited is what it was, however it had to be shown.
  const meant = initial !== undefined && line.text === start ? initial : line.text;

  useKeys(stage, key => {
    if (over) return;
    if (isEnter(key)) {
      const wrong = check(meant);
      setProblem(wrong);
      if (wrong !== undefined) return;
      setOver(true);
      done(meant);
    } else {
      const next = edit(line, key);
      if (next.text !== line.text) setProblem(undefined);
      setLine(next);
    }
  });

  stage.painter.draw(({ columns }) => {
    if (over) return [[...answered(stage, message), [line.text, 'cyan']]];
    const below: Span[][] = [];
    if (problem !== undefined) below.push([[`> ${cell(problem)}`, 'red']]);
    else {
      const meaning = preview?.(meant);
      if (meaning) below.push([[cut(`  ${cell(meaning)}`, columns, stage.marks.ellipsis), 'dim']]);
    }
    return [[...asked(stage, message), [line.text, undefined, line.cursor]], ...below];
  });
  return '';
});
