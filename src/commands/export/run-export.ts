import { promises } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from '../../answer.ts';
import type { Client } from '../../api/client.ts';
import type { Context } from '../../context.ts';
import { CliError, usage } from '../../errors.ts';
import { createCollector, queryAfter, querySince, WHOLE_QUERY } from '../../export/collect.ts';
import { formatDuckdb } from '../../export/duckdb.ts';
import { mergeFields } from '../../export/field-types.ts';
import { beginAt, type ExportState, type Progress } from '../../export/state.ts';
import { withLock } from '../../storage/locks.ts';
import { isLockedError } from '../../storage/safe-files.ts';
import { inOrder } from '../../values/in-order.ts';
import { ownValue } from '../../values/own-value.ts';
import type { Entity } from '../../wire/entities.ts';
import { readAhead } from '../lists/read-ahead.ts';
import { type FieldsOf, findCollections, parseSince, readFieldsOf } from './collections.ts';
import { type ExportedFile, openExportFile, type Rows } from './export-file.ts';
import type { ExportFlags } from './flags.ts';
import { readFields, readState, writeManifest, writeState, writeText } from './manifest.ts';

/** How many collections are read at once. */
const IN_FLIGHT = 4;

/** Exports collections to files, under a lock of their folder. */
export async function runExport(context: Context, names: readonly string[], flags: ExportFlags): Promise<Answer> {
  const { to, state: statePath, as: form = 'jsonl' } = flags;
  const entities = findCollections(names);
  const since = flags.since === undefined ? undefined : parseSince(flags.since, '--since');
  if (form === 'singer') {
    const { runSingerExport } = await import('./run-tap.ts');
    return runSingerExport(context, { entities, since, flags });
  }
  if (to === undefined) throw new CliError('MISSING_INPUT', '--to is missing', { flag: '--to' });
  await makeFolder(to);
  const order = { to, statePath, form, entities, since };
  try {
    return await withLock(join(to, 'manifest.json'), () => exportAll(order, context), {
      wait: 'brief',
      signal: context.host.signal,
    });
  } catch (error) {
    if (error instanceof Error && isLockedError(error))
      throw usage('Another command is exporting to this folder', { flag: '--to' });
    throw error;
  }
}

/** What is exported how. */
interface Order {
  to: string;
  statePath: string | undefined;
  form: 'jsonl' | 'csv';
  entities: readonly Entity[];
  /** What was changed before it is left out of the first run. */
  since: Date | undefined;
}

async function exportAll(order: Order, context: Context): Promise<Answer> {
  const { to, statePath, form } = order;
  const { key: space } = await context.space();
  const state = statePath === undefined ? undefined : await readState(statePath, to, space);
  const client = await context.client();
  const fieldsOf = await readFieldsOf(client);
  const bookmarks = Object.values(state?.entities ?? {}).map(({ bookmark }) => new Date(bookmark));
  const begin = beginAt(client.serverTime() ?? context.host.now(), bookmarks);
  if (!begin) throw usage(`${statePath} is of the future`, { flag: '--state', hint: 'Name another file.' });
  const run = nextRun(begin, state);
  if (statePath === undefined && (await exists(join(to, 'manifest.json')))) {
    throw usage(`${to} has an export already`, { flag: '--to', hint: 'Name another folder, or keep a --state.' });
  }
  const earlierFields = statePath === undefined ? new Map() : await readFields(to);
  const suffix = statePath === undefined ? '' : `-${run}`;
  const { files, progress } = await writeFiles(order, {
    ...{ context, client, begin, state, suffix },
    fieldsOf: entity => mergeFields(fieldsOf(entity), earlierFields.get(entity) ?? []),
  });
  const next: ExportState | undefined =
    statePath === undefined
      ? undefined
      : { version: 1, space, run, entities: { ...state?.entities, ...Object.fromEntries(progress) } };
  await writeManifest(join(to, `manifest${suffix}.json`), { space, run, begin, files, state: next });
  if (next && statePath !== undefined) await writeState(statePath, next);
  if (form === 'jsonl') {
    const all = new Map([...earlierFields, ...files.map(({ entity, fields }) => [entity, fields] as const)]);
    const views = [...all].map(([entity, fields]) => ({
      ...{ entity, fields, pattern: `${entity}${next ? '-*' : ''}.jsonl` },
    }));
    await writeText(join(to, 'duckdb.sql'), formatDuckdb(views));
  }
  return { kind: 'records', columns: COLUMNS, pages: onePage(files), footer: () => describeFiles(files, to) };
}

/** What the files of a run are written by. */
interface ExportRun {
  context: Context;
  client: Client;
  begin: Date;
  state: ExportState | undefined;
  /** What their names end with. */
  suffix: string;
  fieldsOf: FieldsOf;
}

/** Writes the files of all collections, several at a time. */
async function writeFiles(
  { entities, to, form, since }: Order,
  { context, client, begin, state, suffix, fieldsOf }: ExportRun,
): Promise<{ files: ExportedFile[]; progress: Map<Entity, Progress> }> {
  const files: ExportedFile[] = [];
  const progress = new Map<Entity, Progress>();
  let records = 0;
  const tell = async () => {
    context.extendTime();
    await context.progress(`${records} records, ${files.length} of ${entities.length} collections`);
  };
  const write = async (entity: Entity) => {
    const earlier = state && ownValue(state.entities, entity);
    const file = await openExportFile(join(to, `${entity}${suffix}.${form}`), {
      entity,
      form,
      fields: fieldsOf(entity),
    });
    const collector = createCollector(entity, earlier, begin);
    const query = earlier ? queryAfter(new Date(earlier.bookmark)) : since ? querySince(since) : WHOLE_QUERY;
    try {
      for await (const { rows } of readAhead(client.pages(entity, query), {
        ...context.host,
        stdout: { isTTY: false },
      })) {
        await file.add(collector.take(rows));
        records += rows.length;
        await tell();
      }
      return { file: await file.end(), progress: collector.progress() };
    } catch (error) {
      await file.discard();
      throw error;
    }
  };
  for await (const result of inOrder(entities, IN_FLIGHT, write)) {
    files.push(result.file);
    progress.set(result.file.entity, result.progress);
    await tell();
  }
  await context.clearProgress();
  return { files, progress };
}

/** The name of a run: its time, and its number among those of the same second. */
function nextRun(begin: Date, state: ExportState | undefined): string {
  const time = begin.toISOString().replace(/[-:]|\.\d+/g, '');
  const [, number = '0'] = state?.run.startsWith(time) ? state.run.split('-') : [];
  return `${time}-${Number(number) + 1}`;
}

const COLUMNS = [
  { heading: 'collection', path: 'entity', isWhole: true },
  { heading: 'rows', path: 'rows' },
  { heading: 'file', path: 'file' },
];

async function* onePage(files: readonly ExportedFile[]): AsyncGenerator<Rows> {
  yield files.map(file => ({ ...file }));
}

const describeFiles = (files: readonly ExportedFile[], to: string) => {
  const count = files.reduce((sum, { rows }) => sum + rows, 0);
  return `${count} ${count === 1 ? 'record' : 'records'} in ${files.length} ${files.length === 1 ? 'file' : 'files'} in ${to}`;
};

const exists = async (path: string): Promise<boolean> =>
  (await promises.lstat(path).catch(() => undefined)) !== undefined;

async function makeFolder(path: string): Promise<void> {
  try {
    await promises.mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new CliError('LOCAL_DISK', `${path} could not be made: ${(cause as Error).message}`, { flag: '--to', cause });
  }
}
