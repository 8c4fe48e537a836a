import type { Entity } from '../wire/entities.ts';

/** What a shell offers for the value of a flag or for an argument. Plain data: each build writes it down. */
export type Suggestion =
  /**
   * Words that every space has. With `list` several can stand in one value, with commas between them; with `only`
   * nothing else is taken.
   */
  | { words: readonly string[]; list?: boolean; only?: boolean }
  /** Paths of a collection's fields, with commas between them; with `conditions` one, and what it is compared with. */
  | { fields: Entity; conditions?: boolean }
  /**
   * Records of a collection, by the names in the cache; `or` are words that do, too. `within` is the flag that may tell
   * the pipeline they belong to; with `ofArguments` those of the pipelines of the opportunities that are named before.
   */
  | { records: string; or?: readonly string[]; within?: string; ofArguments?: boolean }
  /** The stored profiles, the drafts, or the aliases. */
  | { stored: 'profiles' | 'drafts' | 'aliases' }
  /** The saved views, by their names after `prefix`; `or` are words that do, too. */
  | { stored: 'views'; prefix?: string; or?: readonly string[] }
  | { files: true }
  /** The commands below the arguments before; `or` are words that can stand in place of the first. */
  | { commands: true; or?: readonly string[] }
  /** What the argument before decides. */
  | { by: Readonly<Record<string, Suggestion>> };
