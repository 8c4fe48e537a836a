import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { sumClosed } from '../../report/closed.ts';
import type { Deal } from '../../report/deal.ts';
import type { Group } from '../../report/group.ts';
import { createLeftOut } from '../../report/left-out.ts';
import { periodOf } from '../../report/periods.ts';
import type { CommandInput } from '../act.ts';
import { answerForReport, type ReportColumn, type ReportContent } from './answer.ts';
import { filtersOf, selectionOf } from './filters.ts';
import type { ClosedFlags } from './flags.ts';
import { isWithin, openCalendar, openReport, readClosing } from './open-report.ts';
import { readDeals } from './read-deals.ts';
import { writePage } from './write-page.ts';

/** Sums up what was won and lost. */
export async function reportClosed(context: Context, { flags, program }: CommandInput<ClosedFlags>): Promise<Answer> {
  const { by = 'month' } = flags;
  const range = readClosing(flags.closing, await openCalendar(context));
  const { currency, steps } = await openReport(flags, context);
  const { closing: _, ...selection } = selectionOf(flags);
  const sums = sumClosed(deal => groupOf(deal, by));
  const leftOut = createLeftOut();
  // What was closed since a day was changed since then, too.
  const modified = selection.modified ?? (range.from ? `${range.from}..` : undefined);
  for (const status of ['won', 'lost'] as const) {
    const listFlags = { ...selection, status, ...(modified ? { modified } : {}) };
    const fields = ['created', 'won_date', 'lost_date', ...FIELDS[by]];
    for await (const deal of readDeals(listFlags, { fields, currency, steps }, program, context)) {
      if (!isWithin(deal.closed, range)) continue;
      sums.add(deal);
      leftOut.note(deal);
    }
  }
  const { rows, totals } = sums.sums();
  const content: ReportContent = {
    report: 'closed',
    ...{ title: 'Won and lost', currency, filters: filtersOf({ closing: 'this-year', ...flags }) },
    ...{ columns: columnsBy(by), rows, totals },
    ...{ leftOut: leftOut.all(), barPath: 'won_sum', nothing: 'Nothing was closed in this time.', remarks: [] },
  };
  return writePage(content, answerForReport(content, context), flags, context);
}

const FIELDS = { month: [], owner: ['owner.name'], reason: ['reason_of_close.option_name'] } as const;

function groupOf(deal: Deal, by: NonNullable<ClosedFlags['by']>): Group {
  if (by === 'month') return periodOf(deal.closed!, 'month');
  const name = deal[by];
  const none = by === 'reason' ? 'without a reason' : 'without an owner';
  return { key: name, label: name === '' ? none : name };
}

const columnsBy = (by: string): readonly ReportColumn[] => [
  { heading: by, path: 'label', kind: 'text' },
  { heading: 'won', path: 'won_count', kind: 'count' },
  { heading: 'won sum', path: 'won_sum', kind: 'amount' },
  { heading: 'lost', path: 'lost_count', kind: 'count' },
  { heading: 'lost sum', path: 'lost_sum', kind: 'amount', isOptional: true },
  { heading: 'won of 100', path: 'rate', kind: 'share' },
  { heading: 'days', path: 'average_days', kind: 'count', isOptional: true },
];
