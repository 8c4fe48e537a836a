import * as z from 'zod/mini';
import { ENTITIES } from '../wire/entities.ts';
import type { Change } from './change.ts';
import type { RecordWrite } from './write.ts';

/** A write to one record as files keep it. `line` is its number in the plan that it comes from. */
export interface KeptWrite extends Omit<RecordWrite, 'readAt' | 'changes'> {
  changes: readonly Change[];
}

/** Any fields of a record. */
export const rowSchema = z.catchall(z.object({}), z.unknown());

const ofAnyOp = {
  entity: z.enum(ENTITIES),
  before: rowSchema,
  after: rowSchema,
  revision: z.optional(z.unknown()),
  replaces: z.exactOptional(z.string()),
  query: z.exactOptional(z.object({ validationLevel: z.exactOptional(z.number()) })),
};

const changeSchema: z.ZodMiniType<Change> = z.union([
  z.object({ ...ofAnyOp, op: z.enum(['update', 'delete', 'restore']), id: z.string() }),
  z.object({ ...ofAnyOp, op: z.literal('create'), parent: z.string(), edited: z.exactOptional(z.array(z.string())) }),
  z.object({ ...ofAnyOp, op: z.literal('create'), marks: z.array(z.string()), earlierIds: z.array(z.string()) }),
]);

/** The changes of one record, with what a person reads of them. */
export const writeSchema = z.object({
  line: z.exactOptional(z.number()),
  ref: z.string(),
  name: z.string(),
  entity: z.enum(ENTITIES),
  id: z.string(),
  lines: z.array(z.object({ label: z.string(), before: z.optional(z.string()), after: z.string() })),
  changes: z.array(changeSchema),
  keyFields: z.exactOptional(z.array(z.string())),
});
