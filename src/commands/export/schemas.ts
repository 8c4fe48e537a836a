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

const text = z.string();
const object = z.record(text, z.unknown());

/** What a tap prints. */
export const tapSchemas: CommandSchemas = {
  output: z.discriminatedUnion('type', [
    z.object({
      ...{ type: z.literal('SCHEMA'), stream: text, schema: object },
      ...{ key_properties: z.array(text), bookmark_properties: z.array(text) },
    }),
    z.object({ type: z.literal('RECORD'), stream: text, time_extracted: text, record: object }),
    z.object({ type: z.literal('STATE'), value: object }),
  ]),
  outputs: { '--discover': z.object({ streams: z.array(object) }) },
};
