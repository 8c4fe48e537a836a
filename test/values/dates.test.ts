import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { formatDay, formatLocalTime, formatUtcTime, localDay, parseTime } from '../../src/values/dates.ts';

const ZONES = ['UTC', 'Pacific/Kiritimati', 'America/St_Johns', 'Africa/Monrovia', 'Europe/Prague', 'Pacific/Apia'];

const home = process.env.TZ;
const moveTo = (zone: string) => {
  process.env.TZ = zone;
};
afterEach(() => {
  if (home === undefined) delete process.env.TZ;
  else process.env.TZ = home;
});

it.each(ZONES)('a day is said with its weekday, in %s as everywhere', zone => {
  moveTo(zone);
  expect(['2026-07-29', '2026-12-04', '1900-01-01', '2199-12-31'].map(formatDay)).toEqual([
    '2026-07-29, Wednesday',
    '2026-12-04, Friday',
    '1900-01-01, Monday',
    '2199-12-31, Tuesday',
  ]);
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
