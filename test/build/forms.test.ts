import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as z from 'zod/mini';
// @ts-expect-error The scripts of the build are JavaScript without types.
import { codeOfForms } from '../../build/forms.js';
import { FORMS, type Form } from '../../src/wire/form.ts';
import '../../build/every-form.js';
import { LosslessNumber } from '../../src/wire/json.ts';

const text = await codeOfForms();
const { CODE } = (await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`)) as {
  CODE: Record<string, (value: unknown) => unknown>;
};
const withCode: [string, Form<unknown>][] = FORMS.filter(({ name }) => CODE[name]).map(form => [form.name, form]);

type Schema = {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  pattern?: string;
  additionalProperties?: Schema;
};

/** Values of a JSON Schema. */
function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(valuesOf));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.pattern) return fc.stringMatching(new RegExp(schema.pattern));
  const { type } = schema;
  if (type === 'object') {
    const { properties = {}, required = [], additionalProperties } = schema;
    const known = Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, valuesOf(part)]));
    const others = fc.dictionary(fc.constantFrom('cf_a', 'cf_b'), valuesOf(additionalProperties ?? {}), { maxKeys: 2 });
    return fc.tuple(others, fc.record(known, { requiredKeys: required })).map(([more, own]) => ({ ...more, ...own }));
  }
  if (type === 'array') return fc.array(valuesOf(schema.items ?? {}), { maxLength: 3 });
  if (type === 'string') return fc.constantFrom('', 'Ada', '2026-01-31');
  if (type === 'number') return fc.constantFrom(0, 12.5);
  if (type === 'boolean') return fc.boolean();
  return fc.constant(null);
}

const STRANGE = [
  ...[undefined, null, true, 7, Number.NaN, '', '12.50', 'x', '2026-1-1', [], [null], {}, { id: 1 }],
  ...[{ id: '1', name: 'x', detail: 2 }, new LosslessNumber('12.50'), Object.create(null), 'keyring'],
];

/** The value with something else in one place, which `at` chooses. */
function changed(value: unknown, at: readonly number[], other: unknown): unknown {
  const [first, ...rest] = at;
  if (first === undefined || typeof value !== 'object' || value === null || value instanceof LosslessNumber)
    return other;
  const keys = Object.keys(value);
  const key = keys[first % Math.max(keys.length, 1)] ?? 'id';
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  copy[key] = changed(copy[key], rest, other);
  return copy;
}

it('code is made of the forms that a list needs, a page of each collection among them', () => {
  expect(withCode.map(([name]) => name)).toEqual(expect.arrayContaining(['profiles', 'passwords', 'names', 'a page']));
  expect(withCode.filter(([name]) => name.startsWith('records of '))).toHaveLength(9);
});

it.each(withCode)('the code of %s takes what zod takes, and nothing else', async (name, form) => {
  const schema = await form.schema();
  const values = valuesOf(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as Schema);
  const places = fc.array(fc.nat(30), { maxLength: 4 });
  const verdicts = new Set<boolean>();
  const agree = (value: unknown) => {
    const { success } = schema.safeParse(value);
    verdicts.add(success);
    expect(CODE[name]!(value) === true).toBe(success);
  };
  fc.assert(
    fc.property(values, places, fc.constantFrom(...STRANGE), (value, at, other) => {
      agree(value);
      agree(changed(value, at, other));
    }),
    { numRuns: 1000 },
  );
  expect(verdicts).toEqual(new Set([true, false]));
});
