import type { Answer, Column } from '../../answer.ts';
import { countOutcomes } from '../../changes/outcomes.ts';
import type { Context } from '../../context.ts';
import { formatDistance } from '../../values/relative-time.ts';
import type { Row } from '../../wire/entities.ts';
import { type ListedRun, readRuns } from './runs.ts';

const FIRST_SCREEN = 20;

const COLUMNS: readonly Column[] = [
  { heading: 'id', path: 'id', label: 'run', isWhole: true },
  { heading: 'time', path: 'time', display: ({ time }, now) => formatDistance(new Date(String(time)), now) },
  { heading: 'records', path: 'records' },
  { heading: 'command', path: 'command' },
];

/** The runs of all spaces, the newest first. */
export async function listRuns(context: Context, { limit = FIRST_SCREEN }: { limit?: number }): Promise<Answer> {
  const runs: ListedRun[] = [];
  let rest = 0;
  for await (const run of readRuns(context)) {
    if (runs.length < limit) runs.push(run);
    else rest += 1;
  }
  async function* pages(): AsyncGenerator<Row[]> {
    yield runs.map(toRow);
  }
  return {
    kind: 'records',
    columns: COLUMNS,
    pages: pages(),
    tableRows: row => [{ ...row, records: describeCounts(row) }],
    footer: () =>
      runs.length === 0 ? 'Nothing was written yet.' : rest > 0 ? `${rest} more: --limit ${limit + rest}` : undefined,
  };
}

function toRow({ run, undoneBy }: ListedRun): Row {
  const { id, time, command, space, undoes } = run.head;
  const { done, unknown, ...counts } = countOutcomes(run);
  return {
    ...{ id, time, command, space, done, half_done: counts['half done'], not_done: counts['not done'], unknown },
    finished: run.isFinished,
    ...(undoes ? { undoes } : {}),
    ...(undoneBy ? { undone_by: undoneBy } : {}),
  };
}

/** `14 done, 1 not done, undone`. */
function describeCounts(row: Row): string {
  const counts = ['done', 'half_done', 'not_done', 'unknown'].flatMap(name =>
    row[name] ? `${row[name]} ${name.replace('_', ' ')}` : [],
  );
  const notes = [...(row.undone_by ? ['undone'] : []), ...(row.finished ? [] : ['not finished'])];
  return [...(counts.length > 0 ? counts : ['none']), ...notes].join(', ');
}
