import { CliError, EXIT } from '../errors.ts';
import { compareRecord, type Difference } from '../outcome/compare-record.ts';
import type { Entity, Row } from '../wire/entities.ts';
import { type Applied, type ApplyTools, applyChange } from './apply.ts';
import type { Change } from './change.ts';
import { withEarlierIds } from './create.ts';
import type { KnownRecords } from './known-records.ts';
import { isMoved } from './read-back.ts';

/** One field in words, as it is and as it is to be. */
export interface ChangeLine {
  label: string;
  /** Undefined for what is new altogether. */
  before?: string | undefined;
  after: string;
}

/** What is to become of one record. */
export interface RecordWrite {
  /** Its number in the plan that it comes from. */
  line?: number;
  /** The words that the user named it by. */
  ref: string;
  entity: Entity;
  id: string;
  name: string;
  /** Made one after the other. None: the record is as it is to be. */
  changes: readonly [Change, ...Change[]] | readonly [];
  /** Of a create: the fields whose values no other record has, so that any machine finds out whether it was made. */
  keyFields?: readonly string[];
  lines: readonly ChangeLine[];
  /** When the record was asked for, on a clock that only goes forward, in milliseconds. */
  readAt: number;
}

export type Outcome = 'done' | 'not done' | 'unknown' | 'unchanged' | 'drifted';

/** What became of a record. */
export interface WriteResult {
  write: RecordWrite;
  outcome: Outcome;
  /** As the server stored it, where it sent it. */
  record?: Row | undefined;
  differences?: readonly Difference[];
  wasReadBack?: boolean;
  error?: CliError | undefined;
  /** What stopped the run and kept it from being made, so that another run can make it. */
  stoppedBy?: CliError;
}

/** What a run keeps of itself: the intent is on disk before a request, its result after it. */
export interface Ledger {
  /** The id of the run; absent where none is kept. */
  run?: string;
  /** Resolves when the intent is on disk, with the function that takes what became of each change. Throws LOCAL_DISK. */
  intend(write: RecordWrite): Promise<(change: number, applied: Applied) => Promise<void>>;
  /** Ends the run: what has no result was not sent. */
  end(): Promise<void>;
}

/** What records are written with. */
export interface WriteTools extends ApplyTools {
  /** Whether a record that somebody else has changed since it was read is written all the same. */
  ignoreChanges: boolean;
  /** Where the run is kept. */
  ledger: Ledger;
  /** How often a record is sent that is certainly as before after a lost answer; by default once. */
  maxTries?: number | undefined;
  /** How many requests are made at once; the API documents no limit, and connectors keep to few: 4. */
  inFlight?: number | undefined;
  /** Of many creates without a parent: the records that are certainly none of those that are looked for. */
  knownRecords?: KnownRecords | undefined;
}

/** How long what was read of a record may be believed, in milliseconds; an older look is taken again before the write. */
const LOOK_MS = 1000;

/** Makes the changes of a record one after the other, and stops at the first that is not certainly made. */
export async function applyWrite(write: RecordWrite, tools: WriteTools): Promise<WriteResult> {
  const [first] = write.changes;
  if (!first) return { write, outcome: 'unchanged' };
  // A disk takes as long for a line as a server for a record.
  const [drift, note] = await Promise.all([findDrift(write, first, tools), noteIntent(write, tools)]);
  if (!note.settle) return drift ?? note;
  if (drift) {
    await note.settle(0, { outcome: 'not done', error: drift.error });
    return drift;
  }
  const result: WriteResult = { write, outcome: 'done', differences: [], wasReadBack: false };
  for (const [index, change] of note.changes.entries()) {
    const applied = await applyChange(change, tools);
    await note.settle(index, applied);
    if (applied.outcome !== 'done') {
      const error = index > 0 ? partialError(applied.error, index, write) : applied.error;
      return { ...result, outcome: applied.outcome, error };
    }
    // A change of its links leaves the record's own answer behind.
    result.record = change.entity === write.entity ? applied.record : undefined;
    result.differences = [...(result.differences ?? []), ...applied.differences];
    result.wasReadBack ||= applied.wasReadBack;
  }
  return result;
}

/** Has on disk what is about to be sent, with all that tells it from other records; else nothing is sent. */
export async function noteIntent(write: RecordWrite, tools: WriteTools) {
  try {
    const changes = tools.knownRecords
      ? write.changes
      : await Promise.all(write.changes.map(change => withEarlierIds(change, tools)));
    const settle = await tools.ledger.intend({ ...write, changes: changes as [Change, ...Change[]] });
    return { settle, changes } as const;
  } catch (error) {
    if (error instanceof CliError) return { write, outcome: 'not done', error } as const;
    throw error;
  }
}

/** Reads the record again if the last look is old, and stops where somebody else has written to it since. */
async function findDrift(
  write: RecordWrite,
  change: Change,
  tools: WriteTools,
): Promise<(WriteResult & { error: CliError }) | undefined> {
  if (change.op === 'create' || tools.ignoreChanges || tools.monotonicMs() - write.readAt <= LOOK_MS) return undefined;
  const filter = [{ field: 'id', value: change.id }];
  try {
    const { rows } = await tools.client.list(change.entity, { filter, first: 1, includeDeleted: true });
    const [row] = rows;
    if (row && !hasDrifted(change, row)) return undefined;
    return { write, outcome: 'drifted', error: driftError(write, row) };
  } catch (error) {
    if (error instanceof CliError) return { write, outcome: 'not done', error };
    throw error;
  }
}

/** By the record's counter of writes; without one, by the fields concerned. */
function hasDrifted({ revision, before, op }: Change, row: Row): boolean {
  if (revision !== undefined && row.revision !== undefined) return isMoved(revision, row.revision);
  return (row.is_deleted === true) !== (op === 'restore') || compareRecord(before, row).length > 0;
}

const driftError = ({ name }: RecordWrite, row: Row | undefined): CliError =>
  new CliError(
    'CHANGED_MEANWHILE',
    row && row.is_deleted !== true
      ? `Somebody else has changed '${name}' since it was read`
      : `'${name}' was deleted since it was read`,
    {
      retrySafe: true,
      flag: '--ignore-changes',
      hint: 'Nothing was sent. Run the command again to see it as it is now.',
    },
  );

/** Some of the record's changes were made and the next one was not, or may not have been. */
function partialError(error: CliError, count: number, { changes }: RecordWrite): CliError {
  const message = `${count} of ${changes.length} changes were made, then: ${error.message}`;
  if (error.code === 'OUTCOME_UNKNOWN') return new CliError(error.code, message, { ...error, cause: error.cause });
  return new CliError('PARTIAL', message, { ...error, exit: EXIT.PARTIAL, retrySafe: true, cause: error });
}
