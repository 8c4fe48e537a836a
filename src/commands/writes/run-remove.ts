import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { planDelete, planRestore } from '../../oppty/writes/remove.ts';
import { KINDS, type Kind } from '../../records/kinds.ts';
import type { WriteFlags } from './flags.ts';
import { collectRefs } from './refs.ts';
import { runWrites } from './run-writes.ts';

/** Deletes records of a kind, after a question. */
export async function runDelete(
  name: keyof typeof KINDS,
  context: Context,
  args: readonly string[],
  flags: WriteFlags,
): Promise<Answer> {
  const kind: Kind = KINDS[name];
  const refs = await collectRefs(args, context);
  const plan = async (read: Parameters<typeof planDelete>[0]) => planDelete(read, kind.entity);
  return runWrites({ name: 'delete', done: 'Deleted', kind, isConfirmed: true, plan }, refs, flags, context);
}

/** Takes the deletion of records back; their names are looked for among the deleted ones, too. */
export async function runRestore(
  name: keyof typeof KINDS,
  context: Context,
  args: readonly string[],
  flags: WriteFlags,
): Promise<Answer> {
  const kind: Kind = KINDS[name];
  const refs = await collectRefs(args, context);
  const plan = async (read: Parameters<typeof planRestore>[0]) => planRestore(read, kind.entity);
  const prefers = (row: { is_deleted?: unknown }) => row.is_deleted === true;
  const verb = { name: 'restore', done: 'Restored', kind, query: { includeDeleted: true }, prefers, plan };
  return runWrites(verb, refs, flags, context);
}
