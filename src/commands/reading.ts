import type { Answer } from '../answer.ts';
import type { Client, Page, RawPage } from '../api/client.ts';
import type { Context } from '../context.ts';
import { CliError, usage } from '../errors.ts';
import { findRecords, KINDS, type Kind } from '../oppty/find.ts';
import { asStep, chosen, foundOf } from '../oppty/lookups.ts';
import { accountContacts, stepsIn } from '../oppty/members.ts';
import type { Reference } from '../settings/reference.ts';
import { type Row, readLink, valueAt } from '../wire/entities.ts';
import { fieldNames as documented } from '../wire/fields.ts';
import { LosslessNumber } from '../wire/json.ts';
import { PAGE_MAX, type Query } from '../wire/query.ts';
import { Changes } from './changes.ts';
import type { Noun } from './nouns.ts';
import { readAhead } from './read-ahead.ts';
import { type ListFlags, load, select } from './selection.ts';

/** A person is shown this many records, and how to see the rest. */
const FIRST_SCREEN = 30;

/** A list, as far as the flags and the reader want it: a person the first screen, a program everything. */
export async function listRecords(noun: Noun, context: Context, flags: ListFlags): Promise<Answer> {
  const toPerson = (context.format ?? 'table') === 'table' && context.host.stdout.isTTY;
  const reader = isMachine(context) ? 'machine' : toPerson ? 'person' : 'pipe';
  const { query, onePage, counted, keeps } = select(noun, flags, reader);
  if (flags.account !== undefined) checkWords(flags.account, '--account');
  const client = await context.client();
  if (flags.fields === true) return fieldNames(noun, client);

  const limit = flags.limit ?? (toPerson && !flags.all && !onePage ? FIRST_SCREEN : undefined);
  const first = flags.pageSize ?? (onePage ? flags.limit : Math.min(limit ?? PAGE_MAX, PAGE_MAX));
  const asked: Query = first === undefined ? query : { ...query, first };
  const pages =
    flags.account !== undefined
      ? contactsOf(client, flags.account, query)
      : onePage
        ? single(client.list(noun.kind.entity, asked))
        : client.pages(noun.kind.entity, asked);
  const came: Came = { count: 0, total: undefined, cut: false };
  const changes = new Changes();
  const reference = await context.reference();
  let last: RawPage | undefined;

  async function* read(): AsyncGenerator<Row[]> {
    let printed = 0;
    for await (const page of readAhead(takeRows(pages, { keeps, limit, came, changes }), context.host)) {
      if (onePage && context.flags.debug) await context.say(`page_info ${JSON.stringify(page.info)}`);
      const rows = flags.fields || !noun.complete ? page.rows : await completed(noun.complete, client, page.rows);
      remember(rows, noun, reference);
      last = page;
      yield rows;
      printed += rows.length;
      if (page.next !== undefined && printed !== limit) {
        await context.progress(
          `${printed}${counted && page.total !== undefined ? ` of ${page.total}` : ''} ${noun.name}`,
        );
      }
    }
  }

  return {
    kind: 'records',
    columns: flags.fields ? flags.fields.map(field => ({ head: field, path: field })) : noun.columns,
    pages: read(),
    textOf: row => last?.textOf?.(row),
    ...(noun.tableRows && !flags.fields ? { tableRows: noun.tableRows } : {}),
    more: () => {
      const of = counted && came.total !== undefined ? ` of ${came.total}` : '';
      if (came.cut && flags.limit === undefined) {
        return `The first ${limit}${of} ${noun.name}. See --all, --limit <n>, --search <text>.`;
      }
      return changes.told(noun.name);
    },
  };
}

/** What of a list was taken so far. */
interface Came {
  count: number;
  total: number | undefined;
  /** Whether the server has more than was taken. */
  cut: boolean;
}

/** The pages with those rows alone that are wanted, up to the limit. Asks for no page after that. */
async function* takeRows(
  pages: AsyncIterable<RawPage>,
  {
    keeps,
    limit,
    came,
    changes,
  }: { keeps(row: Row): boolean; limit: number | undefined; came: Came; changes: Changes },
): AsyncGenerator<RawPage> {
  for await (const page of pages) {
    changes.see(page);
    const kept = page.rows.filter(keeps);
    const rows = limit === undefined ? kept : kept.slice(0, limit - came.count);
    came.count += rows.length;
    came.total = page.total;
    came.cut = rows.length < kept.length || page.next !== undefined;
    yield { ...page, rows };
    if (came.count === limit) return;
  }
  came.cut = false;
}

/** Remembers the names of records that come by. */
function remember(rows: readonly Row[], { kind }: Noun, reference: Reference): void {
  const named = rows.filter(row => kind.nameOf(row) && !kind.unusable?.(row));
  reference.note(
    kind.entity,
    named.map(row => foundOf(kind, row)),
  );
  if (kind.entity !== 'Pipelines') return;
  const steps = named.flatMap(row => (stepsIn(row) ?? []).map(step => asStep(step, foundOf(kind, row))));
  reference.note('Steps', steps);
}

async function* single(page: Promise<Page>): AsyncGenerator<Page> {
  yield await page;
}

/** With what the server was asked for but did not send. */
async function completed(
  complete: NonNullable<Noun['complete']>,
  client: Client,
  rows: readonly Row[],
): Promise<Row[]> {
  const whole: Row[] = [];
  for (const row of rows) whole.push(await complete(client, row));
  return whole;
}

const isMachine = ({ format }: Context) => format === 'json' || format === 'jsonl';

/** The names that --fields takes: the documented ones and what the first record has besides, custom fields too. */
async function fieldNames(noun: Noun, client: Client): Promise<Answer> {
  const { rows } = await client.list(noun.kind.entity, { first: 1 });
  const names = [...new Set([...documented(noun.kind.entity), ...Object.keys(rows[0] ?? {})])].sort();
  return { kind: 'text', text: names.join('\n'), row: { fields: names } };
}

/** The contacts of one account as one page: those whose primary account it is first. */
async function* contactsOf(client: Client, words: string, query: Query): AsyncGenerator<Page> {
  const account = await one(client, KINDS.account, words, '--account');
  const { loadOnly, expand, includeDeleted } = query;
  const marked = loadOnly && [...new Set([...loadOnly, 'is_deleted'])];
  const all = await accountContacts(client, String(account.id), { loadOnly: marked, expand, includeDeleted });
  const rows = all.filter(row => includeDeleted || row.is_deleted !== true);
  yield { rows: loadOnly && !loadOnly.includes('is_deleted') ? rows.map(withoutMark) : rows, total: rows.length };
}

const withoutMark = ({ is_deleted: _, ...row }: Row): Row => row;

/** One record, by any words that mean it: to a person with the names behind its links. */
export async function getRecord(noun: Noun, context: Context, ref: string): Promise<Answer> {
  checkWords(ref);
  const client = await context.client();
  const query = isMachine(context) ? noun.record : shownQuery(noun);
  const found = await one(client, noun.kind, ref, undefined, query);
  const row = (await noun.complete?.(client, found)) ?? found;
  remember([row], noun, await context.reference());
  if (isMachine(context)) return { kind: 'record', row };
  if (noun.shown) return { kind: 'record', row, shown: noun.shown(row) };
  const [told = row] = noun.tableRows?.(row) ?? [];
  const columns = noun.columns.map(({ head, path }) => [head, text(valueAt(told, path))] as const);
  const named = noun.columns.flatMap(({ path }) => [path, `${path.split('.')[0]}_id`]);
  const others = Object.entries(told).filter(
    ([field, value]) =>
      !named.includes(field) &&
      (typeof value !== 'object' || value instanceof LosslessNumber) &&
      !(typeof value === 'string' && readLink(value)),
  );
  const shown = [...columns, ...others.map(([field, value]) => [field, text(value)] as const)];
  return { kind: 'record', row, shown: shown.filter(([, value]) => value !== '') };
}

/** What to ask for to show one record: all of it, and the names behind the links of its columns. */
function shownQuery(noun: Noun): Query {
  const paths = noun.columns.map(column => column.path);
  return { ...noun.record, expand: [...(noun.record?.expand ?? []), ...(load(noun, paths).expand ?? [])] };
}

const text = (value: unknown) => (value === null || value === undefined ? '' : String(value));

/** Every record fits no words at all. */
function checkWords(words: string, flag?: string): void {
  if (words.trim() === '') throw usage('The name is empty', { flag, hint: 'Give an id, an exact name or a link.' });
}

/** The one record the words mean; throws NOT_FOUND or AMBIGUOUS with the candidates. */
async function one(client: Client, kind: Kind, words: string, flag?: string, query: Query = {}): Promise<Row> {
  const rows = await findRecords(client, kind, words, query);
  const result = chosen(kind, rows, words, flag);
  if ('problem' in result)
    throw new CliError(result.problem.code, result.problem.message, { ...result.problem, details: [result.problem] });
  return result.row;
}
