import { promises } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from '../../answer.ts';
import type { Client } from '../../api/client.ts';
import type { Context } from '../../context.ts';
import { CliError, usage } from '../../errors.ts';
import { createCollector, exportQuery } from '../../export/collect.ts';
import { formatDuckdb } from '../../export/duckdb.ts';
import type { ExportState, Progress } from '../../export/state.ts';
import { withLock } from '../../storage/locks.ts';
import { isLockedError } from '../../storage/safe-files.ts';
import { inOrder } from '../../values/in-order.ts';
import { nearest } from '../../values/names.ts';
import { ownValue } from '../../values/own-value.ts';
import { ENTITIES, type Entity } from '../../wire/entities.ts';
import { type ExportedFile, openExportFile, type Rows } from './export-file.ts';
import type { ExportFlags } from './flags.ts';
import { readFields, readState, writeManifest, writeState, writeText } from './manifest.ts';

/** What people work with; the lists that these refer to come along. */
const BY_DEFAULT: readonly Entity[] = [
  ...(['Opportunities', 'Accounts', 'Contacts', 'Notes', 'Clients', 'SalesUnits', 'Pipelines', 'Steps'] as const),
  ...(['OpportunityTypes', 'Currencies', 'CurrencyExchangeRates', 'CurrencyExchangeRatesLists', 'Data'] as const),
  ...(['LeadOpptyAccountRelations', 'LeadOpptyContactRelations', 'ContactAccountRelations'] as const),
];

/** How many collections are read at once. */
const IN_FLIGHT = 4;

/** Exports collections to files, under a lock of their folder. */
export async function runExport(context: Context, names: readonly string[], flags: ExportFlags): Promise<Answer> {
  const { to, state: statePath, as: form = 'jsonl' } = flags;
  if (to === undefined) throw new CliError('MISSING_INPUT', '--to is missing', { flag: '--to' });
  const entities = names.length > 0 ? [...new Set(names.map(findEntity))] : BY_DEFAULT;
  await makeFolder(to);
  try {
    return await withLock(join(to, 'manifest.json'), () => exportAll({ to, statePath, form, entities }, context), {
      wait: 'brief',
      signal: context.host.signal,
    });
  } catch (error) {
    if (error instanceof Error && isLockedError(error))
      throw usage('Another command is exporting to this folder', { flag: '--to' });
    throw error;
  }
}

interface Order {
  to: string;
  statePath: string | undefined;
  form: NonNullable<ExportFlags['as']>;
  entities: readonly Entity[];
}

async function exportAll({ to, statePath, form, entities }: Order, context: Context): Promise<Answer> {
  const { key: space } = await context.space();
  const state = statePath === undefined ? undefined : await readState(statePath, to, space);
  const client = await context.client();
  // The first reply tells the server's time, which is before all that is read from now on.
  await client.list('Currencies', { first: 1 });
  const begin = client.serverTime() ?? context.host.now();
  const run = nextRun(begin, state);
  if (statePath === undefined && (await exists(join(to, 'manifest.json')))) {
    throw usage(`${to} has an export already`, { flag: '--to', hint: 'Name another folder, or keep a --state.' });
  }
  if (state && Date.parse(newest(state)) > begin.getTime()) {
    throw usage(`The state is of the future: ${newest(state)}`, { flag: '--state', hint: 'Name another file.' });
  }
  const fields = await readFields(to, state);
  const suffix = statePath === undefined ? '' : `-${run}`;
  const files: ExportedFile[] = [];
  const progress: Record<string, Progress> = { ...state?.entities };
  const work = async (entity: Entity) => {
    const earlier = state && ownValue(state.entities, entity);
    const path = join(to, `${entity}${suffix}.${form}`);
    const file = await openExportFile(path, { entity, form, earlierFields: fields.get(entity) });
    const collector = createCollector(entity, earlier, begin);
    try {
      for await (const rows of readPages(client, entity, earlier)) await file.add(collector.take(rows));
      return { file: await file.end(), progress: collector.progress() };
    } catch (error) {
      await file.discard();
      throw error;
    }
  };
  let done = 0;
  for await (const result of inOrder(entities, IN_FLIGHT, work)) {
    files.push(result.file);
    progress[result.file.entity] = result.progress;
    done += 1;
    context.extendTime();
    await context.progress(`${done} of ${entities.length} collections ...`);
  }
  await context.clearProgress();
  const next: ExportState | undefined =
    statePath === undefined ? undefined : { version: 1, space, run, entities: progress };
  await writeManifest(join(to, `manifest${suffix}.json`), { space, run, begin, files, state: next });
  if (next && statePath !== undefined) await writeState(statePath, next);
  if (form === 'jsonl') {
    const pattern = (entity: Entity) => `${entity}${next ? '-*' : ''}.jsonl`;
    await writeText(
      join(to, 'duckdb.sql'),
      formatDuckdb(files.map(file => ({ ...file, pattern: pattern(file.entity) }))),
    );
  }
  return { kind: 'records', columns: COLUMNS, pages: onePage(files), footer: () => describeFiles(files, to) };
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

async function* readPages(client: Client, entity: Entity, earlier: Progress | undefined): AsyncGenerator<Rows> {
  for await (const { rows } of client.pages(entity, exportQuery(earlier))) yield rows;
}

const newest = ({ entities }: ExportState): string =>
  Object.values(entities)
    .map(({ bookmark }) => bookmark)
    .sort()
    .at(-1) ?? '';

/** Throws USAGE for a name that is no collection. */
function findEntity(name: string): Entity {
  const word = name.trim().toLowerCase();
  const entity = ENTITIES.find(one => one.toLowerCase() === word);
  if (entity) return entity;
  const close = nearest(
    word,
    ENTITIES.map(one => one.toLowerCase()),
  );
  throw usage(`There is no collection '${name}'`, {
    hint: close ? `Did you mean '${close}'?` : `There are ${ENTITIES.join(', ')}.`,
  });
}

const exists = async (path: string): Promise<boolean> =>
  (await promises.lstat(path).catch(() => undefined)) !== undefined;

async function makeFolder(path: string): Promise<void> {
  try {
    await promises.mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new CliError('LOCAL_DISK', `${path} could not be made: ${(cause as Error).message}`, { flag: '--to', cause });
  }
}
