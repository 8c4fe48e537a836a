import type { Answer } from '../../answer.ts';
import { outcomeOf } from '../../changes/outcomes.ts';
import type { Run, RunEntry } from '../../changes/run.ts';
import { type Look, reverseEntry } from '../../changes/undo.ts';
import type { RecordWrite, WriteResult } from '../../changes/write.ts';
import { writeAll } from '../../changes/write-all.ts';
import type { Context } from '../../context.ts';
import { CliError, usage } from '../../errors.ts';
import { inOrder } from '../../values/in-order.ts';
import { confirm } from '../confirm.ts';
import { findRun, readRuns } from '../history/runs.ts';
import { beginRun, endingRun } from '../writes/begin-run.ts';
import { describeWrites } from '../writes/change-text.ts';
import { answerForAll, answerForDryRun } from '../writes/write-answers.ts';
import { writeTools } from '../writes/write-tools.ts';

const VERB = {
  name: 'undo',
  done: 'Undone',
  retryHint: 'What was left stays as it is: change it by hand if it is to go back.',
};

/** How many records are read at once. */
const IN_FLIGHT = 4;

/** Takes back what a run wrote: the one with this id, else the newest of this space that can be. */
export async function undoRun(
  context: Context,
  id: string | undefined,
  { dryRun = false, yes = false }: { dryRun?: boolean; yes?: boolean },
): Promise<Answer> {
  const run = id === undefined ? await newestRun(context) : await checkRun(await findRun(id, context), context);
  if (!run) return { kind: 'nothing', notice: 'There is nothing to undo.' };
  const { writes, left } = await planUndo(run, context);
  await context.clearProgress();
  await context.say(`${run.head.command}\nat ${run.head.time}`);
  if (writes.length > 0 && !dryRun) await context.say(describeWrites(writes));
  for (const { write, error } of left) await context.say(`  ${write.name}: left as it is, ${error?.message}`);
  if (dryRun) return answerForDryRun(VERB, writes, { isSingle: false }, context);
  const count = writes.length === 1 ? '1 record' : `${writes.length} records`;
  const question = { message: `Undo this for ${count}?`, effect: `This would undo it for ${count}.` };
  if (writes.length > 0 && !yes && !(await confirm(context, question, ['No', 'Yes'])))
    return { kind: 'nothing', notice: 'Nothing was changed.' };
  return answerForAll(VERB, carryOut(writes, left, run, context), writes.length + left.length, context);
}

async function* carryOut(
  writes: readonly RecordWrite[],
  left: readonly WriteResult[],
  run: Run,
  context: Context,
): AsyncGenerator<WriteResult> {
  yield* left;
  if (writes.length === 0) return;
  const ledger = await beginRun(context, { isSingle: writes.length === 1, undoes: run.head.id });
  // What was read before the question is read again.
  const dated = writes.map(write => ({ ...write, readAt: Number.NEGATIVE_INFINITY }));
  yield* endingRun(writeAll(dated, await writeTools({}, ledger, context)), ledger);
}

/** The newest run of this space that wrote anything, is no undo and is not undone. */
export async function newestRun(context: Context): Promise<Run | undefined> {
  const { key } = await context.space();
  for await (const { run, undoneBy } of readRuns(context)) {
    const { space, undoes } = run.head;
    const isOwn = space === key && undoes === undefined && undoneBy === undefined;
    if (isOwn && run.entries.some(entry => outcomeOf(entry, run) !== 'not done')) return run;
  }
  return undefined;
}

/** The run, if it can be undone here. Throws USAGE. */
async function checkRun(run: Run, context: Context): Promise<Run> {
  const { id, space } = run.head;
  const { key } = await context.space();
  if (space !== key) throw usage(`The run ${id} was in another space: ${space}`);
  for await (const { run: other, undoneBy } of readRuns(context)) {
    if (other.head.id !== id || undoneBy === undefined) continue;
    throw usage(`The run ${id} is undone already, by ${undoneBy}`, {
      hint: 'To take that back:',
      command: ['undo', undoneBy],
    });
  }
  return run;
}

/** What would take the run back, the last record first, and what is left as it is. */
async function planUndo(run: Run, context: Context): Promise<{ writes: RecordWrite[]; left: WriteResult[] }> {
  const client = await context.client();
  const look: Look = async (entity, id) => {
    const filter = [{ field: 'id', value: id }];
    const { rows } = await client.list(entity, { filter, first: 1, includeDeleted: true });
    return rows[0];
  };
  const writes: RecordWrite[] = [];
  const left: WriteResult[] = [];
  const entries = run.entries.filter(entry => outcomeOf(entry, run) !== 'not done').reverse();
  const reverse = async (entry: RunEntry) => ({
    entry,
    readAt: context.host.monotonicMs(),
    ...(await reverseEntry(entry, run, look)),
  });
  for await (const { entry, readAt, changes, lines, left: reasons } of inOrder(entries, IN_FLIGHT, reverse)) {
    const [first, ...rest] = changes;
    const base = { ref: entry.write.ref, name: entry.write.name, entity: entry.write.entity, readAt };
    const id = entry.write.id || (first && 'id' in first ? first.id : '');
    if (first) writes.push({ ...base, id, changes: [first, ...rest], lines });
    if (reasons.length > 0) left.push(leftAsIs({ ...base, id, changes: [], lines: [] }, reasons));
    await context.progress(`${writes.length + left.length} of ${entries.length} read`);
  }
  return { writes, left };
}

const leftAsIs = (write: RecordWrite, reasons: readonly string[]): WriteResult => ({
  write,
  outcome: 'drifted',
  error: new CliError('CHANGED_MEANWHILE', [...new Set(reasons)].join('; '), { retrySafe: true }),
});
