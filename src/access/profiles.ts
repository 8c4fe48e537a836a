import { CliError } from '../errors.ts';
import type { Host } from '../host.ts';
import { openConfigFile } from '../storage/config-file.ts';
import { nearest } from '../values/names.ts';
import { type Access, access } from './access.ts';
import { openPasswords, type PasswordLocation, type SignIn, sameSignIn } from './passwords.ts';
import { currentProfile, requestedProfile } from './profile-choice.ts';
import { readServiceUrl, refuseUnchecked } from './service-url.ts';

/** A space that is known by a name, with the user who signs in to it. */
export interface Profile extends SignIn {
  name: string;
  /** Where its password is kept. */
  password: PasswordLocation;
  /** What is set for it, by key. */
  settings?: Settings | undefined;
}

type Settings = Readonly<Record<string, string>>;

/** The stored profiles. Every method throws BAD_SETTINGS or LOCAL_DISK for a file that cannot be used. */
export interface Profiles {
  /** The name the user asked for by `--profile` or PIPELINER_PROFILE. */
  readonly requested: string | undefined;
  /** All of them, and which one is used if the user asks for none. */
  all(): Promise<{ profiles: readonly Profile[]; current: string | undefined }>;
  /** The one to use. Throws NO_PROFILE if there is no such one, with the names there are. */
  chosen(): Promise<Profile>;
  /** The one of this name, with the same refusal. */
  named(name: string): Promise<Profile>;
  /** Access with the password that is kept. */
  access(profile: Profile): Promise<Access>;
  /** Stores a profile in place of one of its name, and its password, and makes it the current one. */
  keep(name: string, signIn: SignIn, password: string): Promise<{ profile: Profile; withheld?: string | undefined }>;
  /** Makes the profile of this name the current one. */
  use(profile: Profile): Promise<void>;
  /** Removes a profile and its password; `left` is why the password could not be. */
  remove(profile: Profile): Promise<{ left?: string }>;
  /** Where a password is, in words. */
  where(place: PasswordLocation): string;
}

/** What a profile can be called. */
export const isProfileName = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text);

/** The profiles of this user. `flag` is what --profile says. */
export function openProfiles({ env, node, folders }: Host, flag: string | undefined): Profiles {
  const store = openConfigFile({ folders });
  const passwords = openPasswords(`${folders.config}/pipeliner/credentials.json`, async () => {
    if (node === undefined || env.PIPELINER_NO_KEYRING?.trim()) return undefined;
    const { openKeyring } = await import('./keyring.ts');
    return openKeyring({ node, env });
  });
  const requested = requestedProfile(flag, env);

  const all = async () => {
    const { profiles, current } = await store.read();
    return { profiles, current: currentProfile(profiles, current) };
  };

  const list = (profiles: readonly Profile[]) =>
    profiles.length === 0 ? 'No profile is stored.' : `There are ${profiles.map(({ name }) => name).join(', ')}.`;

  const named = async (name: string) => namedIn((await store.read()).profiles, name);

  function namedIn(profiles: readonly Profile[], name: string): Profile {
    const found = profiles.find(one => one.name === name);
    if (found) return found;
    const close = nearest(
      name,
      profiles.map(one => one.name),
    );
    throw new CliError('NO_PROFILE', `There is no profile '${name}'`, {
      flag: flag === undefined ? undefined : '--profile',
      hint: `${list(profiles)}${close ? ` Did you mean '${close}'?` : ''} pipeliner auth login stores one.`,
    });
  }

  /** Takes the password away if no profile is left that needs it. */
  async function tidy(signIn: Profile): Promise<void> {
    const { profiles } = await store.read();
    const needed = profiles.some(one => sameSignIn(one, signIn) && one.password === signIn.password);
    if (!needed) await passwords.drop(signIn, signIn.password);
  }

  return {
    requested,
    all,

    named,

    chosen: async () => {
      const { profiles, current } = await all();
      const wanted = requested ?? current;
      if (wanted !== undefined) return namedIn(profiles, wanted);
      if (profiles.length > 0) {
        throw new CliError('NO_PROFILE', 'No profile is chosen', {
          hint: `${list(profiles)} Choose one by --profile, PIPELINER_PROFILE or pipeliner auth use.`,
        });
      }
      throw new CliError('NO_PROFILE', 'No space to work with', {
        hint: 'Sign in with pipeliner auth login, or try --sandbox for the built-in space. Scripts can set PIPELINER_URL and three more: see pipeliner help environment.',
      });
    },

    access: async profile => {
      const { name, origin, space, username, password: place } = profile;
      if (readServiceUrl(origin).origin !== origin) {
        throw new CliError('BAD_SETTINGS', `The profile ${name} in ${store.path} has the origin '${origin}'`, {
          hint: `Sign in again: pipeliner auth login --profile ${name}`,
        });
      }
      refuseUnchecked(origin, env);
      const password = await passwords.find(profile, place).catch(error => {
        if (error instanceof CliError) throw error;
        throw new CliError('BAD_SETTINGS', `The keyring does not tell the password of ${name}: ${error.message}`, {
          hint: `Unlock it, or keep the password in a file: PIPELINER_NO_KEYRING=1 pipeliner auth login --profile ${name}`,
        });
      });
      if (password === undefined) {
        const missing = `No password is kept for ${username} in ${space} at ${origin} (profile ${name})`;
        throw new CliError('NO_PROFILE', missing, { hint: `Sign in again: pipeliner auth login --profile ${name}` });
      }
      return access(origin, space, username, password);
    },

    keep: async (name, { origin, space, username }, password) => {
      // First the password: a profile that is stored has one.
      const { place, withheld } = await passwords.keep({ origin, space, username }, password);
      const profile = { name, origin, space, username, password: place };
      const replaced: Profile[] = [];
      await store.change(now => {
        const same = (one: SignIn) => sameSignIn(one, profile);
        replaced.push(...now.profiles.filter(one => one.name === name || (same(one) && one.password !== place)));
        const profiles = now.profiles.map(one => (same(one) ? { ...one, password: place } : one));
        const at = profiles.findIndex(one => one.name === name);
        if (at < 0) profiles.push(profile);
        else {
          const { settings, ...old } = profiles[at]!;
          // What is set names records of one space.
          const stays = settings && old.origin === origin && old.space === space;
          profiles[at] = { ...profile, ...(stays ? { settings } : {}) };
        }
        return { ...now, current: name, profiles };
      });
      for (const old of replaced) {
        // The old password goes if it can; the new profile stands in any case.
        await tidy(old).catch(() => {});
      }
      return { profile, withheld };
    },

    use: ({ name }) => store.change(now => ({ ...now, current: name })),

    remove: async profile => {
      await store.change(now => {
        const profiles = now.profiles.filter(({ name }) => name !== profile.name);
        const { current, ...rest } = now;
        return { ...rest, ...(current === undefined || current === profile.name ? {} : { current }), profiles };
      });
      try {
        await tidy(profile);
        return {};
      } catch (error) {
        return { left: (error as Error).message };
      }
    },

    where: place => (place === 'keyring' ? 'keyring' : passwords.path),
  };
}
