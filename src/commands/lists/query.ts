import type { Context } from '../../context.ts';
import { CliError, usage } from '../../errors.ts';
import { nearest } from '../../values/names.ts';
import { type Row, valueAt } from '../../wire/entities.ts';
import { unknownField } from '../../wire/fields.ts';
import { type Condition, isOperator, OPERATORS, PAGE_MAX, type Query, VALUELESS } from '../../wire/query.ts';
import { meetsCondition } from './check-condition.ts';
import { fieldsAndRelations, type Reader } from './fields-to-load.ts';
import type { ListFlags } from './list-flags.ts';
import type { Noun } from './noun.ts';
import { compareWithDay, parseRange } from './ranges.ts';
import { hasWords } from './search.ts';
import { type Criterion, type DividedCriteria, divideCriteria, type Selection } from './selection.ts';

/** The request for a list, and what the client checks itself. */
export interface ListQuery {
  /** The same for every page. */
  query: Query;
  /** The query without what a server may not know; absent if it certainly knows all. */
  certainQuery?: Query;
  /** Conditions of which a record has to meet one; each is a request of its own. None: one request without. */
  anyOf: readonly Condition[];
  /** Fields that are loaded for the tool itself, and are no part of the answer. */
  extraFields: readonly string[];
  /** One page of the API, instead of all pages. */
  onePage: boolean;
  /** Whether the server applies all conditions, so that its total is the answer's. */
  totalIsExact: boolean;
  /** Whether the client leaves out records that the server sends, so that a page of them may hold few. */
  thinsOut: boolean;
  /** Applies the conditions that the server does not. Throws BAD_REPLY if the server ignored one of its own. */
  keeps(row: Row): boolean;
  /** Whether no record after this one in the order of the list can be part of the answer; absent if that is never known. */
  isPast?: ((row: Row) => boolean) | undefined;
}

const EVERYTHING: Selection = { criteria: [] };

/** Whether the answer is for a program: JSON in one form or the other. */
export const isMachine = ({ format }: Context) => format === 'json' || format === 'jsonl';

/** Turns flags, and what the noun's own flags choose, into the query of a list. Throws USAGE before anything is sent. */
export function buildListQuery(
  noun: Noun,
  flags: ListFlags,
  reader: Reader,
  selection: Selection = EVERYTHING,
): ListQuery {
  const search = flags.search === undefined ? undefined : noun.search(flags.search);
  const anyOf = search && search.anyOf.length > 1 ? search.anyOf : [];
  const conditions = readConditions(noun, flags, anyOf.length > 0 ? [] : (search?.anyOf ?? []));
  for (const condition of anyOf) requireDistinctFields([...conditions, condition]);
  if (anyOf.length > 0 && isOnePage(flags)) throw noCursor(noun);
  const ranges = conditions.flatMap(condition => parseRange(condition) ?? []);
  const emptiness = conditions.filter(({ op }) => op && VALUELESS.includes(op));
  checkFlags(noun, flags, conditions);
  const orderBy = flags.orderBy ?? defaultOrder(noun, flags, reader);
  const divided = divideCriteria(
    selection,
    conditions.map(({ field }) => field),
  );
  // Lists are merged, and read otherwise sorted, by what they are ordered by.
  const forOrder = anyOf.length > 0 || selection.read ? orderBy.map(field => field.replace(/^-/, '')) : [];
  const ownConditions = selection.read ? conditions.map(toServerCondition) : [];
  const forSearch = [...forOrder, ...ownConditions.map(({ field }) => field), ...(search?.words?.fields ?? [])];
  const forChecks = [...forSearch, ...divided.checks.flatMap(({ fields }) => fields)];
  const checked = [...[...ranges, ...emptiness].map(({ field }) => field), ...forChecks];
  const query: Query = {
    filter: [...conditions.map(toServerCondition), ...divided.conditions],
    orderBy,
    ...fieldsAndRelations(noun, flags, reader, checked),
    ...(flags.includeDeleted || selection.includeDeleted ? { includeDeleted: true } : {}),
    ...(flags.after === undefined ? {} : { after: flags.after }),
    ...(flags.before === undefined ? {} : { before: flags.before }),
    ...(flags.last === undefined ? {} : { last: flags.last }),
  };
  return {
    anyOf,
    extraFields: fieldsNotAskedFor(flags, forChecks),
    onePage: isOnePage(flags),
    totalIsExact: ranges.length === 0 && forSearch.length === 0 && divided.checks.length === 0,
    thinsOut: divided.thinsOut,
    isPast: lastRowTest(divided, orderBy),
    ...(divided.uncertain.length === 0
      ? { query }
      : { query: { ...query, filter: [...query.filter!, ...divided.uncertain] }, certainQuery: query }),
    keeps: row => {
      if (!divided.checks.every(criterion => meets(row, criterion))) return false;
      if (!ownConditions.every(condition => meetsCondition(row, condition))) return false;
      for (const { field, op } of emptiness) checkEmptiness(row, field, op!);
      for (const field of search?.words?.fields ?? []) receivedValue(row, field);
      if (search?.words && !hasWords(row, search.words)) return false;
      return ranges.every(({ field, isWithin }) => isWithin(receivedValue(row, field)));
    },
  };
}

/** Whether a record is beyond what one of the checked criteria ends the list with, in this order. */
function lastRowTest({ checks }: DividedCriteria, [first]: readonly string[]): ListQuery['isPast'] {
  const ends = checks.filter(({ isPast, fields }) => isPast && fields[0] === first);
  return ends.length > 0 ? row => ends.some(criterion => criterion.isPast!(row)) : undefined;
}

/** Whether a record meets a criterion. Throws BAD_REPLY for one that lacks a field. */
function meets(row: Row, { fields, matches }: Criterion): boolean {
  for (const field of fields) receivedValue(row, field);
  return matches(row);
}

/** The conditions of --filter, --search and the noun's own flag. */
function readConditions(noun: Noun, flags: ListFlags, search: readonly Condition[]): Condition[] {
  const conditions = [...(flags.filter ?? []).map(parseCondition), ...search];
  if (noun.scope) {
    const value = flags[nameOf(noun.scope.flag)];
    if (typeof value === 'string') conditions.push({ field: noun.scope.field, value });
  }
  requireDistinctFields(conditions);
  return conditions;
}

/**
 * The noun's own order where a limit holds, so that the rows are the same for every reader. A whole list for a program
 * goes by `created`, which does not change while the pages are followed.
 */
const defaultOrder = (noun: Noun, flags: ListFlags, reader: Reader): readonly string[] =>
  reader === 'person' || flags.limit !== undefined || isOnePage(flags) ? noun.order : ['created'];

const isOnePage = ({ after, before, last }: ListFlags) =>
  after !== undefined || before !== undefined || last !== undefined;

/** With --fields the keys of an answer are those fields. */
const fieldsNotAskedFor = ({ fields }: ListFlags, names: readonly string[]): string[] =>
  Array.isArray(fields)
    ? names.filter(name => !fields.some(field => field === name || field.startsWith(`${name}.`)))
    : [];

/** A cursor is of one list. */
const noCursor = ({ name }: Noun) =>
  usage(`--search looks at several fields of ${name}, which are lists of their own, so there is no cursor`, {
    flag: '--search',
    hint: 'Leave --after, --before and --last out: the pages are followed.',
  });

/** Throws USAGE for unknown fields, malformed cursors, and more records than a page can have. */
function checkFlags(noun: Noun, flags: ListFlags, conditions: readonly Condition[]): void {
  for (const { field } of conditions) checkField(noun, field, '--filter');
  for (const field of Array.isArray(flags.fields) ? flags.fields : []) checkField(noun, field, '--fields');
  for (const field of flags.expand ?? []) checkField(noun, field, '--expand');
  for (const field of flags.orderBy ?? []) checkField(noun, field.replace(/^-/, ''), '--order-by');
  for (const flag of ['after', 'before'] as const) checkCursor(flags[flag], `--${flag}`);
  if (isOnePage(flags) && flags.limit !== undefined && flags.limit > PAGE_MAX) {
    throw usage(`One page has at most ${PAGE_MAX} records`, {
      flag: '--limit',
      hint: 'Without --after, --before and --last the pages are followed.',
    });
  }
}

/** A range is sent as its minimum, and the client applies the maximum: the form of `between` is not documented. */
function toServerCondition(condition: Condition): Condition {
  const range = parseRange(condition);
  return range ? { field: range.field, op: 'gte', value: range.minimum } : compareWithDay(condition);
}

/** `name=x`, `name:contains=x` or `name:null` as a condition. Throws USAGE. */
function parseCondition(text: string): Condition {
  const [, field, op, value] = /^([A-Za-z_][\w.]*)(?::([^=]*))?(?:=(.*))?$/s.exec(text) ?? [];
  if (!field) {
    throw usage(`'${text}' is not a filter`, { flag: '--filter', hint: 'Write field=value or field:operator=value.' });
  }
  if (op !== undefined && !isOperator(op)) {
    const close = nearest(op, OPERATORS);
    throw usage(`There is no operator '${op}'`, {
      flag: '--filter',
      hint: close ? `Did you mean '${close}'?` : `The operators are ${OPERATORS.join(', ')}.`,
    });
  }
  const valueless = op !== undefined && VALUELESS.includes(op);
  if (valueless !== (value === undefined)) {
    throw usage(valueless ? `'${op}' takes no value` : `The filter on ${field} has no value`, {
      flag: '--filter',
      hint: valueless ? `Write ${field}:${op}.` : `Write ${field}${op ? `:${op}` : ''}=value.`,
    });
  }
  return { field, op, value };
}

/** The field is the key on the wire, so each can have one condition only. */
function requireDistinctFields(conditions: readonly Condition[]): void {
  const duplicate = conditions.find(
    (condition, index) => conditions.findIndex(other => other.field === condition.field) < index,
  );
  if (!duplicate) return;
  throw usage(`There are two conditions on ${duplicate.field}`, {
    flag: '--filter',
    hint: 'The API takes one for each field. For a range write field:between=least,most.',
  });
}

/** The value of a field that a condition needs. A record without the field is a bad reply, not a record to skip. */
function receivedValue(row: Row, field: string): unknown {
  const isPresent = Object.hasOwn(row, field) || Object.hasOwn(row, field.split('.')[0]!);
  if (!isPresent) throw new CliError('BAD_REPLY', `The server sent a record without ${field}`);
  return valueAt(row, field) ?? null;
}

/** The wire form of these operators is not documented either, so each received record is checked. */
function checkEmptiness(row: Row, field: string, op: string): void {
  if (!Object.hasOwn(row, field)) return;
  const value = row[field];
  const empty = value === null || value === '' || (Array.isArray(value) && value.length === 0);
  const wrong = op === 'not-null' ? value === null : op === 'not-empty' ? empty : !empty;
  if (wrong) throw new CliError('BAD_REPLY', `The server did not understand the filter ${field}:${op}`);
}

/** Throws USAGE for a path that leads to no field, with the nearest one. */
export function checkField(noun: Pick<Noun, 'name' | 'kind'>, path: string, flag: string): void {
  const unknown = unknownField(noun.kind.entity, path);
  if (!unknown) return;
  const close = nearest(unknown.name, unknown.expected);
  throw usage(`${noun.name} have no field '${path}'`, {
    flag,
    field: path,
    ...(close
      ? { hint: `Did you mean '${close}'?` }
      : { hint: 'To see which there are:', command: [noun.name, '--fields'] }),
  });
}

function checkCursor(cursor: string | undefined, flag: string): void {
  if (cursor === undefined || /^[A-Za-z0-9+/=_-]+$/.test(cursor)) return;
  throw usage(`'${cursor}' is not a cursor`, { flag, hint: 'Take it as it stands in page_info; --debug shows it.' });
}

/** `--entity <name>` as commander names its value. */
export const nameOf = (flag: string) => flag.split(' ')[0]!.slice(2);
