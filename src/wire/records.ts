import * as z from 'zod/mini';
import type { Entity, Row } from './entities.ts';
import { LosslessNumber } from './json.ts';

const text = z.nullish(z.string());
const flag = z.nullish(z.boolean());
/** Declared as numbers, shown as quoted text in the contract's examples: both are accepted. */
const number = z.nullish(z.union([z.number(), z.string().check(z.regex(/^-?\d/)), z.instanceof(LosslessNumber)]));
const one = z.nullish(z.union([z.string(), z.looseObject({})]));
const many = z.nullish(z.array(z.union([z.string(), z.looseObject({})])));

const common = { id: z.optional(z.string()), is_deleted: flag };

/**
 * What is read of each collection. With `load-only` any field may be absent, nearly any can be null, and unknown
 * ones pass through; a field that is there has its type.
 */
const SCHEMAS: Partial<Record<Entity, z.ZodMiniType<Row>>> = {
  Clients: z.looseObject({
    ...common,
    name: text,
    email: text,
    type: number,
    default_unit: one,
    default_unit_id: text,
  }),
  Pipelines: z.looseObject({ ...common, name: text, steps: many }),
  Steps: z.looseObject({
    ...common,
    name: text,
    percent: number,
    sort_order: number,
    pipeline: one,
    pipeline_id: text,
  }),
  Accounts: z.looseObject({
    ...common,
    name: text,
    city: text,
    country: text,
    email1: text,
    owner: one,
    is_archived: flag,
  }),
  Contacts: z.looseObject({
    ...common,
    first_name: text,
    last_name: text,
    formatted_name: text,
    email1: text,
    primary_account: one,
    is_archived: flag,
  }),
  ContactAccountRelations: z.looseObject({ ...common, account_id: text, contact_id: text, is_primary: flag }),
  Currencies: z.looseObject({ ...common, code: text, symbol: text, is_base: flag }),
  Opportunities: z.looseObject({
    ...common,
    name: text,
    owner_id: text,
    step_id: text,
    closing_date: text,
    value: z.nullish(z.looseObject({ base_value: number, value_foreign: number, currency_id: text })),
    account_relations: many,
    contact_relations: many,
  }),
};

const anyRecord: z.ZodMiniType<Row> = z.looseObject(common);

/** The schema a record of the collection is read with. */
export const recordSchema = (entity: string): z.ZodMiniType<Row> => SCHEMAS[entity as Entity] ?? anyRecord;
