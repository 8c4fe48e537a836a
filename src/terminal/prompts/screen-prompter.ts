import { Writable } from 'node:stream';
import { interrupted } from '../../errors.ts';
import type { Host } from '../../host.ts';
import { clean } from '../text/sanitize.ts';
import { shouldColour, wantsAscii } from '../text/style.ts';
import { choosePrompt } from './choose-prompt.ts';
import { openKeyboard } from './keyboard.ts';
import { createPainter } from './painter.ts';
import type { Prompter } from './prompter.ts';
import { searchPrompt } from './search-prompt.ts';
import { secretPrompt } from './secret-prompt.ts';
import { marksFor, type Stage } from './stage.ts';
import { textPrompt } from './text-prompt.ts';

const BACK = 'back';

/** Asks on a screen that can be drawn over. */
export function createScreenPrompter(
  host: Host,
  colour: boolean | undefined,
  redact: (text: string) => string,
): Prompter {
  const keys = openKeyboard(host);
  const look = { colour: shouldColour(host.stderr, host.env, colour), folds: foldsLines(host.env), redact };
  const painter = createPainter(host.stderr, look);
  const marks = marksFor(wantsAscii(host.env, host.platform));
  const stage: Stage = { painter, marks, sleep: host.sleep, now: host.now };
  const forget = host.atEnd(() => painter.finish(true));

  async function ask<T>(prompt: (context: object) => Promise<T>): Promise<T | undefined> {
    if (keys.ended()) throw interrupted('The input ended');
    const question = new AbortController();
    keys.open({ back: () => question.abort(BACK), end: () => question.abort(), leave: painter.leave });
    let stays = true;
    try {
      const signal = AbortSignal.any([question.signal, host.signal]);
      return await prompt({ input: keys.stream, output: nowhere(), signal });
    } catch (error) {
      // A question that was left by Esc does not stay on the screen.
      stays = question.signal.reason !== BACK;
      if (!stays) return undefined;
      const { name } = error as Error;
      if (name !== 'ExitPromptError' && name !== 'AbortPromptError') throw error;
      throw interrupted('Interrupted', host.signal.reason === 'SIGTERM' ? 143 : 130);
    } finally {
      painter.finish(stays);
      keys.rest();
    }
  }

  return {
    text: what => ask(context => textPrompt({ ...what, stage }, context)),
    secret: what => ask(context => secretPrompt({ ...what, stage }, context)),
    choose: what => ask(context => choosePrompt({ ...what, stage }, context)),
    search: what => ask(context => searchPrompt({ ...what, stage }, context)),
    note: text => painter.above(`${redact(text).split('\n').map(clean).join('\n')}\n`),
    close: () => {
      forget();
      keys.close();
    },
  };
}

/** What Inquirer would draw: it counts letters for columns, and knows nothing of a terminal that changes its width. */
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() }) as unknown as NodeJS.WriteStream;

/**
 * Whether the terminal breaks its lines anew when it becomes narrower, as most do. xterm itself, GNU screen and the
 * Linux console cut them off, and VS Code leaves the one with the cursor as it is.
 */
const foldsLines = ({ TMUX, XTERM_VERSION, STY, TERM, TERM_PROGRAM }: Host['env']): boolean =>
  Boolean(TMUX) || !(XTERM_VERSION || STY || TERM === 'linux' || TERM_PROGRAM === 'vscode');
