import type { Client } from '../api/client.ts';
import { foldName, sameName } from '../values/names.ts';
import { textOf } from '../values/text-of.ts';
import { isRow, parseLink, type Row } from '../wire/entities.ts';
import type { Condition } from '../wire/query.ts';
import { isAbsent } from './compare-record.ts';

/** When a request was sent: by this machine's clock, and by the server's, if it is known. */
export interface SentAt {
  time: Date;
  serverTime?: Date | undefined;
}

/** The records that a request may have created. */
export interface SentMatches {
  /** As they were sent, but for a rounded amount. */
  exact: Row[];
  /** Like it: the server may have edited what it stored, or somebody created a similar one at the same time. */
  near: Row[];
}

/** How far the time of creation may be from that of the request: by the server's own clock, and by another one. */
const TOLERANCE_MS = { known: 2 * 60_000, unknown: 10 * 60_000 };
/** How long after its request a record can appear. */
const LATEST_MS = 15 * 60_000;
/** Names that are cut have at least this many characters. */
const MIN_CUT = 8;

const LINKS = ['owner_id', 'step_id'];

/**
 * The conditions for an opportunity that this request may have created. By the time alone: the server can have changed
 * all else, the name and the owner too.
 */
export const sentFilter = (body: Row, sentAt: SentAt): Condition[] => [
  // A back-dated record has another time of creation.
  { field: timeField(body), op: 'gte', value: formatTime(startOf(sentAt) - toleranceOf(sentAt)) },
];

/** The opportunities that this request may have created. */
export async function findSent(client: Pick<Client, 'all'>, body: Row, sentAt: SentAt): Promise<SentMatches> {
  const matches: SentMatches = { exact: [], near: [] };
  const field = timeField(body);
  const query = { filter: sentFilter(body, sentAt), orderBy: [field], includeDeleted: true };
  const latest = formatTime(startOf(sentAt) + toleranceOf(sentAt) + LATEST_MS);
  for await (const row of client.all('Opportunities', query)) {
    // Times of one form are in the order of their texts. A changed record can have been changed again.
    if (field === 'created' && typeof row.created === 'string' && row.created.replace('T', ' ') > latest) break;
    const closeness = compareSent(body, row);
    if (closeness) matches[closeness].push(row);
  }
  return matches;
}

const timeField = (body: Row) => (body.created === undefined ? 'created' : 'modified');
const startOf = ({ time, serverTime = time }: SentAt) => serverTime.getTime();
const toleranceOf = ({ serverTime }: SentAt) => (serverTime ? TOLERANCE_MS.known : TOLERANCE_MS.unknown);
const formatTime = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

/** How a record compares with what was sent. */
function compareSent(body: Row, row: Row): keyof SentMatches | undefined {
  const hasName = typeof body.name !== 'string' || sameName(textOf(row.name), body.name);
  const hasAccount = fitsAccount(row, body);
  const hasValue = fitsValue(row, body);
  const hasLinks = LINKS.every(
    field => isAbsent(row[field]) || isAbsent(body[field]) || sameId(row[field], body[field]),
  );
  const hasDay = isAbsent(row.closing_date) || isAbsent(body.closing_date) || dayOf(row) === dayOf(body);
  if (hasName && hasAccount && hasValue && hasLinks && hasDay) return 'exact';
  if (hasName || isCut(textOf(row.name), String(body.name))) return hasAccount || hasValue ? 'near' : undefined;
  return hasAccount && hasValue && hasLinks && hasDay && hasSubstance(body) ? 'near' : undefined;
}

/** Whether the first name is the beginning of the second. */
function isCut(stored: string, sent: string): boolean {
  const beginning = foldName(stored);
  return beginning.length >= MIN_CUT && foldName(sent).startsWith(beginning);
}

/** Whether there is more to compare than a name. */
const hasSubstance = (body: Row) => isRow(body.value) && primaryAccount(body) !== undefined;

/** Servers round amounts; an absent value fits anything. */
function fitsValue(row: Row, body: Row): boolean {
  if (!isRow(row.value) || !isRow(body.value)) return true;
  const { base_value, value_foreign, currency_id } = row.value;
  const isClose = (actual: unknown, expected: unknown) =>
    isAbsent(actual) || isAbsent(expected) || Math.abs(Number(textOf(actual)) - Number(textOf(expected))) < 0.01;
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

const sameId = (a: unknown, b: unknown) => textOf(a).toLowerCase() === textOf(b).toLowerCase();
const dayOf = ({ closing_date }: Row) => textOf(closing_date).slice(0, 10);
