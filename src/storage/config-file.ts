import { basename, extname, join } from 'node:path';
import type * as z from 'zod/mini';
import type { Host } from '../host.ts';
import { formatJson, parseJson } from '../wire/json.ts';
import { lazySchema } from '../wire/lazy-schema.ts';
import { editFile } from './safe-files.ts';
import type { configSchema } from './schemas.ts';
import { openStore, type Store } from './store.ts';

/** The profiles of a user, and the settings of each, of the sandbox, and of all spaces. */
export type Config = z.infer<ReturnType<typeof configSchema>>;
/** A named space with the user who signs in to it. `password` is where the password is stored. */
export type Profile = Config['profiles'][number];

const schema = lazySchema<Config>(async () => (await import('./schemas.ts')).configSchema());

export type ConfigFile = Pick<Store<Config>, 'path' | 'read' | 'change'>;

const EMPTY: Config = { profiles: [] };

/**
 * `config.json`. It is read without conf, which would delay the start of each list. To change it, conf reads and writes a
 * copy in a private folder, under the lock: conf itself follows links, loses keys when several processes write at once,
 * and overwrites in place if SNAP is set.
 */
export function openConfigFile({ folders }: Pick<Host, 'folders'>): ConfigFile {
  const path = join(folders.config, 'pipeliner', 'config.json');
  const store = openStore<Config>(path, schema, EMPTY, { after: ['auth', 'login'] });
  return {
    path,
    read: store.read,
    change: work =>
      // hold() refuses a damaged file before there is a copy of it.
      store.hold(async (_value, _replace, lock) => {
        const { default: Conf } = await import('conf');
        await editFile(lock, folder => {
          const conf = new Conf<Config>({
            cwd: folder,
            configName: basename(path, extname(path)),
            configFileMode: 0o600,
            accessPropertiesByDotNotation: false,
            defaults: EMPTY,
            deserialize: text => parseJson(text) as Config,
            serialize: config => `${formatJson(config, 2)}\n`,
          });
          const before = conf.store;
          const after = work(before);
          if (after !== before) conf.store = after;
          return after !== before;
        });
      }),
  };
}
