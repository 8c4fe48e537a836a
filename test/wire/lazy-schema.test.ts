import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { lazySchema } from '../../src/wire/lazy-schema.ts';
import { recordsSchema } from '../../src/wire/schemas.ts';

const accounts = () => lazySchema(async () => recordsSchema('Accounts'));
const page = () => [{ id: '1', name: 'Ziemann', cf_region: { code: 7 } }, { id: '2' }];

it('loads the schema once, when the first value is checked', async () => {
  let loads = 0;
  const schema = lazySchema(async () => {
    loads += 1;
    return z.object({ id: z.string() });
  });
  expect(loads).toBe(0);
  await Promise.all([schema.check({ id: '1' }), schema.check({ id: '2' })]);
  await schema.check({});
  expect(loads).toBe(1);
});

it('gives every value back as it came, without a copy', async () => {
  const schema = accounts();
  for (let count = 0; count < 3; count++) {
    const value = page();
    const checked = await schema.check(value);
    expect(checked.success && checked.data).toBe(value);
    expect(value).toEqual(page());
  }
});

it('says what is wrong with a value, be it the first or a later one', async () => {
  const schema = accounts();
  for (let count = 0; count < 3; count++) {
    const checked = await schema.check([{ id: '1' }, { id: '2', name: 7 }]);
    expect(checked.success ? undefined : checked.error.issues).toMatchObject([
      { code: 'invalid_type', path: [1, 'name'] },
    ]);
    expect((await schema.check(page())).success).toBe(true);
  }
});

it('checks later values without a parser that copies', async () => {
  const rows = page();
  const schema = lazySchema(async () => {
    const parsed = recordsSchema('Accounts');
    return Object.assign(parsed, { safeParse: (value: unknown) => ({ success: value === rows, data: rows }) });
  });
  await schema.check(rows);
  // Only the validator takes this one for valid: the parser above knows a single value.
  expect((await schema.check(page())).success).toBe(true);
});

it('leaves what zod cannot compile to its parser', async () => {
  const even = z.string().check(z.refine(async text => text.length % 2 === 0));
  const schema = lazySchema(async () => Object.assign(z.object({ id: even }), { safeParse: z.string().safeParse }));
  for (let count = 0; count < 3; count++) expect((await schema.check('text')).success).toBe(true);
});
