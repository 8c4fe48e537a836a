import * as z from 'zod/mini';
import type { CommandSchemas } from '../define.ts';

const anything = z.unknown();

/** What a call of the API prints and reads. */
export const apiSchemas: CommandSchemas = {
  output: anything,
  outputs: { '--dry-run': z.object({ method: z.string(), path: z.string(), body: z.optional(anything) }) },
  inputs: { '--input': anything },
};
