import * as z from 'zod/mini';
import type { Problem } from '../../errors.ts';
import type { Ref } from '../../records/found.ts';
import { expandExponent } from '../../values/money.ts';
import { parseDate } from '../../values/parse-date.ts';
import { type Row, relationOf } from '../../wire/entities.ts';
import { formatJson, LosslessNumber } from '../../wire/json.ts';
import type { Draft, ParsedDraft } from '../draft/draft.ts';
import { whyUnwritable, withoutHistory } from './writable-fields.ts';

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

/** The words for what JSON has, by the names of zod. */
const JSON_TYPES: Readonly<Record<string, string>> = {
  string: 'text in quotes',
  array: 'a list',
  object: 'an object',
  boolean: 'true or false',
};

const brief = (text: string) => (text.length > 60 ? `${text.slice(0, 57)}...` : text);

/** Answers that the server can choose, and so can be emptied explicitly. */
const OPTIONAL = ['oppty_type_id', 'unit_id', 'lead_source_id', 'reason_of_close_id'];
const AMOUNT_PARTS = ['base_value', 'value_foreign', 'currency_id'];

/** A body whose fields have the right types, and what is wrong with their values. */
interface CheckedBody {
  body: z.infer<typeof createBody>;
  /** A record that this tool printed becomes a new one, without the history of the old one. */
  isPrinted: boolean;
  flag: '--from' | '--set';
  problems: Problem[];
  notes: string[];
}

/**
 * Reads an object in the API's names into a draft. Ids stay words until they are looked up. Of a printed record only
 * what makes sense for a new one is read; every field of anything else is.
 */
export function parseBody(row: Row, flag: '--from' | '--set', today: string, options: BodyOptions = {}): ParsedDraft {
  const result = createBody.safeParse(row);
  if (!result.success) {
    const problems = result.error.issues.map((issue): Problem => {
      const field = issue.path.join('.');
      const type = issue.code === 'invalid_type' ? JSON_TYPES[issue.expected] : undefined;
      const jsonValue = issue.path.reduce<unknown>((value, key) => (value as Row | undefined)?.[String(key)], row);
      const expected = type ?? (field.startsWith('value.') ? 'a number' : 'an object');
      return { code: 'USAGE', message: `${field} takes ${expected}, not ${brief(formatJson(jsonValue))}`, field, flag };
    });
    return { draft: {}, problems };
  }
  const body = result.data;
  const isPrinted = flag === '--from' && typeof body.id === 'string' && body.id !== '';
  const checked: CheckedBody = { body, isPrinted, flag, problems: [], notes: [] };
  const draft: Draft = {
    name: body.name ?? undefined,
    owner: toRef(body.owner_id),
    step: toRef(body.step_id),
    closing_date: readDay(checked, today),
    ...readAmounts(checked),
    currency: toRef(body.value?.currency_id),
    oppty_type: toRef(body.oppty_type_id),
    unit: toRef(body.unit_id),
    lead_source: toRef(body.lead_source_id),
    reason_of_close: toRef(body.reason_of_close_id),
    fields: otherFields(row, checked, options),
    accounts: readLinks(checked, 'account_relations', 'account_id'),
    contacts: readLinks(checked, 'contact_relations', 'contact_id'),
  };
  return { draft, problems: checked.problems, notes: checked.notes };
}

const toRef = (text: string | null | undefined): Ref | undefined => (text ? { words: text } : undefined);

const refuse = ({ problems, flag }: CheckedBody, field: string, message: string, hint?: string) =>
  problems.push({ code: 'USAGE', message, ...(hint ? { hint } : {}), field, flag });

function readDay(checked: CheckedBody, today: string): string | undefined {
  const { body, isPrinted } = checked;
  const day = isPrinted && body.closing_date === '' ? undefined : (body.closing_date ?? undefined);
  if (day === undefined) return undefined;
  const result = parseDate(day, today);
  if ('date' in result) return result.date;
  refuse(checked, 'closing_date', result.problem);
  return day;
}

function readAmounts(checked: CheckedBody): Pick<Draft, 'value' | 'base_value'> {
  const { body, isPrinted } = checked;
  for (const part of Object.keys(body.value ?? {})) {
    if (!isPrinted && !AMOUNT_PARTS.includes(part)) refuse(checked, `value.${part}`, `value has no part '${part}'`);
  }
  const value = readNumber(checked, 'value_foreign');
  const base_value = readNumber(checked, 'base_value');
  // Of a printed record, the server calculated it from the other one, by the rates of that day.
  return { value, base_value: isPrinted && value !== undefined ? undefined : base_value };
}

function readNumber(checked: CheckedBody, field: 'base_value' | 'value_foreign'): string | undefined {
  const amount = checked.body.value?.[field];
  if (amount === null || amount === undefined) return undefined;
  // A JSON number may have an exponent, the amount on the wire has none.
  const text = String(amount);
  const digits = typeof amount !== 'string' && /e/i.test(text) ? expandExponent(text) : text;
  if (digits !== undefined && /^-?\d+(\.\d+)?$/.test(digits)) return digits;
  refuse(checked, `value.${field}`, `'${text}' is not a number: write digits, as in 12500.50`);
  return text;
}

/** The fields that have no answer of their own. */
function otherFields(row: Row, checked: CheckedBody, { overrideReadOnly = false }: BodyOptions): Row {
  const { isPrinted } = checked;
  const fields = Object.entries(isPrinted ? withoutHistory(row) : row).filter(([field, value]) => {
    if (OPTIONAL.includes(field)) return value === null || value === '';
    if (Object.hasOwn(createBody.shape, field)) return false;
    // A printed record has its relations as ids, too.
    if (isPrinted) return !relationOf('Opportunities', field);
    // Bodies of other clients hold it.
    if (field === 'revision' && !overrideReadOnly) {
      checked.notes.push('The revision is left out: the server counts it.');
      return false;
    }
    const why = whyUnwritable(field, overrideReadOnly);
    if (why) refuse(checked, field, why.message, why.hint);
    return !why;
  });
  return Object.fromEntries(fields);
}

/** The records of a relation, the primary first. */
function readLinks(
  checked: CheckedBody,
  field: 'account_relations' | 'contact_relations',
  key: 'account_id' | 'contact_id',
): Ref[] | undefined {
  const rows = checked.body[field];
  // No contact is an answer; no account is not.
  if (!rows || (rows.length === 0 && key === 'account_id')) return undefined;
  const links: Ref[] = [];
  const refs: { ref: Ref; primary: boolean }[] = [];
  for (const relation of rows) {
    if (typeof relation === 'string') links.push({ words: relation });
    else if (relation[key]) {
      const { [key]: id, is_primary, ...properties } = relation;
      const moreFields = checked.isPrinted ? withoutHistory(properties) : properties;
      const ref = Object.keys(moreFields).length > 0 ? { words: id!, more: moreFields } : { words: id! };
      refs.push({ ref, primary: is_primary === true });
    } else refuse(checked, field, `an element of ${field} has no ${key}`);
  }
  if (refs.length > 0 && refs.filter(({ primary }) => primary).length !== 1) {
    refuse(checked, field, `exactly one element of ${field} must have is_primary true`);
  }
  return [...refs.sort((a, b) => Number(b.primary) - Number(a.primary)).map(({ ref }) => ref), ...links];
}
