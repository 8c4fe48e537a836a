import type { Answer } from '../../answer.ts';
import type { Client, RawPage } from '../../api/client.ts';
import type { Context } from '../../context.ts';
import { usage } from '../../errors.ts';
import type { Row } from '../../wire/entities.ts';
import { decimal, parseUserJson } from '../../wire/json.ts';
import { pathInSpace, splitQuery } from '../../wire/path.ts';
import { PAGE_MAX } from '../../wire/query.ts';
import { DriftDetector } from '../lists/drift.ts';
import { readAhead } from '../lists/read-ahead.ts';
import { inputName, readInput } from '../read-input.ts';
import type { ApiFlags } from './api-flags.ts';
import { fieldsWithoutColumn, isBranch, simpleColumns } from './columns.ts';

/** Carries out one call of `pipeliner api`. */
export async function callApi(context: Context, argument: string, flags: ApiFlags): Promise<Answer> {
  const { format = 'json' } = context;
  if (!flags.paginate && format !== 'json') {
    throw usage(`One answer is printed as JSON, not as ${format}`, {
      flag: '--format',
      hint: 'A list takes a format with --paginate.',
    });
  }
  const fields = await readFields(flags.fields ?? [], context);
  if (flags.input !== undefined && fields.length > 0)
    throw usage('--input and fields cannot both be the body', { flag: '--input' });
  const input = flags.input === undefined ? undefined : await readJson(flags.input, context);
  const method = flags.method ?? (input !== undefined || fields.length > 0 ? 'POST' : 'GET');
  if (method === 'GET' && input !== undefined) throw usage('A GET has no body', { flag: '--input' });
  if (flags.paginate && method !== 'GET') throw usage('Only a GET has pages', { flag: '--paginate' });

  const client = await context.client();
  const firstPath = withQuery(pathInSpace(argument, client.base), method === 'GET' ? fields : []);
  const path = flags.paginate ? withPageSize(firstPath) : firstPath;
  const body = method === 'GET' ? undefined : (input ?? (fields.length > 0 ? nestFields(fields) : undefined));
  if (flags.dryRun) {
    const described = { method, path: new URL(client.base).pathname + path, ...(body === undefined ? {} : { body }) };
    return { kind: 'raw', body: described, notice: 'Nothing was sent.' };
  }
  if (flags.paginate) return paginated(client, path, context);
  // The call may change what the cache holds, even if it fails.
  if (method !== 'GET') (await context.namesCache()).dropLists();
  const reply = await client.exchange(method, path, body);
  if (flags.include) {
    const headers = Object.entries(reply.headers).flatMap(([name, values]) =>
      [values].flat().map(value => `${name}: ${value}`),
    );
    await context.say([`HTTP ${reply.status}`, ...headers, ''].join('\n'));
  }
  const answer: Answer = { kind: 'raw', body: reply.body, failure: reply.refusedRows };
  return method === 'GET' ? answer : { ...answer, outcome: `The server has carried out the ${method}.` };
}

interface Field {
  key: string;
  value: unknown;
}

async function readFields(fields: NonNullable<ApiFlags['fields']>, context: Context): Promise<Field[]> {
  const parsedFields: Field[] = [];
  let stdin = 0;
  for (const { text, parsed } of fields) {
    const flag = parsed ? '--field' : '--raw-field';
    const [, key, value] = /^([A-Za-z_][^=]*)=(.*)$/s.exec(text) ?? [];
    if (key === undefined || value === undefined) throw usage(`'${text}' is not key=value`, { flag });
    if (parsed && value === '@-' && ++stdin > 1) throw usage('The standard input can be read once', { flag });
    parsedFields.push({ key, value: parsed ? await readTyped(value, context) : value });
  }
  return parsedFields;
}

/** true, false, null and numbers as what they are, `@file` as its text, anything else as text. */
async function readTyped(text: string, context: Context): Promise<unknown> {
  if (text.startsWith('@')) return readInput(text.slice(1), context, '--field');
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? decimal(text) : text;
}

async function readJson(source: string, context: Context): Promise<unknown> {
  const text = await readInput(source, context, '--input');
  return parseUserJson(text, inputName(source), '--input');
}

/** As deep as JSON may be that this tool reads. */
const MAX_DEPTH = 100;

/** Fields as an object: `value[base_value]` is a key in it, `tags[]` an element of a list. */
export function nestFields(fields: readonly Field[]): Row {
  const root: Row = Object.create(null);
  for (const { key, value } of fields) {
    const [, head = '', rest = ''] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(key) ?? [];
    if (head === '') throw usage(`'${key}' is not a key; nested ones are written key[inner] or key[]`);
    const keys = [head, ...[...rest.matchAll(/\[([^[\]]*)\]/g)].map(([, inner]) => inner!)];
    if (keys.length > MAX_DEPTH)
      throw usage(`A key is nested more than ${MAX_DEPTH} levels deep: ${key.slice(0, 60)}...`);
    let branch: Row | unknown[] = root;
    for (const [index, name] of keys.entries()) {
      const last = index === keys.length - 1;
      const createValue = (): unknown => (last ? value : keys[index + 1] === '' ? [] : Object.create(null));
      branch = putValue(branch, name, createValue, last, key) as Row | unknown[];
    }
  }
  return root;
}

/** Puts a value under a name (a new element for the empty name) and returns the value at that name. */
function putValue(
  branch: Row | unknown[],
  name: string,
  createValue: () => unknown,
  last: boolean,
  key: string,
): unknown {
  if (Array.isArray(branch)) {
    if (name !== '') throw usage(`'${key}' is a key in a list`);
    branch.push(createValue());
    return branch.at(-1);
  }
  if (name === '') throw usage(`'${key}' is an element of what is no list`);
  if (!Object.hasOwn(branch, name)) branch[name] = createValue();
  else if (last || !isBranch(branch[name])) throw usage(`'${key}' is given twice`);
  return branch[name];
}

function withQuery(path: string, fields: readonly Field[]): string {
  const pairs = fields.map(({ key, value }) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? path : `${path}${path.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}

/** The path of a list's first page. Throws USAGE for what has none. */
function withPageSize(path: string): string {
  const [base, query] = splitQuery(path);
  const flag = '--paginate';
  if (/\/entities\/[^/]+\/./.test(base)) throw usage(`${base} is one record, it has no pages`, { flag });
  if (/(^|&)(last|before)=/.test(query)) throw usage('last and before ask for one page', { flag });
  return /(^|&)first=/.test(query) ? path : `${base}?${[query, `first=${PAGE_MAX}`].filter(Boolean).join('&')}`;
}

/** All records of a list of any collection: as JSON, like every answer of this command, or in the format of --format. */
async function paginated(client: Client, path: string, context: Context): Promise<Answer> {
  const drift = new DriftDetector();
  const pages = client.pagesAt(path);
  const first = await pages.next();
  const columns = first.done ? [] : simpleColumns(first.value.rows);
  const leftOut = new Set<string>();
  const isTabular = context.format === 'table' || context.format === 'csv' || context.format === 'tsv';
  let last: RawPage | undefined;
  async function* readPages(): AsyncGenerator<Row[]> {
    let count = 0;
    for await (const page of readAhead(follow(first, pages), context.host)) {
      drift.add(page);
      last = page;
      if (isTabular)
        for (const row of page.rows) for (const field of fieldsWithoutColumn(row, columns)) leftOut.add(field);
      yield page.rows;
      count += page.rows.length;
      await context.progress(`${count} records`);
    }
  }
  const footer = () => {
    const fields = leftOut.size > 0 ? `Not shown: ${[...leftOut].join(', ')}. --json has them.` : undefined;
    return [drift.describe('records'), fields].filter(Boolean).join('\n') || undefined;
  };
  if (context.format) {
    return { kind: 'records', columns, pages: readPages(), textOf: row => last?.textOf?.(row), footer };
  }
  const body: Row[] = [];
  for await (const page of readPages()) body.push(...page);
  await context.clearProgress();
  const notice = footer();
  return { kind: 'raw', body, ...(notice ? { notice } : {}) };
}

/** A page that is there already, and those after it. */
async function* follow(first: IteratorResult<RawPage>, rest: AsyncGenerator<RawPage>): AsyncGenerator<RawPage> {
  for (let page = first; !page.done; page = await rest.next()) yield page.value;
}
