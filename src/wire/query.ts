/** The API's list parameters, both directions. Source: the parameter table of `GET /entities/{Collection}`. */

export const OPERATORS = [
  'eq',
  'ieq',
  'not-eq',
  'not-ieq',
  'contains',
  'starts',
  'ends',
  'icontains',
  'istarts',
  'iends',
  'null',
  'not-null',
  'empty',
  'not-empty',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
] as const;

export type Operator = (typeof OPERATORS)[number];

/** Operators without a value. The wire still carries an empty `filter[field]`: undocumented, and the safest form. */
export const VALUELESS: readonly Operator[] = ['null', 'not-null', 'empty', 'not-empty'];

export const isOperator = (text: string): text is Operator => (OPERATORS as readonly string[]).includes(text);

/** The largest page of the API. */
export const PAGE_MAX = 100;

/** One condition; several are combined with AND. A field can appear once, since it is the key on the wire. */
export interface Condition {
  field: string;
  op?: Operator | undefined;
  value?: string | undefined;
}

/** The parameters of a list; `expand`, `loadOnly` and `validationLevel` are for other calls, too. */
export interface Query {
  filter?: readonly Condition[] | undefined;
  /** Field names; a leading `-` means descending. */
  orderBy?: readonly string[] | undefined;
  /** Page size, 1 to 100. */
  first?: number | undefined;
  last?: number | undefined;
  after?: string | undefined;
  before?: string | undefined;
  /** Relations to return as objects; dots nest. */
  expand?: readonly string[] | undefined;
  /** Fields to return; dots nest. */
  loadOnly?: readonly string[] | undefined;
  includeDeleted?: boolean | undefined;
  /** Bit mask of `validation-level` on writes. */
  validationLevel?: number | undefined;
  /** 0 undoes a whole batch if a row fails, 1 only the failed rows. */
  rollbackMethod?: 0 | 1 | undefined;
}

const LISTS = { 'order-by': 'orderBy', expand: 'expand', 'load-only': 'loadOnly' } as const;
const NUMBERS = { first: 'first', last: 'last', 'validation-level': 'validationLevel' } as const;
const CURSORS = { after: 'after', before: 'before' } as const;

/** The query string without `?`, percent-encoded throughout (brackets and spaces too); empty for an empty query. */
export function formatQuery(query: Query): string {
  const pairs: [string, string][] = [];
  for (const { field, op, value } of query.filter ?? []) {
    if (op) pairs.push([`filter-op[${field}]`, op]);
    pairs.push([`filter[${field}]`, value ?? '']);
  }
  for (const [wire, key] of Object.entries(LISTS)) {
    if (query[key]?.length) pairs.push([wire, query[key].join(',')]);
  }
  for (const [wire, key] of Object.entries(NUMBERS)) {
    if (query[key] !== undefined) pairs.push([wire, String(query[key])]);
  }
  for (const [wire, key] of Object.entries(CURSORS)) {
    if (query[key] !== undefined) pairs.push([wire, query[key]]);
  }
  if (query.includeDeleted !== undefined) pairs.push(['include-deleted', String(query.includeDeleted)]);
  if (query.rollbackMethod !== undefined) pairs.push(['rollback-method', String(query.rollbackMethod)]);
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
}

/** An invalid parameter. `parameter` is its name on the wire. */
export class QueryError extends Error {
  readonly parameter: string;
  constructor(parameter: string, message: string) {
    super(message);
    this.name = 'QueryError';
    this.parameter = parameter;
  }
}

/** Parses a query string, with or without `?`. Throws QueryError for an invalid value or an unknown name. */
export function parseQuery(text: string): Query {
  const query: { -readonly [K in keyof Query]: Query[K] } = {};
  const conditions = new Map<string, Condition>();
  for (const [name, value] of new URLSearchParams(text)) {
    const filterName = /^(filter|filter-op)\[(.+)\]$/s.exec(name);
    if (filterName) {
      const [, prefix, field] = filterName as unknown as [string, string, string];
      const condition: Condition = conditions.get(field) ?? { field };
      if (prefix === 'filter') condition.value = value;
      else if (isOperator(value)) condition.op = value;
      else throw new QueryError(name, `'${value}' is not a filter operator`);
      conditions.set(field, condition);
    } else if (Object.hasOwn(LISTS, name)) query[LISTS[name as keyof typeof LISTS]] = value.split(',').filter(Boolean);
    else if (Object.hasOwn(NUMBERS, name)) query[NUMBERS[name as keyof typeof NUMBERS]] = parseWholeNumber(name, value);
    else if (Object.hasOwn(CURSORS, name)) query[CURSORS[name as keyof typeof CURSORS]] = value;
    else if (name === 'include-deleted') query.includeDeleted = parseBoolean(name, value);
    else if (name === 'rollback-method') query.rollbackMethod = parseZeroOrOne(name, value);
    else throw new QueryError(name, `there is no parameter '${name}'`);
  }
  if (!isValidationLevel(query.validationLevel ?? 0))
    throw new QueryError('validation-level', `${query.validationLevel} is not a sum of 2, 4, 8 and 16`);
  if (conditions.size > 0) query.filter = [...conditions.values()];
  return query;
}

/** Whether a `validation-level` has documented bits alone: 2, 4, 8 and 16. */
export const isValidationLevel = (level: number): boolean => level >= 0 && (level & ~30) === 0;

function parseWholeNumber(name: string, value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new QueryError(name, `'${value}' is not a whole number`);
  return Number(value);
}

function parseBoolean(name: string, value: string): boolean {
  if (value !== 'true' && value !== 'false') throw new QueryError(name, `'${value}' is neither true nor false`);
  return value === 'true';
}

function parseZeroOrOne(name: string, value: string): 0 | 1 {
  if (value !== '0' && value !== '1') throw new QueryError(name, `'${value}' is neither 0 nor 1`);
  return value === '1' ? 1 : 0;
}
