import type { Answer, Column } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { CliError, type Code, EXIT, errorObject } from '../../errors.ts';
import type { JudgedRow } from '../../import/job.ts';
import type { RowProblem } from '../../import/rows/row-input.ts';
import type { Row } from '../../wire/entities.ts';
import { formatJson } from '../../wire/json.ts';
import { isMachine } from '../lists/query.ts';
import { noCounts, type RowCounts, type RowOutcome, Sums } from './report.ts';

/** What became of a row, or would. */
export interface RowResult {
  judged: JudgedRow;
  outcome: RowOutcome;
  id?: string | undefined;
  problems: readonly RowProblem[];
  /** What stopped the run before it: a later one can carry it out. */
  stoppedBy?: CliError | undefined;
}

/** Whether another run can do more about a row: send it, or look for it again. */
export const canBeResumed = ({ outcome, stoppedBy }: RowResult): boolean =>
  stoppedBy !== undefined || outcome === 'unknown';

/** All that is known at the end. */
export interface Totals {
  counts: RowCounts;
  /** Of the amounts that were written. */
  sums: Sums;
  /** Whether no row is left to another run. */
  isComplete: boolean;
  /** What stopped the run, if it was stopped. */
  stoppedBy?: CliError | undefined;
}

const COLUMNS: readonly Column[] = [
  { heading: 'line', path: 'line', isWhole: true },
  { heading: 'outcome', path: 'outcome', isWhole: true },
  { heading: 'id', path: 'id', hidden: true },
  { heading: 'name', path: 'name' },
  { heading: 'reason', path: 'reason' },
];

/** How many rows a person sees that were not written. */
const MAX_SHOWN = 20;

/**
 * The rows as they come, and what became of all. A person sees only some of those that were not written. `summarize` gives
 * the closing sentences.
 */
export function answerForRows(
  results: AsyncIterable<RowResult>,
  summarize: (totals: Totals) => string,
  context: Context,
): Answer {
  const totals: Totals = { counts: noCounts(), sums: new Sums(), isComplete: false };
  const codes = new Set<Code>();
  let shownCount = 0;
  let isOpen = false;
  async function* pages() {
    for await (const result of results) {
      const { outcome, judged, problems, stoppedBy } = result;
      totals.stoppedBy ??= stoppedBy;
      isOpen ||= canBeResumed(result);
      totals.counts[outcome] += 1;
      if (outcome === 'created' || outcome === 'updated') totals.sums.add(judged.amount);
      for (const { code } of problems) codes.add(code);
      const isHidden = isForPerson(context) && (problems.length === 0 || shownCount >= MAX_SHOWN);
      if (isHidden) continue;
      shownCount += 1;
      yield [toRow(result, context)];
    }
    totals.isComplete = !isOpen;
    await context.clearProgress();
  }
  return {
    kind: 'records',
    columns: COLUMNS,
    pages: pages(),
    footer: () => (isMachine(context) ? formatJson({ summary: summaryOf(totals) }) : summarize(totals)),
    failure: () => failureOf(totals, codes),
  };
}

const isForPerson = ({ format, host }: Context) => (format ?? (host.stdout.isTTY ? 'table' : 'tsv')) === 'table';

function toRow({ judged, outcome, id, problems }: RowResult, context: Context): Row {
  const { row, line, keys, name } = judged;
  const base = {
    row,
    line,
    outcome,
    ...(id ? { id } : {}),
    ...(keys ? { key: keys.join(', ') } : {}),
    name,
  };
  if (!isMachine(context)) return { ...base, reason: reasonOf(problems) };
  const errors = problems.map(({ column, ...problem }) => {
    const error = new CliError(problem.code, problem.message, problem);
    const { code, message, field, flag, hint } = errorObject(error, context.commandLine);
    return { code, message, column, field, flag, hint };
  });
  return { ...base, errors };
}

/** All that is wrong with a row, in one text. */
export const reasonOf = (problems: RowResult['problems']): string =>
  problems.map(({ column, message }) => (column === undefined ? message : `${column}: ${message}`)).join('; ');

const summaryOf = ({ counts, isComplete }: Totals) => ({
  rows: rowsIn(counts),
  ...counts,
  complete: isComplete,
});

const rowsIn = (counts: RowCounts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** `Created 191, updated 3, 6 failed.` */
export function describeCounts({ counts, sums }: Totals): string {
  const { created, updated, skipped, failed, unknown } = counts;
  const parts = [
    ...(created > 0 || updated === 0 ? [`${created} created`] : []),
    ...(updated > 0 ? [`${updated} updated`] : []),
    ...(skipped > 0 ? [`${skipped} so already or left`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
  ];
  const sum = sums.toString();
  const rows = rowsIn(counts);
  return `${rows} ${rows === 1 ? 'row' : 'rows'}: ${parts.join(', ')}.${sum === '' ? '' : ` Sum of the values: ${sum}.`}`;
}

/** The error to end with: unknown outcomes first, then a part that failed; if all did, the lowest exit code among the reasons. */
function failureOf({ counts }: Totals, codes: ReadonlySet<Code>): CliError | undefined {
  const { created, updated, failed, unknown } = counts;
  if (unknown > 0) {
    return new CliError(
      'OUTCOME_UNKNOWN',
      `${unknown} ${unknown === 1 ? 'row' : 'rows'} may or may not have been written`,
      {
        retrySafe: false,
        hint: 'The same command with --resume looks for them again.',
      },
    );
  }
  if (failed === 0) return undefined;
  const message = `${failed} of ${rowsIn(counts)} rows failed`;
  if (created + updated > 0) return new CliError('PARTIAL', message, { retrySafe: true });
  const code = [...codes].sort((a, b) => EXIT[a] - EXIT[b])[0] ?? 'REJECTED';
  return new CliError(code, message, { retrySafe: true });
}
