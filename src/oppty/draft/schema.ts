import * as z from 'zod/mini';
import type { Ref } from '../../records/found.ts';

const text = z.optional(z.string());
const row = z.catchall(z.object({}), z.unknown());
const ref: z.ZodMiniType<Ref> = z.union([
  z.object({ id: z.string(), name: z.string(), detail: text, base: z.optional(z.boolean()), more: z.optional(row) }),
  z.object({ words: z.string(), more: z.optional(row) }),
]);
const one = z.optional(ref);
const several = z.optional(z.array(ref));

/** The answers of a draft. */
export const draftAnswers = z.object({
  name: text,
  owner: one,
  pipeline: one,
  step: one,
  accounts: several,
  contacts: several,
  value: text,
  currency: one,
  base_value: text,
  closing_date: text,
  oppty_type: one,
  unit: one,
  lead_source: one,
  reason_of_close: one,
  fields: z.optional(row),
});
