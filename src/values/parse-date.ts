import {
  addDays,
  addMonths,
  type Day,
  daysIn,
  exists,
  format,
  lastDayOf,
  MONTHS,
  parts,
  WEEKDAYS,
  weekdayOf,
} from './calendar.ts';
import { FIRST_YEAR, LAST_YEAR } from './dates.ts';

/**
 * A civil day `YYYY-MM-DD`, or a sentence on why the text is not one; `either` has two meanings, and `isOtherForm` says
 * that the text is not written as a day at all.
 */
export type DateResult = { date: string } | { problem: string; either?: readonly [string, string]; isOtherForm?: true };

/** Examples of the words that parseDate understands. */
export const DATE_WORDS = [
  ...['today', 'tomorrow', 'monday', 'friday', 'next friday', '+30d', '+6w', '+3m', 'eom', 'eoq', 'eoy'],
  ...['next month', 'next quarter'],
];

/** Parses a day as a person types it, relative to `today`: a date, a word, a weekday or a distance such as +3m. */
export function parseDate(text: string, today: string): DateResult {
  const typed = text.trim();
  if (typed === '') return { problem: `The date is empty: write YYYY-MM-DD, as in ${today}` };
  const word = typed.toLowerCase().replace(/\s+/g, ' ');
  const now = parts(today);
  for (const form of FORMS) {
    const result = form(word, now);
    if (!result) continue;
    if ('year' in result) return checkDay(typed, result);
    return 'either' in result ? ambiguous(typed, result.either) : result;
  }
  return {
    isOtherForm: true,
    problem: `'${excerpt(typed)}' is not a date: write YYYY-MM-DD, 31.12.2026 or Dec 31, or words such as friday, +30d, next quarter, eom`,
  };
}

const excerpt = (text: string) => (text.length > 60 ? `${text.slice(0, 57)}...` : text);

/** What one way of writing a day makes of a text in small letters; undefined if it is not written in that way. */
type Form = (word: string, today: Day) => Day | { either: readonly [Day, Day] } | { problem: string } | undefined;

/** `2026-12-31`, or with slashes. */
const yearFirst: Form = word => {
  const match = /^(\d{4})([-/])(\d\d?)\2(\d\d?)$/.exec(word);
  return match ? { year: Number(match[1]), month: Number(match[3]), day: Number(match[4]) } : undefined;
};

/** `31.12.2026` and `31.12.`: the day is first wherever dots are written. */
const dotted: Form = (word, today) => {
  const match = /^(\d\d?)\. ?(\d\d?)(?:\. ?(\d{4})?)?$/.exec(word);
  return match ? inYear(match[3], { month: Number(match[2]), day: Number(match[1]) }, today) : undefined;
};

/** `12/31/2026`, where one number cannot be the month. */
const slashed: Form = (word, today) => {
  const match = /^(\d\d?)([-/])(\d\d?)(?:\2(\d{4}))?$/.exec(word);
  if (!match) return undefined;
  const [a, b] = [Number(match[1]), Number(match[3])];
  const monthFirst = inYear(match[4], { month: a, day: b }, today);
  const dayFirst = inYear(match[4], { month: b, day: a }, today);
  if (a === b || b > 12) return monthFirst;
  return a > 12 ? dayFirst : { either: [monthFirst, dayFirst] };
};

/** `Dec 31`, `31 December`, `December 31st, 2026`. */
const withMonthName: Form = (word, today) => {
  const number = String.raw`(?<day>\d\d?)(?:st|nd|rd|th|\.)?`;
  const month = String.raw`(?<month>[a-z]{3,9})\.?`;
  const year = String.raw`(?:,? (?<year>\d{4}))?`;
  const match =
    new RegExp(`^${month} ?${number}${year}$`).exec(word) ??
    new RegExp(`^${number} ?(?:of )?${month}${year}$`).exec(word);
  if (!match?.groups) return undefined;
  const { day, month: name = '', year: typedYear } = match.groups;
  const index = MONTHS.findIndex(full => full.toLowerCase().startsWith(name === 'sept' ? 'sep' : name));
  return index < 0 ? undefined : inYear(typedYear, { month: index + 1, day: Number(day) }, today);
};

/** `30d`, `+6w`, `in 3 months`. */
const distance: Form = (word, today) => {
  const match = /^(?:\+|in )?(\d{1,6}) ?([dwmy]|days?|weeks?|months?|years?)$/.exec(word);
  if (!match) return undefined;
  const count = Number(match[1]);
  switch (match[2]?.charAt(0)) {
    case 'd':
      return addDays(today, count);
    case 'w':
      return addDays(today, 7 * count);
    case 'm':
      return addMonths(today, count);
    default:
      return addMonths(today, 12 * count);
  }
};

/** `friday` is the coming one, `next friday` that of the next week. */
const weekday: Form = (word, today) => {
  const [, next, name = ''] = /^(next )?([a-z]+)$/.exec(word) ?? [];
  const index = WEEKDAYS.findIndex(weekday => name === weekday || name === weekday.slice(0, 3));
  if (index < 0) return undefined;
  if (!next) return addDays(today, ((index - weekdayOf(today) + 6) % 7) + 1);
  return addDays(nextMonday(today), (index + 6) % 7);
};

const nextMonday = (today: Day) => addDays(today, (8 - weekdayOf(today)) % 7 || 7);

const namedDay: Form = (word, today) => {
  const quarterEnd = Math.ceil(today.month / 3) * 3;
  switch (word) {
    case 'today':
      return today;
    case 'yesterday':
      return addDays(today, -1);
    case 'tomorrow':
      return addDays(today, 1);
    case 'eom':
    case 'end of month':
      return lastDayOf(today.year, today.month);
    case 'eoq':
    case 'end of quarter':
      return lastDayOf(today.year, quarterEnd);
    case 'eoy':
    case 'end of year':
      return lastDayOf(today.year, 12);
    // A deal closes on a day of work.
    case 'next week':
      return addDays(nextMonday(today), 4);
    case 'next month':
      return lastDayOfMonth(addMonths({ ...today, day: 1 }, 1));
    case 'next quarter':
      return lastDayOfMonth(addMonths({ year: today.year, month: quarterEnd, day: 1 }, 3));
    case 'next year':
      return lastDayOf(today.year + 1, 12);
  }
  return undefined;
};

const lastDayOfMonth = ({ year, month }: Day) => lastDayOf(year, month);

const FORMS: readonly Form[] = [yearFirst, dotted, slashed, withMonthName, distance, weekday, namedDay];

/** The day in the year that was typed, or the next day of this name: today counts. */
function inYear(typed: string | undefined, { month, day }: Omit<Day, 'year'>, today: Day): Day {
  if (typed !== undefined) return { year: Number(typed), month, day };
  const isAhead = month > today.month || (month === today.month && day >= today.day);
  const first = { year: isAhead ? today.year : today.year + 1, month, day };
  // Eight years hold a leap year, even around 2100.
  const years = [0, 1, 2, 3, 4, 5, 6, 7, 8].map(count => ({ ...first, year: first.year + count }));
  return years.find(exists) ?? first;
}

function ambiguous(typed: string, days: readonly [Day, Day]): DateResult {
  const [first, second] = days.map(format) as [string, string];
  return { problem: `${typed} could mean ${first} or ${second}: write one of them`, either: [first, second] };
}

function checkDay(typed: string, day: Day): DateResult {
  const { year, month } = day;
  if (month < 1 || month > 12) return { problem: `There is no ${typed}: the months go from 01 to 12` };
  if (!exists(day)) {
    return { problem: `There is no ${typed}: ${MONTHS[month - 1]} ${year} has ${daysIn(year, month)} days` };
  }
  if (year >= FIRST_YEAR && year <= LAST_YEAR) return { date: format(day) };
  return { problem: `'${typed}' is in the year ${year}: dates go from ${FIRST_YEAR} to ${LAST_YEAR}` };
}
