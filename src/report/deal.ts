import { expandExponent, multiplyAmounts } from '../values/money.ts';
import { textOf } from '../values/text-of.ts';
import { isRow } from '../wire/entities.ts';

export type DealStatus = 'open' | 'won' | 'lost';

/** Why a deal is not in a sum, or weighs nothing there. */
export type LeftOutReason = 'no_value' | 'no_rate' | 'zero_percent';

/** A record that a report names, with what it is called. */
export interface Named {
  id: string;
  name: string;
}

/** An opportunity as reports see it. Days are civil ones of the user. */
export interface Deal extends Named {
  status: DealStatus;
  /** Decimal text in the currency of the report, or why there is none. */
  amount: string | Extract<LeftOutReason, 'no_value' | 'no_rate'>;
  step: Step;
  owner: string;
  unit: string;
  account: string;
  reason: string;
  created: string | undefined;
  closing: string | undefined;
  /** When it was won or lost. */
  closed: string | undefined;
  daysInStep: number | undefined;
  modified: string | undefined;
  /** Whether it has a primary contact; true where that was not read. */
  hasContact: boolean;
}

/** A step of a pipeline. */
export interface Step extends Named {
  pipeline: Named;
  /** How likely an opportunity in it is won, from 0 to 100. */
  percent: number;
  /** How many days one is expected to stay in it; undefined if nobody says. */
  timeframe?: number | undefined;
}

/** The currency of a report: amounts of the base currency times `rate`, which is undefined for the base itself. */
export interface ReportCurrency {
  code: string;
  rate: string | undefined;
}

/**
 * The amount of a `value` of the API in the currency of the report. What the server has not converted to the base
 * currency has no rate: it is not guessed.
 */
export function amountIn(value: unknown, { rate }: ReportCurrency): Deal['amount'] {
  const { base_value, value_foreign } = isRow(value) ? value : {};
  const text = isGiven(base_value) ? textOf(base_value) : '';
  const base = rate === undefined ? expandExponent(text) : multiplyAmounts(text, rate);
  return base ?? (isGiven(value_foreign) ? 'no_rate' : 'no_value');
}

const isGiven = (amount: unknown) => amount !== undefined && amount !== null && amount !== '';

/** The amount if it is known. */
export const knownAmount = ({ amount }: Pick<Deal, 'amount'>): string | undefined =>
  amount === 'no_value' || amount === 'no_rate' ? undefined : amount;

/** What a deal weighs: all that it is worth if it is won, nothing if it is lost, else by the percent of its step. */
export function weightOf(deal: Pick<Deal, 'amount' | 'status' | 'step'>): string {
  const amount = knownAmount(deal);
  if (amount === undefined || deal.status === 'lost') return '0';
  return deal.status === 'won' ? amount : multiplyAmounts(amount, deal.step.percent, 2)!;
}
