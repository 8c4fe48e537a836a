import { isFound, type Ref } from '../../records/found.ts';
import type { Row } from '../../wire/entities.ts';
import { decimal } from '../../wire/json.ts';
import type { Draft } from './draft.ts';

/**
 * The body of the create request. Everything in the draft must have been looked up. An amount in the base currency
 * goes as `base_value`, one in another as `value_foreign`: the server works the other out from its exchange rates.
 */
export function toBody(draft: Draft): Row {
  const id = (ref: Ref | undefined): string | undefined => {
    if (ref === undefined) return undefined;
    if (!isFound(ref)) throw new Error(`'${ref.words}' was not looked up`);
    return ref.id;
  };
  const relations = (refs: readonly Ref[] | undefined, key: string) =>
    refs?.length ? refs.map((ref, index) => ({ ...ref.more, [key]: id(ref), is_primary: index === 0 })) : undefined;
  const body: Row = {
    name: draft.name,
    owner_id: id(draft.owner),
    step_id: id(draft.step),
    closing_date: draft.closing_date,
    value: amounts(draft),
    account_relations: relations(draft.accounts, 'account_id'),
    contact_relations: relations(draft.contacts, 'contact_id'),
    oppty_type_id: id(draft.oppty_type),
    unit_id: id(draft.unit),
    lead_source_id: id(draft.lead_source),
    reason_of_close_id: id(draft.reason_of_close),
  };
  const said = Object.entries(body).filter(([, value]) => value !== undefined);
  // A field that was emptied gives way to an answer for it.
  const others = Object.entries(draft.fields ?? {}).filter(([field]) => body[field] === undefined);
  return Object.fromEntries([...said, ...others]);
}

function amounts({ value, base_value, currency }: Draft): Row | undefined {
  if (value === undefined && base_value === undefined) return undefined;
  if (!isFound(currency)) throw new Error('the currency was not looked up');
  const base = currency.base ? (value ?? base_value) : base_value;
  return {
    ...(base === undefined ? {} : { base_value: decimal(base) }),
    ...(value === undefined || currency.base ? {} : { value_foreign: decimal(value) }),
    currency_id: currency.id,
  };
}
