import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatQuery, OPERATORS, parseQuery, type Query } from '../../src/wire/query.ts';
import { runs } from '../support/runs.ts';

const field = fc.stringMatching(/^[a-z][a-z0-9_]{0,20}(\.[a-z_]{1,10})?$/);
const value = fc.string({ unit: 'grapheme', maxLength: 40 });
const cursor = fc.oneof(fc.base64String({ minLength: 4 }), fc.stringMatching(/^[A-Za-z0-9+/=]{1,40}$/));
const whole = fc.integer({ min: 0, max: 999_999_999 });
const names = fc.array(field, { minLength: 1, maxLength: 5 });

const query: fc.Arbitrary<Query> = fc.record(
  {
    filter: fc.uniqueArray(
      fc.record({ field, op: fc.constantFrom(...OPERATORS), value }, { requiredKeys: ['field', 'value'] }),
      {
        selector: condition => condition.field,
        minLength: 1,
        maxLength: 5,
      },
    ),
    orderBy: fc.array(
      fc.tuple(fc.constantFrom('', '-'), field).map(parts => parts.join('')),
      { minLength: 1 },
    ),
    first: whole,
    last: whole,
    after: cursor,
    before: cursor,
    expand: names,
    loadOnly: names,
    includeDeleted: fc.boolean(),
    validationLevel: fc.integer({ min: 0, max: 15 }).map(bits => 2 * bits),
    rollbackMethod: fc.constantFrom(0, 1),
  },
  { requiredKeys: [] },
);

describe('a query', () => {
  it('comes back from the wire as it went, with and without a question mark, in plain letters, digits and escapes', () => {
    fc.assert(
      fc.property(query, given => {
        const text = formatQuery(given);
        if (!/^[\w.!~*'()%=&-]*$/.test(text)) expect.fail(text);
        expect(parseQuery(text)).toEqual(given);
        expect(parseQuery(`?${text}`)).toEqual(given);
      }),
      { numRuns: runs(500, 20_000) },
    );
  });
});
