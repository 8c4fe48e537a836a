/** A civil day. */
export interface Day {
  year: number;
  /** From 1 to 12. */
  month: number;
  day: number;
}

export const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
export const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');

/** The day of `YYYY-MM-DD`. */
export function parts(date: string): Day {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return { year, month, day };
}

export const padTwo = (n: number): string => String(n).padStart(2, '0');

/** The day as `YYYY-MM-DD`. */
export const format = ({ year, month, day }: Day): string =>
  `${String(year).padStart(4, '0')}-${padTwo(month)}-${padTwo(day)}`;

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** How many days a month has. */
export const daysIn = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : MONTH_LENGTHS[month - 1]!;

export const lastDayOf = (year: number, month: number): Day => ({ year, month, day: daysIn(year, month) });

/** Whether the calendar has this day. */
export const exists = ({ year, month, day }: Day): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);

// Civil days use the UTC half of Date only: there every day has 24 hours.
export function addDays(from: Day, count: number): Day {
  const then = new Date(Date.UTC(from.year, from.month - 1, from.day + count));
  return { year: then.getUTCFullYear(), month: then.getUTCMonth() + 1, day: then.getUTCDate() };
}

/** From 0 for Sunday to 6 for Saturday. */
export const weekdayOf = (day: Day): number => new Date(Date.UTC(day.year, day.month - 1, day.day)).getUTCDay();

/** A day that the month does not have becomes its last one. */
export function addMonths(from: Day, count: number): Day {
  const index = from.year * 12 + from.month - 1 + count;
  const [year, month] = [Math.floor(index / 12), (index % 12) + 1];
  return { year, month, day: Math.min(from.day, daysIn(year, month)) };
}
