import type { Argument, Command, Option } from 'commander';
import type { Entity } from '../wire/entities.ts';

/** What there is to choose from for the value of a flag or an operand. Plain data: it is written down at each build. */
export type Offer =
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
  | { by: Readonly<Record<string, Offer>> };

const offers = new WeakMap<Option | Argument, Offer>();

/** Says what there is to choose from for a flag or an operand that is declared elsewhere. */
export function offer<T extends Option | Argument>(what: T, choice: Offer): T {
  offers.set(what, choice);
  return what;
}

/** The same for the flags of a command, by their long names, and for its operands in their order by `operands`. */
export function offering<T extends Command>(
  command: T,
  { operands = [], ...flags }: { operands?: readonly Offer[]; [flag: `--${string}`]: Offer },
): T {
  for (const [flag, choice] of Object.entries(flags)) {
    const option = command.options.find(({ long }) => long === flag);
    if (!option) throw new Error(`${command.name()} has no ${flag}`);
    offers.set(option, choice as Offer);
  }
  for (const [at, choice] of operands.entries()) offers.set(command.registeredArguments[at]!, choice);
  return command;
}

/** What there is to choose from; undefined if it can be anything. */
export const offerOf = (what: Option | Argument): Offer | undefined =>
  offers.get(what) ?? (what.argChoices ? { words: what.argChoices, only: true } : undefined);
