import { isFound, nameOf, type Ref } from '../../records/found.ts';
import { currencyDecimals } from '../../values/currency-decimals.ts';
import { formatAmount } from '../../values/money.ts';
import type { Draft } from './draft.ts';

/** What is unusual about an answer, and may be meant. */
export interface Remark {
  answer: 'value' | 'base_value' | 'closing_date';
  /** Behind the answer, in brackets. */
  short: string;
  sentence: string;
}

/** What to say about a draft before it is sent. `today` is the user's civil day. */
export function remarksOn(draft: Draft, today: string): Remark[] {
  const { value, base_value, currency, closing_date } = draft;
  return [
    ...(value === undefined ? [] : amountRemarks('value', 'value', value, currency)),
    ...(base_value === undefined ? [] : amountRemarks('base_value', 'base value', base_value, undefined)),
    ...(closing_date !== undefined && closing_date < today && !isClosed(draft) ? [pastRemark(closing_date)] : []),
  ];
}

/** A deal that was won or lost has its closing date behind it. */
const isClosed = ({ fields = {} }: Draft) => Boolean(fields.won_date ?? fields.lost_date ?? fields.is_archived);

const pastRemark = (day: string): Remark => ({
  answer: 'closing_date',
  short: 'in the past',
  sentence: `The closing date ${day} is in the past.`,
});

function amountRemarks(
  answer: 'value' | 'base_value',
  label: string,
  amount: string,
  currency: Ref | undefined,
): Remark[] {
  const remarks: Remark[] = [];
  const text = formatAmount(amount);
  if (amount.startsWith('-'))
    remarks.push({ answer, short: 'negative', sentence: `The ${label} is negative: ${text}.` });
  const decimals = amount.replace(/^[^.]*\.?/, '').replace(/0+$/, '').length;
  const usual = isFound(currency) ? currencyDecimals(currency.name) : undefined;
  if (currency && usual !== undefined && decimals > usual) {
    const short = `${nameOf(currency)} has ${usual === 0 ? 'no' : usual} decimals`;
    remarks.push({ answer, short, sentence: `The ${label} ${text} has ${decimals} decimals, but ${short}.` });
  }
  return remarks;
}
