import { expect, it } from 'vitest';
import { parseJson } from '../../src/wire/json.ts';
import { recordSchema, recordsSchema } from '../../src/wire/schemas.ts';

it.each(['Accounts', 'Tasks', 'constructor', '__proto__', 'toString'])(
  'a record of %s is read for what it is',
  name => {
    expect(recordSchema(name).safeParse({ id: '1', is_deleted: null, name: 'x', cf_x: [] }).success).toBe(true);
    expect(recordSchema(name).safeParse({ id: 1 }).success).toBe(false);
    expect(recordsSchema(name).safeParse([{ id: '1' }, { id: 1 }]).success).toBe(false);
  },
);

it.each(['12.50', '12', '"4.32"', 'null', '123456789012345678901'])('an amount may come as %s', digits => {
  const row = parseJson(`{"value":{"base_value":${digits}}}`);
  expect(recordSchema('Opportunities').safeParse(row).success).toBe(true);
});

it.each(['"much"', 'true', '[]'])('an amount may not come as %s', text => {
  const row = parseJson(`{"value":{"base_value":${text}}}`);
  expect(recordSchema('Opportunities').safeParse(row).success).toBe(false);
});
