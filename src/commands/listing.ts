import { type Command, Option } from 'commander';
import type { Answer } from '../answer.ts';
import type { Client, Page } from '../api/client.ts';
import type { Act } from '../cli.ts';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { findRecords, KINDS, type Kind } from '../oppty/find.ts';
import { chosen } from '../oppty/lookups.ts';
import { type Entity, type Row, readLink, relationNames, relationOf, valueAt } from '../wire/entities.ts';
import type { Query } from '../wire/query.ts';
import { condition, conditions, list, repeated, wholeNumber } from './flags.ts';
import { NOUNS, type Noun } from './nouns.ts';

interface ListFlags {
  search?: string;
  filter?: string[];
  fields?: string[] | true;
  orderBy?: string[];
  limit?: number;
  all?: boolean;
  account?: string;
}

/** A person is shown this many records, and how to see the rest. */
const FIRST_SCREEN = 30;
const LARGEST_PAGE = 100;

/** Adds `clients`, `pipelines`, `accounts`, ... each with `list` (the default) and `get <ref>`. */
export function addNouns(program: Command, act: Act): void {
  for (const noun of NOUNS) {
    const command = program.command(noun.name).alias(noun.singular).description(`list ${noun.summary}`);
    const listing = command
      .command('list', { isDefault: true })
      .description(`list ${noun.summary}`)
      .option('--search <text>', `whose ${searched(noun)} holds the text`)
      .option('--filter <condition>', 'field=value or field:operator=value; repeat it to narrow further', repeated)
      .addOption(
        new Option('--fields [names]', 'what to fetch and show, as a,b.c; without names: which there are').argParser(
          list,
        ),
      )
      .option('--order-by <names>', 'as a,-b; - turns the order round', list)
      .addOption(new Option('--limit <n>', 'at most so many').argParser(wholeNumber(1)).conflicts('all'))
      .option('--all', 'every record, also on a terminal')
      .action(act((context, flags: ListFlags) => listRecords(noun, context, flags)));
    if (noun.ofAccount) {
      const account = new Option('--account <ref>', 'of this account only: those it is the primary account of first');
      listing.addOption(account.conflicts(['search', 'filter', 'orderBy']));
    }
    command
      .command('get <ref>')
      .description(`show one ${noun.singular}, by id, exact name${noun.kind.emails ? ', e-mail' : ''} or link`)
      .action(act((context, ref: string) => getRecord(noun, context, ref)));
    const examples = noun.examples.map(line => `  pipeliner ${line}`).join('\n');
    listing.addHelpText(
      'after',
      `\nOne ${noun.singular}: pipeliner ${noun.name} get <id, exact name${noun.kind.emails ? ', e-mail' : ''} or link>\n\nExamples:\n${examples}`,
    );
    // What a reader of `accounts --help` wants are the flags of the list.
    command.outputHelp = (context?: unknown) => listing.outputHelp(context as undefined);
  }
}

const searched = ({ search }: Noun) => {
  const [plain, email] = [search('x').field, search('@').field];
  return plain === email ? plain : `${plain} (with an @: ${email})`;
};

async function listRecords(noun: Noun, context: Context, flags: ListFlags): Promise<Answer> {
  const asked = (flags.filter ?? []).map(condition);
  const filter = conditions(flags.search === undefined ? asked : [...asked, noun.search(flags.search)]);
  const client = await context.client();
  if (flags.fields === true) return fieldNames(noun, client);

  const toPerson = (context.format ?? 'table') === 'table' && context.host.stdout.isTTY;
  const machine = isMachine(context);
  const shown = flags.fields ? flags.fields.map(field => ({ head: field, path: field })) : noun.columns;
  const query: Query = {
    filter,
    orderBy: flags.orderBy ?? (toPerson ? noun.order : ['created']),
    ...(flags.fields
      ? load(noun, flags.fields)
      : machine
        ? noun.record
        : load(noun, noun.loaded ?? shown.map(column => column.path))),
  };
  const limit = flags.limit ?? (toPerson && !flags.all ? FIRST_SCREEN : undefined);
  let total: number | undefined;
  let cut = false;

  async function* rows(): AsyncGenerator<Row> {
    const first = Math.min(limit ?? LARGEST_PAGE, LARGEST_PAGE);
    const pages =
      flags.account === undefined
        ? client.pages(noun.kind.entity, { ...query, first })
        : contactsOf(client, flags.account, query);
    let count = 0;
    for await (const page of pages) {
      total = page.total;
      for (const [index, row] of page.rows.entries()) {
        yield row;
        count += 1;
        cut = index + 1 < page.rows.length || page.next !== undefined;
        if (count === limit) return;
      }
    }
  }

  return {
    kind: 'records',
    columns: shown,
    rows: rows(),
    ...(noun.tableRows && !flags.fields ? { tableRows: noun.tableRows } : {}),
    more: () =>
      cut && flags.limit === undefined
        ? `The first ${limit}${total === undefined ? '' : ` of ${total}`} ${noun.name}. See --all, --limit <n>, --search <text>.`
        : undefined,
  };
}

const isMachine = ({ format }: Context) => format === 'json' || format === 'jsonl';

/** The fields as `load-only`, and the relations on their way as `expand`. The id always comes along. */
function load(noun: Noun, fields: readonly string[]): Pick<Query, 'loadOnly' | 'expand'> {
  const parents = fields.flatMap(field => {
    const parts = field.split('.').slice(0, -1);
    return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
  });
  // `value.base_value` is an object's part, not a relation's.
  const expand = [...new Set(parents)].filter(
    path => relationOf(noun.kind.entity, path.split('.')[0]!) || path.startsWith('cf_'),
  );
  return { loadOnly: [...new Set(['id', ...fields])], ...(expand.length > 0 ? { expand } : {}) };
}

async function fieldNames(noun: Noun, client: Client): Promise<Answer> {
  const { rows } = await client.list(noun.kind.entity, { first: 1 });
  const names = [...new Set([...Object.keys(rows[0] ?? {}), ...relationNames(noun.kind.entity as Entity)])].sort();
  return { kind: 'text', text: names.join('\n'), row: { fields: names } };
}

/** The contacts of one account as one page: those whose primary account it is first. */
async function* contactsOf(client: Client, words: string, { loadOnly, expand = [] }: Query): AsyncGenerator<Page> {
  const account = await one(client, KINDS.account, words, '--account');
  const relations: Row[] = [];
  const query: Query = {
    filter: [{ field: 'account_id', value: String(account.id) }],
    expand: ['contact', ...expand.map(path => `contact.${path}`)],
    ...(loadOnly ? { loadOnly: ['id', 'is_primary', ...loadOnly.map(path => `contact.${path}`)] } : {}),
  };
  for await (const relation of client.all('ContactAccountRelations', query)) relations.push(relation);
  relations.sort((a, b) => Number(b.is_primary === true) - Number(a.is_primary === true));
  const rows = relations.map(({ contact }) => {
    if (typeof contact === 'object' && contact !== null) return contact as Row;
    throw new CliError('BAD_REPLY', 'A relation came without its contact');
  });
  yield { rows, total: rows.length };
}

async function getRecord(noun: Noun, context: Context, ref: string): Promise<Answer> {
  const client = await context.client();
  if (isMachine(context)) return { kind: 'record', row: await one(client, noun.kind, ref, undefined, noun.record) };
  const { expand = [] } = load(
    noun,
    noun.columns.map(column => column.path),
  );
  const row = await one(client, noun.kind, ref, undefined, {
    ...noun.record,
    expand: [...(noun.record?.expand ?? []), ...expand],
  });
  if (noun.shown) return { kind: 'record', row, shown: noun.shown(row) };
  const [told = row] = noun.tableRows?.(row) ?? [];
  const columns = noun.columns.map(({ head, path }) => [head, text(valueAt(told, path))] as const);
  const named = noun.columns.flatMap(({ path }) => [path, `${path.split('.')[0]}_id`]);
  const others = Object.entries(told).filter(
    ([field, value]) =>
      !named.includes(field) && typeof value !== 'object' && !(typeof value === 'string' && readLink(value)),
  );
  const shown = [...columns, ...others.map(([field, value]) => [field, text(value)] as const)];
  return { kind: 'record', row, shown: shown.filter(([, value]) => value !== '') };
}

const text = (value: unknown) => (value === null || value === undefined ? '' : String(value));

/** The one record the words mean; throws NOT_FOUND or AMBIGUOUS with the candidates. */
async function one(client: Client, kind: Kind, words: string, flag?: string, query: Query = {}): Promise<Row> {
  const rows = await findRecords(client, kind, words, query);
  const result = chosen(kind, rows, words, flag);
  if ('problem' in result)
    throw new CliError(result.problem.code, result.problem.message, { ...result.problem, details: [result.problem] });
  return result.row;
}
