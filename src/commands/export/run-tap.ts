import type * as z from 'zod/mini';
import { accessFromValues } from '../../access/environment.ts';
import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { usage } from '../../errors.ts';
import { catalogEntry, type SingerState, type Stream } from '../../export/singer.ts';
import {
  type CatalogStream,
  catalogSchema,
  configSchema,
  readSelection,
  singerStateSchema,
} from '../../export/singer-input.ts';
import { ENTITIES, type Entity } from '../../wire/entities.ts';
import { parseUserJson } from '../../wire/json.ts';
import { inputName, readInput } from '../read-input.ts';
import { BY_DEFAULT, type FieldsOf, findCollections, parseSince, readFieldsOf } from './collections.ts';
import type { ExportFlags, TapFlags } from './flags.ts';
import { runSinger } from './run-singer.ts';

const NO_STATE: SingerState = { bookmarks: {} };

/** Runs `export --as singer`. */
export async function runSingerExport(
  context: Context,
  { entities, since, flags }: { entities: readonly Entity[]; since: Date | undefined; flags: ExportFlags },
): Promise<Answer> {
  if (flags.to !== undefined) {
    throw usage('Messages go to the standard output', { flag: '--to', hint: 'Leave --to out, or redirect them.' });
  }
  const state = await readJson(context, flags.state, '--state', singerStateSchema);
  return runSinger(context, {
    ...{ state: state ?? NO_STATE, since },
    streamsOf: fieldsOf => entities.map(entity => wholeStream(entity, fieldsOf)),
  });
}

/** Runs a tap: prints its catalog, or sends what a catalog selects. */
export async function runTap(context: Context, flags: TapFlags): Promise<Answer> {
  const config = (await readJson(context, flags.config, '--config', configSchema)) ?? {};
  const access = accessFromValues(config, { ...CONFIG_NAMES, env: context.host.env });
  if (access) context.useAccess(access);
  if (flags.discover) {
    const fieldsOf = await readFieldsOf(await context.client());
    const streams = ENTITIES.map(entity => catalogEntry(wholeStream(entity, fieldsOf), BY_DEFAULT.includes(entity)));
    return { kind: 'raw', body: { streams } };
  }
  const catalog = await readJson(context, flags.catalog, '--catalog', catalogSchema);
  const state = await readJson(context, flags.state, '--state', singerStateSchema);
  const since = config.start_date === undefined ? undefined : parseSince(config.start_date, '--config');
  const selected = catalog?.streams.flatMap(readStream);
  return runSinger(context, {
    ...{ state: state ?? NO_STATE, since },
    streamsOf: fieldsOf =>
      selected
        ? selected.map(stream => ({ ...wholeStream(stream.entity, fieldsOf), ...stream }))
        : BY_DEFAULT.map(entity => wholeStream(entity, fieldsOf)),
  });
}

/** The keys of a config file, as messages name them. */
const CONFIG_NAMES = {
  names: { url: 'url', space: 'space', username: 'username', password: 'password' },
  hint: 'All four go together in the config file: url, space, username, password.',
};

const wholeStream = (entity: Entity, fieldsOf: FieldsOf): Stream => ({
  ...{ entity, name: entity, fields: fieldsOf(entity), sends: () => true, isIncremental: true },
});

/** The stream of a catalog, if it is selected. Throws USAGE for one that there is none of. */
function readStream(stream: CatalogStream): Omit<Stream, 'fields'>[] {
  const selection = readSelection(stream);
  return selection ? findCollections([stream.tap_stream_id]).map(entity => ({ entity, ...selection })) : [];
}

/** The JSON of a file that a flag names; undefined without the flag, and for an empty file. Throws USAGE. */
async function readJson<T>(
  { host, timeout }: Context,
  path: string | undefined,
  flag: string,
  schema: z.ZodMiniType<T>,
): Promise<T | undefined> {
  if (path === undefined) return undefined;
  const text = await readInput(path, { host, timeout }, flag);
  if (text.trim() === '') return undefined;
  const result = schema.safeParse(parseUserJson(text, inputName(path), flag));
  if (result.success) return result.data;
  const [{ path: place = [], message = '' } = {}] = result.error.issues;
  throw usage([inputName(path), ...(place.length > 0 ? [place.join('.')] : []), message].join(': '), { flag });
}
