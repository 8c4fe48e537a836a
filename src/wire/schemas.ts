/** The schemas of answers. Loaded by lazy schemas, and by the command that describes them. */
import * as z from 'zod/mini';
import type { Row } from './entities.ts';
import type { LosslessNumber } from './json.ts';
import type { PageInfo } from './page-info.ts';
import type { Records } from './records.ts';

/** The envelope of every answer: `{success, data, page_info?, total?}`. */
export const envelope = z.looseObject({ success: z.optional(z.boolean()), data: z.unknown() });

const pageInfo: z.ZodMiniType<PageInfo> = z.looseObject({
  start_cursor: z.nullish(z.string()),
  end_cursor: z.nullish(z.string()),
  has_previous_page: z.nullish(z.boolean()),
  has_next_page: z.nullish(z.boolean()),
});

export const listEnvelope = z.looseObject({
  success: z.optional(z.boolean()),
  data: z.array(z.unknown()),
  page_info: z.nullish(pageInfo),
  /** Only in the portal's sample; never decides where a list ends. */
  total: z.optional(z.unknown()),
});

const text = z.nullish(z.string());
const flag = z.nullish(z.boolean());
/** A LosslessNumber, by its mark. */
export const digits = z.object({ isLosslessNumber: z.literal(true) }) as unknown as z.ZodMiniType<LosslessNumber>;
const number = z.nullish(z.union([z.number(), z.string().check(z.regex(/^-?\d/)), digits]));
const toOne = z.nullish(z.union([z.string(), z.object({})]));
const toMany = z.nullish(z.array(z.union([z.string(), z.object({})])));

const common = { id: z.optional(z.string()), is_deleted: flag };

/** Builds the schema of each collection's records: a field that is present has its type. */
const BUILDERS: { [E in keyof Records]: () => z.ZodMiniType<Records[E]> } = {
  Clients: () =>
    z.object({ ...common, name: text, email: text, type: number, default_unit: toOne, default_unit_id: text }),
  Pipelines: () => z.object({ ...common, name: text, steps: toMany }),
  Steps: () =>
    z.object({ ...common, name: text, percent: number, sort_order: number, pipeline: toOne, pipeline_id: text }),
  Accounts: () =>
    z.object({ ...common, name: text, city: text, country: text, email1: text, owner: toOne, is_archived: flag }),
  Contacts: () =>
    z.object({
      ...common,
      first_name: text,
      last_name: text,
      formatted_name: text,
      email1: text,
      primary_account: toOne,
      is_archived: flag,
    }),
  ContactAccountRelations: () => z.object({ ...common, account_id: text, contact_id: text, is_primary: flag }),
  Currencies: () => z.object({ ...common, code: text, symbol: text, is_base: flag }),
  Opportunities: () =>
    z.object({
      ...common,
      name: text,
      owner_id: text,
      step_id: text,
      closing_date: text,
      value: z.nullish(z.object({ base_value: number, value_foreign: number, currency_id: text })),
      account_relations: toMany,
      contact_relations: toMany,
    }),
};

const anyRecord: z.ZodMiniType<Row> = z.looseObject(common);
const schemas = new Map<string, z.ZodMiniType<Row>>();

/** The schema of a record of the collection. */
export function recordSchema(entity: string): z.ZodMiniType<Row> {
  if (!Object.hasOwn(BUILDERS, entity)) return anyRecord;
  const schema = schemas.get(entity) ?? BUILDERS[entity as keyof Records]();
  schemas.set(entity, schema);
  return schema;
}

/** The schema of a page of the collection's records. */
export const recordsSchema = (entity: string): z.ZodMiniType<Row[]> => z.array(recordSchema(entity));
