import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localDayBounds } from '../../src/values/dates.ts';
import { parseDayRange } from '../../src/values/day-ranges.ts';
import { runs } from '../support/runs.ts';

const NUM_RUNS = runs(200, 20_000);

/** Days as text without any arithmetic of the program: JavaScript's own, in UTC. */
const DAY = 86_400_000;
const dayText = (time: number) => new Date(time).toISOString().slice(0, 10);
const nextDay = (day: string) => dayText(Date.parse(day) + DAY);
const lengthOf = ({ from, to }: Range) => (Date.parse(to) - Date.parse(from)) / DAY + 1;

/** Any day between 1902 and 2197, with more of those where something ends. */
const anyDay = fc
  .integer({ min: Date.UTC(1902, 0, 1) / DAY, max: Date.UTC(2197, 11, 31) / DAY })
  .map(count => dayText(count * DAY));
const edge = fc
  .tuple(
    fc.integer({ min: 1902, max: 2197 }),
    fc.constantFrom('01-01', '02-28', '03-01', '03-31', '04-01', '06-30', '12-31'),
  )
  .map(([year, rest]) => `${year}-${rest}`);
const leapDay = fc.constantFrom('1904-02-29', '2000-02-29', '2024-02-29', '2096-02-29', '2196-02-29');
const today = fc.oneof(anyDay, edge, leapDay);
const fiscalYearStart = fc.integer({ min: 1, max: 12 });
const unit = fc.constantFrom('week', 'month', 'quarter', 'year');

interface Range {
  from: string;
  to: string;
}

function rangeOf(text: string, calendar: { today: string; fiscalYearStart?: number }): Range {
  const result = parseDayRange(text, calendar);
  if ('problem' in result) throw new Error(`${text} on ${calendar.today}: ${result.problem}`);
  return result.range as Range;
}

describe('ranges of days', () => {
  it('this-x contains today, next-x begins the day after it, and last-x ends the day before', () => {
    fc.assert(
      fc.property(today, fiscalYearStart, unit, (today, fiscalYearStart, unit) => {
        const [last, current, next] = ['last', 'this', 'next'].map(which =>
          rangeOf(`${which}-${unit}`, { today, fiscalYearStart }),
        ) as [Range, Range, Range];
        expect(current.from <= today && today <= current.to).toBe(true);
        expect(next.from).toBe(nextDay(current.to));
        expect(current.from).toBe(nextDay(last.to));
        // The same words say the same on each day of the period.
        for (const other of [current.from, current.to]) {
          expect(rangeOf(`this-${unit}`, { today: other, fiscalYearStart })).toEqual(current);
        }
      }),
      { numRuns: NUM_RUNS },
    );
  });

  it('have the length of what they are called', () => {
    fc.assert(
      fc.property(today, fiscalYearStart, (today, fiscalYearStart) => {
        const length = (text: string) => lengthOf(rangeOf(text, { today, fiscalYearStart }));
        expect(length('this-week')).toBe(7);
        expect(new Date(rangeOf('this-week', { today }).from).getUTCDay()).toBe(1);
        expect(length('this-month')).toBeGreaterThanOrEqual(28);
        expect(length('this-month')).toBeLessThanOrEqual(31);
        expect(length('this-quarter')).toBeGreaterThanOrEqual(89);
        expect(length('this-quarter')).toBeLessThanOrEqual(92);
        expect([365, 366]).toContain(length('this-year'));
      }),
      { numRuns: NUM_RUNS },
    );
  });

  it('of quarters make up their year, one after the other, whenever it begins', () => {
    fc.assert(
      fc.property(today, fiscalYearStart, (today, fiscalYearStart) => {
        const calendar = { today, fiscalYearStart };
        const year = rangeOf('this-year', calendar);
        const quarters = ['q1', 'q2', 'q3', 'q4'].map(text => rangeOf(text, calendar));
        expect(quarters[0]!.from).toBe(year.from);
        expect(quarters[3]!.to).toBe(year.to);
        for (const [index, { from }] of quarters.slice(1).entries()) expect(from).toBe(nextDay(quarters[index]!.to));
        expect(quarters).toContainEqual(rangeOf('this-quarter', calendar));
        const number = year.from.slice(0, 4);
        expect(rangeOf(number, calendar)).toEqual(year);
        expect([1, 2, 3, 4].map(q => rangeOf(`${number}-q${q}`, calendar))).toEqual(quarters);
      }),
      { numRuns: NUM_RUNS },
    );
  });

  it('of months make up the calendar year', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 2199 }), fiscalYearStart, (year, fiscalYearStart) => {
        const months = Array.from({ length: 12 }, (_, i) =>
          rangeOf(`${year}-${String(i + 1).padStart(2, '0')}`, { today: '2026-07-29', fiscalYearStart }),
        );
        expect(months[0]!.from).toBe(`${year}-01-01`);
        for (const [index, { from }] of months.slice(1).entries()) expect(from).toBe(nextDay(months[index]!.to));
        expect(months[11]!.to).toBe(`${year}-12-31`);
      }),
      { numRuns: NUM_RUNS },
    );
  });

  it('a..b are from the start of a to the end of b, or refused if that is before', () => {
    const text = fc.oneof(anyDay, fc.constantFrom('this-week', 'last-year', 'next-quarter', 'q2', '2026', '2026-10'));
    fc.assert(
      fc.property(today, fiscalYearStart, text, text, (today, fiscalYearStart, a, b) => {
        const calendar = { today, fiscalYearStart };
        const [{ from }, { to }] = [rangeOf(a, calendar), rangeOf(b, calendar)];
        const both = parseDayRange(`${a}..${b}`, calendar);
        expect('range' in both).toBe(from <= to);
        if ('range' in both) expect(both.range).toEqual({ from, to });
        expect(parseDayRange(`${a}..`, calendar)).toEqual({ range: { from } });
        expect(parseDayRange(`..${b}`, calendar)).toEqual({ range: { to } });
      }),
      { numRuns: NUM_RUNS },
    );
  });

  it('never throw, whatever is typed', () => {
    const piece = fc.constantFrom('..', 'q', '-', '+', '7', 'd', '2026', 'this', 'week', '.', ' ', '\u0000', 'ß', '99');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), today, (pieces, today) => {
        const result = parseDayRange(pieces.join(''), { today });
        if ('problem' in result) expect(result.problem).toMatch(/\w/);
        else expect((result.range.from ?? '0') <= (result.range.to ?? '9')).toBe(true);
      }),
      { numRuns: NUM_RUNS },
    );
  });
});

/** Zones with days that were left out, had no midnight, or had an hour twice. */
const ZONES = ['UTC', 'Europe/Prague', 'America/Sao_Paulo', 'Pacific/Apia', 'Australia/Lord_Howe', 'Asia/Kathmandu'];

describe.each(ZONES)('the times of a range in %s', zone => {
  const home = process.env.TZ;
  beforeAll(() => {
    process.env.TZ = zone;
  });
  afterAll(() => {
    if (home === undefined) delete process.env.TZ;
    else process.env.TZ = home;
  });

  it('are those whose local day is in it, on the days when clocks change, too', () => {
    const clock = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
    const dst = fc.constantFrom('2026-03-29', '2026-10-25', '2018-11-04', '2019-02-16', '2011-12-29', '2026-04-05');
    fc.assert(
      fc.property(fc.oneof(dst, anyDay), fc.integer({ min: -3 * DAY, max: 9 * DAY }), (today, offset) => {
        const { from, to } = rangeOf('this-week', { today });
        const [start, end] = [localDayBounds(from)!.start, localDayBounds(to)!.end];
        const time = new Date(Math.trunc((Date.parse(today) + offset) / 1000) * 1000);
        const day = clock.format(time);
        expect([time >= start && time < end, day]).toEqual([from <= day && day <= to, day]);
      }),
      { numRuns: NUM_RUNS },
    );
  });
});
