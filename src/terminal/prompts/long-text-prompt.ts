import { sanitize } from '../text/sanitize.ts';
import { toCell, truncate, width } from '../text/width.ts';
import type { EditResult } from './editor.ts';
import { createPrompt, useKeypress, useState } from './inquirer.ts';
import type { Key } from './line-editor.ts';
import type { Span } from './picture.ts';
import type { Prompter } from './prompter.ts';
import { answerLine, isEnter, questionLine, type Stage } from './stage.ts';
import { problemLine, STYLES } from './theme.ts';

type Ask = Parameters<Prompter['longText']>[0] & { stage: Stage };

interface Tools {
  /** The editor's command, as the user has set it. */
  editor: string;
  edit(text: string): Promise<EditResult>;
  /** Asks a question; undefined when the user goes back. */
  ask(prompt: (context: object) => Promise<boolean>): Promise<boolean | undefined>;
}

/** Asks for a text of several lines, which is edited in an editor. Gives the text, or why the editor cannot be used. */
export async function askInEditor(
  { message, initial = '', check = () => undefined, stage }: Ask,
  { editor, edit, ask }: Tools,
): Promise<string | undefined | { unavailable: string }> {
  let text = initial;
  let problem: string | undefined;
  for (;;) {
    const question = { message, editor, text, problem, stage };
    if (!(await ask(context => openEditorPrompt(question, context)))) return undefined;
    const result = await edit(text);
    if ('unavailable' in result) return result;
    if ('text' in result) text = result.text;
    problem = 'problem' in result ? result.problem : check(text);
    if (problem !== undefined) continue;
    stage.painter.draw(({ columns }) => {
      const room = columns - 3 - width(toCell(message));
      return [[...answerLine(stage, message), [summaryOf(text, room, stage), STYLES.answer]]];
    });
    stage.painter.finish(true);
    return text;
  }
}

/** Waits for Enter, which opens the editor. */
const openEditorPrompt = createPrompt<
  boolean,
  { message: string; editor: string; text: string; problem: string | undefined; stage: Stage }
>(({ message, editor, text, problem, stage }, done) => {
  const [isDone, setDone] = useState(false);
  useKeypress((key: Key) => {
    if (isDone || !isEnter(key)) return;
    setDone(true);
    done(true);
  });
  stage.painter.draw(({ columns }) => {
    const hint = isDone ? `(in ${toCell(editor)} ...)` : `(Enter opens ${toCell(editor)})`;
    const lines: Span[][] = [[...questionLine(stage, message), [hint, STYLES.hint]]];
    if (text !== '') lines.push([[`  ${summaryOf(text, columns - 2, stage)}`, STYLES.hint]]);
    if (problem !== undefined) lines.push([[problemLine(toCell(problem)), STYLES.problem]]);
    return lines;
  });
  return '';
});

/** The first line of a text that says something, and how many lines there are. */
function summaryOf(text: string, columns: number, { marks }: Stage): string {
  const lines = text.split('\n');
  const first = lines.find(line => line.trim()) ?? '';
  const count = lines.length > 1 ? ` (${lines.length} lines)` : '';
  return truncate(sanitize(first), Math.max(10, columns - count.length), marks.ellipsis) + count;
}
