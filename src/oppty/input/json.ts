import * as z from 'zod/mini';
import type { Problem } from '../../errors.ts';
import type { Ref } from '../../records/found.ts';
import { readDate } from '../../values/dates.ts';
import { type Row, readLink, relationOf } from '../../wire/entities.ts';
import { LosslessNumber, parseJson } from '../../wire/json.ts';
import type { Draft, ParsedDraft } from '../draft/draft.ts';

/** What a record of the API has that cannot be written. */
const READ_ONLY = [
  ...['id', 'is_deleted', 'is_delete_protected', 'modified', 'modified_by_user', 'revision', 'status', 'days_in_step'],
  ...['qualify_date', 'primary_account', 'primary_contact', 'table_name', 'formatted_name', 'is_favorite'],
  'fitness_description',
];
/** What tells of the old record only, where a printed one is used again. */
const HISTORY = [
  ...READ_ONLY,
  'created',
  'won_date',
  'lost_date',
  'lead_oppty_id',
  'account',
  'contact',
  'oppty',
  'lead',
];
/** Answers that may be left to the server, and so may be emptied in so many words. */
const OPTIONAL = ['oppty_type_id', 'unit_id', 'lead_source_id', 'reason_of_close_id'];

export interface BodyOptions {
  /** Send read-only fields too, as validation level 8 has it. */
  overrideReadOnly?: boolean | undefined;
}

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
export const createBody = z.looseObject({
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
export function parseJsonInput(text: string, source: string, options: BodyOptions = {}): ParsedDraft {
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
  return parseBody(row as Row, '--from', options);
}

/** Reads `--set field=text` and `--set field:=json`. */
export function parseSetFlags(settings: readonly string[], options: BodyOptions = {}): ParsedDraft {
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
  const reading = parseBody(row, '--set', options);
  return { draft: reading.draft, problems: [...problems, ...reading.problems] };
}

/**
 * Reads an object in the API's names into a draft. Ids stay words until they have been looked up. A record that was
 * printed is a new one now, without the old one's history; anything else is taken at its word.
 */
function parseBody(row: Row, flag: '--from' | '--set', { overrideReadOnly = false }: BodyOptions = {}): ParsedDraft {
  const read = createBody.safeParse(row);
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
  const printed = flag === '--from' && typeof given.id === 'string' && given.id !== '';
  const words = (text: string | null | undefined): Ref | undefined => (text ? { words: text } : undefined);

  const related = (field: 'account_relations' | 'contact_relations', key: 'account_id' | 'contact_id') => {
    const rows = given[field];
    // No contact is an answer; no account is not.
    if (!rows || (rows.length === 0 && key === 'account_id')) return undefined;
    const links: Ref[] = [];
    const refs: { ref: Ref; primary: boolean }[] = [];
    for (const relation of rows) {
      if (typeof relation === 'string') links.push({ words: relation });
      else if (relation[key]) {
        const { [key]: id, is_primary, ...others } = relation;
        const more = printed ? withoutHistory(others) : others;
        const ref = Object.keys(more).length > 0 ? { words: id!, more } : { words: id! };
        refs.push({ ref, primary: is_primary === true });
      } else refuse(field, `an element of ${field} has no ${key}`);
    }
    if (refs.length > 0 && refs.filter(({ primary }) => primary).length !== 1) {
      refuse(field, `exactly one element of ${field} must have is_primary true`);
    }
    return [...refs.sort((a, b) => Number(b.primary) - Number(a.primary)).map(({ ref }) => ref), ...links];
  };

  const day = printed && given.closing_date === '' ? undefined : (given.closing_date ?? undefined);
  if (day !== undefined) {
    const date = readDate(day, day);
    if (!/^\d{4}-/.test(day)) refuse('closing_date', `'${day}' is not a date as YYYY-MM-DD`);
    else if ('problem' in date) refuse('closing_date', date.problem);
  }
  const money = (field: 'base_value' | 'value_foreign'): string | undefined => {
    const amount = given.value?.[field];
    if (amount === null || amount === undefined) return undefined;
    const text = String(amount);
    if (!/^-?\d+(\.\d+)?$/.test(text)) refuse(`value.${field}`, `'${text}' is not a number written out`);
    return text;
  };

  for (const part of Object.keys(given.value ?? {})) {
    if (!printed && !AMOUNT_PARTS.includes(part)) refuse(`value.${part}`, `value has no part '${part}'`);
  }
  const value = money('value_foreign');
  const base_value = money('base_value');

  const rest = Object.entries(printed ? withoutHistory(row) : row).filter(([field, value]) => {
    if (OPTIONAL.includes(field)) return value === null || value === '';
    if (Object.hasOwn(createBody.shape, field)) return false;
    // Its relations stand in it as ids, too.
    if (printed) return !relationOf('Opportunities', field);
    const why = unwritable(field, overrideReadOnly);
    if (why) problems.push({ code: 'USAGE', ...why, field, flag });
    return !why;
  });
  const draft: Draft = {
    name: given.name ?? undefined,
    owner: words(given.owner_id),
    step: words(given.step_id),
    closing_date: day,
    value,
    // The server worked it out from the other one, by the rates of that day.
    base_value: printed && value !== undefined ? undefined : base_value,
    currency: words(given.value?.currency_id),
    accounts: related('account_relations', 'account_id'),
    contacts: related('contact_relations', 'contact_id'),
    oppty_type: words(given.oppty_type_id),
    unit: words(given.unit_id),
    lead_source: words(given.lead_source_id),
    reason_of_close: words(given.reason_of_close_id),
    fields: Object.fromEntries(rest),
  };
  return { draft, problems };
}

const AMOUNT_PARTS = ['base_value', 'value_foreign', 'currency_id'];

/** Why a field cannot be sent, if so. */
function unwritable(field: string, overrideReadOnly: boolean): { message: string; hint?: string } | undefined {
  const message = `${field} cannot be written`;
  // It would change the object it is put into.
  if (field === '__proto__') return { message };
  if (READ_ONLY.includes(field)) {
    const hint = 'The server sets it; --validation-level override-read-only sends it all the same.';
    return overrideReadOnly ? undefined : { message, hint };
  }
  return relationOf('Opportunities', field) ? { message, hint: `Write ${field}_id.` } : undefined;
}

/** What of a printed record, or of a link in it, makes sense for a new one. */
function withoutHistory(row: Row): Row {
  const kept = Object.entries(row).filter(([field, value]) => {
    if (HISTORY.includes(field) || field === '__proto__') return false;
    if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return false;
    const linked = Array.isArray(value) ? value : [value];
    return !linked.every(one => typeof one === 'string' && readLink(one));
  });
  return Object.fromEntries(kept);
}

const refused = (message: string): ParsedDraft => ({
  draft: {},
  problems: [{ code: 'USAGE', message, flag: '--from' }],
});
