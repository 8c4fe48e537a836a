import type { FoundRecord } from '../../records/found.ts';
import { type MoneyResult, parseMoney } from '../../values/parse-money.ts';
import { matchCurrency } from '../resolve/currency.ts';

/** An amount as it was typed, with the currency beside it as a record. */
export type MoneyInput =
  | { amount: string; currency?: FoundRecord | undefined }
  | Extract<MoneyResult, { problem: string }>;

/** Reads an amount; a code or symbol beside it must be one of the space's currencies. */
export function readMoney(text: string, currencies: readonly FoundRecord[]): MoneyInput {
  const result = parseMoney(text);
  if ('problem' in result) return result;
  if (result.currency === undefined) return { amount: result.amount };
  const match = matchCurrency(result.currency, currencies);
  if ('found' in match) return { amount: result.amount, currency: match.found };
  const { message, hint } = match.problem;
  return { problem: hint ? `${message}. ${hint}` : message };
}
