import * as z from 'zod/mini';
import { recordSchema, recordsSchema } from '../../wire/schemas.ts';
import type { CommandSchemas } from '../define.ts';

/** What the list of a collection prints. */
export const listSchemas = (entity: string): CommandSchemas => ({
  output: recordsSchema(entity),
  outputs: { '--fields': z.object({ fields: z.array(z.string()) }) },
});

/** What one record of a collection prints. */
export const getSchemas = (entity: string): CommandSchemas => ({ output: recordSchema(entity) });
