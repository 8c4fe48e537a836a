import type { Host } from '../../host.ts';
import { shouldColour, wantsAscii } from '../text/style.ts';
import { toCell } from '../text/width.ts';
import { wrapMessages } from '../text/wrap-message.ts';
import { choosePrompt } from './choose-prompt.ts';
import { editorCommand, editText } from './editor.ts';
import { confirm, password } from './inquirer.ts';
import { keyPrompt } from './key-prompt.ts';
import { type Keyboard, openKeyboard } from './keyboard.ts';
import { askInEditor } from './long-text-prompt.ts';
import { type Ask, openAsk } from './open-ask.ts';
import { createPainter } from './painter.ts';
import type { Prompter } from './prompter.ts';
import { searchPrompt } from './search-prompt.ts';
import { severalPrompt } from './several-prompt.ts';
import { answerLine, type Stage } from './stage.ts';
import { textPrompt } from './text-prompt.ts';
import { inquirerTheme, marksFor, STYLES } from './theme.ts';

/** Asks on a screen that can be drawn over. */
export function createScreenPrompter(
  host: Host,
  colour: boolean | undefined,
  redact: (text: string) => string,
): Prompter {
  const painterOptions = { colour: shouldColour(host.stderr, host.env, colour), folds: foldsLines(host.env), redact };
  const painter = createPainter(host.stderr, painterOptions);
  const keys = openKeyboard(host, painter.forgetSteps);
  const marks = marksFor(wantsAscii(host.env, host.platform));
  const stage: Stage = { painter, marks, sleep: host.sleep, monotonicMs: host.monotonicMs };
  const forget = host.atEnd(() => painter.finish(true));

  const theme = inquirerTheme(marks);
  const ask = openAsk(host, keys, painter);
  const note = (text: string) => painter.writeAbove(`${wrapMessages(redact(text), host.stderr.columns)}\n`);

  return {
    text: question => ask(context => textPrompt({ ...question, stage }, context)),
    secret: ({ message, check }) =>
      ask(context => {
        const validate = (text: string) => {
          const problem = check(text);
          return problem === undefined || toCell(problem);
        };
        return password({ message: toCell(message), validate, toggleMask: false, theme }, context);
      }),
    confirm: ({ message, initial = false, answers: [no, yes] = ['No', 'Yes'] }) =>
      ask(context => {
        const transformer = (answer: boolean) => toCell(answer ? yes : no);
        return confirm({ message: toCell(message), default: initial, transformer, theme }, context);
      }, FINAL),
    choose: question => ask(context => choosePrompt({ ...question, stage }, context), question),
    several: question => ask(context => severalPrompt({ ...question, stage }, context)),
    search: question => ask(context => searchPrompt({ ...question, stage }, context)),
    longText: question => askLongText(question, { host, keys, stage, ask, note }),
    note,
    showAnswer: async (message, answer) => {
      painter.draw(() => [[...answerLine(stage, message), [toCell(answer), STYLES.answer]]]);
      painter.finish(true);
    },
    waitForKey: async message => void (await ask(context => keyPrompt({ message, stage }, context), FINAL)),
    markStep: painter.markStep,
    eraseSteps: painter.eraseSteps,
    isAsking: keys.isAsking,
    close: () => {
      forget();
      keys.close();
    },
  };
}

/** What cannot be taken back is decided by nobody's type-ahead. */
const FINAL = { final: true };

/** Long text in the user's editor; without one that works, one line on the screen. */
async function askLongText(
  question: Parameters<Prompter['longText']>[0],
  { host, keys, stage, ask, note }: { host: Host; keys: Keyboard; stage: Stage; ask: Ask; note: Prompter['note'] },
): Promise<string | undefined> {
  const editor = editorCommand(host.env);
  let reason = 'Neither VISUAL nor EDITOR is set, so the text is one line here.';
  if (editor !== undefined) {
    const edit = async (text: string) => {
      const takeBack = keys.lend();
      stage.painter.forgetSteps();
      try {
        return await editText(text, editor, host);
      } finally {
        takeBack();
      }
    };
    const answer = await askInEditor({ ...question, stage }, { editor, ask, edit });
    if (typeof answer !== 'object') return answer;
    reason = `${answer.unavailable} The text is one line here.`;
  }
  await note(reason);
  const { check = () => undefined } = question;
  return ask(context => textPrompt({ ...question, check, stage }, context));
}

/**
 * Whether the terminal breaks its lines anew when it becomes narrower, as most do. xterm itself, GNU screen and the
 * Linux console cut them off, and VS Code leaves the one with the cursor as it is.
 */
const foldsLines = ({ TMUX, XTERM_VERSION, STY, TERM, TERM_PROGRAM }: Host['env']): boolean =>
  Boolean(TMUX) || !(XTERM_VERSION || STY || TERM === 'linux' || TERM_PROGRAM === 'vscode');
