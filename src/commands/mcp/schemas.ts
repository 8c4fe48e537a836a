import * as z from 'zod/mini';
import { writeSchema } from '../../changes/write-schema.ts';
import { planFile, resultSchemas } from '../writes/schemas.ts';

/** What the tool plan answers. */
export const planAnswer = z.object({
  digest: z.nullable(planFile.shape.digest),
  counts: planFile.shape.counts,
  changes: z.array(z.pick(writeSchema, { ref: true, id: true, name: true })),
});

/** What the tool undo answers: what would be taken back, what became of each record, or nothing to undo. */
export const undoAnswer = z.union([
  z.object({ run: z.string(), digest: z.string(), changes: z.array(z.looseObject({})) }),
  resultSchemas.output!,
  z.null(),
]);
