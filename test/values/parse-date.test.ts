import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDate } from '../../src/values/parse-date.ts';

// A Wednesday.
const TODAY = '2026-07-29';

describe('parseDate understands', () => {
  it.each([
    ['2026-12-31', '2026-12-31'],
    [' 2024-02-29 ', '2024-02-29'],
    ['1900-01-01', '1900-01-01'],
    ['2199-12-31', '2199-12-31'],
    ['today', '2026-07-29'],
    ['Tomorrow', '2026-07-30'],
    ['yesterday', '2026-07-28'],
    ['+0d', '2026-07-29'],
    ['+30d', '2026-08-28'],
    ['+6w', '2026-09-09'],
    ['+3M', '2026-10-29'],
    ['+7m', '2027-02-28'],
    ['+1y', '2027-07-29'],
    ['thursday', '2026-07-30'],
    ['fri', '2026-07-31'],
    ['Tue', '2026-08-04'],
    ['WEDNESDAY', '2026-08-05'],
    ['eom', '2026-07-31'],
    ['EOQ', '2026-09-30'],
    ['eoy', '2026-12-31'],
    ['31.12.2026', '2026-12-31'],
    ['1.2.2027', '2027-02-01'],
    ['31. 12. 2026', '2026-12-31'],
    ['31.12.', '2026-12-31'],
    ['31.12', '2026-12-31'],
    ['29.7.', '2026-07-29'],
    ['28.7.', '2027-07-28'],
    ['29.2.', '2028-02-29'],
    ['Dec 31', '2026-12-31'],
    ['december 31st', '2026-12-31'],
    ['Dec. 31, 2027', '2027-12-31'],
    ['31 December', '2026-12-31'],
    ['1st of Sept 2026', '2026-09-01'],
    ['31. Dec 2030', '2030-12-31'],
    ['Jan 1', '2027-01-01'],
    ['12/31/2026', '2026-12-31'],
    ['31/12/2026', '2026-12-31'],
    ['31-12-2026', '2026-12-31'],
    ['4/4/2027', '2027-04-04'],
    ['12/31', '2026-12-31'],
    ['2026-1-5', '2026-01-05'],
    ['2026/12/31', '2026-12-31'],
    ['30d', '2026-08-28'],
    ['in 6 weeks', '2026-09-09'],
    ['3 months', '2026-10-29'],
    ['next friday', '2026-08-07'],
    ['next wednesday', '2026-08-05'],
    ['Next  Mon', '2026-08-03'],
    ['next sunday', '2026-08-09'],
    ['next week', '2026-08-07'],
    ['next month', '2026-08-31'],
    ['next quarter', '2026-12-31'],
    ['next year', '2027-12-31'],
    ['end of quarter', '2026-09-30'],
  ])('%j as %s', (text, date) => {
    expect(parseDate(text, TODAY)).toEqual({ date });
  });

  it.each([
    ['+1m', '2026-01-31', '2026-02-28'],
    ['+1m', '2024-01-31', '2024-02-29'],
    ['+1y', '2024-02-29', '2025-02-28'],
    ['+4y', '2024-02-29', '2028-02-29'],
    ['tomorrow', '2024-02-28', '2024-02-29'],
    ['tomorrow', '2100-02-28', '2100-03-01'],
    ['tomorrow', '2026-12-31', '2027-01-01'],
    ['+1m', '2026-12-15', '2027-01-15'],
    ['eom', '2026-02-10', '2026-02-28'],
    ['eoq', '2026-03-31', '2026-03-31'],
    ['eoq', '2026-11-01', '2026-12-31'],
    ['next quarter', '2026-11-30', '2027-03-31'],
    ['next month', '2026-12-31', '2027-01-31'],
    ['next month', '2024-01-31', '2024-02-29'],
    ['next friday', '2026-08-02', '2026-08-07'],
    ['next friday', '2026-08-03', '2026-08-14'],
    ['29.2.', '2096-03-01', '2104-02-29'],
  ])('%s on %s as %s', (text, today, date) => {
    expect(parseDate(text, today)).toEqual({ date });
  });
});

describe('parseDate refuses', () => {
  const shape = (text: string) =>
    `'${text}' is not a date: write YYYY-MM-DD, 31.12.2026 or Dec 31, or words such as friday, +30d, next quarter, eom`;
  it.each([
    ['2026-02-30', 'There is no 2026-02-30: February 2026 has 28 days'],
    ['2024-02-30', 'There is no 2024-02-30: February 2024 has 29 days'],
    ['2026-04-31', 'There is no 2026-04-31: April 2026 has 30 days'],
    ['2026-01-00', 'There is no 2026-01-00: January 2026 has 31 days'],
    ['2026-13-01', 'There is no 2026-13-01: the months go from 01 to 12'],
    ['1899-12-31', "'1899-12-31' is in the year 1899: dates go from 1900 to 2199"],
    ['2200-01-01', "'2200-01-01' is in the year 2200: dates go from 1900 to 2199"],
    ['+500y', "'+500y' is in the year 2526: dates go from 1900 to 2199"],
    ['+999999d', "'+999999d' is in the year 4764: dates go from 1900 to 2199"],
    ['', 'The date is empty: write YYYY-MM-DD, as in 2026-07-29'],
    ['20261231', shape('20261231')],
    ['2026-12-31T00:00:00', shape('2026-12-31T00:00:00')],
    ['-3d', shape('-3d')],
    ['31.13.2026', 'There is no 31.13.2026: the months go from 01 to 12'],
    ['12.31.', 'There is no 12.31.: the months go from 01 to 12'],
    ['31.2.', 'There is no 31.2.: February 2027 has 28 days'],
    ['Feb 30', 'There is no Feb 30: February 2027 has 28 days'],
    ['13/13/2026', 'There is no 13/13/2026: the months go from 01 to 12'],
    ['31.12.26', shape('31.12.26')],
    ['12/31/26', shape('12/31/26')],
    ['Decembre 31', shape('Decembre 31')],
    ['next fridge', shape('next fridge')],
    ['+3', shape('+3')],
    ['+1234567d', shape('+1234567d')],
    ['frid', shape('frid')],
    ['x'.repeat(999), shape(`${'x'.repeat(57)}...`)],
  ])('%j', (text, problem) => {
    expect(parseDate(text, TODAY)).toMatchObject({ problem });
  });
});

describe('a civil day', () => {
  it('some months on has the same day, or is the last of a shorter month', () => {
    const days = fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, fc.nat(1000), (from, count) => {
        const today = from.toISOString().slice(0, 10);
        const read = parseDate(`+${count}m`, today);
        if ('problem' in read) throw new Error(read.problem);
        const [then, now] = [new Date(read.date), new Date(today)];
        const months = (date: Date) => date.getUTCFullYear() * 12 + date.getUTCMonth();
        expect(months(then) - months(now)).toBe(count);
        const next = new Date(then.getTime() + 86_400_000);
        if (then.getUTCDate() !== now.getUTCDate()) {
          expect(then.getUTCDate()).toBeLessThan(now.getUTCDate());
          expect(next.getUTCDate()).toBe(1);
        }
      }),
    );
  });
});

describe('a day with two readings', () => {
  it.each([
    ['03/04/2026', '2026-03-04', '2026-04-03'],
    ['3-4-2026', '2026-03-04', '2026-04-03'],
    ['8/9', '2026-08-09', '2026-09-08'],
  ])('%s is refused with both', (text, first, second) => {
    const problem = `${text} could mean ${first} or ${second}: write one of them`;
    expect(parseDate(text, TODAY)).toEqual({ problem, either: [first, second] });
    for (const day of [first, second]) expect(parseDate(day, TODAY)).toEqual({ date: day });
  });
});

describe('any text', () => {
  it('is a day of the calendar or a problem', () => {
    const keys = fc.constantFrom(...'0123456789./-+ dmwy'.split(''), 'next ', 'fri', 'dec', 'st');
    fc.assert(
      fc.property(fc.array(keys, { maxLength: 10 }), parts => {
        const read = parseDate(parts.join(''), TODAY);
        if ('date' in read) expect(new Date(read.date).toISOString().slice(0, 10)).toBe(read.date);
        else expect(read.problem.length).toBeLessThan(200);
      }),
      { numRuns: 2000 },
    );
  });
});
