import { compareRecord, isAbsent } from '../outcome/compare-record.ts';
import { parseTime } from '../values/dates.ts';
import { sameName } from '../values/names.ts';
import { textOf } from '../values/text-of.ts';
import type { Entity, Row } from '../wire/entities.ts';
import type { Change, WritingClient } from './change.ts';
import type { KnownRecords } from './known-records.ts';

/**
 * What the server's record says about a change whose answer was lost: it holds what was sent, it is as before, or it is
 * something else. `moved` if somebody wrote to a record that is as before.
 */
export type Evidence =
  | { state: 'done'; record: Row | undefined }
  | { state: 'as before'; moved: boolean }
  | { state: 'other'; why: string };

/** How long before its request a record can seem to be created: clocks differ, and Date has whole seconds. */
const CLOCK_TOLERANCE_MS = 120_000;

const formatTime = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

/**
 * Reads what a change was made on. `sent` is when it was sent, by the server's clock where that is known; `knownRecords` are
 * records that are none of those that a create made,
 * and gets the one that it did.
 */
export async function readBack(
  change: Change,
  client: WritingClient,
  sent: Date,
  knownRecords?: KnownRecords,
): Promise<Evidence> {
  if (change.op === 'create') return findCreated(change, client, sent, knownRecords);
  const { rows } = await client.list(change.entity, {
    filter: [{ field: 'id', value: change.id }],
    first: 1,
    includeDeleted: true,
  });
  return judgeRecord(
    change,
    rows.find(row => isSameId(row.id, change.id)),
  );
}

function judgeRecord(change: Exclude<Change, { op: 'create' }>, row: Row | undefined): Evidence {
  const { revision } = change;
  const isGone = row === undefined || row.is_deleted === true;
  if (change.op === 'delete') return isGone ? { state: 'done', record: row } : asBefore(row, revision);
  if (change.op === 'restore') {
    if (row === undefined) return { state: 'other', why: 'The record is not there any more' };
    return isGone ? asBefore(row, revision) : { state: 'done', record: row };
  }
  if (isGone) return { state: 'other', why: 'The record is deleted by now' };
  const fields = Object.keys(change.after);
  const unread = fields.filter(field => !Object.hasOwn(row, field));
  if (unread.length === 0 && compareRecord(change.after, row).length === 0) return { state: 'done', record: row };
  // A write is carried out whole, so those that are shown tell of all.
  const before = Object.fromEntries(
    fields.filter(field => !unread.includes(field)).map(field => [field, change.before[field] ?? null]),
  );
  if (Object.keys(before).length > 0 && compareRecord(before, row).length === 0) return asBefore(row, revision);
  if (unread.length > 0) return { state: 'other', why: `The server does not show ${unread.join(', ')}` };
  return { state: 'other', why: `Its ${fields.join(', ')} are neither as before nor as they were sent` };
}

const asBefore = (row: Row, revision: unknown): Evidence => ({
  state: 'as before',
  moved: isMoved(revision, row.revision),
});

/** Whether a record was written to between two reads; false if the server does not tell. */
export const isMoved = (before: unknown, now: unknown): boolean =>
  before !== undefined && before !== null && now !== undefined && now !== null && textOf(before) !== textOf(now);

type Create = Extract<Change, { op: 'create' }>;

function findCreated(
  change: Create,
  client: WritingClient,
  sent: Date,
  knownRecords?: KnownRecords,
): Promise<Evidence> {
  return change.parent === undefined
    ? findAmongNew(change, client, sent, knownRecords)
    : findLinked(change, client, sent);
}

async function findLinked(
  { entity, after, parent, edited = [] }: Extract<Create, { parent: string }>,
  client: WritingClient,
  sent: Date,
): Promise<Evidence> {
  const filter = [{ field: parent, value: textOf(after[parent]) }];
  const { rows } = await client.list(entity, { filter, orderBy: ['-created'], first: 100 });
  const isNew = ({ created }: Row) => {
    const time = typeof created === 'string' ? parseTime(created) : undefined;
    return time === undefined || time.getTime() >= sent.getTime() - CLOCK_TOLERANCE_MS;
  };
  const record = rows.find(row => isNew(row) && compareRecord(after, row).length === 0);
  if (record) return { state: 'done', record };
  const certain = Object.fromEntries(Object.entries(after).filter(([field]) => !edited.includes(field)));
  const isSimilar = edited.length > 0 && rows.some(row => isNew(row) && compareRecord(certain, row).length === 0);
  if (isSimilar) return { state: 'other', why: 'A new record is like it, but not the same' };
  return { state: 'as before', moved: false };
}

async function findAmongNew(
  { entity, after, marks, earlierIds }: Exclude<Create, { parent: string }>,
  client: WritingClient,
  sent: Date,
  knownRecords?: KnownRecords,
): Promise<Evidence> {
  const { rows: all, isWhole } = knownRecords
    ? { rows: await allNewRecords(entity, after, client, sent), isWhole: true }
    : await newRecords(entity, after, client, sent);
  const rows = all.filter(({ id }) => !earlierIds.includes(textOf(id)) && !knownRecords?.has(textOf(id)));
  const record = rows.find(row => compareRecord(after, row).length === 0);
  // At once: the next search must not take it for its own.
  if (record) knownRecords?.add(textOf(record.id));
  if (record) return { state: 'done', record };
  const isSimilar = (row: Row) =>
    marks.some(field => !isAbsent(after[field]) && sameName(textOf(row[field] ?? ''), textOf(after[field])));
  if (rows.some(isSimilar)) return { state: 'other', why: 'A new record is like it, but not the same' };
  if (!isWhole) return { state: 'other', why: 'Too many other records are new' };
  return { state: 'as before', moved: false };
}

/** As many new records as are looked through; more come from an import that runs at the same time. */
const MAX_NEW = 100;

/** The records that were created about the time of a request, deleted ones too, and whether they are all. */
export async function newRecords(
  entity: Entity,
  after: Row,
  client: Pick<WritingClient, 'list'>,
  sent: Date,
): Promise<{ rows: readonly Row[]; isWhole: boolean }> {
  const { rows, next } = await client.list(entity, { ...newQuery(after, sent), first: MAX_NEW });
  return { rows, isWhole: next === undefined };
}

/** The same, however many they are. */
export async function allNewRecords(
  entity: Entity,
  after: Row,
  client: Pick<WritingClient, 'all'>,
  sent: Date,
): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of client.all(entity, newQuery(after, sent))) rows.push(row);
  return rows;
}

/** The query for what was created about a time; by the time of its last change, if it is back-dated. */
export function newQuery(after: Row, sent: Date) {
  // A back-dated record has another time of creation.
  const field = after.created === undefined ? 'created' : 'modified';
  const value = formatTime(sent.getTime() - CLOCK_TOLERANCE_MS);
  return { filter: [{ field, op: 'gte', value } as const], orderBy: [`-${field}`], includeDeleted: true };
}

const isSameId = (a: unknown, b: string) => textOf(a ?? '').toLowerCase() === b.toLowerCase();
