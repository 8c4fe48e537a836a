import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { CliError, usage } from '../../errors.ts';
import type { ImportEntity } from '../../import/columns/targets.ts';
import { jobId } from '../../import/job.ts';
import { judgeRows } from '../../import/judge-rows.ts';
import type { MissingRecord } from '../../import/rows/missing-records.ts';
import { withLock } from '../../storage/locks.ts';
import { isLockedError } from '../../storage/safe-files.ts';
import { confirm } from '../confirm.ts';
import { keepHeapSteady } from '../lists/steady-heap.ts';
import { carryOut } from './carry-out.ts';
import { refuseImported } from './earlier-imports.ts';
import type { ImportFlags } from './flags.ts';
import type { ImportJob, Judgement } from './import-job.ts';
import { type InputFile, openInput } from './input-file.ts';
import { findJob, jobPath, writeJob } from './job-file.ts';
import { saveMapping } from './mapping-file.ts';
import { checkNewFile, type Prepared, prepareImport } from './prepare.ts';
import { proceed } from './proceed.ts';
import { noCounts, OUTCOMES, openProgress, ProblemGroups, Sums } from './report.ts';

/** Imports a file: judges every row, shows what would happen, and carries it out. */
export async function runImport(
  entity: ImportEntity,
  path: string,
  flags: ImportFlags,
  context: Context,
): Promise<Answer> {
  await checkNewFile(flags.results, '--results');
  await checkNewFile(flags.failed, '--failed');
  const release = await keepHeapSteady({ small: true });
  context.atClose(async () => release());
  const input = await openInput(path, context);
  context.atClose(input.release);
  const prepared = await prepareImport(entity, input.path, flags, context);
  if (prepared.count === 0) throw usage(`${input.name} has headings, but no rows`);
  await keepMapping(prepared, flags, context);
  const job = await openJob(input, prepared, flags, context);
  const isTrial = flags.dryRun === true || flags.plan !== undefined;
  const stopped = isTrial || flags.again ? undefined : await findJob(job.id, context);
  if (stopped) {
    await agreeToResume(stopped.head.command, flags, context);
    return carryOut(job, { ...stopped, isResumed: true }, flags, context);
  }
  if (flags.resume) throw usage('No import of this file was stopped', { flag: '--resume' });
  if (!isTrial && !flags.again) await refuseImported(job, context);
  return proceed(job, await judge(job, isTrial, context), flags, context);
}

/** Saves what the columns fill where --mapping names a new file. */
async function keepMapping({ reader, isMapped }: Prepared, { mapping }: ImportFlags, context: Context): Promise<void> {
  if (mapping === undefined || isMapped) return;
  await saveMapping(mapping, reader.columns);
  await context.say(`What the columns fill is saved in ${mapping}.`);
}

/** What is imported, under a lock that keeps other commands from doing the same. */
async function openJob(input: InputFile, prepared: Prepared, flags: ImportFlags, context: Context): Promise<ImportJob> {
  const { table, reader, judge, keys } = prepared;
  const { key: space } = await context.space();
  const columns = reader.columns.map(({ heading, target }) => [heading, target?.name ?? '']);
  const forms = [...reader.forms].map(([{ index }, form]) => [index, form]);
  const fixed = reader.fixed.map(({ target, text }) => [target.name, text]);
  const { digest } = table;
  const about = { space, entity: judge.entity, digest, columns, forms, fixed, keys: keys?.fields ?? [] };
  const id = jobId({
    ...about,
    onMatch: flags.onMatch ?? 'fail',
    clearWith: reader.clearWord,
    missing: flags.createMissing ?? [],
  });
  const isTrial = flags.dryRun === true || flags.plan !== undefined;
  const job = { id: isTrial ? `${id}-${process.pid}` : id, digest, space, input, prepared };
  context.atClose(await holdJob(job.id, context));
  return job;
}

/** Holds the lock of an import until the function that it gives is called. */
function holdJob(id: string, context: Context): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    const holding = withLock(
      jobPath(id, context),
      () =>
        new Promise<void>(release =>
          resolve(async () => {
            release();
            await holding;
          }),
        ),
      { wait: 'brief' },
    ).catch(error => reject(isLockedError(error) ? usage('Another command is importing this file') : error));
  });
}

async function agreeToResume(command: string, { resume }: ImportFlags, context: Context): Promise<void> {
  if (resume) return;
  const effect = 'An import of this file was stopped before its end.';
  if (!context.canPrompt) {
    throw new CliError('MISSING_INPUT', `${effect} Add --resume to carry it on.`, { flag: '--resume' });
  }
  await context.say(`${effect}\n  ${command}`);
  if (!(await confirm(context, { message: 'Carry it on?', effect }, ['No', 'Yes']))) {
    throw usage('Nothing was sent', { hint: 'What it did can be seen with:', command: ['history'] });
  }
}

/** Judges all rows, and keeps what would become of each in a file. */
async function judge(job: ImportJob, isTrial: boolean, context: Context): Promise<Judgement> {
  const { table, count } = job.prepared;
  const counts = noCounts();
  const sums = new Sums();
  const groups = new ProblemGroups();
  const needs = new Map<string, MissingRecord>();
  const fields = new Set<string>();
  const progress = openProgress('Judged', count, context);
  const judgedAt = context.host.now();
  async function* rows() {
    let done = 0;
    for await (const row of judgeRows(table.lines, job.prepared)) {
      counts[OUTCOMES[row.verdict]] += 1;
      if (row.verdict === 'create' || row.verdict === 'update') sums.add(row.amount);
      if (row.problems) groups.add(row.line, row.problems);
      for (const need of row.needs ?? []) needs.set(need.id, need);
      for (const field of Object.keys(row.write?.changes[0]?.after ?? {})) fields.add(field);
      context.extendTime();
      done += 1;
      if (done % 50 === 0) await progress(done);
      yield row;
    }
  }
  const file = await writeJob(job.id, rows(), context);
  await context.clearProgress();
  if (isTrial) context.atClose(file.remove);
  return { file, counts, sums, groups, needs: [...needs.values()], fields: [...fields], judgedAt };
}
