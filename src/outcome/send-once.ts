import { CliError } from '../errors.ts';
import type { DraftSession } from '../storage/draft-session.ts';

/**
 * Sends a draft at most once: the intent is on disk before the request, the result after it, and no other process can
 * send the draft meanwhile. A draft without a file gets one only if the outcome is unknown.
 */
export async function sendOnce<A, T>(
  session: DraftSession<A>,
  answers: A,
  sentAt: Date,
  request: () => Promise<T>,
): Promise<T> {
  const sentAtText = sentAt.toISOString();
  const hasFile = session.id !== undefined;
  let result: Result<T> | undefined;
  await session.hold(async record => {
    await record({ answers, send: { state: 'sending', sent: sentAtText } });
    result = await settle(request);
    if ('value' in result) await record('done');
    else
      await record({
        answers,
        send: isUnknown(result.error) ? { state: 'unknown', sent: sentAtText } : { state: 'open' },
      });
  });
  const finalResult: Result<T> = result ?? (await settle(request));
  if ('value' in finalResult) return finalResult.value;
  if (!hasFile && isUnknown(finalResult.error)) await session.save(answers, { state: 'unknown', sent: sentAtText });
  throw finalResult.error;
}

type Result<T> = { value: T } | { error: unknown };

const settle = <T>(request: () => Promise<T>): Promise<Result<T>> =>
  request().then(
    value => ({ value }),
    error => ({ error }),
  );

const isUnknown = (error: unknown) => !(error instanceof CliError) || error.code === 'OUTCOME_UNKNOWN';
