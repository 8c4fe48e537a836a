import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareDecimals,
  type Decimal,
  divide,
  formatDecimal,
  multiply,
  parseDecimal,
} from '../../../src/sandbox/rules/decimals.ts';

const written = (exact: Decimal) => String(formatDecimal(exact));
const of = (value: unknown) => parseDecimal(value)!;

test.each([
  [12.5, '12.5'],
  ['0012.500', '12.5'],
  ['-0.10', '-0.1'],
  ['1e3', '1000'],
  ['12E-4', '0.0012'],
  [1e21, '1000000000000000000000'],
  ['123456789012345678901234567890.5', '123456789012345678901234567890.5'],
  ['-0', '0'],
])('reads %j as %s', (value, text) => {
  expect(written(of(value))).toBe(text);
});

test.each([
  '',
  ' 1',
  '1.',
  '.5',
  '+1',
  '1,5',
  '0x10',
  'NaN',
  '1e999',
  '9'.repeat(101),
  Number.NaN,
  true,
  null,
  [1],
  {},
])('does not read %j', value => {
  expect(parseDecimal(value)).toBeUndefined();
});

describe('rounding', () => {
  test.each([
    ['0.125', '1', '0.125'],
    ['0.0000000000125', '0.1', '0.000000000001'],
    ['-0.0000000000125', '0.1', '-0.000000000001'],
    ['0.00000000000049', '1', '0'],
    ['0.0000000000005', '1', '0.000000000001'],
    ['100', '0.9246', '92.46'],
    ['99999999999999999999', '1.005', '100499999999999999998.995'],
  ])('%s x %s = %s', (a, b, product) => {
    expect(written(multiply(of(a), of(b)))).toBe(product);
  });

  test.each([
    ['1', '3', '0.333333333333'],
    ['2', '3', '0.666666666667'],
    ['-2', '3', '-0.666666666667'],
    ['0.01', '2', '0.005'],
    ['92.46', '0.9246', '100'],
  ])('%s / %s = %s', (a, b, quotient) => {
    expect(written(divide(of(a), of(b)))).toBe(quotient);
  });

  const UNITS = 10n ** 12n;
  const amount = fc.tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.nat(6));
  const exact = amount.map(([digits, scale]): Decimal => ({ digits, scale }));

  test('a product is right to the twelfth decimal, a quotient too', () => {
    const rate = exact.filter(({ digits }) => digits !== 0n);
    fc.assert(
      fc.property(exact, rate, (a, b) => {
        const scale = a.scale + b.scale;
        const error = multiply(a, b).digits * 10n ** BigInt(scale) - a.digits * b.digits * UNITS;
        expect((error < 0n ? -error : error) * 2n <= 10n ** BigInt(scale)).toBe(true);
        const back = divide(a, b).digits * b.digits * 10n ** BigInt(a.scale);
        const left = back - a.digits * UNITS * 10n ** BigInt(b.scale);
        const bound = (b.digits < 0n ? -b.digits : b.digits) * 10n ** BigInt(a.scale);
        expect((left < 0n ? -left : left) * 2n <= bound).toBe(true);
      }),
    );
  });

  test('writing and reading gives the same number', () => {
    fc.assert(
      fc.property(exact, value => {
        expect(compareDecimals(of(formatDecimal(value)), value)).toBe(0);
      }),
    );
  });
});
