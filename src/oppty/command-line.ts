import type { Ref } from '../records/found.ts';
import { isFound } from '../records/found.ts';
import { formatJson } from '../wire/json.ts';
import type { Draft } from './draft/draft.ts';
import { flagName, PLAIN_FIELDS, YES_NO } from './draft/plain-fields.ts';

const RELATIONS = [
  ['--account', 'account_relations', 'account_id'],
  ['--contact', 'contact_relations', 'contact_id'],
] as const;

/**
 * The flags of `oppty create` that make the same draft, as words: ids for records, since those mean one record for ever,
 * but the e-mail of an owner and the code of a currency, which people know. What the draft has in words stays in words.
 */
export function draftWords(draft: Draft): string[] {
  const words: string[] = [];
  const add = (flag: string, value: string | undefined) => {
    if (value !== undefined) words.push(...flagWords(flag, value));
  };
  const id = (ref: Ref | undefined) => (ref === undefined ? undefined : isFound(ref) ? ref.id : ref.words);
  const { owner, currency } = draft;
  add('--owner', isFound(owner) && owner.detail?.includes('@') ? owner.detail : id(owner));
  // The id of a step is of one pipeline; the words for one may need it.
  if (!isFound(draft.step)) add('--pipeline', id(draft.pipeline));
  add('--step', id(draft.step));
  for (const [flag, field, key] of RELATIONS) {
    const refs = (flag === '--account' ? draft.accounts : draft.contacts) ?? [];
    // Properties that no flag has, such as a comment, are written as JSON.
    const rows = refs.map((ref, index) => ({
      ...{ ...ref.more, [key]: isFound(ref) ? ref.id : ref.words },
      is_primary: index === 0,
    }));
    if (refs.some(({ more }) => more)) add('--set', `${field}:=${formatJson(rows)}`);
    else for (const ref of refs) add(flag, id(ref));
  }
  if (draft.contacts?.length === 0) words.push('--no-contact');
  add('--name', draft.name);
  const beside = currency && !isFound(currency) ? currency.also : undefined;
  add('--value', beside === undefined ? draft.value : draft.value && `${draft.value} ${beside}`);
  add('--currency', isFound(currency) ? currency.name : id(currency));
  add('--base-value', draft.base_value);
  add('--closing-date', draft.closing_date);
  add('--type', id(draft.oppty_type));
  add('--unit', id(draft.unit));
  add('--lead-source', id(draft.lead_source));
  add('--reason-of-close', id(draft.reason_of_close));
  for (const [field, value] of Object.entries(draft.fields ?? {})) {
    const flag = plainFlag(field, value);
    if (flag) words.push(...flag);
    else add('--set', typeof value === 'string' ? `${field}=${value}` : `${field}:=${formatJson(value)}`);
  }
  return words;
}

/** `--flag=value` when the value looks like a flag itself. */
const flagWords = (flag: string, value: string) => (value.startsWith('-') ? [`${flag}=${value}`] : [flag, value]);

/** What format() gives is relative to no day. */
const NO_DAY = '2000-01-01';

/** The words of a plain field's flag; undefined if no text for it means this value. */
function plainFlag(field: string, value: unknown): string[] | undefined {
  const plain = PLAIN_FIELDS.find(plainField => plainField.field === field);
  if (!plain) return undefined;
  const flag = flagName(plain);
  if (plain.options === YES_NO) return value === true ? [flag] : undefined;
  const text = plain.format(value);
  const result = text === undefined ? undefined : plain.parse(text, NO_DAY);
  return text !== undefined && result && 'value' in result && result.value === value
    ? flagWords(flag, text)
    : undefined;
}
