import type { Entity } from '../../wire/entities.ts';
import type { Query } from '../../wire/query.ts';
import type { Tables } from '../tables.ts';
import { isComputed, readFields } from './computed.ts';
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
    const cells = readFields(entity, tables, now, readings, names);
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

/** The rows of the record that a condition names by its id, where there is one; else all. */
function candidates(tables: Tables, entity: Entity, fields: ReadonlyMap<string, Field>, { filter = [] }: Query) {
  const condition = filter.find(({ field, op = 'eq', value }) => {
    return op === 'eq' && value && fields.get(field)?.ofRelation && !isComputed(entity, field);
  });
  return condition ? tables.where(entity, condition.field, condition.value!.toLowerCase()) : tables.rows(entity);
}
