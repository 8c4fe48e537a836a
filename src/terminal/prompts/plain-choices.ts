import { toCell } from '../text/width.ts';
import { choiceLines } from './choice-list.ts';
import { count, findChoices, label, numbered, parseIndexes, parseNumber } from './plain-answers.ts';
import { BACK, EMPTY_ANSWER, EMPTY_ANSWER_HINT, type PlainDialog, pageLines } from './plain-dialog.ts';
import type { Choice, Prompter } from './prompter.ts';

type Ask<Name extends 'choose' | 'several' | 'search'> = Parameters<Prompter[Name]>[0];

/** The choices as lines; a question without choices is a mistake in the program. */
function requireLines(message: string, choices: readonly Choice[]): string[] {
  if (choices.length === 0) throw new Error(`nothing to choose from for '${message}'`);
  return choiceLines(choices);
}

/** Asks for one of a few things, by its number or its name. */
export async function chooseByLine(dialog: PlainDialog, { message, choices, initial, final }: Ask<'choose'>) {
  const { say, begin, answer, input } = dialog;
  const lines = requireLines(message, choices);
  const old = choices.findIndex(({ value }) => value === initial);
  const choose = async (index: number) => {
    await say(`${label(message)}${lines[index]}`);
    return choices[index]!.value;
  };
  const list = pageLines(dialog, lines);
  await begin(`${label(message)}${count(lines.length)}`);
  await list.next();
  await say(old < 0 ? `Enter takes 1: ${lines[0]}` : `Enter keeps ${old + 1}: ${lines[old]}`);
  if (final) input.dropEarly();
  for (;;) {
    const text = await answer('Number or name');
    if (text === BACK) return undefined;
    if (text === '') return choose(Math.max(0, old));
    const number = parseNumber(text, lines.length);
    if (number !== undefined) return choose(number);
    const matches = findChoices(text, choices);
    if (matches.length === 1) return choose(matches[0]!);
    if (text === '+' && list.hasMore()) await list.next();
    else if (matches.length === 0) await say(`No choice is called '${toCell(text)}'.`);
    else await say('Several choices match:', ...matches.map(index => numbered(lines)[index]!));
  }
}

/** Asks for several of a few things, by their numbers or names with commas between them. */
export async function chooseSeveralByLine(
  dialog: PlainDialog,
  { message, choices, initial, required = false }: Ask<'several'>,
) {
  const { say, begin, answer } = dialog;
  const lines = requireLines(message, choices);
  const checked = choices.flatMap(({ value }, index) => (initial.includes(value) ? index : []));
  const names = (indexes: readonly number[]) => indexes.map(index => lines[index]).join(', ') || 'none';
  const list = pageLines(dialog, lines);
  await begin(`${label(message)}${count(lines.length)}`);
  await list.next();
  await say(`Enter ${checked.length > 0 ? 'keeps' : 'takes'}: ${names(checked)}`);
  if (checked.length > 0 && !required) await say(EMPTY_ANSWER_HINT);
  for (;;) {
    const text = await answer('Numbers or names, with commas');
    if (text === BACK) return undefined;
    if (text === '+' && list.hasMore()) {
      await list.next();
      continue;
    }
    const result = text === '' ? { indexes: checked } : parseIndexes(text === EMPTY_ANSWER ? '' : text, choices);
    if ('problem' in result) await say(result.problem);
    else if (required && result.indexes.length === 0) await say('Choose at least one.');
    else {
      await say(`${label(message)}${names(result.indexes)}`);
      return result.indexes.map(index => choices[index]!.value);
    }
  }
}

/** Asks for one of many things: each line of words is a search, a number takes one of its results. */
export async function searchByLine(dialog: PlainDialog, { message, initial, source }: Ask<'search'>) {
  const { say, begin, answer, input } = dialog;
  await begin();
  let words = initial ?? '';
  for (;;) {
    const { choices, more, problem } = await lookUp(() => source(words, input.ended), input.ended);
    const lines = choiceLines(choices);
    const list = pageLines(dialog, lines, more ? ['There are more: other words narrow them down.'] : []);
    await say(problem === undefined ? `${label(message)}${count(lines.length)}` : toCell(problem));
    await list.next();
    if (lines.length > 0) await say(`Enter ${initial && words === initial ? 'keeps' : 'takes'} 1: ${lines[0]}`);
    else await say(problem === undefined ? 'Enter shows the first ones.' : 'Enter tries again.');
    let text = await answer(lines.length > 0 ? 'Number, or words to search for' : 'Words to search for');
    for (; text === '+' && list.hasMore(); text = await answer('Number, or words to search for')) await list.next();
    if (text === BACK) return undefined;
    const number = text === '' ? 0 : parseNumber(text, lines.length);
    const choice = number === undefined ? undefined : choices[number];
    if (choice) {
      await say(`${label(message)}${lines[number!]}`);
      return choice.value;
    }
    if (text !== '' || problem === undefined) words = text;
    if (words.trim()) await say('Searching ...');
  }
}

/** The results, or why there are none. */
async function lookUp(source: () => ReturnType<Ask<'search'>['source']>, ended: AbortSignal) {
  try {
    return { ...(await source()), problem: undefined };
  } catch (error) {
    ended.throwIfAborted();
    return { choices: [], more: false, problem: error instanceof Error ? error.message : String(error) };
  }
}
