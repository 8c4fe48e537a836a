import { type CliError, usage } from '../../errors.ts';
import { parseLabels } from '../../oppty/draft/plain-fields.ts';
import { addDays, format, parts } from '../../values/calendar.ts';
import { localDay, localDayBounds, parseTime } from '../../values/dates.ts';
import { type DayRange, parseAge, parseDayRange, type RangeCalendar } from '../../values/day-ranges.ts';
import { compareAmounts } from '../../values/money.ts';
import { parseNumber } from '../../values/parse-money.ts';
import { textOf } from '../../values/text-of.ts';
import { isRow, type Row } from '../../wire/entities.ts';
import { apiTime } from '../lists/ranges.ts';
import type { Criterion } from '../lists/selection.ts';
import type { SelectionFlags } from './selection-flags.ts';

/** The numbers of `status` on the wire. */
const STATUS = { open: 1, lost: 2, won: 3 } as const;

/** What the flags choose by that needs no look-up. Throws USAGE. */
export function readCriteria(flags: SelectionFlags, calendar: RangeCalendar): Criterion[] {
  const { status, closing, created, modified, stale, minValue, maxValue, label } = flags;
  const isOverdue = closing?.trim().toLowerCase() === 'overdue';
  if (isOverdue && status !== undefined && status !== 'open') {
    throw usage('--closing overdue is about open opportunities', { flag: '--status', hint: `Leave --status out.` });
  }
  return [
    ...statusCriteria(status ?? 'open'),
    ...(isOverdue ? [dayCriterion('closing_date', { to: dayBefore(calendar.today) })] : []),
    ...(closing !== undefined && !isOverdue
      ? [dayCriterion('closing_date', readRange('--closing', closing, calendar))]
      : []),
    ...(created === undefined ? [] : [timeCriterion('created', readRange('--created', created, calendar))]),
    ...(modified === undefined ? [] : [timeCriterion('modified', readRange('--modified', modified, calendar))]),
    ...(stale === undefined ? [] : [timeCriterion('modified', { to: readAge(stale, calendar.today) })]),
    ...valueCriteria(minValue, maxValue),
    ...(label === undefined ? [] : [labelCriterion(label)]),
  ];
}

/** Whether a record is open, by its status on the wire. */
export const isOpen = ({ status }: Row): boolean => Number(textOf(status)) === STATUS.open;

const dayBefore = (day: string) => format(addDays(parts(day), -1));

/** What --status chooses. Whether a server can filter by a status, which it works out itself, is not documented. */
function statusCriteria(status: NonNullable<SelectionFlags['status']>): Criterion[] {
  if (status === 'all') return [];
  if (status === 'deleted') {
    const conditions = [{ field: 'is_deleted', value: 'true' }];
    return [
      {
        ...{ conditions, isComplete: true, isUncertain: true, fields: ['is_deleted'] },
        matches: row => row.is_deleted === true,
      },
    ];
  }
  const byStatus: Criterion = {
    conditions: [{ field: 'status', value: String(STATUS[status]) }],
    ...{ isComplete: true, isUncertain: true, fields: ['status'] },
    matches: row => Number(textOf(row.status)) === STATUS[status],
  };
  if (status === 'won') return [byStatus];
  // An open one is never archived, and one is lost by being archived.
  const isArchived = status === 'lost';
  const byArchive: Criterion = {
    conditions: [{ field: 'is_archived', value: String(isArchived) }],
    ...{ isComplete: true, fields: ['is_archived'] },
    matches: row => row.is_archived === isArchived,
  };
  return [byArchive, byStatus];
}

function readRange(flag: string, text: string, calendar: RangeCalendar): DayRange {
  const result = parseDayRange(text, calendar);
  if ('problem' in result) throw wrongValue(flag, result.problem);
  return result.range;
}

function readAge(text: string, today: string): string {
  const result = parseAge(text, today);
  if ('problem' in result) throw wrongValue('--stale', result.problem);
  return result.date;
}

const wrongValue = (flag: string, problem: string): CliError => usage(`${flag}: ${problem}`, { flag });

/** A range of days of a date. A field takes one condition: of two ends the server gets the lower one. */
function dayCriterion(field: string, { from, to }: DayRange): Criterion {
  const dayOf = (row: Row) => (typeof row[field] === 'string' ? row[field].slice(0, 10) : undefined);
  const isOneDay = from !== undefined && from === to;
  return {
    conditions: isOneDay
      ? [{ field, value: from }]
      : [from === undefined ? { field, op: 'lte', value: to } : { field, op: 'gte', value: from }],
    ...{ isComplete: isOneDay || from === undefined || to === undefined, fields: [field] },
    matches: row => {
      const day = dayOf(row);
      return day !== undefined && (from === undefined || day >= from) && (to === undefined || day <= to);
    },
    ...(to === undefined ? {} : { isPast: (row: Row) => (dayOf(row) ?? '') > to }),
  };
}

/** A range of the user's own days of a time, which the API has in UTC. */
function timeCriterion(field: string, { from, to }: DayRange): Criterion {
  const start = from === undefined ? undefined : localDayBounds(from)?.start;
  const end = to === undefined ? undefined : localDayBounds(to)?.end;
  const timeOf = (row: Row) => parseTime(textOf(row[field]));
  return {
    conditions: [
      start ? { field, op: 'gte', value: apiTime(start) } : { field, op: 'lt', value: apiTime(end ?? new Date(0)) },
    ],
    ...{ isComplete: !start || !end, fields: [field] },
    matches: row => {
      const time = timeOf(row);
      return time !== undefined && (!start || time >= start) && (!end || time < end);
    },
    ...(end ? { isPast: (row: Row) => (timeOf(row)?.getTime() ?? 0) >= end.getTime() } : {}),
  };
}

/** The least and the most amount in the base currency. Amounts are parts of an object, which no filter is documented for. */
function valueCriteria(minimum: string | undefined, maximum: string | undefined): Criterion[] {
  const least = minimum === undefined ? undefined : readAmount('--min-value', minimum);
  const most = maximum === undefined ? undefined : readAmount('--max-value', maximum);
  if (least === undefined && most === undefined) return [];
  if (least !== undefined && most !== undefined && compareAmounts(least, most)! > 0) {
    throw usage(`--min-value ${minimum} is more than --max-value ${maximum}`, { flag: '--min-value' });
  }
  const matches = ({ value }: Row) => {
    const amount = isRow(value) ? value.base_value : undefined;
    if (amount === undefined || amount === null) return false;
    const isEnough = least === undefined || (compareAmounts(amount, least) ?? -1) >= 0;
    return isEnough && (most === undefined || (compareAmounts(amount, most) ?? 1) <= 0);
  };
  return [{ conditions: [], isComplete: false, fields: ['value'], matches }];
}

function readAmount(flag: string, text: string): string {
  const result = parseNumber(text);
  if ('problem' in result) throw wrongValue(flag, result.problem);
  return result.amount;
}

/** All of the labels, which are bits of one number. */
function labelCriterion(names: readonly string[]): Criterion {
  const result = parseLabels(names.join(','));
  if ('problem' in result) throw wrongValue('--label', result.problem);
  const mask = result.value;
  const matches = ({ label_flag }: Row) => (Number(textOf(label_flag ?? 0)) & mask) === mask;
  return { conditions: [], isComplete: false, fields: ['label_flag'], matches };
}

/** The calendar of a user: today, and the month that the setting `fiscal-year-start` says. */
export const calendarOf = (now: Date, fiscalYearStart: string | undefined): RangeCalendar => ({
  today: localDay(now),
  ...(fiscalYearStart === undefined ? {} : { fiscalYearStart: Number(fiscalYearStart) }),
});
