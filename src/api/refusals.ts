import { CliError, type Code, type Problem } from '../errors.ts';
import { type ErrorBody, readErrorBody } from '../wire/error-body.ts';
import { describeReason } from './network-errors.ts';
import { retryAfterMs } from './retry-after.ts';
import { isSuccess, type Outgoing, type Reply, type Unanswered } from './send.ts';

const writes = (outgoing: Outgoing) => outgoing.method !== 'GET';

/** What happened to a request that got no complete answer, as the user must know it. */
export function unansweredError(failure: Unanswered, outgoing: Outgoing, origin: string): CliError {
  const { reason, sent, status } = failure;
  const { message, hint } = describeReason(reason, new URL(origin).host);
  // The status alone tells a refusal, even when the rest was cut off.
  const cut = status === undefined ? undefined : { status, headers: {}, body: undefined };
  if (cut && !isSuccess(cut)) return refusal(cut, outgoing);
  if (writes(outgoing) && sent) {
    return unknownOutcome(message, status, failure);
  }
  if (reason === 'interrupted') return new CliError('INTERRUPTED', message, { cause: failure });
  const unreadable = reason === 'bad-bytes' || reason === 'too-large' || reason === 'encoded';
  if (unreadable && status !== undefined && !writes(outgoing)) {
    return new CliError('BAD_REPLY', message, { status, cause: failure });
  }
  return new CliError('UNREACHABLE', message, {
    cause: failure,
    retrySafe: true,
    hint: `Nothing was changed on the server. ${hint ?? 'It is safe to run the command again.'}`,
  });
}

/** The write was sent and nothing reliable came back: it may or may not have happened. */
export const unknownOutcome = (what: string, status: number | undefined, cause?: unknown): CliError =>
  new CliError('OUTCOME_UNKNOWN', `${what} after the request was sent: it may or may not have been carried out`, {
    status,
    cause,
    retrySafe: false,
    hint: 'Look whether the record is there before you run the command again.',
  });

/** What a reply that is not a success means. */
export function refusal(reply: Reply, outgoing: Outgoing): CliError {
  const body = readErrorBody(reply.body);
  const status = reply.status >= 300 ? reply.status : Math.max(reply.status, body?.http_status ?? 0);
  const problems = body ? fieldProblems(body) : [];
  const said = body?.message?.trim() || undefined;
  if (problems.length > 0) return rejected(problems, status);

  if (status >= 500 || status === 408) {
    const what = `The server failed (${status}${said ? `: ${said}` : ''})`;
    return writes(outgoing)
      ? unknownOutcome(what, status)
      : new CliError('SERVER_FAILED', what, {
          status,
          retrySafe: true,
          hint: `It is safe to run the command again${after(reply)}.`,
        });
  }
  const [code, message, hint] = refusedAs(status, said, reply, outgoing);
  return new CliError(code, message, { status, hint, ...(code === 'THROTTLED' ? { retrySafe: true } : {}) });
}

function refusedAs(
  status: number,
  said: string | undefined,
  reply: Reply,
  outgoing: Outgoing,
): [code: Code, message: string, hint?: string | undefined] {
  const told = said ? `: ${said}` : '';
  if (status === 401) {
    return [
      'SIGN_IN_REFUSED',
      `The server refused the user name or the password (401${told})`,
      "They are an application's API access, made under Administration, Unit, Users & Roles, Applications; a person's own sign-in does not work.",
    ];
  }
  if (status === 403) {
    return [
      'FORBIDDEN',
      `The sign-in is valid, but not allowed to do this (403${told})`,
      "An administrator can widen the application's permissions.",
    ];
  }
  if (status === 404) {
    if (said && /\bspace\b/i.test(said)) {
      return ['NOT_FOUND', `The server does not know this space (${said})`, 'Check the Space ID and the service URL.'];
    }
    return [
      'NOT_FOUND',
      `Not found: ${outgoing.path.split('?')[0]}${told}`,
      said ? undefined : 'Check the service URL.',
    ];
  }
  if (status === 429) {
    return [
      'THROTTLED',
      `The server asks for fewer requests (429${told})`,
      `Nothing was changed. Run the command again${after(reply) || ' later'}.`,
    ];
  }
  if (status < 400 && status >= 300) {
    const message = `The server answered with a redirect (${status}), which is never followed`;
    return [writes(outgoing) ? 'REJECTED' : 'BAD_REPLY', message, 'Check the service URL.'];
  }
  const hint = /filter/i.test(said ?? '')
    ? "Filters take a field's API name; some servers want its column_name."
    : undefined;
  return ['REJECTED', said ?? `The server refused the request (${status})`, hint];
}

/** ` in 120 seconds`, if the server said how long to wait. */
function after({ headers }: Reply): string {
  const wait = retryAfterMs(headers);
  return wait === undefined ? '' : ` in ${Math.ceil(wait / 1000)} seconds`;
}

/** The fields the server refused, each with its own words, as one error. */
function rejected(problems: Problem[], status: number): CliError {
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
  for (const refused of body.field_errors ?? []) {
    const reasons = refused.errors ?? [];
    for (const reason of reasons) add(reason.field_name ?? refused.field_name, reason.message ?? reason.name);
    if (reasons.length === 0) add(refused.field_name, refused.message ?? refused.name);
  }
  for (const other of [...(body.entity_errors ?? []), ...(body.step_checklist_errors ?? [])]) {
    const message = typeof other === 'string' ? other : (other as { message?: unknown } | null)?.message;
    add(undefined, typeof message === 'string' ? message : JSON.stringify(other));
  }
  const oneLine = /^Error on field ([A-Za-z0-9_.]+)\.\s*(.+)$/s.exec(body.message?.trim() ?? '');
  if (problems.length === 0 && oneLine) add(oneLine[1], oneLine[2]);
  // The fields in front of their reasons, a line each. Only where they are fields: others write in brackets, too.
  const lines = /VALIDATION/.test(body.name ?? '') ? (body.message?.trim().split('\n') ?? []) : [];
  const named = lines.map(line => /^\[([a-z_][\w.]*)\]\s*(.+)$/.exec(line) ?? [line, undefined, line]);
  if (problems.length === 0 && named.some(([, field]) => field)) {
    for (const [, field, message] of named) add(field, message);
  }
  return problems;
}

/** Messages name the field in brackets in front; it is told beside them anyway. */
const withoutField = (message: string, field: string | null | undefined) =>
  field && message.startsWith(`[${field}]`) ? message.slice(field.length + 2).trim() : message;
