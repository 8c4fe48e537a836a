import { CliError } from '../../errors.ts';
import { isLockedError } from '../../storage/safe-files.ts';
import { formatJson } from '../../wire/json.ts';
import { QueryError } from '../../wire/query.ts';
import { httpRefusal, invalidParameter, Refusal } from '../rules/refusal.ts';
import { type Context, methodRefusal, parseEntity } from './request.ts';

/** Refuses a method on the path of a collection or record, and names those that it takes. */
export function refuseMethod(c: Context, allowed: string): Response {
  parseEntity(c);
  c.header('Allow', allowed);
  return sendRefusal(c, methodRefusal(c));
}

/** Who hears of what is not the client's fault: `log` of a bug, `onDiskFailure` of a file that cannot be written. */
export interface FailureListeners {
  log?: ((line: string, fault: boolean) => void) | undefined;
  onDiskFailure?: ((error: CliError) => void) | undefined;
}

/** An error of a handler as the refusal to send. */
export function toRefusal(error: Error, { log, onDiskFailure }: FailureListeners): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof QueryError) return invalidParameter(`${error.parameter}: ${error.message}`);
  // Nothing was saved: files are replaced whole or not at all.
  if (isLockedError(error)) return httpRefusal(429, 'ERROR_LOCKED', error.message);
  if (error instanceof CliError && error.code === 'LOCAL_DISK') {
    onDiskFailure?.(error);
    return httpRefusal(409, 'ERROR_NOT_SAVED', error.message);
  }
  if (error instanceof CliError) return httpRefusal(500, 'ERROR_INTERNAL', error.message);
  log?.(error.stack ?? error.message, false);
  return httpRefusal(500, 'ERROR_INTERNAL', 'The sandbox failed. This is a bug in it.');
}

const RETRY_AFTER_SECONDS = 90;

/** Answers with the body of a refusal. */
export function sendRefusal(c: Context, { status, body }: Refusal): Response {
  // The unread rest of a body must not be taken for the next request.
  if (!c.env.incoming.complete) c.header('Connection', 'close');
  // The sandbox has waited already.
  if (status === 429) c.header('Retry-After', String(RETRY_AFTER_SECONDS));
  return json(c, status, body);
}

/** Answers with JSON. */
export const json = (c: Context, status: number, value: unknown): Response =>
  c.body(formatJson(value), status as 200, { 'Content-Type': 'application/json; charset=utf-8' });
