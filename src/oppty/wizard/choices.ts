import { type FoundRecord, isFound, type Ref } from '../../records/found.ts';
import type { Choice } from '../../terminal/prompts/prompter.ts';
import type { Draft } from '../draft/draft.ts';
import type { QuestionId } from '../draft/questions.ts';

/** The choice of nothing. */
export const NONE = 'none';

/** A record with what tells it from others. */
export const label = ({ name, detail }: FoundRecord): string => (detail ? `${name} (${detail})` : name);

/** A record to choose. */
export const toChoice = (found: FoundRecord): Choice => ({ value: found.id, name: label(found) });

/** Each record once. */
export const unique = (found: readonly FoundRecord[]): FoundRecord[] => [
  ...new Map(found.map(one => [one.id, one])).values(),
];

/** The records with this one before the others. */
export const putFirst = (first: Ref | undefined, found: readonly FoundRecord[]): readonly FoundRecord[] =>
  isFound(first) ? unique([first, ...found]) : found;

/** The records of an answer, the primary first. */
export const refsOf = (answer: Draft[QuestionId]): readonly Ref[] =>
  typeof answer === 'object' ? [answer].flat() : [];

/** Several records with another one as the primary: it replaces the old one, unless it is among the others. */
export function withPrimary(primary: FoundRecord, old: Ref | undefined, others: readonly Ref[]): readonly Ref[] {
  const same = (ref: Ref) => isFound(ref) && ref.id === primary.id;
  if (!others.some(same)) return [primary, ...others];
  return [primary, ...(old ? [old] : []), ...others.filter(ref => !same(ref))];
}
