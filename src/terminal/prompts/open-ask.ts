import { interrupted } from '../../errors.ts';
import type { Host } from '../../host.ts';
import { inquirerOutput } from './inquirer-output.ts';
import type { Keyboard } from './keyboard.ts';
import type { Painter } from './painter.ts';

/**
 * Asks one question by a prompt of Inquirer. Gives its answer; undefined after Esc, which erases the question. Throws
 * INTERRUPTED if the input ends or a signal comes. To a `final` question only keys count that are pressed once it shows.
 */
export type Ask = <T>(
  prompt: (context: object) => Promise<T>,
  options?: { final?: boolean | undefined },
) => Promise<T | undefined>;

const BACK = 'back';

/** Asks with these keys and this painter. */
export function openAsk({ signal: stop }: Pick<Host, 'signal'>, keys: Keyboard, painter: Painter): Ask {
  return async function ask<T>(
    prompt: (context: object) => Promise<T>,
    { final = false }: { final?: boolean | undefined } = {},
  ): Promise<T | undefined> {
    // Before it shows: what is pressed as soon as it does counts.
    if (final) await keys.drain();
    if (keys.isEnded()) throw interrupted('The input ended');
    const question = new AbortController();
    const actions = {
      goBack: () => question.abort(BACK),
      end: () => question.abort(),
      leave: painter.leave,
      redraw: painter.redraw,
    };
    keys.open(actions, final);
    let stays = true;
    try {
      const signal = AbortSignal.any([question.signal, stop]);
      return await prompt({ input: keys.stream, output: inquirerOutput(painter), signal });
    } catch (error) {
      // A question left by Esc is erased.
      stays = question.signal.reason !== BACK;
      if (!stays) return undefined;
      const { name } = error as Error;
      if (name !== 'ExitPromptError' && name !== 'AbortPromptError') throw error;
      throw interrupted('Interrupted', stop.reason === 'SIGTERM' ? 143 : 130);
    } finally {
      painter.finish(stays);
      keys.release();
    }
  };
}
