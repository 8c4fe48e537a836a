import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { usage } from '../../errors.ts';
import type { Deal } from '../../report/deal.ts';
import { type ForecastSums, sumForecast } from '../../report/forecast.ts';
import type { Group } from '../../report/group.ts';
import { createLeftOut } from '../../report/left-out.ts';
import { periodOf } from '../../report/periods.ts';
import type { RangeCalendar } from '../../values/day-ranges.ts';
import { compareAmounts, formatAmount } from '../../values/money.ts';
import { parseNumber } from '../../values/parse-money.ts';
import type { CommandInput } from '../act.ts';
import { answerForReport, type ReportColumn, type ReportContent } from './answer.ts';
import type { ChosenCurrency } from './currency.ts';
import { filtersOf, selectionOf } from './filters.ts';
import type { ForecastFlags } from './flags.ts';
import { isWithin, openCalendar, openReport, readClosing } from './open-report.ts';
import { readDeals } from './read-deals.ts';
import { writePage } from './write-page.ts';

/** Sums up what is won and what is open, by periods or by somebody. */
export async function reportForecast(
  context: Context,
  { flags, program }: CommandInput<ForecastFlags>,
): Promise<Answer> {
  const { by = 'month' } = flags;
  const target = await readTarget(flags, context);
  const calendar = await openCalendar(context);
  const range = readClosing(flags.closing, calendar);
  const { currency, steps } = await openReport(flags, context);
  const { closing: _, ...selection } = selectionOf(flags);
  const sums = sumForecast(deal => groupOf(deal, by, calendar), { today: calendar.today, target });
  const leftOut = createLeftOut();
  const add = (deal: Deal) => {
    sums.add(deal);
    leftOut.note(deal);
  };
  const open = { ...selection, status: 'open', ...(range.to ? { closing: `..${range.to}` } : {}) } as const;
  for await (const deal of readDeals(
    open,
    { fields: [...FIELDS[by], 'closing_date'], currency, steps },
    program,
    context,
  )) {
    if (isWithin(deal.closing, range) || (deal.closing ?? '') < calendar.today) add(deal);
  }
  // What was won since a day was changed since then, too.
  const modified = selection.modified ?? (range.from ? `${range.from}..` : undefined);
  const won = { ...selection, status: 'won', ...(modified ? { modified } : {}) } as const;
  const fields = [...FIELDS[by], 'closing_date', 'won_date'];
  for await (const deal of readDeals(won, { fields, currency, steps }, program, context)) {
    if (isWithin(deal.closed ?? deal.closing, range)) add(deal);
  }
  const { rows, totals } = sums.sums();
  const content: ReportContent = {
    report: 'forecast',
    ...{ title: 'Forecast', currency, filters: filtersOf({ closing: 'this-year', ...flags }) },
    ...{ columns: columnsBy(by), rows, totals },
    ...{ leftOut: leftOut.all(), barPath: 'weighted', nothing: 'There are no such opportunities.' },
    remarks: totals.target === null ? [] : [describeTarget(totals, currency)],
  };
  return writePage(content, answerForReport(content, context), flags, context);
}

const FIELDS = {
  ...{ month: [], quarter: [], owner: ['owner.name'], unit: ['unit.name'] },
  account: ['primary_account.name', 'quick_account_name'],
} as const;

function groupOf(deal: Deal, by: NonNullable<ForecastFlags['by']>, { fiscalYearStart }: RangeCalendar): Group {
  if (by === 'month' || by === 'quarter') {
    const day = deal.status === 'won' ? (deal.closed ?? deal.closing) : deal.closing;
    return day === undefined ? { key: 'none', label: 'without a day' } : periodOf(day, by, fiscalYearStart);
  }
  const name = deal[by];
  return {
    key: name,
    label: name === '' ? `without ${by === 'owner' ? 'an owner' : `${by === 'unit' ? 'a' : 'an'} ${by}`}` : name,
  };
}

const columnsBy = (by: string): readonly ReportColumn[] => [
  { heading: by, path: 'label', kind: 'text' },
  { heading: 'count', path: 'count', kind: 'count' },
  { heading: 'won', path: 'won', kind: 'amount' },
  { heading: 'open', path: 'open', kind: 'amount', isOptional: true },
  { heading: 'weighted', path: 'weighted', kind: 'amount' },
];

const describeTarget = ({ target, won_share, weighted_share }: ForecastSums['totals'], { code }: ChosenCurrency) =>
  `Target ${formatAmount(target)} ${code}: ${won_share} % won, ${weighted_share} % weighted`;

/** The target of --target, or of the setting. Throws USAGE for one that is no amount above zero. */
async function readTarget({ target }: ForecastFlags, context: Context): Promise<string | undefined> {
  const text = target ?? (await (await context.settings()).get('target'))?.value;
  if (text === undefined) return undefined;
  const result = parseNumber(text);
  if ('amount' in result && compareAmounts(result.amount, '0')! > 0) return result.amount;
  throw usage('problem' in result ? `--target: ${result.problem}` : `--target is more than zero, not ${text}`, {
    flag: '--target',
  });
}
