import type { Client } from '../api/client.ts';
import type { Draft } from '../oppty/draft/draft.ts';
import type { Ref } from '../records/found.ts';
import { isFound } from '../records/found.ts';
import { sameName } from '../values/names.ts';
import { type Row, readLink } from '../wire/entities.ts';
import type { Condition } from '../wire/query.ts';

/** The server's clock decides when a record was created, and may be behind this one. */
const CLOCK_SKEW_MS = 10 * 60_000;

/** How long after it was sent a record may still be on its way: servers commit after who waited for them gave up. */
const LATE_COMMIT_MS = 60_000;
const LONGEST_PAUSE_MS = 5000;

/** What it takes to look more than once. */
export interface PollOptions {
  /** How long ago the record was sent. */
  age: number;
  /** How long may be waited at most. */
  within: number;
  sleep(ms: number): Promise<void>;
  /** Told once, before the first wait, with how long it may go on. */
  waits(ms: number): Promise<void>;
}

/**
 * Looks for what was sent, again and again as long as it may be on its way. Gives it, or undefined once it certainly is
 * not there; if there is not that much time, how long it would still have taken.
 */
export async function pollUntilSettled<T>(
  look: () => Promise<T | undefined>,
  { age, within, sleep, waits }: PollOptions,
): Promise<{ found: T | undefined } | { tooSoon: number }> {
  let left = LATE_COMMIT_MS - Math.max(0, age);
  let time = within;
  for (let pause = 1000; ; pause = Math.min(pause + 1000, LONGEST_PAUSE_MS)) {
    const found = await look();
    if (found !== undefined || left <= 0) return { found };
    const wait = Math.min(pause, left);
    if (wait > time) return { tooSoon: left };
    if (pause === 1000) await waits(Math.min(left, time));
    await sleep(wait);
    left -= wait;
    time -= wait;
  }
}

/** The conditions for the opportunity that may have come of a draft that was sent at that time. */
export function sentFilter(draft: Draft, sent: Date): Condition[] {
  const id = (ref: Ref | undefined) => (isFound(ref) ? ref.id : undefined);
  const said = {
    name: draft.name,
    owner_id: id(draft.owner),
    step_id: id(draft.step),
    closing_date: draft.closing_date,
  };
  const since = new Date(sent.getTime() - CLOCK_SKEW_MS).toISOString().slice(0, 19).replace('T', ' ');
  // Who says when it was created says nothing about when that was done.
  const when = draft.fields?.created === undefined ? 'created' : 'modified';
  return [
    ...Object.entries(said).flatMap(([field, value]) => (value === undefined ? [] : [{ field, value }])),
    { field: when, op: 'gte', value: since },
  ];
}

/** The opportunities that can have come of the draft: with its marks, its value and its primary account. */
export async function findSent(client: Client, draft: Draft, sent: Date): Promise<Row[]> {
  const found: Row[] = [];
  for await (const row of client.all('Opportunities', { filter: sentFilter(draft, sent), includeDeleted: true })) {
    // A server that does not understand a filter sends everything.
    const named = draft.name === undefined || sameName(String(row.name), draft.name);
    if (named && fitsValue(row, draft) && fitsAccount(row, draft)) found.push(row);
  }
  return found;
}

/** Servers round amounts; what a record does not tell speaks against nothing. */
function fitsValue({ value }: Row, draft: Draft): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const { base_value, value_foreign, currency_id } = value as Row;
  const { currency } = draft;
  const near = (told: unknown, sent: string | undefined) =>
    told === undefined || told === null || sent === undefined || Math.abs(Number(told) - Number(sent)) < 0.01;
  const base = isFound(currency) && currency.base === true;
  if (base) return near(base_value, draft.value ?? draft.base_value);
  const same = !isFound(currency) || typeof currency_id !== 'string' || sameId(currency_id, currency.id);
  return same && near(value_foreign, draft.value) && near(base_value, draft.base_value);
}

function fitsAccount(row: Row, { accounts: [first] = [] }: Draft): boolean {
  const told = primaryAccount(row);
  return told === undefined || !isFound(first) || sameId(told, first.id);
}

function primaryAccount({ primary_account, account_relations }: Row): string | undefined {
  if (typeof primary_account === 'string') return readLink(primary_account)?.id;
  const rows = Array.isArray(account_relations) ? account_relations : [];
  const primary = rows.find(one => typeof one === 'object' && one?.is_primary === true);
  return typeof primary?.account_id === 'string' ? primary.account_id : undefined;
}

const sameId = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
