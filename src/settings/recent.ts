import Conf from 'conf';
import { readFileIfThere, withLock } from '../files.ts';

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

/** The memory for one space, in `recent.json` of the folder. `space` is any text that names it. */
export function openMemory(folder: string, space: string): Memory {
  const path = `${folder}/recent.json`;

  async function open(): Promise<Conf<Record<string, Recent>>> {
    // Refuses links and the like, which conf would follow.
    await readFileIfThere(path);
    const ids = { type: 'array', items: { type: 'string' } } as const;
    return new Conf<Record<string, Recent>>({
      cwd: folder,
      configName: 'recent',
      configFileMode: 0o600,
      // The name of a space may hold dots.
      accessPropertiesByDotNotation: false,
      rootSchema: {
        additionalProperties: {
          type: 'object',
          properties: { owners: ids, accounts: ids },
          required: ['owners', 'accounts'],
        },
      },
    });
  }

  return {
    recall: async () => (await quietly(async () => (await open()).get(space))) ?? NOTHING,
    remember: async chosen => {
      await quietly(() =>
        withLock(path, async () => {
          const file = await open();
          const { owners, accounts } = file.get(space) ?? NOTHING;
          file.set(space, { owners: inFront(chosen.owners, owners), accounts: inFront(chosen.accounts, accounts) });
        }),
      );
    },
  };
}

const inFront = (ids: readonly string[], before: readonly string[]) => [...new Set([...ids, ...before])].slice(0, KEPT);

async function quietly<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}
