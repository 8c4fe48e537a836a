import * as z from 'zod/mini';
import type { Problem } from '../errors.ts';
import { readDate } from '../values/dates.ts';
import { type Row, readLink } from '../wire/entities.ts';
import { LosslessNumber, parseJson } from '../wire/json.ts';
import type { Draft, Reading, Ref } from './draft.ts';

/** What a record of the API has that cannot be written: dropped when a printed record is used again. */
const READ_ONLY = [
  ...['id', 'is_deleted', 'is_delete_protected', 'modified', 'modified_by_user', 'revision', 'status', 'days_in_step'],
  ...['qualify_date', 'primary_account', 'primary_contact', 'table_name', 'formatted_name', 'is_favorite'],
  'fitness_description',
  // Of no record, and it would change the object it is put into.
  '__proto__',
];

const relationRow = z.union([
  z.string(),
  z.looseObject({
    account_id: z.optional(z.string()),
    contact_id: z.optional(z.string()),
    is_primary: z.nullish(z.boolean()),
  }),
]);
const number = z.union([z.number(), z.string(), z.instanceof(LosslessNumber)]);
const ref = z.nullish(z.string());

/** The body of a create, as far as its fields mean something to this tool. */
const body = z.looseObject({
  name: z.nullish(z.string()),
  owner_id: ref,
  step_id: ref,
  closing_date: z.nullish(z.string()),
  value: z.nullish(
    z.looseObject({
      base_value: z.nullish(number),
      value_foreign: z.nullish(number),
      currency_id: z.nullish(z.string()),
    }),
  ),
  account_relations: z.nullish(z.array(relationRow)),
  contact_relations: z.nullish(z.array(relationRow)),
  oppty_type_id: ref,
  unit_id: ref,
  lead_source_id: ref,
  reason_of_close_id: ref,
});

/**
 * Reads JSON in the API's names: a body, a record as this tool prints it, or the `{method, path, body}` of a dry run.
 * `source` is how the user named it.
 */
export function fromText(text: string, source: string): Reading {
  let parsed: unknown;
  try {
    parsed = parseJson(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return refused(`${source} is not JSON: ${(error as Error).message}`);
  }
  const request = z.looseObject({ method: z.string(), path: z.string(), body: z.looseObject({}) }).safeParse(parsed);
  const row = request.success ? request.data.body : parsed;
  if (typeof row !== 'object' || row === null || Array.isArray(row) || row instanceof LosslessNumber) {
    return refused(`${source} must hold one JSON object, the opportunity`);
  }
  return fromBody(row as Row, '--from');
}

/** Reads `--set field=text` and `--set field:=json`. */
export function fromSettings(settings: readonly string[]): Reading {
  const row: Row = {};
  const problems: Problem[] = [];
  const refuse = (message: string, hint?: string) => problems.push({ code: 'USAGE', message, flag: '--set', hint });
  for (const setting of settings) {
    const [, field, typed, value] = /^([A-Za-z_][\w]*)(:?)=(.*)$/s.exec(setting) ?? [];
    if (!field || value === undefined || field === '__proto__') {
      refuse(`'${setting}' sets nothing`, 'Write --set field=text or --set field:=json.');
    } else if (Object.hasOwn(row, field)) {
      refuse(`${field} is set twice`);
    } else if (typed) {
      try {
        row[field] = parseJson(value);
      } catch {
        const stripped = /^[[{]/.test(value) && !value.includes('"');
        refuse(
          `The value of ${field} is not JSON: ${value}`,
          stripped
            ? 'The shell took the quotes away: put the whole in single quotes.'
            : `For plain text write ${field}=...`,
        );
      }
    } else row[field] = value;
  }
  const reading = fromBody(row, '--set');
  return { draft: reading.draft, problems: [...problems, ...reading.problems] };
}

/** Reads an object in the API's names into a draft. Ids stay words until they have been looked up. */
export function fromBody(row: Row, flag: '--from' | '--set'): Reading {
  const read = body.safeParse(row);
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }): Problem => {
      const field = path.join('.');
      return { code: 'USAGE', message: `${field} has the wrong form (${message})`, field, flag };
    });
    return { draft: {}, problems };
  }
  const problems: Problem[] = [];
  const refuse = (field: string, message: string) => problems.push({ code: 'USAGE', message, field, flag });
  const given = read.data;
  const words = (text: string | null | undefined): Ref | undefined => (text ? { words: text } : undefined);

  const related = (field: 'account_relations' | 'contact_relations', key: 'account_id' | 'contact_id') => {
    const rows = given[field];
    // No contact is an answer; no account is not.
    if (!rows || (rows.length === 0 && key === 'account_id')) return undefined;
    const links: Ref[] = [];
    const refs: { ref: Ref; primary: boolean }[] = [];
    for (const relation of rows) {
      if (typeof relation === 'string') links.push({ words: relation });
      else if (relation[key]) refs.push({ ref: { words: relation[key] }, primary: relation.is_primary === true });
      else refuse(field, `an element of ${field} has no ${key}`);
    }
    if (refs.length > 0 && refs.filter(({ primary }) => primary).length !== 1) {
      refuse(field, `exactly one element of ${field} must have is_primary true`);
    }
    return [...refs.sort((a, b) => Number(b.primary) - Number(a.primary)).map(({ ref }) => ref), ...links];
  };

  if (given.closing_date) {
    const date = readDate(given.closing_date, given.closing_date);
    if (!/^\d{4}-/.test(given.closing_date))
      refuse('closing_date', `'${given.closing_date}' is not a date as YYYY-MM-DD`);
    else if ('problem' in date) refuse('closing_date', date.problem);
  }
  const money = (field: 'base_value' | 'value_foreign'): string | undefined => {
    const amount = given.value?.[field];
    if (amount === null || amount === undefined) return undefined;
    const text = String(amount);
    if (!/^-?\d+(\.\d+)?$/.test(text)) refuse(`value.${field}`, `'${text}' is not a number written out`);
    return text;
  };

  const rest: Record<string, unknown> = {};
  // A record that was printed once is a new one now: it does not take over when the old one was made.
  const reused = given.id !== undefined;
  for (const [field, value] of Object.entries(row)) {
    if (Object.hasOwn(body.shape, field) || READ_ONLY.includes(field)) continue;
    if (reused && ['created', 'won_date', 'lost_date'].includes(field)) continue;
    if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) continue;
    const linked = Array.isArray(value) ? value : [value];
    if (linked.every(one => typeof one === 'string' && readLink(one))) continue;
    rest[field] = value;
  }
  const draft: Draft = {
    name: given.name ?? undefined,
    owner: words(given.owner_id),
    step: words(given.step_id),
    closing_date: given.closing_date ?? undefined,
    value: money('value_foreign'),
    base_value: money('base_value'),
    currency: words(given.value?.currency_id),
    accounts: related('account_relations', 'account_id'),
    contacts: related('contact_relations', 'contact_id'),
    oppty_type: words(given.oppty_type_id),
    unit: words(given.unit_id),
    lead_source: words(given.lead_source_id),
    reason_of_close: words(given.reason_of_close_id),
    fields: rest,
  };
  return { draft, problems };
}

const refused = (message: string): Reading => ({ draft: {}, problems: [{ code: 'USAGE', message, flag: '--from' }] });
