import type { Answer } from '../../answer.ts';
import type { Client } from '../../api/client.ts';
import type { Context } from '../../context.ts';
import { usage } from '../../errors.ts';
import { queryAfter, querySince } from '../../export/collect.ts';
import { toExportRow } from '../../export/export-row.ts';
import { createFieldTypes } from '../../export/field-types.ts';
import {
  bookmarkAt,
  recordMessage,
  type SingerState,
  type Stream,
  schemaMessage,
  stateMessage,
  timeAfter,
  timeOf,
} from '../../export/singer.ts';
import { beginAt } from '../../export/state.ts';
import { ownValue } from '../../values/own-value.ts';
import type { Row } from '../../wire/entities.ts';
import { readAhead } from '../lists/read-ahead.ts';
import { type FieldsOf, readFieldsOf } from './collections.ts';

/** What is sent as messages: which streams, from where on. */
export interface SingerOrder {
  streamsOf(fieldsOf: FieldsOf): readonly Stream[];
  state: SingerState;
  /** Leave out what was changed before. */
  since: Date | undefined;
}

/** Sends collections as messages of the Singer specification, one after the other in the order of their changes. */
export async function runSinger(context: Context, { streamsOf, state, since }: SingerOrder): Promise<Answer> {
  if (context.format !== undefined && context.format !== 'jsonl') {
    throw usage('Messages have a form of their own: one JSON object a line', { flag: '--format' });
  }
  const client = await context.client();
  const { key: space } = await context.space();
  if (state.space !== undefined && state.space !== space) {
    throw usage(`The state is of another space: ${state.space}`, { flag: '--state' });
  }
  const fieldsOf = await readFieldsOf(client);
  const bookmarks = Object.values(state.bookmarks).map(bookmark => timeOf(bookmark)!);
  const begin = beginAt(client.serverTime() ?? context.host.now(), bookmarks);
  if (!begin) throw usage('The state is of the future', { flag: '--state' });
  const streams = streamsOf(fieldsOf);
  const run: SingerRun = { context, client, begin, since, records: 0, state: { ...state, space } };
  return {
    kind: 'messages',
    pages: sendAll(streams, run),
    footer: () =>
      `${run.records} ${run.records === 1 ? 'record' : 'records'} of ${streams.length} ${streams.length === 1 ? 'stream' : 'streams'}`,
  };
}

interface SingerRun {
  context: Context;
  client: Client;
  /** The server's time when the run began. */
  begin: Date;
  since: Date | undefined;
  state: SingerState;
  /** How many were sent so far. */
  records: number;
}

async function* sendAll(streams: readonly Stream[], run: SingerRun): AsyncGenerator<readonly Row[]> {
  for (const stream of streams) yield* sendStream(stream, run);
  // A target that got nothing new learns from this one that all of it is up to date.
  yield [stateMessage(run.state)];
}

/** The messages of a stream, a page at a time: a state is true only of the records before it. */
async function* sendStream(stream: Stream, run: SingerRun): AsyncGenerator<readonly Row[]> {
  const { client, begin, since, context } = run;
  const bookmark = timeOf(stream.isIncremental ? ownValue(run.state.bookmarks, stream.entity) : undefined);
  const types = createFieldTypes(stream.fields);
  yield [schemaMessage(stream, types.all())];
  const query = bookmark ? queryAfter(bookmark) : querySince(since);
  for await (const { rows } of readAhead(client.pages(stream.entity, query), context.host)) {
    const records = rows.map(row => toExportRow(stream.entity, row));
    const isNew = records.map(row => types.learn(row)).some(Boolean);
    const time = (client.serverTime() ?? context.host.now()).toISOString();
    run.records += rows.length;
    const next = timeAfter(rows, begin);
    if (next) moveBookmark(run, stream, next);
    yield [
      ...(isNew ? [schemaMessage(stream, types.all())] : []),
      ...records.map(record => recordMessage(stream, record, time)),
      ...(next && stream.isIncremental ? [stateMessage(run.state)] : []),
    ];
    context.extendTime();
    await context.progress(`${run.records} records, ${stream.name}`);
  }
  moveBookmark(run, stream, begin);
}

/** Moves the bookmark of a stream, but not back: what is read again was sent. */
function moveBookmark(run: SingerRun, { entity, isIncremental }: Stream, time: Date): void {
  const earlier = timeOf(ownValue(run.state.bookmarks, entity));
  if (!isIncremental || (earlier && earlier > time)) return;
  run.state = { ...run.state, bookmarks: { ...run.state.bookmarks, [entity]: bookmarkAt(time) } };
}
