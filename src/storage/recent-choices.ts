import { ignoreErrors } from '../values/ignore-errors.ts';
import { lazySchema } from '../wire/lazy-schema.ts';
import { openStore } from './store.ts';

/** The ids of recent choices in one space, the latest first. */
interface RecentChoices {
  owners: readonly string[];
  accounts: readonly string[];
}

/** The wizard's memory between two runs. */
export interface RecentStore {
  /** Empty if nothing is stored, or if it cannot be read. */
  load(): Promise<RecentChoices>;
  /** Puts ids in front. Ignores errors: a convenience must not stop a command. */
  add(choices: RecentChoices): Promise<void>;
}

/** The maximum number of ids of a kind. */
const MAX_RECENT = 3;
const EMPTY: RecentChoices = { owners: [], accounts: [] };

const file = lazySchema<Record<string, RecentChoices>>(async () => (await import('./schemas.ts')).recentSchema());

/** The recent choices of one space, in `recent.json` of the folder. `space` is any text that identifies it. */
export function openRecentStore(folder: string, space: string): RecentStore {
  const store = openStore<Record<string, RecentChoices>>(
    `${folder}/recent.json`,
    file,
    {},
    { after: ['oppty', 'create'] },
  );
  return {
    load: async () => (await ignoreErrors(() => store.read()))?.[space] ?? EMPTY,
    add: async choices => {
      await ignoreErrors(() =>
        store.change(all => {
          const { owners, accounts } = all[space] ?? EMPTY;
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
