import { LosslessNumber, parse, stringify } from 'lossless-json';

/** A number on the wire that a double would write otherwise, as 12.50. Its `value` is the text as it stood. */
export { LosslessNumber };

/** No record of the API comes near; deeper nesting is meant to break something. */
const DEEPEST = 100;

/**
 * Parses JSON. Numbers come as `number`, except those whose digits a double would not give back: they come as
 * LosslessNumber. Throws SyntaxError, also for what is nested more than a hundred levels deep.
 */
export function parseJson(text: string): unknown {
  const value = parseAny(text);
  if (isDeeper(value, DEEPEST)) throw new SyntaxError('it is nested too deeply');
  return value;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null || value instanceof LosslessNumber) return false;
  if (levels === 0) return true;
  // A list of a hundred records comes by here for each page: what holds nothing is not called for.
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key];
    if (typeof inner === 'object' && inner !== null && isDeeper(inner, levels - 1)) return true;
  }
  return false;
}

/**
 * A number of sixteen digits is the least that can lose one that counts; 0.50, 1e3, -0 and 0.0000001 change their form.
 * What follows a number keeps the microseconds of a timestamp out, which would send nearly every page the slow way.
 */
const MAY_LOSE = /(?:^|[:[,])\s*(?:-0|-?(?:\d[\d.]{15,}|\d+\.\d*0|0\.0{6}\d*|\d[\d.]*[eE][+-]?\d+))\s*(?:[,\]}]|$)/;

function parseAny(text: string): unknown {
  if (!MAY_LOSE.test(text)) return JSON.parse(text);
  try {
    return parse(text, null, {
      parseNumber: digits => (String(Number(digits)) === digits ? Number(digits) : new LosslessNumber(digits)),
      onDuplicateKey: ({ newValue }) => newValue,
    });
  } catch (error) {
    // This parser calls itself for each level.
    throw error instanceof RangeError ? new SyntaxError('it is nested too deeply') : error;
  }
}

/** JSON text in which LosslessNumbers keep their digits. `indent` as in JSON.stringify. */
export function formatJson(value: unknown, indent?: number): string {
  // Many times faster, and right as long as there is no such number.
  const text = JSON.stringify(value, null, indent) ?? 'null';
  return text.includes('LosslessNumber') ? (stringify(value, null, indent) ?? 'null') : text;
}

/** Decimal text (`12.50`) as a value that formatJson writes with the same digits. */
export const decimal = (digits: string): LosslessNumber => new LosslessNumber(digits);
