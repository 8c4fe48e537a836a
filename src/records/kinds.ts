import { textOf } from '../values/text-of.ts';
import type { Entity, Row } from '../wire/entities.ts';
import type { Condition } from '../wire/query.ts';

/** How people name the records of one collection. */
export interface Kind {
  entity: Entity;
  /** The word for one in messages, e.g. `account`. */
  label: string;
  /** The fields to load for a choice. */
  fields: readonly string[];
  /** Fields that hold an e-mail address, the main one first. */
  emails?: readonly string[];
  /** The full name of a record, for comparison with what people type. */
  nameOf(row: Row): string;
  /** Conditions that each find some of the records that could have this name. */
  conditionsFor(name: string): readonly Condition[];
  /** Distinguishes two of the same name, e.g. an e-mail. */
  detailOf?(row: Row): string;
  /** Why a record cannot be used in a new opportunity, if so; `allowDeleted` accepts deleted and archived ones. */
  whyUnusable?(row: Row, allowDeleted?: boolean): string | undefined;
}

export const text = (row: Row, field: string): string => (typeof row[field] === 'string' ? (row[field] as string) : '');
const whyDeleted = (row: Row, allowDeleted = false) =>
  row.is_deleted === true && !allowDeleted ? 'is deleted' : undefined;
const whyInactive = (row: Row, allowDeleted = false) =>
  whyDeleted(row, allowDeleted) ?? (row.is_archived === true && !allowDeleted ? 'is archived' : undefined);
const byName = (name: string): Condition[] => [{ field: 'name', op: 'ieq', value: name }];
const first = (words: string) => words.trim().split(/\s+/)[0] ?? '';
const last = (words: string) => words.trim().split(/\s+/).at(-1) ?? '';
const EMAILS = ['email1', 'email2', 'email3', 'email4', 'email5'] as const;

export const KINDS = {
  client: {
    entity: 'Clients',
    label: 'client',
    fields: ['id', 'name', 'email', 'type', 'is_deleted'],
    emails: ['email'],
    nameOf: row => text(row, 'name') || text(row, 'formatted_name'),
    conditionsFor: byName,
    detailOf: row => text(row, 'email'),
    // Type 1 is the vendor's support staff: they own nothing.
    whyUnusable: (row, allowDeleted = false) =>
      whyDeleted(row, allowDeleted) ?? (Number(textOf(row.type)) === 1 ? 'is a support user' : undefined),
  },
  account: {
    entity: 'Accounts',
    label: 'account',
    fields: ['id', 'name', 'city', ...EMAILS, 'is_archived', 'is_deleted'],
    emails: EMAILS,
    nameOf: row => text(row, 'name'),
    conditionsFor: byName,
    detailOf: row => [text(row, 'city'), text(row, 'email1')].filter(Boolean).join(', '),
    whyUnusable: whyInactive,
  },
  contact: {
    entity: 'Contacts',
    label: 'contact',
    fields: ['id', 'first_name', 'last_name', ...EMAILS, 'is_archived', 'is_deleted'],
    emails: EMAILS,
    nameOf: row => [text(row, 'first_name'), text(row, 'last_name')].filter(Boolean).join(' '),
    // The contract has no single field for a person's name.
    conditionsFor: name => [
      { field: 'last_name', op: 'iends', value: last(name) },
      { field: 'first_name', op: 'istarts', value: first(name) },
    ],
    detailOf: row => text(row, 'email1'),
    whyUnusable: whyInactive,
  },
  opportunity: {
    entity: 'Opportunities',
    label: 'opportunity',
    fields: ['id', 'name', 'closing_date', 'is_archived', 'is_deleted'],
    nameOf: row => text(row, 'name'),
    conditionsFor: byName,
    detailOf: row => text(row, 'closing_date'),
    whyUnusable: whyDeleted,
  },
  pipeline: {
    entity: 'Pipelines',
    label: 'pipeline',
    fields: ['id', 'name', 'steps', 'is_deleted'],
    nameOf: row => text(row, 'name'),
    conditionsFor: byName,
    whyUnusable: whyDeleted,
  },
  currency: {
    entity: 'Currencies',
    label: 'currency',
    fields: ['id', 'code', 'symbol', 'is_base', 'is_deleted'],
    nameOf: row => text(row, 'code'),
    conditionsFor: code => [{ field: 'code', op: 'ieq', value: code }],
    detailOf: row => text(row, 'symbol'),
    whyUnusable: whyDeleted,
  },
  type: {
    entity: 'OpportunityTypes',
    label: 'opportunity type',
    fields: ['id', 'name', 'pipeline_id', 'is_deleted'],
    nameOf: row => text(row, 'name'),
    conditionsFor: byName,
    whyUnusable: whyDeleted,
  },
  accountType: {
    entity: 'AccountTypes',
    label: 'account type',
    fields: ['id', 'name', 'is_deleted'],
    nameOf: row => text(row, 'name'),
    conditionsFor: byName,
    whyUnusable: whyDeleted,
  },
  unit: {
    entity: 'SalesUnits',
    label: 'sales unit',
    fields: ['id', 'name', 'is_deleted'],
    nameOf: row => text(row, 'name'),
    conditionsFor: byName,
    whyUnusable: whyDeleted,
  },
  step: {
    entity: 'Steps',
    label: 'step',
    fields: ['id', 'name', 'pipeline_id', 'is_deleted'],
    nameOf: row => text(row, 'name'),
    conditionsFor: byName,
  },
  field: {
    entity: 'Fields',
    label: 'field',
    fields: ['id', 'api_name', 'is_deleted'],
    nameOf: row => text(row, 'api_name'),
    conditionsFor: name => [{ field: 'api_name', op: 'ieq', value: name }],
    detailOf: row => text(row, 'entity_name'),
  },
  rate: {
    entity: 'CurrencyExchangeRates',
    label: 'exchange rate',
    fields: ['id', 'is_deleted'],
    nameOf: row => text(row, 'id'),
    // It has no name: only an id or a link finds it.
    conditionsFor: () => [],
  },
} satisfies Record<string, Kind>;
