import * as z from 'zod/mini';
import type { Entity } from '../../wire/entities.ts';
import { recordSchema } from '../../wire/schemas.ts';
import type { CommandSchemas } from '../define.ts';

const fields = z.looseObject({});

/** What became of one of several records. */
const result = z.object({
  ref: z.string(),
  id: z.string(),
  op: z.enum(['create', 'update', 'delete', 'restore']),
  outcome: z.enum(['done', 'not done', 'unknown', 'unchanged', 'drifted']),
  before: z.optional(fields),
  after: z.optional(fields),
  error: z.optional(z.looseObject({ code: z.string(), message: z.string() })),
});

const request = z.object({ method: z.string(), path: z.string(), body: z.optional(z.unknown()) });

const change = z.object({
  ref: z.string(),
  op: result.shape.op,
  entity: z.string(),
  id: z.optional(z.string()),
  before: fields,
  after: fields,
  request,
});

/** What --plan prints: the file, and what is in it. */
export const planFile = z.object({
  file: z.string(),
  digest: z.string(),
  counts: z.object({ create: z.number(), update: z.number(), delete: z.number(), restore: z.number() }),
});

/** What a verb prints: one record as it is stored, or what became of each of several. */
export const writeSchemas = (entity: Entity): CommandSchemas => ({
  output: z.union([recordSchema(entity), z.array(result)]),
  outputs: { '--dry-run': z.union([change, z.array(change)]), '--plan': planFile },
});

/** What deleting prints. */
export const deleteSchemas: CommandSchemas = {
  output: z.union([z.object({ id: z.string(), deleted: z.literal(true) }), z.array(result)]),
  outputs: { '--dry-run': z.union([change, z.array(change)]), '--plan': planFile },
};

/** What a command prints that is always about several. */
export const resultSchemas: CommandSchemas = {
  output: z.array(result),
  outputs: { '--dry-run': z.array(change) },
};
