import { interrupted } from '../../errors.ts';
import type { Host } from '../../host.ts';
import { sanitize } from '../text/sanitize.ts';
import { shouldColour, wantsAscii } from '../text/style.ts';
import { toCell } from '../text/width.ts';
import { choosePrompt } from './choose-prompt.ts';
import { editorCommand, editText } from './editor.ts';
import { confirm, password } from './inquirer.ts';
import { inquirerOutput } from './inquirer-output.ts';
import { openKeyboard } from './keyboard.ts';
import { askInEditor } from './long-text-prompt.ts';
import { createPainter } from './painter.ts';
import type { Prompter } from './prompter.ts';
import { searchPrompt } from './search-prompt.ts';
import { severalPrompt } from './several-prompt.ts';
import type { Stage } from './stage.ts';
import { textPrompt } from './text-prompt.ts';
import { inquirerTheme, marksFor } from './theme.ts';

const BACK = 'back';

/** Asks on a screen that can be drawn over. */
export function createScreenPrompter(
  host: Host,
  colour: boolean | undefined,
  redact: (text: string) => string,
): Prompter {
  const keys = openKeyboard(host);
  const painterOptions = { colour: shouldColour(host.stderr, host.env, colour), folds: foldsLines(host.env), redact };
  const painter = createPainter(host.stderr, painterOptions);
  const marks = marksFor(wantsAscii(host.env, host.platform));
  const stage: Stage = { painter, marks, sleep: host.sleep, now: host.now };
  const forget = host.atEnd(() => painter.finish(true));

  const theme = inquirerTheme(marks);

  async function ask<T>(prompt: (context: object) => Promise<T>): Promise<T | undefined> {
    if (keys.isEnded()) throw interrupted('The input ended');
    const question = new AbortController();
    keys.open({
      goBack: () => question.abort(BACK),
      end: () => question.abort(),
      leave: painter.leave,
      redraw: painter.redraw,
    });
    let stays = true;
    try {
      const signal = AbortSignal.any([question.signal, host.signal]);
      return await prompt({ input: keys.stream, output: inquirerOutput(painter), signal });
    } catch (error) {
      // A question left by Esc is erased.
      stays = question.signal.reason !== BACK;
      if (!stays) return undefined;
      const { name } = error as Error;
      if (name !== 'ExitPromptError' && name !== 'AbortPromptError') throw error;
      throw interrupted('Interrupted', host.signal.reason === 'SIGTERM' ? 143 : 130);
    } finally {
      painter.finish(stays);
      keys.release();
    }
  }

  const note = (text: string) => painter.writeAbove(`${redact(text).split('\n').map(sanitize).join('\n')}\n`);

  async function edit(text: string, editor: string) {
    const takeBack = keys.lend();
    try {
      return await editText(text, editor, host);
    } finally {
      takeBack();
    }
  }

  const longText: Prompter['longText'] = async question => {
    const editor = editorCommand(host.env);
    let reason = 'Neither VISUAL nor EDITOR is set, so the text is one line here.';
    if (editor !== undefined) {
      const tools = { editor, ask, edit: (text: string) => edit(text, editor) };
      const answer = await askInEditor({ ...question, stage }, tools);
      if (typeof answer !== 'object') return answer;
      reason = `${answer.unavailable} The text is one line here.`;
    }
    await note(reason);
    const { check = () => undefined } = question;
    return ask(context => textPrompt({ ...question, check, stage }, context));
  };

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
      }),
    choose: question => ask(context => choosePrompt({ ...question, stage }, context)),
    several: question => ask(context => severalPrompt({ ...question, stage }, context)),
    search: question => ask(context => searchPrompt({ ...question, stage }, context)),
    longText,
    note,
    close: () => {
      forget();
      keys.close();
    },
  };
}

/**
 * Whether the terminal breaks its lines anew when it becomes narrower, as most do. xterm itself, GNU screen and the
 * Linux console cut them off, and VS Code leaves the one with the cursor as it is.
 */
const foldsLines = ({ TMUX, XTERM_VERSION, STY, TERM, TERM_PROGRAM }: Host['env']): boolean =>
  Boolean(TMUX) || !(XTERM_VERSION || STY || TERM === 'linux' || TERM_PROGRAM === 'vscode');
