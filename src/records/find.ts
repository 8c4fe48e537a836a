import type { Client } from '../api/client.ts';
import { isId } from '../values/ids.ts';
import { normalizeName, sameName } from '../values/names.ts';
import { parseLink, type Row } from '../wire/entities.ts';
import type { Condition, Query } from '../wire/query.ts';
import { type Kind, text } from './kinds.ts';
import { uniqueRecords } from './relations.ts';

/**
 * Every record that the words can mean: an id, a link of the API, an e-mail address, or a whole name in any case. Reads
 * all pages, so that a single match is unambiguous. An unknown id returns none.
 */
export async function findRecords(client: Client, kind: Kind, words: string, query: Query = {}): Promise<Row[]> {
  const link = parseLink(words.trim());
  const id = link?.entity === kind.entity ? link.id : words.trim();
  if (isId(id))
    return matching(client, kind, { ...query, includeDeleted: true }, [{ field: 'id', value: id }], () => true);
  const emails = words.includes('@') ? kind.emails : undefined;
  const conditions = emails
    ? emails.map((field): Condition => ({ field, op: 'ieq', value: words.trim() }))
    : spellings(words).flatMap(name => kind.conditionsFor(name));
  const fits = emails ? (row: Row) => hasEmail(kind, row, words) : (row: Row) => sameName(kind.nameOf(row), words);
  const matches = await Promise.all(conditions.map(condition => matching(client, kind, query, [condition], fits)));
  return uniqueRecords(matches.flat());
}

/** A name as records usually have it, and as it was written where that differs: a record may hold two spaces, too. */
const spellings = (words: string) => [...new Set([normalizeName(words), words.trim()])];

/** Whether the record has this e-mail address. */
export function hasEmail({ emails = [] }: Kind, row: Row, words: string): boolean {
  const email = words.trim().toLowerCase();
  return emails.some(field => text(row, field).toLowerCase() === email);
}

async function matching(
  client: Client,
  { entity }: Kind,
  query: Query,
  conditions: readonly Condition[],
  fits: (row: Row) => boolean,
): Promise<Row[]> {
  const rows: Row[] = [];
  const filter = [...(query.filter ?? []), ...conditions];
  for await (const row of client.all(entity, { ...query, filter })) if (fits(row)) rows.push(row);
  return rows;
}
