import type { Dispatcher } from 'undici';
import type { CliError } from '../errors.ts';
import type { JsonDocument } from '../wire/json.ts';
import type { FailureReason } from './network-errors.ts';

/** One request to the server. */
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
  /** For a batch of which the server refused rows, the error that names them: PARTIAL, or REJECTED if it refused all. */
  refusedRows?: CliError | undefined;
}

/** Whether the server carried the request out: status 2xx and not `success:false`. */
export function isSuccess({ status, body }: Reply): boolean {
  const success = (body as { success?: unknown } | null | undefined)?.success;
  return status >= 200 && status < 300 && success !== false;
}

/** No complete answer came. `isSent` is true if the server may have seen the request. */
export class NoReplyError extends Error {
  override name = 'Unanswered';
  readonly reason: FailureReason;
  readonly isSent: boolean;
  readonly status: number | undefined;
  constructor(reason: FailureReason, isSent: boolean, status: number | undefined, cause: unknown) {
    super(reason, { cause });
    this.reason = reason;
    this.isSent = isSent;
    this.status = status;
  }
}

/** What a request needs to be sent. Times in milliseconds. */
export interface Transport {
  origin: string;
  authorization: string;
  dispatcher: Dispatcher;
  /** Aborts when the user stops the command. A write that was sent still waits ten seconds for its answer. */
  signal: AbortSignal;
  /** Aborts when the user stops it a second time: then nothing waits. */
  halt: AbortSignal;
  /** Shows the user a line about a wait. */
  say(line: string): void;
  /** Shows the user what is waited for, until the returned function is called. */
  wait?(words: string): () => void;
  /** A clock that only goes forward. */
  monotonicMs(): number;
  random(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /**
   * The command's remaining time on the network, reduced by each request. `since` is when the first of `openRequests`
   * began, `openBytes` what came of their answers so far.
   */
  budget: { remaining: number; openRequests?: number; since?: number; openBytes?: number };
  /** The longest an attempt may take, if not as long as usual. */
  attemptMs?: number | undefined;
  trace(line: string): void;
  /** Hears that the server asks for fewer requests, and how many milliseconds to wait, if it said so. */
  onThrottled?(wait: number | undefined): void;
  /** For a server in this process: the error behind a refusal with this message, if it is this machine's. */
  localFailure?(message: unknown): CliError | undefined;
}
