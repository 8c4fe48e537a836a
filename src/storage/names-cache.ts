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
  const noted: Record<string, number> = {};

  const whole = (before: File) => (before.view === view ? before : empty);
  const changed = (before: File) => changes.reduce((kept, change) => change(kept), whole(before));

  return {
    list: async which => {
      if (refresh) return undefined;
      const kept = whole((await ignoreErrors(() => store.read())) ?? empty).lists[which];
      return kept && isYoung(kept.at, now(), LIST_TTL_MS) ? (kept.list as CachedLists[typeof which]) : undefined;
    },

    saveList: (which, list) => {
      changes.push(before => {
        const kept = before.lists[which];
        // Nothing is written again for the sake of a new time alone, until the old one is half over.
        if (kept && same(kept.list, list) && isYoung(kept.at, now(), LIST_TTL_MS / 2)) return before;
        return { ...before, lists: { ...before.lists, [which]: { at: now().toISOString(), list } } };
      });
    },

    addNames: (entity, records, whole = false) => {
      const room = MAX_NAMES - (noted[entity] ?? 0);
      if (!(REMEMBERED_ENTITIES as readonly string[]).includes(entity) || room <= 0) return;
      const some = records.slice(0, room);
      noted[entity] = (noted[entity] ?? 0) + some.length;
      const seen = utcDay(now());
      const oldest = oldestDay(now());
      changes.push(before => {
        const old = (before.names[entity] ?? []).filter(one => !whole && one.seen >= oldest);
        const names = new Map(old.map(one => [one.id, one]));
        for (const { id, name, detail, pipeline } of some) {
          names.set(id, {
            ...{ id, name },
            ...(detail === undefined ? {} : { detail }),
            ...(pipeline === undefined ? {} : { pipeline: { id: pipeline.id, name: pipeline.name } }),
            seen,
          });
        }
        const all = [...names.values()];
        // Of too many, those seen last.
        const most =
          all.length > MAX_NAMES ? all.sort((a, b) => b.seen.localeCompare(a.seen)).slice(0, MAX_NAMES) : all;
        return { ...before, names: { ...before.names, [entity]: most } };
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
        if (!same(changed(before), before)) await store.change(changed);
      });
      changes.length = 0;
    },
  };
}

/** Takes away what is remembered of a view; stops nobody either. */
export const forgetView = (folders: Pick<Host['folders'], 'cache'>, view: string): Promise<void> =>
  ignoreErrors(() => removeFile(namesFile(folders, view)));

/** Whether a time is in the past, and not longer ago than `ms`. */
function isYoung(at: string, now: Date, ms: number): boolean {
  const age = now.getTime() - Date.parse(at);
  return age >= 0 && age < ms;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
