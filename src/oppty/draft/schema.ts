import * as z from 'zod/mini';
import type { Ref } from '../../records/found.ts';

const text = z.optional(z.string());
const row = z.catchall(z.object({}), z.unknown());
const ref: z.ZodMiniType<Ref> = z.union([
  z.object({ id: z.string(), name: z.string(), detail: text, base: z.optional(z.boolean()), more: z.optional(row) }),
  z.object({ words: z.string(), more: z.optional(row) }),
]);
const optionalRef = z.optional(ref);
const optionalRefs = z.optional(z.array(ref));

/** The answers of a draft. */
export const draftAnswers = z.object({
  name: text,
  owner: optionalRef,
  pipeline: optionalRef,
  step: optionalRef,
  accounts: optionalRefs,
  contacts: optionalRefs,
  value: text,
  currency: optionalRef,
  base_value: text,
  closing_date: text,
  oppty_type: optionalRef,
  unit: optionalRef,
  lead_source: optionalRef,
  reason_of_close: optionalRef,
  fields: z.optional(row),
});
