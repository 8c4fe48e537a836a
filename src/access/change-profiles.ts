import type { Config, ConfigFile, Profile } from '../storage/config-file.ts';
import { ignoreErrors } from '../values/ignore-errors.ts';
import { type Passwords, type SignIn, sameSignIn } from './passwords.ts';

/** Where profiles and their passwords are stored. */
interface ProfileStores {
  file: ConfigFile;
  passwords: Passwords;
}

/** Stores a profile and its password, and makes it the current one. Removes passwords that no profile needs any more. */
export async function saveProfile(
  name: string,
  { origin, space, username }: SignIn,
  password: string,
  { file, passwords }: ProfileStores,
): Promise<{ profile: Profile; keyringProblem?: string }> {
  // First the password: a stored profile always has one.
  const { location, ...problem } = await passwords.save({ origin, space, username }, password);
  const profile: Profile = { name, origin, space, username, password: location };
  let before: readonly Profile[] = [];
  await file.change(config => {
    before = config.profiles;
    return withProfile(config, profile);
  });
  const replaced = before.filter(
    entry => entry.name === name || (sameSignIn(entry, profile) && entry.password !== profile.password),
  );
  // The new profile stays even if an old password cannot be removed.
  for (const old of replaced) await ignoreErrors(() => removeUnusedPassword(old, { file, passwords }));
  return { profile, ...problem };
}

/** Removes a profile and its password; `passwordProblem` is why the password could not be. */
export async function removeProfile(profile: Profile, stores: ProfileStores): Promise<{ passwordProblem?: string }> {
  await stores.file.change(config => withoutProfile(config, profile.name));
  try {
    await removeUnusedPassword(profile, stores);
    return {};
  } catch (error) {
    return { passwordProblem: (error as Error).message };
  }
}

/** The config with the profile as the current one. Other profiles with the same sign-in get the place of its password. */
function withProfile(config: Config, profile: Profile): Config {
  const { name, origin, space, password } = profile;
  const profiles = config.profiles.map(entry => (sameSignIn(entry, profile) ? { ...entry, password } : entry));
  const index = profiles.findIndex(entry => entry.name === name);
  if (index < 0) return { ...config, current: name, profiles: [...profiles, profile] };
  const { settings, ...old } = profiles[index]!;
  // Settings refer to records of one space.
  const sameSpace = old.origin === origin && old.space === space;
  profiles[index] = { ...profile, ...(settings && sameSpace ? { settings } : {}) };
  return { ...config, current: name, profiles };
}

function withoutProfile({ current, ...config }: Config, name: string): Config {
  const profiles = config.profiles.filter(entry => entry.name !== name);
  return { ...config, ...(current === undefined || current === name ? {} : { current }), profiles };
}

/** Removes the password of a profile that was changed or removed, unless another profile needs it. */
async function removeUnusedPassword(profile: Profile, { file, passwords }: ProfileStores): Promise<void> {
  const { profiles } = await file.read();
  const isShared = profiles.some(entry => sameSignIn(entry, profile) && entry.password === profile.password);
  if (!isShared) await passwords.remove(profile, profile.password);
}
