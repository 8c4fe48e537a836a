import type { Problem } from '../errors.ts';
import { isId } from '../values/ids.ts';
import { nearest, sameName } from '../values/names.ts';
import { type Entity, readLink } from '../wire/entities.ts';
import type { Found } from './draft.ts';

/** How a choice is spoken of. */
export interface Choice<T extends Found = Found> {
  /** What one is called, e.g. `currency`. */
  called: string;
  flag?: string | undefined;
  /** The collection whose links mean one of them. */
  entity?: Entity | undefined;
  /** Whether words that are no name of it mean it all the same, e.g. a symbol. */
  also?: ((one: T, words: string) => boolean) | undefined;
  /** What a candidate is called where several fit; its name and detail unless said otherwise. */
  label?: ((one: T) => string) | undefined;
  /** How to say which one, where several fit. */
  apart?: string | undefined;
  /** Where to look, if nothing fits. */
  hint?: string | undefined;
}

export type Picked<T> = { found: T } | { problem: Problem };

/** The one candidate that the words mean. */
export function pick<T extends Found>(words: string, candidates: readonly T[], choice: Choice<T>): Picked<T> {
  const names = candidates.map(({ name }) => name);
  const hint = choice.hint ?? suggestion(words, names);
  return onlyOne(fitting(words, candidates, choice), words, { ...choice, hint });
}

/** The candidates that the words can mean: by id, by link, or by their whole name in any case. */
export function fitting<T extends Found>(words: string, candidates: readonly T[], choice: Choice<T>): T[] {
  const id = choice.entity && idIn(words, choice.entity);
  if (id) return candidates.filter(one => one.id.toLowerCase() === id);
  return candidates.filter(one => sameName(one.name, words) || choice.also?.(one, words));
}

/** The one that fits, or what is wrong with the words. */
export function onlyOne<T extends Found>(fit: readonly T[], words: string, choice: Choice<T>): Picked<T> {
  const { called, flag } = choice;
  const [found] = fit;
  if (found && fit.length === 1) return { found };
  if (found) {
    const candidates = fit.map(one => ({ id: one.id, name: (choice.label ?? label)(one) }));
    const hint = choice.apart ?? `Pass the id${flag ? `, as in ${flag} ${found.id}` : ''}.`;
    const message = `'${words}' can be any of ${fit.length} ${plural(called)}`;
    return { problem: { code: 'AMBIGUOUS', message, flag, hint, candidates } };
  }
  const named = isId(words.trim()) || readLink(words.trim()) ? 'has the id' : 'is called';
  const how = named === 'is called' && words.includes('@') ? 'has the e-mail' : named;
  return { problem: { code: 'NOT_FOUND', message: `No ${called} ${how} '${words}'`, flag, hint: choice.hint } };
}

const label = ({ name, detail }: Found) => (detail ? `${name} (${detail})` : name);

/** What to try instead: the name that was probably meant, else the first of those there are. */
export function suggestion(words: string, names: readonly string[]): string | undefined {
  const close = nearest(words, names);
  if (close) return `Did you mean '${close}'?`;
  const all = [...new Set(names)];
  return all.length > 0 ? `There are: ${all.slice(0, 10).join(', ')}${all.length > 10 ? ', ...' : ''}.` : undefined;
}

/** The id in the words, in lower case: ids are the same in either. */
export function idIn(words: string, entity: Entity): string | undefined {
  const text = words.trim();
  const link = readLink(text);
  return (link?.entity === entity ? link.id : isId(text) ? text : undefined)?.toLowerCase();
}

export function plural(called: string): string {
  const [, head, rest] = /^(\w+)( of .+)$/.exec(called) ?? [called, called, ''];
  return `${head!.replace(/y$/, 'ie')}s${rest}`;
}
