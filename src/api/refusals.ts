import { CliError, type Code, type Problem } from '../errors.ts';
import { nearest } from '../values/names.ts';
import { ENTITIES } from '../wire/entities.ts';
import { type ErrorBody, parseErrorBody } from '../wire/error-body.ts';
import { describeReason } from './network-errors.ts';
import { retryAfterMs } from './retry-after.ts';
import { type ApiRequest, isSuccess, type NoReplyError, type Reply } from './transport.ts';

const writes = (outgoing: ApiRequest) => outgoing.method !== 'GET';

/** The error for a request that got no complete answer. */
export function noReplyError(failure: NoReplyError, outgoing: ApiRequest, origin: string): CliError {
  const { reason, isSent, status } = failure;
  const { message, hint } = describeReason(reason, new URL(origin).host, failure.cause);
  // The status alone is enough for a refusal, even if the body is cut off.
  const statusOnly = status === undefined ? undefined : { status, headers: {}, body: undefined };
  if (statusOnly && !isSuccess(statusOnly)) return refusalError(statusOnly, outgoing);
  if (writes(outgoing) && isSent) {
    return unknownOutcomeError(message, status, failure);
  }
  if (reason === 'interrupted') return new CliError('INTERRUPTED', message, { cause: failure });
  const unreadable = reason === 'bad-bytes' || reason === 'too-large' || reason === 'encoded';
  if (unreadable && status !== undefined && !writes(outgoing)) {
    return new CliError('BAD_REPLY', message, { status, cause: failure, ...(hint ? { hint } : {}) });
  }
  return new CliError('UNREACHABLE', message, {
    cause: failure,
    retrySafe: true,
    hint: `Nothing was changed on the server. ${hint ?? 'It is safe to run the command again.'}`,
  });
}

/** The error for a write that was sent and got no reliable answer. */
export const unknownOutcomeError = (failure: string, status: number | undefined, cause?: unknown): CliError =>
  new CliError('OUTCOME_UNKNOWN', `${failure} after the request was sent: it may or may not have been carried out`, {
    status,
    cause,
    retrySafe: false,
    hint: 'Look whether the record is there before you run the command again.',
  });

/** What a reply that is not a success means. */
export function refusalError(reply: Reply, outgoing: ApiRequest): CliError {
  const body = parseErrorBody(reply.body);
  const status = reply.status >= 300 ? reply.status : Math.max(reply.status, body?.http_status ?? 0);
  const problems = body ? fieldProblems(body) : [];
  const serverMessage = body?.message?.trim() || undefined;
  if (problems.length > 0) return fieldsError(problems, status);

  if (status >= 500 || status === 408) {
    const failure = `The server failed (${status}${serverMessage ? `: ${serverMessage}` : ''})`;
    return writes(outgoing)
      ? unknownOutcomeError(failure, status)
      : new CliError('SERVER_FAILED', failure, {
          status,
          retrySafe: true,
          hint: `It is safe to run the command again${waitOf(reply)}.`,
        });
  }
  const [code, message, hint] = describeStatus(status, serverMessage, reply, outgoing);
  const throttled = code === 'THROTTLED' ? { retrySafe: true, retryAfter: retryAfterMs(reply.headers) } : {};
  return new CliError(code, message, { status, hint, ...throttled });
}

type StatusDescription = [code: Code, message: string, hint?: string | undefined];

/** The meaning of a status below 500. */
function describeStatus(
  status: number,
  serverMessage: string | undefined,
  reply: Reply,
  outgoing: ApiRequest,
): StatusDescription {
  const suffix = serverMessage ? `: ${serverMessage}` : '';
  if (status === 401) {
    return [
      'SIGN_IN_REFUSED',
      `The server refused the user name or the password (401${suffix})`,
      "They are an application's API access, made under Administration, Unit, Users & Roles, Applications; a person's own sign-in does not work.",
    ];
  }
  if (status === 403) {
    return [
      'FORBIDDEN',
      `The sign-in is valid, but not allowed to do this (403${suffix})`,
      "An administrator can widen the application's permissions.",
    ];
  }
  if (status === 404) return describeNotFound(serverMessage, outgoing);
  if (status === 429) {
    return [
      'THROTTLED',
      `The server asks for fewer requests (429${suffix})`,
      `Nothing was changed. Run the command again${waitOf(reply) || ' later'}.`,
    ];
  }
  if (status < 400 && status >= 300) {
    const message = `The server answered with a redirect (${status}), which is never followed`;
    return [writes(outgoing) ? 'REJECTED' : 'BAD_REPLY', message, 'Check the service URL.'];
  }
  const hint = /filter/i.test(serverMessage ?? '')
    ? "Filters take a field's API name; some servers want its column_name."
    : undefined;
  return ['REJECTED', serverMessage ?? `The server refused the request (${status})`, hint];
}

/** A space that does not exist, or anything else. */
function describeNotFound(serverMessage: string | undefined, { path }: ApiRequest): StatusDescription {
  if (serverMessage && /\bspace\b/i.test(serverMessage)) {
    return [
      'NOT_FOUND',
      `The server does not know this space (${serverMessage})`,
      'Check the Space ID and the service URL.',
    ];
  }
  const [, collection, id] = /\/entities\/([^/]+)(?:\/([^/]+))?$/.exec(path.split('?')[0]!) ?? [];
  if (collection && serverMessage && id === undefined && !isEntity(collection)) {
    const close = nearest(collection, ENTITIES);
    return ['NOT_FOUND', `The API has no '${collection}'.`, close ? `Did you mean '${close}'?` : undefined];
  }
  const suffix = serverMessage ? `: ${serverMessage}` : '';
  return [
    'NOT_FOUND',
    `Not found: ${path.split('?')[0]}${suffix}`,
    serverMessage ? undefined : 'Check the service URL.',
  ];
}

const isEntity = (name: string) => ENTITIES.some(entity => entity === name);

/** ` in 120 seconds`, if the reply has a Retry-After. */
function waitOf({ headers }: Reply): string {
  const wait = retryAfterMs(headers);
  return wait === undefined ? '' : ` in ${Math.ceil(wait / 1000)} seconds`;
}

/**
 * The error for a batch that was carried out but for some rows: its `data` has an error in place of their ids. Undefined if
 * no row was refused.
 */
export function refusedRowsError(reply: Reply, outgoing: ApiRequest): CliError | undefined {
  const data = (reply.body as { data?: unknown } | null)?.data;
  if (!Array.isArray(data)) return undefined;
  const problems: Problem[] = [];
  let count = 0;
  for (const [index, body] of data.entries()) {
    if (typeof body !== 'object' || body === null || 'id' in body) continue;
    count += 1;
    const { message, field, details = [] } = refusalError({ status: 422, headers: {}, body }, outgoing);
    const { entity_index, entity_id } = parseErrorBody(body) ?? {};
    const row = `Row ${(entity_index ?? index) + 1}${entity_id ? ` (${entity_id})` : ''}`;
    for (const problem of details.length > 0 ? details : [{ message, field }]) {
      const label = problem.field ? `${problem.field}: ` : '';
      problems.push({ code: 'REJECTED', message: `${row}: ${label}${problem.message}`, field: problem.field });
    }
  }
  if (count === 0) return undefined;
  const code = count === data.length ? 'REJECTED' : 'PARTIAL';
  return new CliError(code, `The server refused ${count} of ${data.length} rows`, {
    status: reply.status,
    details: problems,
    retrySafe: false,
    hint: code === 'PARTIAL' ? 'It carried out the others. Send only the refused rows again.' : undefined,
  });
}

/**
 * What became of each element of a batch that was sent with rollback 1: its id, its error, or undefined where the answer
 * does not tell. An error belongs to the element at its `entity_index`, else the places in the answer are those in the
 * request, as long as both have as many. Source: the contract mixes ids and errors, and says no more.
 */
export function pairElements(
  data: readonly unknown[],
  count: number,
  outgoing: ApiRequest,
): readonly (string | CliError | undefined)[] {
  const elements = data.map(body => (typeof body === 'string' ? body : (idOf(body) ?? errorOf(body, outgoing))));
  const indexes = data.map(body => (typeof body === 'string' ? undefined : parseErrorBody(body)?.entity_index));
  const paired: (string | CliError | undefined)[] = Array.from({ length: count });
  const hasPlaces = data.length === count;
  for (const [place, element] of elements.entries()) {
    const index = indexes[place] ?? (hasPlaces ? place : undefined);
    if (index !== undefined && index >= 0 && index < count) paired[index] = element;
  }
  // An index that leads to another place moves what was there.
  const isMoved = indexes.some((index, place) => typeof index === 'number' && index !== place);
  return isMoved ? paired.map(element => (typeof element === 'string' ? undefined : element)) : paired;
}

const idOf = (body: unknown): string | undefined => {
  const { id } = (body ?? {}) as { id?: unknown };
  return typeof id === 'string' && id !== '' ? id : undefined;
};

const errorOf = (body: unknown, outgoing: ApiRequest): CliError =>
  refusalError({ status: 422, headers: {}, body }, outgoing);

/** One error for the fields the server refused, each with its message. */
function fieldsError(problems: Problem[], status: number): CliError {
  const [only] = problems;
  if (problems.length === 1 && only)
    return new CliError('REJECTED', only.message, { field: only.field, status, details: problems });
  return new CliError('REJECTED', `The server refused ${problems.length} fields`, { status, details: problems });
}

/**
 * Unpacks `field_errors[].errors[]`, three levels down, and where there are none the message: the form
 * `Error on field account_relations. Exactly one 'is_primary' item must be set.`, and lines such as `[name] Too short`.
 */
function fieldProblems(body: ErrorBody): Problem[] {
  const problems: Problem[] = [];
  const add = (field: string | null | undefined, message: string | null | undefined) =>
    problems.push({
      code: 'REJECTED',
      message: withoutField(message?.trim() || 'The server refused it', field),
      field: field ?? undefined,
    });
  for (const fieldError of body.field_errors ?? []) {
    const reasons = fieldError.errors ?? [];
    for (const reason of reasons) add(reason.field_name ?? fieldError.field_name, reason.message ?? reason.name);
    if (reasons.length === 0) add(fieldError.field_name, fieldError.message ?? fieldError.name);
  }
  for (const error of [...(body.entity_errors ?? []), ...(body.step_checklist_errors ?? [])]) {
    const message = typeof error === 'string' ? error : (error as { message?: unknown } | null)?.message;
    add(undefined, typeof message === 'string' ? message : JSON.stringify(error));
  }
  const oneLine = /^Error on field ([A-Za-z0-9_.]+)\.\s*(.+)$/s.exec(body.message?.trim() ?? '');
  if (problems.length === 0 && oneLine) add(oneLine[1], oneLine[2]);
  // One line for each field, in brackets before its reason. Other messages have brackets, too.
  const lines = /VALIDATION/.test(body.name ?? '') ? (body.message?.trim().split('\n') ?? []) : [];
  const fields = lines.map(line => /^\[([a-z_][\w.]*)\]\s*(.+)$/.exec(line) ?? [line, undefined, line]);
  if (problems.length === 0 && fields.some(([, field]) => field)) {
    for (const [, field, message] of fields) add(field, message);
  }
  return problems;
}

/** A message without the field in brackets before it, which is shown separately. */
const withoutField = (message: string, field: string | null | undefined) =>
  field && message.startsWith(`[${field}]`) ? message.slice(field.length + 2).trim() : message;
