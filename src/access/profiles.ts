import { join } from 'node:path';
import { CliError } from '../errors.ts';
import type { Host } from '../host.ts';
import { openConfigFile, type Profile } from '../storage/config-file.ts';
import { isEnabled } from '../values/env-flags.ts';
import { type Access, createAccess } from './access.ts';
import { removeProfile, saveProfile } from './change-profiles.ts';
import { findProfile, selectProfile } from './find-profile.ts';
import { openPasswords, type PasswordLocation, type Passwords, type SignIn } from './passwords.ts';
import { currentProfile, requestedProfile } from './profile-choice.ts';
import { parseServiceUrl, refuseUnchecked } from './service-url.ts';

/** The stored profiles. Every method throws BAD_SETTINGS or LOCAL_DISK for a file that cannot be used. */
export interface Profiles {
  /** The name in `--profile` or PIPELINER_PROFILE. */
  readonly requested: string | undefined;
  /** All of them, and the name of the one that is used if none is requested. */
  list(): Promise<{ profiles: readonly Profile[]; current: string | undefined }>;
  /** The one to use. Throws NO_PROFILE, with the existing names, if it does not exist. */
  select(): Promise<Profile>;
  /** The one of this name. Throws NO_PROFILE, too. */
  find(name: string): Promise<Profile>;
  /** Access with the stored password. */
  access(profile: Profile): Promise<Access>;
  /**
   * Stores a profile in place of one of its name, and its password, and makes it the current one; `keyringProblem` is
   * why the password is not in the keyring.
   */
  save(name: string, signIn: SignIn, password: string): Promise<{ profile: Profile; keyringProblem?: string }>;
  /** Makes a profile the current one. */
  use(profile: Profile): Promise<void>;
  /** Removes a profile and its password; `passwordProblem` is why the password could not be. */
  remove(profile: Profile): Promise<{ passwordProblem?: string }>;
  /** The place of a password, for messages. */
  describeLocation(location: PasswordLocation): string;
}

/** Whether a text can be the name of a profile. */
export const isProfileName = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text);

/** The profiles of this user. `flag` is the value of --profile. */
export function openProfiles({ env, node, folders }: Host, flag: string | undefined): Profiles {
  const file = openConfigFile({ folders });
  const passwords = openPasswords(join(folders.config, 'pipeliner', 'credentials.json'), async () => {
    if (node === undefined || isEnabled(env.PIPELINER_NO_KEYRING)) return undefined;
    const { openKeyring } = await import('./keyring.ts');
    return openKeyring({ node, env });
  });
  const requested = requestedProfile(flag, env);

  return {
    requested,
    list: async () => {
      const { profiles, current } = await file.read();
      return { profiles, current: currentProfile(profiles, current) };
    },
    select: async () => {
      const { profiles, current } = await file.read();
      return selectProfile(profiles, requested ?? currentProfile(profiles, current), flag);
    },
    find: async name => findProfile((await file.read()).profiles, name, flag),
    access: async profile => {
      refuseUnusableOrigin(profile, file.path);
      refuseUnchecked(profile.origin, env);
      return createAccess(profile.origin, profile.space, profile.username, await findPassword(profile, passwords));
    },
    save: (name, signIn, password) => saveProfile(name, signIn, password, { file, passwords }),
    use: ({ name }) => file.change(config => ({ ...config, current: name })),
    remove: profile => removeProfile(profile, { file, passwords }),
    describeLocation: location => (location === 'keyring' ? 'keyring' : passwords.path),
  };
}

const signInAgain = (name: string) => ({ hint: 'Sign in again:', command: ['auth', 'login', '--profile', name] });

/** Refuses an origin that was edited by hand into something unsafe. */
function refuseUnusableOrigin({ name, origin }: Profile, path: string): void {
  if (parseServiceUrl(origin).origin === origin) return;
  throw new CliError('BAD_SETTINGS', `The profile ${name} in ${path} has the origin '${origin}'`, signInAgain(name));
}

async function findPassword(profile: Profile, passwords: Passwords): Promise<string> {
  const { name, origin, space, username } = profile;
  const password = await passwords.find(profile, profile.password).catch(error => {
    if (error instanceof CliError) throw error;
    throw new CliError('BAD_SETTINGS', `The keyring does not tell the password of ${name}: ${error.message}`, {
      ...signInAgain(name),
      hint: 'Unlock it, or set PIPELINER_NO_KEYRING=1 to keep the password in a file, and sign in again:',
    });
  });
  if (password !== undefined) return password;
  throw new CliError(
    'NO_PROFILE',
    `No password is kept for ${username} in ${space} at ${origin} (profile ${name})`,
    signInAgain(name),
  );
}
