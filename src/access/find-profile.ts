import { CliError } from '../errors.ts';
import type { Profile } from '../storage/config-file.ts';
import { nearest } from '../values/names.ts';

/** The profile of a name. Throws NO_PROFILE with the existing names. `flag` is the value of --profile. */
export function findProfile(profiles: readonly Profile[], name: string, flag: string | undefined): Profile {
  const profile = profiles.find(entry => entry.name === name);
  if (profile) return profile;
  const names = profiles.map(entry => entry.name);
  const similar = nearest(name, names);
  throw new CliError('NO_PROFILE', `There is no profile '${name}'`, {
    flag: flag === undefined ? undefined : '--profile',
    hint: `${listNames(profiles)}${similar ? ` Did you mean '${similar}'?` : ''} pipeliner auth login stores one.`,
  });
}

/** The profile to use; `name` is undefined if none is requested and none is current. Throws NO_PROFILE. */
export function selectProfile(
  profiles: readonly Profile[],
  name: string | undefined,
  flag: string | undefined,
): Profile {
  if (name !== undefined) return findProfile(profiles, name, flag);
  if (profiles.length > 0) {
    throw new CliError('NO_PROFILE', 'No profile is selected', {
      hint: `${listNames(profiles)} Choose one by --profile, PIPELINER_PROFILE or pipeliner auth use.`,
    });
  }
  throw new CliError('NO_PROFILE', 'No space to work with', {
    hint: 'Sign in with pipeliner auth login, or try --sandbox for the built-in space. Scripts can set PIPELINER_URL and three more: see pipeliner help environment.',
  });
}

const listNames = (profiles: readonly Profile[]): string =>
  profiles.length === 0 ? 'No profile is stored.' : `There are ${profiles.map(({ name }) => name).join(', ')}.`;
