import { textOf } from './text-of.ts';

/** A decimal number in canonical form, or a sentence on why the text is not one; `either` has two meanings. */
export type AmountResult = { amount: string } | { problem: string; either?: readonly [string, string] };

const MAX_DIGITS = 40;

/**
 * Parses an amount as a person types it, in any of the usual ways of grouping. Returns `-?\d+(\.\d+)?` with the decimals
 * as typed. Ambiguous text is refused, with both meanings.
 */
export function parseAmount(text: string): AmountResult {
  const typed = text.trim();
  if (typed === '') return { problem: 'The amount is empty: write digits, as in 12500 or 12500.50' };
  if (HAS_CURRENCY.test(typed)) {
    return {
      problem: `'${excerpt(typed)}' has a currency in it: write the number alone`,
    };
  }
  if (EXPONENT.test(typed)) {
    const expanded = expandExponent(typed.replace(',', '.'));
    // An example with more digits would be refused, too.
    const example = expanded !== undefined && digitsIn(expanded) <= MAX_DIGITS ? expanded : '1000';
    return { problem: `'${excerpt(typed)}' is not an amount: write it out, as in ${example}` };
  }
  const [, sign = '', body = ''] = /^([-+\u2212]?)(.*)$/su.exec(typed) ?? [];
  if (!/^[\d.,\s'\u2019]*\d$/u.test(body)) return notAnAmount(typed);
  const digits = digitsIn(body);
  if (digits > MAX_DIGITS) {
    return { problem: `'${excerpt(typed)}' has ${digits} digits: an amount may have up to ${MAX_DIGITS}` };
  }

  const minus = sign === '' || sign === '+' ? '' : '-';
  const ambiguous = /^([1-9]\d{0,2})[.,](\d{3})$/.exec(body);
  if (ambiguous) {
    const [, head, tail] = ambiguous;
    const grouped = `${minus}${head}${tail}`;
    const decimal = `${minus}${head}.${tail}`;
    return {
      problem: `${typed} could mean ${grouped} or ${decimal}: write ${grouped} or ${decimal}0`,
      either: [grouped, decimal],
    };
  }
  const match = SHAPES.map(shape => shape.exec(body)).find(result => result !== null);
  if (!match) return notAnAmount(typed);
  const integer = (match.groups?.integer ?? '').replace(/\D/g, '').replace(/^0+(?=\d)/, '') || '0';
  const fraction = match.groups?.fraction;
  const amount = fraction === undefined ? integer : `${integer}.${fraction}`;
  return { amount: /[1-9]/.test(amount) ? minus + amount : amount };
}

/**
 * An amount for people: thousands in groups, two decimals at least. Takes any JSON value, LosslessNumber included: null
 * and undefined become '', other values that are not numbers stay as they are.
 */
export function formatAmount(amount: unknown): string {
  if (amount === null || amount === undefined) return '';
  const text = textOf(amount);
  const decimal = expandExponent(text.trim());
  if (decimal === undefined) return text;
  const [, minus = '', integer = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? [];
  const grouped = integer.replace(/\B(?=(?:\d{3})+$)/g, ',');
  // People, and parseAmount, could read 1.234 as a thousand.
  const mistakable = fraction.length === 3 && integer !== '0' && integer.length < 4;
  return `${minus}${grouped}.${mistakable ? `${fraction}0` : fraction.padEnd(2, '0')}`;
}

/**
 * An amount of the server for people, rounded half away from zero: the server converts to 12 decimals and more, which it
 * keeps. What is no number stays as it is.
 */
export function formatRounded(amount: unknown, decimals = 2): string {
  const exact = amount === null || amount === undefined ? undefined : parseExact(amount);
  if (!exact || exact.scale <= decimals) return formatAmount(amount);
  const unit = 10n ** BigInt(exact.scale - decimals);
  const rounded = (2n * absolute(exact.digits) + unit) / (2n * unit);
  const digits = String(rounded).padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  const sign = exact.digits < 0n && rounded > 0n ? '-' : '';
  return formatAmount(`${sign}${digits.slice(0, point)}${decimals > 0 ? `.${digits.slice(point)}` : ''}`);
}

/**
 * Divides one amount by another, both decimal text or JSON numbers. Rounds half away from zero to two decimals;
 * undefined if one is not a number, or the divisor is zero.
 */
export function divideAmounts(amount: unknown, divisor: unknown): string | undefined {
  const [top, bottom] = [parseExact(amount), parseExact(divisor)];
  if (!top || !bottom || bottom.digits === 0n) return undefined;
  const numerator = top.digits * 10n ** BigInt(bottom.scale) * 100n;
  const denominator = bottom.digits * 10n ** BigInt(top.scale);
  const negative = numerator < 0n !== denominator < 0n;
  const rounded = (2n * absolute(numerator) + absolute(denominator)) / (2n * absolute(denominator));
  const digits = String(rounded).padStart(3, '0');
  return `${negative && rounded > 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The exact sum of decimal texts or JSON numbers, as decimal text; what is no number counts as nothing. */
export function addAmounts(a: unknown, b: unknown): string {
  const [left, right] = [parseExact(a) ?? ZERO, parseExact(b) ?? ZERO];
  const scale = Math.max(left.scale, right.scale);
  return decimalText(scaleTo(left, scale) + scaleTo(right, scale), scale);
}

/** How many decimals of a product are kept, and of a share. */
const MAX_DECIMALS = 20;

/**
 * The product of two decimal texts or JSON numbers, exact to 20 decimals and without zeros at its end; undefined if one is
 * no number. `tenths` divides it by ten so many times: 2 for a percentage.
 */
export function multiplyAmounts(a: unknown, b: unknown, tenths = 0): string | undefined {
  const [left, right] = [parseExact(a), parseExact(b)];
  if (!left || !right) return undefined;
  return trimmed(cutTo(left.digits * right.digits, left.scale + right.scale + tenths, MAX_DECIMALS));
}

/** Decimal text without zeros at its end. */
export const shortAmount = (amount: string): string => multiplyAmounts(amount, '1') ?? amount;

/** The first of two decimal texts as a percentage of the second, to one decimal; undefined if that is zero. */
export function percentageOf(part: string, total: string): string | undefined {
  const hundred = multiplyAmounts(part, '100');
  const [top, bottom] = [parseExact(hundred), parseExact(total)];
  if (!top || !bottom || bottom.digits === 0n) return undefined;
  const scale = Math.max(top.scale, bottom.scale);
  const [numerator, denominator] = [scaleTo(top, scale) * 10n, scaleTo(bottom, scale)];
  return trimmed({ digits: divideRounded(numerator, denominator), scale: 1 });
}

/**
 * Amounts rounded to so many decimals, so that together they are the rounded sum of them: what is left over goes to those
 * that were cut the most.
 */
export function roundTogether(amounts: readonly string[], decimals: number): string[] {
  const exact = amounts.map(amount => parseExact(amount) ?? ZERO);
  const scale = Math.max(decimals, ...exact.map(({ scale }) => scale));
  const unit = 10n ** BigInt(scale - decimals);
  const all = exact.map(amount => scaleTo(amount, scale));
  const floors = all.map(digits => divideDown(digits, unit));
  const sum = divideRounded(
    all.reduce((total, digits) => total + digits, 0n),
    unit,
  );
  let left = Number(sum - floors.reduce((total, floor) => total + floor, 0n));
  const byRest = all
    .map((digits, index) => ({ index, rest: digits - floors[index]! * unit }))
    .sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  for (const { index } of byRest) {
    if (left <= 0) break;
    floors[index]! += 1n;
    left -= 1;
  }
  return floors.map(floor => decimalText(floor, decimals));
}

interface Exact {
  digits: bigint;
  scale: number;
}

const divideDown = (digits: bigint, unit: bigint): bigint => (digits - (((digits % unit) + unit) % unit)) / unit;

/** Half away from zero. */
function divideRounded(numerator: bigint, denominator: bigint): bigint {
  const isNegative = numerator < 0n !== denominator < 0n;
  const [top, bottom] = [absolute(numerator), absolute(denominator)];
  const rounded = (2n * top + bottom) / (2n * bottom);
  return isNegative ? -rounded : rounded;
}

const cutTo = (digits: bigint, scale: number, most: number): Exact =>
  scale <= most ? { digits, scale } : { digits: divideRounded(digits, 10n ** BigInt(scale - most)), scale: most };

const trimmed = ({ digits, scale }: Exact): string => {
  const text = decimalText(digits, scale);
  return scale > 0 ? text.replace(/\.?0+$/, '') : text;
};

/** An exact sum that grows: of thousands of amounts this is faster than to add texts. */
export interface AmountSum {
  /** Adds decimal text or a JSON number; what is no number counts as nothing. */
  add(amount: unknown): void;
  /** Decimal text without zeros at its end. */
  total(): string;
}

export function openSum(): AmountSum {
  let [digits, scale] = [0n, 0];
  return {
    add: amount => {
      const exact = parseExact(amount) ?? ZERO;
      const newScale = Math.max(scale, exact.scale);
      digits = scaleTo({ digits, scale }, newScale) + scaleTo(exact, newScale);
      scale = newScale;
    },
    total: () => trimmed({ digits, scale }),
  };
}

/** Below zero if the first of two decimal texts or JSON numbers is less, above it if it is more; undefined if one is no number. */
export function compareAmounts(a: unknown, b: unknown): number | undefined {
  const [left, right] = [parseExact(a), parseExact(b)];
  if (!left || !right) return undefined;
  const scale = Math.max(left.scale, right.scale);
  const difference = scaleTo(left, scale) - scaleTo(right, scale);
  return difference < 0n ? -1 : Number(difference > 0n);
}

const ZERO = { digits: 0n, scale: 0 };

const scaleTo = ({ digits, scale }: { digits: bigint; scale: number }, newScale: number) =>
  newScale === scale ? digits : digits * 10n ** BigInt(newScale - scale);

/** `digits / 10 ** scale` as decimal text. */
function decimalText(number: bigint, scale: number): string {
  const digits = String(absolute(number)).padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${number < 0n ? '-' : ''}${digits.slice(0, point)}${scale > 0 ? `.${digits.slice(point)}` : ''}`;
}

const absolute = (number: bigint) => (number < 0n ? -number : number);

/** A decimal number as `digits / 10 ** scale`. */
function parseExact(amount: unknown): { digits: bigint; scale: number } | undefined {
  const [integer, fraction = ''] = expandExponent(textOf(amount).trim())?.split('.') ?? [];
  return integer === undefined ? undefined : { digits: BigInt(integer + fraction), scale: fraction.length };
}

/** The accepted forms: `integer` before the decimal mark, `fraction` after it. */
const SHAPES = [
  /^(?<integer>\d*)[.,](?<fraction>\d+)$/,
  /^(?<integer>\d+)$/,
  /^(?<integer>[1-9]\d{0,2}(?:,\d{3})+)(?:\.(?<fraction>\d+))?$/,
  /^(?<integer>[1-9]\d{0,2}(?:\.\d{3})+)(?:,(?<fraction>\d+))?$/,
  /^(?<integer>[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f]\d{3})+)(?:[.,](?<fraction>\d+))?$/,
  /^(?<integer>[1-9]\d{0,2}(?:['\u2019]\d{3})+)(?:[.,](?<fraction>\d+))?$/,
];

const HAS_CURRENCY = /^[-+]?(?=.*\d)(?:.*\p{Sc}.*|[A-Z]{3}[\d.,\s'\u2019]+|[\d.,\s'\u2019]+[A-Z]{3})$/u;
const EXPONENT = /^[-+]?\d+(?:[.,]\d+)?e[-+]?\d+$/i;

const notAnAmount = (typed: string) => ({
  problem: `'${excerpt(typed)}' is not an amount: write digits, as in 12500 or 12500.50`,
});

const digitsIn = (text: string) => text.replace(/\D/g, '').length;

const excerpt = (text: string) => (text.length > 60 ? `${text.slice(0, 57)}...` : text);

/** Decimal text without an exponent and without leading zeros; undefined if it is not a number of a sane length. */
export function expandExponent(text: string): string | undefined {
  const match = /^([-+]?)(\d+)(?:\.(\d+))?(?:e([-+]?\d{1,4}))?$/i.exec(text);
  if (!match) return undefined;
  const [, sign, integerDigits = '', fractionDigits = '', exponent = '0'] = match;
  const shift = Number(exponent);
  if (Math.abs(shift) > 400) return undefined;
  const digits =
    '0'.repeat(Math.max(0, -shift)) +
    integerDigits +
    fractionDigits +
    '0'.repeat(Math.max(0, shift - fractionDigits.length));
  const point = integerDigits.length + Math.max(0, shift);
  const integer = digits.slice(0, point).replace(/^0+(?=\d)/, '');
  const fraction = digits.slice(point);
  const decimal = fraction === '' ? integer : `${integer}.${fraction}`;
  return sign === '-' && /[1-9]/.test(decimal) ? `-${decimal}` : decimal;
}
