import * as z from 'zod/mini';
import type { CommandSchemas } from '../define.ts';

/** What `pipeliner help` prints. */
export const helpSchemas: CommandSchemas = { output: z.object({ topic: z.string(), text: z.string() }) };
