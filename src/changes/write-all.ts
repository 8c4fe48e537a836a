import { CliError, type Code } from '../errors.ts';
import { inOrder } from '../values/in-order.ts';
import { applyWrite, type RecordWrite, type WriteResult, type WriteTools } from './write.ts';

/** How many records are written at once. */
export const IN_FLIGHT = 4;

/** Failures after which the next record would fail, too. */
export const FINAL: readonly Code[] = [
  ...(['SIGN_IN_REFUSED', 'FORBIDDEN', 'UNREACHABLE', 'SERVER_FAILED', 'THROTTLED'] as const),
  ...(['INTERRUPTED', 'LOCAL_DISK'] as const),
];

/**
 * Writes records, some at once, and gives what became of each in their order. After a failure that is not the record's
 * own, the rest is not sent.
 */
export async function* writeAll(
  writes: Iterable<RecordWrite> | AsyncIterable<RecordWrite>,
  tools: WriteTools,
): AsyncGenerator<WriteResult> {
  let stop: CliError | undefined;
  const begin = async (write: RecordWrite): Promise<WriteResult> => {
    if (stop && write.changes.length > 0) return { write, outcome: 'not done', error: notTried(stop), stoppedBy: stop };
    const result = await writeUntilSettled(write, tools);
    const { error } = result;
    if (!error || !FINAL.includes(causeOf(error).code)) return result;
    stop ??= error;
    return { ...result, stoppedBy: stop };
  };
  yield* inOrder(writes, tools.inFlight ?? IN_FLIGHT, begin);
}

/** Writes a record, and again if it certainly was not written after a lost answer. Each time it is noted before. */
export async function writeUntilSettled(write: RecordWrite, tools: WriteTools): Promise<WriteResult> {
  for (let tries = 1; ; tries++) {
    const result = await applyWrite(write, tools);
    if (!isLost(result) || tries >= (tools.maxTries ?? 1)) return result;
  }
}

/** Whether no answer came, and the record is certainly as before. */
export const isLost = ({ outcome, error }: WriteResult): boolean =>
  outcome === 'not done' && error?.code === 'UNREACHABLE' && error.retrySafe === true;

/** The failure behind one that tells what was made before it. */
const causeOf = (error: CliError): CliError => (error.cause instanceof CliError ? error.cause : error);

/** That a write was not sent after a failure that another one had. */
export const notTried = (stop: CliError): CliError =>
  new CliError(stop.code, `Not sent after a failure: ${stop.message}`, { retrySafe: true, status: stop.status });
