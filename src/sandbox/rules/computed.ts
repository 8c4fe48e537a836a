import type { Entity, Row } from '../../wire/entities.ts';
import type { StoredRow, Tables } from '../tables.ts';
import { type Field, fieldsOf } from './fields.ts';
import type { Readings } from './readings.ts';
import { timeValue } from './times.ts';

const OPEN = 1;
export const LOST = 2;
export const WON = 3;

const DAY = 86_400_000;

/** The roles in a sales unit. */
const MEMBER = 1;
const MANAGER = 2;

type Compute = (row: StoredRow, tables: Tables, now: Date, readings: Readings) => unknown;

const unitsIn =
  (role: number): Compute =>
  (row, tables) =>
    tables
      .where('SalesUnitClientRelations', 'client_id', row.id)
      .filter(({ unit_role, is_deleted }) => unit_role === role && !is_deleted)
      .map(({ unit_id }) => unit_id);

const clientName: Compute = row => joinNames(row.first_name, row.middle_name, row.last_name) || row.email;

/** A field of the primary one among the rows of another collection that link the record. */
const ofPrimary =
  (entity: Entity, linkField: string, field: string, fallback: unknown = null): Compute =>
  (row, tables) => {
    const link = findPrimary(tables, entity, linkField, row.id);
    return link ? (link[field] ?? fallback) : null;
  };
const ofPrimaryAccount = (field: string, fallback?: unknown) =>
  ofPrimary('ContactAccountRelations', 'contact_id', field, fallback);

/** The functions of the computed fields. */
const COMPUTED: Partial<Record<Entity, Record<string, Compute>>> = {
  Clients: {
    name: clientName,
    formatted_name: clientName,
    unit_member_ids: unitsIn(MEMBER),
    unit_manager_ids: unitsIn(MANAGER),
    master_right_id: (row, tables) => row.master_right_id ?? firstId(tables, 'MasterRights'),
  },
  Accounts: {
    formatted_name: row => row.name,
    account_type_id: (row, tables) => row.account_type_id ?? firstId(tables, 'AccountTypes'),
  },
  Fields: { column_name: row => row.api_name, source_type_id: row => row.type_id ?? null },
  Contacts: {
    formatted_name: row => joinNames(row.first_name, row.middle_name, row.last_name),
    contact_type_id: (row, tables) => row.contact_type_id ?? firstId(tables, 'ContactTypes'),
    _primary_account_id: ofPrimaryAccount('account_id'),
    primary_account_position: ofPrimaryAccount('position'),
    primary_account_relationship: ofPrimaryAccount('relationship', 0),
  },
  Opportunities: {
    status: (row, tables, _, readings) =>
      row.is_archived && readings.has('archived-won-is-lost') ? LOST : opportunityStatus(row, tables),
    table_name: () => 'opportunity',
    product_currency_id: (row, tables) =>
      row.product_currency_id ?? tables.where('Currencies', 'is_base', true)[0]?.id ?? null,
    formatted_name: row => row.name,
    days_in_step: (row, _, now) =>
      Math.max(0, Math.floor((now.getTime() - timeValue(String(row._step_since ?? row.created))) / DAY)),
    _primary_account_id: ofPrimary('LeadOpptyAccountRelations', 'lead_oppty_id', 'account_id'),
    _primary_contact_id: ofPrimary('LeadOpptyContactRelations', 'lead_oppty_id', 'contact_id'),
  },
};

/** A function that fills in what a record was not given and what follows from other records. */
export function withComputedFields(
  entity: Entity,
  tables: Tables,
  now: Date,
  readings: Readings,
): (row: StoredRow) => StoredRow {
  const empty = emptyRow(fieldsOf(entity, tables));
  const computed = Object.entries(COMPUTED[entity] ?? {});
  return row => {
    const full: StoredRow = { ...empty, ...row };
    for (const [name, compute] of computed) full[name] = compute(row, tables, now, readings);
    return full;
  };
}

/** Whether a field is not, or not only, what is stored of it. */
export const isComputed = (entity: Entity, name: string): boolean => Object.hasOwn(COMPUTED[entity] ?? {}, name);

/** A function that gives the named fields of a record alone, as `withComputedFields` does. */
export function readFields(
  entity: Entity,
  tables: Tables,
  now: Date,
  readings: Readings,
  names: Iterable<string>,
): (row: StoredRow) => Row {
  const fields = fieldsOf(entity, tables);
  // A relation is read by the id beside it.
  const keys = [...names].flatMap(name => [name, fields.get(name)?.idKey ?? name]);
  const cells = [...new Set(keys)].map(name => ({
    ...{ name, empty: fields.get(name)?.empty },
    compute: isComputed(entity, name) ? COMPUTED[entity]![name] : undefined,
  }));
  return row => {
    const read: Row = {};
    for (const { name, empty, compute } of cells) {
      read[name] = compute ? compute(row, tables, now, readings) : row[name] === undefined ? empty : row[name];
    }
    return read;
  };
}

/** The record that counts where none is named, as the real server never leaves these out. */
const firstId = (tables: Tables, entity: Entity): string | null =>
  tables.rows(entity).find(row => !row.is_deleted)?.id ?? null;

/** The primary row among those that link the record; undefined if it has none. */
const findPrimary = (tables: Tables, entity: Entity, linkField: string, id: string): StoredRow | undefined =>
  tables.where(entity, linkField, id).find(row => row.is_primary && !row.is_deleted);

/** Won when the step is the pipeline's last, lost when archived. */
export function opportunityStatus(row: Row, tables: Tables): number {
  const step = tables.get('Steps', String(row.step_id));
  const steps = step ? tables.where('Steps', 'pipeline_id', step.pipeline_id) : [];
  const last = Math.max(...steps.filter(step => !step.is_deleted).map(sortOrder));
  if (step?.pipeline_id && sortOrder(step) === last) return WON;
  return row.is_archived ? LOST : OPEN;
}

const sortOrder = (step: Row) => Number(step.sort_order ?? 0);

const emptyRow = (fields: ReadonlyMap<string, Field>): Row =>
  Object.fromEntries([...fields.values()].map(field => [field.name, field.empty]));

const joinNames = (...names: unknown[]) => names.filter(Boolean).join(' ');
