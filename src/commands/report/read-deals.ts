import type { Context } from '../../context.ts';
import type { PipelineStep } from '../../records/load-lists.ts';
import { amountIn, type Deal, type DealStatus, type ReportCurrency, type Step } from '../../report/deal.ts';
import { localDay, parseTime } from '../../values/dates.ts';
import { textOf } from '../../values/text-of.ts';
import { type Row, valueAt } from '../../wire/entities.ts';
import { PAGE_MAX } from '../../wire/query.ts';
import type { CommandInput } from '../act.ts';
import { selectRows } from '../oppty/select-opportunities.ts';
import type { SelectionFlags } from '../oppty/selection-flags.ts';

/** What every deal is read with. */
const FIELDS = ['id', 'name', 'step_id', 'value', 'status'];

/** How the records of a list become deals. */
export interface DealReading {
  /** The fields that the report needs beside those of every deal. */
  fields: readonly string[];
  currency: ReportCurrency;
  /** All steps of the space, by their ids in small letters. */
  steps: ReadonlyMap<string, Step>;
}

/** The steps of a space, deleted ones too, as reports have them. */
export const stepsById = (steps: readonly PipelineStep[]): Map<string, Step> =>
  new Map(
    steps.map(({ id, name, pipeline, percent = 0, timeframe }) => [
      id.toLowerCase(),
      { id, name, pipeline: { id: pipeline.id, name: pipeline.name }, percent, timeframe },
    ]),
  );

/** The opportunities that the flags of a list choose, one after the other. Nothing is kept of them. */
export async function* readDeals(
  typedFlags: SelectionFlags,
  { fields, currency, steps }: DealReading,
  program: CommandInput['program'],
  context: Context,
): AsyncGenerator<Deal> {
  const flags = { ...typedFlags, fields: [...FIELDS, ...fields] };
  let count = 0;
  for await (const row of selectRows(flags, program, context)) {
    count += 1;
    if (count % PAGE_MAX === 0) await context.progress(`${count} read ...`);
    yield toDeal(row, currency, steps);
  }
  await context.clearProgress();
}

const STATUSES: Readonly<Record<string, DealStatus>> = { 1: 'open', 2: 'lost', 3: 'won' };

function toDeal(row: Row, currency: ReportCurrency, steps: DealReading['steps']): Deal {
  const stepId = textOf(row.step_id ?? '');
  const step = steps.get(stepId.toLowerCase()) ?? { id: stepId, name: '', pipeline: { id: '', name: '' }, percent: 0 };
  return {
    ...{ id: textOf(row.id), name: textOf(row.name ?? '') },
    status: STATUSES[textOf(row.status)] ?? 'open',
    amount: amountIn(row.value, currency),
    step,
    owner: textAt(row, 'owner.name'),
    unit: textAt(row, 'unit.name'),
    account: textAt(row, 'primary_account.name') || textAt(row, 'quick_account_name'),
    reason: textAt(row, 'reason_of_close.option_name'),
    created: dayOf(row.created),
    closing: typeof row.closing_date === 'string' ? row.closing_date.slice(0, 10) : undefined,
    closed: dayOf(row.won_date) ?? dayOf(row.lost_date),
    daysInStep: numberOf(row.days_in_step),
    modified: dayOf(row.modified),
    hasContact: !Object.hasOwn(row, 'primary_contact') || isGiven(row.primary_contact),
  };
}

const isGiven = (value: unknown) => value !== null && value !== undefined && value !== '';

const textAt = (row: Row, path: string) => textOf(valueAt(row, path) ?? '');

/** The user's civil day of a time of the API. */
function dayOf(value: unknown): string | undefined {
  const time = typeof value === 'string' ? parseTime(value) : undefined;
  return time && localDay(time);
}

function numberOf(value: unknown): number | undefined {
  const number = value === null || value === undefined ? Number.NaN : Number(textOf(value));
  return Number.isFinite(number) ? number : undefined;
}
