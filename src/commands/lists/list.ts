import type { Answer } from '../../answer.ts';
import type { Client, Page } from '../../api/client.ts';
import type { Context } from '../../context.ts';
import { KINDS } from '../../records/kinds.ts';
import { accountContacts } from '../../records/relations.ts';
import type { Row } from '../../wire/entities.ts';
import { fieldNames as documented } from '../../wire/fields.ts';
import { PAGE_MAX, type Query } from '../../wire/query.ts';
import { DriftDetector } from './drift.ts';
import { checkWords, findOne } from './get.ts';
import type { Noun } from './nouns.ts';
import { buildListQuery, isMachine, type ListFlags } from './query.ts';
import { rememberNames } from './remember-names.ts';

/** A person is shown this many records, and how to see the rest. */
const FIRST_SCREEN = 30;

/** A list, as far as the flags and the reader want it: a person the first screen, a program everything. */
export async function listRecords(noun: Noun, context: Context, flags: ListFlags): Promise<Answer> {
  const toPerson = (context.format ?? 'table') === 'table' && context.host.stdout.isTTY;
  const reader = isMachine(context) ? 'machine' : toPerson ? 'person' : 'pipe';
  const { query, onePage, counted, keeps } = buildListQuery(noun, flags, reader);
  if (flags.account !== undefined) checkWords(flags.account, '--account');
  const client = await context.client();
  if (flags.fields === true) return fieldNames(noun, client);

  const limit = flags.limit ?? (toPerson && !flags.all && !onePage ? FIRST_SCREEN : undefined);
  const first = flags.pageSize ?? (onePage ? flags.limit : Math.min(limit ?? PAGE_MAX, PAGE_MAX));
  const asked: Query = first === undefined ? query : { ...query, first };
  const came = { count: 0, total: undefined as number | undefined, cut: false };
  const changes = new DriftDetector();
  const reference = await context.reference();

  async function* read(): AsyncGenerator<Row[]> {
    const pages =
      flags.account !== undefined
        ? contactsOf(client, flags.account, query)
        : onePage
          ? single(client.list(noun.kind.entity, asked))
          : client.pages(noun.kind.entity, asked);
    for await (const page of pages) {
      if (onePage && context.flags.debug) await context.say(`page_info ${JSON.stringify(page.info)}`);
      changes.see(page);
      came.total = counted ? page.total : undefined;
      const kept = page.rows.filter(keeps);
      const shown = limit === undefined ? kept : kept.slice(0, limit - came.count);
      const rows = flags.fields || !noun.complete ? shown : await completed(noun.complete, client, shown);
      rememberNames(rows, noun, reference);
      yield rows;
      came.count += shown.length;
      came.cut = shown.length < kept.length || page.next !== undefined;
      if (came.count === limit) return;
      if (page.next !== undefined) {
        await context.progress(`${came.count}${came.total === undefined ? '' : ` of ${came.total}`} ${noun.name}`);
      }
    }
    came.cut = false;
  }

  return {
    kind: 'records',
    columns: flags.fields ? flags.fields.map(field => ({ head: field, path: field })) : noun.columns,
    pages: read(),
    ...(noun.tableRows && !flags.fields ? { tableRows: noun.tableRows } : {}),
    more: () => {
      const of = came.total === undefined ? '' : ` of ${came.total}`;
      if (came.cut && flags.limit === undefined) {
        return `The first ${limit}${of} ${noun.name}. See --all, --limit <n>, --search <text>.`;
      }
      return changes.told(noun.name);
    },
  };
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
  const all = await accountContacts(client, String(account.id), { loadOnly: marked, expand, includeDeleted });
  const rows = all.filter(row => includeDeleted || row.is_deleted !== true);
  yield { rows: loadOnly && !loadOnly.includes('is_deleted') ? rows.map(withoutMark) : rows, total: rows.length };
}

const withoutMark = ({ is_deleted: _, ...row }: Row): Row => row;
