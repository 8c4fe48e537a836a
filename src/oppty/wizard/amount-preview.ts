import { CliError } from '../../errors.ts';
import type { Ref } from '../../records/found.ts';
import { isFound, nameOf } from '../../records/found.ts';
import type { Lookups } from '../../records/lookups.ts';
import { divideAmounts, formatAmount } from '../../values/money.ts';
import type { Draft } from '../draft/draft.ts';
import { remarksOn } from '../draft/remarks.ts';
import type { MoneyInput } from './read-money.ts';

/** An amount in the base currency, for people; undefined if there is no rate. */
export type ConvertAmount = (amount: string) => string | undefined;

/** Converts amounts of a currency to the base currency by the rates of today, if the user can see them. */
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
    // The preview is only a hint: a request that is needed reports the same failure.
    if (!(error instanceof CliError) || error.code === 'INTERRUPTED') throw error;
    return new Map<string, unknown>();
  });
  const base = (await lookups.currencies()).find(currency => currency.base);
  const rate = rates.get(currency.id);
  if (!base || rate === undefined) return nothing;
  return amount => {
    const inBase = divideAmounts(amount, rate);
    return inBase && `about ${formatAmount(inBase)} ${base.name}`;
  };
}

/**
 * What an amount means while it is typed: with its currency, and what is unusual; both readings where there are two.
 * `convert` is for `currency`, which the one that is typed beside the amount replaces.
 */
export function previewAmount(
  input: MoneyInput,
  currency: Ref | undefined,
  convert: ConvertAmount,
): string | undefined {
  if ('problem' in input) return input.either?.map(formatAmount).join(' or ');
  const { amount } = input;
  const own = input.currency ?? currency;
  const remarks = remarksOn({ value: amount, currency: own }, '').map(({ short }) => short);
  const isConverted = own === currency || (isFound(currency) && currency.id === input.currency?.id);
  const preview = own ? `${formatAmount(amount)} ${nameOf(own)}` : formatAmount(amount);
  return [preview, isConverted ? convert(amount) : undefined, ...remarks].filter(Boolean).join(', ');
}
