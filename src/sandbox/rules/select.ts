import type { Row } from '../../wire/entities.ts';
import { formatJson, LosslessNumber, parseJson } from '../../wire/json.ts';
import type { Condition, Operator, Query } from '../../wire/query.ts';
import type { StoredRow } from '../tables.ts';
import { compareDecimals, parseDecimal } from './decimals.ts';
import type { Field } from './fields.ts';
import { invalidParameter } from './refusal.ts';
import { isDay, parseTime } from './times.ts';

export interface SelectedPage {
  rows: StoredRow[];
  page_info: {
    start_cursor: string | null;
    end_cursor: string | null;
    has_previous_page: boolean;
    has_next_page: boolean;
  };
  /** The number of rows that meet the conditions, on all pages. */
  total: number;
}

type Fields = ReadonlyMap<string, Field>;
type Test = (row: Row) => boolean;
interface Key {
  field: Field;
  down: boolean;
}
/** A row with the values that it is ordered by. */
export interface OrderedRow {
  row: StoredRow;
  keyValues: unknown[];
}

const DEFAULT_PAGE = 30;
const MAX_PAGE = 100;

interface OrderOptions {
  /** Read `between` as `least,most`, both included: a guess, since the documentation has no form for it. */
  guessBetween: boolean;
  /** The fields of a row, as far as conditions and order name them. */
  cells: (row: StoredRow) => Row;
}

/** The rows that meet all conditions, in order. */
export function orderRows(
  rows: readonly StoredRow[],
  fields: Fields,
  query: Query,
  { guessBetween, cells }: OrderOptions,
): OrderedRow[] {
  const tests = (query.filter ?? []).map(condition => createTest(condition, fields, guessBetween));
  const keys = sortKeys(query.orderBy, fields);
  const ordered: OrderedRow[] = [];
  for (const row of rows) {
    if (row.is_deleted && !query.includeDeleted) continue;
    const values = cells(row);
    if (!tests.every(meets => meets(values))) continue;
    ordered.push({ row, keyValues: keys.map(({ field }) => values[field.name] ?? null) });
  }
  return ordered.sort((a, b) => compareKeys(keys, a.keyValues, b.keyValues));
}

/** One page of the ordered rows, cut by cursors and counts. */
export function cutPage(ordered: readonly OrderedRow[], fields: Fields, query: Query): SelectedPage {
  const keys = sortKeys(query.orderBy, fields);
  const { start, end } = pageBounds(ordered, keys, query);
  const page = ordered.slice(start, end);
  const cursor = (edge: OrderedRow | undefined) => (edge ? writeCursor(edge.keyValues, keys) : null);
  return {
    rows: page.map(({ row }) => row),
    page_info: {
      start_cursor: cursor(page[0]),
      end_cursor: cursor(page.at(-1)),
      has_previous_page: start > 0,
      has_next_page: end < ordered.length,
    },
    total: ordered.length,
  };
}

/** The bounds of the page in the ordered rows. */
function pageBounds(rows: readonly OrderedRow[], keys: readonly Key[], query: Query): { start: number; end: number } {
  // Rows are compared with the cursor's values, so the cursor's own row may be deleted.
  const findPosition = (cursor: string, past: boolean) => {
    const cursorValues = readCursor(cursor, keys);
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = compareKeys(keys, rows[middle]!.keyValues, cursorValues);
      if (past ? order > 0 : order >= 0) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  let start = query.after === undefined ? 0 : findPosition(query.after, true);
  let end = Math.max(start, query.before === undefined ? rows.length : findPosition(query.before, false));
  const first = pageSize('first', query.first);
  const last = pageSize('last', query.last);
  if (first !== undefined) end = Math.min(end, start + first);
  if (last !== undefined) start = Math.max(start, end - last);
  if (first === undefined && last === undefined) {
    // `before` alone means the previous page, whose rows are the ones right before the cursor.
    if (query.before !== undefined && query.after === undefined) start = Math.max(start, end - DEFAULT_PAGE);
    else end = Math.min(end, start + DEFAULT_PAGE);
  }
  return { start, end };
}

/** Whether the real server refuses or cuts what is above 100 is not known; a client that asks for more gets 100. */
function pageSize(parameter: string, requested: number | undefined): number | undefined {
  if (requested === 0) throw invalidParameter(`${parameter}: a page has at least one row`);
  return requested === undefined ? undefined : Math.min(requested, MAX_PAGE);
}

/** The fields that rows are ordered by, before their ids. */
export const orderNames = (names: readonly string[] | undefined): readonly string[] =>
  names?.length ? names : ['created'];

function sortKeys(names: readonly string[] | undefined, fields: Fields): Key[] {
  const keys = orderNames(names).map(name => {
    const down = name.startsWith('-');
    const field = plainField(fields, down ? name.slice(1) : name, 'order-by');
    return { field, down };
  });
  return [...keys, { field: fields.get('id')!, down: false }];
}

function compareKeys(keys: readonly Key[], a: readonly unknown[], b: readonly unknown[]): number {
  for (const [index, { field, down }] of keys.entries()) {
    const order = compareValues(field, a[index], b[index]);
    if (order !== 0) return down ? -order : order;
  }
  return 0;
}

/** Null comes before everything: where the real server puts it is not known. */
function compareValues(field: Field, a: unknown, b: unknown): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  if (isNumeric(field)) return compareDecimals(parseDecimal(a)!, parseDecimal(b)!);
  if (field.kind === 'flag') return Number(a) - Number(b);
  return field.kind === 'id' ? compareText(lower(a), lower(b)) : compareText(String(a), String(b));
}

const isNumeric = (field: Field) => field.kind === 'integer' || field.kind === 'number';

const lower = (value: unknown) => String(value).toLowerCase();

/** By code point: `<` on strings goes by UTF-16 units, which sorts emoji before some letters. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === length) return a.length - b.length;
  // Two that differ in their second half only, or a whole one and a half, differ where the first half is.
  const start = Math.max(0, at - 1);
  return a.codePointAt(start)! - b.codePointAt(start)! || a.codePointAt(at)! - b.codePointAt(at)!;
}

/**
 * Base64 of `[sort values..., id]`, as the cursors in the documentation's samples decode, and of the order behind them:
 * a cursor belongs to one order, and values alone would pass for those of another.
 */
const writeCursor = (values: readonly unknown[], keys: readonly Key[]) =>
  Buffer.from(formatJson([...values, orderOf(keys)])).toString('base64');

const orderOf = (keys: readonly Key[]) => keys.map(({ field, down }) => `${down ? '-' : ''}${field.name}`).join();

function readCursor(cursor: string, keys: readonly Key[]): unknown[] {
  const unreadable = invalidParameter('after, before: the cursor is not one of this list in this order');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(cursor)) throw unreadable;
  let values: unknown;
  try {
    values = parseJson(Buffer.from(cursor, 'base64').toString());
  } catch {
    throw unreadable;
  }
  if (!Array.isArray(values) || values.pop() !== orderOf(keys) || values.length !== keys.length) throw unreadable;
  if (!values.every((value, index) => fits(keys[index]!.field, value))) throw unreadable;
  return values;
}

function fits(field: Field, value: unknown): boolean {
  if (value === null) return field.name !== 'id';
  if (isNumeric(field)) return (typeof value === 'number' || value instanceof LosslessNumber) && !!parseDecimal(value);
  return typeof value === (field.kind === 'flag' ? 'boolean' : 'string');
}

const COMPARISONS: Partial<Record<Operator, (order: number) => boolean>> = {
  eq: order => order === 0,
  'not-eq': order => order !== 0,
  gt: order => order > 0,
  gte: order => order >= 0,
  lt: order => order < 0,
  lte: order => order <= 0,
};

const TEXT_TESTS: Partial<Record<Operator, (cell: string, value: string) => boolean>> = {
  eq: (cell, value) => cell === value,
  contains: (cell, value) => cell.includes(value),
  starts: (cell, value) => cell.startsWith(value),
  ends: (cell, value) => cell.endsWith(value),
};

const isNull: Test = ({ cell }) => cell === null;
const isEmpty: Test = ({ cell }) => cell === null || cell === '' || (Array.isArray(cell) && cell.length === 0);

function createTest(condition: Condition, fields: Fields, guessBetween: boolean): Test {
  const { field: name, op = 'eq', value } = condition;
  const parameter = `filter[${name}]`;
  if (['null', 'not-null', 'empty', 'not-empty'].includes(op)) {
    const field = knownField(fields, name, parameter);
    const key = field.idKey ?? name;
    const positive = op.endsWith('null') ? isNull : isEmpty;
    return row => positive({ cell: row[key] ?? null }) !== op.startsWith('not-');
  }
  if (op === 'between' && guessBetween) {
    const [least = '', most, ...surplus] = (value ?? '').split(',');
    if (most === undefined || surplus.length > 0) throw invalidParameter(`${parameter}: '${value}' is not least,most`);
    const bounds = [createTest({ field: name, op: 'gte', value: least }, fields, false)];
    bounds.push(createTest({ field: name, op: 'lte', value: most }, fields, false));
    return row => bounds.every(meets => meets(row));
  }
  if (op === 'between')
    throw invalidParameter(`${parameter}: the form of a 'between' value is not documented, use gte or lte`);
  if (value === undefined) throw invalidParameter(`${parameter}: the value is missing`);
  const field = plainField(fields, name, parameter);
  const compare = COMPARISONS[op];
  if (compare) {
    const expected = readFilterValue(field, parameter, value);
    if (field.kind === 'flag' && op !== 'eq' && op !== 'not-eq')
      throw invalidParameter(`${parameter}: ${op} needs an order`);
    return row => {
      const cell = row[name] ?? null;
      // Null is no value at all: nothing equals it, not even empty text, and it is neither more nor less.
      return cell === null ? op === 'not-eq' : compare(compareValues(field, cell, expected));
    };
  }
  return textTest(name, op, value);
}

function textTest(name: string, op: Operator, value: string): Test {
  if (op === 'not-ieq') {
    const isSame = textTest(name, 'ieq', value);
    return row => !isSame(row);
  }
  // `icontains` is `contains` without regard to case.
  const folds = op.startsWith('i');
  const matches = TEXT_TESTS[(folds ? op.slice(1) : op) as Operator]!;
  const expected = folds ? value.toLowerCase() : value;
  return row => {
    const cell = row[name] ?? null;
    return cell !== null && matches(folds ? lower(cell) : String(cell), expected);
  };
}

/** The value of a condition in the form in which the field is stored. */
function readFilterValue(field: Field, parameter: string, value: string): unknown {
  const refuse = (expected: string) => invalidParameter(`${parameter}: '${value}' is not ${expected}`);
  if (isNumeric(field)) {
    if (!parseDecimal(value)) throw refuse('a number');
    return value;
  }
  if (field.kind === 'flag') {
    if (value !== 'true' && value !== 'false') throw refuse('true or false');
    return value === 'true';
  }
  if (field.kind === 'date') {
    if (!isDay(value)) throw refuse('a day, YYYY-MM-DD');
    return value;
  }
  if (field.kind === 'moment') {
    const moment = parseTime(value);
    if (!moment) throw refuse('a date and time');
    return moment;
  }
  return value;
}

function knownField(fields: Fields, name: string, parameter: string): Field {
  const field = fields.get(name);
  if (!field) throw invalidParameter(`${parameter}: there is no field '${name}'`);
  return field;
}

/** A field with one comparable value. Whether relations can be compared by their bare name is not documented. */
function plainField(fields: Fields, name: string, parameter: string): Field {
  const field = knownField(fields, name, parameter);
  if (field.kind === 'one') throw invalidParameter(`${parameter}: '${name}' is a relation, use its id field`);
  if (['many', 'money', 'any'].includes(field.kind))
    throw invalidParameter(`${parameter}: '${name}' cannot be compared`);
  return field;
}
