import { type Command, Option } from 'commander';
import type { Answer, Column } from '../answer.ts';
import type { Client } from '../api/client.ts';
import type { Act } from '../cli.ts';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { findRecords, KINDS, type Kind } from '../oppty/find.ts';
import { chosen } from '../oppty/lookups.ts';
import { type Entity, type Row, relationNames, relationOf } from '../wire/entities.ts';
import type { Condition, Query } from '../wire/query.ts';
import { condition, conditions, list, repeated, wholeNumber } from './flags.ts';

/** A listing noun: everything that makes `accounts` differ from `currencies`. */
interface Noun {
  name: string;
  singular: string;
  summary: string;
  kind: Kind;
  columns: readonly Column[];
  /** The order a person sees. */
  order: readonly string[];
  /** The condition that `--search <text>` stands for. */
  search(text: string): Condition;
  /** Fetched for machine formats when --fields is not given; absent: everything. */
  record?: { loadOnly?: readonly string[]; expand?: readonly string[] };
  /** A record as the rows of a table, when it is not simply one. */
  tableRows?(row: Row): readonly Row[];
  /** Whether `--account <ref>` narrows the list to the records of one account. */
  ofAccount?: boolean;
  examples: readonly string[];
}

const columns = (spec: Record<string, string>): Column[] =>
  Object.entries(spec).map(([head, path]) => ({ head, path }));
const byName =
  (field: string) =>
  (text: string): Condition => ({ field, op: 'icontains', value: text });
const byNameOrEmail = (name: string, email: string) => (text: string) =>
  byName(text.includes('@') ? email : name)(text);

const NOUNS: readonly Noun[] = [
  {
    name: 'clients',
    singular: 'client',
    summary: 'the users of the space, who own opportunities',
    kind: KINDS.client,
    columns: columns({ id: 'id', name: 'name', email: 'email', 'default unit': 'default_unit.name' }),
    order: ['name'],
    search: byNameOrEmail('name', 'email'),
    // The other fields of a client are bulky: favourites, rights, memberships.
    record: {
      loadOnly: [
        ...['id', 'name', 'email', 'first_name', 'last_name', 'phone', 'position', 'type', 'timezone_name'],
        ...['default_unit_id', 'default_unit', 'is_deleted', 'created', 'modified'],
      ],
    },
    examples: ['clients', 'clients --search john', 'clients get john.doe@example.com --json'],
  },
  {
    name: 'pipelines',
    singular: 'pipeline',
    summary: 'the pipelines with their steps',
    kind: KINDS.pipeline,
    columns: columns({ pipeline: 'pipeline', step: 'step', percent: 'percent', id: 'id' }),
    order: ['name'],
    search: byName('name'),
    record: { expand: ['steps'] },
    tableRows: pipeline => stepsOf(pipeline).map(step => ({ ...step, pipeline: pipeline.name, step: step.name })),
    examples: ['pipelines', "pipelines get 'Test Pipeline' --json | jq '.steps[].name'"],
  },
  {
    name: 'accounts',
    singular: 'account',
    summary: 'the companies',
    kind: KINDS.account,
    columns: columns({
      id: 'id',
      name: 'name',
      city: 'city',
      country: 'country',
      email1: 'email1',
      owner: 'owner.name',
    }),
    order: ['name'],
    search: byNameOrEmail('name', 'email1'),
    examples: [
      'accounts --search ziemann',
      'accounts --filter country=Germany --fields name,city,owner.name',
      'accounts --filter name:starts=Z --format ids',
      'accounts get info@ziemann-and-sons.de',
    ],
  },
  {
    name: 'contacts',
    singular: 'contact',
    summary: 'the people at the accounts',
    kind: KINDS.contact,
    columns: columns({
      id: 'id',
      name: 'name',
      account: 'primary_account.name',
      position: 'account_position',
      email1: 'email1',
    }),
    order: ['last_name', 'first_name'],
    search: byNameOrEmail('last_name', 'email1'),
    tableRows: contact => [{ ...contact, name: KINDS.contact.nameOf(contact) }],
    ofAccount: true,
    examples: ["contacts --account 'Ziemann and Sons'", 'contacts --search smith --limit 10'],
  },
  {
    name: 'currencies',
    singular: 'currency',
    summary: 'the currencies an amount can be in',
    kind: KINDS.currency,
    columns: columns({ id: 'id', code: 'code', symbol: 'symbol', base: 'is_base' }),
    order: ['code'],
    search: byName('code'),
    examples: ['currencies', "currencies --json | jq -r '.[] | select(.is_base).code'"],
  },
];

/** What has to be loaded for columns that are not fields of the record. */
const LOADED: Record<string, readonly string[]> = {
  Contacts: ['id', 'first_name', 'last_name', 'primary_account.name', 'account_position', 'email1'],
  Pipelines: ['id', 'name', 'steps.id', 'steps.name', 'steps.percent', 'steps.sort_order', 'steps.is_deleted'],
};

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
  const machine = context.format === 'json' || context.format === 'jsonl';
  const shown = flags.fields ? flags.fields.map(field => ({ head: field, path: field })) : noun.columns;
  const query: Query = {
    filter,
    orderBy: flags.orderBy ?? (toPerson ? noun.order : ['created']),
    ...(flags.fields
      ? load(noun, flags.fields)
      : machine
        ? noun.record
        : load(noun, LOADED[noun.kind.entity] ?? shown.map(column => column.path))),
  };
  const limit = flags.limit ?? (toPerson && !flags.all ? FIRST_SCREEN : undefined);
  let total: number | undefined;
  let cut = false;

  async function* rows(): AsyncGenerator<Row> {
    if (flags.account !== undefined) return yield* contactsOf(client, flags.account, query, limit);
    if (limit === undefined) return yield* client.all(noun.kind.entity, query);
    if (limit <= LARGEST_PAGE) {
      const page = await client.list(noun.kind.entity, { ...query, first: limit });
      total = page.total;
      cut = page.next !== undefined;
      return yield* page.rows;
    }
    let count = 0;
    for await (const row of client.all(noun.kind.entity, query)) {
      yield row;
      count += 1;
      if (count === limit) return;
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

/** The contacts of one account: those whose primary account it is first. */
async function* contactsOf(
  client: Client,
  words: string,
  { loadOnly, expand = [] }: Query,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<Row> {
  const account = await one(client, KINDS.account, words, '--account');
  const relations: Row[] = [];
  const query: Query = {
    filter: [{ field: 'account_id', value: String(account.id) }],
    expand: ['contact', ...expand.map(path => `contact.${path}`)],
    ...(loadOnly ? { loadOnly: ['id', 'is_primary', ...loadOnly.map(path => `contact.${path}`)] } : {}),
  };
  for await (const relation of client.all('ContactAccountRelations', query)) relations.push(relation);
  relations.sort((a, b) => Number(b.is_primary === true) - Number(a.is_primary === true));
  for (const { contact } of relations.slice(0, limit)) {
    if (typeof contact !== 'object' || contact === null)
      throw new CliError('BAD_REPLY', 'A relation came without its contact');
    yield contact as Row;
  }
}

async function getRecord(noun: Noun, context: Context, ref: string): Promise<Answer> {
  const client = await context.client();
  const row = await one(client, noun.kind, ref, undefined, noun.record);
  return { kind: 'record', row };
}

/** The one record the words mean; throws NOT_FOUND or AMBIGUOUS with the candidates. */
async function one(client: Client, kind: Kind, words: string, flag?: string, query: Query = {}): Promise<Row> {
  const rows = await findRecords(client, kind, words, query);
  const result = chosen(kind, rows, words, flag);
  if ('problem' in result)
    throw new CliError(result.problem.code, result.problem.message, { ...result.problem, details: [result.problem] });
  return result.row;
}

/** The steps of a pipeline in their order, without the deleted ones. */
function stepsOf(pipeline: Row): Row[] {
  if (!Array.isArray(pipeline.steps)) throw new CliError('BAD_REPLY', 'A pipeline came without its steps');
  const steps = pipeline.steps.filter(
    (step): step is Row => typeof step === 'object' && step !== null && !step.is_deleted,
  );
  return steps.sort((a, b) => Number(a.sort_order) - Number(b.sort_order));
}
