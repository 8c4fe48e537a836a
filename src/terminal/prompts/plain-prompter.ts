import type { Host } from '../../host.ts';
import { hasControl } from '../../values/printable.ts';
import { sanitize } from '../text/sanitize.ts';
import { toCell } from '../text/width.ts';
import { choiceLines } from './choice-list.ts';
import { count, findChoices, label, numbered, parseNumber, parsePlaces, parseYesNo } from './plain-answers.ts';
import { openPlainInput } from './plain-input.ts';
import type { Prompter } from './prompter.ts';

/** How many choices are listed at once. */
const PAGE = 12;
const NOTHING = 'Two quotes, "", stand for nothing.';
const BACK: unique symbol = Symbol('back');

/**
 * Asks in lines that stay as they are: nothing is drawn over, no cursor moves, no colour. For screen readers, and for
 * terminals that can do no more.
 */
export function createPlainPrompter(host: Host, redact: (text: string) => string): Prompter {
  const input = openPlainInput(host);
  let backIsKnown = false;
  const write = (text: string) => host.stderr.write(redact(text));
  const say = (...lines: string[]) => write(lines.map(line => `${sanitize(line)}\n`).join(''));

  /** Begins a question. The first one explains how to go back. */
  async function begin(...lines: string[]): Promise<void> {
    if (!backIsKnown) await say('To go back, answer < alone, or Esc and Enter. Ctrl-C stops.');
    backIsKnown = true;
    await say(...lines);
  }

  /** The answer to the words, BACK for going back. */
  async function answer(words: string, read = input.line): Promise<string | typeof BACK> {
    for (;;) {
      let text: string;
      try {
        // An answer may come as soon as the words are on the screen.
        [text] = await Promise.all([read(), write(label(words))]);
      } catch (error) {
        await write('\n');
        throw error;
      }
      // Without echo the terminal has not shown Enter either.
      if (read === input.secret) await write('\n');
      if (text === '<' || text === '\u001b') return BACK;
      if (!hasControl(text)) return text;
      await say('Arrows and other such keys do nothing here. Type the whole line again.');
    }
  }

  /** Asks until an answer is valid, undefined for going back. `toValue` gives what a text stands for. */
  async function askUntilValid(
    words: string,
    check: (text: string) => string | undefined,
    toValue = (text: string) => text,
    read = input.line,
  ): Promise<string | undefined> {
    for (;;) {
      const text = await answer(words, read);
      if (text === BACK) return undefined;
      const value = toValue(text);
      const problem = check(value);
      if (problem === undefined) return value;
      await say(toCell(problem));
    }
  }

  /** Lists the lines a page at a time. */
  function reader(lines: readonly string[], last: readonly string[] = []) {
    const remaining = numbered(lines);
    return {
      more: () => remaining.length > 0,
      next: () => {
        const part = remaining.splice(0, PAGE);
        return say(...part, ...(remaining.length > 0 ? [`${remaining.length} more: answer + to hear them.`] : last));
      },
    };
  }

  return {
    async text({ message, initial, check, preview }) {
      await begin();
      let words = message;
      if (initial) {
        await say(toCell(message), `Enter keeps: ${toCell(initial)}`);
        if (check('') === undefined) await say(NOTHING);
        words = 'Answer';
      }
      const value = await askUntilValid(words, check, text => {
        if (!initial) return text;
        return text === '' ? initial : text === '""' ? '' : text;
      });
      const meaning = value === undefined || value === initial ? undefined : preview?.(value);
      if (meaning) await say(`Understood as: ${toCell(meaning)}`);
      return value;
    },

    async longText({ message, initial = '', check = () => undefined }) {
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
        const typed = lines.join('\n');
        const text = lines.length === 0 ? initial : typed.trim() === '' ? '' : typed;
        const problem = check(text);
        if (problem === undefined) return text;
        await say(toCell(problem));
      }
    },

    async secret({ message, check }) {
      await begin(`${toCell(message)}: what you type is not shown.`);
      return askUntilValid(message, check, undefined, input.secret);
    },

    async confirm({ message, initial = false, answers: [no, yes] = ['No', 'Yes'] }) {
      await begin(toCell(message));
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
    },

    async several({ message, choices, initial, required = false }) {
      const lines = choiceLines(choices);
      if (lines.length === 0) throw new Error(`nothing to choose from for '${message}'`);
      const checked = choices.flatMap(({ value }, index) => (initial.includes(value) ? index : []));
      const names = (places: readonly number[]) => places.map(place => lines[place]).join(', ') || 'none';
      const list = reader(lines);
      await begin(`${label(message)}${count(lines.length)}`);
      await list.next();
      await say(`Enter ${checked.length > 0 ? 'keeps' : 'takes'}: ${names(checked)}`);
      if (checked.length > 0 && !required) await say(NOTHING);
      for (;;) {
        const text = await answer('Numbers or names, with commas');
        if (text === BACK) return undefined;
        if (text === '+' && list.more()) {
          await list.next();
          continue;
        }
        const read = text === '' ? { places: checked } : parsePlaces(text === '""' ? '' : text, choices);
        if ('problem' in read) await say(read.problem);
        else if (required && read.places.length === 0) await say('Choose at least one.');
        else {
          await say(`${label(message)}${names(read.places)}`);
          return read.places.map(place => choices[place]!.value);
        }
      }
    },

    async choose({ message, choices, initial }) {
      const lines = choiceLines(choices);
      if (lines.length === 0) throw new Error(`nothing to choose from for '${message}'`);
      const old = choices.findIndex(({ value }) => value === initial);
      const pick = async (index: number) => {
        await say(`${label(message)}${lines[index]}`);
        return choices[index]!.value;
      };
      const list = reader(lines);
      await begin(`${label(message)}${count(lines.length)}`);
      await list.next();
      await say(old < 0 ? `Enter takes 1: ${lines[0]}` : `Enter keeps ${old + 1}: ${lines[old]}`);
      for (;;) {
        const text = await answer('Number or name');
        if (text === BACK) return undefined;
        if (text === '') return pick(Math.max(0, old));
        const number = parseNumber(text, lines.length);
        if (number !== undefined) return pick(number);
        const matches = findChoices(text, choices);
        if (matches.length === 1) return pick(matches[0]!);
        if (text === '+' && list.more()) await list.next();
        else if (matches.length === 0) await say(`None of them is called '${toCell(text)}'.`);
        else await say('Several are called so:', ...matches.map(index => numbered(lines)[index]!));
      }
    },

    async search({ message, initial, source }) {
      await begin();
      let words = initial ?? '';
      for (;;) {
        const { choices, more, problem } = await lookUp(() => source(words, input.over));
        const lines = choiceLines(choices);
        const list = reader(lines, more ? ['There are more: other words narrow them down.'] : []);
        await say(problem === undefined ? `${label(message)}${count(lines.length)}` : toCell(problem));
        await list.next();
        if (lines.length > 0) await say(`Enter ${initial && words === initial ? 'keeps' : 'takes'} 1: ${lines[0]}`);
        else await say(problem === undefined ? 'Enter shows the first ones.' : 'Enter tries again.');
        let text = await answer(lines.length > 0 ? 'Number, or words to search for' : 'Words to search for');
        for (; text === '+' && list.more(); text = await answer('Number, or words to search for')) await list.next();
        if (text === BACK) return undefined;
        const number = text === '' ? 0 : parseNumber(text, lines.length);
        const chosen = number === undefined ? undefined : choices[number];
        if (chosen) {
          await say(`${label(message)}${lines[number!]}`);
          return chosen.value;
        }
        if (text !== '' || problem === undefined) words = text;
        if (words.trim()) await say('Searching ...');
      }
    },

    note: text => say(...text.split('\n')),
    close: input.close,
  };

  /** The results, or why there are none. */
  async function lookUp(source: () => ReturnType<Parameters<Prompter['search']>[0]['source']>) {
    try {
      return { ...(await source()), problem: undefined };
    } catch (error) {
      input.over.throwIfAborted();
      return { choices: [], more: false, problem: error instanceof Error ? error.message : String(error) };
    }
  }
}
