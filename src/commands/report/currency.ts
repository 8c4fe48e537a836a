import type { Context } from '../../context.ts';
import { CliError, usage } from '../../errors.ts';
import type { Lookups } from '../../records/lookups.ts';
import type { ReportCurrency } from '../../report/deal.ts';
import { localDay } from '../../values/dates.ts';
import { parseDate } from '../../values/parse-date.ts';
import { textOf } from '../../values/text-of.ts';
import type { ReportFlags } from './flags.ts';

/** The currency of a report, and the day whose rates it goes by; null for the base currency, which needs none. */
export type ChosenCurrency = ReportCurrency & { ratesOf: string | null };

/** Finds the currency that the flags name. Throws USAGE, NOT_FOUND and AMBIGUOUS; USAGE where the day has no rate for it. */
export async function findCurrency(
  { currency: words, ratesOf }: ReportFlags,
  lookups: Pick<Lookups, 'currencies' | 'find' | 'rates'>,
  { host }: Context,
): Promise<ChosenCurrency> {
  if (ratesOf !== undefined && words === undefined) throw usage('--rates-of needs --currency', { flag: '--rates-of' });
  const day = readDay(ratesOf, localDay(host.now()));
  const currencies = await lookups.currencies();
  const base = currencies.find(currency => currency.base);
  const result = words === undefined ? undefined : await lookups.find('currency', words, '--currency');
  if (result && 'problem' in result) throw new CliError(result.problem.code, result.problem.message, result.problem);
  const currency = result?.found ?? base;
  if (!currency || currency.id === base?.id) return { code: base?.name ?? '', rate: undefined, ratesOf: null };
  const rates = await lookups.rates(day, host.signal);
  const rate = rates.get(currency.id);
  if (rate === undefined || rate === null) {
    throw usage(`There is no exchange rate for ${currency.name} on ${day}`, {
      flag: ratesOf === undefined ? '--currency' : '--rates-of',
      hint: `Leave --currency out for ${base?.name ?? 'the base currency'}, or name a day with rates: --rates-of <day>.`,
    });
  }
  return { code: currency.name, rate: textOf(rate), ratesOf: day };
}

function readDay(text: string | undefined, today: string): string {
  if (text === undefined) return today;
  const result = parseDate(text, today);
  if ('date' in result) return result.date;
  throw usage(`--rates-of: ${result.problem}`, { flag: '--rates-of' });
}
