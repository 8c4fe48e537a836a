import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { confirm } from '../confirm.ts';
import { readRuns } from './runs.ts';

const KEPT = 100;

/** Removes the runs that have ended, but for the newest ones. */
export async function pruneRuns(
  context: Context,
  { keep = KEPT, yes = false }: { keep?: number; yes?: boolean },
): Promise<Answer> {
  const old: string[] = [];
  let count = 0;
  for await (const { run } of readRuns(context)) {
    count += 1;
    if (count > keep && run.isFinished) old.push(run.head.id);
  }
  if (old.length === 0) return { kind: 'nothing', notice: 'There are no runs to remove.' };
  const what = old.length === 1 ? '1 run' : `${old.length} runs`;
  const question = {
    message: `Remove ${what} from the history?`,
    effect: `This would remove ${what}: what they changed could not be undone any more.`,
  };
  if (!yes && !(await confirm(context, question, ['No', 'Yes'])))
    return { kind: 'nothing', notice: 'Nothing was removed.' };
  const files = await context.runFiles();
  for (const id of old) await files.remove(id);
  return { kind: 'nothing', notice: `Removed ${what}.` };
}
