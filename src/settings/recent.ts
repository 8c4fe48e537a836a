import { quietly } from '../values/quietly.ts';
import { form } from '../wire/form.ts';
import { openStore } from './store.ts';

/** Ids that were chosen lately in one space, the last one first. */
export interface Recent {
  owners: readonly string[];
  accounts: readonly string[];
}

/** What the wizard remembers from one time to the next. */
export interface Memory {
  /** Nothing if nothing was kept, or if it cannot be read. */
  recall(): Promise<Recent>;
  /** Puts ids in front. Does nothing if the file cannot be read or written: a convenience stops no command. */
  remember(chosen: Recent): Promise<void>;
}

/** How many of a kind are kept. */
const KEPT = 3;
const NOTHING: Recent = { owners: [], accounts: [] };

const file = form<Record<string, Recent>>('recent choices', async () => (await import('./schemas.ts')).recentFile);

/** The memory for one space, in `recent.json` of the folder. `space` is any text that names it. */
export function openMemory(folder: string, space: string): Memory {
  const store = openStore<Record<string, Recent>>(
    `${folder}/recent.json`,
    file,
    {},
    { after: 'pipeliner oppty create' },
  );
  return {
    recall: async () => (await quietly(() => store.read()))?.[space] ?? NOTHING,
    remember: async chosen => {
      await quietly(() =>
        store.change(all => {
          const { owners, accounts } = all[space] ?? NOTHING;
          return {
            ...all,
            [space]: { owners: inFront(chosen.owners, owners), accounts: inFront(chosen.accounts, accounts) },
          };
        }),
      );
    },
  };
}

const inFront = (ids: readonly string[], before: readonly string[]) => [...new Set([...ids, ...before])].slice(0, KEPT);
