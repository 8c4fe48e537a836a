import type { Entity, Row } from '../../wire/entities.ts';
import type { Query } from '../../wire/query.ts';
import type { StoredRow, Tables } from '../tables.ts';
import { FILLED_IN, withComputedFields } from './computed.ts';
import { type Field, fieldsOf } from './fields.ts';
import type { Readings } from './readings.ts';
import { cutPage, type OrderedRow, orderNames, orderRows, type SelectedPage } from './select.ts';

/** What was ordered of the same records, by the request. A write makes other records, and this goes with the old ones. */
const ordered = new WeakMap<Tables, Map<string, OrderedRow[]>>();
const MAX_LISTS = 20;

/** One page of a collection: the rows that meet all conditions, in order. Throws Refusal 400. */
export function list(tables: Tables, entity: Entity, query: Query, now: Date, readings: Readings): SelectedPage {
  const fields = fieldsOf(entity, tables);
  const names = new Set(['id', 'is_deleted', ...namesIn(query)]);
  const { filter, orderBy, includeDeleted } = query;
  const key = JSON.stringify([entity, filter, orderBy, includeDeleted, ...readings]);
  const lists = ordered.get(tables) ?? new Map<string, OrderedRow[]>();
  ordered.set(tables, lists);
  let rows = lists.get(key);
  if (!rows) {
    const guessBetween = readings.has('guess-between');
    const cells = cellReader(fields, names) ?? withComputedFields(entity, tables, now, readings);
    rows = orderRows(candidates(tables, entity, fields, query), fields, query, { guessBetween, cells });
    // What changes with the time is not the same at the next request.
    if (!names.has('days_in_step')) lists.set(key, rows);
    if (lists.size > MAX_LISTS) lists.delete(lists.keys().next().value!);
  }
  return cutPage(rows, fields, query);
}

const namesIn = ({ filter = [], orderBy }: Query): string[] => [
  ...filter.map(({ field }) => field),
  ...orderNames(orderBy).map(name => name.replace(/^-/, '')),
];

const isStored = (field: Field | undefined) =>
  field !== undefined && !field.computed && field.kind !== 'one' && !FILLED_IN.includes(field.name);

/** The rows of the record that a condition names by its id, where there is one; else all. */
function candidates(tables: Tables, entity: Entity, fields: ReadonlyMap<string, Field>, { filter = [] }: Query) {
  const condition = filter.find(({ field, op = 'eq', value }) => {
    return op === 'eq' && value && fields.get(field)?.ofRelation && isStored(fields.get(field));
  });
  return condition ? tables.where(entity, condition.field, condition.value!.toLowerCase()) : tables.rows(entity);
}

/** A function that reads these fields alone; undefined if one of them has to be computed. */
function cellReader(
  fields: ReadonlyMap<string, Field>,
  names: ReadonlySet<string>,
): ((row: StoredRow) => Row) | undefined {
  const read = [...names].map(name => fields.get(name));
  if (!read.every(isStored)) return undefined;
  const defaults = read.map(field => [field!.name, field!.empty] as const);
  return row => {
    const cells: Row = {};
    for (const [name, empty] of defaults) cells[name] = row[name] === undefined ? empty : row[name];
    return cells;
  };
}
