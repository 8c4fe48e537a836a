import { VARIABLES } from '../access/environment.ts';
import { openProfiles, type Profiles } from '../access/profiles.ts';
import { CliError } from '../errors.ts';
import type { Host } from '../host.ts';
import { type Config, type ConfigFile, openConfigFile } from '../storage/config-file.ts';
import { formatCommand, type SpaceFlags } from '../values/shell.ts';
import { isViewName, SETTING_KEYS, type SettingKey, type SettingName } from './keys.ts';

/** A value in effect, and where it comes from. */
export interface Setting {
  key: SettingName;
  value: string;
  /** For messages: a variable, or a file and the part of it. */
  origin: string;
  /** The command line that removes it; none for a variable. */
  unset?: string;
}

/** The settings of the space in use, then those for all spaces. The sandbox has only its own. */
export interface Settings {
  /** The values in effect. Throws NO_PROFILE if the profile asked for does not exist, BAD_SETTINGS, LOCAL_DISK. */
  all(): Promise<readonly Setting[]>;
  get(key: SettingName): Promise<Setting | undefined>;
  /**
   * Sets a value for the space in use, or for all spaces if `general` or if there is no profile; undefined removes it.
   * Returns the scope in words, and whether there was a value before.
   */
  set(key: SettingName, value: string | undefined, general: boolean): Promise<{ scopeName: string; before: boolean }>;
}

/** The scope of a value. */
type SettingScope = { in: 'profile'; name: string } | { in: 'sandbox' } | { in: 'general' };

/** The settings of this user, in the file of the profiles. */
export function openSettings(host: Host, flags: SpaceFlags): Settings {
  const file = openConfigFile(host);
  const profiles = openProfiles(host, flags.profile);

  const list = async () => {
    const scope = await scopeInUse(host, flags, profiles, false);
    const config = await readConfig(file);
    const scopes: SettingScope[] = scope.in === 'profile' ? [scope, { in: 'general' }] : [scope];
    const viewNames = scopes.flatMap(candidate => Object.keys(settingsOf(config, candidate) ?? {}).filter(isViewName));
    const viewKeys = [...new Set(viewNames)].sort().map(name => ({ name }));
    return [...SETTING_KEYS, ...viewKeys].flatMap((key: Pick<SettingKey, 'name' | 'variable'>): Setting[] => {
      const value = key.variable && host.env[key.variable]?.trim();
      if (value) return [{ key: key.name, value, origin: key.variable! }];
      const scopeWithValue = scopes.find(candidate => settingsOf(config, candidate)?.[key.name]?.trim());
      if (!scopeWithValue) return [];
      return [
        {
          key: key.name,
          value: settingsOf(config, scopeWithValue)![key.name]!.trim(),
          origin: `${file.path} for ${describeScope(scopeWithValue)}`,
          unset: unsetCommand(key.name, scopeWithValue, flags, host.platform),
        },
      ];
    });
  };

  return {
    all: list,
    get: async key => (await list()).find(setting => setting.key === key),
    set: async (key, value, general) => {
      const scope: SettingScope = general ? { in: 'general' } : await scopeInUse(host, flags, profiles, true);
      let before = false;
      await file.change(config => {
        if (scope.in === 'profile' && !config.profiles.some(({ name }) => name === scope.name))
          throw new CliError('NO_PROFILE', `The profile ${scope.name} was removed meanwhile`);
        const { [key]: old, ...otherSettings } = settingsOf(config, scope) ?? {};
        before = old !== undefined;
        if (old === value) return config;
        return withSettings(config, scope, value === undefined ? otherSettings : { ...otherSettings, [key]: value });
      });
      return { scopeName: describeScope(scope), before };
    },
  };
}

/** The scope of the space in use. To write, a profile must be selected if there are any. */
async function scopeInUse(
  { env }: Host,
  { profile, sandbox }: SpaceFlags,
  profiles: Profiles,
  writing: boolean,
): Promise<SettingScope> {
  if (sandbox) return { in: 'sandbox' };
  if (profile === undefined && VARIABLES.some(name => env[name]?.trim())) return { in: 'general' };
  const { profiles: storedProfiles, current } = await profiles.list();
  const undecided = (profiles.requested ?? current) === undefined;
  if (undecided && (storedProfiles.length === 0 || !writing)) return { in: 'general' };
  return { in: 'profile', name: (await profiles.select()).name };
}

async function readConfig(file: ConfigFile): Promise<Config> {
  try {
    return await file.read();
  } catch (error) {
    // If the folder itself cannot be reached, there are no settings: variables and the sandbox work without it.
    if (error instanceof CliError && isOutOfReach(error.cause)) return { profiles: [] };
    throw error;
  }
}

/** The command line that removes a value. --global contradicts the flags of a single space. */
const unsetCommand = (key: SettingName, scope: SettingScope, flags: SpaceFlags, platform: NodeJS.Platform): string =>
  scope.in === 'general'
    ? formatCommand(['config', 'unset', key, '--global'], {}, platform)
    : formatCommand(['config', 'unset', key], flags, platform);

const describeScope = (scope: SettingScope): string =>
  scope.in === 'profile' ? `the profile ${scope.name}` : scope.in === 'sandbox' ? 'the sandbox' : 'all spaces';

function settingsOf(config: Config, scope: SettingScope): Readonly<Record<string, string>> | undefined {
  if (scope.in === 'profile') return config.profiles.find(({ name }) => name === scope.name)?.settings;
  return scope.in === 'sandbox' ? config.sandbox?.settings : config.settings;
}

function withSettings(config: Config, scope: SettingScope, settings: Record<string, string>): Config {
  if (scope.in === 'general') return { ...config, settings };
  if (scope.in === 'sandbox') return { ...config, sandbox: { ...config.sandbox, settings } };
  const profiles = config.profiles.map(profile => (profile.name === scope.name ? { ...profile, settings } : profile));
  return { ...config, profiles };
}

function isOutOfReach(cause: unknown): boolean {
  const { code, syscall } = (cause ?? {}) as NodeJS.ErrnoException;
  return syscall === 'lstat' && (code === 'EACCES' || code === 'ENOTDIR');
}
