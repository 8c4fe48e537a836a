import type { Client } from '../api/client.ts';
import { isId, isNameLike, isShortId } from '../values/ids.ts';
import { normalizeName, sameName } from '../values/names.ts';
import { parseLink, type Row } from '../wire/entities.ts';
import type { Condition, Query } from '../wire/query.ts';
import { type Kind, text } from './kinds.ts';
import type { KnownIds } from './known-names.ts';
import { uniqueRecords } from './relations.ts';

/**
 * Every record that the words can mean: an id, a link of the API, an e-mail address, a whole name in any case, or the
 * beginning of an id that `knownIds` has, unless it is the name of another. Reads all pages, so that a single match is
 * unambiguous. An unknown id returns none.
 */
export async function findRecords(
  client: Client,
  kind: Kind,
  words: string,
  query: Query = {},
  knownIds?: KnownIds,
): Promise<Row[]> {
  const link = parseLink(words.trim());
  const id = link?.entity === kind.entity ? link.id : words.trim();
  if (isId(id)) return recordsById(client, kind, [id], query);
  const ids = knownIds ? await idsMeant(kind, words, knownIds) : [];
  if (ids.length === 0) return findNamed(client, kind, words, query);
  const findName = () => findNamed(client, kind, words, query);
  const asksBoth = isNameLike(words.trim());
  const [byName, rows] = await Promise.all([asksBoth ? findName() : [], recordsById(client, kind, ids, query)]);
  if (byName.length > 0) return byName;
  return rows.length > 0 || asksBoth ? rows : findName();
}

/** The ids that begin with these words, of those that this machine has come across. */
export const idsMeant = async ({ entity }: Kind, words: string, knownIds: KnownIds): Promise<readonly string[]> =>
  isShortId(words.trim()) ? knownIds.idsFrom(entity, words.trim()) : [];

/** More would be no help to choose from. */
const MAX_CANDIDATES = 10;

/** The records with these ids, deleted ones too, each by a request of its own. */
async function recordsById(client: Client, kind: Kind, ids: readonly string[], query: Query = {}): Promise<Row[]> {
  const all = { ...query, includeDeleted: true };
  const firstIds = ids.slice(0, MAX_CANDIDATES);
  const rows = firstIds.map(id => matching(client, kind, all, [{ field: 'id', value: id }], () => true));
  return uniqueRecords((await Promise.all(rows)).flat());
}

async function findNamed(client: Client, kind: Kind, words: string, query: Query): Promise<Row[]> {
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
