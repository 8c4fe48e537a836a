import type { Entity } from '../../wire/entities.ts';
import { isRecord, type Tables } from '../tables.ts';
import type { WriteOptions } from './change.ts';
import { invalidParameter, Refusal, validationRefusal } from './refusal.ts';
import { create, remove, restore, update } from './write.ts';

type Verb = 'batch-modify' | 'batch-delete' | 'batch-restore';

/**
 * Applies each element of the array. With rollback 0 the first bad one stops everything with its own error; with 1 it
 * is undone alone, and its error stands in the answer where its id would. `entity_index` is null in either: the only
 * sample has it so.
 */
export function batch(
  verb: Verb,
  tables: Tables,
  entity: Entity,
  input: unknown,
  options: WriteOptions,
  rollback: 0 | 1,
): unknown[] {
  if (!Array.isArray(input)) throw invalidParameter('The body must be an array.');
  return input.map(item => {
    if (rollback === 0) return apply(verb, tables, entity, item, options);
    const backup = tables.copy();
    try {
      return apply(verb, tables, entity, item, options);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      tables.restore(backup);
      return error.body;
    }
  });
}

function apply(verb: Verb, tables: Tables, entity: Entity, item: unknown, options: WriteOptions): string {
  if (verb === 'batch-modify') {
    if (!isRecord(item)) throw invalidParameter('Each element must be an object.');
    const { id, ...fields } = item;
    if (id === undefined || id === null) return create(tables, entity, fields, options).id;
    return forRecord(tables, entity, id, storedId => update(tables, entity, storedId, item, options).id);
  }
  const act = verb === 'batch-delete' ? remove : restore;
  return forRecord(tables, entity, item, storedId => act(tables, entity, storedId, options).id);
}

/** A missing record is a validation error too, with its `entity_id`. */
function forRecord(tables: Tables, entity: Entity, id: unknown, act: (id: string) => string): string {
  if (typeof id !== 'string') throw invalidParameter('Each id must be text.');
  try {
    return act(id);
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 404) throw error;
    throw validationRefusal(tables, entity, id, [{ field: 'id', message: `There is no record ${id}.` }]);
  }
}
