import { PassThrough, type Readable, Writable } from 'node:stream';
import { interrupted } from '../errors.ts';
import type { Host } from '../host.ts';
import { cell, cut, width, wrap } from './fit.ts';
import { input, password, Separator, search, select } from './inquirer.ts';
import { shouldColour } from './style.ts';
import { clean } from './text.ts';

/** One thing to choose. `name` may hold anything a server sent: it is cleaned before it is shown. */
export interface Choice {
  value: string;
  name: string;
  /** What tells it from all others, shown whole after the name. Without it `value` is shown if two look alike. */
  id?: string;
}

/** Asks a person, on stderr. Each question gives the answer, or undefined when the user goes back with Esc. */
export interface Prompter {
  /**
   * `check` gives what is wrong with the text, or undefined. `initial` stands in the line, to be edited; what nobody
   * edited comes back as it was, however it had to be shown. `preview` gives what a text means, shown while typing;
   * undefined where there is nothing to say.
   */
  text(ask: {
    message: string;
    initial?: string | undefined;
    check(text: string): string | undefined;
    preview?: ((text: string) => string | undefined) | undefined;
  }): Promise<string | undefined>;
  /** A line that is not shown. */
  secret(ask: { message: string; check(text: string): string | undefined }): Promise<string | undefined>;
  choose(ask: {
    message: string;
    choices: readonly Choice[];
    initial?: string | undefined;
  }): Promise<string | undefined>;
  /**
   * Choices looked up while typing; a look-up that is overtaken is aborted, and its answer never shown. `source` gets
   * `initial` as it was until somebody edits it.
   */
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

/**
 * Prompts on the terminal of `host`. Ctrl-C, Ctrl-D and the end of input end them with CliError INTERRUPTED. All that
 * is written goes through `redact`.
 */
export function createPrompter(host: Host, colour: boolean | undefined, redact = (text: string) => text): Prompter {
  let current: AbortController | undefined;
  const keys = keyboard(host.stdin, reason => current?.abort(reason));
  const bare = !shouldColour(host.stderr, host.env, colour);
  // One for each question: Inquirer ends the stream it wrote to.
  const output = () => screen(host.stderr, text => redact(bare ? text.replace(COLOURS, '') : text));
  const columns = () => Math.max(24, host.stderr.columns ?? 80);
  const listed = (message: string, choices: readonly Choice[]) => linesOf(choices, message, columns());

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
    text: async ({ message, initial, check }) => {
      const start = initial === undefined ? undefined : clean(initial);
      const meant = (text: string) => (initial !== undefined && text === start ? initial : text);
      // Inquirer takes an emptied line for the default, and tells what stands there to the transformer alone.
      let line = start ?? '';
      let done = false;
      const text = await ask(context =>
        input(
          {
            message: cell(message),
            ...(start === undefined ? {} : { default: start, prefill: 'editable' as const }),
            transformer: value => {
              if (!done) line = value;
              return line;
            },
            validate: () => {
              const problem = check(meant(line));
              done = problem === undefined;
              return done || cell(problem!);
            },
            theme: { style: { defaultAnswer: () => '' } },
          },
          context,
        ),
      );
      return text === undefined ? undefined : meant(line);
    },

    secret: ({ message, check }) =>
      ask(context =>
        password(
          {
            message: cell(message),
            toggleMask: false,
            theme: { style: { maskedText: '(not shown)' } },
            validate: text => {
              const problem = check(text);
              return problem === undefined || cell(problem);
            },
          },
          context,
        ),
      ),

    choose: ({ message, choices, initial }) =>
      ask(context =>
        select(
          {
            message: cell(message),
            choices: listed(message, choices),
            loop: false,
            pageSize: 16,
            ...(initial === undefined ? {} : { default: initial }),
          },
          context,
        ),
      ),

    search: ({ message, initial, source }) => {
      const start = initial === undefined ? undefined : clean(initial);
      return ask(context =>
        search(
          {
            message: cell(message),
            pageSize: 10,
            ...(start ? { initialValue: start } : {}),
            source: async (term, { signal }) => {
              keys.holdEnter();
              try {
                if (term) await host.sleep(DEBOUNCE_MS, signal);
                const { choices, more } = await source(term && term === start ? initial! : (term ?? ''), signal);
                const found = listed(message, choices);
                if (!signal.aborted) keys.releaseEnter(found.length === 1);
                return more ? [...found, new Separator('more ... type to narrow them down')] : found;
              } catch (error) {
                if (!signal.aborted) keys.releaseEnter(false);
                // Inquirer shows the message as it is.
                throw new Error(cell(error instanceof Error ? error.message : String(error)));
              }
            },
          },
          context,
        ),
      );
    },

    note: text => host.stderr.write(`${redact(text).split('\n').map(clean).join('\n')}\n`),
    close: () => keys.close(),
  };
}

/** The choices as lines. An id is never cut: where it does not fit beside the name it has a line of its own. */
function linesOf(choices: readonly Choice[], message: string, columns: number) {
  const room = columns - 4;
  const names = choices.map(({ name }) => cut(clean(name), room));
  return choices.map(({ value, id }, index) => {
    const name = names[index]!;
    const alike = names.indexOf(name) !== names.lastIndexOf(name);
    const given = id ?? (alike ? value : undefined);
    const told = given === undefined ? undefined : clean(given);
    // The answer stands beside the message, once it is given.
    const short = cut(name, Math.max(10, room - width(cell(message))));
    if (told === undefined) return { value, name, short };
    const indent = ' '.repeat(Math.max(2, Math.min(4, room - width(told))));
    // Inquirer would break a longer one within an emoji.
    const below = () => wrap(told, room).map(line => `\n${indent}${line}`);
    const beside = width(name) + 1 + width(told) <= room;
    return { value, name: `${name}${beside ? ` ${told}` : below().join('')}`, short };
  });
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
    // Inquirer would put the whole line of a choice where the words to search for stand.
    else if (text === '\t') return;
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

/** Inquirer on Node 20 colours whatever it is told. */
const COLOURS = /\u001b\[[\d;]*m/g;

/** The terminal as a stream, with every text changed on its way. */
function screen(out: Host['stderr'], change: (text: string) => string): NodeJS.WriteStream {
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk, _, done) => {
      out.stream.write(change(String(chunk)), () => done());
    },
  });
  return Object.defineProperties(stream, {
    isTTY: { get: () => out.isTTY },
    columns: { get: () => out.columns },
  }) as unknown as NodeJS.WriteStream;
}
