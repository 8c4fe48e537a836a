import * as z from 'zod/mini';
import type { CommandSchemas } from '../define.ts';
import { resultSchemas } from '../writes/schemas.ts';

const plan = z.object({
  ...{ version: z.literal(1), time: z.string(), command: z.string(), space: z.string(), digest: z.string() },
  counts: z.object({ create: z.number(), update: z.number(), delete: z.number(), restore: z.number() }),
});

/** What `pipeliner apply` prints. */
export const applySchemas: CommandSchemas = { ...resultSchemas, outputs: { '--dry-run': plan } };
