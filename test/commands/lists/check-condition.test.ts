import fc from 'fast-check';
import { expect, it } from 'vitest';
import { meetsCondition } from '../../../src/commands/lists/check-condition.ts';
import { LosslessNumber } from '../../../src/wire/json.ts';
import { OPERATORS, type Operator } from '../../../src/wire/query.ts';

const meets = (cell: unknown, op: Operator | undefined, value?: string) =>
  meetsCondition({ owner: { x: cell } }, { field: 'owner.x', op, value });

it.each<[cell: unknown, op: Operator | undefined, value: string | undefined, isMet: boolean]>([
  ['a', undefined, 'a', true],
  ['a', undefined, 'A', false],
  ['', 'eq', '', true],
  [null, 'eq', '', false],
  ['Ä', 'ieq', 'ä', true],
  ['Ä', 'not-ieq', 'ä', false],
  [null, 'not-eq', 'x', true],
  [true, 'eq', 'true', true],
  [12.5, 'eq', '12.50', true],
  [new LosslessNumber('12.50'), 'not-eq', '12.5', false],
  [9, 'lt', '10', true],
  ['9', 'gt', '10', false],
  ['b', 'gte', 'b', true],
  ['a', 'gte', 'b', false],
  ['2026-05-01', 'lte', '2026-05-01', true],
  ['2026-05-01 10:00:00+02:00', 'lt', '2026-05-01 09:00:00', true],
  ['2026-05-01 10:00:00+02:00', 'gte', '2026-05-01 08:00:00', true],
  [null, 'lt', '1', false],
  ['Big deal', 'contains', 'g d', true],
  ['Big deal', 'contains', 'G D', false],
  ['Big deal', 'icontains', 'G D', true],
  ['Big deal', 'starts', 'Big', true],
  ['Big deal', 'istarts', 'deal', false],
  ['Big deal', 'iends', 'DEAL', true],
  ['Big deal', 'ends', 'DEAL', false],
  [null, 'null', undefined, true],
  ['', 'null', undefined, false],
  ['', 'not-null', undefined, true],
  ['', 'empty', undefined, true],
  [[], 'empty', undefined, true],
  [0, 'empty', undefined, false],
  [0, 'not-empty', undefined, true],
])('%j %s %j: %s', (cell, op, value, isMet) => expect(meets(cell, op, value)).toBe(isMet));

it('an operator and its opposite never both hold, for any value', () => {
  const opposites = [
    ...[
      ['eq', 'not-eq'],
      ['ieq', 'not-ieq'],
      ['null', 'not-null'],
      ['empty', 'not-empty'],
      ['gt', 'lte'],
      ['lt', 'gte'],
    ],
  ] as const satisfies readonly (readonly [Operator, Operator])[];
  const cell = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  fc.assert(
    fc.property(cell, fc.string(), fc.constantFrom(...opposites), (cell, value, [op, opposite]) => {
      const isOrder = op === 'gt' || op === 'lt';
      expect([meets(cell, op, value), meets(cell, opposite, value)].filter(Boolean)).toHaveLength(
        isOrder && cell === null ? 0 : 1,
      );
    }),
  );
});

it('every operator of the API is one of these, but for between, which becomes two conditions', () => {
  const known = OPERATORS.filter(op => op !== 'between');
  for (const op of known) expect(['5', '6', 'x', '', null].some(cell => meets(cell, op, '5'))).toBe(true);
});
