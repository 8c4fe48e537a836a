import { type FoundRecord, isFound, type Ref } from '../../records/found.ts';
import type { Lookups } from '../../records/lookups.ts';
import type { LookupOptions } from '../../records/match.ts';
import type { Draft } from '../draft/draft.ts';
import { resolve } from './resolve.ts';

const NAMED = [
  'pipeline',
  'step',
  'accounts',
  'contacts',
  'oppty_type',
  'unit',
  'lead_source',
  'reason_of_close',
] as const;

/** The ids of the draft's records that their names alone would find again: the names are looked up as a command line is. */
export async function unambiguousNames(draft: Draft, lookups: Lookups, options: LookupOptions): Promise<Set<string>> {
  const toWords = (ref: Ref): Ref => (isFound(ref) ? { words: ref.name } : ref);
  const inWords: Draft = Object.fromEntries(
    NAMED.flatMap(key => {
      const answer = draft[key];
      if (answer === undefined) return [];
      return [[key, Array.isArray(answer) ? answer.map(toWords) : toWords(answer as Ref)]];
    }),
  );
  const resolved = await resolve(inWords, lookups, options);
  return new Set(NAMED.flatMap(key => sameRecords(draft[key], resolved.draft[key])));
}

/** The ids of the records that came back in their places. */
function sameRecords(before: Draft[(typeof NAMED)[number]], after: Draft[(typeof NAMED)[number]]): string[] {
  const [old, found] = [before, after].map(answer => (answer === undefined ? [] : ([answer].flat() as Ref[])));
  return old!.flatMap((ref, index) => {
    const other: Ref | undefined = found![index];
    return isFound(ref) && isFound(other) && isSame(ref, other) ? [ref.id] : [];
  });
}

const isSame = (a: FoundRecord, b: FoundRecord) => a.id.toLowerCase() === b.id.toLowerCase();
