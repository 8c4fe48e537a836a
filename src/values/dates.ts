/** A civil day `YYYY-MM-DD`, or a sentence on why the text is not one. */
export type DateResult = { date: string } | { problem: string };

/** Examples of the words that parseDate understands. */
export const DATE_WORDS = ['today', 'tomorrow', 'monday', 'friday', '+30d', '+6w', '+3m', 'eom', 'eoq', 'eoy'];

const FIRST_YEAR = 1900;
const LAST_YEAR = 2199;
const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');

/** Parses a day as a person types it, relative to `today`: a date, a word, a weekday or a distance such as +3m. */
export function parseDate(text: string, today: string): DateResult {
  const typed = text.trim();
  const word = typed.toLowerCase();
  const isoDate = /^(\d{4})-(\d\d)-(\d\d)$/.exec(typed);
  if (isoDate) return checkDay(typed, Number(isoDate[1]), Number(isoDate[2]), Number(isoDate[3]));

  const now = parts(today);
  const distance = /^\+(\d{1,6})([dwmy])$/.exec(word);
  if (distance) {
    const [, digits, unit] = distance;
    const count = Number(digits);
    if (unit === 'd') return checkYear(typed, addDays(now, count));
    if (unit === 'w') return checkYear(typed, addDays(now, 7 * count));
    return checkYear(typed, addMonths(now, unit === 'm' ? count : 12 * count));
  }
  const weekday = WEEKDAYS.findIndex(name => word === name || word === name.slice(0, 3));
  if (weekday >= 0) return checkYear(typed, addDays(now, ((weekday - weekdayOf(now) + 6) % 7) + 1));
  switch (word) {
    case 'today':
      return checkYear(typed, now);
    case 'tomorrow':
      return checkYear(typed, addDays(now, 1));
    case 'eom':
      return checkYear(typed, lastDayOf(now.year, now.month));
    case 'eoq':
      return checkYear(typed, lastDayOf(now.year, Math.ceil(now.month / 3) * 3));
    case 'eoy':
      return checkYear(typed, lastDayOf(now.year, 12));
  }
  if (typed === '') return { problem: `The date is empty: write YYYY-MM-DD, as in ${today}` };
  const excerpt = typed.length > 60 ? `${typed.slice(0, 57)}...` : typed;
  return {
    problem: `'${excerpt}' is not a date: write YYYY-MM-DD, or a word such as today, friday, +30d, +3m, eom, eoq`,
  };
}

/** A civil day with its weekday, as in `2026-12-04, Friday`. */
export function formatDay(date: string): string {
  const name = WEEKDAYS[weekdayOf(parts(date))]!;
  return `${date}, ${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** The civil day in the local time zone. */
export const localDay = (now: Date): string =>
  format({ year: now.getFullYear(), month: now.getMonth() + 1, day: now.getDate() });

/** The day in UTC. Not by toISOString, which makes V8 load the time zone. */
export const utcDay = (now: Date): string =>
  format({ year: now.getUTCFullYear(), month: now.getUTCMonth() + 1, day: now.getUTCDate() });

/** Parses a date-time of the API; without a zone it is UTC. Undefined if the text is not a date-time. */
export function parseTime(text: string): Date | undefined {
  const match = TIME.exec(text);
  if (!match) return undefined;
  const [, date = '', clock = '', fraction = '', sign, hours = '00', minutes = '00'] = match;
  const { year, month, day } = parts(date);
  if (year < 1 || year > 9998 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  const zone = sign ? `${sign}${hours}:${minutes}` : 'Z';
  // Three digits: the date-time format of ECMAScript has no more.
  return new Date(`${date}T${clock}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`);
}

/** When a day begins in the local time zone, and when the next one does. Undefined if there is no such day. */
export const localDayBounds = (day: string): { start: Date; end: Date } | undefined =>
  dayBounds(day, ({ year, month, day }, count) => new Date(year, month - 1, day + count));

/** The same in a zone: `Z`, or an offset as `+02:00`. */
export function zonedDayBounds(day: string, zone: string): { start: Date; end: Date } | undefined {
  const offset = Date.parse(`2000-01-01T00:00:00${zone}`) - Date.parse('2000-01-01T00:00:00Z');
  if (Number.isNaN(offset)) return undefined;
  return dayBounds(day, ({ year, month, day }, count) => new Date(Date.UTC(year, month - 1, day + count) + offset));
}

function dayBounds(text: string, midnight: (day: Day, count: number) => Date) {
  const day = parts(text);
  if ('problem' in checkDay(text, day.year, day.month, day.day)) return undefined;
  return { start: midnight(day, 0), end: midnight(day, 1) };
}

/** A date-time of the API in local time, as in `2019-02-01 08:41:49 +01:00`. Other text stays as it is. */
export function formatLocalTime(text: string): string {
  const time = parseTime(text);
  if (!time) return text;
  const offset = -Math.trunc(time.getTimezoneOffset());
  const local = new Date(time.getTime() + offset * 60_000).toISOString();
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${local.slice(0, 10)} ${local.slice(11, 19)} ${offset < 0 ? '-' : '+'}${padTwo(hours)}:${padTwo(minutes)}`;
}

/** A date-time of the API as RFC 3339 in UTC, to the second. Other text stays as it is. */
export function formatUtcTime(text: string): string {
  const time = parseTime(text);
  return time ? `${time.toISOString().slice(0, 19)}Z` : text;
}

interface Day {
  year: number;
  /** From 1 to 12. */
  month: number;
  day: number;
}

const TIME =
  /^(\d{4}-\d\d-\d\d)[T ]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d+))? ?(?:[Zz]|([-+])([01]\d|2[0-3]):?([0-5]\d)?)?$/;

function checkDay(typed: string, year: number, month: number, day: number): DateResult {
  if (month < 1 || month > 12) return { problem: `There is no ${typed}: the months go from 01 to 12` };
  const last = daysIn(year, month);
  if (day < 1 || day > last) return { problem: `There is no ${typed}: ${MONTHS[month - 1]} ${year} has ${last} days` };
  return checkYear(typed, { year, month, day });
}

function checkYear(typed: string, day: Day): DateResult {
  if (day.year >= FIRST_YEAR && day.year <= LAST_YEAR) return { date: format(day) };
  return { problem: `'${typed}' is in the year ${day.year}: dates go from ${FIRST_YEAR} to ${LAST_YEAR}` };
}

function parts(date: string): Day {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return { year, month, day };
}

const padTwo = (n: number) => String(n).padStart(2, '0');
const format = ({ year, month, day }: Day) => `${String(year).padStart(4, '0')}-${padTwo(month)}-${padTwo(day)}`;

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const daysIn = (year: number, month: number) => (month === 2 && isLeap(year) ? 29 : MONTH_LENGTHS[month - 1]!);

const lastDayOf = (year: number, month: number): Day => ({ year, month, day: daysIn(year, month) });

// Civil days use the UTC half of Date only: there every day has 24 hours.
function addDays(from: Day, count: number): Day {
  const then = new Date(Date.UTC(from.year, from.month - 1, from.day + count));
  return { year: then.getUTCFullYear(), month: then.getUTCMonth() + 1, day: then.getUTCDate() };
}

const weekdayOf = (day: Day) => new Date(Date.UTC(day.year, day.month - 1, day.day)).getUTCDay();

/** A day that the month does not have becomes its last one. */
function addMonths(from: Day, count: number): Day {
  const index = from.year * 12 + from.month - 1 + count;
  const [year, month] = [Math.floor(index / 12), (index % 12) + 1];
  return { year, month, day: Math.min(from.day, daysIn(year, month)) };
}
