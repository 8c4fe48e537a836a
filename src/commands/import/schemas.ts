import * as z from 'zod/mini';
import type { CommandSchemas } from '../define.ts';
import { planFile } from '../writes/schemas.ts';

const problem = z.looseObject({
  code: z.string(),
  message: z.string(),
  column: z.optional(z.string()),
});

/** What became of a row, or would. */
const row = z.object({
  row: z.number(),
  line: z.number(),
  outcome: z.enum(['created', 'updated', 'skipped', 'failed', 'unknown']),
  id: z.optional(z.string()),
  key: z.optional(z.string()),
  name: z.optional(z.string()),
  errors: z.array(problem),
});

/** What an import prints. */
export const importSchemas: CommandSchemas = {
  output: z.array(row),
  outputs: { '--dry-run': z.array(row), '--plan': planFile },
};
