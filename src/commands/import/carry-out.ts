import type { Answer } from '../../answer.ts';
import type { Client } from '../../api/client.ts';
import { createPace, pacedClient } from '../../changes/pace.ts';
import { allNewRecords, readBack } from '../../changes/read-back.ts';
import type { Run, RunEntry } from '../../changes/run.ts';
import type { Ledger, RecordWrite, WriteResult } from '../../changes/write.ts';
import { IN_FLIGHT, notTried, writeAll } from '../../changes/write-all.ts';
import { type BatchTools, type KeyedWrite, writeBatches } from '../../changes/write-batches.ts';
import type { Context } from '../../context.ts';
import { CliError, type Problem } from '../../errors.ts';
import type { JudgedRow } from '../../import/job.ts';
import { type KeyFields, keyOfRow, keyText, loadKeyed, manyKeys } from '../../import/rows/known-keys.ts';
import { compareRecord } from '../../outcome/compare-record.ts';
import { LATE_COMMIT_MS } from '../../outcome/late-commit.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';
import { readRuns } from '../history/runs.ts';
import { beginRun } from '../writes/begin-run.ts';
import { writeTools } from '../writes/write-tools.ts';
import { createdBy, createNeeds, type NeedCreator } from './create-needs.ts';
import type { ImportFlags } from './flags.ts';
import type { ImportJob } from './import-job.ts';
import type { JobFile, JobHead } from './job-file.ts';
import { OUTCOMES, openProgress } from './report.ts';
import { withFiles } from './result-files.ts';
import { answerForRows, canBeResumed, describeCounts, type RowResult } from './row-answers.ts';
import { openVerifier } from './verify.ts';

/** The rows of an import as they were judged, and whether some were carried out by an earlier run. */
interface Judged {
  head: JobHead;
  file: JobFile;
  isResumed: boolean;
}

/** Writes the rows as they were judged, and tells what became of each. */
export function carryOut(job: ImportJob, judged: Judged, flags: ImportFlags, context: Context): Answer {
  let run: string | undefined;
  const results = writeRows(job, judged, flags, context, id => {
    run = id;
  });
  const summarize = (totals: Parameters<typeof describeCounts>[0]) => {
    const undo = run === undefined ? '' : `\nTo take it back:\n  ${context.commandLine(['undo', run])}`;
    const stopped = totals.stoppedBy ? `\nIt was stopped before its end: ${totals.stoppedBy.message}` : '';
    const resume = totals.isComplete ? '' : `${stopped}\nTo carry it on, add --resume.`;
    const unread = job.prepared.keys && flags.verify === false ? ' Not read back.' : '';
    return `${describeCounts(totals)}${unread}${resume}${undo}`;
  };
  return answerForRows(withFiles(results, job, flags, context), summarize, context);
}

async function* writeRows(
  job: ImportJob,
  { head, file, isResumed }: Judged,
  flags: ImportFlags,
  context: Context,
  onBegin: (run: string | undefined) => void,
): AsyncGenerator<RowResult> {
  const { prepared } = job;
  const { keys } = prepared;
  // No other run of this machine works with such keys meanwhile.
  const release = keys ? await (await context.sentKeys()).holdFields(prepared.judge.entity, keys.fields) : () => {};
  let ledger: Ledger | undefined;
  let isWhole = false;
  try {
    ledger = await beginRun(context, { isSingle: false, plan: job.id, source: job.digest });
    onBegin(ledger.run);
    const tools = await openTools(job, head, ledger, flags, context);
    const runs = isResumed ? await readEarlier(job, context) : [];
    const earlier = isResumed ? await settleEarlier(job, file, runs, tools, context) : new Map<number, RowResult>();
    const needs = createNeeds(tools, { earlier: createdBy(runs), isResumed, lookups: prepared.lookups });
    const isRead = keys && flags.verify !== false;
    const verifier = isRead ? await openVerifier(prepared.judge.entity, { fields: head.fields }, context) : undefined;
    const meanwhile = await findMeanwhile(job, head, tools, context);
    const total = Object.values(head.counts).reduce((sum, count) => sum + count, 0);
    const progress = openProgress('Written', total, context);
    let done = 0;
    let failures = 0;
    let stop: CliError | undefined;
    let isOpen = false;
    const { maxErrors = Number.POSITIVE_INFINITY } = flags;
    const decided = (row: JudgedRow) => earlier.get(row.row) ?? (stop ? notSent(row, stop) : meanwhile(row));
    for await (const result of inFileOrder(file.rows(), decided, tools, keys?.fields, needs)) {
      done += 1;
      if (result.outcome !== 'unknown') context.extendTime();
      if (result.outcome === 'failed') failures += 1;
      else needs.use(result.judged);
      if (failures > maxErrors) stop ??= new CliError('PARTIAL', `more than ${maxErrors} rows failed`);
      await verifier?.note(result);
      isOpen ||= canBeResumed(result);
      await progress(done);
      yield result;
    }
    isWhole = !isOpen;
    if (isWhole) await needs.removeUnused();
    await verifier?.end();
  } finally {
    await ledger?.end();
    if (isWhole) await file.remove();
    release();
  }
}

/** How often a row is sent that is certainly not there after a lost answer. */
const MAX_TRIES = 3;

async function openTools(
  { prepared }: ImportJob,
  head: JobHead,
  ledger: Ledger,
  { batchSize = 100, maxRequests = IN_FLIGHT }: ImportFlags,
  context: Context,
): Promise<BatchTools> {
  const tools = await writeTools({ ignoreChanges: true }, ledger, context);
  const knownRecords = new Set(head.earlierIds);
  const fields = prepared.keys?.fields ?? [];
  const pace = createPace(maxRequests, { ...tools, store: await context.paceStore() });
  (await context.client()).onThrottled(pace.slowDown);
  const client = pacedClient(tools.client, pace);
  return {
    ...{ ...tools, client, inFlight: maxRequests, maxTries: MAX_TRIES },
    ...{ batchSize, keyOf: row => keyOfRow(fields, row) },
    knownRecords,
  };
}

/** What stands in the way of a row since it was judged: somebody else wrote to its record, or created one with its key. */
async function findMeanwhile(
  { prepared: { judge, keys } }: ImportJob,
  head: JobHead,
  { client }: BatchTools,
  context: Context,
): Promise<(row: JudgedRow) => RowResult | undefined> {
  if (!keys) return () => undefined;
  const judgedAt = new Date(Math.min(Date.parse(head.time), context.host.now().getTime()));
  const rows = await allNewRecords(judge.entity, { created: true }, client, judgedAt);
  const byKey = new Map(rows.map(row => [keyOfRow(keys.fields, row), row]));
  const byId = new Map(rows.map(row => [textOf(row.id).toLowerCase(), row]));
  return judged => {
    const { verdict, id = '', write } = judged;
    const key = keyText(keys.fields, judged.keys ?? []);
    // When it was judged, no record had its key.
    const created = verdict === 'create' ? (byKey.get(key) ?? keys.records.get(key)?.[0]) : undefined;
    if (created) {
      const message = `A record with this key was created meanwhile: ${created.id}`;
      return failed(judged, [{ code: 'KEY_REUSED', message }]);
    }
    const changed = verdict === 'update' ? byId.get(id.toLowerCase()) : undefined;
    const revision = write?.changes[0]?.revision;
    const isMoved =
      revision !== undefined && changed?.revision !== undefined && textOf(changed.revision) !== textOf(revision);
    if (!isMoved) return undefined;
    return failed(judged, [
      {
        code: 'CHANGED_MEANWHILE',
        message: `Somebody has changed '${judged.name}' since it was judged`,
      },
    ]);
  };
}

const failed = (judged: JudgedRow, problems: readonly Problem[]): RowResult => ({
  ...{ judged, outcome: 'failed', id: judged.id },
  problems,
});

const notSent = (judged: JudgedRow, stop: CliError): RowResult => ({
  ...failed(judged, problemsOf(notTried(stop))),
  stoppedBy: stop,
});

/** The rows in their order: what is decided already, and what becomes of the others, which are written. */
async function* inFileOrder(
  rows: AsyncIterable<JudgedRow>,
  decided: (row: JudgedRow) => RowResult | undefined,
  tools: BatchTools,
  fields: KeyFields | undefined,
  needs: NeedCreator,
): AsyncGenerator<RowResult> {
  const order: { judged: JudgedRow; result: RowResult | undefined }[] = [];
  async function* writes(): AsyncGenerator<KeyedWrite> {
    for await (const row of rows) {
      const result = row.write ? decided(row) : asJudged(row);
      const ready = result ? { judged: row } : await needs.prepare(row);
      const failure = 'error' in ready ? failed(row, problemsOf(ready.error)) : result;
      const judged = 'judged' in ready ? ready.judged : row;
      order.push({ judged, result: failure });
      if (!failure) yield toWrite(judged, fields);
    }
  }
  const written = fields ? writeBatches(writes(), tools) : writeAll(writes(), tools);
  for await (const result of written) {
    while (order[0]?.result) yield order.shift()!.result!;
    yield toResult(order.shift()!.judged, result);
  }
  for (const { result } of order) if (result) yield result;
}

const asJudged = (judged: JudgedRow): RowResult => ({
  ...{ judged, outcome: OUTCOMES[judged.verdict], id: judged.id },
  problems: judged.problems ?? [],
});

const toWrite = ({ write, keys }: JudgedRow, fields: KeyFields | undefined): KeyedWrite => ({
  ...write!,
  changes: write!.changes as RecordWrite['changes'],
  readAt: 0,
  key: fields && keyText(fields, keys ?? []),
});

function toResult(judged: JudgedRow, { outcome, record, error, stoppedBy }: WriteResult): RowResult {
  const id = judged.id ?? (record ? textOf(record.id) : undefined);
  if (outcome === 'done') return { judged, outcome: OUTCOMES[judged.verdict], id, problems: [] };
  const problems = error ? problemsOf(error) : [];
  return { judged, outcome: outcome === 'unknown' ? 'unknown' : 'failed', id, problems, stoppedBy };
}

function problemsOf(error: CliError): Problem[] {
  if (error.details && error.details.length > 0) return [...error.details];
  const { code, message, field, hint } = error;
  return [{ code, message, field, hint }];
}

/** The runs that began this import, the oldest first. */
async function readEarlier({ id }: ImportJob, context: Context): Promise<Run[]> {
  const runs: Run[] = [];
  for await (const { run } of readRuns(context)) if (run.head.plan === id) runs.unshift(run);
  return runs;
}

/** What earlier runs did to rows: told, or looked for on the server once nothing of it can arrive any more. */
async function settleEarlier(
  job: ImportJob,
  file: JobFile,
  runs: readonly Run[],
  tools: BatchTools,
  context: Context,
): Promise<Map<number, RowResult>> {
  const entries = new Map<number, RunEntry>();
  for (const entry of runs.flatMap(run => run.entries)) {
    if (entry.write.line !== undefined) entries.set(entry.write.line, entry);
  }
  const results = new Map<number, RowResult>();
  const open: { judged: JudgedRow; entry: RunEntry }[] = [];
  for await (const judged of file.rows()) {
    const entry = entries.get(judged.row);
    if (!entry) continue;
    const [result] = entry.results;
    const isDone = entry.results.every(one => one?.outcome === 'done');
    if (isDone && result?.outcome === 'done') {
      const id = judged.id ?? (result.record ? textOf(result.record.id) : undefined);
      if (id !== undefined) tools.knownRecords?.add(id);
      results.set(judged.row, { judged, outcome: OUTCOMES[judged.verdict], id, problems: [] });
    } else if (result?.outcome !== 'not done') open.push({ judged, entry });
  }
  if (open.length === 0) return results;
  await awaitLateCommits(
    open.map(({ entry }) => entry),
    context,
  );
  const client = await context.client();
  const found = await (job.prepared.keys ? findByKeys(job, open, client) : findNew(open, tools));
  for (const [index, { judged, entry }] of open.entries()) {
    const evidence = found[index];
    if (evidence === 'absent' || evidence === undefined) continue;
    if ('row' in evidence) {
      await noteFound(entry, evidence.row, tools);
      const id = evidence.row ? textOf(evidence.row.id) : judged.id;
      results.set(judged.row, { judged, outcome: OUTCOMES[judged.verdict], id, problems: [] });
    } else {
      const problems = [{ code: 'OUTCOME_UNKNOWN', message: evidence.why } as const];
      results.set(judged.row, { judged, outcome: 'unknown', id: judged.id, problems });
    }
  }
  return results;
}

/** Notes in this run what an earlier one did without hearing of it, so that it can be taken back. */
async function noteFound({ write }: RunEntry, record: Row | undefined, { ledger }: BatchTools): Promise<void> {
  const [first, ...more] = write.changes;
  if (!first || more.length > 0) return;
  const settle = await ledger.intend({ ...write, changes: [first], readAt: 0 });
  await settle(0, { outcome: 'done', record, differences: [], wasReadBack: true });
}

/** Waits until nothing of these can arrive any more. */
async function awaitLateCommits(entries: readonly RunEntry[], context: Context): Promise<void> {
  const { host } = context;
  const newest = Math.max(...entries.map(({ at }) => Date.parse(at ?? '')).filter(time => !Number.isNaN(time)));
  const wait = Math.min(newest + LATE_COMMIT_MS - host.now().getTime(), LATE_COMMIT_MS);
  if (!(wait > 0)) return;
  await context.say(
    `${entries.length === 1 ? 'A row' : `${entries.length} rows`} may still be on the way: waiting ${Math.ceil(wait / 1000)} seconds ...`,
  );
  await host.sleep(wait, host.signal);
  context.extendTime();
}

type Evidence = 'absent' | { row: Row | undefined } | { why: string };

async function findByKeys(
  { prepared: { keys, judge } }: ImportJob,
  open: readonly { judged: JudgedRow }[],
  client: Client,
): Promise<Evidence[]> {
  const { fields } = keys!;
  const keysOfRows = manyKeys(
    fields,
    open.map(({ judged }) => judged.keys ?? []),
  );
  const after = open.flatMap(({ judged }) => Object.keys(judged.write?.changes[0]?.after ?? {}));
  const records = await loadKeyed(client, judge.entity, { fields, keys: keysOfRows, loadOnly: [...new Set(after)] });
  return open.map(({ judged }): Evidence => {
    const [row, twin] = records.get(keyText(fields, judged.keys ?? [])) ?? [];
    if (twin) return { why: 'Two records have its key' };
    if (judged.verdict === 'create') return row ? { row } : 'absent';
    const change = judged.write?.changes[0];
    const isWritten = row && change && compareRecord(change.after, row).length === 0;
    return isWritten ? { row } : 'absent';
  });
}

/** Records without a key are found among those that are new, and each is taken once. */
async function findNew(
  open: readonly { judged: JudgedRow; entry: RunEntry }[],
  { client, knownRecords }: BatchTools,
): Promise<Evidence[]> {
  const found: Evidence[] = [];
  for (const { entry } of open) {
    const change = entry.write.changes[0]!;
    const evidence = await readBack(change, client, new Date(entry.at ?? 0), knownRecords);
    if (evidence.state === 'done') found.push({ row: evidence.record });
    else found.push(evidence.state === 'as before' ? 'absent' : { why: evidence.why });
  }
  return found;
}
