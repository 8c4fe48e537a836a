import { parseRun, type Run } from '../../changes/run.ts';
import type { Context } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { ignoreErrors } from '../../values/ignore-errors.ts';

/** A run, and the run that took it back, unless that was taken back itself. */
export interface ListedRun {
  run: Run;
  undoneBy: string | undefined;
}

/** The runs of this machine, the newest first, read one by one. A file that is none is left out. */
export async function* readRuns(context: Context): AsyncGenerator<ListedRun> {
  const undone = new Map<string, string>();
  const files = await context.runFiles();
  for (const id of await files.ids()) {
    let run: Run | undefined;
    await ignoreErrors(async () => {
      run = parseRun((await files.read(id)) ?? '');
    });
    if (!run) continue;
    const undoneBy = undone.get(id);
    if (run.head.undoes && undoneBy === undefined) undone.set(run.head.undoes, id);
    yield { run, undoneBy };
  }
}

/** The run with this id, or with the only one that begins so. Throws NOT_FOUND, AMBIGUOUS, BAD_SETTINGS, LOCAL_DISK. */
export async function findRun(id: string, context: Context): Promise<Run> {
  const files = await context.runFiles();
  const all = await files.ids();
  const found = all.includes(id) ? [id] : all.filter(one => id !== '' && one.startsWith(id));
  const [only] = found;
  const command = ['history', 'list'];
  if (only === undefined) {
    throw new CliError('NOT_FOUND', `No run has the id '${id}'`, { hint: 'To see the runs:', command });
  }
  if (found.length > 1) {
    const candidates = found.slice(0, 5).map(one => ({ id: one, name: one }));
    throw new CliError('AMBIGUOUS', `${found.length} runs begin with '${id}'`, {
      candidates,
      hint: 'To see them:',
      command,
    });
  }
  const run = parseRun((await files.read(only)) ?? '');
  if (!run)
    throw new CliError('BAD_SETTINGS', `The file of the run ${only} is damaged`, {
      hint: 'To see the others:',
      command,
    });
  return run;
}
