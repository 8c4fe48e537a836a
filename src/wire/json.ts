import { LosslessNumber, parse } from 'lossless-json';
import { usage } from '../errors.ts';
import { type JsonScan, type RecordSpan, scanJson, TooManyValuesError } from './json-scan.ts';

/** A number whose text a double would not reproduce, as 12.50. Its `value` is that text. */
export { LosslessNumber, TooManyValuesError };

/** A parsed JSON text, with the positions of a page's records in it. */
export interface JsonDocument extends Pick<JsonScan, 'records'> {
  text: string;
  value: unknown;
}

/**
 * Parses JSON. A number whose digits a double would not reproduce becomes a LosslessNumber. Throws SyntaxError, also for
 * text that is nested more than a hundred levels deep.
 */
export const parseJson = (text: string): unknown => readDocument(text).value;

/**
 * Parses JSON that the user wrote, which may begin with a byte order mark. Throws USAGE with line and column. `name` is
 * that of the text, `flag` where it comes from.
 */
export function parseUserJson(text: string, name: string, flag: string): unknown {
  const json = text.replace(/^\uFEFF/, '');
  try {
    return parseJson(json);
  } catch (cause) {
    throw usage(`${name} is not JSON: ${locateSyntaxError(json, cause as SyntaxError)}`, { flag, cause });
  }
}

/** Why and where a text is not JSON. JSON.parse does not always tell the position, and each Node has other words. */
function locateSyntaxError(text: string, { message }: SyntaxError): string {
  let problem = message;
  try {
    if (!problem.includes('nested')) parseSlowly(text);
  } catch (error) {
    problem = (error as SyntaxError).message;
  }
  return problem
    .replace(/\p{Cc}/gu, character => JSON.stringify(character).slice(1, -1))
    .replace(/ at position (\d+)$/, (_, position: string) => {
      const before = text.slice(0, Number(position)).split('\n');
      return ` in line ${before.length}, column ${before.at(-1)!.length + 1}`;
    });
}

/** Parses JSON, and keeps the text for single records. Throws TooManyValuesError before it takes memory for them. */
export function readDocument(text: string, maxValues?: number): JsonDocument {
  const { inexact, records } = scanJson(text, maxValues);
  return { text, records, value: inexact.length === 0 ? JSON.parse(text) : parseExactly(text, inexact) };
}

/**
 * Marks the digits of a number that goes through JSON.parse as a string. No real text needs this control character; one
 * above U+00FF would double the memory that all strings take.
 */
const MARK = '\x80';

/** Parses JSON whose `inexact` numbers keep their digits; many times faster than a parser written in JavaScript. */
function parseExactly(text: string, inexact: readonly number[]): unknown {
  if (/\x80|\\u0080/i.test(text)) return parseSlowly(text);
  let marked = '';
  let position = 0;
  for (let index = 0; index < inexact.length; index += 2) {
    const [start, end] = [inexact[index]!, inexact[index + 1]!];
    const digits = text.slice(start, end);
    // The quotes must not turn invalid JSON into valid JSON.
    if (!NUMBER.test(digits) || isName(text, end)) return JSON.parse(text);
    marked += `${text.slice(position, start)}"${MARK}${digits}"`;
    position = end;
  }
  try {
    return restoreNumbers(JSON.parse(marked + text.slice(position)));
  } catch (error) {
    // Throws the error for the original text.
    JSON.parse(text);
    throw error;
  }
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Whether the token that ends here is in the place of a name, where JSON has no numbers. */
function isName(text: string, end: number): boolean {
  let index = end;
  while (text.charCodeAt(index) <= 0x20) index += 1;
  return text[index] === ':';
}

/** The value with a LosslessNumber for each marked string. */
function restoreNumbers(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith(MARK) ? new LosslessNumber(value.slice(1)) : value;
  if (typeof value !== 'object' || value === null) return value;
  for (const name in value) {
    const inner = (value as Record<string, unknown>)[name];
    if (typeof inner === 'object' || typeof inner === 'string') {
      const restored = restoreNumbers(inner);
      if (restored !== inner) (value as Record<string, unknown>)[name] = restored;
    }
  }
  return value;
}

const parseSlowly = (text: string): unknown =>
  parse(text, null, {
    parseNumber: digits => (String(Number(digits)) === digits ? Number(digits) : new LosslessNumber(digits)),
    onDuplicateKey: ({ newValue }) => newValue,
  });

/**
 * The text of a record as it came, if formatJson would write exactly that: no whitespace, no duplicate name, no
 * unnecessary escape.
 */
export function recordText({ text }: JsonDocument, span: RecordSpan, record: object): string | undefined {
  if (!span.isCompact || span.members !== countMembers(record)) return undefined;
  const raw = text.slice(span.start, span.end);
  return raw.includes('\\/') || raw.includes('\\u') ? undefined : raw;
}

/** The number of members of all objects in a value. */
function countMembers(value: object): number {
  if (value instanceof LosslessNumber) return 0;
  const inner: unknown[] = Array.isArray(value) ? value : Object.values(value);
  let count = Array.isArray(value) ? 0 : inner.length;
  for (const item of inner) if (typeof item === 'object' && item !== null) count += countMembers(item);
  return count;
}

/** What JSON.stringify makes of a LosslessNumber; inside a string its quotes would be escaped. */
const LOSSLESS = /\{\s*"value":\s*"(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)",\s*"isLosslessNumber":\s*true\s*\}/g;

/** JSON text in which LosslessNumbers keep their digits. `indent` as in JSON.stringify, which is many times faster. */
export function formatJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent) ?? 'null';
  return text.includes('"isLosslessNumber"') ? text.replace(LOSSLESS, '$1') : text;
}

/** Decimal text (`12.50`) as a value that formatJson writes with the same digits. */
export const decimal = (digits: string): LosslessNumber => new LosslessNumber(digits);
