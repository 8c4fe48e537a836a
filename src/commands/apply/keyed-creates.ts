import type { RecordWrite, WriteResult } from '../../changes/write.ts';
import type { KeptWrite } from '../../changes/write-schema.ts';
import type { Context } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { type KeyFields, keyText, loadKeyed, manyKeys } from '../../import/rows/known-keys.ts';
import { compareRecord } from '../../outcome/compare-record.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';

/** The creates of a plan that have keys. */
export interface KeyedCreates {
  /** What became of a write that another machine, or another command, has made already. */
  find(write: KeptWrite): WriteResult | undefined;
  /** Lets other commands work with such keys again. */
  release(): void;
}

type KeyedWrite = KeptWrite & { keyFields: KeyFields };

/**
 * Keeps other commands of this machine from working with the keys of the creates, and looks up which are there. One
 * command made the plan, so that all of them are of one collection and have the same fields as keys.
 */
export async function holdKeyedCreates(
  writes: readonly KeptWrite[],
  context: Context,
): Promise<KeyedCreates | undefined> {
  const keyed = writes.filter((write): write is KeyedWrite => write.keyFields !== undefined);
  const [first] = keyed;
  if (!first) return undefined;
  const { entity, keyFields: fields } = first;
  const release = await (await context.sentKeys()).holdFields(entity, fields);
  try {
    const values = keyed.map(write => fields.map(field => textOf(afterOf(write)[field] ?? '')));
    const loadOnly = ['name', ...new Set(keyed.flatMap(write => Object.keys(afterOf(write))))];
    const client = await context.client();
    const records = await loadKeyed(client, entity, { fields, keys: manyKeys(fields, values), loadOnly });
    const found = new Map(
      keyed.map((write, index) => [
        write as KeptWrite,
        judge(write, records.get(keyText(fields, values[index]!)) ?? []),
      ]),
    );
    return { find: write => found.get(write), release };
  } catch (error) {
    release();
    throw error;
  }
}

const afterOf = ({ changes: [change] }: KeptWrite): Row => change?.after ?? {};

/** What it means for a create that these records have its key. */
function judge(create: KeyedWrite, records: readonly Row[]): WriteResult | undefined {
  const [record, ...twins] = records;
  if (!record) return undefined;
  const write = { ...create, changes: create.changes as RecordWrite['changes'], readAt: 0 };
  const fail = (code: 'DUPLICATE_KEY' | 'KEY_REUSED', message: string): WriteResult => ({
    ...{ write, outcome: 'not done' },
    error: new CliError(code, message, { retrySafe: false }),
  });
  if (twins.length > 0) return fail('DUPLICATE_KEY', `${records.length} records have its key`);
  if (record.is_deleted === true) return fail('KEY_REUSED', 'A record with its key was created and deleted');
  const fields = compareRecord(afterOf(create), record).map(({ field }) => field);
  if (fields.length > 0) return fail('KEY_REUSED', `Another record has its key, with another ${fields.join(', ')}`);
  return { write, outcome: 'unchanged', record };
}
