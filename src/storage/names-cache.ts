import type * as z from 'zod/mini';
import type { Host } from '../host.ts';
import { type CachedLists, type NamesCache, REMEMBERED_ENTITIES } from '../records/known-names.ts';
import { utcDay } from '../values/dates.ts';
import { ignoreErrors } from '../values/ignore-errors.ts';
import { lazySchema } from '../wire/lazy-schema.ts';
import { namesFile, oldestDay } from './names-file.ts';
import { removeFile } from './safe-files.ts';
import type { namesSchema } from './schemas.ts';
import { openStore } from './store.ts';

/** How long a list is as good as a new one. */
export const LIST_TTL_MS = 10 * 60_000;
/** How many names of a collection are kept. */
export const MAX_NAMES = 2000;

type File = z.infer<ReturnType<typeof namesSchema>>;

const file = lazySchema<File>(async () => (await import('./schemas.ts')).namesSchema());

/** What is remembered in the file `path` of the `view` of a space; `refresh` asks for nothing that was kept before. */
export function openNamesCache(path: string, view: string, now: () => Date, refresh = false): NamesCache {
  const empty: File = { view, names: {}, lists: {} };
  const store = openStore(path, file, empty, { lossy: true });
  const changes: ((before: File) => File)[] = [];
  const addedCounts: Record<string, number> = {};

  const sameView = (before: File) => (before.view === view ? before : empty);
  const applyChanges = (before: File) => changes.reduce((file, change) => change(file), sameView(before));

  return {
    list: async name => {
      if (refresh) return undefined;
      const cached = sameView((await ignoreErrors(() => store.read())) ?? empty).lists[name];
      return cached && isYoung(cached.at, now(), LIST_TTL_MS) ? (cached.list as CachedLists[typeof name]) : undefined;
    },

    saveList: (name, list) => {
      changes.push(before => {
        const cached = before.lists[name];
        // Nothing is written again for the sake of a new time alone, until the old one is half over.
        if (cached && isEqual(cached.list, list) && isYoung(cached.at, now(), LIST_TTL_MS / 2)) return before;
        return { ...before, lists: { ...before.lists, [name]: { at: now().toISOString(), list } } };
      });
    },

    addNames: (entity, records, isComplete = false) => {
      const room = MAX_NAMES - (addedCounts[entity] ?? 0);
      if (!(REMEMBERED_ENTITIES as readonly string[]).includes(entity) || room <= 0) return;
      const additions = records.slice(0, room);
      addedCounts[entity] = (addedCounts[entity] ?? 0) + additions.length;
      const seen = utcDay(now());
      const oldest = oldestDay(now());
      changes.push(before => {
        const previous = (before.names[entity] ?? []).filter(entry => !isComplete && entry.seen >= oldest);
        const names = new Map(previous.map(entry => [entry.id, entry]));
        for (const { id, name, detail, pipeline } of additions) {
          names.set(id, {
            ...{ id, name },
            ...(detail === undefined ? {} : { detail }),
            ...(pipeline === undefined ? {} : { pipeline: { id: pipeline.id, name: pipeline.name } }),
            seen,
          });
        }
        const all = [...names.values()];
        // Of too many, those seen last.
        const newest =
          all.length > MAX_NAMES ? all.sort((a, b) => b.seen.localeCompare(a.seen)).slice(0, MAX_NAMES) : all;
        return { ...before, names: { ...before.names, [entity]: newest } };
      });
    },

    dropLists: () => {
      changes.push(before => ({ ...before, lists: {} }));
    },

    flush: async () => {
      if (changes.length === 0) return;
      await ignoreErrors(async () => {
        // Most of the time nothing is new, and then nobody has to wait for a lock.
        const before = await store.read();
        if (!isEqual(applyChanges(before), before)) await store.change(applyChanges);
      });
      changes.length = 0;
    },
  };
}

/** Takes away what is remembered of a view; stops nobody either. */
export const forgetView = (folders: Pick<Host['folders'], 'cache'>, view: string): Promise<void> =>
  ignoreErrors(() => removeFile(namesFile(folders, view)));

/** Whether a time is in the past, and not longer ago than `ms`. */
function isYoung(savedAt: string, now: Date, ms: number): boolean {
  const age = now.getTime() - Date.parse(savedAt);
  return age >= 0 && age < ms;
}

const isEqual = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
