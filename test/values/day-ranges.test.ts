import { describe, expect, it } from 'vitest';
import { parseAge, parseDayRange } from '../../src/values/day-ranges.ts';

// A Wednesday.
const TODAY = '2026-07-29';

describe('parseDayRange understands', () => {
  it.each<[text: string, from: string | undefined, to: string | undefined]>([
    ['today', '2026-07-29', '2026-07-29'],
    ['yesterday', '2026-07-28', '2026-07-28'],
    ['Tomorrow', '2026-07-30', '2026-07-30'],
    ['this-week', '2026-07-27', '2026-08-02'],
    ['this week', '2026-07-27', '2026-08-02'],
    ['next-week', '2026-08-03', '2026-08-09'],
    ['last-week', '2026-07-20', '2026-07-26'],
    ['this-month', '2026-07-01', '2026-07-31'],
    ['NEXT-MONTH', '2026-08-01', '2026-08-31'],
    ['last-month', '2026-06-01', '2026-06-30'],
    ['this-quarter', '2026-07-01', '2026-09-30'],
    ['next-quarter', '2026-10-01', '2026-12-31'],
    ['last-quarter', '2026-04-01', '2026-06-30'],
    ['this-year', '2026-01-01', '2026-12-31'],
    ['next-year', '2027-01-01', '2027-12-31'],
    ['last-year', '2025-01-01', '2025-12-31'],
    ['q1', '2026-01-01', '2026-03-31'],
    ['Q4', '2026-10-01', '2026-12-31'],
    ['2024-q1', '2024-01-01', '2024-03-31'],
    ['2024q2', '2024-04-01', '2024-06-30'],
    ['2026', '2026-01-01', '2026-12-31'],
    ['2024-02', '2024-02-01', '2024-02-29'],
    ['2026-10-01', '2026-10-01', '2026-10-01'],
    ['31.12.', '2026-12-31', '2026-12-31'],
    ['friday', '2026-07-31', '2026-07-31'],
    ['eoq', '2026-09-30', '2026-09-30'],
    ['-7d', '2026-07-22', '2026-07-29'],
    ['\u22127d', '2026-07-22', '2026-07-29'],
    ['-2w', '2026-07-15', '2026-07-29'],
    ['-5m', '2026-02-28', '2026-07-29'],
    ['-1y', '2025-07-29', '2026-07-29'],
    ['+30d', '2026-07-29', '2026-08-28'],
    ['+3m', '2026-07-29', '2026-10-29'],
    ['2026-10-01..2026-12-31', '2026-10-01', '2026-12-31'],
    ['..2026-12-31', undefined, '2026-12-31'],
    ['2026-10-01..', '2026-10-01', undefined],
    [' q1 .. q2 ', '2026-01-01', '2026-06-30'],
    ['last-month..today', '2026-06-01', '2026-07-29'],
    ['2025..2026-02', '2025-01-01', '2026-02-28'],
    ['..this-week', undefined, '2026-08-02'],
    ['-30d..-7d', '2026-06-29', '2026-07-22'],
    ['+7d..+30d', '2026-08-05', '2026-08-28'],
    ['-7d..', '2026-07-22', undefined],
    ['31.7...30.9.', '2026-07-31', '2026-09-30'],
  ])('%s', (text, from, to) => {
    const range = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
    expect(parseDayRange(text, { today: TODAY })).toEqual({ range });
  });

  it.each<[text: string, today: string, from: string, to: string]>([
    ['this-year', '2026-07-29', '2026-04-01', '2027-03-31'],
    ['this-year', '2026-03-31', '2025-04-01', '2026-03-31'],
    ['last-year', '2026-04-01', '2025-04-01', '2026-03-31'],
    ['this-quarter', '2026-03-31', '2026-01-01', '2026-03-31'],
    ['next-quarter', '2026-03-31', '2026-04-01', '2026-06-30'],
    ['q1', '2026-03-31', '2025-04-01', '2025-06-30'],
    ['q4', '2026-07-29', '2027-01-01', '2027-03-31'],
    ['2026-q1', '2026-03-31', '2026-04-01', '2026-06-30'],
    ['2026-q4', '2026-03-31', '2027-01-01', '2027-03-31'],
    ['2026', '2026-03-31', '2026-04-01', '2027-03-31'],
    ['2026-10', '2026-03-31', '2026-10-01', '2026-10-31'],
    ['this-month', '2026-03-31', '2026-03-01', '2026-03-31'],
  ])('%s on %s, in a year that begins in April', (text, today, from, to) => {
    expect(parseDayRange(text, { today, fiscalYearStart: 4 })).toEqual({ range: { from, to } });
  });
});

describe('parseDayRange refuses', () => {
  it.each([
    ['', /^The range is empty: write this-quarter/],
    ['  ', /^The range is empty/],
    ['..', /^'\.\.' is not a range of days: write/],
    ['2026-01-01..2026-02-01..2026-03-01', /is not a range of days/],
    ['q5', /^There is no q5: a year has the quarters q1 to q4$/],
    ['2026-q0', /^There is no 2026-q0/],
    ['q12', /^There is no q12/],
    ['2026-13', /^There is no 2026-13: the months go from 01 to 12$/],
    ['2026-00', /^There is no 2026-00/],
    ['2026-02-30..', /^There is no 2026-02-30: February 2026 has 28 days$/],
    ['..2026-02-30', /^There is no 2026-02-30/],
    ['2026-12-31..2026-10-01', /^'2026-12-31\.\.2026-10-01' ends before it begins: 2026-10-01 is before 2026-12-31$/],
    ['tomorrow..today', /ends before it begins/],
    ['q2..q1', /ends before it begins/],
    ['30d', /^30d could mean -30d or \+30d: write one of them$/],
    ['7/8', /^7\/8 could mean 2027-07-08 or 2026-08-07/],
    ['this-fortnight', /^'this-fortnight' is not a range of days: write this-quarter/],
    ['overdue', /is not a range of days/],
    ['1234', /leads to the year 1234: dates go from 1900 to 2199$/],
    ['+999999y', /leads to the year \d+: dates go/],
    ['-999999d..', /leads to the year -\d+: dates go/],
    ['2199..next-year', /ends before it begins/],
    [`${'x'.repeat(100)}`, /^'x{57}\.\.\.' is not a range/],
  ])('%s', (text, problem) => {
    expect(parseDayRange(text, { today: TODAY })).toEqual({ problem: expect.stringMatching(problem) });
  });
});

describe('parseAge', () => {
  it.each([
    ['30d', '2026-06-29'],
    ['-30d', '2026-06-29'],
    [' 6W ', '2026-06-17'],
    ['5m', '2026-02-28'],
    ['1y', '2025-07-29'],
    ['0d', '2026-07-29'],
  ])('of %s is the day %s', (text, date) => expect(parseAge(text, TODAY)).toEqual({ date }));

  it.each(['', '30', 'long', '+30d', '3.5d', '--3d'])('refuses %j', text => {
    expect(parseAge(text, TODAY)).toEqual({ problem: expect.stringContaining('is not a length of time: write 30d') });
  });

  it('refuses one before all dates', () => {
    expect(parseAge('900y', TODAY)).toEqual({ problem: expect.stringContaining('leads to the year 1126') });
  });
});
