import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addAmounts,
  compareAmounts,
  divideAmounts,
  formatAmount,
  formatRounded,
  parseAmount,
} from '../../src/values/money.ts';
import { LosslessNumber, parseJson } from '../../src/wire/json.ts';

describe('readAmount understands', () => {
  it.each([
    ['12500', '12500'],
    ['12500.5', '12500.5'],
    ['12500.50', '12500.50'],
    ['12,500.00', '12500.00'],
    ['12.500,00', '12500.00'],
    ['12 500,50', '12500.50'],
    ['12\u00a0500,50', '12500.50'],
    ['12\u2009500.50', '12500.50'],
    ['1\u202f234\u202f567', '1234567'],
    ["12'500", '12500'],
    ['12’500.05', '12500.05'],
    ['12,50', '12.50'],
    ['1,234,567', '1234567'],
    ['1.234.567', '1234567'],
    ['1,234.567', '1234.567'],
    ['1.234,567', '1234.567'],
    ['1234.567', '1234.567'],
    ['1234,567', '1234.567'],
    ['1,2345', '1.2345'],
    ['0.123', '0.123'],
    ['0,123', '0.123'],
    ['.5', '0.5'],
    ['-5', '-5'],
    ['\u22125', '-5'],
    ['+5', '5'],
    ['-1,234,567.89', '-1234567.89'],
    ['-0', '0'],
    ['-0.00', '0.00'],
    ['007', '7'],
    ['000', '0'],
    ['  42  ', '42'],
    ['99999999999999999999.99', '99999999999999999999.99'],
    ['1'.repeat(40), '1'.repeat(40)],
  ])('%j as %s', (text, amount) => {
    expect(parseAmount(text)).toEqual({ amount });
  });
});

describe('readAmount names both readings', () => {
  it.each([
    ['1.234', '1.234 could mean 1234 or 1.234: write 1234 or 1.2340'],
    ['1,234', '1,234 could mean 1234 or 1.234: write 1234 or 1.2340'],
    ['123.456', '123.456 could mean 123456 or 123.456: write 123456 or 123.4560'],
    ['-12,500', '-12,500 could mean -12500 or -12.500: write -12500 or -12.5000'],
    ['1.000', '1.000 could mean 1000 or 1.000: write 1000 or 1.0000'],
  ])('of %s, and what it advises works', (text, problem) => {
    const read = parseAmount(text);
    const [, whole, parts] = /write (\S+) or (\S+)$/.exec(problem)!;
    // The second stands with a nought more, so that it is none of both again.
    expect(read).toEqual({ problem, either: [whole, parts?.slice(0, -1)] });
    expect(parseAmount(whole!)).toEqual({ amount: whole });
    expect(parseAmount(parts!)).toEqual({ amount: parts });
  });
});

describe('readAmount refuses', () => {
  const plain = (text: string) => `'${text}' is not an amount: write digits, as in 12500 or 12500.50`;
  it.each([
    ['', 'The amount is empty: write digits, as in 12500 or 12500.50'],
    [' \u00a0', 'The amount is empty: write digits, as in 12500 or 12500.50'],
    ['1e3', "'1e3' is not an amount: write it out, as in 1000"],
    ['2.5E+6', "'2.5E+6' is not an amount: write it out, as in 2500000"],
    ['2E300', "'2E300' is not an amount: write it out, as in 1000"],
    ['1e999999', "'1e999999' is not an amount: write it out, as in 1000"],
    ['€500', "'€500' has a currency in it: write the number alone"],
    ['500 EUR', "'500 EUR' has a currency in it: write the number alone"],
    ['-$5', "'-$5' has a currency in it: write the number alone"],
    ['1'.repeat(41), `'${'1'.repeat(41)}' has 41 digits: an amount may have up to 40`],
    ['7'.repeat(1000), `'${'7'.repeat(57)}...' has 1000 digits: an amount may have up to 40`],
    ['NaN', plain('NaN')],
    ['Infinity', plain('Infinity')],
    ['0x10', plain('0x10')],
    ['1_000', plain('1_000')],
    ['1,23,4.5', plain('1,23,4.5')],
    ['12,34,567', plain('12,34,567')],
    ['1.234,567.8', plain('1.234,567.8')],
    ['1,234.567.890', plain('1,234.567.890')],
    ['0,123,456', plain('0,123,456')],
    ['1 234 56', plain('1 234 56')],
    ["1 234'567", plain("1 234'567")],
    ['5.', plain('5.')],
    ['--5', plain('--5')],
    ['- 5', plain('- 5')],
    ['١٢', plain('١٢')],
    ['１２', plain('１２')],
    ['(500)', plain('(500)')],
    ['12\n500', plain('12\n500')],
    ['50%', plain('50%')],
    ['ten', plain('ten')],
  ])('%j', (text, problem) => {
    expect(parseAmount(text)).toEqual({ problem });
  });
});

describe('showAmount shows', () => {
  it.each([
    [12500, '12,500.00'],
    ['12500', '12,500.00'],
    [0.1, '0.10'],
    ['0.10', '0.10'],
    ['1234567.8912', '1,234,567.8912'],
    [-1234.5, '-1,234.50'],
    [0, '0.00'],
    ['-0', '0.00'],
    [999, '999.00'],
    [1000, '1,000.00'],
    ['1.234', '1.2340'],
    ['0.123', '0.123'],
    ['12500.123', '12,500.123'],
    [1e21, '1,000,000,000,000,000,000,000.00'],
    [1.5e-7, '0.00000015'],
    ['-12.5e2', '-1,250.00'],
    [parseJson('12345678901234567890.12'), '12,345,678,901,234,567,890.12'],
    [null, ''],
    [undefined, ''],
    ['', ''],
    ['a lot', 'a lot'],
    ['1e999999999', '1e999999999'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [true, 'true'],
    [{ toString: 'x' }, '{"toString":"x"}'],
  ])('%j as %s', (amount, text) => {
    expect(formatAmount(amount)).toBe(text);
  });
});

describe('an amount', () => {
  const digits = (maxLength: number, minLength = 1) =>
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength, maxLength });
  const decimals = fc
    .tuple(fc.constantFrom('', '-'), digits(24), fc.option(digits(14), { nil: undefined }))
    .map(([sign, whole, parts]) => sign + whole + (parts === undefined ? '' : `.${parts}`));

  it('that was shown is read as the same number', () => {
    fc.assert(
      fc.property(decimals, decimal => {
        const read = parseAmount(formatAmount(decimal));
        if ('problem' in read) throw new Error(read.problem);
        expect(scaled(read.amount)).toBe(scaled(decimal));
      }),
      { numRuns: 2000 },
    );
  });

  it('that was read is read again as it is', () => {
    fc.assert(
      fc.property(decimals, decimal => {
        const read = parseAmount(decimal);
        if ('problem' in read) expect(read.problem).toMatch(/could mean/);
        else if (!/^-?[1-9]\d{0,2}\.\d{3}$/.test(read.amount)) expect(parseAmount(read.amount)).toEqual(read);
      }),
      { numRuns: 2000 },
    );
  });

  it('is either canonical or a problem, whatever is typed', () => {
    const keys = fc.constantFrom(..."0123456789.,- '’+eE_x€$\u00a0\u202f");
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: keys }), fc.string({ unit: 'binary' })), text => {
        const read = parseAmount(text);
        if ('amount' in read) expect(read.amount).toMatch(/^-?(0|[1-9]\d*)(\.\d+)?$/);
        else {
          expect(read.problem.length).toBeLessThan(300);
          const [, example = '1000'] = /write it out, as in (\S+)$/.exec(read.problem) ?? [];
          const written = parseAmount(example);
          if ('problem' in written) expect(written.problem).toMatch(/could mean/);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('of a double is shown to its last digit', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }), amount => {
        expect(Number(formatAmount(amount).replaceAll(',', ''))).toBe(amount === 0 ? 0 : amount);
      }),
    );
  });
});

/** The decimal in units of 10^-20, exactly. */
function scaled(decimal: string): bigint {
  const [whole = '', parts = ''] = decimal.replace('-', '').split('.');
  const size = BigInt(whole + parts.padEnd(20, '0'));
  return decimal.startsWith('-') ? -size : size;
}

describe('formatRounded', () => {
  it.each<[unknown, number, string]>([
    [new LosslessNumber('5806.511226252159'), 2, '5,806.51'],
    [13519.3597404283, 2, '13,519.36'],
    ['0.005', 2, '0.01'],
    ['-0.004', 2, '0.00'],
    ['-1234.567', 0, '-1,235.00'],
    ['12500', 2, '12,500.00'],
    [null, 2, ''],
    ['a lot', 2, 'a lot'],
  ])('%s to %i decimals is %s', (amount, decimals, text) => {
    expect(formatRounded(amount, decimals)).toBe(text);
  });
});

describe('divideAmounts', () => {
  it.each<[string, unknown, string | undefined]>([
    ['12500', '0.9246', '13519.36'],
    ['12,500', 2, undefined],
    ['1', 3, '0.33'],
    ['2', 3, '0.67'],
    ['0.005', 1, '0.01'],
    ['-0.005', 1, '-0.01'],
    ['-0.004', 1, '0.00'],
    ['0.1', new LosslessNumber('0.30000000000000000000000000001'), '0.33'],
    ['99999999999999999999.99', '1', '99999999999999999999.99'],
    ['1', '1e-3', '1000.00'],
    ['1', 0, undefined],
    ['1', null, undefined],
    ['1', 'a lot', undefined],
  ])('%s by %s is %s', (amount, by, quotient) => {
    expect(divideAmounts(amount, by)).toBe(quotient);
  });

  it('is right to the half cent, for any two numbers', () => {
    const number = fc.tuple(fc.bigInt({ min: 1n, max: 10n ** 24n }), fc.nat(12));
    const text = ([digits, scale]: [bigint, number]) => {
      const padded = String(digits).padStart(scale + 1, '0');
      return scale === 0 ? padded : `${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
    };
    fc.assert(
      fc.property(number, number, (top, bottom) => {
        const cents = BigInt(divideAmounts(text(top), text(bottom))!.replace('.', ''));
        // 200 * top / bottom lies between 2 * cents - 1 and 2 * cents + 1.
        const [a, b] = [200n * top[0] * 10n ** BigInt(bottom[1]), bottom[0] * 10n ** BigInt(top[1])];
        expect(a >= (2n * cents - 1n) * b && a < (2n * cents + 1n) * b).toBe(true);
      }),
    );
  });
});

describe('addAmounts', () => {
  it.each<[unknown, unknown, string]>([
    ['0.1', '0.2', '0.3'],
    [0.1, 0.2, '0.3'],
    ['-1', '0.25', '-0.75'],
    ['99999999999999999999.99', '0.01', '100000000000000000000.00'],
    ['1e3', new LosslessNumber('1.5'), '1001.5'],
    ['1', null, '1'],
    ['a lot', '1', '1'],
  ])('%s and %s are %s', (a, b, sum) => expect(addAmounts(a, b)).toBe(sum));

  it('is exact for any numbers, in any order', () => {
    const amount = fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat(12)).map(([digits, scale]) =>
      `${digits < 0n ? '-' : ''}${String(digits)
        .replace('-', '')
        .padStart(scale + 1, '0')}`.replace(new RegExp(`(?=\\d{${scale}}$)`), scale > 0 ? '.' : ''),
    );
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 20 }), amounts => {
        const sum = amounts.reduce((a, b) => addAmounts(a, b), '0');
        expect(scaled(sum)).toBe(amounts.map(scaled).reduce((a, b) => a + b));
        expect(
          compareAmounts(
            amounts.toReversed().reduce((a, b) => addAmounts(a, b), '0'),
            sum,
          ),
        ).toBe(0);
      }),
    );
  });
});

describe('compareAmounts', () => {
  it.each<[unknown, unknown, number | undefined]>([
    ['1', '1.000', 0],
    ['0.3', '0.30000000000000000001', -1],
    ['-2', '-3', 1],
    [new LosslessNumber('12345678901234567890.1'), '12345678901234567890.2', -1],
    ['a', '1', undefined],
    [null, '1', undefined],
  ])('%s to %s is %s', (a, b, order) => expect(compareAmounts(a, b)).toBe(order));
});
