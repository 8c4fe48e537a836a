import { addAmounts, percentageOf, shortAmount } from '../values/money.ts';
import { averageOf } from './average.ts';
import { type Deal, knownAmount } from './deal.ts';
import type { Group } from './group.ts';

/** What became of one group. Sums are decimal text, unrounded. */
interface ClosedRow {
  group: string;
  label: string;
  won_count: number;
  won_sum: string;
  lost_count: number;
  lost_sum: string;
  /** How many of a hundred were won, with one decimal. */
  rate: string | null;
  /** From the day they were created to the day they were closed, on average, with one decimal. */
  average_days: string | null;
}

/** What a report of closed deals says. */
export interface ClosedSums {
  rows: readonly ClosedRow[];
  totals: Omit<ClosedRow, 'group' | 'label'>;
}

type Counts = Omit<ClosedRow, 'rate' | 'average_days'> & { days: number; daysCount: number };

/** Sums won and lost deals up by groups. */
export function sumClosed(groupOf: (deal: Deal) => Group): { add(deal: Deal): void; sums(): ClosedSums } {
  const rows = new Map<string, Counts>();
  const total = emptyCounts('', '');
  return {
    add: deal => {
      const { key, label } = groupOf(deal);
      const row = rows.get(key) ?? emptyCounts(key, label);
      rows.set(key, row);
      count(row, deal);
      count(total, deal);
    },
    sums: () => {
      const { group: _, label: __, ...totals } = rowOf(total);
      return { rows: [...rows.values()].sort((a, b) => (a.group < b.group ? -1 : 1)).map(rowOf), totals };
    },
  };
}

const emptyCounts = (group: string, label: string): Counts => ({
  ...{ group, label, won_count: 0, won_sum: '0', lost_count: 0, lost_sum: '0', days: 0, daysCount: 0 },
});

function count(row: Counts, deal: Deal): void {
  const amount = knownAmount(deal) ?? '0';
  if (deal.status === 'won') {
    row.won_count += 1;
    row.won_sum = addAmounts(row.won_sum, amount);
  } else {
    row.lost_count += 1;
    row.lost_sum = addAmounts(row.lost_sum, amount);
  }
  if (deal.created === undefined || deal.closed === undefined) return;
  row.days += daysBetween(deal.created, deal.closed);
  row.daysCount += 1;
}

const daysBetween = (from: string, to: string) =>
  Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000));

const rowOf = ({ days, daysCount, ...row }: Counts): ClosedRow => ({
  ...row,
  ...{ won_sum: shortAmount(row.won_sum), lost_sum: shortAmount(row.lost_sum) },
  rate: percentageOf(String(row.won_count), String(row.won_count + row.lost_count)) ?? null,
  average_days: averageOf(days, daysCount),
});
