import { foldName, normalizeName } from '../../values/names.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';
import type { Condition } from '../../wire/query.ts';

/** What `--search` looks for. The API has no OR: each of several conditions is a list of its own. */
export interface Search {
  anyOf: readonly [Condition, ...Condition[]];
  /** What each record must have besides, which the server cannot be asked for. */
  words?: { fields: readonly string[]; words: readonly string[] };
}

const contains = (field: string, text: string): Condition => ({ field, op: 'icontains', value: text });

export const byName =
  (field: string) =>
  (text: string): Search => ({ anyOf: [contains(field, normalizeName(text))] });

export const byNameOrEmail = (name: string, email: string) => (text: string) =>
  byName(text.includes('@') ? email : name)(text);

/** People of whom each word of the text is in the first or in the last name; by e-mail if there is an @. */
export const byFullNameOrEmail =
  (first: string, last: string, email: string) =>
  (text: string): Search => {
    const name = normalizeName(text);
    if (name.includes('@')) return { anyOf: [contains(email, name)] };
    const words = name.split(' ');
    const longest = words.reduce((best, word) => (word.length > best.length ? word : best), '');
    return {
      anyOf: [contains(last, longest), contains(first, longest)],
      ...(words.length > 1 ? { words: { fields: [first, last], words } } : {}),
    };
  };

/** Whether each of the words is in one of the fields. */
export function hasWords(row: Row, { fields, words }: NonNullable<Search['words']>): boolean {
  const texts = fields.map(field => foldName(textOf(row[field] ?? '')));
  return words.every(word => texts.some(text => text.includes(foldName(word))));
}
