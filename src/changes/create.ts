import { isAbsent } from '../outcome/compare-record.ts';
import { textOf } from '../values/text-of.ts';
import type { Entity, Row } from '../wire/entities.ts';
import type { ApplyTools } from './apply.ts';
import type { Change } from './change.ts';
import { newRecords } from './read-back.ts';

/** The change that creates a record without a parent. */
export const createOf = (entity: Entity, body: Row): Change => ({
  ...{ op: 'create', entity, marks: marksOf(body), earlierIds: [] },
  ...{ before: {}, after: body },
});

/** The fields by which a new record is recognised, whatever a server made of the others. */
function marksOf(body: Row): readonly string[] {
  const name = ['name', 'last_name', 'first_name'].find(field => !isAbsent(body[field]));
  return [...(name ? [name] : []), 'email1'];
}

/**
 * The same change with a note of which records are new already: what is new after it, if its answer is lost, is its own.
 */
export async function withEarlierIds(
  change: Change,
  { client, now }: Pick<ApplyTools, 'client' | 'now'>,
): Promise<Change> {
  if (change.op !== 'create' || change.parent !== undefined) return change;
  const sent = client.serverTime() ?? now();
  const { rows } = await newRecords(change.entity, change.after, client, sent);
  return { ...change, earlierIds: rows.map(({ id }) => textOf(id)) };
}
