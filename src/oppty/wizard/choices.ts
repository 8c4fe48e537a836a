import { type FoundRecord, isFound, type Ref } from '../../records/found.ts';
import type { Choice } from '../../terminal/prompts/prompter.ts';
import type { Draft } from '../draft/draft.ts';
import type { QuestionId } from '../draft/questions.ts';

/** The choice of nothing. */
export const NONE = 'none';

/** A record with the detail that distinguishes it from others of its name. */
export const label = ({ name, detail }: FoundRecord): string => (detail ? `${name} (${detail})` : name);

/** A record to choose. */
export const toChoice = (record: FoundRecord): Choice => ({ value: record.id, name: label(record) });

/** Each record once. */
export const unique = (records: readonly FoundRecord[]): FoundRecord[] => [
  ...new Map(records.map(record => [record.id, record])).values(),
];

/** The records with this one before the others. */
export const putFirst = (first: Ref | undefined, records: readonly FoundRecord[]): readonly FoundRecord[] =>
  isFound(first) ? unique([first, ...records]) : records;

/** The records of an answer, the primary first. */
export const refsOf = (answer: Draft[QuestionId]): readonly Ref[] =>
  typeof answer === 'object' ? [answer].flat() : [];

/** Several records with another one as the primary: it replaces the old one, unless it is among the others. */
export function withPrimary(primary: FoundRecord, old: Ref | undefined, otherRefs: readonly Ref[]): readonly Ref[] {
  const isPrimary = (ref: Ref) => isFound(ref) && ref.id === primary.id;
  if (!otherRefs.some(isPrimary)) return [primary, ...otherRefs];
  return [primary, ...(old ? [old] : []), ...otherRefs.filter(ref => !isPrimary(ref))];
}
