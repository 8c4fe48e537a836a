import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAmount } from '../../src/values/money.ts';
import { parseMoney, parseNumber } from '../../src/values/parse-money.ts';

describe('parseMoney understands', () => {
  it.each<[string, string, string?]>([
    ['12500', '12500'],
    ['5k', '5000'],
    ['5 K', '5000'],
    ['1.5m', '1500000'],
    ['1,5 m', '1500000'],
    ['2 million', '2000000'],
    ['12 thousand', '12000'],
    ['1.2345678m', '1234567.8'],
    ['0.5k', '500'],
    ['-5k', '-5000'],
    ['€500', '500', '€'],
    ['€ 500.50', '500.50', '€'],
    ['500€', '500', '€'],
    ['500 EUR', '500', 'EUR'],
    ['500eur', '500', 'eur'],
    ['EUR 1.234,50', '1234.50', 'EUR'],
    ['US$5k', '5000', 'US$'],
    ['1.5m€', '1500000', '€'],
    ['2 million CHF', '2000000', 'CHF'],
    ['-€5', '-5', '€'],
    ['€-5', '-5', '€'],
    ['\u2212$5', '-5', '$'],
    ['500 Kč', '500', 'Kč'],
    ['99999999999999999999.99 USD', '99999999999999999999.99', 'USD'],
  ])('%j as %s %s', (text, amount, currency) => {
    expect(parseMoney(text)).toEqual(currency === undefined ? { amount } : { amount, currency });
  });
});

describe('parseMoney refuses', () => {
  it.each([
    ['1.234k', '1.234k could mean 1234000 or 1234: write 1234000 or 1234'],
    ['€1,234', '1,234 could mean 1234 or 1.234: write 1234 or 1.2340'],
    ['', 'The amount is empty: write digits, as in 12500 or 12500.50'],
    ['k', "'k' is not an amount: write digits, as in 12500 or 12500.50"],
    ['€', "'€' is not an amount: write digits, as in 12500 or 12500.50"],
    ['€500 USD', "'€500 USD' has a currency in it: write the number alone"],
    ['--5k', "'--5k' is not an amount: write digits, as in 12500 or 12500.50"],
    ['1e3', "'1e3' is not an amount: write it out, as in 1000"],
    ['5kk', "'5kk' is not an amount: write digits, as in 12500 or 12500.50"],
  ])('%j', (text, problem) => {
    expect(parseMoney(text)).toMatchObject({ problem });
  });

  it('nothing that parseAmount reads, and reads it alike', () => {
    const keys = fc.constantFrom(...'0123456789.,- ');
    fc.assert(
      fc.property(fc.string({ unit: keys }), text => {
        expect(parseMoney(text)).toEqual(parseAmount(text));
      }),
      { numRuns: 2000 },
    );
  });
});

it('k and m move the point by three and six digits, exactly', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(digits, digits, fc.constantFrom('k', 'm'), (whole, parts, power) => {
      const result = parseMoney(`${whole}.${parts}${power}`);
      const either = 'amount' in result ? [result.amount] : (result.either ?? []);
      const [left = '', right = ''] = (either.at(-1) ?? '').split('.');
      const scale = power === 'k' ? 3 : 6;
      expect(BigInt(left + right.padEnd(20, '0'))).toBe(BigInt(whole + parts.padEnd(20, '0')) * 10n ** BigInt(scale));
    }),
  );
});

it('a plain number has no currency', () => {
  expect(parseNumber('5k')).toEqual({ amount: '5000' });
  expect(parseNumber('500 EUR')).toEqual({ problem: "'500 EUR' has a currency in it: write the number alone" });
});
