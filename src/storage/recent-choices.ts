import { ignoreErrors } from '../values/ignore-errors.ts';
import { lazySchema } from '../wire/lazy-schema.ts';
import { openStore } from './store.ts';

/** Ids that were chosen lately in one space, the last one first. */
interface RecentChoices {
  owners: readonly string[];
  accounts: readonly string[];
}

/** What the wizard remembers from one time to the next. */
export interface RecentStore {
  /** Nothing if nothing was kept, or if it cannot be read. */
  load(): Promise<RecentChoices>;
  /** Puts ids in front. Does nothing if the file cannot be read or written: a convenience stops no command. */
  add(choices: RecentChoices): Promise<void>;
}

/** How many of a kind are kept. */
const MAX_RECENT = 3;
const NOTHING: RecentChoices = { owners: [], accounts: [] };

const file = lazySchema<Record<string, RecentChoices>>(async () => (await import('./schemas.ts')).recentSchema());

/** The memory for one space, in `recent.json` of the folder. `space` is any text that names it. */
export function openRecentStore(folder: string, space: string): RecentStore {
  const store = openStore<Record<string, RecentChoices>>(
    `${folder}/recent.json`,
    file,
    {},
    { after: 'pipeliner oppty create' },
  );
  return {
    load: async () => (await ignoreErrors(() => store.read()))?.[space] ?? NOTHING,
    add: async choices => {
      await ignoreErrors(() =>
        store.change(all => {
          const { owners, accounts } = all[space] ?? NOTHING;
          return {
            ...all,
            [space]: { owners: prepend(choices.owners, owners), accounts: prepend(choices.accounts, accounts) },
          };
        }),
      );
    },
  };
}

const prepend = (ids: readonly string[], before: readonly string[]) =>
  [...new Set([...ids, ...before])].slice(0, MAX_RECENT);
