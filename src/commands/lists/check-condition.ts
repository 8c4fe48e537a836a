import { parseTime } from '../../values/dates.ts';
import { compareAmounts } from '../../values/money.ts';
import { textOf } from '../../values/text-of.ts';
import { type Row, valueAt } from '../../wire/entities.ts';
import type { Condition, Operator } from '../../wire/query.ts';

/**
 * Whether a record meets a condition, where no server can be asked. The operators mean what their names say: `i...`
 * disregards case, and nothing equals null or is more or less than it.
 */
export function meetsCondition(row: Row, { field, op = 'eq', value = '' }: Condition): boolean {
  const cell = valueAt(row, field) ?? null;
  const isEmpty = cell === null || cell === '' || (Array.isArray(cell) && cell.length === 0);
  if (op === 'null' || op === 'not-null') return (cell === null) === (op === 'null');
  if (op === 'empty' || op === 'not-empty') return isEmpty === (op === 'empty');
  if (op === 'not-eq' || op === 'not-ieq') {
    return !meetsCondition(row, { field, op: op === 'not-eq' ? 'eq' : 'ieq', value });
  }
  if (cell === null) return false;
  const comparison = COMPARISONS[op];
  if (comparison) return comparison(compare(textOf(cell), value));
  const ignoresCase = op.startsWith('i');
  const test = TEXT_TESTS[(ignoresCase ? op.slice(1) : op) as Operator];
  const fold = (text: string) => (ignoresCase ? text.toLowerCase() : text);
  return test?.(fold(textOf(cell)), fold(value)) ?? false;
}

const COMPARISONS: Partial<Record<Operator, (order: number) => boolean>> = {
  eq: order => order === 0,
  gt: order => order > 0,
  gte: order => order >= 0,
  lt: order => order < 0,
  lte: order => order <= 0,
};

const TEXT_TESTS: Partial<Record<Operator, (text: string, value: string) => boolean>> = {
  eq: (text, value) => text === value,
  contains: (text, value) => text.includes(value),
  starts: (text, value) => text.startsWith(value),
  ends: (text, value) => text.endsWith(value),
};

/** Below zero if the first is less: as times or as numbers if both are, else as text. */
function compare(text: string, value: string): number {
  const [time, limit] = [parseTime(text), parseTime(value)];
  if (time && limit) return time.getTime() - limit.getTime();
  return compareAmounts(text, value) ?? (text < value ? -1 : Number(text > value));
}
