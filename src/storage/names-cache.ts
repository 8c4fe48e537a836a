import type * as z from 'zod/mini';
import type { Host } from '../host.ts';
import { type CachedLists, type NamesCache, REMEMBERED_ENTITIES } from '../records/known-names.ts';
import { utcDay } from '../values/dates.ts';
import { ignoreErrors } from '../values/ignore-errors.ts';
import { sameName } from '../values/names.ts';
import { lazySchema } from '../wire/lazy-schema.ts';
import { namesFile, oldestDay } from './names-file.ts';
import { removeFile } from './safe-files.ts';
import type { namesSchema } from './schemas.ts';
import { openStore } from './store.ts';

/** How long a cached list is valid. */
export const LIST_TTL_MS = 10 * 60_000;
/** The maximum number of cached names of a collection. */
export const MAX_NAMES = 2000;
/** Nobody completes a longer name, and each run reads all of them. */
const MAX_NAME_LENGTH = 500;

type File = z.infer<ReturnType<typeof namesSchema>>;

const schema = lazySchema<File>(async () => (await import('./schemas.ts')).namesSchema());

/** The cache of a `view` of a space, in the file `path`. With `refresh` it returns no old lists. */
export function openNamesCache(path: string, view: string, now: () => Date, refresh = false): NamesCache {
  const empty: File = { view, names: {}, lists: {} };
  const store = openStore(path, schema, empty, { lossy: true });
  const changes: ((before: File) => File)[] = [];
  const addedCounts: Record<string, number> = {};

  const sameView = (before: File) => (before.view === view ? before : empty);
  const applyChanges = (before: File) => changes.reduce((file, change) => change(file), sameView(before));
  const namesNow = async (entity: string) =>
    applyChanges((await ignoreErrors(() => store.read())) ?? empty).names[entity] ?? [];

  return {
    list: async name => {
      if (refresh) return undefined;
      const cached = sameView((await ignoreErrors(() => store.read())) ?? empty).lists[name];
      return cached && isYoung(cached.at, now(), LIST_TTL_MS) ? (cached.list as CachedLists[typeof name]) : undefined;
    },

    saveList: (name, list) => {
      changes.push(before => {
        const cached = before.lists[name];
        // An unchanged list is written again only when half of its time is over.
        if (cached && isEqual(cached.list, list) && isYoung(cached.at, now(), LIST_TTL_MS / 2)) return before;
        return { ...before, lists: { ...before.lists, [name]: { at: now().toISOString(), list } } };
      });
    },

    addNames: (entity, records, isComplete = false) => {
      const room = MAX_NAMES - (addedCounts[entity] ?? 0);
      if (!(REMEMBERED_ENTITIES as readonly string[]).includes(entity) || room <= 0) return;
      const entries = entity === 'Contacts' ? records.map(({ id }) => ({ id, name: '' })) : records;
      const additions = entries.filter(({ name }) => name.length <= MAX_NAME_LENGTH).slice(0, room);
      // Each of many rows may tell the same again.
      const isNews = isComplete && !(entity in addedCounts);
      if (additions.length === 0 && !isNews) return;
      addedCounts[entity] = (addedCounts[entity] ?? 0) + additions.length;
      changes.push(before => withNames(before, entity, additions, isComplete, now()));
    },

    nameOf: async (entity, id) =>
      (await namesNow(entity)).find(entry => entry.id.toLowerCase() === id.toLowerCase())?.name,

    hasName: async (entity, name) => (await namesNow(entity)).some(entry => sameName(entry.name, name)),

    idsFrom: async (entity, start) =>
      (await namesNow(entity)).flatMap(({ id }) => (id.toLowerCase().startsWith(start.toLowerCase()) ? [id] : [])),

    dropLists: () => {
      changes.push(before => ({ ...before, lists: {} }));
    },

    flush: async () => {
      if (changes.length === 0) return;
      await ignoreErrors(async () => {
        // Mostly nothing is new; then no lock is needed.
        const before = await store.read();
        if (!isEqual(applyChanges(before), before)) await store.change(applyChanges);
      });
      changes.length = 0;
    },
  };
}

/** The file with more names of a collection. Old ones go; if there are too many, the most recent ones stay. */
function withNames(
  file: File,
  entity: string,
  additions: Parameters<NamesCache['addNames']>[1],
  isComplete: boolean,
  now: Date,
): File {
  const oldest = oldestDay(now);
  const previous = (file.names[entity] ?? []).filter(entry => !isComplete && entry.seen >= oldest);
  const names = new Map(previous.map(entry => [entry.id, entry]));
  for (const { id, name, detail, pipeline, step = names.get(id)?.step } of additions) {
    names.set(id, {
      ...{ id, name },
      ...(detail === undefined ? {} : { detail }),
      ...(pipeline === undefined ? {} : { pipeline: { id: pipeline.id, name: pipeline.name } }),
      ...(step === undefined ? {} : { step }),
      seen: utcDay(now),
    });
  }
  const all = [...names.values()];
  const newest = all.length > MAX_NAMES ? all.sort((a, b) => b.seen.localeCompare(a.seen)).slice(0, MAX_NAMES) : all;
  return { ...file, names: { ...file.names, [entity]: newest } };
}

/** Removes the cache of a view. Ignores errors, too. */
export const forgetView = (folders: Pick<Host['folders'], 'cache'>, view: string): Promise<void> =>
  ignoreErrors(async () => {
    const { withLock } = await import('./locks.ts');
    await withLock(namesFile(folders, view), lock => removeFile(lock), { wait: 'brief' });
  });

/** Whether a time is in the past, less than `ms` ago. */
function isYoung(savedAt: string, now: Date, ms: number): boolean {
  const age = now.getTime() - Date.parse(savedAt);
  return age >= 0 && age < ms;
}

const isEqual = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
