import type { Client, RawPage } from '../../api/client.ts';
import { CliError } from '../../errors.ts';
import { uniqueRecords } from '../../records/relations.ts';
import { textOf } from '../../values/text-of.ts';
import { type Entity, isRow, type Row } from '../../wire/entities.ts';
import type { Query } from '../../wire/query.ts';

/** Links of opportunities with one record: `LeadOpptyAccountRelations` of an account. */
export interface Link {
  entity: Entity;
  /** The field of the link that holds the id of the record. */
  field: string;
  id: string;
}

/**
 * The opportunities that are linked with all of the records, as one page. They are read from the links: an opportunity
 * has no field with the ids of its accounts or contacts that a list could be filtered by.
 */
export async function* linkedPages(client: Client, links: readonly Link[], query: Query): AsyncGenerator<RawPage> {
  const lists = await Promise.all(links.map(link => linkedRecords(client, link, query)));
  const [first = [], ...furtherLists] = lists.map(uniqueRecords);
  const ids = furtherLists.map(rows => new Set(rows.map(({ id }) => id)));
  yield { rows: first.filter(({ id }) => ids.every(set => set.has(id))) };
}

async function linkedRecords(client: Client, link: Link, query: Query): Promise<Row[]> {
  const { loadOnly, expand = [], includeDeleted } = query;
  const rows: Row[] = [];
  const marksDeleted = !loadOnly || loadOnly.includes('is_deleted');
  const linkQuery: Query = {
    filter: [{ field: link.field, value: link.id }],
    expand: ['oppty', ...expand.map(path => `oppty.${path}`)],
    ...(loadOnly
      ? { loadOnly: ['id', 'lead_oppty_id', 'is_deleted', ...[...loadOnly, 'is_deleted'].map(path => `oppty.${path}`)] }
      : {}),
    ...(includeDeleted ? { includeDeleted } : {}),
  };
  for await (const { oppty, is_deleted } of client.all(link.entity, linkQuery)) {
    // The link is one of a lead.
    if (oppty === null || oppty === undefined) continue;
    const record = isRow(oppty) ? oppty : await recordById(client, textOf(oppty), query);
    // A link that was removed counts only where the opportunity itself was deleted.
    const isGone = record.is_deleted === true;
    if (isGone ? includeDeleted : is_deleted !== true) rows.push(marksDeleted ? record : withoutMark(record));
  }
  return rows;
}

const withoutMark = ({ is_deleted: _, ...row }: Row): Row => row;

/** For a server that does not expand: the record behind a link. Uses the list, since a single record cannot be expanded. */
async function recordById(client: Client, uri: string, { loadOnly, expand }: Query): Promise<Row> {
  const id = uri.split('/').at(-1) ?? '';
  const fields = loadOnly && { loadOnly: [...loadOnly, 'is_deleted'] };
  const query: Query = { ...fields, expand, filter: [{ field: 'id', value: id }], first: 1, includeDeleted: true };
  const { rows } = await client.list('Opportunities', query);
  if (rows[0]) return rows[0];
  throw new CliError('BAD_REPLY', `The server does not have the opportunity ${id} that a link leads to`);
}
