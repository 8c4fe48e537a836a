import type { Client } from '../api/client.ts';
import { sameName } from '../values/names.ts';
import { parseLink, type Row } from '../wire/entities.ts';
import type { Condition } from '../wire/query.ts';

/** The server's clock decides when a record was created, and may be behind this one. */
const CLOCK_SKEW_MS = 10 * 60_000;

/** The fields of a request that its record has, too, word for word. */
const COPIED = ['name', 'owner_id', 'step_id', 'closing_date'];

/** The conditions for the opportunity that can have come of this request body at that time. */
export function sentFilter(body: Row, sentAt: Date): Condition[] {
  const since = new Date(sentAt.getTime() - CLOCK_SKEW_MS).toISOString().slice(0, 19).replace('T', ' ');
  // A back-dated record says nothing about when it was sent.
  const timeField = body.created === undefined ? 'created' : 'modified';
  return [
    ...COPIED.flatMap(field => (typeof body[field] === 'string' ? [{ field, value: body[field] }] : [])),
    { field: timeField, op: 'gte', value: since },
  ];
}

/** The opportunities that can have come of a request body: with its names and links, its value, its primary account. */
export async function findSent(client: Client, body: Row, sentAt: Date): Promise<Row[]> {
  const matches: Row[] = [];
  for await (const row of client.all('Opportunities', { filter: sentFilter(body, sentAt), includeDeleted: true })) {
    // A server that does not understand a filter sends everything.
    const sameTitle = typeof body.name !== 'string' || sameName(String(row.name), body.name);
    if (sameTitle && fitsValue(row, body) && fitsAccount(row, body)) matches.push(row);
  }
  return matches;
}

/** Servers round amounts; what a record leaves out contradicts nothing. */
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
