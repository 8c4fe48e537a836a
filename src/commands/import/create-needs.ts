import { createOf } from '../../changes/create.ts';
import type { Run } from '../../changes/run.ts';
import { applyWrite, type RecordWrite, type WriteTools } from '../../changes/write.ts';
import type { CliError } from '../../errors.ts';
import type { JudgedRow } from '../../import/job.ts';
import { type MissingRecord, withCreatedIds } from '../../import/rows/missing-records.ts';
import type { Lookups } from '../../records/lookups.ts';
import { textOf } from '../../values/text-of.ts';

/** Creates the accounts and contacts that rows need, each once, and deletes those that no row was written with. */
export interface NeedCreator {
  /** The write of a row with the ids of what it needs; or why that could not be created. */
  prepare(judged: JudgedRow): Promise<{ judged: JudgedRow } | { error: CliError }>;
  /** Notes that a row was written. */
  use(judged: JudgedRow): void;
  /** Deletes what was created in vain. */
  removeUnused(): Promise<void>;
}

/** What was created by earlier runs of the same import, by the id that stood for it. */
export function createdBy(runs: readonly Run[]): Map<string, string> {
  const ids = new Map<string, string>();
  for (const { write, results } of runs.flatMap(run => run.entries)) {
    const [result] = results;
    if (write.ref.startsWith('new:') && result?.outcome === 'done' && result.record?.id)
      ids.set(write.ref, textOf(result.record.id));
  }
  return ids;
}

/** Creates what rows need. `earlier` are the ids of what earlier runs created; after such a run names are looked up first. */
export function createNeeds(
  tools: WriteTools,
  { earlier, isResumed, lookups }: { earlier: ReadonlyMap<string, string>; isResumed: boolean; lookups: Lookups },
): NeedCreator {
  const ids = new Map(earlier);
  const created = new Map<string, MissingRecord>();
  const failures = new Map<string, CliError>();
  const used = new Set<string>();
  // A need is looked for among all new records of its own collection.
  const own = { ...tools, knownRecords: undefined };

  const create = async (need: MissingRecord): Promise<CliError | undefined> => {
    if (ids.has(need.id)) return undefined;
    const failure = failures.get(need.id);
    if (failure) return failure;
    const found =
      isResumed && need.entity === 'Accounts' ? await lookups.find('account', need.name, '--account') : undefined;
    if (found && 'found' in found) {
      ids.set(need.id, found.found.id);
      return undefined;
    }
    const body = withCreatedIds(need.body, ids);
    const lines = [{ label: 'record', after: 'new' }];
    const changes: RecordWrite['changes'] = [createOf(need.entity, body)];
    const write = { ref: need.id, name: need.name, entity: need.entity, id: '', changes, lines, readAt: 0 };
    const { outcome, record, error } = await applyWrite(write, own);
    if (outcome === 'done' && record) {
      ids.set(need.id, textOf(record.id));
      created.set(need.id, need);
      return undefined;
    }
    if (error) failures.set(need.id, error);
    return error;
  };

  return {
    prepare: async judged => {
      for (const need of judged.needs ?? []) {
        const error = await create(need);
        if (error) return { error };
      }
      return { judged: judged.needs ? { ...judged, write: withCreatedIds(judged.write!, ids) } : judged };
    },
    use: ({ needs = [] }) => {
      for (const { id } of needs) used.add(id);
    },
    removeUnused: async () => {
      // Contacts go before their accounts.
      const unused = [...created.values()].filter(({ id }) => !used.has(id)).reverse();
      for (const { id: need, entity, name } of unused) {
        const id = ids.get(need)!;
        const changes: RecordWrite['changes'] = [
          { op: 'delete', entity, id, before: { is_deleted: false }, after: {} },
        ];
        const lines = [{ label: 'record', before: 'there', after: 'deleted' }];
        await applyWrite({ ref: name, name, entity, id, changes, lines, readAt: tools.monotonicMs() }, own);
      }
    },
  };
}
