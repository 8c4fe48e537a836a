import * as z from 'zod/mini';
import { createBody } from '../../oppty/input/body.ts';
import { recordSchema } from '../../wire/schemas.ts';
import type { CommandSchemas } from '../define.ts';
import { planFile } from '../writes/schemas.ts';

const request = { method: z.string(), path: z.string(), body: createBody };

const answer = z.looseObject({ success: z.literal(true), data: createBody });

/** What `pipeliner oppty create` prints and reads. */
export const createSchemas: CommandSchemas = {
  output: recordSchema('Opportunities'),
  outputs: { '--dry-run': z.object(request), '--plan': planFile },
  inputs: { '--from': z.union([createBody, z.looseObject(request), answer]) },
};

/** What `pipeliner oppty view` prints. */
export const viewSchemas: CommandSchemas = {
  output: recordSchema('Opportunities'),
  outputs: { '--web': z.object({ url: z.string(), opened: z.boolean() }) },
};
