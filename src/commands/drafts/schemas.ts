import * as z from 'zod/mini';
import { draftAnswers } from '../../oppty/draft/schema.ts';
import type { CommandSchemas } from '../define.ts';

const text = z.string();
const draft = z.object({
  ...{ id: text, name: z.nullable(text), state: z.enum(['open', 'sending', 'unknown']), started: text, saved: text },
  ...{ open: z.array(text), space: text, sent: z.optional(text), profile: z.optional(text) },
});

/** What `pipeliner drafts list` prints. */
export const listSchemas: CommandSchemas = { output: z.array(draft) };

/** What `pipeliner drafts show` prints. */
export const showSchemas: CommandSchemas = {
  output: z.object({ ...draft.shape, draft: draftAnswers, command: text }),
};
