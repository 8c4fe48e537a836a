import { CliError } from '../errors.ts';
import { compareRecord } from '../outcome/compare-record.ts';
import { LATE_COMMIT_MS, pollUntilSettled } from '../outcome/late-commit.ts';
import { inOrder } from '../values/in-order.ts';
import { textOf } from '../values/text-of.ts';
import type { Entity, Row } from '../wire/entities.ts';
import { formatJson } from '../wire/json.ts';
import { type Applied, ignoreFailure, lostError } from './apply.ts';
import type { Change } from './change.ts';
import { allNewRecords } from './read-back.ts';
import { noteIntent, type RecordWrite, type WriteResult, type WriteTools } from './write.ts';
import { FINAL, IN_FLIGHT, isLost, notTried, writeUntilSettled } from './write-all.ts';

/** A write to a record that a key of its own tells from all others. */
export interface KeyedWrite extends RecordWrite {
  /** Undefined for one that goes alone. */
  key?: string | undefined;
}

/** What batches are written with. */
export interface BatchTools extends WriteTools {
  /** The key of a record, as the writes have it. */
  keyOf(row: Row): string;
  /** How many records a request writes at most. */
  batchSize: number;
}

/** The longest body of a request, in characters; a longer record goes alone. */
const MAX_BODY = 1_000_000;

/**
 * Writes records, many by one request where a lost answer can be proven by their keys. Gives what became of each in their
 * order. After a failure that is not a record's own, the rest is not sent.
 */
export async function* writeBatches(
  writes: Iterable<KeyedWrite> | AsyncIterable<KeyedWrite>,
  tools: BatchTools,
): AsyncGenerator<WriteResult> {
  let stop: CliError | undefined;
  const send = async (group: readonly KeyedWrite[]): Promise<WriteResult[]> => {
    if (stop) {
      const stopped = { error: notTried(stop), stoppedBy: stop };
      return group.map(write => ({ write, outcome: 'not done', ...stopped }));
    }
    const results = await writeGroup(group, tools);
    return results.map(result => {
      if (!result.error || !FINAL.includes(result.error.code)) return result;
      stop ??= result.error;
      return { ...result, stoppedBy: stop };
    });
  };
  for await (const results of inOrder(groups(writes, tools.batchSize), tools.inFlight ?? IN_FLIGHT, send))
    yield* results;
}

/** Writes that go in one request, in their order; what cannot go with others is a group of its own. */
async function* groups(
  writes: Iterable<KeyedWrite> | AsyncIterable<KeyedWrite>,
  batchSize: number,
): AsyncGenerator<KeyedWrite[]> {
  let group: KeyedWrite[] = [];
  let size = 0;
  for await (const write of writes) {
    const length = isBatched(write) ? formatJson(write.changes[0]!.after).length : Number.POSITIVE_INFINITY;
    if (group.length > 0 && (group.length >= batchSize || size + length > MAX_BODY)) {
      yield group;
      [group, size] = [[], 0];
    }
    group.push(write);
    size += length;
  }
  if (group.length > 0) yield group;
}

/** Whether one change of the record's own is all, which its key can prove. */
const isBatched = ({ key, entity, changes: [change, ...more] }: KeyedWrite): boolean =>
  key !== undefined &&
  more.length === 0 &&
  change?.entity === entity &&
  (change.op === 'create' || change.op === 'update');

/** Sends a group, and again what is certainly not there after a lost answer. Each time it is noted before. */
async function writeGroup(group: readonly KeyedWrite[], tools: BatchTools): Promise<WriteResult[]> {
  const [only] = group;
  if (only && group.length === 1 && !isBatched(only)) return [await writeUntilSettled(only, tools)];
  const results = new Map<KeyedWrite, WriteResult>();
  for (let tries = 1; ; tries++) {
    const open = group.filter(write => !results.has(write));
    const sent = await sendGroup(open, tools);
    const isLast = tries >= (tools.maxTries ?? 1);
    for (const result of sent) if (isLast || !isLost(result)) results.set(result.write as KeyedWrite, result);
    if (results.size === group.length) return group.map(write => results.get(write)!);
  }
}

async function sendGroup(group: readonly KeyedWrite[], tools: BatchTools): Promise<WriteResult[]> {
  const notes = await Promise.all(group.map(write => noteIntent(write, tools)));
  const refused = notes.find(note => !note.settle);
  // What is not noted is not sent.
  if (refused?.error) return group.map(write => ({ write, outcome: 'not done', error: refused.error }));
  const part = group.map(write => ({ write, change: write.changes[0]! }));
  const applied = await sendBatch(part, tools);
  await Promise.all(notes.map((note, index) => note.settle?.(0, applied[index]!)));
  return group.map((write, index) => toResult(write, applied[index]!));
}

const toResult = (write: RecordWrite, applied: Applied): WriteResult =>
  applied.outcome === 'done' ? { write, ...applied } : { write, outcome: applied.outcome, error: applied.error };

interface BatchPart {
  write: KeyedWrite;
  change: Change;
}

async function sendBatch(part: readonly BatchPart[], tools: BatchTools): Promise<Applied[]> {
  const [{ change: first }] = part as [BatchPart];
  const sent = tools.client.serverTime() ?? tools.now();
  const startedAt = tools.monotonicMs();
  const bodies = part.map(({ change }) => ('id' in change ? { id: change.id, ...change.after } : change.after));
  try {
    const elements = await tools.client.modify(first.entity, bodies, first.query);
    const results = elements.map((element): Applied | undefined => {
      if (typeof element === 'string') return done({ id: element });
      return element && { outcome: 'not done', error: element };
    });
    const untold = part.filter((_, index) => results[index] === undefined);
    if (untold.length === 0) return results as Applied[];
    const age = tools.monotonicMs() - startedAt;
    const found = await settleBatch(untold, { sent, age }, NOT_TOLD, tools);
    return results.map(result => result ?? found.shift()!);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    if (error.code !== 'OUTCOME_UNKNOWN') return part.map(() => ({ outcome: 'not done', error }));
    return settleBatch(part, { sent, age: tools.monotonicMs() - startedAt }, error, tools);
  }
}

const NOT_TOLD = new CliError('OUTCOME_UNKNOWN', 'The answer does not say what became of it', { retrySafe: false });

const done = (record: Row | undefined, wasReadBack = false): Applied => ({
  ...{ outcome: 'done', record, differences: [], wasReadBack },
});

/** Looks for the records of a batch by their keys, until all are there or none can come any more. */
async function settleBatch(
  part: readonly BatchPart[],
  { sent, age }: { sent: Date; age: number },
  error: CliError,
  tools: BatchTools,
): Promise<Applied[]> {
  const { sleep, onWait } = tools;
  let rows: readonly Row[] | undefined;
  const look = async () => {
    rows = undefined;
    rows = await newRows(part[0]!.change.entity, sent, tools).catch(ignoreFailure);
    const isThere = ({ write, change }: BatchPart) => rows?.some(row => isWritten(write, change, row, tools));
    return rows && part.every(isThere) ? rows : undefined;
  };
  const timeout = LATE_COMMIT_MS;
  const result = await pollUntilSettled(look, { age, timeout, sleep, onWait }).catch(ignoreFailure);
  return part.map(({ write, change }): Applied => {
    const row = rows?.find(one => isWritten(write, change, one, tools));
    if (row) return done(row, true);
    const isAbsent = rows !== undefined && result !== undefined && 'found' in result;
    const other = rows?.find(one => (change.op === 'create' ? tools.keyOf(one) === write.key : isRecord(change, one)));
    if (isAbsent && !other) return { outcome: 'not done', error: lostError(error) };
    return { outcome: 'unknown', error };
  });
}

/** By the time of the write: a new record is a modified one. */
const newRows = (entity: Entity, sent: Date, { client }: BatchTools) =>
  allNewRecords(entity, { created: true }, client, sent);

const isRecord = (change: Change, row: Row): boolean =>
  'id' in change && textOf(row.id).toLowerCase() === change.id.toLowerCase();

/** Whether a row holds what a change was to write. */
const isWritten = ({ key }: KeyedWrite, change: Change, row: Row, { keyOf }: BatchTools): boolean =>
  (change.op === 'create' ? keyOf(row) === key : isRecord(change, row)) &&
  compareRecord(change.after, row).length === 0;
