import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { usage } from '../../errors.ts';
import { createLeftOut } from '../../report/left-out.ts';
import { type PipelineSums, type StepRow, sumByStep } from '../../report/pipeline.ts';
import { compareAmounts, formatRounded } from '../../values/money.ts';
import { sameName } from '../../values/names.ts';
import type { CommandInput } from '../act.ts';
import { answerForReport, type ReportColumn, type ReportContent } from './answer.ts';
import type { ChosenCurrency } from './currency.ts';
import { filtersOf, selectionOf } from './filters.ts';
import type { ReportFlags } from './flags.ts';
import { openReport } from './open-report.ts';
import { readDeals } from './read-deals.ts';
import { writePage } from './write-page.ts';

const COLUMNS: readonly ReportColumn[] = [
  { heading: 'pipeline', path: 'pipeline', kind: 'text', isOptional: true },
  { heading: 'step', path: 'step', kind: 'text' },
  { heading: '%', path: 'percent', kind: 'share', isOptional: true },
  { heading: 'count', path: 'count', kind: 'count' },
  { heading: 'sum', path: 'sum', kind: 'amount', isOptional: true },
  { heading: 'weighted', path: 'weighted', kind: 'amount' },
  { heading: 'days', path: 'average_days', kind: 'count', isOptional: true },
  { heading: 'oldest', path: 'oldest.name', kind: 'text', hidden: true },
  { heading: 'largest', path: 'largest.name', kind: 'text', hidden: true },
];

/** Sums up what is in each step. */
export async function reportPipeline(
  context: Context,
  { args: [first], flags, program }: CommandInput<ReportFlags>,
): Promise<Answer> {
  const name = first ?? flags.pipeline;
  if (first !== undefined && flags.pipeline !== undefined)
    throw usage('Name the pipeline once', { flag: '--pipeline' });
  const { currency, steps, liveSteps } = await openReport(flags, context);
  const selection = { ...selectionOf(flags), ...(name === undefined ? {} : { pipeline: name }) };
  const leftOut = createLeftOut();
  const sums = sumByStep([...steps.values()]);
  const reading = { fields: ['days_in_step'], currency, steps };
  for await (const deal of readDeals(selection, reading, program, context)) {
    sums.add(deal);
    leftOut.note(deal);
  }
  const all = sums.sums();
  const isNamed = ({ pipeline, pipeline_id }: StepRow) =>
    name !== undefined && (sameName(pipeline, name) || sameName(pipeline_id, name));
  const used = new Set(all.rows.filter(row => row.count > 0 || isNamed(row)).map(row => row.pipeline_id));
  const rows = all.rows.filter(row => row.count > 0 || (used.has(row.pipeline_id) && liveSteps.has(row.step_id)));
  const content: ReportContent = {
    report: 'pipeline',
    ...{
      title: 'Pipeline',
      currency,
      filters: filtersOf({ ...flags, ...(name === undefined ? {} : { pipeline: name }) }),
    },
    ...{ columns: COLUMNS, rows, totals: all.totals },
    ...{
      leftOut: leftOut.all(),
      barPath: 'sum',
      nothing: 'There are no such opportunities.',
      remarks: remarksOf(all, currency),
    },
  };
  return writePage(content, answerForReport(content, context), flags, context);
}

/** Which is the largest of all, and which is the longest in its step. */
function remarksOf({ rows }: PipelineSums, { code }: ChosenCurrency): string[] {
  const largest = rows.flatMap(row => row.largest ?? []).sort((a, b) => compareAmounts(b.amount, a.amount)!)[0];
  const oldest = rows.flatMap(row => row.oldest ?? []).sort((a, b) => b.days - a.days)[0];
  return [
    ...(largest ? [`The largest: ${largest.name}, ${formatRounded(largest.amount)} ${code}`] : []),
    ...(oldest ? [`The longest in its step: ${oldest.name}, ${oldest.days} days`] : []),
  ];
}
