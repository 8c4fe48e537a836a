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

type Compute = (row: StoredRow, tables: Tables, now: Date, readings: Readings) => Row;

const COMPUTED: Partial<Record<Entity, Compute>> = {
  Clients: (row, tables) => {
    const name = joinNames(row.first_name, row.middle_name, row.last_name) || row.email;
    const memberships = tables.where('SalesUnitClientRelations', 'client_id', row.id);
    const unitsIn = (role: number) =>
      memberships
        .filter(({ unit_role, is_deleted }) => unit_role === role && !is_deleted)
        .map(({ unit_id }) => unit_id);
    return {
      ...{ name, formatted_name: name, unit_member_ids: unitsIn(MEMBER), unit_manager_ids: unitsIn(MANAGER) },
      master_right_id: row.master_right_id ?? firstId(tables, 'MasterRights'),
    };
  },
  Accounts: (row, tables) => ({
    formatted_name: row.name,
    account_type_id: row.account_type_id ?? firstId(tables, 'AccountTypes'),
  }),
  Fields: row => ({ column_name: row.api_name, source_type_id: row.type_id ?? null }),
  Contacts: (row, tables) => {
    const relation = findPrimary(tables, 'ContactAccountRelations', 'contact_id', row.id);
    return {
      formatted_name: joinNames(row.first_name, row.middle_name, row.last_name),
      contact_type_id: row.contact_type_id ?? firstId(tables, 'ContactTypes'),
      _primary_account_id: relation?.account_id ?? null,
      primary_account_position: relation?.position ?? null,
      primary_account_relationship: relation ? (relation.relationship ?? 0) : null,
    };
  },
  Opportunities: (row, tables, now, readings) => ({
    status: row.is_archived && readings.has('archived-won-is-lost') ? LOST : opportunityStatus(row, tables),
    table_name: 'opportunity',
    product_currency_id: row.product_currency_id ?? tables.where('Currencies', 'is_base', true)[0]?.id ?? null,
    formatted_name: row.name,
    days_in_step: Math.max(0, Math.floor((now.getTime() - timeValue(String(row._step_since ?? row.created))) / DAY)),
    _primary_account_id: findPrimary(tables, 'LeadOpptyAccountRelations', 'lead_oppty_id', row.id)?.account_id ?? null,
    _primary_contact_id: findPrimary(tables, 'LeadOpptyContactRelations', 'lead_oppty_id', row.id)?.contact_id ?? null,
  }),
};

/** Fields that are stored, and filled in where they are not. */
export const FILLED_IN = ['account_type_id', 'contact_type_id', 'master_right_id', 'product_currency_id'];

/** A function that fills in what a record was not given and what follows from other records. */
export function withComputedFields(
  entity: Entity,
  tables: Tables,
  now: Date,
  readings: Readings,
): (row: StoredRow) => StoredRow {
  const empty = emptyRow(fieldsOf(entity, tables));
  const compute = COMPUTED[entity];
  return row => ({ ...empty, ...row, ...compute?.(row, tables, now, readings) });
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
