import * as z from 'zod/mini';
import type { CommandSchemas } from '../define.ts';

const text = z.string();

/** What `pipeliner sandbox serve` prints: the variables that lead to it. */
export const serveSchemas: CommandSchemas = {
  output: z.object({
    PIPELINER_URL: text,
    PIPELINER_SPACE: text,
    PIPELINER_USERNAME: text,
    PIPELINER_PASSWORD: text,
  }),
};

/** What `pipeliner sandbox path` prints. */
export const pathSchemas: CommandSchemas = { output: z.object({ path: text }) };
