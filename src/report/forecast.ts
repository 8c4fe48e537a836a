import { addAmounts, percentageOf, shortAmount } from '../values/money.ts';
import { type Deal, knownAmount, weightOf } from './deal.ts';
import type { Group } from './group.ts';

/** What is expected of one group. Sums are decimal text, unrounded. */
interface ForecastRow {
  group: string;
  label: string;
  /** Whether these are open deals that should be closed by now. */
  slipped: boolean;
  count: number;
  won: string;
  open: string;
  /** What is won, and what is open by the percents of its steps. */
  weighted: string;
}

/** What a forecast says. Shares of the target are percentages with one decimal. */
export interface ForecastSums {
  rows: readonly ForecastRow[];
  totals: Pick<ForecastRow, 'count' | 'won' | 'open' | 'weighted'> & {
    target: string | null;
    won_share: string | null;
    weighted_share: string | null;
  };
}

const SLIPPED = 'slipped';

/** Sums open and won deals up by groups; what should be closed by `today` has a row of its own, the last one. */
export function sumForecast(
  groupOf: (deal: Deal) => Group,
  { today, target }: { today: string; target: string | undefined },
): { add(deal: Deal): void; sums(): ForecastSums } {
  const rows = new Map<string, ForecastRow>();
  const emptyRow = (group: string, label: string, slipped: boolean): ForecastRow => ({
    ...{ group, label, slipped, count: 0, won: '0', open: '0', weighted: '0' },
  });
  const slipped = emptyRow(SLIPPED, 'Slipped', true);
  const rowOf = (deal: Deal): ForecastRow => {
    if (deal.status === 'open' && deal.closing !== undefined && deal.closing < today) return slipped;
    const { key, label } = groupOf(deal);
    const row = rows.get(key) ?? emptyRow(key, label, false);
    rows.set(key, row);
    return row;
  };
  return {
    add: deal => {
      const row = rowOf(deal);
      const amount = knownAmount(deal) ?? '0';
      row.count += 1;
      if (deal.status === 'won') row.won = addAmounts(row.won, amount);
      if (deal.status === 'open') row.open = addAmounts(row.open, amount);
      row.weighted = addAmounts(row.weighted, weightOf(deal));
    },
    sums: () => {
      const groups = [...rows.values()].sort((a, b) => (a.group < b.group ? -1 : 1));
      const all = (slipped.count > 0 ? [...groups, slipped] : groups).map(({ won, open, weighted, ...row }) => ({
        ...row,
        ...{ won: shortAmount(won), open: shortAmount(open), weighted: shortAmount(weighted) },
      }));
      const sumOf = (name: 'won' | 'open' | 'weighted') =>
        shortAmount(all.reduce((sum, row) => addAmounts(sum, row[name]), '0'));
      const [won, open, weighted] = [sumOf('won'), sumOf('open'), sumOf('weighted')];
      const shareOf = (sum: string) => (target === undefined ? null : (percentageOf(sum, target) ?? null));
      return {
        rows: all,
        totals: {
          ...{ count: all.reduce((sum, { count }) => sum + count, 0), won, open, weighted },
          ...{ target: target ?? null, won_share: shareOf(won), weighted_share: shareOf(weighted) },
        },
      };
    },
  };
}
