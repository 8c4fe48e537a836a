import type { Problem } from '../errors.ts';
import type { Row } from '../wire/entities.ts';
import { decimal } from '../wire/json.ts';
import { QUESTIONS, type QuestionId } from './questions.ts';

/** A record that exists, with what a person needs to recognise it. */
export interface Found {
  id: string;
  name: string;
  /** Tells it from others of the same name: an e-mail, a city, a percentage. */
  detail?: string | undefined;
  /** For a currency: whether it is the space's base currency. */
  base?: boolean | undefined;
  /** For an account or contact: what else its link to the opportunity says, as it goes on the wire. */
  more?: Row | undefined;
}

/** A record the user means: in their own words until it has been looked up. */
export type Ref = { words: string; more?: Row | undefined } | Found;

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

/**
 * Lays one draft over another: what `over` says wins, and what depended on the old answer goes with it. Of several ways
 * to answer one question only those of `over` stay.
 */
export function merge(under: Draft, over: Draft): Draft {
  const answered = QUESTIONS.filter(({ id }) => says(over, id));
  const stale: DraftKey[] = answered.flatMap(({ id, clears = [] }) => [id, ...clears]);
  // An amount means nothing without its currency.
  if (says(over, 'value') || says(over, 'currency')) stale.push('value', 'base_value');
  const rest = Object.entries(under).filter(([key]) => !stale.includes(key as DraftKey));
  const named = answered.flatMap(({ fields }) => fields);
  const fields = Object.entries(under.fields ?? {}).filter(([field]) => !named.includes(field));
  return lay({ ...Object.fromEntries(rest), fields: Object.fromEntries(fields) }, over);
}

/** Joins two drafts said in one breath, as `--set` and the other flags are: `over` wins, nothing else goes. */
export function lay(under: Draft, over: Draft): Draft {
  const given = Object.entries(over).filter(([, value]) => value !== undefined);
  return { ...under, ...Object.fromEntries(given), fields: { ...under.fields, ...over.fields } };
}

function says(draft: Draft, id: QuestionId): boolean {
  // A step is of one pipeline, in whatever words.
  if (id === 'pipeline') return draft.pipeline !== undefined || draft.step !== undefined;
  return draft[id] !== undefined || (id === 'value' && draft.base_value !== undefined);
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
