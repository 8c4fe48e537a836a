import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import type { Read } from '../../oppty/writes/planned.ts';
import { planDelete, planRestore } from '../../oppty/writes/remove.ts';
import type { WriteFlags } from './flags.ts';
import type { Refs } from './refs.ts';
import { runWrites } from './run-writes.ts';
import type { WriteVerb } from './verb.ts';

/** What verbs of one kind of record have in common. */
type Base = Pick<WriteVerb, 'kind' | 'choose' | 'present' | 'afterwards'>;

/** Deletes records, after a question. */
export function runDelete(base: Base, refs: Refs, flags: WriteFlags, context: Context): Promise<Answer> {
  const plan = async (read: Read) => planDelete(read, base.kind.entity);
  return runWrites({ ...base, name: 'delete', done: 'Deleted', isConfirmed: true, plan }, refs, flags, context);
}

/** Takes the deletion of records back; their names are looked for among the deleted ones, too. */
export function runRestore(base: Base, refs: Refs, flags: WriteFlags, context: Context): Promise<Answer> {
  const plan = async (read: Read) => planRestore(read, base.kind.entity);
  const prefers = (row: { is_deleted?: unknown }) => row.is_deleted === true;
  const verb = { ...base, name: 'restore', done: 'Restored', query: { includeDeleted: true }, prefers, plan };
  return runWrites(verb, refs, flags, context);
}
