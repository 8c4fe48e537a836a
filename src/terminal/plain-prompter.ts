import type { Host } from '../host.ts';
import { folded } from '../values/names.ts';
import { wholeLinesOf } from './choice-list.ts';
import { cell } from './fit.ts';
import { openPlainInput } from './plain-input.ts';
import type { Choice, Prompter } from './prompter.ts';
import { clean } from './text.ts';

/** How many choices are read out at once. */
const PAGE = 20;
const BACK: unique symbol = Symbol('back');

/**
 * Asks in lines that stay as they are: nothing is drawn over, no cursor moves, no colour. For screen readers, and for
 * terminals that can do no more.
 */
export function createPlainPrompter(host: Host, redact: (text: string) => string): Prompter {
  const input = openPlainInput(host);
  let explained = false;
  const write = (text: string) => host.stderr.write(redact(text));
  const say = (...lines: string[]) => write(lines.map(line => `${clean(line)}\n`).join(''));

  /** What somebody answers to the words, BACK for going back. */
  async function answer(words: string, read: () => Promise<string> = input.line): Promise<string | typeof BACK> {
    for (;;) {
      if (!explained) await say('To go back, answer < alone, or Esc and Enter. Ctrl-C stops.');
      explained = true;
      await write(`${clean(words)}: `);
      let text: string;
      try {
        text = await read();
      } catch (error) {
        await write('\n');
        throw error;
      }
      // The terminal has not shown the Enter of what it does not show.
      if (read === input.secret) await write('\n');
      if (text === '<' || text === '\u001b') return BACK;
      if (!/\p{Cc}/u.test(text)) return text;
      await say('Arrows and other such keys do nothing here. Type the whole line again.');
    }
  }

  /** Asks until an answer passes; `meant` gives what a text stands for. */
  async function until(
    words: string,
    check: (text: string) => string | undefined,
    { read, meant = (text: string) => text }: { read?: () => Promise<string>; meant?: (text: string) => string } = {},
  ): Promise<string | undefined> {
    for (;;) {
      const text = await answer(words, read);
      if (text === BACK) return undefined;
      const value = meant(text);
      const problem = check(value);
      if (problem === undefined) return value;
      await say(cell(problem));
    }
  }

  return {
    async text({ message, initial, check, preview }) {
      let words = cell(message);
      if (initial) {
        await say(words, `Enter keeps: ${cell(initial)}`);
        if (check('') === undefined) await say('Two quotes, "", stand for nothing.');
        words = 'Answer';
      }
      const meant = (text: string) => {
        if (!initial) return text;
        return text === '' ? initial : text === '""' ? '' : text;
      };
      const value = await until(words, check, { meant });
      const meaning = value === undefined || value === initial ? undefined : preview?.(value);
      if (meaning) await say(`Understood as ${cell(meaning)}`);
      return value;
    },

    secret: ({ message, check }) => until(`${cell(message)}, which is not shown`, check, { read: input.secret }),

    async choose({ message, choices, initial }) {
      const lines = wholeLinesOf(choices);
      if (lines.length === 0) throw new Error(`nothing to choose from for '${message}'`);
      const old = choices.findIndex(({ value }) => value === initial);
      const pick = async (index: number) => {
        await say(`${cell(message)}: ${lines[index]}`);
        return choices[index]!.value;
      };
      let told = 0;
      const tellMore = () => {
        const page = numbered(lines).slice(told, told + PAGE);
        told += page.length;
        return say(...page, ...(told < lines.length ? ['There are more: answer + for the next ones.'] : []));
      };
      await say(`${cell(message)}: ${count(choices.length)}`);
      await tellMore();
      await say(old < 0 ? `Enter takes 1: ${lines[0]}` : `Enter keeps ${old + 1}: ${lines[old]}`);
      for (;;) {
        const text = await answer('Number or name');
        if (text === BACK) return undefined;
        if (text === '') return pick(Math.max(0, old));
        const number = numberIn(text, choices.length);
        if (number !== undefined) return pick(number);
        const fitting = fits(text, choices);
        if (fitting.length === 1) return pick(fitting[0]!);
        if (fitting.length > 1) await say('Several are called so:', ...fitting.map(index => numbered(lines)[index]!));
        else if (text === '+' && told < lines.length) await tellMore();
        else await say(`None of them is called '${cell(text)}'.`);
      }
    },

    async search({ message, initial, source }) {
      let words = initial ?? '';
      for (;;) {
        const found = await lookUp(() => source(words, input.over));
        const [again, lines] = 'problem' in found ? [true, []] : [false, wholeLinesOf(found.choices)];
        const heading = 'problem' in found ? cell(found.problem) : `${cell(message)}: ${count(lines.length)}`;
        await say(heading, ...numbered(lines));
        if (!again && found.more) await say('There are more: other words narrow them down.');
        const kept = initial && words === initial ? 'keeps' : 'takes';
        if (lines.length > 0) await say(`Enter ${kept} 1: ${lines[0]}`);
        else await say(again ? 'Enter tries again.' : 'Enter shows the first ones.');
        const text = await answer(lines.length > 0 ? 'Number, or words to search for' : 'Words to search for');
        if (text === BACK) return undefined;
        const number = text === '' ? 0 : numberIn(text, lines.length);
        if (number !== undefined && lines[number] !== undefined && !again) {
          await say(`${cell(message)}: ${lines[number]}`);
          return found.choices[number]!.value;
        }
        if (text !== '' || !again) words = text;
        if (text.trim()) await say('Searching ...');
      }
    },

    note: text => say(...text.split('\n')),
    close: input.close,
  };

  /** What was found, or why nothing was. */
  async function lookUp<T>(source: () => Promise<T>): Promise<T | { problem: string; choices: never[]; more: false }> {
    try {
      return await source();
    } catch (error) {
      input.over.throwIfAborted();
      return { problem: error instanceof Error ? error.message : String(error), choices: [], more: false };
    }
  }
}

const numbered = (lines: readonly string[]) => lines.map((line, index) => `${index + 1}: ${line}`);

const count = (choices: number) =>
  choices === 0 ? 'No results found' : choices === 1 ? '1 choice' : `${choices} choices`;

/** The place in a list that a number means, undefined if it is none. */
function numberIn(text: string, choices: number): number | undefined {
  const number = /^\d{1,6}$/.test(text.trim()) ? Number(text) : 0;
  return number >= 1 && number <= choices ? number - 1 : undefined;
}

/** The choices that words can mean: of that name, else those that begin with it, else those that hold it. */
function fits(text: string, choices: readonly Choice[]): number[] {
  const words = folded(text);
  if (words === '') return [];
  const names = choices.map(({ name }) => folded(name));
  const ways = [
    (name: string) => name === words,
    (name: string) => name.startsWith(words),
    (name: string) => name.includes(words),
  ];
  for (const way of ways) {
    const found = names.flatMap((name, index) => (way(name) ? index : []));
    if (found.length > 0) return found;
  }
  return [];
}
