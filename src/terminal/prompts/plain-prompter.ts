import type { Host } from '../../host.ts';
import { toCell } from '../text/width.ts';
import { label, parseYesNo } from './plain-answers.ts';
import { chooseByLine, chooseSeveralByLine, searchByLine } from './plain-choices.ts';
import { BACK, EMPTY_ANSWER, EMPTY_ANSWER_HINT, openPlainDialog, type PlainDialog } from './plain-dialog.ts';
import type { Prompter } from './prompter.ts';

/**
 * Asks in plain lines: nothing is redrawn, no cursor moves, no colour. For screen readers, and for
 * terminals that can do no more.
 */
export function createPlainPrompter(host: Host, redact: (text: string) => string): Prompter {
  const dialog = openPlainDialog(host, redact);
  return {
    text: question => askText(dialog, question),
    longText: question => askLongText(dialog, question),
    secret: question => askSecret(dialog, question),
    confirm: question => askYesNo(dialog, question),
    several: question => chooseSeveralByLine(dialog, question),
    choose: question => chooseByLine(dialog, question),
    search: question => searchByLine(dialog, question),
    note: text => dialog.say(...text.split('\n')),
    showAnswer: (message, answer) => dialog.say(`${label(message)}${toCell(answer)}`),
    waitForKey: async () => {
      dialog.input.dropEarly();
      await dialog.answer('Enter goes on');
    },
    // What was said cannot be taken back.
    markStep: () => {},
    eraseSteps: () => {},
    isAsking: dialog.input.isReading,
    close: dialog.input.close,
  };
}

type Ask<Name extends 'text' | 'longText' | 'secret' | 'confirm'> = Parameters<Prompter[Name]>[0];

async function askText(dialog: PlainDialog, { message, initial, check, preview }: Ask<'text'>) {
  const { say, begin, askUntilValid } = dialog;
  await begin();
  let words = message;
  if (initial) {
    await say(toCell(message), `Enter keeps: ${toCell(initial)}`);
    if (check('') === undefined) await say(EMPTY_ANSWER_HINT);
    words = 'Answer';
  }
  const value = await askUntilValid(words, check, text => {
    if (!initial) return text;
    return text === '' ? initial : text === EMPTY_ANSWER ? '' : text;
  });
  const meaning = value === undefined || value === initial ? undefined : preview?.(value);
  if (meaning) await say(`Understood as: ${toCell(meaning)}`);
  return value;
}

async function askLongText(
  { say, begin, answer }: PlainDialog,
  { message, initial = '', check = () => undefined }: Ask<'longText'>,
) {
  await begin(`${label(message)}any number of lines. A dot alone on a line ends it.`);
  if (initial) {
    const lines = initial.split('\n').map(line => `| ${toCell(line)}`);
    await say('Now it is:', ...lines, 'A dot at once keeps it. An empty line and a dot remove it.');
  }
  for (;;) {
    const lines: string[] = [];
    for (;;) {
      const line = await answer(`Line ${lines.length + 1}`);
      if (line === BACK) return undefined;
      if (line === '.') break;
      lines.push(line);
    }
    const joined = lines.join('\n');
    const text = lines.length === 0 ? initial : joined.trim() === '' ? '' : joined;
    const problem = check(text);
    if (problem === undefined) return text;
    await say(toCell(problem));
  }
}

async function askSecret({ input, begin, askUntilValid }: PlainDialog, { message, check }: Ask<'secret'>) {
  await begin(`${toCell(message)}: what you type is not shown.`);
  return askUntilValid(message, check, undefined, input.secret);
}

async function askYesNo(
  { say, begin, answer, input }: PlainDialog,
  { message, initial = false, answers: [no, yes] = ['No', 'Yes'] }: Ask<'confirm'>,
) {
  await begin(toCell(message));
  input.dropEarly();
  for (;;) {
    const text = await answer(`Yes or no, Enter means ${initial ? 'yes' : 'no'}`);
    if (text === BACK) return undefined;
    const value = text === '' ? initial : parseYesNo(text);
    if (value !== undefined) {
      await say(toCell(value ? yes : no));
      return value;
    }
    await say('Answer yes or no.');
  }
}
