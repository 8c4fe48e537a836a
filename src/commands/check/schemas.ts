import * as z from 'zod/mini';
import { RULE_NAMES } from '../../report/rules.ts';
import type { CommandSchemas } from '../define.ts';

const finding = z.object({
  ...{ rule: z.enum(RULE_NAMES), id: z.string(), name: z.string(), owner: z.string(), detail: z.string() },
  fix: z.string(),
});

/** What `pipeliner check` prints. */
export const checkSchemas: CommandSchemas = { output: z.array(finding) };
