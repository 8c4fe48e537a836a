import type { Answer, Column } from '../../answer.ts';
import type { Client, RawPage } from '../../api/client.ts';
import type { Context } from '../../context.ts';
import type { Row } from '../../wire/entities.ts';
import { fieldNames as documented } from '../../wire/fields.ts';
import type { ProgramDefinition } from '../define.ts';
import { isForPerson } from '../for-person.ts';
import { describeEmpty } from './describe-empty.ts';
import { requireName } from './get.ts';
import type { ListFlags } from './list-flags.ts';
import type { ListDisplay, Noun } from './noun.ts';
import { FIRST_SCREEN, openList } from './open-list.ts';
import { buildListQuery, isMachine } from './query.ts';
import { readAhead } from './read-ahead.ts';
import { rememberNames } from './remember-names.ts';

/** A list, as far as the flags and the reader want it: a person the first screen, a program everything. */
export async function listRecords(
  noun: Noun,
  context: Context,
  typedFlags: ListFlags,
  program: ProgramDefinition,
): Promise<Answer> {
  const plan = await noun.plan?.(context, typedFlags, program);
  const flags = plan?.flags ?? typedFlags;
  const toPerson = isForPerson(context) && context.host.stdout.isTTY;
  const reader = isMachine(context) ? 'machine' : toPerson ? 'person' : 'pipe';
  // What makes no sense is refused before anything is sent.
  buildListQuery(noun, flags, reader);
  if (flags.account !== undefined) requireName(flags.account, '--account');
  const client = await context.client();
  if (flags.fields === true) return fieldNames(noun, client);

  const knownIds = await context.namesCache();
  const selection = await plan?.find(client, knownIds);
  const listQuery = buildListQuery(noun, flags, reader, selection);
  const { onePage, totalIsExact } = listQuery;
  const limit = flags.limit ?? (toPerson && !flags.all && !onePage ? FIRST_SCREEN : undefined);
  const { pages, progress, drift } = openList(noun, { client, flags, listQuery, selection, limit, knownIds });
  const hasCells = !flags.fields && !isMachine(context) && context.format !== 'ids';
  const display = !hasCells ? undefined : await noun.present?.(context, client);
  const printing = printPages(readAhead(pages, context.host), {
    ...{ noun, context, client, limit, totalIsExact, onePage, display },
    complete: flags.fields ? undefined : noun.complete,
  });
  const tableRows = display ? (row: Row) => [display.cells(row)] : flags.fields ? undefined : noun.tableRows;
  return {
    kind: 'records',
    columns: columnsOf(noun, flags, plan?.hiddenColumns),
    ...printing,
    ...(tableRows ? { tableRows } : {}),
    footer: () => {
      const summary =
        toPerson && progress.count > 0 ? display?.summary(progress.truncated && flags.limit === undefined) : undefined;
      const ofTotal = totalIsExact && progress.total !== undefined ? ` of ${progress.total}` : '';
      if (progress.truncated && flags.limit === undefined) {
        return summary ?? `The first ${limit}${ofTotal} ${noun.name}. See --all, --limit <n>, --search <text>.`;
      }
      const empty =
        toPerson && progress.count === 0 ? (plan?.describeEmpty?.() ?? describeEmpty(noun, flags)) : summary;
      return [drift.describe(noun.name), empty].filter(Boolean).join('\n') || undefined;
    },
  };
}

/** The columns of a table: ids are shown to a person who asks for them. `hidden` are the paths of others that are not. */
function columnsOf({ columns }: Noun, { fields, ids }: ListFlags, hidden: readonly string[] = []): readonly Column[] {
  if (Array.isArray(fields)) return fields.map(field => ({ heading: field, path: field }));
  return columns.map(column => {
    if (ids && column.path === 'id') return { ...column, hidden: false };
    return hidden.includes(column.path) ? { ...column, hidden: true } : column;
  });
}

interface PrintOptions {
  noun: Noun;
  context: Context;
  client: Client;
  limit: number | undefined;
  /** Whether the server's total is that of the answer. */
  totalIsExact: boolean;
  onePage: boolean;
  display: ListDisplay | undefined;
  complete: Noun['complete'];
}

/** The rows of each page as the answer has them, and the raw text of the rows of the page that is printed. */
function printPages(pages: AsyncIterable<RawPage>, options: PrintOptions) {
  const { noun, context, client, limit, totalIsExact, onePage, display, complete } = options;
  let current: RawPage | undefined;
  async function* rows(): AsyncGenerator<Row[]> {
    const namesCache = await context.namesCache();
    let printed = 0;
    for await (const page of pages) {
      if (onePage && context.flags.debug) await context.say(`page_info ${JSON.stringify(page.info)}`);
      const completed = complete ? await completeRows(complete, client, page.rows) : page.rows;
      rememberNames(completed, noun, namesCache);
      current = page;
      for (const row of completed) display?.count(row);
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
export async function fieldNames(noun: Pick<Noun, 'kind'>, client: Client): Promise<Answer> {
  const { rows } = await client.list(noun.kind.entity, { first: 1 });
  const names = [...new Set([...documented(noun.kind.entity), ...Object.keys(rows[0] ?? {})])].sort();
  return { kind: 'text', text: names.join('\n'), row: { fields: names } };
}
