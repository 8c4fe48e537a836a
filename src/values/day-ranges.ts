import { addDays, addMonths, type Day, format, parts, weekdayOf } from './calendar.ts';
import { FIRST_YEAR, LAST_YEAR } from './dates.ts';
import { parseDate } from './parse-date.ts';

/** Civil days from `from` to `to`, both `YYYY-MM-DD` and both included; without one of them it is open there. */
export interface DayRange {
  from?: string;
  to?: string;
}

/** A range of days, or a sentence on why the text is not one. */
export type DayRangeResult = { range: DayRange } | { problem: string };

/** What the words for a range are relative to. */
export interface RangeCalendar {
  /** The user's civil day, `YYYY-MM-DD`. */
  today: string;
  /** The month in which a year begins, from 1 to 12; January if absent. Quarters go by it, too. */
  fiscalYearStart?: number | undefined;
}

/** Examples of the ranges that parseDayRange understands. */
export const RANGE_WORDS = [
  ...['today', 'tomorrow', 'yesterday', 'this-week', 'this-month', 'this-quarter', 'this-year'],
  ...['next-week', 'next-month', 'next-quarter', 'next-year'],
  ...['last-week', 'last-month', 'last-quarter', 'last-year', 'q1', 'q2', 'q3', 'q4', '-7d', '+30d'],
];

/**
 * Parses a range of days as a person types it: `this-quarter`, `2026-q1`, `2026-10`, `-7d`, a day, or two of these with
 * `..` between them. Weeks begin on Monday; a year has the number of the one it begins in.
 */
export function parseDayRange(text: string, calendar: RangeCalendar): DayRangeResult {
  const typed = text.trim();
  if (typed === '') return { problem: `The range is empty: ${EXAMPLES}` };
  // A day that ends with a dot may stand before the two: 31.7...30.9.
  const [start = '', end, ...surplus] = typed.split(/\.\.(?!\.)/);
  if (end === undefined) return parsePeriod(typed, calendar);
  if (surplus.length > 0 || (start === '' && end === '')) return notARange(typed);
  const first = start === '' ? undefined : parseEnd(start, 'from', calendar);
  const last = end === '' ? undefined : parseEnd(end, 'to', calendar);
  if (first && 'problem' in first) return first;
  if (last && 'problem' in last) return last;
  if (first && last && first.date > last.date) {
    return { problem: `'${excerpt(typed)}' ends before it begins: ${last.date} is before ${first.date}` };
  }
  return { range: { ...(first ? { from: first.date } : {}), ...(last ? { to: last.date } : {}) } };
}

/** The day that is so long before today: `30d`, `6w`, `3m`, `1y`. */
export function parseAge(text: string, today: string): { date: string } | { problem: string } {
  const day = distanceFrom(parts(today), `-${text.trim().toLowerCase().replace(/^-/, '')}`);
  if (!day) return { problem: `'${excerpt(text.trim())}' is not a length of time: write 30d, 6w, 3m or 1y` };
  return checkYears(text, { from: day, to: day }, ({ from }) => ({ date: from }));
}

const EXAMPLES = 'write this-quarter, 2026-q1, 2026-10, -7d, +30d, a day, or two of these as in 2026-10-01..2026-12-31';

const excerpt = (text: string) => (text.length > 60 ? `${text.slice(0, 57)}...` : text);

const notARange = (typed: string) => ({ problem: `'${excerpt(typed)}' is not a range of days: ${EXAMPLES}` });

/** A range with both of its ends. */
interface Period {
  from: Day;
  to: Day;
}

/** One end of `a..b`: the first day of what stands there, or its last. A distance is the day that it leads to. */
function parseEnd(text: string, end: 'from' | 'to', calendar: RangeCalendar): { date: string } | { problem: string } {
  const distance = distanceFrom(parts(calendar.today), text.trim().toLowerCase());
  if (distance) return checkYears(text, { from: distance, to: distance }, period => ({ date: period[end] }));
  const result = parsePeriod(text.trim(), calendar);
  return 'problem' in result ? result : { date: result.range[end] };
}

function parsePeriod(typed: string, calendar: RangeCalendar): { range: Required<DayRange> } | { problem: string } {
  const word = typed.toLowerCase().replace(/[\s_-]+/g, '-');
  const today = parts(calendar.today);
  const start = calendar.fiscalYearStart ?? 1;
  const [, quarter] = /^(?:\d{4}-?)?q(\d+)$/.exec(word) ?? [];
  if (quarter && !/^[1-4]$/.test(quarter)) return { problem: `There is no ${typed}: a year has the quarters q1 to q4` };
  const [, month] = /^\d{4}-(\d\d?)$/.exec(word) ?? [];
  if (month && !isMonth(Number(month))) return { problem: `There is no ${typed}: the months go from 01 to 12` };
  const [, length] = /^(\d{1,6}-?[dwmy])$/.exec(word) ?? [];
  if (length) return { problem: `${typed} could mean -${length} or +${length}: write one of them` };
  const period =
    relativePeriod(word, today, start) ?? numberedPeriod(word, today, start) ?? periodToDistance(word, today);
  if (period) return checkYears(typed, period, range => ({ range }));
  const day = parseDate(typed, calendar.today);
  if ('date' in day) return { range: { from: day.date, to: day.date } };
  return day.isOtherForm ? notARange(typed) : { problem: day.problem };
}

const isMonth = (month: number) => month >= 1 && month <= 12;

/** `this-week`, `next-quarter`, `yesterday`. */
function relativePeriod(word: string, today: Day, start: number): Period | undefined {
  const dayOffset = { yesterday: -1, today: 0, tomorrow: 1 }[word];
  if (dayOffset !== undefined) return { from: addDays(today, dayOffset), to: addDays(today, dayOffset) };
  const [, which, unit] = /^(last|this|next)-(week|month|quarter|year)$/.exec(word) ?? [];
  if (!which) return undefined;
  const offset = { last: -1, this: 0, next: 1 }[which]!;
  switch (unit) {
    case 'week': {
      const monday = addDays(today, 7 * offset - ((weekdayOf(today) + 6) % 7));
      return { from: monday, to: addDays(monday, 6) };
    }
    case 'month':
      return months({ ...today, day: 1 }, offset, 1);
    case 'quarter':
      return months(yearStart(today, start), 3 * (quarterOf(today, start) + offset), 3);
    default:
      return months(yearStart(today, start), 12 * offset, 12);
  }
}

/** `q1`, `2026-q1`, `2026`, `2026-10`. A month is one of the calendar, whenever the year begins. */
function numberedPeriod(word: string, today: Day, start: number): Period | undefined {
  const [, quarterYear, quarter] = /^(?:(\d{4})-?)?q([1-4])$/.exec(word) ?? [];
  if (quarter) {
    const first = quarterYear ? { year: Number(quarterYear), month: start, day: 1 } : yearStart(today, start);
    return months(first, 3 * (Number(quarter) - 1), 3);
  }
  const [, year, month] = /^(\d{4})(?:-(\d\d?))?$/.exec(word) ?? [];
  if (!year) return undefined;
  const first = { year: Number(year), month: month ? Number(month) : start, day: 1 };
  return months(first, 0, month ? 1 : 12);
}

/** `-7d`: from then to today; `+30d`: from today to then. */
function periodToDistance(word: string, today: Day): Period | undefined {
  const day = distanceFrom(today, word);
  if (!day) return undefined;
  return word.startsWith('+') ? { from: today, to: day } : { from: day, to: today };
}

/** The day at a signed distance from today; undefined for any other text. */
function distanceFrom(today: Day, word: string): Day | undefined {
  const [, sign, number, unit] = /^([-+\u2212])(\d{1,6}) ?([dwmy])$/.exec(word) ?? [];
  if (!unit) return undefined;
  const count = (sign === '+' ? 1 : -1) * Number(number);
  if (unit === 'd' || unit === 'w') return addDays(today, unit === 'd' ? count : 7 * count);
  return addMonths(today, unit === 'm' ? count : 12 * count);
}

/** So many whole months, `offset` months after a first of a month. */
function months(first: Day, offset: number, count: number): Period {
  return { from: addMonths(first, offset), to: addDays(addMonths(first, offset + count), -1) };
}

/** The first day of the year that a day is in, where years begin in the month `start`. */
const yearStart = ({ year, month }: Day, start: number): Day => ({
  year: month >= start ? year : year - 1,
  month: start,
  day: 1,
});

/** The quarter of its year that a day is in, from 0. */
const quarterOf = ({ month }: Day, start: number) => Math.floor(((month - start + 12) % 12) / 3);

function checkYears<T>(
  typed: string,
  { from, to }: Period,
  result: (range: Required<DayRange>) => T,
): T | { problem: string } {
  const wrong = [from, to].find(({ year }) => year < FIRST_YEAR || year > LAST_YEAR);
  if (!wrong) return result({ from: format(from), to: format(to) });
  const message = `'${excerpt(typed.trim())}' leads to the year ${wrong.year}: dates go from ${FIRST_YEAR} to ${LAST_YEAR}`;
  return { problem: message };
}
