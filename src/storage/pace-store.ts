import { ignoreErrors } from '../values/ignore-errors.ts';
import { ownValue } from '../values/own-value.ts';
import { lazySchema } from '../wire/lazy-schema.ts';
import { openStore } from './store.ts';

/** What a run learned of a server: so many requests at once, and none before the pause ends. In milliseconds since 1970. */
export interface LearnedPace {
  limit: number;
  pauseEnd: number;
  time: number;
}

/** What the runs of this machine learned of one space. */
export interface PaceStore {
  /** The latest that one of them learned; undefined if none did, or it cannot be read. */
  load(): Promise<LearnedPace | undefined>;
  /** Ignores errors: it is advice. */
  save(learned: LearnedPace): Promise<void>;
}

const file = lazySchema<Record<string, LearnedPace>>(async () => (await import('./schemas.ts')).paceSchema());

/** The pace of one space, in `pace.json` of the folder. `space` is any text that identifies it. */
export function openPaceStore(folder: string, space: string): PaceStore {
  const store = openStore<Record<string, LearnedPace>>(`${folder}/pace.json`, file, {}, { lossy: true });
  return {
    load: async () => {
      const paces = (await ignoreErrors(() => store.read())) ?? {};
      return ownValue(paces, space);
    },
    save: async learned => {
      await ignoreErrors(() => store.change(paces => ({ ...paces, [space]: learned })));
    },
  };
}
