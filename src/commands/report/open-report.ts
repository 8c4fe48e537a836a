import type { Context } from '../../context.ts';
import { usage } from '../../errors.ts';
import { createLookups } from '../../records/lookups.ts';
import type { Step } from '../../report/deal.ts';
import { localDay } from '../../values/dates.ts';
import { type DayRange, parseDayRange, type RangeCalendar } from '../../values/day-ranges.ts';
import { type ChosenCurrency, findCurrency } from './currency.ts';
import type { ReportFlags } from './flags.ts';
import { stepsById } from './read-deals.ts';
import { checkPage } from './write-page.ts';

/** What every report begins with. */
export interface OpenReport {
  currency: ChosenCurrency;
  /** All steps, deleted ones too, by their ids in small letters, in their order. */
  steps: ReadonlyMap<string, Step>;
  /** The ids of those that are not deleted. */
  liveSteps: ReadonlySet<string>;
}

/** Looks up what every report needs. Throws like findCurrency(). */
export async function openReport(flags: ReportFlags, context: Context): Promise<OpenReport> {
  await checkPage(flags);
  const client = await context.client();
  const lookups = createLookups(client, await context.namesCache());
  const [currency, all, live] = await Promise.all([
    findCurrency(flags, lookups, context),
    lookups.steps(true),
    lookups.steps(),
  ]);
  return { currency, steps: stepsById(all), liveSteps: new Set(live.map(({ id }) => id)) };
}

/** The user's calendar, by the setting `fiscal-year-start`. */
export async function openCalendar(context: Context): Promise<RangeCalendar> {
  const setting = await (await context.settings()).get('fiscal-year-start');
  return { today: localDay(context.host.now()), ...(setting ? { fiscalYearStart: Number(setting.value) } : {}) };
}

/** The days of --closing, by default this year. Throws USAGE. */
export function readClosing(text: string | undefined, calendar: RangeCalendar): DayRange {
  const result = parseDayRange(text ?? 'this-year', calendar);
  if ('problem' in result) throw usage(`--closing: ${result.problem}`, { flag: '--closing' });
  return result.range;
}

/** Whether a day is in a range. */
export const isWithin = (day: string | undefined, { from, to }: DayRange): boolean =>
  day !== undefined && (from === undefined || day >= from) && (to === undefined || day <= to);
