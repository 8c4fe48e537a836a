import type { Column } from '../../answer.ts';
import { fieldText } from '../../records/field-text.ts';
import type { FoundRecord } from '../../records/found.ts';
import { currencyDecimals } from '../../values/currency-decimals.ts';
import { localDay } from '../../values/dates.ts';
import { addAmounts, formatRounded } from '../../values/money.ts';
import { formatDayDistance, isNearDay } from '../../values/relative-time.ts';
import { textOf } from '../../values/text-of.ts';
import { isRow, type Row, valueAt } from '../../wire/entities.ts';
import type { ListDisplay } from '../lists/noun.ts';
import { isOpen } from './criteria.ts';

/** The columns of a list of opportunities, over the cells that `opportunityDisplay` makes. */
export const OPPORTUNITY_COLUMNS: readonly Column[] = [
  { heading: 'id', path: 'id', hidden: true },
  { heading: 'name', path: 'name' },
  { heading: 'account', path: 'account' },
  { heading: 'step', path: 'step.name', display: stepText },
  { heading: 'percent', path: 'step.percent', hidden: true },
  { heading: 'value', path: 'amount', display: amountText },
  { heading: 'currency', path: 'currency', hidden: true },
  {
    ...{ heading: 'closing date', path: 'closing_date', label: 'closing' },
    ...{ display: closingText, isAlert: isOverdue, isWhole: true },
  },
  { heading: 'owner', path: 'owner.name', isOptional: true },
  { heading: 'status', path: 'status_name' },
];

/** What the columns are made from. */
export const OPPORTUNITY_FIELDS = [
  ...['id', 'name', 'primary_account.name', 'quick_account_name', 'step_id', 'step.name', 'step.percent'],
  ...['value', 'closing_date', 'owner.name', 'status'],
];

/** How opportunities are shown and summed up; `currencies` are those of the space. */
export function opportunityDisplay(currencies: readonly FoundRecord[]): ListDisplay {
  const base = currencies.find(currency => currency.base);
  const totals = { count: 0, sum: '0', withoutValue: 0, unconverted: 0 };
  return {
    cells: row => ({
      ...row,
      account: valueAt(row, 'primary_account.name') || row.quick_account_name,
      ...amountCells(row, currencies, base),
      status_name: fieldText('Opportunities', 'status', row.status),
    }),
    count: ({ value }) => {
      totals.count += 1;
      const { base_value, value_foreign } = isRow(value) ? value : {};
      if (hasAmount(base_value)) totals.sum = addAmounts(totals.sum, base_value);
      else totals[hasAmount(value_foreign) ? 'unconverted' : 'withoutValue'] += 1;
    },
    summary: hasMore => {
      const { count, sum, withoutValue, unconverted } = totals;
      const total = `${count} shown, ${[formatRounded(sum), base?.name].filter(Boolean).join(' ')}`;
      const remarks = [
        ...(withoutValue > 0 ? [`${withoutValue} without value`] : []),
        ...(unconverted > 0 ? [`${unconverted} not converted to the base currency`] : []),
        ...(hasMore ? ['more: --all'] : []),
      ];
      return [total, ...remarks].join('; ');
    },
  };
}

const hasAmount = (amount: unknown) => amount !== null && amount !== undefined && amount !== '';

/** The amount in the currency it was given in, as it came, and the code of that currency. */
function amountCells({ value }: Row, currencies: readonly FoundRecord[], base: FoundRecord | undefined): Row {
  const { base_value, value_foreign, currency_id } = isRow(value) ? value : {};
  const id = textOf(currency_id ?? '').toLowerCase();
  const currency = currencies.find(candidate => candidate.id.toLowerCase() === id);
  if (hasAmount(value_foreign) && currency && currency !== base)
    return { amount: value_foreign, currency: currency.name };
  if (hasAmount(base_value)) return { amount: base_value, currency: base?.name };
  return hasAmount(value_foreign)
    ? { amount: value_foreign, currency: currency?.name }
    : { amount: null, currency: null };
}

/** What was converted is rounded to the decimals of its currency, and to two at least. */
function amountText({ amount, currency }: Row): string {
  if (!hasAmount(amount)) return '';
  const code = typeof currency === 'string' ? currency : '';
  return [formatRounded(amount, Math.max(2, currencyDecimals(code))), code].filter(Boolean).join(' ');
}

function stepText(row: Row): string {
  const [name, percent] = [valueAt(row, 'step.name'), valueAt(row, 'step.percent')];
  const parts = [name, hasAmount(percent) ? `${textOf(percent)} %` : undefined];
  return parts.flatMap(part => (part === undefined || part === null ? [] : [textOf(part)])).join(' ');
}

/** The day, or within two weeks how far it is; of an open one that is over, that it is overdue. */
function closingText(row: Row, now: Date): string {
  const date = textOf(row.closing_date ?? '').slice(0, 10);
  const today = localDay(now);
  const distance = isNearDay(date, today) ? formatDayDistance(date, today) : undefined;
  if (!isOverdue(row, now)) return distance ?? date;
  return distance ? distance.replace(/ ago$/, ' overdue') : `${date}, overdue`;
}

function isOverdue(row: Row, now: Date): boolean {
  const date = textOf(row.closing_date ?? '').slice(0, 10);
  return isOpen(row) && /^\d{4}-\d\d-\d\d$/.test(date) && date < localDay(now);
}
