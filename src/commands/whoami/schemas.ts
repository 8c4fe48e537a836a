import * as z from 'zod/mini';
import type { CommandSchemas } from '../define.ts';

/** What `pipeliner whoami` prints. */
export const whoamiSchemas: CommandSchemas = {
  output: z.object({
    ...{ space: z.string(), url: z.string(), username: z.string(), sign_in: z.string() },
    me: z.nullable(z.object({ id: z.string(), name: z.string(), email: z.string() })),
  }),
};
