import type { ErrorDetails } from '../../errors.ts';

/** A rule that means nothing, with what is known about what was meant. */
export class InvalidRule extends Error {
  readonly details: ErrorDetails;
  constructor(message: string, details: ErrorDetails = {}) {
    super(message);
    this.details = details;
  }
}

/** The words after the colon, each asked for once: `429 retry-after=2 x3`; in double quotes as JSON has texts. */
export class RuleReader {
  readonly times: number | undefined;
  readonly #words: string[];
  readonly #options = new Map<string, string>();

  constructor(text: string) {
    const raw = text.match(/(?:[^\s"]|"(?:[^"\\]|\\.)*")+|"/gs) ?? [];
    const last = /^x(\d{1,6})$/.exec(raw.at(-1) ?? '');
    if (last) raw.pop();
    this.times = last ? Number(last[1]) : undefined;
    const isOption = (word: string) => /^[a-z-]+=/.test(word);
    this.#words = raw.filter(word => !isOption(word)).map(unquoted);
    for (const word of raw.filter(isOption)) {
      const separator = word.indexOf('=');
      this.#options.set(word.slice(0, separator), unquoted(word.slice(separator + 1)));
    }
  }

  /** The next word; `fallback` makes it one that may be missing. */
  text(label: string, fallback?: string): string {
    const word = this.#words.shift() ?? fallback;
    if (word === undefined) throw new InvalidRule(`${label} is missing`);
    return word;
  }

  number(label: string, minimum: number, maximum: number, text = this.text(label)): number {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= minimum && number <= maximum) return number;
    throw new InvalidRule(`${label} is a whole number from ${minimum} to ${maximum}`);
  }

  /** The next word, which is an address of the web. */
  url(label: string): string {
    const text = this.text(label);
    if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
      throw new InvalidRule(`${label} begins with http:// or https://`);
    return new URL(text).href;
  }

  /** The value after `name=`, made for a header. */
  option(name: string): string | undefined {
    const text = this.#options.get(name);
    this.#options.delete(name);
    if (text !== undefined && !/^[ -~]*$/.test(text)) throw new InvalidRule(`${name} is plain ASCII`);
    return text;
  }

  /** Throws if words or options are left over. */
  end(): void {
    const [surplus] = [...this.#words, ...this.#options.keys()];
    if (surplus !== undefined) throw new InvalidRule(`'${surplus}' is not expected there`);
  }
}

const QUOTED = /"(?:[^"\\]|\\.)*"/gs;

function unquoted(word: string): string {
  try {
    if (word.replace(QUOTED, '').includes('"')) throw new SyntaxError('an open quote');
    return word.replace(QUOTED, quoted => JSON.parse(quoted));
  } catch {
    throw new InvalidRule(`${word} is not a text in quotes as JSON has it`);
  }
}
