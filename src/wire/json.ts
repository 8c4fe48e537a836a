import { isSafeNumber, LosslessNumber, parse, stringify } from 'lossless-json';

/** A number on the wire that a double would change. Its `value` is the text as it stood. */
export { LosslessNumber };

/**
 * Parses JSON. Numbers come as `number`, except those a double cannot hold to the last digit: they come as
 * LosslessNumber. Throws SyntaxError.
 */
export function parseJson(text: string): unknown {
  // Sixteen digits in a row (a decimal point apart) is the least that can lose anything; exponents can too.
  const mayLose = /\d[\d.]{15}|\d[eE][+-]?\d/.test(text);
  if (!mayLose) return JSON.parse(text);
  return parse(text, null, {
    parseNumber: digits => (isSafeNumber(digits) ? Number(digits) : new LosslessNumber(digits)),
    onDuplicateKey: ({ newValue }) => newValue,
  });
}

/** JSON text in which LosslessNumbers keep their digits. `indent` as in JSON.stringify. */
export const formatJson = (value: unknown, indent?: number): string => stringify(value, null, indent) ?? 'null';

/** Decimal text (`12.50`) as a value that formatJson writes with the same digits. */
export const decimal = (digits: string): LosslessNumber => new LosslessNumber(digits);
