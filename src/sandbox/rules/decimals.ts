import { decimal, LosslessNumber } from '../../wire/json.ts';

/** A decimal number without loss: `digits / 10 ** scale`. */
export interface Decimal {
  digits: bigint;
  scale: number;
}

const FORM = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;
const MAX_LENGTH = 100;

/** Reads a number of any kind that JSON may bring, or numeric text; undefined for anything else or an absurd size. */
export function parseDecimal(value: unknown): Decimal | undefined {
  if (typeof value !== 'number' && typeof value !== 'string' && !(value instanceof LosslessNumber)) return undefined;
  const text = String(value);
  const match = text.length <= MAX_LENGTH ? FORM.exec(text) : null;
  if (!match) return undefined;
  const [, sign, integer, fraction = '', exponent = '0'] = match;
  const digits = BigInt(`${sign}${integer}${fraction}`);
  const scale = fraction.length - Number(exponent);
  if (Math.abs(scale) > MAX_LENGTH) return undefined;
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale };
}

export function compareDecimals(a: Decimal, b: Decimal): number {
  const left = a.digits * 10n ** BigInt(b.scale);
  const right = b.digits * 10n ** BigInt(a.scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The digits behind the point that conversions have: real replies hold 12, and are not rounded to cents. */
const CONVERTED_SCALE = 12;

/** `a * b`, as a conversion has it. */
export const multiply = (a: Decimal, b: Decimal): Decimal =>
  toConverted(a.digits * b.digits, 10n ** BigInt(a.scale + b.scale));

/** `a / b`, as a conversion has it. `b` must not be zero. */
export const divide = (a: Decimal, b: Decimal): Decimal =>
  toConverted(a.digits * 10n ** BigInt(b.scale), b.digits * 10n ** BigInt(a.scale));

/** Rounded half away from zero. */
function toConverted(numerator: bigint, denominator: bigint): Decimal {
  const negative = numerator < 0n !== denominator < 0n;
  const [top, bottom] = [abs(numerator) * 10n ** BigInt(CONVERTED_SCALE), abs(denominator)];
  const rounded = (top * 2n + bottom) / (bottom * 2n);
  return { digits: negative ? -rounded : rounded, scale: CONVERTED_SCALE };
}

const abs = (value: bigint) => (value < 0n ? -value : value);

/** The number as JSON carries it: a plain number where that loses nothing. */
export function formatDecimal({ digits, scale }: Decimal): number | LosslessNumber {
  const padded = String(abs(digits)).padStart(scale + 1, '0');
  const integer = padded.slice(0, padded.length - scale);
  const fraction = padded.slice(padded.length - scale).replace(/0+$/, '');
  const text = `${digits < 0n ? '-' : ''}${integer}${fraction && `.${fraction}`}`;
  return String(Number(text)) === text ? Number(text) : decimal(text);
}
