import type { Client, Page, RawPage } from '../../api/client.ts';
import { CliError } from '../../errors.ts';
import { KINDS } from '../../records/kinds.ts';
import type { KnownIds } from '../../records/known-names.ts';
import { accountContacts } from '../../records/relations.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';
import { PAGE_MAX, type Query } from '../../wire/query.ts';
import { DriftDetector } from './drift.ts';
import { findOne } from './get.ts';
import type { ListFlags } from './list-flags.ts';
import { compareRows, mergePages } from './merge-pages.ts';
import type { Noun } from './noun.ts';
import type { ListQuery } from './query.ts';
import type { Selection } from './selection.ts';
import { type ListProgress, takePages } from './take-pages.ts';

/** A person is shown this many records, and how to see the rest. */
export const FIRST_SCREEN = 30;

/** A list that is being read. */
export interface OpenList {
  /** The records of the answer, a page at a time as they arrive. */
  pages: AsyncGenerator<RawPage>;
  progress: ListProgress;
  drift: DriftDetector;
}

/** What a list is opened with. */
export interface ListSource {
  client: Client;
  flags: ListFlags;
  listQuery: ListQuery;
  selection?: Selection | undefined;
  /** The most records to give. */
  limit: number | undefined;
  /** What the first characters of an id can mean. */
  knownIds?: KnownIds | undefined;
}

/** The records that the flags choose, up to the limit; nothing is requested before the first page is. */
export function openList(noun: Noun, source: ListSource): OpenList {
  const { listQuery, limit } = source;
  const { keeps, isPast, extraFields } = listQuery;
  const progress: ListProgress = { count: 0, total: undefined, truncated: false };
  const drift = new DriftDetector();
  const answer = takePages(sourcePages(noun, source), { keeps, isPast, limit, progress, drift });
  return { pages: withoutFields(answer, extraFields), progress, drift };
}

/** The pages before anything is cut. */
function sourcePages(
  noun: Noun,
  { client, flags, listQuery, selection, limit, knownIds }: ListSource,
): AsyncGenerator<RawPage> {
  const { query, certainQuery, anyOf, onePage, thinsOut } = listQuery;
  if (flags.account !== undefined && noun.ofAccount) return contactsOf(client, flags.account, query, knownIds);
  if (selection?.read) return sorted(selection.read(client, query), query);
  const size = pageSize(flags, onePage, thinsOut ? undefined : limit);
  const { entity } = noun.kind;
  if (onePage) return singlePage(client.list(entity, { ...query, ...size }));
  const pagesOf = (filter: Query['filter'] = []) =>
    anyOf.length === 0
      ? client.pages(entity, { ...query, ...size, filter })
      : mergePages(
          anyOf.map(condition => client.pages(entity, { ...query, ...size, filter: [...filter, condition] })),
          query.orderBy ?? [],
        );
  return certainQuery
    ? unlessRefused(pagesOf(query.filter), () => pagesOf(certainQuery.filter))
    : pagesOf(query.filter);
}

/** The pages of a list; if the server refuses the request for the first one, those of another. */
async function* unlessRefused(
  pages: AsyncGenerator<RawPage>,
  fallback: () => AsyncGenerator<RawPage>,
): AsyncGenerator<RawPage> {
  let first: IteratorResult<RawPage>;
  try {
    first = await pages.next();
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== 'REJECTED') throw error;
    return yield* fallback();
  }
  if (first.done) return;
  yield first.value;
  yield* pages;
}

/** All rows as one page, in the order of the query. */
async function* sorted(pages: AsyncGenerator<RawPage>, { orderBy = [] }: Query): AsyncGenerator<RawPage> {
  const rows: Row[] = [];
  for await (const page of pages) rows.push(...page.rows);
  yield { rows: rows.sort((a, b) => compareRows(a, b, orderBy)), total: rows.length };
}

/** How many records to ask for. Those before a cursor are the last of all that are before it. */
function pageSize({ before, last, pageSize: size, limit: most }: ListFlags, onePage: boolean, limit?: number): Query {
  if (before !== undefined) return { last: last ?? most ?? size ?? FIRST_SCREEN };
  const first = size ?? (onePage ? most : Math.min(limit ?? PAGE_MAX, PAGE_MAX));
  return first === undefined ? {} : { first };
}

/** The pages without fields that nobody asked for. */
async function* withoutFields(pages: AsyncGenerator<RawPage>, fields: readonly string[]): AsyncGenerator<RawPage> {
  if (fields.length === 0) return yield* pages;
  const isAskedFor = ([field]: [string, unknown]) => !fields.includes(field);
  for await (const { textOf: _, ...page } of pages) {
    yield { ...page, rows: page.rows.map(row => Object.fromEntries(Object.entries(row).filter(isAskedFor))) };
  }
}

async function* singlePage(page: Promise<Page>): AsyncGenerator<Page> {
  yield await page;
}

/** The contacts of one account as one page: those whose primary account it is first. */
async function* contactsOf(
  client: Client,
  words: string,
  query: Query,
  knownIds: KnownIds | undefined,
): AsyncGenerator<Page> {
  const account = await findOne(client, KINDS.account, words, { flag: '--account', knownIds });
  const { loadOnly, expand, includeDeleted } = query;
  const marked = loadOnly && [...new Set([...loadOnly, 'is_deleted'])];
  const contacts = await accountContacts(client, textOf(account.id), { loadOnly: marked, expand, includeDeleted });
  const rows = contacts.filter(row => includeDeleted || row.is_deleted !== true);
  yield { rows: loadOnly && !loadOnly.includes('is_deleted') ? rows.map(withoutMark) : rows, total: rows.length };
}

const withoutMark = ({ is_deleted: _, ...row }: Row): Row => row;
