import type { Host } from '../../host.ts';
import { hasControl } from '../../values/printable.ts';
import { toCell } from '../text/width.ts';
import { wrapMessage } from '../text/wrap-message.ts';
import { label, numbered } from './plain-answers.ts';
import { openPlainInput, type PlainInput } from './plain-input.ts';

/** How many choices are listed at once. */
const PAGE = 12;

/** The answer that goes back to the question before. */
export const BACK: unique symbol = Symbol('back');

/** What a user writes for an empty answer where Enter alone keeps the old one. */
export const EMPTY_ANSWER = '""';
export const EMPTY_ANSWER_HINT = 'Two quotes, "", stand for nothing.';

/** Plain lines out and in: what all questions of the plain prompter are made of. */
export interface PlainDialog {
  readonly input: PlainInput;
  say(...lines: string[]): Promise<void>;
  /** Begins a question. The first one explains how to go back. */
  begin(...lines: string[]): Promise<void>;
  /** Asks once and returns the line, or BACK. */
  answer(words: string, readLine?: () => Promise<string>): Promise<string | typeof BACK>;
  /** Asks until an answer is valid; undefined for going back. `toValue` turns the typed text into the value. */
  askUntilValid(
    words: string,
    check: (text: string) => string | undefined,
    toValue?: (text: string) => string,
    readLine?: () => Promise<string>,
  ): Promise<string | undefined>;
}

export function openPlainDialog(host: Host, redact: (text: string) => string): PlainDialog {
  const input = openPlainInput(host);
  let explainsBack = true;
  const write = (text: string) => host.stderr.write(redact(text));
  const say = (...lines: string[]) =>
    write(
      lines
        .flatMap(line => wrapMessage(line, host.stderr.columns))
        .map(line => `${line}\n`)
        .join(''),
    );

  async function begin(...lines: string[]): Promise<void> {
    if (explainsBack) await say('To go back, answer < alone, or Esc and Enter. Ctrl-C stops.');
    explainsBack = false;
    await say(...lines);
  }

  async function answer(words: string, readLine = input.line): Promise<string | typeof BACK> {
    for (;;) {
      let text: string;
      const isEarly = readLine === input.line && input.hasEarlyLine();
      try {
        // An answer may come as soon as the words are on the screen.
        [text] = await Promise.all([readLine(), write(label(words))]);
      } catch (error) {
        await write('\n');
        throw error;
      }
      if (isEarly) await say(text);
      // Without echo the terminal has not shown Enter either.
      if (readLine === input.secret) await write('\n');
      if (text === '<' || text === '\u001b') return BACK;
      if (!hasControl(text)) return text;
      await say('Arrows and other such keys do nothing here. Type the whole line again.');
    }
  }

  async function askUntilValid(
    words: string,
    check: (text: string) => string | undefined,
    toValue = (text: string) => text,
    readLine = input.line,
  ): Promise<string | undefined> {
    for (;;) {
      const text = await answer(words, readLine);
      if (text === BACK) return undefined;
      const value = toValue(text);
      const problem = check(value);
      if (problem === undefined) return value;
      await say(toCell(problem));
    }
  }

  return { input, say, begin, answer, askUntilValid };
}

/** Lists lines with their numbers, a page at a time; `last` follows the last page. */
export function pageLines({ say }: PlainDialog, lines: readonly string[], last: readonly string[] = []) {
  const remaining = numbered(lines);
  return {
    hasMore: () => remaining.length > 0,
    next: () => {
      const page = remaining.splice(0, PAGE);
      return say(...page, ...(remaining.length > 0 ? [`${remaining.length} more: answer + to hear them.`] : last));
    },
  };
}
