import * as z from 'zod/mini';
import type { CommandSchemas } from '../define.ts';

const text = z.string();
const fields = z.looseObject({});

/** What `pipeliner history list` prints. */
export const listSchemas: CommandSchemas = {
  output: z.array(
    z.object({
      ...{ id: text, time: text, command: text, space: text },
      ...{ done: z.number(), half_done: z.number(), not_done: z.number(), unknown: z.number() },
      ...{ finished: z.boolean(), undoes: z.optional(text), undone_by: z.optional(text) },
    }),
  ),
};

/** What `pipeliner history view` prints. */
export const viewSchemas: CommandSchemas = {
  output: z.array(
    z.object({
      ...{ id: z.nullable(text), name: text, entity: text, change: text },
      outcome: z.enum(['done', 'half done', 'not done', 'unknown']),
      changes: z.array(z.object({ op: text, entity: text, before: fields, after: fields })),
      lines: z.optional(z.array(z.object({ label: text, before: z.optional(text), after: text }))),
      error: z.optional(z.object({ code: text, message: text })),
    }),
  ),
};
