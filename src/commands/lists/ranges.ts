import { usage } from '../../errors.ts';
import { localDayBounds, parseTime, zonedDayBounds } from '../../values/dates.ts';
import { textOf } from '../../values/text-of.ts';
import { isTimeField } from '../../wire/fields.ts';
import type { Condition, Operator } from '../../wire/query.ts';

/** A range of times: from `start` on, and before `end`. Both as the API takes them in filters, in UTC. */
interface TimeRange {
  start: string;
  end: string;
}

/** A range of values: its minimum, and whether a value is within its other end. */
export interface Range {
  field: string;
  minimum: string;
  isWithin(value: unknown): boolean;
}

/** The range of a `between` condition, or of a day that a time is to equal; undefined for others. Throws USAGE. */
export function parseRange({ field, op, value = '' }: Condition): Range | undefined {
  if (op === undefined || op === 'eq' || op === 'ieq') {
    const day = dayRange(field, value);
    return day && { field, minimum: day.start, isWithin: value => isBefore(value, day.end) };
  }
  if (op !== 'between') return undefined;
  const [minimum, maximum, ...surplus] = value.split(',').map(end => end.trim());
  if (!minimum || !maximum || surplus.length > 0) {
    throw usage(`'${value}' is not a range`, { flag: '--filter', hint: `Write ${field}:between=least,most.` });
  }
  const lastDay = dayRange(field, maximum);
  return {
    field,
    minimum: dayRange(field, minimum)?.start ?? minimum,
    isWithin: value => (lastDay ? isBefore(value, lastDay.end) : isAtMost(value, maximum)),
  };
}

function isAtMost(value: unknown, maximum: string): boolean {
  if (value === null) return false;
  const text = textOf(value);
  const [time, end] = [parseTime(text), parseTime(maximum)];
  if (time && end) return time <= end;
  if (/^-?\d+(\.\d+)?$/.test(maximum) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text) <= Number(maximum);
  // A day as the upper end holds the whole day.
  return /^\d{4}-\d\d-\d\d$/.test(maximum) ? text.slice(0, 10) <= maximum : text <= maximum;
}

/**
 * The times that a day means in a filter on a time: those of the user's own day, or of a day in the zone that is named
 * (`2026-06-15Z`, `2026-06-15+02:00`). Undefined for any other text.
 */
function dayRange(field: string, value: string | undefined): TimeRange | undefined {
  const [, day, zone] = /^(\d{4}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)?$/i.exec(value?.trim() ?? '') ?? [];
  if (day === undefined || !isTimeField(field)) return undefined;
  const bounds = zone === undefined ? localDayBounds(day) : zonedDayBounds(day, zone.toUpperCase());
  return bounds && { start: apiTime(bounds.start), end: apiTime(bounds.end) };
}

/** For a comparison with a day: the operator that means the same for one end of its times. */
const ENDS: Partial<Record<Operator, [op: Operator, end: keyof TimeRange]>> = {
  gt: ['gte', 'end'],
  gte: ['gte', 'start'],
  lt: ['lt', 'start'],
  lte: ['lt', 'end'],
};

/** A comparison of a time with a day as a comparison with a time; any other condition as it is. */
export function compareWithDay(condition: Condition): Condition {
  const [op, end] = (condition.op && ENDS[condition.op]) ?? [];
  const range = op && dayRange(condition.field, condition.value);
  return range ? { field: condition.field, op, value: range[end!] } : condition;
}

/** Whether a time of the API is before the end of a range. */
function isBefore(value: unknown, end: string): boolean {
  const [time, limit] = [parseTime(textOf(value)), parseTime(end)];
  return time !== undefined && limit !== undefined && time < limit;
}

/** The form in which the API takes times in filters; without a zone it means UTC. */
export const apiTime = (time: Date): string => time.toISOString().slice(0, 19).replace('T', ' ');
