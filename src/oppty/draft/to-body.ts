import { isFound, type Ref } from '../../records/found.ts';
import type { Row } from '../../wire/entities.ts';
import { decimal } from '../../wire/json.ts';
import type { Draft } from './draft.ts';

/**
 * The body of the create request. Everything in the draft must have been looked up. An amount in the base currency
 * goes as `base_value`, one in another as `value_foreign`: the server works the other out from its exchange rates.
 */
export function toBody(draft: Draft): Row {
  const words = Object.values(draft)
    .flat()
    .find(ref => typeof ref === 'object' && 'words' in ref && !isFound(ref as Ref));
  if (words) throw new Error(`'${(words as { words: string }).words}' was not looked up`);
  const hasAmount = draft.value !== undefined || draft.base_value !== undefined;
  if (hasAmount && !isFound(draft.currency)) throw new Error('the currency was not looked up');
  return toKnownBody(draft);
}

/** The body as far as the records of the draft are known, to compare with what the server has. */
export function toKnownBody(draft: Draft): Row {
  const body: Row = {
    name: draft.name,
    owner_id: idOf(draft.owner),
    step_id: idOf(draft.step),
    closing_date: draft.closing_date,
    value: amounts(draft),
    account_relations: relations(draft.accounts, 'account_id'),
    contact_relations: relations(draft.contacts, 'contact_id'),
    oppty_type_id: idOf(draft.oppty_type),
    unit_id: idOf(draft.unit),
    lead_source_id: idOf(draft.lead_source),
    reason_of_close_id: idOf(draft.reason_of_close),
  };
  const answered = Object.entries(body).filter(([, value]) => value !== undefined);
  // An answer replaces the emptied field that it answers for.
  const otherFields = Object.entries(draft.fields ?? {}).filter(([field]) => body[field] === undefined);
  return Object.fromEntries([...answered, ...otherFields]);
}

const idOf = (ref: Ref | undefined): string | undefined => (isFound(ref) ? ref.id : undefined);

const relations = (refs: readonly Ref[] | undefined, key: string): Row[] | undefined =>
  refs?.length ? refs.map((ref, index) => ({ ...ref.more, [key]: idOf(ref), is_primary: index === 0 })) : undefined;

function amounts({ value, base_value, currency }: Draft): Row | undefined {
  if (value === undefined && base_value === undefined) return undefined;
  const inBase = isFound(currency) && currency.base === true;
  const base = inBase ? (value ?? base_value) : base_value;
  return {
    ...(base === undefined ? {} : { base_value: decimal(base) }),
    ...(value === undefined || inBase ? {} : { value_foreign: decimal(value) }),
    ...(isFound(currency) ? { currency_id: currency.id } : {}),
  };
}
