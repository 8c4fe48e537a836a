import type { Client } from '../api/client.ts';
import type { Entity, Row } from '../wire/entities.ts';
import { formatQuery, type Query } from '../wire/query.ts';

/** One write to one record. */
export type Change = {
  entity: Entity;
  /** The fields concerned as the server last sent them. */
  before: Row;
  /** The same fields as they are to be: the body of the request. Empty for a deletion and for taking one back. */
  after: Row;
  /** The record's own counter of writes, when it was read. */
  revision?: unknown;
  /** Of a link that becomes the primary one: the link that was it. */
  replaces?: string;
  /** Parameters of the request. */
  query?: Pick<Query, 'validationLevel'>;
} & (
  | { op: 'update' | 'delete' | 'restore'; id: string }
  /**
   * `parent` is the field by whose value the new record is found again, as `lead_oppty_id` of a link; `edited` are fields
   * that a server may store in another way, as HTML.
   */
  | { op: 'create'; parent: string; edited?: readonly string[] }
  /**
   * A record without a parent is found again among the new ones. `marks` are fields any of which shows that a record is
   * probably this one, whatever a server made of the others; `earlierIds` are the ids of records that were new before it.
   */
  | { op: 'create'; parent?: undefined; marks: readonly string[]; earlierIds: readonly string[] }
);

/** The request of a change, as --dry-run shows it. */
export interface ChangeRequest {
  method: 'POST' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
}

/** The request that makes a change in the space at this address. */
export function requestOf(change: Change, base: string): ChangeRequest {
  const { op, entity, after, query = {} } = change;
  const collection = `${new URL(base).pathname}/entities/${entity}`;
  const parameters = formatQuery(op === 'restore' ? { ...query, rollbackMethod: 0 } : query);
  const suffix = parameters ? `?${parameters}` : '';
  switch (op) {
    case 'create':
      return { method: 'POST', path: `${collection}${suffix}`, body: after };
    case 'update':
      return { method: 'PATCH', path: `${collection}/${encodeURIComponent(change.id)}${suffix}`, body: after };
    case 'delete':
      return { method: 'DELETE', path: `${collection}/${encodeURIComponent(change.id)}${suffix}` };
    case 'restore':
      return { method: 'POST', path: `${collection}/batch-restore${suffix}`, body: [change.id] };
  }
}

/** The verbs of the API that changes are made with. */
export type WritingClient = Pick<
  Client,
  'create' | 'update' | 'modify' | 'remove' | 'restore' | 'list' | 'all' | 'serverTime'
>;

/** Sends a change. Returns the record as the server stored it; nothing where its answer has none. */
export async function sendChange(change: Change, client: WritingClient): Promise<Row | undefined> {
  const { op, entity, after, query } = change;
  if (op === 'create') return client.create(entity, after, query);
  if (op === 'update') return client.update(entity, change.id, after, query);
  await (op === 'delete' ? client.remove(entity, change.id, query) : client.restore(entity, change.id));
  return undefined;
}
