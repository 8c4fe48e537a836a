import { CliError } from '../errors.ts';
import type { DraftSession } from '../storage/draft-session.ts';
import type { SentAt } from './find-sent.ts';

/**
 * Sends a draft at most once: the intent is on disk before the request, the result after it, and no other process can
 * send the draft meanwhile. Where the session cannot save, the request is sent without a mark, and `session.id` is
 * undefined.
 */
export async function sendOnce<A, T>(
  session: DraftSession<A>,
  answers: A,
  sentAt: SentAt,
  request: () => Promise<T>,
): Promise<T> {
  const sent = { sent: sentAt.time.toISOString(), serverTime: sentAt.serverTime?.toISOString() };
  const isNew = session.id === undefined;
  if (isNew) await session.save(answers, { state: 'sending', ...sent });
  let result: Result<T> | undefined;
  await session.hold(async record => {
    if (!isNew) await record({ answers, send: { state: 'sending', ...sent } });
    result = await settle(request);
    if ('value' in result) await record('done');
    else if (isUnknown(result.error)) await record({ answers, send: { state: 'unknown', ...sent } });
    else await record(isNew ? 'done' : { answers, send: { state: 'open' } });
  });
  const finalResult: Result<T> = result ?? (await settle(request));
  if ('value' in finalResult) return finalResult.value;
  throw finalResult.error;
}

type Result<T> = { value: T } | { error: unknown };

const settle = <T>(request: () => Promise<T>): Promise<Result<T>> =>
  request().then(
    value => ({ value }),
    error => ({ error }),
  );

const isUnknown = (error: unknown) => !(error instanceof CliError) || error.code === 'OUTCOME_UNKNOWN';
