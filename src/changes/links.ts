import type { FoundRecord } from '../records/found.ts';
import { textOf } from '../values/text-of.ts';
import { type Entity, isRow, type Row } from '../wire/entities.ts';
import type { Change } from './change.ts';

/** A collection of links: each leads from a record, by the field `parent`, to another one. */
export interface LinkCollection {
  entity: Entity;
  parent: string;
  /** The relation to the other end, whose id is in `<target>_id`. */
  target: string;
}

/** One link as it is: the record at its end, with the link's own row. */
export interface Link {
  row: Row;
  record: FoundRecord;
}

/** What is to become of the links: another list, the first of it primary, or some more and some less. */
export interface LinkGoal {
  replace?: readonly FoundRecord[] | undefined;
  add?: readonly FoundRecord[] | undefined;
  remove?: readonly FoundRecord[] | undefined;
}

/** The links of rows that come with the records at their ends, the primary one first. */
export function readLinks(
  { target }: Pick<LinkCollection, 'target'>,
  rows: readonly Row[],
  nameOf: (row: Row) => string,
): Link[] {
  const links = rows
    .filter(row => row.is_deleted !== true)
    .map(row => {
      const record = row[target];
      const id = textOf(row[`${target}_id`] ?? (isRow(record) ? record.id : ''));
      return { row, record: { id, name: isRow(record) ? nameOf(record) : id } };
    });
  return links.sort((a, b) => Number(isPrimary(b)) - Number(isPrimary(a)));
}

/**
 * The changes that lead to the wanted links. New ones come first, then the primary one is promoted, then old ones go: at
 * every moment exactly one is primary, since the server takes it from the others when another one gets it.
 */
export function planLinks(
  collection: LinkCollection,
  parentId: string,
  current: readonly Link[],
  { replace, add = [], remove = [] }: LinkGoal,
): { changes: Change[]; before: string; after: string } {
  const removedIds = new Set(remove.map(idOf));
  const rest = current.filter(({ record }) => !removedIds.has(idOf(record))).map(({ record }) => record);
  const goal = uniqueById(replace ?? [...rest, ...add]);
  const [primary] = goal;
  const { entity, parent, target } = collection;
  const old = current.find(isPrimary);
  const replaces = old ? { replaces: textOf(old.row.id) } : {};
  const isThere = (record: FoundRecord) => current.find(link => idOf(link.record) === idOf(record));
  const isWanted = ({ record }: Link) => goal.some(other => idOf(other) === idOf(record));
  const created = goal
    .filter(record => !isThere(record))
    .map((record): Change => {
      const after = { [parent]: parentId, [`${target}_id`]: record.id, is_primary: record === primary };
      return { op: 'create', entity, parent, before: {}, after, ...(record === primary ? replaces : {}) };
    });
  const first = primary && isThere(primary);
  const promoted =
    first && !isPrimary(first) ? [{ ...linkChange('update', entity, first, { is_primary: true }), ...replaces }] : [];
  // Where none is left, the primary one goes last.
  const removed = current.filter(link => !isWanted(link)).sort((a, b) => Number(isPrimary(a)) - Number(isPrimary(b)));
  return {
    changes: [...created, ...promoted, ...removed.map(link => linkChange('delete', entity, link, {}))],
    before: namesOf(current.map(({ record }) => record)),
    after: namesOf(goal),
  };
}

function linkChange(op: 'update' | 'delete', entity: Entity, { row }: Link, after: Row): Change {
  const before = op === 'update' ? { is_primary: row.is_primary ?? null } : { is_deleted: false };
  return { op, entity, id: textOf(row.id), revision: row.revision, before, after };
}

const isPrimary = ({ row }: Link) => row.is_primary === true;
const idOf = ({ id }: FoundRecord) => id.toLowerCase();
const uniqueById = (records: readonly FoundRecord[]) => [
  ...new Map(records.map(record => [idOf(record), record])).values(),
];
const namesOf = (records: readonly FoundRecord[]) =>
  records.map(({ name }, index) => `${name}${index === 0 && records.length > 1 ? ' (primary)' : ''}`).join(', ');
