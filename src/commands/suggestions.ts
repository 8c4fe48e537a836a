import type { Argument, Command, Option } from 'commander';
import type { Entity } from '../wire/entities.ts';

/** What there is to choose from for the value of a flag or an operand. Plain data: it is written down at each build. */
export type Suggestion =
  /**
   * Words that every space has. With `list` several can stand in one value, with commas between them; with `only`
   * nothing else is taken.
   */
  | { words: readonly string[]; list?: boolean; only?: boolean }
  /** Paths of a collection's fields, with commas between them; with `conditions` one, and what it is compared with. */
  | { fields: Entity; conditions?: boolean }
  /**
   * Records of a collection, by the names that were seen before; `or` are words that do, too. `within` is the flag that
   * may tell the pipeline they belong to.
   */
  | { records: string; or?: readonly string[]; within?: string }
  /** The stored profiles, or the drafts. */
  | { kept: 'profiles' | 'drafts' }
  | { files: true }
  /** The commands below the operands before; `or` are words that can stand in place of the first. */
  | { commands: true; or?: readonly string[] }
  /** What hangs on the operand before. */
  | { by: Readonly<Record<string, Suggestion>> };

const offers = new WeakMap<Option | Argument, Suggestion>();

/** Says what there is to choose from for a flag or an operand that is declared elsewhere. */
export function suggest<T extends Option | Argument>(what: T, choice: Suggestion): T {
  offers.set(what, choice);
  return what;
}

/** The same for the flags of a command, by their long names, and for its operands in their order by `operands`. */
export function suggestValues<T extends Command>(
  command: T,
  { operands = [], ...flags }: { operands?: readonly Suggestion[]; [flag: `--${string}`]: Suggestion },
): T {
  for (const [flag, choice] of Object.entries(flags)) {
    const option = command.options.find(({ long }) => long === flag);
    if (!option) throw new Error(`${command.name()} has no ${flag}`);
    offers.set(option, choice as Suggestion);
  }
  for (const [at, choice] of operands.entries()) offers.set(command.registeredArguments[at]!, choice);
  return command;
}

/** What there is to choose from; undefined if it can be anything. */
export const suggestionFor = (what: Option | Argument): Suggestion | undefined =>
  offers.get(what) ?? (what.argChoices ? { words: what.argChoices, only: true } : undefined);
