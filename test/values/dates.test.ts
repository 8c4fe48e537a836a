import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { formatDay, formatLocalTime, formatUtcTime, localDay, parseDate, parseTime } from '../../src/values/dates.ts';

const ZONES = ['UTC', 'Pacific/Kiritimati', 'America/St_Johns', 'Africa/Monrovia', 'Europe/Prague', 'Pacific/Apia'];

const home = process.env.TZ;
const moveTo = (zone: string) => {
  process.env.TZ = zone;
};
afterEach(() => {
  if (home === undefined) delete process.env.TZ;
  else process.env.TZ = home;
});

// A Wednesday.
const TODAY = '2026-07-29';

it.each(ZONES)('a day is said with its weekday, in %s as everywhere', zone => {
  moveTo(zone);
  expect(['2026-07-29', '2026-12-04', '1900-01-01', '2199-12-31'].map(formatDay)).toEqual([
    '2026-07-29, Wednesday',
    '2026-12-04, Friday',
    '1900-01-01, Monday',
    '2199-12-31, Tuesday',
  ]);
});

describe('readDate understands', () => {
  it.each([
    ['2026-12-31', '2026-12-31'],
    [' 2024-02-29 ', '2024-02-29'],
    ['1900-01-01', '1900-01-01'],
    ['2199-12-31', '2199-12-31'],
    ['today', '2026-07-29'],
    ['Tomorrow', '2026-07-30'],
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
  ])('%s on %s as %s', (text, today, date) => {
    expect(parseDate(text, today)).toEqual({ date });
  });
});

describe('readDate refuses', () => {
  const shape = (text: string) =>
    `'${text}' is not a date: write YYYY-MM-DD, or a word such as today, friday, +30d, +3m, eom, eoq`;
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
    ['31.12.2026', shape('31.12.2026')],
    ['12/31/2026', shape('12/31/2026')],
    ['2026-1-5', shape('2026-1-5')],
    ['20261231', shape('20261231')],
    ['2026-12-31T00:00:00', shape('2026-12-31T00:00:00')],
    ['-3d', shape('-3d')],
    ['+3', shape('+3')],
    ['+1234567d', shape('+1234567d')],
    ['frid', shape('frid')],
    ['x'.repeat(999), shape(`${'x'.repeat(57)}...`)],
  ])('%j', (text, problem) => {
    expect(parseDate(text, TODAY)).toEqual({ problem });
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

describe('localDay', () => {
  it.each([
    ['Pacific/Kiritimati', '2026-07-29T10:30:00Z', '2026-07-30'],
    ['America/Los_Angeles', '2026-07-29T06:59:00Z', '2026-07-28'],
    ['UTC', '2026-01-01T00:00:00Z', '2026-01-01'],
  ])('in %s at %s is %s', (zone, now, day) => {
    moveTo(zone);
    expect(localDay(new Date(now))).toBe(day);
  });
});

describe('a date-time of the API', () => {
  it.each([
    ['2019-02-01 07:41:49.529970+00:00', 'Europe/Prague', '2019-02-01 08:41:49 +01:00', '2019-02-01T07:41:49Z'],
    ['2019-01-01T00:00:00', 'America/New_York', '2018-12-31 19:00:00 -05:00', '2019-01-01T00:00:00Z'],
    ['2019-07-01 12:00:00', 'America/St_Johns', '2019-07-01 09:30:00 -02:30', '2019-07-01T12:00:00Z'],
    ['2019-02-01T07:41:49Z', 'UTC', '2019-02-01 07:41:49 +00:00', '2019-02-01T07:41:49Z'],
    ['2019-02-01 07:41:49.999999+0530', 'UTC', '2019-02-01 02:11:49 +00:00', '2019-02-01T02:11:49Z'],
    ['2019-02-01 07:41:49-08', 'Asia/Kathmandu', '2019-02-01 21:26:49 +05:45', '2019-02-01T15:41:49Z'],
  ])('%s is shown in %s as %s, in UTC as %s', (text, zone, local, utc) => {
    moveTo(zone);
    expect(formatLocalTime(text)).toBe(local);
    expect(formatUtcTime(text)).toBe(utc);
  });

  it.each([
    '',
    '2019-02-01',
    'yesterday',
    '2019-02-30 07:41:49+00:00',
    '2019-02-01 24:00:00',
    '2019-02-01 07:60:00',
    '2019-13-01 07:41:49',
    'Acme 2019-02-01 07:41:49',
    '0000-01-01T00:00:00',
    '9999-12-31T23:59:59-12:00',
  ])('is not %j, which stays as it is', text => {
    expect(parseTime(text)).toBeUndefined();
    expect(formatLocalTime(text)).toBe(text);
    expect(formatUtcTime(text)).toBe(text);
  });

  it('shown local still names the same second, in any zone', () => {
    const times = fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(times, fc.constantFrom(...ZONES), (time, zone) => {
        moveTo(zone);
        const second = Math.floor(time.getTime() / 1000);
        const local = formatLocalTime(time.toISOString());
        expect(parseTime(local)?.getTime()).toBe(second * 1000);
        expect(parseTime(formatUtcTime(time.toISOString()))?.getTime()).toBe(second * 1000);
      }),
    );
  });
});
