import type { Entity, Row } from '../../wire/entities.ts';
import type { StoredRow, Tables } from '../tables.ts';
import { type Field, fieldsOf } from './fields.ts';
import { timeValue } from './times.ts';

const OPEN = 1;
const LOST = 2;
const WON = 3;

const DAY = 86_400_000;

type Compute = (row: StoredRow, tables: Tables, now: Date) => Row;

const COMPUTED: Partial<Record<Entity, Compute>> = {
  Clients: row => {
    const name = joinNames(row.first_name, row.middle_name, row.last_name) || row.email;
    return { name, formatted_name: name };
  },
  Accounts: row => ({ formatted_name: row.name }),
  Contacts: (row, tables) => {
    const relation = findPrimary(tables, 'ContactAccountRelations', 'contact_id', row.id);
    return {
      formatted_name: joinNames(row.first_name, row.middle_name, row.last_name),
      _primary_account_id: relation?.account_id ?? null,
      primary_account_position: relation?.position ?? null,
      primary_account_relationship: relation ? (relation.relationship ?? 0) : null,
    };
  },
  Opportunities: (row, tables, now) => ({
    status: opportunityStatus(row, tables),
    table_name: 'opportunity',
    formatted_name: row.name,
    days_in_step: Math.max(0, Math.floor((now.getTime() - timeValue(String(row._step_since ?? row.created))) / DAY)),
    _primary_account_id: findPrimary(tables, 'LeadOpptyAccountRelations', 'lead_oppty_id', row.id)?.account_id ?? null,
    _primary_contact_id: findPrimary(tables, 'LeadOpptyContactRelations', 'lead_oppty_id', row.id)?.contact_id ?? null,
  }),
};

/** A function that fills in what a record was not given and what follows from other records. */
export function withComputedFields(entity: Entity, tables: Tables, now: Date): (row: StoredRow) => StoredRow {
  const empty = emptyRow(fieldsOf(entity, tables));
  const compute = COMPUTED[entity];
  return row => ({ ...empty, ...row, ...compute?.(row, tables, now) });
}

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
