import { CliError } from '../../errors.ts';
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

/** An error of a handler as the refusal to send; `log` hears of a bug. */
export function toRefusal(error: Error, log: ((line: string, fault: boolean) => void) | undefined): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof QueryError) return invalidParameter(`${error.parameter}: ${error.message}`);
  // Nothing was saved: files are replaced whole or not at all.
  if (error instanceof CliError && error.code === 'LOCAL_DISK')
    return httpRefusal(409, 'ERROR_NOT_SAVED', error.message);
  if (error instanceof CliError) return httpRefusal(500, 'ERROR_INTERNAL', error.message);
  log?.(error.stack ?? error.message, false);
  return httpRefusal(500, 'ERROR_INTERNAL', 'The sandbox failed. This is a bug in it.');
}

/** Answers with the body of a refusal. */
export function sendRefusal(c: Context, { status, body }: Refusal): Response {
  // The unread rest of a body must not be taken for the next request.
  if (!c.env.incoming.complete) c.header('Connection', 'close');
  return json(c, status, body);
}

/** Answers with JSON. */
export const json = (c: Context, status: number, value: unknown): Response =>
  c.body(formatJson(value), status as 200, { 'Content-Type': 'application/json; charset=utf-8' });
