import type { Client } from '../api/client.ts';
import { sameName } from '../values/names.ts';
import { parseLink, type Row } from '../wire/entities.ts';
import type { Condition } from '../wire/query.ts';

/** The time of creation is that of the server's clock, which may be behind this one. */
const CLOCK_SKEW_MS = 10 * 60_000;

/** The fields that the server copies unchanged from the request to the record. */
const COPIED = ['name', 'owner_id', 'step_id', 'closing_date'];

/** The conditions for an opportunity that this request may have created. */
export function sentFilter(body: Row, sentAt: Date): Condition[] {
  const since = new Date(sentAt.getTime() - CLOCK_SKEW_MS).toISOString().slice(0, 19).replace('T', ' ');
  // A back-dated record has another time of creation.
  const timeField = body.created === undefined ? 'created' : 'modified';
  return [
    ...COPIED.flatMap(field => (typeof body[field] === 'string' ? [{ field, value: body[field] }] : [])),
    { field: timeField, op: 'gte', value: since },
  ];
}

/** The opportunities that this request may have created: same copied fields, value and primary account. */
export async function findSent(client: Client, body: Row, sentAt: Date): Promise<Row[]> {
  const matches: Row[] = [];
  for await (const row of client.all('Opportunities', { filter: sentFilter(body, sentAt), includeDeleted: true })) {
    // A server that ignores a filter sends everything.
    const sameTitle = typeof body.name !== 'string' || sameName(String(row.name), body.name);
    if (sameTitle && fitsValue(row, body) && fitsAccount(row, body)) matches.push(row);
  }
  return matches;
}

/** Servers round amounts; an absent value fits anything. */
function fitsValue(row: Row, body: Row): boolean {
  if (!isRow(row.value) || !isRow(body.value)) return true;
  const { base_value, value_foreign, currency_id } = row.value;
  const isClose = (actual: unknown, expected: unknown) =>
    isAbsent(actual) || isAbsent(expected) || Math.abs(Number(actual) - Number(expected)) < 0.01;
  const sameCurrency =
    typeof currency_id !== 'string' ||
    typeof body.value.currency_id !== 'string' ||
    sameId(currency_id, body.value.currency_id);
  return sameCurrency && isClose(value_foreign, body.value.value_foreign) && isClose(base_value, body.value.base_value);
}

function fitsAccount(row: Row, body: Row): boolean {
  const actual = primaryAccount(row);
  const expected = primaryAccount(body);
  return actual === undefined || expected === undefined || sameId(actual, expected);
}

function primaryAccount({ primary_account, account_relations }: Row): string | undefined {
  if (typeof primary_account === 'string') return parseLink(primary_account)?.id;
  const rows = Array.isArray(account_relations) ? account_relations : [];
  const primary = rows.find(relation => isRow(relation) && relation.is_primary === true);
  return typeof primary?.account_id === 'string' ? primary.account_id : undefined;
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null;
const isAbsent = (value: unknown) => value === undefined || value === null;
const sameId = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
