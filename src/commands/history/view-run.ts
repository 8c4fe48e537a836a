import type { Answer, Column } from '../../answer.ts';
import { outcomeOf } from '../../changes/outcomes.ts';
import type { Run, RunEntry } from '../../changes/run.ts';
import type { Context } from '../../context.ts';
import type { Row } from '../../wire/entities.ts';
import { arrow } from '../writes/change-text.ts';
import { findRun } from './runs.ts';

const COLUMNS: readonly Column[] = [
  { heading: 'id', path: 'id', hidden: true },
  { heading: 'name', path: 'name' },
  { heading: 'outcome', path: 'outcome' },
  { heading: 'change', path: 'change' },
];

/** The records of a run, with what was changed of each. */
export async function viewRun(context: Context, id: string): Promise<Answer> {
  const run = await findRun(id, context);
  async function* pages(): AsyncGenerator<Row[]> {
    yield run.entries.map(entry => toRow(entry, run));
  }
  const { command, time } = run.head;
  const end = run.isFinished ? '' : ' It has not noted its end: what is unknown may have been sent.';
  return {
    kind: 'records',
    columns: COLUMNS,
    pages: pages(),
    footer: () => `${command}\nat ${time}.${end}`,
  };
}

function toRow(entry: RunEntry, run: Run): Row {
  const { write, results } = entry;
  const { name, entity, changes, lines } = write;
  const created = results.map(result => (result?.outcome === 'done' ? result.record?.id : undefined)).find(Boolean);
  const failed = results.find(result => result !== undefined && result.outcome !== 'done');
  return {
    ...{ id: write.id || (created ?? null), name, entity, outcome: outcomeOf(entry, run) },
    change: describeEntry(entry),
    changes: changes.map(({ op, entity, before, after }) => ({ op, entity, before, after })),
    ...(lines.length > 0 ? { lines } : {}),
    ...(failed && 'error' in failed ? { error: failed.error } : {}),
  };
}

/** `value 100 -> 200; step First -> Won`, or what was done with all of it. */
function describeEntry({ write: { lines, changes } }: RunEntry): string {
  if (lines.length > 0) return lines.map(line => `${line.label} ${arrow(line)}`).join('; ');
  return changes.map(({ op }) => op).join(', ');
}
