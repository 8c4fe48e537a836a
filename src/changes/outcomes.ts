import type { Run, RunEntry } from './run.ts';

/** What became of a record of a run. Of one that is half done, some changes were made, and the next one was not. */
export type EntryOutcome = 'done' | 'half done' | 'not done' | 'unknown';

/** What became of a record. In a run that has not ended, a change without a result may have been sent. */
export function outcomeOf({ results }: RunEntry, { isFinished }: Pick<Run, 'isFinished'>): EntryOutcome {
  const open = results.find(result => result?.outcome !== 'done');
  if (results.every(result => result?.outcome === 'done')) return 'done';
  if (open?.outcome === 'unknown' || (open === undefined && !isFinished)) return 'unknown';
  return results[0]?.outcome === 'done' ? 'half done' : 'not done';
}

/** How many records of a run ended how. */
export function countOutcomes(run: Run): Record<EntryOutcome, number> {
  const counts: Record<EntryOutcome, number> = { done: 0, 'half done': 0, 'not done': 0, unknown: 0 };
  for (const entry of run.entries) counts[outcomeOf(entry, run)] += 1;
  return counts;
}
