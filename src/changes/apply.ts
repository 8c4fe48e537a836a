import { CliError } from '../errors.ts';
import { compareRecord, type Difference } from '../outcome/compare-record.ts';
import { type PollOptions, pollUntilSettled } from '../outcome/late-commit.ts';
import { textOf } from '../values/text-of.ts';
import type { Row } from '../wire/entities.ts';
import { type Change, sendChange, type WritingClient } from './change.ts';
import type { KnownRecords } from './known-records.ts';
import { type Evidence, readBack } from './read-back.ts';

/** What became of a change: it was made, it was not, or nobody can tell. */
export type Applied =
  | {
      outcome: 'done';
      /** As the server stored it, if it was sent back or read. */
      record: Row | undefined;
      /** What the server stored otherwise than it was sent. */
      differences: readonly Difference[];
      /** Whether reading the record told it, since no answer came. */
      wasReadBack: boolean;
    }
  | { outcome: 'not done' | 'unknown'; error: CliError };

/** What a change is made with. */
export interface ApplyTools extends Pick<PollOptions, 'sleep' | 'onWait'> {
  client: WritingClient;
  /** The longest that a write and the wait for its late commit may take together, in milliseconds. */
  timeout: number;
  now(): Date;
  /** A clock that only goes forward. */
  monotonicMs(): number;
  knownRecords?: KnownRecords | undefined;
}

/**
 * Sends a change once. If its answer is lost, the record is read until it holds what was sent, or until a late commit can
 * no longer come.
 */
export async function applyChange(change: Change, tools: ApplyTools): Promise<Applied> {
  const sent = tools.client.serverTime() ?? tools.now();
  const startedAt = tools.monotonicMs();
  try {
    const record = await sendChange(change, tools.client);
    if (change.op === 'create' && record) tools.knownRecords?.add(textOf(record.id));
    const differences = record ? compareRecord(change.after, record) : [];
    return { outcome: 'done', record, differences, wasReadBack: false };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    if (error.code !== 'OUTCOME_UNKNOWN') return { outcome: 'not done', error };
    return settle(change, { sent, age: tools.monotonicMs() - startedAt }, error, tools);
  }
}

async function settle(
  change: Change,
  { sent, age }: { sent: Date; age: number },
  error: CliError,
  tools: ApplyTools,
): Promise<Applied> {
  let last: Evidence | undefined;
  const look = async () => {
    last = undefined;
    last = await readBack(change, tools.client, sent, tools.knownRecords).catch(ignoreFailure);
    return last && last.state !== 'as before' ? last : undefined;
  };
  const { sleep, onWait, timeout } = tools;
  const result = await pollUntilSettled(look, { age, timeout: timeout - age, sleep, onWait }).catch(ignoreFailure);
  if (last?.state === 'done') return { outcome: 'done', record: last.record, differences: [], wasReadBack: true };
  if (last?.state === 'other') return unknown(error, `${last.why}.`);
  const isTooLate = result !== undefined && 'found' in result;
  if (isTooLate && last?.state === 'as before' && !last.moved) return { outcome: 'not done', error: lostError(error) };
  if (last?.moved) return unknown(error, 'Somebody else has changed the record meanwhile.');
  return unknown(error, last ? 'The time was too short to see what became of it.' : 'The record could not be read.');
}

/** A failure of the server or an interruption, which leaves the outcome as unknown as it was. */
export function ignoreFailure(error: unknown): undefined {
  if (error instanceof CliError || (error instanceof Error && error.name === 'AbortError')) return undefined;
  throw error;
}

const unknown = (error: CliError, why: string): Applied => ({
  outcome: 'unknown',
  error: new CliError(error.code, error.message, {
    ...error,
    hint: `${why} Look at the record before you run the command again.`,
    cause: error.cause,
  }),
});

/** That a write did not happen, though no answer came. */
export const lostError = ({ status, cause }: CliError): CliError =>
  new CliError('UNREACHABLE', 'No answer came, and the record is as before: the change was not made', {
    status,
    cause,
    retrySafe: true,
    hint: 'It is safe to run the command again.',
  });
