import type { Dispatcher } from 'undici';
import { type JsonDocument, readDocument, TooManyValuesError } from '../wire/json.ts';
import { classifyError, type FailureReason } from './network-errors.ts';
import { replyLimits } from './reply-limits.ts';
import { type ApiRequest, NoReplyError, type Reply, type Transport } from './transport.ts';

const HEADERS_MS = 30_000;
const IDLE_BODY_MS = 15_000;
const ATTEMPT_MS = 45_000;
const LAST_WAIT_MS = 10_000;

/** Sends a request once. Returns failures as values, so that one loop decides whether to retry. */
export function attemptOnce(
  outgoing: ApiRequest,
  transport: Transport,
  stop: AbortSignal,
  timeLeft: number,
  attempt: number,
): Promise<Reply | NoReplyError> {
  const { method, path, body } = outgoing;
  // A timer of no time at all would still let a write out. Timers may end a part of a millisecond early.
  if (timeLeft < 1) return Promise.resolve(new NoReplyError('timeout', false, undefined, undefined));
  if (stop.aborted) return Promise.resolve(new NoReplyError('interrupted', false, undefined, undefined));
  const { origin, authorization } = transport;
  const startedAt = transport.monotonicMs();
  return new Promise(resolve => {
    const handler = new AttemptHandler(outgoing, transport, stop, timeLeft, outcome => {
      const result = outcome instanceof NoReplyError ? outcome.reason : outcome.status;
      const ms = Math.round(transport.monotonicMs() - startedAt);
      transport.trace(`${method} ${origin}${path} ${result} ${ms} ms, attempt ${attempt}`);
      resolve(outcome);
    });
    transport.dispatcher.dispatch(
      {
        origin,
        path,
        method,
        headers: {
          authorization,
          accept: 'application/json',
          'accept-encoding': 'identity',
          'user-agent': 'pipeliner-cli',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body ?? null,
        headersTimeout: transport.attemptMs ?? HEADERS_MS,
        bodyTimeout: IDLE_BODY_MS,
      },
      handler,
    );
  });
}

/** What undici calls during one attempt. `settle` gets the outcome, once. */
class AttemptHandler implements Dispatcher.DispatchHandler {
  readonly #settle: (outcome: Reply | NoReplyError) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #watch: { end(): void };
  #isSent = false;
  #isSettled = false;
  #status: number | undefined;
  #headers: Reply['headers'] = {};
  #controller: Dispatcher.DispatchController | undefined;
  #size = 0;
  readonly #budget: Transport['budget'];
  readonly #chunks: Buffer[] = [];

  constructor(
    { method }: ApiRequest,
    transport: Transport,
    stop: AbortSignal,
    timeLeft: number,
    settle: (outcome: Reply | NoReplyError) => void,
  ) {
    this.#settle = settle;
    this.#budget = transport.budget;
    this.#timer = setTimeout(
      () => this.#giveUp('timeout'),
      Math.min(transport.attemptMs ?? ATTEMPT_MS, Math.ceil(timeLeft)),
    );
    this.#watch = watchStops(transport, stop, {
      giveUp: () => this.#giveUp('interrupted'),
      inDoubt: () => this.#isSent && method !== 'GET',
    });
  }

  /** A connection is there: a request that is not aborted here goes out at once. Before this call it cannot have. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isSettled) controller.abort(new Error('Given up before it was sent'));
    else this.#isSent = true;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Reply['headers']): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    const encodings = [headers['content-encoding'] ?? []].flat().join().split(',');
    if (encodings.some(encoding => !['', 'identity'].includes(encoding.trim().toLowerCase()))) this.#giveUp('encoded');
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isSettled) return;
    this.#size += chunk.length;
    // Answers that come at once share what one may take.
    const openBytes = (this.#budget.openBytes ?? 0) + chunk.length;
    this.#budget.openBytes = openBytes;
    if (openBytes > replyLimits(openBytes).bytes) this.#giveUp('too-large');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#isSettled) return;
    const text = decodeUtf8(this.#chunks.splice(0));
    try {
      const document = text === undefined ? 'bad-bytes' : parseDocument(text, replyLimits(this.#size).values);
      if (typeof document === 'string') this.#fail(document);
      else this.#end({ status: this.#status!, headers: this.#headers, body: document?.value, document });
    } catch (error) {
      this.#fail('local', error);
    }
  }

  onResponseError(_: Dispatcher.DispatchController, cause: Error): void {
    this.#fail(classifyError(cause), cause);
  }

  #end(outcome: Reply | NoReplyError): void {
    this.#isSettled = true;
    if (this.#size > 0) this.#budget.openBytes! -= this.#size;
    this.#chunks.length = 0;
    clearTimeout(this.#timer);
    this.#watch.end();
    this.#settle(outcome);
  }

  #fail(reason: FailureReason, cause?: unknown): void {
    if (!this.#isSettled) this.#end(new NoReplyError(reason, this.#isSent, this.#status, cause));
  }

  /** Ends the attempt, whatever happens to the request. */
  #giveUp(reason: FailureReason): void {
    this.#fail(reason);
    this.#controller?.abort(new Error(`Given up: ${reason}`));
  }
}

/**
 * Calls `giveUp` when the user stops the command. A request that is in doubt waits ten seconds for its answer first, or
 * until the user stops it again. The listeners are removed by hand: combined signals, and listeners bound to a signal,
 * outlive each request until the next large garbage collection.
 */
function watchStops(
  transport: Transport,
  stop: AbortSignal,
  { giveUp, inDoubt }: { giveUp(): void; inDoubt(): boolean },
): { end(): void } {
  let waiting: AbortController | undefined;
  const onStop = () => {
    if (!inDoubt() || transport.halt.aborted) return giveUp();
    transport.say(
      'The request is with the server: waiting up to 10 seconds for its answer. Ctrl-C again stops at once.',
    );
    waiting = new AbortController();
    transport.sleep(LAST_WAIT_MS, waiting.signal).then(giveUp, () => {});
  };
  stop.addEventListener('abort', onStop);
  transport.halt.addEventListener('abort', giveUp);
  return {
    end: () => {
      stop.removeEventListener('abort', onStop);
      transport.halt.removeEventListener('abort', giveUp);
      waiting?.abort();
    },
  };
}

/** The text as JSON; undefined if it is none. Throws what this process has no memory or stack for. */
function parseDocument(text: string, maxValues: number): JsonDocument | 'too-large' | undefined {
  try {
    return readDocument(text, maxValues);
  } catch (error) {
    if (error instanceof TooManyValuesError) return 'too-large';
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The bytes as text; undefined if they are not UTF-8. */
function decodeUtf8(chunks: readonly Buffer[]): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    return undefined;
  }
}
