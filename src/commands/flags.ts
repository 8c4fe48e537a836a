import { usage } from '../errors.ts';
import type { Suggestion } from './suggestions.ts';

/** A flag as data. */
export interface FlagDefinition {
  /** As help shows it: `-X, --method <name>`, or `--fields [names]` where the value can be left out. */
  flag: string;
  summary: string;
  /** What its value is; a text unless it says otherwise. */
  takes?: ValueType;
  /** What a shell offers for its value. */
  suggest?: Suggestion;
  /** The long names of flags that cannot go with it. */
  conflicts?: readonly string[];
}

/** A word that a command takes beside its flags. */
export interface ArgumentDefinition {
  /** As help shows it: `<ref>`, `[words...]`. */
  argument: string;
  /** The word for it in the question of who left it out, if that is not its name: `account`. */
  label?: string;
  /** What it is given by, if that is not its name: `name, e-mail or id`. */
  means?: string;
  summary?: string;
  /** Whether it may begin with a dash: it is then any word that is no flag of the command. */
  mayBeFlags?: boolean;
  takes?: Extract<ValueType, { kind: 'choice' }>;
  suggest?: Suggestion;
}

/** What a value is. */
export type ValueType =
  | { kind: 'text' }
  | { kind: 'integer'; min: number; max?: number }
  /**
   * One of these words; with `anyCase` in capitals or small letters. `refusal` begins the message about any other word:
   * `No completion for` it.
   */
  | { kind: 'choice'; words: readonly string[]; anyCase?: boolean; refusal?: string }
  /** Several names in one value, with commas between them. */
  | { kind: 'list' }
  /** The flag may come several times, and its values make a list. */
  | { kind: 'repeated' }
  /** Repeated flags of a command that share one list of FlagValue, in the order of the command line. */
  | { kind: 'sequence' };

/** One value of a sequence, and the flag it came by. */
export interface FlagValue {
  flag: string;
  text: string;
}

/** The parts of a flag. */
export interface FlagSyntax {
  long: string;
  short?: string;
  /** Whether it takes a value; absent: it takes none. */
  value?: 'required' | 'optional';
}

/** The flags that commander itself adds. */
export const HELP_FLAG: FlagDefinition = { flag: '-h, --help', summary: 'display help for command' };
export const VERSION_FLAG: FlagDefinition = { flag: '-V, --version', summary: 'output the version number' };

/** The parts of a flag as help shows it. */
export function flagSyntax({ flag }: FlagDefinition): FlagSyntax {
  const [, short, long, value] = /^(?:(-\w), )?(--[a-z-]+)(?: (<.+>|\[.+\]))?$/.exec(flag) ?? [];
  if (!long) throw new Error(`'${flag}' is no flag`);
  return {
    long,
    ...(short ? { short } : {}),
    ...(value ? { value: value.startsWith('<') ? 'required' : 'optional' } : {}),
  };
}

/** Whether a flag may come several times. */
export const isRepeatable = ({ takes }: FlagDefinition): boolean =>
  takes?.kind === 'repeated' || takes?.kind === 'sequence';

/** What a shell offers: what the definition says, or the words there are. */
export const suggestionFor = ({ suggest, takes }: FlagDefinition | ArgumentDefinition): Suggestion | undefined =>
  suggest ?? (takes?.kind === 'choice' ? { words: takes.words, only: true } : undefined);

/** The summary as help shows it, with the words there are to choose from. */
export function summaryWithChoices({ summary = '', takes, suggest }: FlagDefinition | ArgumentDefinition): string {
  if (!summary || takes?.kind !== 'choice' || suggest) return summary;
  return `${summary} (choices: ${takes.words.map(word => JSON.stringify(word)).join(', ')})`;
}

/** Reads one value. `before` is what the same flag has so far. */
export type ValueReader = (text: string, previous: unknown) => unknown;

/** The reader of what a flag or an argument takes. `name` is for messages; throws USAGE. */
export function valueReader(takes: ValueType, name: string, sequence: FlagValue[]): ValueReader {
  const refuse = (expected: string, text: string) => {
    const isFlag = name.startsWith('-');
    return usage(`${name} ${isFlag ? 'takes' : 'is'} ${expected}, not '${text}'`, { flag: isFlag ? name : undefined });
  };
  switch (takes.kind) {
    case 'text':
      return text => text;
    case 'integer':
      return text => readInteger(text, takes) ?? fail(refuse(integerRange(takes), text));
    case 'choice':
      return text =>
        readChoice(text, takes) ??
        fail(
          takes.refusal
            ? usage(`${takes.refusal} ${text}. Choose ${alternatives(takes.words)}.`)
            : refuse(`one of ${takes.words.join(', ')}`, text),
        );
    case 'list':
      return text => readList(text) ?? fail(refuse('names with commas between them', text));
    case 'repeated':
      return (text, previous) => [...((previous as readonly string[] | undefined) ?? []), text];
    case 'sequence':
      return text => {
        sequence.push({ flag: name, text });
        return sequence;
      };
  }
}

function fail(error: Error): never {
  throw error;
}

function readInteger(text: string, { min, max = Number.MAX_SAFE_INTEGER }: { min: number; max?: number }) {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return number >= min && number <= max ? number : undefined;
}

/** `bash, zsh or fish`. */
export const alternatives = (words: readonly string[]): string =>
  [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(Boolean).join(' or ');

const integerRange = ({ min, max }: { min: number; max?: number }) =>
  `a whole number ${max === undefined ? `of at least ${min}` : `from ${min} to ${max}`}`;

function readChoice(text: string, { words, anyCase = false }: { words: readonly string[]; anyCase?: boolean }) {
  const fold = (word: string) => (anyCase ? word.toLowerCase() : word);
  return words.find(word => fold(word) === fold(text));
}

function readList(text: string): string[] | undefined {
  const words = text.split(',').map(word => word.trim());
  return words.includes('') ? undefined : words;
}
