import type { Dispatcher } from 'undici';
import { type JsonDocument, readDocument } from '../wire/json.ts';
import { classifyError, type FailureReason } from './network-errors.ts';
import { retryAfterMs } from './retry-after.ts';

/** One request, described: sending it is another matter. */
export interface ApiRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path with query string, percent-encoded. */
  path: string;
  /** JSON text. */
  body?: string | undefined;
}

/** A complete answer, whatever its status. */
export interface Reply {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The parsed body; undefined if it is not JSON. */
  body: unknown;
  /** The body with its text, if it is JSON. */
  document?: JsonDocument | undefined;
}

/** Whether a reply says that what was asked for was done: `status` 2xx and not `success:false`. */
export function isSuccess({ status, body }: Reply): boolean {
  const told = (body as { success?: unknown } | null | undefined)?.success;
  return status >= 200 && status < 300 && told !== false;
}

/** No complete answer came. `sent` says whether the server may have seen the request. */
export class NoReplyError extends Error {
  override name = 'Unanswered';
  readonly reason: FailureReason;
  readonly sent: boolean;
  readonly status: number | undefined;
  constructor(reason: FailureReason, sent: boolean, status: number | undefined, cause: unknown) {
    super(reason, { cause });
    this.reason = reason;
    this.sent = sent;
    this.status = status;
  }
}

/** What sending needs of the world. Times in milliseconds. */
export interface Transport {
  origin: string;
  authorization: string;
  dispatcher: Dispatcher;
  /** The user's wish to stop. A write that was sent still waits ten seconds for its answer. */
  signal: AbortSignal;
  /** The wish to stop at once. */
  halt: AbortSignal;
  /** Tells the user what is being waited for. */
  say(line: string): void;
  now(): number;
  random(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** What is left of the command's time on the network; the time spent here is taken off. */
  budget: { left: number; open?: number; since?: number };
  trace(line: string): void;
}

const ATTEMPTS = 4;
const HEADERS_MS = 30_000;
const IDLE_BODY_MS = 15_000;
const ATTEMPT_MS = 45_000;
const LONGEST_WAIT_MS = 60_000;
/** An attempt with less time than this would be cut short, and hide what the server said before. */
const SHORTEST_ATTEMPT_MS = 500;
const LAST_WAIT_MS = 10_000;
const LARGEST_REPLY = 32 * 1024 * 1024;

/**
 * Sends a request and gives the last reply, after retries where they can do no harm: a read after anything passing,
 * a write only if the server never saw it or said 429. Throws Unanswered when no complete reply came.
 */
export async function send(outgoing: ApiRequest, line: Transport, signal?: AbortSignal): Promise<Reply> {
  const stop = signal ? AbortSignal.any([line.signal, signal]) : line.signal;
  const { budget } = line;
  // Requests that overlap spend the same time once.
  if (!budget.open) budget.since = line.now();
  budget.open = (budget.open ?? 0) + 1;
  const left = () => budget.left - (line.now() - budget.since!);
  try {
    for (let attempt = 1; ; attempt++) {
      const outcome = await once(outgoing, line, stop, left(), attempt);
      const wait = attempt < ATTEMPTS && !stop.aborted ? pause(outcome, outgoing.method, attempt, line) : undefined;
      if (wait === undefined || wait > LONGEST_WAIT_MS || wait + SHORTEST_ATTEMPT_MS > left()) {
        if (outcome instanceof NoReplyError) throw outcome;
        return outcome;
      }
      line.trace(`waiting ${Math.round(wait)} ms before attempt ${attempt + 1}`);
      await line.sleep(wait, stop).catch(cause => {
        throw new NoReplyError('interrupted', false, undefined, cause);
      });
    }
  } finally {
    budget.open -= 1;
    if (budget.open === 0) budget.left = left();
  }
}

/** How long to wait before the next attempt; undefined if there must be none. */
function pause(outcome: Reply | NoReplyError, method: string, attempt: number, line: Transport): number | undefined {
  const reads = method === 'GET';
  const backoff = Math.min(20_000, 500 * 2 ** attempt);
  if (outcome instanceof NoReplyError) {
    const { reason, sent } = outcome;
    if (reason === 'interrupted' || reason === 'tls' || reason === 'too-large' || reason === 'encoded')
      return undefined;
    if (reason === 'dns' && attempt > 1) return undefined;
    return reads || !sent ? line.random() * backoff : undefined;
  }
  const { status, body } = outcome;
  const passing = status === 408 || (status >= 500 && !refusesFields(body)) || (status < 300 && body === undefined);
  if (status !== 429 && !(passing && reads)) return undefined;
  const gentle = status === 429 || status === 503;
  const wait = (gentle ? 0.5 + line.random() / 2 : line.random()) * backoff;
  return Math.max(wait, retryAfterMs(outcome.headers) ?? 0);
}

/** Whether a body says which fields were refused: then the server decided, whatever its status. */
const refusesFields = (body: unknown): boolean => {
  const errors = (body as { field_errors?: unknown } | null | undefined)?.field_errors;
  return Array.isArray(errors) && errors.length > 0;
};

/** One attempt. Gives failures as values, so that one loop decides what follows. */
function once(
  outgoing: ApiRequest,
  line: Transport,
  stop: AbortSignal,
  left: number,
  attempt: number,
): Promise<Reply | NoReplyError> {
  const { method, path, body } = outgoing;
  // A timer of no time at all would still let a write out.
  if (left <= 0) return Promise.resolve(new NoReplyError('timeout', false, undefined, undefined));
  if (stop.aborted) return Promise.resolve(new NoReplyError('interrupted', false, undefined, undefined));
  const started = line.now();
  const told = (news: string | number) =>
    line.trace(`${method} ${line.origin}${path} ${news} ${line.now() - started} ms, attempt ${attempt}`);
  return new Promise(resolve => {
    let sent = false;
    let status: number | undefined;
    let headers: Reply['headers'] = {};
    let control: Dispatcher.DispatchController | undefined;
    let ended = false;
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (outcome: Reply | NoReplyError) => {
      ended = true;
      clearTimeout(timer);
      watch.end();
      told(outcome instanceof NoReplyError ? outcome.reason : outcome.status);
      resolve(outcome);
    };
    const fail = (reason: FailureReason, cause?: unknown) => {
      if (!ended) end(new NoReplyError(reason, sent, status, cause));
    };
    /** Whatever becomes of the request: nobody waits for it any more. */
    const giveUp = (reason: FailureReason) => {
      fail(reason);
      control?.abort(new Error(`Given up: ${reason}`));
    };
    const timer = setTimeout(() => giveUp('timeout'), Math.min(ATTEMPT_MS, left));
    const watch = watchStops(line, stop, {
      giveUp: () => giveUp('interrupted'),
      inDoubt: () => sent && method !== 'GET',
    });
    line.dispatcher.dispatch(
      {
        origin: line.origin,
        path,
        method,
        headers: {
          authorization: line.authorization,
          accept: 'application/json',
          'accept-encoding': 'identity',
          'user-agent': 'pipeliner-cli',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body ?? null,
        headersTimeout: HEADERS_MS,
        bodyTimeout: IDLE_BODY_MS,
      },
      {
        // A connection is there. What is not refused here goes out at once; what never came here cannot have happened.
        onRequestStart: controller => {
          control = controller;
          if (ended) controller.abort(new Error('Given up before it was sent'));
          else sent = true;
        },
        onResponseStart: (_, code, fields) => {
          if (code < 200) return;
          status = code;
          headers = fields;
          const encoding = fields['content-encoding'];
          if (encoding !== undefined && encoding !== 'identity') giveUp('encoded');
        },
        onResponseData: (_, chunk) => {
          size += chunk.length;
          if (size > LARGEST_REPLY) giveUp('too-large');
          else chunks.push(chunk);
        },
        onResponseEnd: () => {
          if (ended) return;
          const text = decoded(chunks);
          if (text === undefined) fail('bad-bytes');
          else {
            const document = parsed(text);
            end({ status: status!, headers, body: document?.value, document });
          }
        },
        onResponseError: (_, cause) => fail(classifyError(cause), cause),
      },
    );
  });
}

/**
 * Has a request given up as soon as the user says stop; but what may be happening on the server has its answer waited
 * for a little, until the user says so again. Listeners are taken away by hand: signals made of others, and listeners
 * bound to a signal, outlive each request until the next large garbage collection.
 */
function watchStops(
  line: Transport,
  stop: AbortSignal,
  { giveUp, inDoubt }: { giveUp(): void; inDoubt(): boolean },
): { end(): void } {
  let waiting: AbortController | undefined;
  const stopped = () => {
    if (!inDoubt() || line.halt.aborted) return giveUp();
    line.say('The request is with the server: waiting up to 10 seconds for its answer. Ctrl-C again stops at once.');
    waiting = new AbortController();
    line.sleep(LAST_WAIT_MS, waiting.signal).then(giveUp, () => {});
  };
  stop.addEventListener('abort', stopped);
  line.halt.addEventListener('abort', giveUp);
  return {
    end: () => {
      stop.removeEventListener('abort', stopped);
      line.halt.removeEventListener('abort', giveUp);
      waiting?.abort();
    },
  };
}

function parsed(text: string): JsonDocument | undefined {
  try {
    return readDocument(text);
  } catch {
    return undefined;
  }
}

/** The text that the bytes are in UTF-8; undefined if they are not. */
function decoded(chunks: readonly Buffer[]): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    return undefined;
  }
}
