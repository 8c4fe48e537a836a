import { toCell, width, wrap } from '../text/width.ts';
import { choiceLines, countHidden, windowAround } from './choice-list.ts';
import { checkbox } from './inquirer.ts';
import { inquirerOutput } from './inquirer-output.ts';
import type { Size, Span } from './picture.ts';
import type { Prompter } from './prompter.ts';
import type { Stage } from './stage.ts';
import { inquirerTheme, STYLES } from './theme.ts';

type Ask = Parameters<Prompter['several']>[0] & { stage: Stage };

/** How many rows a list takes at most. */
const MAX_ROWS = 16;

/** Asks for several of a few things by Inquirer's checkbox, which draws all of them; the painter shows what fits. */
export function severalPrompt({ message, choices, initial, required = false, stage }: Ask, context: object) {
  if (choices.length === 0) throw new Error(`nothing to choose from for '${message}'`);
  const names = choiceLines(choices);
  const layOut = (lines: readonly (readonly Span[])[], size: Size) => fitLines(lines, choices.length, size, stage);
  return checkbox(
    {
      message: toCell(message),
      choices: choices.map(({ value, name }, index) => ({
        value,
        name: names[index]!,
        short: toCell(name),
        checked: initial.includes(value),
      })),
      validate: marked => !required || marked.length > 0 || 'Choose at least one.',
      pageSize: choices.length,
      loop: false,
      // Letters are often typed to reach a name, and would mark everything.
      shortcuts: { all: null, invert: null },
      theme: inquirerTheme(stage.marks),
    },
    { ...context, output: inquirerOutput(stage.painter, layOut) },
  );
}

/** The question, the part of its list around the active choice that fits, and the lines below the list. */
function fitLines(
  lines: readonly (readonly Span[])[],
  count: number,
  { columns, rows }: Size,
  { marks }: Stage,
): readonly (readonly Span[])[] {
  const isAnswered = lines.length <= count;
  if (isAnswered) return lines;
  const heightOf = (text: string) => (width(text) <= columns ? 1 : wrap(text, columns).length);
  const [question, items, below] = [lines[0]!, lines.slice(1, count + 1), lines.slice(count + 1)];
  const texts = items.map(textOf);
  const active = texts.findIndex(text => text.startsWith(marks.pointer));
  const otherTexts = [question, ...below].map(textOf);
  // The counts are part of the last line, at most so long.
  otherTexts.push(`${otherTexts.pop()} (${countHidden(count, 0, count)})`);
  const room = Math.min(MAX_ROWS, Math.max(1, rows - otherTexts.reduce((sum, text) => sum + heightOf(text), 0)));
  const [from, until] = windowAround(active, texts.map(heightOf), room);
  const hidden = countHidden(from, until, count);
  const keys = [...below.at(-1)!, ...(hidden ? [[` (${hidden})`, STYLES.hint] as const] : [])];
  return [question, ...items.slice(from, until), ...below.slice(0, -1), keys];
}

const textOf = (line: readonly Span[]): string => line.map(([text]) => text).join('');
