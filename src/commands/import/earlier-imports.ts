import type { RunHead } from '../../changes/ledger.ts';
import type { Context } from '../../context.ts';
import { usage } from '../../errors.ts';
import { readRuns } from '../history/runs.ts';
import type { ImportJob } from './import-job.ts';

/** Throws USAGE if the same file was imported to this space already, and that was not undone. */
export async function refuseImported({ digest, space }: ImportJob, context: Context): Promise<void> {
  const run = await findImport(digest, space, context);
  if (!run) return;
  throw usage(`This file was imported already: ${run.time}, run ${run.id}`, {
    flag: '--again',
    hint: 'Nothing was sent. To import it a second time, add --again. To see what the run did:',
    command: ['history', 'view', run.id],
  });
}

async function findImport(digest: string, space: string, context: Context): Promise<RunHead | undefined> {
  for await (const { run, undoneBy } of readRuns(context)) {
    if (run.head.source === digest && run.head.space === space && undoneBy === undefined) return run.head;
  }
  return undefined;
}
