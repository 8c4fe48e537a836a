import { type Day, exists, format, padTwo, parts, WEEKDAYS, weekdayOf } from './calendar.ts';

/** The years that a civil day may be in. */
export const FIRST_YEAR = 1900;
export const LAST_YEAR = 2199;

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
  if (year < 1 || year > 9998 || !exists({ year, month, day })) return undefined;
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
  if (!exists(day) || day.year < FIRST_YEAR || day.year > LAST_YEAR) return undefined;
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

const TIME =
  /^(\d{4}-\d\d-\d\d)[T ]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d+))? ?(?:[Zz]|([-+])([01]\d|2[0-3]):?([0-5]\d)?)?$/;
