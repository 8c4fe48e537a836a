import { attemptOnce } from './attempt.ts';
import { describeRequest } from './describe-request.ts';
import type { FailureReason } from './network-errors.ts';
import { retryAfterMs } from './retry-after.ts';
import { type ApiRequest, NoReplyError, type Reply, type Transport } from './transport.ts';

const ATTEMPTS = 4;
const MAX_WAIT_MS = 60_000;
/** A shorter attempt would time out, and its error would hide the server's last answer. */
const MIN_ATTEMPT_MS = 500;

/** What would fail the same way again. */
const FINAL: readonly FailureReason[] = ['interrupted', 'local', 'tls', 'too-large', 'encoded'];

/**
 * Sends a request and returns the last reply. Retries where that is safe: a read after any transient failure, a write only
 * if the server never saw it or answered 429. Throws NoReplyError when no complete reply came.
 */
export async function send(outgoing: ApiRequest, transport: Transport, signal?: AbortSignal): Promise<Reply> {
  const stop = signal ? AbortSignal.any([transport.signal, signal]) : transport.signal;
  const { budget } = transport;
  // Requests that overlap spend the same time once.
  if (!budget.openRequests) budget.since = transport.monotonicMs();
  budget.openRequests = (budget.openRequests ?? 0) + 1;
  const endWait = transport.wait?.(describeRequest(outgoing));
  const timeLeft = () => budget.remaining - (transport.monotonicMs() - budget.since!);
  try {
    for (let attempt = 1; ; attempt++) {
      const outcome = await attemptOnce(outgoing, transport, stop, timeLeft(), attempt);
      if (isThrottled(outcome)) transport.onThrottled?.(retryAfterMs(outcome.headers));
      const wait =
        attempt < ATTEMPTS && !stop.aborted ? retryDelay(outcome, outgoing.method, attempt, transport) : undefined;
      if (wait === undefined || wait > MAX_WAIT_MS || wait + MIN_ATTEMPT_MS > timeLeft()) {
        if (outcome instanceof NoReplyError) throw outcome;
        return outcome;
      }
      transport.trace(`waiting ${Math.round(wait)} ms before attempt ${attempt + 1}`);
      await transport.sleep(wait, stop).catch(cause => {
        throw new NoReplyError('interrupted', false, undefined, cause);
      });
    }
  } finally {
    endWait?.();
    budget.openRequests -= 1;
    if (budget.openRequests === 0) budget.remaining = timeLeft();
  }
}

/** The wait before the next attempt, in milliseconds; undefined if there must be none. */
function retryDelay(
  outcome: Reply | NoReplyError,
  method: string,
  attempt: number,
  transport: Transport,
): number | undefined {
  const reads = method === 'GET';
  const backoff = Math.min(20_000, 500 * 2 ** attempt);
  if (outcome instanceof NoReplyError) {
    const { reason, isSent } = outcome;
    if (FINAL.includes(reason)) return undefined;
    if (reason === 'dns' && attempt > 1) return undefined;
    return reads || !isSent ? transport.random() * backoff : undefined;
  }
  const { status, body } = outcome;
  const isTransient = status === 408 || (status >= 500 && !refusesFields(body)) || (status < 300 && body === undefined);
  if (status !== 429 && !(isTransient && reads)) return undefined;
  const wait = (isThrottled(outcome) ? 0.5 + transport.random() / 2 : transport.random()) * backoff;
  return Math.max(wait, retryAfterMs(outcome.headers) ?? 0);
}

/** Whether the server asks for fewer requests. */
const isThrottled = (outcome: Reply | NoReplyError): outcome is Reply =>
  !(outcome instanceof NoReplyError) && (outcome.status === 429 || outcome.status === 503);

/** Whether a body lists refused fields: then the server has decided, whatever the status. */
const refusesFields = (body: unknown): boolean => {
  const errors = (body as { field_errors?: unknown } | null | undefined)?.field_errors;
  return Array.isArray(errors) && errors.length > 0;
};
