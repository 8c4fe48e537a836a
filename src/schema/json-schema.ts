import * as z from 'zod/mini';
import { digits } from '../wire/schemas.ts';

/** A part of a JSON Schema. */
export type JsonSchema = { [key: string]: unknown };

/** What a zod object accepts, as JSON Schema: the same object that checks it. */
export function schemaOf(object: z.ZodMiniType): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(object, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // An object of any keys names none.
      if (jsonSchema.properties && Object.keys(jsonSchema.properties).length === 0) delete jsonSchema.properties;
      // Numbers whose digits are all kept.
      if (zodSchema !== (digits as unknown) && zodSchema._zod.def.type !== 'custom') return;
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
      jsonSchema.type = 'number';
    },
  });
  return tidy(schema) as JsonSchema;
}

/** The same schema without repeated alternatives; alternatives that are only a type become a list of types. */
function tidy(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(tidy);
  if (typeof part !== 'object' || part === null) return part;
  const { anyOf, ...rest } = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, tidy(value)]));
  if (!Array.isArray(anyOf)) return rest;
  // An alternative of alternatives is one of them.
  const flat = anyOf.flatMap(option => (isOnly(option, 'anyOf') ? (option.anyOf as unknown[]) : [option]));
  const distinct = [...new Map(flat.map(option => [JSON.stringify(option), option])).values()];
  const types = distinct.flatMap(option => (isOnly(option, 'type') ? [option.type].flat() : []));
  const otherOptions = distinct.filter(option => !isOnly(option, 'type'));
  const simple = types.length === 0 ? [] : [{ type: types.length === 1 ? types[0] : [...new Set(types)] }];
  const options = [...otherOptions, ...simple];
  return options.length === 1 ? { ...rest, ...(options[0] as JsonSchema) } : { ...rest, anyOf: options };
}

const isOnly = (part: unknown, key: string): part is JsonSchema =>
  typeof part === 'object' && part !== null && Object.keys(part).join() === key;
