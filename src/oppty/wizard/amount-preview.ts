import { CliError } from '../../errors.ts';
import type { Ref } from '../../records/found.ts';
import { isFound } from '../../records/found.ts';
import type { Lookups } from '../../records/lookups.ts';
import { divideAmounts, readAmount, showAmount } from '../../values/money.ts';
import type { Draft } from '../draft/draft.ts';

/** What an amount is in the base currency, for people; undefined where nobody knows. */
export type ConvertAmount = (amount: string) => string | undefined;

/** The worth of amounts in a currency by the rates of today. Where there is no rate to see, nothing is worth anything. */
export async function amountConverter(
  currency: Ref | undefined,
  { fields = {} }: Draft,
  lookups: Lookups,
  today: string,
): Promise<ConvertAmount> {
  const nothing = () => undefined;
  // An opportunity with rates of its own has others.
  if (!isFound(currency) || currency.base || fields.currency_exchange_rates_list_id) return nothing;
  const rates = await lookups.rates(today).catch(error => {
    // It is only a hint: whatever is wrong is told by who cannot do without.
    if (!(error instanceof CliError) || error.code === 'INTERRUPTED') throw error;
    return new Map<string, unknown>();
  });
  const base = (await lookups.currencies()).find(one => one.base);
  const rate = rates.get(currency.id);
  if (!base || rate === undefined) return nothing;
  return amount => {
    const worth = divideAmounts(amount, rate);
    return worth && `about ${showAmount(worth)} ${base.name}`;
  };
}

/** How an amount that somebody types is understood: with its currency, both readings where there are two. */
export function previewAmount(text: string, code: string | undefined, worth: ConvertAmount): string | undefined {
  const read = readAmount(text);
  if ('problem' in read) return read.either?.map(showAmount).join(' or ');
  const shown = `${showAmount(read.amount)}${code === undefined ? '' : ` ${code}`}`;
  return [shown, worth(read.amount)].filter(Boolean).join(', ');
}
