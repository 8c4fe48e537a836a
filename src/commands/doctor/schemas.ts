import * as z from 'zod/mini';
import type { CommandSchemas } from '../define.ts';

const state = z.enum(['ok', 'warning', 'failed', 'not needed', 'not checked']);

/** What the doctor prints: the checks. */
export const doctorSchemas: CommandSchemas = {
  output: z.array(z.object({ check: z.string(), state, found: z.string() })),
};
