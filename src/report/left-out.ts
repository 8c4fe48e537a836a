import type { Deal, LeftOutReason, Named } from './deal.ts';

/** The deals that a sum leaves out, or that weigh nothing, for one reason. */
export interface LeftOut {
  reason: LeftOutReason;
  count: number;
  /** The first of them. */
  deals: readonly Named[];
}

/** So many are named of each reason: a report takes no more memory the more deals there are. */
export const MAX_NAMED = 1000;

/** Collects what reports leave out. */
export function createLeftOut(): { note(deal: Deal): void; all(): readonly LeftOut[] } {
  const found = new Map<LeftOutReason, { count: number; deals: Named[] }>();
  const add = (reason: LeftOutReason, { id, name }: Named) => {
    const entry = found.get(reason) ?? { count: 0, deals: [] };
    entry.count += 1;
    if (entry.deals.length < MAX_NAMED) entry.deals.push({ id, name });
    found.set(reason, entry);
  };
  return {
    note: deal => {
      if (deal.amount === 'no_value' || deal.amount === 'no_rate') add(deal.amount, deal);
      if (deal.status === 'open' && deal.step.percent === 0) add('zero_percent', deal);
    },
    all: () => [...found].map(([reason, entry]) => ({ reason, ...entry })),
  };
}
