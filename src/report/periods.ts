import { MONTHS, padTwo, parts } from '../values/calendar.ts';
import type { Group } from './group.ts';

/**
 * The month that a civil day is in, or the quarter of the user's fiscal year, which has the number of the year that it begins
 * in: `2026-05`, `2026-q2`, as --closing takes them. `fiscalYearStart` is a month from 1 to 12.
 */
export function periodOf(day: string, unit: 'month' | 'quarter', fiscalYearStart = 1): Group {
  const { year, month } = parts(day);
  if (unit === 'month') return { key: `${year}-${padTwo(month)}`, label: `${MONTHS[month - 1]!.slice(0, 3)} ${year}` };
  const first = month >= fiscalYearStart ? year : year - 1;
  const quarter = Math.floor(((month - fiscalYearStart + 12) % 12) / 3) + 1;
  return { key: `${first}-q${quarter}`, label: `Q${quarter} ${first}` };
}
