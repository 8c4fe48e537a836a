import { VARIABLES } from '../access/environment.ts';
import { openProfiles } from '../access/profiles.ts';
import { CliError } from '../errors.ts';
import type { Host } from '../host.ts';
import { type Config, openConfigFile } from '../storage/config-file.ts';
import { SETTING_KEYS, type SettingName } from './keys.ts';

/** A value that holds, and where it comes from. */
export interface Setting {
  key: SettingName;
  value: string;
  /** For messages: a variable, or a file and the part of it. */
  origin: string;
  /** The words of the command that takes it away; for a variable there is none. */
  unset?: readonly string[];
}

/** What is set for the space in use, and what is set for all spaces below it. The sandbox has its own and no other. */
export interface Settings {
  /** What holds. Throws NO_PROFILE if a profile was asked for that is not there, BAD_SETTINGS, LOCAL_DISK. */
  all(): Promise<readonly Setting[]>;
  get(key: SettingName): Promise<Setting | undefined>;
  /**
   * Sets a value for the space in use, or for all spaces if `general` or if there is no profile; undefined takes it
   * away. Tells in words for whom, and whether anything was set before.
   */
  set(key: SettingName, value: string | undefined, general: boolean): Promise<{ scopeName: string; before: boolean }>;
}

/** For whom a value is set. */
type SettingScope = { in: 'profile'; name: string } | { in: 'sandbox' } | { in: 'general' };

/** The settings of this user, in the file of the profiles. `profile` is what --profile says. */
export function openSettings(
  host: Host,
  { profile, sandbox }: { profile?: string | undefined; sandbox: boolean },
): Settings {
  const store = openConfigFile(host);
  const profiles = openProfiles(host, profile);

  async function inUse(writing: boolean): Promise<SettingScope> {
    if (sandbox) return { in: 'sandbox' };
    if (profile === undefined && VARIABLES.some(name => host.env[name]?.trim())) return { in: 'general' };
    const { profiles: stored, current } = await profiles.list();
    const open = (profiles.requested ?? current) === undefined;
    if (open && (stored.length === 0 || !writing)) return { in: 'general' };
    return { in: 'profile', name: (await profiles.select()).name };
  }

  async function read(): Promise<Config> {
    try {
      return await store.read();
    } catch (error) {
      // Where not even a folder can be, nothing was ever set: variables and the sandbox do without one.
      if (error instanceof CliError && isOutOfReach(error.cause)) return { profiles: [] };
      throw error;
    }
  }

  const all = async () => {
    const place = await inUse(false);
    const file = await read();
    const places: SettingScope[] = place.in === 'profile' ? [place, { in: 'general' }] : [place];
    const where = profile === undefined ? [] : ['--profile', profile];
    return SETTING_KEYS.flatMap(({ name: key, variable }): Setting[] => {
      const told = variable && host.env[variable]?.trim();
      if (told) return [{ key, value: told, origin: variable }];
      for (const one of places) {
        const value = settingsIn(file, one)?.[key]?.trim();
        if (!value) continue;
        const flags = one.in === 'sandbox' ? ['--sandbox'] : one.in === 'profile' ? where : [];
        const unset = ['pipeliner', ...flags, 'config', 'unset', key, ...(one.in === 'general' ? ['--global'] : [])];
        return [{ key, value, origin: `${store.path} for ${whom(one)}`, unset }];
      }
      return [];
    });
  };

  return {
    all,
    get: async key => (await all()).find(one => one.key === key),
    set: async (key, value, general) => {
      const place: SettingScope = general ? { in: 'general' } : await inUse(true);
      let before = false;
      await store.change(now => {
        if (place.in === 'profile' && !now.profiles.some(({ name }) => name === place.name))
          throw new CliError('NO_PROFILE', `The profile ${place.name} was removed meanwhile`);
        const { [key]: old, ...rest } = settingsIn(now, place) ?? {};
        before = old !== undefined;
        if (old === value) return now;
        return withSettings(now, place, value === undefined ? rest : { ...rest, [key]: value });
      });
      return { scopeName: whom(place), before };
    },
  };
}

const whom = (place: SettingScope): string =>
  place.in === 'profile' ? `the profile ${place.name}` : place.in === 'sandbox' ? 'the sandbox' : 'all spaces';

function settingsIn(file: Config, place: SettingScope): Readonly<Record<string, string>> | undefined {
  if (place.in === 'profile') return file.profiles.find(({ name }) => name === place.name)?.settings;
  return place.in === 'sandbox' ? file.sandbox?.settings : file.settings;
}

function withSettings(file: Config, place: SettingScope, settings: Record<string, string>): Config {
  if (place.in === 'general') return { ...file, settings };
  if (place.in === 'sandbox') return { ...file, sandbox: { ...file.sandbox, settings } };
  const profiles = file.profiles.map(one => (one.name === place.name ? { ...one, settings } : one));
  return { ...file, profiles };
}

function isOutOfReach(cause: unknown): boolean {
  const { code, syscall } = (cause ?? {}) as NodeJS.ErrnoException;
  return syscall === 'lstat' && (code === 'EACCES' || code === 'ENOTDIR');
}
