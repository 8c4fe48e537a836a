import type { Change } from '../../changes/change.ts';
import { readBack } from '../../changes/read-back.ts';
import type { RunEntry } from '../../changes/run.ts';
import type { RecordWrite, WriteResult, WriteTools } from '../../changes/write.ts';
import type { KeptWrite } from '../../changes/write-schema.ts';
import type { Context } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { LATE_COMMIT_MS } from '../../outcome/late-commit.ts';

/** What became of a record in an earlier run: told, or the changes that are still to be made. */
type Settled = { result: WriteResult } | { rest: readonly Change[] };

/** What is left of a record that an earlier run has begun: a change without a result is looked for on the server. */
export async function settleEarlier(
  { results, at, write: noted }: RunEntry,
  write: KeptWrite,
  tools: WriteTools,
  context: Context,
): Promise<Settled> {
  const record: RecordWrite = { ...write, changes: [], readAt: 0 };
  const open = results.findIndex(result => result?.outcome !== 'done');
  if (open < 0) return { result: { write: record, outcome: 'done' } };
  const change = noted.changes[open]!;
  if (results[open]?.outcome === 'not done') return { rest: noted.changes.slice(open) };
  const sent = new Date(at ?? 0);
  const age = context.host.now().getTime() - sent.getTime();
  const evidence = await readBack(change, tools.client, sent);
  if (evidence.state === 'done') {
    const rest = noted.changes.slice(open + 1);
    return rest.length > 0 ? { rest } : { result: { write: record, outcome: 'done', wasReadBack: true } };
  }
  if (evidence.state === 'as before' && !evidence.moved && age > LATE_COMMIT_MS)
    return { rest: noted.changes.slice(open) };
  const why =
    evidence.state === 'other'
      ? evidence.why
      : 'An earlier run may have sent it less than a minute ago: run this again then';
  return {
    result: { write: record, outcome: 'unknown', error: new CliError('OUTCOME_UNKNOWN', why, { retrySafe: true }) },
  };
}
