import { describe, expect, it } from 'vitest';
import { formatDayDistance, formatDistance, isNear, isNearDay } from '../../src/values/relative-time.ts';

const NOW = new Date('2026-05-04T10:20:30Z');

describe('the distance of a time', () => {
  it.each([
    ['2026-05-04T10:20:30Z', 'just now'],
    ['2026-05-04T10:19:31Z', 'just now'],
    ['2026-05-04T10:21:00Z', 'just now'],
    ['2026-05-04T10:19:30Z', '1 min ago'],
    ['2026-05-04T10:15:00Z', '5 min ago'],
    ['2026-05-04T09:20:31Z', '59 min ago'],
    ['2026-05-04T07:00:00Z', '3 h ago'],
    ['2026-05-03T10:20:30Z', '1 day ago'],
    ['2026-03-25T10:20:30Z', '40 days ago'],
    ['2026-05-04T10:30:30Z', 'in 10 min'],
    ['2026-05-07T10:20:30Z', 'in 3 days'],
  ])('%s is %s', (time, words) => {
    expect(formatDistance(new Date(time), NOW)).toBe(words);
  });

  it('is near within two weeks', () => {
    expect(isNear(new Date('2026-04-20T10:20:31Z'), NOW)).toBe(true);
    expect(isNear(new Date('2026-04-20T10:20:30Z'), NOW)).toBe(false);
    expect(isNear(new Date('2026-05-18T10:20:30Z'), NOW)).toBe(false);
  });
});

describe('the distance of a day', () => {
  it.each([
    ['2026-05-04', 'today'],
    ['2026-05-05', 'in 1 day'],
    ['2026-05-08', 'in 4 days'],
    ['2026-05-03', '1 day ago'],
    ['2025-05-04', '365 days ago'],
    ['soon', undefined],
  ])('%s is %s', (date, words) => {
    expect(formatDayDistance(date, '2026-05-04')).toBe(words);
  });

  it('is near within two weeks', () => {
    const days = ['2026-04-19', '2026-04-20', '2026-05-04', '2026-05-18', '2026-05-19', 'soon'];
    expect(days.map(day => isNearDay(day, '2026-05-04'))).toEqual([false, true, true, true, false, false]);
  });
});
