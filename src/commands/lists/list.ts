import type { Answer, Column } from '../../answer.ts';
import type { Client, Page, RawPage } from '../../api/client.ts';
import type { Context } from '../../context.ts';
import { KINDS } from '../../records/kinds.ts';
import { accountContacts } from '../../records/relations.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';
import { fieldNames as documented } from '../../wire/fields.ts';
import { PAGE_MAX, type Query } from '../../wire/query.ts';
import { isForPerson } from '../for-person.ts';
import { describeEmpty } from './describe-empty.ts';
import { DriftDetector } from './drift.ts';
import { findOne, requireName } from './get.ts';
import { mergePages } from './merge-pages.ts';
import type { Noun } from './nouns.ts';
import { buildListQuery, isMachine, type ListFlags } from './query.ts';
import { readAhead } from './read-ahead.ts';
import { rememberNames } from './remember-names.ts';
import { type ListProgress, takePages } from './take-pages.ts';

/** A person is shown this many records, and how to see the rest. */
const FIRST_SCREEN = 30;

/** A list, as far as the flags and the reader want it: a person the first screen, a program everything. */
export async function listRecords(noun: Noun, context: Context, flags: ListFlags): Promise<Answer> {
  const toPerson = isForPerson(context) && context.host.stdout.isTTY;
  const { query, anyOf, extraFields, onePage, totalIsExact, keeps } = buildListQuery(
    noun,
    flags,
    isMachine(context) ? 'machine' : toPerson ? 'person' : 'pipe',
  );
  if (flags.account !== undefined) requireName(flags.account, '--account');
  const client = await context.client();
  if (flags.fields === true) return fieldNames(noun, client);

  const limit = flags.limit ?? (toPerson && !flags.all && !onePage ? FIRST_SCREEN : undefined);
  const sized = { ...query, ...pageSize(flags, onePage, limit) };
  const pages =
    flags.account !== undefined
      ? contactsOf(client, flags.account, query)
      : onePage
        ? singlePage(client.list(noun.kind.entity, sized))
        : anyOf.length > 0
          ? mergePages(
              anyOf.map(condition =>
                client.pages(noun.kind.entity, { ...sized, filter: [...(sized.filter ?? []), condition] }),
              ),
              sized.orderBy ?? [],
            )
          : client.pages(noun.kind.entity, sized);
  const progress: ListProgress = { count: 0, total: undefined, truncated: false };
  const drift = new DriftDetector();
  const answerPages = withoutFields(takePages(pages, { keeps, limit, progress, drift }), extraFields);
  const printing = printPages(readAhead(answerPages, context.host), {
    ...{ noun, context, client, limit, totalIsExact, onePage },
    complete: flags.fields ? undefined : noun.complete,
  });
  return {
    kind: 'records',
    columns: columnsOf(noun, flags),
    ...printing,
    ...(noun.tableRows && !flags.fields ? { tableRows: noun.tableRows } : {}),
    footer: () => {
      const ofTotal = totalIsExact && progress.total !== undefined ? ` of ${progress.total}` : '';
      if (progress.truncated && flags.limit === undefined) {
        return `The first ${limit}${ofTotal} ${noun.name}. See --all, --limit <n>, --search <text>.`;
      }
      return drift.describe(noun.name) ?? (toPerson && progress.count === 0 ? describeEmpty(noun, flags) : undefined);
    },
  };
}

/** The columns of a table: ids are shown to a person who asks for them. */
function columnsOf(noun: Noun, { fields, ids }: ListFlags): readonly Column[] {
  if (Array.isArray(fields)) return fields.map(field => ({ heading: field, path: field }));
  return ids ? noun.columns.map(column => ({ ...column, hidden: false })) : noun.columns;
}

/** How many records to ask for. Those before a cursor are the last of all that are before it. */
function pageSize({ before, last, pageSize: size, limit: most }: ListFlags, onePage: boolean, limit?: number): Query {
  if (before !== undefined) return { last: last ?? most ?? size ?? FIRST_SCREEN };
  const first = size ?? (onePage ? most : Math.min(limit ?? PAGE_MAX, PAGE_MAX));
  return first === undefined ? {} : { first };
}

interface PrintOptions {
  noun: Noun;
  context: Context;
  client: Client;
  limit: number | undefined;
  /** Whether the server's total is that of the answer. */
  totalIsExact: boolean;
  onePage: boolean;
  complete: Noun['complete'];
}

/** The rows of each page as the answer has them, and the raw text of the rows of the page that is printed. */
function printPages(pages: AsyncIterable<RawPage>, options: PrintOptions) {
  const { noun, context, client, limit, totalIsExact, onePage, complete } = options;
  let current: RawPage | undefined;
  async function* rows(): AsyncGenerator<Row[]> {
    const namesCache = await context.namesCache();
    let printed = 0;
    for await (const page of pages) {
      if (onePage && context.flags.debug) await context.say(`page_info ${JSON.stringify(page.info)}`);
      const completed = complete ? await completeRows(complete, client, page.rows) : page.rows;
      rememberNames(completed, noun, namesCache);
      current = page;
      yield completed;
      printed += completed.length;
      if (page.next === undefined || printed === limit) continue;
      await context.progress(
        `${printed}${totalIsExact && page.total !== undefined ? ` of ${page.total}` : ''} ${noun.name}`,
      );
    }
  }
  return { pages: rows(), textOf: (row: Row) => current?.textOf?.(row) };
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

/** The rows with what the query asked for and the server did not send. */
async function completeRows(
  complete: NonNullable<Noun['complete']>,
  client: Client,
  rows: readonly Row[],
): Promise<Row[]> {
  const completed: Row[] = [];
  for (const row of rows) completed.push(await complete(client, row));
  return completed;
}

/** The names that --fields takes: the documented ones and what the first record has besides, custom fields too. */
async function fieldNames(noun: Noun, client: Client): Promise<Answer> {
  const { rows } = await client.list(noun.kind.entity, { first: 1 });
  const names = [...new Set([...documented(noun.kind.entity), ...Object.keys(rows[0] ?? {})])].sort();
  return { kind: 'text', text: names.join('\n'), row: { fields: names } };
}

/** The contacts of one account as one page: those whose primary account it is first. */
async function* contactsOf(client: Client, words: string, query: Query): AsyncGenerator<Page> {
  const account = await findOne(client, KINDS.account, words, '--account');
  const { loadOnly, expand, includeDeleted } = query;
  const marked = loadOnly && [...new Set([...loadOnly, 'is_deleted'])];
  const contacts = await accountContacts(client, textOf(account.id), { loadOnly: marked, expand, includeDeleted });
  const rows = contacts.filter(row => includeDeleted || row.is_deleted !== true);
  yield { rows: loadOnly && !loadOnly.includes('is_deleted') ? rows.map(withoutMark) : rows, total: rows.length };
}

const withoutMark = ({ is_deleted: _, ...row }: Row): Row => row;
