import type { Problem } from '../errors.ts';
import type { Row } from '../wire/entities.ts';
import { decimal } from '../wire/json.ts';

/** A record that exists, with what a person needs to recognise it. */
export interface Found {
  id: string;
  name: string;
  /** Tells it from others of the same name: an e-mail, a city, a percentage. */
  detail?: string | undefined;
  /** For a currency: whether it is the space's base currency. */
  base?: boolean | undefined;
}

/** A record the user means: in their own words until it has been looked up. */
export type Ref = { words: string } | Found;

/**
 * The opportunity a user wants, under the API's names. Flags, files and the wizard all fill one of these; absent means
 * not said yet. Amounts are decimal text, dates civil text.
 */
export interface Draft {
  name?: string | undefined;
  owner?: Ref | undefined;
  pipeline?: Ref | undefined;
  step?: Ref | undefined;
  /** The first is the primary one. */
  accounts?: readonly Ref[] | undefined;
  /** The first is the primary one; none at all is an answer too. */
  contacts?: readonly Ref[] | undefined;
  /** In `currency`. */
  value?: string | undefined;
  currency?: Ref | undefined;
  /** The same in the base currency, when `currency` is another. */
  base_value?: string | undefined;
  closing_date?: string | undefined;
  oppty_type?: Ref | undefined;
  unit?: Ref | undefined;
  lead_source?: Ref | undefined;
  reason_of_close?: Ref | undefined;
  /** Every other field of the body, as it goes on the wire. */
  fields?: Readonly<Record<string, unknown>> | undefined;
}

export type DraftKey = keyof Draft;

/** A draft together with what was wrong in its source. */
export interface Reading {
  draft: Draft;
  problems: Problem[];
}

export const isFound = (ref: Ref | undefined): ref is Found => ref !== undefined && 'id' in ref;

/** What to show for a record: its name, or the words it was asked for with. */
export const nameOf = (ref: Ref): string => (isFound(ref) ? ref.name : ref.words);

/** Lays one draft over another: what `over` says wins, and takes along what belongs to it. */
export function merge(under: Draft, over: Draft): Draft {
  const rest: Draft = { ...under };
  const says = (...keys: DraftKey[]) => keys.some(key => over[key] !== undefined);
  // An amount means nothing without its currency, and contacts are those of the account.
  if (says('value', 'base_value', 'currency')) rest.value = rest.base_value = undefined;
  if (says('pipeline', 'step')) rest.pipeline = rest.step = undefined;
  if (says('accounts')) rest.contacts = undefined;
  const given = Object.entries(over).filter(([, value]) => value !== undefined);
  return { ...rest, ...Object.fromEntries(given), fields: { ...under.fields, ...over.fields } };
}

/**
 * The body of the create request. Everything in the draft must have been looked up. An amount in the base currency
 * goes as `base_value`, one in another as `value_foreign`: the server works the other out from its exchange rates.
 */
export function toPayload(draft: Draft): Row {
  const id = (ref: Ref | undefined): string | undefined => {
    if (ref === undefined) return undefined;
    if (!isFound(ref)) throw new Error(`'${ref.words}' was not looked up`);
    return ref.id;
  };
  const relations = (refs: readonly Ref[] | undefined, key: string) =>
    refs?.length ? refs.map((ref, index) => ({ [key]: id(ref), is_primary: index === 0 })) : undefined;
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
    ...draft.fields,
  };
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
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
