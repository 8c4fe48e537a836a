import * as z from 'zod/mini';
import type { Entity, Row } from './entities.ts';
import { LosslessNumber } from './json.ts';

const text = z.nullish(z.string());
const flag = z.nullish(z.boolean());
/** Declared as numbers, shown as quoted text in the contract's examples: both are accepted. */
const number = z.nullish(z.union([z.number(), z.string().check(z.regex(/^-?\d/)), z.instanceof(LosslessNumber)]));
const one = z.nullish(z.union([z.string(), z.object({})]));
const many = z.nullish(z.array(z.union([z.string(), z.object({})])));

const common = { id: z.optional(z.string()), is_deleted: flag };

/**
 * What is looked at in a record of each collection. With `load-only` any field may be absent and nearly any can be
 * null; a field that is there has its type. A check only: what it gives back has lost the unknown fields.
 */
const SCHEMAS: Partial<Record<Entity, z.ZodMiniType<Row>>> = {
  Clients: z.object({
    ...common,
    name: text,
    email: text,
    type: number,
    default_unit: one,
    default_unit_id: text,
  }),
  Pipelines: z.object({ ...common, name: text, steps: many }),
  Steps: z.object({
    ...common,
    name: text,
    percent: number,
    sort_order: number,
    pipeline: one,
    pipeline_id: text,
  }),
  Accounts: z.object({
    ...common,
    name: text,
    city: text,
    country: text,
    email1: text,
    owner: one,
    is_archived: flag,
  }),
  Contacts: z.object({
    ...common,
    first_name: text,
    last_name: text,
    formatted_name: text,
    email1: text,
    primary_account: one,
    is_archived: flag,
  }),
  ContactAccountRelations: z.object({ ...common, account_id: text, contact_id: text, is_primary: flag }),
  Currencies: z.object({ ...common, code: text, symbol: text, is_base: flag }),
  Opportunities: z.object({
    ...common,
    name: text,
    owner_id: text,
    step_id: text,
    closing_date: text,
    value: z.nullish(z.object({ base_value: number, value_foreign: number, currency_id: text })),
    account_relations: many,
    contact_relations: many,
  }),
};

const anyRecord: z.ZodMiniType<Row> = z.looseObject(common);

/** The schema a record of the collection is read with. */
export const recordSchema = (entity: string): z.ZodMiniType<Row> => SCHEMAS[entity as Entity] ?? anyRecord;

/** The schema a page of records of the collection is read with. */
export const recordsSchema = (entity: string): z.ZodMiniType<Row[]> => z.array(recordSchema(entity));
