import { textOf } from '../../values/text-of.ts';
import type { Entity, Row } from '../../wire/entities.ts';
import { already, isDeleted, type Planned, quoted, type Read, refused } from './planned.ts';

const changeOf = (op: 'delete' | 'restore', entity: Entity, { id, is_deleted, revision }: Row) =>
  ({ op, entity, id: textOf(id), revision, before: { is_deleted: is_deleted === true }, after: {} }) as const;

/** Deletes a record, which the API keeps as deleted. */
export function planDelete(read: Read, entity: Entity): Planned {
  const { row } = read;
  if (isDeleted(row)) return already(`${quoted(read)} is deleted already.`);
  if (row.is_delete_protected === true) {
    return refused({
      code: 'USAGE',
      message: `${quoted(read)} is protected: the server does not let anybody delete it`,
    });
  }
  const line = { label: 'record', before: 'there', after: 'deleted' };
  return { kind: 'changes', changes: [changeOf('delete', entity, row)], lines: [line] };
}

/** Takes a deletion back. */
export function planRestore(read: Read, entity: Entity): Planned {
  const { row } = read;
  if (!isDeleted(row)) return already(`${quoted(read)} is not deleted.`);
  const line = { label: 'record', before: 'deleted', after: 'there' };
  return { kind: 'changes', changes: [changeOf('restore', entity, row)], lines: [line] };
}
