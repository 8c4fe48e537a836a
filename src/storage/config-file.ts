import type * as z from 'zod/mini';
import type { Host } from '../host.ts';
import { lazySchema } from '../wire/lazy-schema.ts';
import type { profilesFile } from './schemas.ts';
import { openStore, type Store } from './store.ts';

/** What is kept of a user: the profiles, and what is set for each, for the sandbox, and for all spaces. */
export type ConfigFile = z.infer<ReturnType<typeof profilesFile>>;
const file = lazySchema<ConfigFile>(async () => (await import('./schemas.ts')).profilesFile());

/** The file of both. */
export const openConfigFile = ({ folders }: Pick<Host, 'folders'>): Store<ConfigFile> =>
  openStore<ConfigFile>(
    `${folders.config}/pipeliner/config.json`,
    file,
    { profiles: [] },
    { after: 'pipeliner auth login' },
  );
