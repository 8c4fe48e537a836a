import * as z from 'zod/mini';
import { EXIT } from '../errors.ts';

const text = z.string();
const code = z.enum(Object.keys(EXIT));

const problem = z.object({
  code,
  message: text,
  field: z.optional(text),
  flag: z.optional(text),
  hint: z.optional(text),
  candidates: z.optional(z.array(z.object({ id: text, name: text }))),
});

/** The last line of stderr when a command fails and its answer would be JSON. */
export const errorLine = z.object({
  error: z.object({
    code,
    message: text,
    exit: z.number(),
    field: z.optional(text),
    flag: z.optional(text),
    hint: z.optional(text),
    status: z.optional(z.number()),
    retry_safe: z.optional(z.boolean()),
    details: z.optional(z.array(problem)),
  }),
});
