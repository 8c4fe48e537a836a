import type { Run, RunEntry } from './run.ts';

/** How far earlier runs have carried out a plan. */
export interface Progress {
  /** The run that came to its end, if something became of every record of the plan: a run that was stopped leaves some. */
  finishedBy: string | undefined;
  /** What the runs did to the record in each line of the plan, in their order. */
  entries: ReadonlyMap<number, RunEntry>;
}

/** The progress that runs of one plan of so many records have made, the oldest first. */
export function progressOf(runs: readonly Run[], count: number): Progress {
  const entries = new Map<number, RunEntry>();
  for (const entry of runs.flatMap(run => run.entries)) {
    if (entry.write.line !== undefined) entries.set(entry.write.line, entry);
  }
  const finished = entries.size === count ? runs.findLast(({ isFinished }) => isFinished) : undefined;
  return { finishedBy: finished?.head.id, entries };
}
