import * as z from 'zod/mini';
import type { CommandSchemas } from '../define.ts';

const alias = z.object({ name: z.string(), line: z.string() });

/** What `pipeliner alias list` prints. */
export const listSchemas: CommandSchemas = { output: z.array(alias) };

/** What `pipeliner alias set` prints. */
export const setSchemas: CommandSchemas = { output: alias };
