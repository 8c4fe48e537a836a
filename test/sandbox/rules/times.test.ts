import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatTime, isDay, parseTime, timeValue } from '../../../src/sandbox/rules/times.ts';

test.each([
  ['2019-02-01 07:41:49.529970+00:00', '2019-02-01 07:41:49.529970+00:00'],
  ['2019-02-01T07:41:49Z', '2019-02-01 07:41:49.000000+00:00'],
  ['2019-02-01T07:41', '2019-02-01 07:41:00.000000+00:00'],
  ['2019-02-01 07:41:49', '2019-02-01 07:41:49.000000+00:00'],
  ['2019-02-01', '2019-02-01 00:00:00.000000+00:00'],
  ['2019-02-01T00:30:00+01:00', '2019-01-31 23:30:00.000000+00:00'],
  ['2019-02-01T00:30:00-0130', '2019-02-01 02:00:00.000000+00:00'],
  ['2019-02-01T00:30:00+02', '2019-01-31 22:30:00.000000+00:00'],
  ['2019-02-01T07:41:49.123456789Z', '2019-02-01 07:41:49.123456+00:00'],
])('%s is %s', (text, moment) => {
  expect(parseTime(text)).toBe(moment);
});

test.each(['', 'today', '2019-2-1', '2019-02-30', '2019-02-01T24:00:00Z', '2019-02-01T07:60', '2019-02-01T', '12:00'])(
  '%j is no moment',
  text => {
    expect(parseTime(text)).toBeUndefined();
  },
);

test.each([
  ['2024-02-29', true],
  ['2023-02-29', false],
  ['2026-13-01', false],
  ['2026-00-10', false],
  ['2026-1-01', false],
  ['2026-01-01 ', false],
])('%j is a day: %s', (text, expected) => {
  expect(isDay(text)).toBe(expected);
});

test('what is written is read again', () => {
  const dates = fc.date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(dates, date => {
      expect(parseTime(formatTime(date))).toBe(formatTime(date));
      expect(parseTime(date.toISOString())).toBe(formatTime(date));
      expect(timeValue(formatTime(date))).toBe(date.getTime());
    }),
  );
});
