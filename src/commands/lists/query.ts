import type { Context } from '../../context.ts';
import { CliError, usage } from '../../errors.ts';
import { parseTime } from '../../values/dates.ts';
import { nearest } from '../../values/names.ts';
import { type Row, relationOf, valueAt } from '../../wire/entities.ts';
import { unknownField } from '../../wire/fields.ts';
import { type Condition, isOperator, OPERATORS, PAGE_MAX, type Query, VALUELESS } from '../../wire/query.ts';
import type { Noun } from './nouns.ts';

/** The flags of a list, as commander names them. */
export interface ListFlags {
  search?: string;
  filter?: string[];
  /** `true` for the bare flag. */
  fields?: string[] | true;
  expand?: string[];
  orderBy?: string[];
  limit?: number;
  all?: boolean;
  pageSize?: number;
  after?: string;
  before?: string;
  last?: number;
  includeDeleted?: boolean;
  account?: string;
  [scope: string]: unknown;
}

/** What to ask a list for. */
export interface ListQuery {
  /** The same for every page. */
  query: Query;
  /** One page as the API has it, instead of following them. */
  onePage: boolean;
  /** Whether the server knows all conditions, so that its total is that of the answer. */
  counted: boolean;
  /** Whether a record belongs to the answer, as far as the server was not asked. Throws BAD_REPLY if it was and erred. */
  keeps(row: Row): boolean;
}

/** For whom the list is: a person sees it in a sensible order, a program gets what is safest to walk through. */
export type Reader = 'person' | 'pipe' | 'machine';

/** Whether the answer is for a program: JSON in one form or the other. */
export const isMachine = ({ format }: Context) => format === 'json' || format === 'jsonl';

/** Turns flags into what to ask for. Throws USAGE before anything is sent. */
export function buildListQuery(noun: Noun, flags: ListFlags, reader: Reader): ListQuery {
  const conditions = (flags.filter ?? []).map(condition);
  if (flags.search !== undefined) conditions.push(noun.search(flags.search));
  if (noun.scope) {
    const value = flags[nameOf(noun.scope.flag)];
    if (typeof value === 'string') conditions.push({ field: noun.scope.field, value });
  }
  onceEach(conditions);
  const ranges = conditions.filter(({ op }) => op === 'between').map(range);
  const emptiness = conditions.filter(({ op }) => op && VALUELESS.includes(op));

  const chosen = Array.isArray(flags.fields) ? flags.fields : [];
  for (const { field } of conditions) checkField(noun, field, '--filter');
  for (const field of chosen) checkField(noun, field, '--fields');
  for (const field of flags.expand ?? []) checkField(noun, field, '--expand');
  for (const field of flags.orderBy ?? []) checkField(noun, field.replace(/^-/, ''), '--order-by');
  for (const flag of ['after', 'before'] as const) checkCursor(flags[flag], `--${flag}`);

  const onePage = flags.after !== undefined || flags.before !== undefined || flags.last !== undefined;
  if (onePage && flags.limit !== undefined && flags.limit > PAGE_MAX) {
    throw usage(`One page has at most ${PAGE_MAX} records`, {
      flag: '--limit',
      hint: 'Without --after, --before and --last the pages are followed.',
    });
  }
  const checked = [...ranges.map(({ field }) => field), ...emptiness.map(({ field }) => field)];
  const { loadOnly, expand = [] } = fetched(noun, flags, reader);
  const wanted = [...new Set([...expand, ...fieldsToLoad(noun, checked).expand, ...(flags.expand ?? [])])];
  return {
    onePage,
    counted: ranges.length === 0,
    query: {
      filter: conditions.map(one =>
        one.op === 'between' ? { field: one.field, op: 'gte', value: range(one).least } : one,
      ),
      orderBy: flags.orderBy ?? (reader === 'person' ? noun.order : ['created']),
      ...(wanted.length > 0 ? { expand: wanted } : {}),
      ...(loadOnly ? { loadOnly: [...new Set([...loadOnly, ...checked, ...whole(wanted, loadOnly)])] } : {}),
      ...(flags.includeDeleted ? { includeDeleted: true } : {}),
      ...(flags.after === undefined ? {} : { after: flags.after }),
      ...(flags.before === undefined ? {} : { before: flags.before }),
      ...(flags.last === undefined ? {} : { last: flags.last }),
    },
    keeps: row => {
      for (const { field, op } of emptiness) checkEmptiness(row, field, op!);
      return ranges.every(({ field, most }) => atMost(known(row, field), most));
    },
  };
}

/** `name=x`, `name:contains=x` or `name:null` as a condition. Throws USAGE. */
function condition(text: string): Condition {
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

/** The field is the key on the wire, so each can be asked about once. */
function onceEach(all: readonly Condition[]): void {
  const twice = all.find((one, index) => all.findIndex(other => other.field === one.field) < index);
  if (!twice) return;
  throw usage(`There are two conditions on ${twice.field}`, {
    flag: '--filter',
    hint: 'The API takes one for each field. For a range write field:between=least,most.',
  });
}

/** How the server wants `between` is not documented: it is asked for the lower end, and the upper is cut off here. */
function range({ field, value = '' }: Condition): { field: string; least: string; most: string } {
  const [least, most, ...more] = value.split(',').map(end => end.trim());
  if (least && most && more.length === 0) return { field, least, most };
  throw usage(`'${value}' is not a range`, { flag: '--filter', hint: `Write ${field}:between=least,most.` });
}

/** What stands in a field that has to be looked at. Nothing there is no reason to leave the record out. */
function known(row: Row, field: string): unknown {
  const came = Object.hasOwn(row, field) || Object.hasOwn(row, field.split('.')[0]!);
  if (!came) throw new CliError('BAD_REPLY', `The server sent a record without ${field}`);
  return valueAt(row, field) ?? null;
}

function atMost(value: unknown, most: string): boolean {
  if (value === null) return false;
  const text = String(value);
  const [time, end] = [parseTime(text), parseTime(most)];
  if (time && end) return time <= end;
  if (/^-?\d+(\.\d+)?$/.test(most) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text) <= Number(most);
  // A day as the upper end holds the whole day.
  return /^\d{4}-\d\d-\d\d$/.test(most) ? text.slice(0, 10) <= most : text <= most;
}

/** How these operators go on the wire is not documented either, so what comes back is looked at. */
function checkEmptiness(row: Row, field: string, op: string): void {
  if (!Object.hasOwn(row, field)) return;
  const value = row[field];
  const empty = value === null || value === '' || (Array.isArray(value) && value.length === 0);
  const wrong = op === 'not-null' ? value === null : op === 'not-empty' ? empty : !empty;
  if (wrong) throw new CliError('BAD_REPLY', `The server did not understand the filter ${field}:${op}`);
}

function checkField(noun: Noun, path: string, flag: string): void {
  const unknown = unknownField(noun.kind.entity, path);
  if (!unknown) return;
  const close = nearest(unknown.name, unknown.expected);
  throw usage(`${noun.name} have no field '${path}'`, {
    flag,
    field: path,
    hint: close ? `Did you mean '${close}'?` : `pipeliner ${noun.name} --fields shows which there are.`,
  });
}

function checkCursor(cursor: string | undefined, flag: string): void {
  if (cursor === undefined || /^[A-Za-z0-9+/=_-]+$/.test(cursor)) return;
  throw usage(`'${cursor}' is not a cursor`, { flag, hint: 'Take it as it stands in page_info; --debug shows it.' });
}

/** The fields as `load-only`, and the relations on their way as `expand`. */
function fetched(noun: Noun, flags: ListFlags, reader: Reader): Pick<Query, 'loadOnly' | 'expand'> {
  if (Array.isArray(flags.fields)) return fieldsToLoad(noun, flags.fields);
  if (reader === 'machine') return noun.record ?? {};
  return fieldsToLoad(noun, noun.loadOnly ?? noun.columns.map(column => column.path));
}

/** Fields as `load-only`, and the relations before their dots as `expand`. The id always comes along. */
export function fieldsToLoad(noun: Noun, fields: readonly string[]): { loadOnly: string[]; expand: string[] } {
  const parents = fields.flatMap(field => {
    const parts = field.split('.').slice(0, -1);
    return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
  });
  // `value.base_value` is a part of an object, not of a relation.
  const related = (path: string) => relationOf(noun.kind.entity, path.split('.')[0]!) || path.startsWith('cf_');
  return { loadOnly: [...new Set(['id', ...fields])], expand: [...new Set(parents)].filter(related) };
}

/** Relations to load whole: those expanded of which no part was asked for. */
const whole = (expand: readonly string[], loadOnly: readonly string[]) =>
  expand.filter(path => !loadOnly.some(field => field.startsWith(`${path}.`)));

/** `--entity <name>` as commander names its value. */
const nameOf = (flag: string) => flag.split(' ')[0]!.slice(2);
