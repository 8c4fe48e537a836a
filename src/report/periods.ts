import { MONTHS, padTwo, parts } from '../values/calendar.ts';

/** A month, or a quarter of the user's fiscal year, which has the number of the year that it begins in. */
export interface PeriodName {
  /** `2026-05`, `2026-q2`: what --closing takes, and the order of time. */
  key: string;
  /** `May 2026`, `Q2 2026` */
  label: string;
}

/** The period that a civil day is in. `fiscalYearStart` is a month from 1 to 12. */
export function periodOf(day: string, unit: 'month' | 'quarter', fiscalYearStart = 1): PeriodName {
  const { year, month } = parts(day);
  if (unit === 'month') return { key: `${year}-${padTwo(month)}`, label: `${MONTHS[month - 1]!.slice(0, 3)} ${year}` };
  const first = month >= fiscalYearStart ? year : year - 1;
  const quarter = Math.floor(((month - fiscalYearStart + 12) % 12) / 3) + 1;
  return { key: `${first}-q${quarter}`, label: `Q${quarter} ${first}` };
}
