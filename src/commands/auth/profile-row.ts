import type { Profiles } from '../../access/profiles.ts';
import type { Context } from '../../context.ts';
import { usage } from '../../errors.ts';
import type { Profile } from '../../storage/config-file.ts';
import type { Row } from '../../wire/entities.ts';

/** A profile as a record. */
export const profileRow = (
  { name, origin, space, username, password }: Profile,
  current: boolean,
  profiles: Profiles,
): Row => ({
  profile: name,
  url: origin,
  space,
  username,
  password_in: profiles.describeLocation(password),
  current,
});

/** What is used instead of the current profile, as lines for the user. */
export function overridingSources({ host: { env }, sandbox }: Context): string[] {
  if (sandbox) return ['PIPELINER_SANDBOX is set: the built-in space is used, except with --profile.'];
  if (!env.PIPELINER_URL?.trim()) return [];
  return ['PIPELINER_URL is set: the four variables are used, except with --profile.'];
}

/** Throws USAGE with --sandbox. */
export function refuseSandbox({ flags }: Context): void {
  if (flags.sandbox) throw usage('The sandbox needs no sign-in', { flag: '--sandbox', hint: 'Leave --sandbox out.' });
}
