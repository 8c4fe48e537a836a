import { parseAmount } from '../values/money.ts';
import { textOf } from '../values/text-of.ts';
import { isRow, parseLink, type Row } from '../wire/entities.ts';

/** A field whose value in the stored record is not the one that was sent. */
export interface Difference {
  field: string;
  sent: unknown;
  stored: unknown;
}

const DAY = /^\d{4}-\d\d-\d\d/;

/**
 * The fields that the server stored otherwise than they were sent, by an assignment rule for example. Fields that are
 * not in the record count as unchanged; so does another way to write the same amount, day or id.
 */
export function compareRecord(sent: Row, stored: Row): Difference[] {
  return Object.entries(sent).flatMap(([field, value]): Difference[] => {
    if (field === 'value' && isRow(value)) return compareValue(value, stored.value);
    if (stored[field] === undefined || isSame(value, stored[field])) return [];
    return [{ field, sent: value, stored: stored[field] }];
  });
}

function compareValue(sent: Row, stored: unknown): Difference[] {
  if (!isRow(stored)) return [];
  return Object.entries(sent).flatMap(([part, value]) =>
    stored[part] === undefined || isSame(value, stored[part])
      ? []
      : [{ field: part === 'currency_id' ? part : 'value', sent: value, stored: stored[part] }],
  );
}

function isSame(sent: unknown, stored: unknown): boolean {
  if (Array.isArray(sent)) return Array.isArray(stored) && isSameList(sent, stored);
  if (isAbsent(sent) || isAbsent(stored)) return isAbsent(sent) && isAbsent(stored);
  const [a, b] = [textOf(sent), textOf(stored)];
  if (a === b || (isId(a) && a.toLowerCase() === (parseLink(b)?.id ?? b).toLowerCase())) return true;
  if (DAY.test(a) && DAY.test(b)) return a.slice(0, 10) === b.slice(0, 10);
  return typeof sent !== 'string' && isSameNumber(a, b);
}

/** Related records by their ids, options by their texts; the order does not count. */
function isSameList(sent: readonly unknown[], stored: readonly unknown[]): boolean {
  const keys = (list: readonly unknown[]) => list.map(keyOf).sort();
  const storedKeys = keys(stored);
  // Links instead of relations say nothing about which records they are.
  if (storedKeys.some(key => key === undefined)) return sent.length === stored.length;
  return String(keys(sent)) === String(storedKeys);
}

function keyOf(item: unknown): string | undefined {
  if (!isRow(item)) return textOf(item).includes('://') ? undefined : textOf(item).toLowerCase();
  const id = item.account_id ?? item.contact_id ?? item.id;
  return typeof id === 'string' ? id.toLowerCase() : undefined;
}

function isSameNumber(a: string, b: string): boolean {
  const [left, right] = [parseAmount(a), parseAmount(b)];
  return 'amount' in left && 'amount' in right && trimZeros(left.amount) === trimZeros(right.amount);
}

const trimZeros = (amount: string) => (amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount);
const isId = (text: string) => /^[0-9a-f-]{8,}$/i.test(text);
/** The server stores nothing where an empty text was sent. */
export const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';
