import type { Row } from './entities.ts';
import type { LosslessNumber } from './json.ts';
import { type LazySchema, lazySchema } from './lazy-schema.ts';

/**
 * A number of the API. One whose digits a double would not give back (`12.50`, twenty digits) comes as LosslessNumber;
 * and the contract's own examples show numbers in quotes. `String(value)` is the exact decimal text of all three.
 */
export type Numeric = number | string | LosslessNumber;

/** A relation to one record: the absolute address of it, or with `expand` the record itself. */
export type One = string | object;

/** A relation to many records: their addresses, or with `expand` the records themselves. */
export type Many = (string | object)[];

/** Any field may be absent, with `loadOnly`, and nearly any can be null. */
type Maybe<T> = T | null | undefined;

/** What all records have. Ids look like UUIDs, but are not always: opaque text. Source: the v100 contract, its samples. */
export interface AnyRecord extends Row {
  id?: string | undefined;
  /** True for what lies in the bin; lists leave it out unless `includeDeleted` is set. */
  is_deleted?: Maybe<boolean>;
}

/** A user of the space. Source: the v100 contract, Client. */
export interface ClientRecord extends AnyRecord {
  name?: Maybe<string>;
  email?: Maybe<string>;
  /** 0 a user of the customer, 1 one of the vendor's support, who owns nothing. */
  type?: Maybe<Numeric>;
  /** The sales unit that new records of this user go to. */
  default_unit?: Maybe<One>;
  default_unit_id?: Maybe<string>;
}

/** Source: the v100 contract, Pipeline; its samples for `steps`, which are addresses without `expand: ['steps']`. */
export interface PipelineRecord extends AnyRecord {
  name?: Maybe<string>;
  steps?: Maybe<Many>;
}

/** A step of a pipeline; lead and quote processes have steps in the same collection. Source: the v100 contract, Step. */
export interface StepRecord extends AnyRecord {
  name?: Maybe<string>;
  /** The chance to win, 0 to 100. */
  percent?: Maybe<Numeric>;
  /** The first step has the lowest. */
  sort_order?: Maybe<Numeric>;
  pipeline?: Maybe<One>;
  pipeline_id?: Maybe<string>;
}

/** A company. Source: the v100 contract, Account. */
export interface AccountRecord extends AnyRecord {
  name?: Maybe<string>;
  city?: Maybe<string>;
  country?: Maybe<string>;
  /** The first of five. */
  email1?: Maybe<string>;
  owner?: Maybe<One>;
  /** An archived account can be read, and not be changed. */
  is_archived?: Maybe<boolean>;
}

/** A person. Source: the v100 contract, Contact. */
export interface ContactRecord extends AnyRecord {
  first_name?: Maybe<string>;
  last_name?: Maybe<string>;
  formatted_name?: Maybe<string>;
  /** The first of five. */
  email1?: Maybe<string>;
  primary_account?: Maybe<One>;
  is_archived?: Maybe<boolean>;
}

/** That a contact belongs to an account. Source: the v100 contract, Contact. */
export interface ContactAccountRecord extends AnyRecord {
  account_id?: Maybe<string>;
  contact_id?: Maybe<string>;
  /** True if the account is the contact's first, not the other way round. */
  is_primary?: Maybe<boolean>;
}

/** Source: the v100 contract, Currency. */
export interface CurrencyRecord extends AnyRecord {
  /** ISO 4217, e.g. `EUR`. */
  code?: Maybe<string>;
  symbol?: Maybe<string>;
  /** True for one in each space: the currency of every `base_value`. */
  is_base?: Maybe<boolean>;
}

/** Source: the v100 contract, Lead & Opportunity; the vendor's tutorial for what a create needs. */
export interface OpportunityRecord extends AnyRecord {
  name?: Maybe<string>;
  owner_id?: Maybe<string>;
  step_id?: Maybe<string>;
  /** A day without a time zone, `YYYY-MM-DD`. Times of other fields are UTC. */
  closing_date?: Maybe<string>;
  /** `base_value` in the base currency of the space, `value_foreign` in the currency of `currency_id`: not in cents. */
  value?: Maybe<{ base_value?: Maybe<Numeric>; value_foreign?: Maybe<Numeric>; currency_id?: Maybe<string> }>;
  /** One of them has `is_primary: true`, if there is any. The same holds for the contacts. */
  account_relations?: Maybe<Many>;
  contact_relations?: Maybe<Many>;
}

/** The records of the collections that are known here by their fields. All fields there are pass through, `cf_*` too. */
export interface Records {
  Clients: ClientRecord;
  Pipelines: PipelineRecord;
  Steps: StepRecord;
  Accounts: AccountRecord;
  Contacts: ContactRecord;
  ContactAccountRelations: ContactAccountRecord;
  Currencies: CurrencyRecord;
  Opportunities: OpportunityRecord;
}

/** A record of a collection. */
export type RecordOf<E extends string> = E extends keyof Records ? Records[E] : AnyRecord;

const NAMES: Readonly<Record<keyof Records, true>> = {
  Clients: true,
  Pipelines: true,
  Steps: true,
  Accounts: true,
  Contacts: true,
  ContactAccountRelations: true,
  Currencies: true,
  Opportunities: true,
};

const pageOf = (name: string) => lazySchema(async () => (await import('./schemas.ts')).recordsSchema(name));
const PAGES = new Map(Object.keys(NAMES).map(name => [name, pageOf(name)]));
const ANY = pageOf('any collection');

/** What records of a collection must be to be looked at here: a field that is known and there has its type. */
export const lazyRecordsSchema = (entity: string): LazySchema<Row[]> => PAGES.get(entity) ?? ANY;
