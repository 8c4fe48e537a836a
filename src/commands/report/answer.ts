import type { Answer, Column } from '../../answer.ts';
import type { Context } from '../../context.ts';
import type { LeftOut } from '../../report/left-out.ts';
import { currencyDecimals } from '../../values/currency-decimals.ts';
import { wantsPlainLines } from '../../values/env-flags.ts';
import { formatAmount, formatRounded, roundTogether } from '../../values/money.ts';
import { type Row, valueAt } from '../../wire/entities.ts';
import { isForPerson } from '../for-person.ts';
import type { ChosenCurrency } from './currency.ts';

/** A column of a report: where its value is in the rows, and what it is. Amounts are decimal text. */
export interface ReportColumn {
  heading: string;
  path: string;
  kind: 'text' | 'count' | 'amount' | 'share';
  /** Left out first on a terminal that is too narrow. */
  isOptional?: boolean;
  /** For programs alone. */
  hidden?: boolean;
}

/** A report before it is visible. */
export interface ReportContent {
  report: 'pipeline' | 'forecast' | 'closed';
  /** The heading of a page, and of its chart. */
  title: string;
  currency: ChosenCurrency;
  /** The flags that narrow it, as they were typed. */
  filters: Readonly<Record<string, unknown>>;
  columns: readonly ReportColumn[];
  rows: readonly object[];
  totals: object;
  leftOut: readonly LeftOut[];
  /** The column that the bars show. */
  barPath: string;
  /** What is said where there is no row. */
  nothing: string;
  /** Sentences below the table. */
  remarks: readonly string[];
}

/** The report as an object for programs, as rows of digits, or as a table with bars for people. */
export function answerForReport(content: ReportContent, context: Context): Answer {
  if (context.format === 'json') return { kind: 'raw', body: jsonOf(content) };
  if (!isForPerson(context))
    return { kind: 'records', columns: content.columns.map(toColumn), pages: onePage(content.rows as readonly Row[]) };
  if (content.rows.length === 0) return { kind: 'nothing', notice: content.nothing };
  const isPlain = wantsPlainLines(context.host.env);
  const { headings, lines, shares } = textsOf(content);
  const columns = headings.map(
    ({ heading, kind, isOptional }, index): Column => ({
      ...{ heading, path: `c${index}`, isWhole: kind !== 'text' },
      ...(kind === 'text' ? {} : { align: 'right' }),
      ...(isOptional ? { isOptional } : {}),
    }),
  );
  const rows = lines.map((cells, row) => ({
    ...Object.fromEntries(cells.map((cell, index) => [`c${index}`, cell])),
    share: shares[row],
    words: shares[row] === undefined ? '' : `${Math.round(shares[row] * 100)} %`,
  }));
  const share: Column = { heading: 'of the largest', path: 'words', align: 'right', isWhole: true };
  return {
    kind: 'records',
    columns: isPlain ? [...columns, share] : columns,
    pages: onePage(rows),
    ...(isPlain ? {} : { shareOf: (row: Row) => row.share as number | undefined }),
    footer: () => remarksOf(content).join('\n') || undefined,
  };
}

/** The object that --json prints. */
function jsonOf({ report, currency, filters, rows, totals, leftOut }: ReportContent) {
  return {
    ...{ report, currency: currency.code, rates_of: currency.ratesOf, filters, rows, totals },
    left_out: leftOut.map(({ reason, count, deals }) => ({ reason, count, ids: deals.map(({ id }) => id) })),
  };
}

const toColumn = ({ heading, path }: ReportColumn): Column => ({ heading, path });

async function* onePage(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}

/**
 * The cells of a report as people read them: amounts are rounded so that the parts add up to the total, which is the last
 * line. `shares` say how long the bar of a line is.
 */
export function textsOf({ columns, currency, barPath, ...content }: ReportContent): {
  headings: readonly ReportColumn[];
  lines: string[][];
  shares: (number | undefined)[];
} {
  const [rows, totals] = [content.rows as readonly Row[], content.totals as Row];
  const decimals = Math.max(2, currencyDecimals(currency.code));
  const visible = columns.filter(({ hidden }) => !hidden);
  const cells = visible.map(({ path, kind }) => {
    const values = rows.map(row => valueAt(row, path));
    const total = valueAt(totals, path);
    if (kind !== 'amount') return [...values, total].map(value => textOfCell(value, kind));
    const isSum = total !== undefined;
    const texts = isSum
      ? roundTogether(values.map(String), decimals).map(formatAmount)
      : values.map(value => formatRounded(value, decimals));
    return [...texts, isSum ? formatRounded(total, decimals) : ''];
  });
  const lines = [...rows, totals].map((_, line) => cells.map(column => column[line] ?? ''));
  lines.at(-1)![visible.findIndex(({ kind, isOptional }) => kind === 'text' && !isOptional)] = 'Total';
  const values = rows.map(row => Math.max(0, Number(valueAt(row, barPath) ?? 0)));
  const largest = Math.max(...values);
  const shares = values.map(value => (largest > 0 ? value / largest : 0));
  return { headings: visible, lines, shares: [...shares, undefined] };
}

function textOfCell(value: unknown, kind: ReportColumn['kind']): string {
  if (value === null || value === undefined) return '';
  return kind === 'share' ? `${value} %` : String(value);
}

const REASONS = {
  no_value: 'no value, which counts as nothing in the sums',
  no_rate: 'an amount that is not converted, which counts as nothing in the sums',
  zero_percent: 'a step of 0 %, and weigh nothing',
};

/** How many deals are named below a table. */
const MAX_SHOWN = 3;

/** What is said below the table: the remarks of the report, and what is in no sum. */
export const remarksOf = ({ remarks, leftOut, currency }: ReportContent): string[] => [
  ...remarks,
  ...(currency.ratesOf === null ? [] : [`In ${currency.code} by the exchange rates of ${currency.ratesOf}.`]),
  ...leftOut.map(({ reason, count, deals }) => {
    const names = deals.slice(0, MAX_SHOWN).map(({ name }) => name);
    const more = count > names.length ? `, and ${count - names.length} more` : '';
    return `${count} ${count === 1 ? 'has' : 'have'} ${REASONS[reason]}: ${names.join(', ')}${more}`;
  }),
];
