import { PassThrough, type Readable, Writable } from 'node:stream';
import { interrupted } from '../errors.ts';
import type { Host } from '../host.ts';
import { input, Separator, search, select } from './inquirer.ts';
import { shouldColour } from './style.ts';
import { clean, cut } from './text.ts';

/** One thing to choose. `name` may hold anything a server sent: it is cleaned before it is shown. */
export interface Choice {
  value: string;
  name: string;
}

/** Asks a person, on stderr. Each question gives the answer, or undefined when the user goes back with Esc. */
export interface Prompter {
  /** `check` gives what is wrong with the text, or undefined. `initial` stands in the line, to be edited. */
  text(ask: {
    message: string;
    initial?: string | undefined;
    check(text: string): string | undefined;
  }): Promise<string | undefined>;
  choose(ask: {
    message: string;
    choices: readonly Choice[];
    initial?: string | undefined;
  }): Promise<string | undefined>;
  /** Choices looked up while typing; a look-up that is overtaken is aborted, and its answer never shown. */
  search(ask: {
    message: string;
    initial?: string | undefined;
    source(text: string, signal: AbortSignal): Promise<{ choices: readonly Choice[]; more: boolean }>;
  }): Promise<string | undefined>;
  /** Text between the questions. */
  note(text: string): Promise<void>;
  close(): void;
}

/** How long typing rests before the server is asked. */
const DEBOUNCE_MS = 150;
const BACK = 'back';
const ENDED = 'ended';

/** Prompts on the terminal of `host`. Ctrl-C, Ctrl-D and the end of input end them with CliError INTERRUPTED. */
export function createPrompter(host: Host, colour: boolean | undefined): Prompter {
  let current: AbortController | undefined;
  const keys = keyboard(host.stdin, reason => current?.abort(reason));
  // One for each question: Inquirer ends the stream it wrote to, unless it is the terminal itself.
  const output = () => (shouldColour(host.stderr, host.env, colour) ? host.stderr.stream : colourless(host.stderr));
  const shown = (text: string) => cut(clean(text), Math.max(20, (host.stderr.columns ?? 80) - 4));

  async function ask<T>(prompt: (context: object) => Promise<T>): Promise<T | undefined> {
    current = new AbortController();
    const stop = current.signal;
    if (keys.ended()) throw interrupted('The input ended');
    try {
      const context = {
        input: keys.stream,
        output: output(),
        signal: AbortSignal.any([stop, host.signal]),
        clearPromptOnDone: false,
      };
      // A question that was left by Esc does not stay on the screen.
      stop.addEventListener('abort', () => {
        context.clearPromptOnDone = stop.reason === BACK;
      });
      return await prompt(context);
    } catch (error) {
      if (stop.reason === BACK) return undefined;
      const name = (error as Error).name;
      if (name !== 'ExitPromptError' && name !== 'AbortPromptError') throw error;
      throw interrupted('Interrupted', host.signal.reason === 'SIGTERM' ? 143 : 130);
    } finally {
      keys.releaseEnter(false);
      current = undefined;
    }
  }

  return {
    text: ({ message, initial, check }) =>
      ask(context =>
        input(
          {
            message,
            ...(initial === undefined ? {} : { default: initial, prefill: 'editable' as const }),
            validate: text => check(text) ?? true,
          },
          context,
        ),
      ),

    choose: ({ message, choices, initial }) =>
      ask(context =>
        select(
          {
            message,
            choices: choices.map(({ value, name }) => ({ value, name: shown(name) })),
            loop: false,
            pageSize: 12,
            ...(initial === undefined ? {} : { default: initial }),
          },
          context,
        ),
      ),

    search: ({ message, initial, source }) =>
      ask(context =>
        search(
          {
            message,
            pageSize: 10,
            ...(initial === undefined ? {} : { initialValue: initial }),
            source: async (term, { signal }) => {
              keys.holdEnter();
              if (term) await host.sleep(DEBOUNCE_MS, signal);
              const { choices, more } = await source(term ?? '', signal);
              const found = choices.map(({ value, name }) => ({ value, name: shown(name) }));
              if (!signal.aborted) keys.releaseEnter(found.length === 1);
              return more ? [...found, new Separator('more ... type to narrow them down')] : found;
            },
          },
          context,
        ),
      ),

    note: text => host.stderr.write(`${text.split('\n').map(clean).join('\n')}\n`),
    close: () => keys.close(),
  };
}

/**
 * The keys as a stream of their own, so that a lone Esc is told apart from the escape sequences of other keys at
 * once, and so that Ctrl-D and a closed terminal end a prompt, which Inquirer would wait on for ever.
 */
function keyboard(stdin: Host['stdin'], stop: (reason: string) => void) {
  let over = stdin.readableEnded || stdin.destroyed;
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (on: boolean) => {
      stdin.setRawMode?.(on);
      return stream;
    },
  });
  // Enter pressed while choices are on their way: it means the one that comes, if only one does.
  let hold: 'no' | 'waiting' | 'pressed' = 'no';
  const onKey = (key: Buffer) => {
    const text = key.toString('latin1');
    if (text === '\u001b') stop(BACK);
    else if (text === '\u0004') stop(ENDED);
    else if (text === '\r' && hold !== 'no') hold = 'pressed';
    else stream.write(key);
  };
  const onData = (chunk: Buffer) => {
    // Text and Enter in one burst, as when pasting: the text has to take effect first.
    const enter = chunk.length > 1 && chunk.at(-1) === 13;
    onKey(enter ? chunk.subarray(0, -1) : chunk);
    if (enter) setImmediate(() => onKey(chunk.subarray(-1)));
  };
  const onEnd = () => {
    over = true;
    stop(ENDED);
  };
  stdin.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onEnd);
  return {
    stream: stream as Readable as NodeJS.ReadStream,
    ended: () => over,
    holdEnter: () => {
      hold = 'waiting';
    },
    releaseEnter: (only: boolean) => {
      if (hold === 'pressed' && only) setImmediate(() => stream.write('\r'));
      hold = 'no';
    },
    close: () => {
      stdin.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onEnd);
      stdin.pause();
    },
  };
}

/** The screen without its colours; Inquirer on Node 20 colours whatever it is told. */
function colourless(out: Host['stderr']): NodeJS.WriteStream {
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk, _, done) => {
      out.stream.write(String(chunk).replace(/\u001b\[[\d;]*m/g, ''), () => done());
    },
  });
  return Object.defineProperties(stream, {
    isTTY: { get: () => out.isTTY },
    columns: { get: () => out.columns },
  }) as unknown as NodeJS.WriteStream;
}
