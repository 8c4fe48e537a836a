import { join } from 'node:path';

/** The folders for a user's files, without the tool's own folder. */
export interface Folders {
  readonly config: string;
  readonly state: string;
  readonly cache: string;
}

/** The XDG folders, or the system's own where none is set. A relative XDG path is ignored, as the standard demands. */
function platformFolders(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): Folders {
  const defaults =
    platform === 'win32'
      ? {
          config: env.APPDATA ?? join(home, 'AppData', 'Roaming'),
          state: env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'),
          cache: env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'),
        }
      : platform === 'darwin'
        ? {
            config: join(home, 'Library', 'Preferences'),
            state: join(home, 'Library', 'Application Support'),
            cache: join(home, 'Library', 'Caches'),
          }
        : { config: join(home, '.config'), state: join(home, '.local', 'state'), cache: join(home, '.cache') };
  const xdgFolder = (name: string, fallback: string) => (env[name]?.startsWith('/') ? env[name] : fallback);
  return {
    config: xdgFolder('XDG_CONFIG_HOME', defaults.config),
    state: xdgFolder('XDG_STATE_HOME', defaults.state),
    cache: xdgFolder('XDG_CACHE_HOME', defaults.cache),
  };
}

/**
 * The folders of the user who runs the process. A user without HOME and without an entry in the list of users, as in a
 * container, gets the root: files cannot be written there, and the error says so.
 */
export function userFolders(
  { env, platform }: Pick<NodeJS.Process, 'env' | 'platform'>,
  home = () => homeOf(env, platform),
): Folders {
  let folder = '/';
  try {
    folder = home();
  } catch {}
  return platformFolders(env, platform, folder);
}

/** The home folder. node:os mostly reads the same variable, so it is loaded only if that is not set. */
function homeOf(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const home = platform === 'win32' ? env.USERPROFILE : env.HOME;
  if (home) return home;
  const { homedir, userInfo } = process.getBuiltinModule('node:os');
  return homedir() || userInfo().homedir;
}
