import { type AmountSum, addAmounts, compareAmounts, openSum, shortAmount } from '../values/money.ts';
import { averageOf } from './average.ts';
import { type Deal, knownAmount, type Named, type Step, weightOf } from './deal.ts';

/** What is in one step. Sums are decimal text, unrounded. */
export interface StepRow {
  pipeline: string;
  pipeline_id: string;
  step: string;
  step_id: string;
  percent: number;
  count: number;
  sum: string;
  weighted: string;
  /** How long they are in the step, on average, in days with one decimal; null if the server does not say. */
  average_days: string | null;
  oldest: (Named & { days: number }) | null;
  largest: (Named & { amount: string }) | null;
}

/** What a pipeline report says. */
export interface PipelineSums {
  rows: readonly StepRow[];
  totals: Pick<StepRow, 'count' | 'sum' | 'weighted'>;
}

/** A row while deals are added to it. */
type GrowingRow = Omit<StepRow, 'sum' | 'weighted' | 'average_days'> & {
  sum: AmountSum;
  weighted: AmountSum;
  days: number;
  daysCount: number;
};

/** Sums deals up by their steps. `steps` are those that are shown even if nothing is in them, in their order. */
export function sumByStep(steps: readonly Step[]): { add(deal: Deal): void; sums(): PipelineSums } {
  const rows = new Map<string, GrowingRow>();
  const rowOf = ({ id, name, pipeline, percent }: Step) => {
    const earlier = rows.get(id);
    if (earlier) return earlier;
    const row: GrowingRow = {
      ...{ pipeline: pipeline.name, pipeline_id: pipeline.id, step: name, step_id: id },
      ...{ percent, count: 0, sum: openSum(), weighted: openSum() },
      ...{ oldest: null, largest: null, days: 0, daysCount: 0 },
    };
    rows.set(id, row);
    return row;
  };
  for (const step of steps) rowOf(step);
  return {
    add: deal => {
      const row = rowOf(deal.step);
      const { id, name, daysInStep } = deal;
      const amount = knownAmount(deal);
      row.count += 1;
      if (amount !== undefined) row.sum.add(amount);
      row.weighted.add(weightOf(deal));
      if (daysInStep !== undefined) {
        row.days += daysInStep;
        row.daysCount += 1;
        if (!row.oldest || daysInStep > row.oldest.days) row.oldest = { id, name, days: daysInStep };
      }
      if (amount !== undefined && (!row.largest || compareAmounts(amount, row.largest.amount)! > 0))
        row.largest = { id, name, amount };
    },
    sums: () => {
      const all = [...rows.values()].map(({ days, daysCount, ...row }) => ({
        ...row,
        ...{ sum: row.sum.total(), weighted: row.weighted.total() },
        average_days: averageOf(days, daysCount),
      }));
      return {
        rows: all,
        totals: {
          count: all.reduce((sum, { count }) => sum + count, 0),
          sum: shortAmount(all.reduce((sum, row) => addAmounts(sum, row.sum), '0')),
          weighted: shortAmount(all.reduce((sum, row) => addAmounts(sum, row.weighted), '0')),
        },
      };
    },
  };
}
