import * as z from 'zod/mini';
import type { CommandSchemas } from '../define.ts';

/** What `pipeliner completion` prints. */
export const completionSchemas: CommandSchemas = { output: z.object({ shell: z.string(), script: z.string() }) };
