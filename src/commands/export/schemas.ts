import * as z from 'zod/mini';
import { ENTITIES } from '../../wire/entities.ts';
import type { CommandSchemas } from '../define.ts';

/** What `pipeliner export` prints. */
export const exportSchemas: CommandSchemas = {
  output: z.array(
    z.object({
      ...{ entity: z.enum(ENTITIES), file: z.string(), rows: z.number(), sha256: z.string() },
      fields: z.array(z.object({ name: z.string(), type: z.string() })),
    }),
  ),
};
