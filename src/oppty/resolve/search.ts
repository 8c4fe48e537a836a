import type { Problem } from '../../errors.ts';
import { type FoundRecord, isFound, type Ref } from '../../records/found.ts';
import type { Lookups } from '../../records/lookups.ts';
import type { LookupOptions, LookupResult } from '../../records/match.ts';
import { type QuestionId, questionById } from '../draft/questions.ts';

export interface ResolveOptions extends LookupOptions {
  /** The user's civil day, which the words for a day are relative to. */
  today?: string | undefined;
  /** A person will be asked: leave as words what the answer to an open question can still decide. */
  open?: boolean;
  /** The fields that a file gave, not a flag. */
  fileFields?: readonly string[] | undefined;
  /** Fields that exist even if the list of fields lacks them: the server itself named them. */
  serverFields?: readonly string[];
}

/** What every look-up of one draft works with. */
export interface Search {
  lookups: Lookups;
  options: ResolveOptions;
  /** Where what is wrong is collected. */
  problems: Problem[];
}

/** Notes a problem with the answer to a question. */
export function refuse({ problems }: Search, id: QuestionId, problem: Problem): void {
  problems.push({ flag: questionById(id).flag, field: questionById(id).fields[0], ...problem });
}

/** The record that was found in place of the words; else the words, and a problem. */
export function accept<T extends Ref>(search: Search, result: LookupResult, id: QuestionId, ref: T): FoundRecord | T {
  if ('found' in result) return ref.more ? { ...result.found, more: ref.more } : result.found;
  refuse(search, id, result.problem);
  return ref;
}

/** A record that its own kind of look-up finds. */
export async function findRecord(
  search: Search,
  kind: Parameters<Lookups['find']>[0],
  id: QuestionId,
  ref: Ref | undefined,
): Promise<Ref | undefined> {
  if (!ref || isFound(ref)) return ref;
  const result = await search.lookups.find(kind, ref.words, questionById(id).flag, search.options);
  return accept(search, result, id, ref);
}

/** Searches the living records and, if that is allowed and none matches, the deleted ones too. */
export async function widenToDeleted<T>(
  lookUp: (includeDeleted: boolean) => Promise<T>,
  codeOf: (result: T) => Problem['code'] | undefined,
  { allowDeleted }: ResolveOptions,
): Promise<T> {
  const living = await lookUp(false);
  if (!allowDeleted || codeOf(living) !== 'NOT_FOUND') return living;
  const results = await lookUp(true);
  return codeOf(results) === 'NOT_FOUND' ? living : results;
}

export const problemCode = (result: LookupResult): Problem['code'] | undefined =>
  'problem' in result ? result.problem.code : undefined;

export const sameId = (a: FoundRecord, b: FoundRecord): boolean => a.id.toLowerCase() === b.id.toLowerCase();

/** Names with commas between them. */
export const joinNames = (records: readonly FoundRecord[]): string => records.map(({ name }) => name).join(', ');
