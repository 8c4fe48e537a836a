import * as z from 'zod/mini';
import type { CommandSchemas } from '../define.ts';

/** What `pipeliner schema` prints: JSON Schema has a schema of its own. */
export const schemaSchemas: CommandSchemas = { output: z.looseObject({}) };
