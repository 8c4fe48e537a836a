import * as z from 'zod/mini';
import type { CommandSchemas } from '../define.ts';

const text = z.string();
const profile = z.object({
  ...{ profile: text, url: text, space: text, username: text, password_in: text },
  current: z.boolean(),
});

/** What `pipeliner auth login` prints. */
export const loginSchemas: CommandSchemas = { output: profile };

/** What `pipeliner auth status` prints. */
export const statusSchemas: CommandSchemas = { output: z.array(profile) };
