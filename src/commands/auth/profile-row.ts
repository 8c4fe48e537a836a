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

/** Throws USAGE with --sandbox. */
export function refuseSandbox({ flags }: Context): void {
  if (flags.sandbox) throw usage('The sandbox needs no sign-in', { flag: '--sandbox', hint: 'Leave --sandbox out.' });
}
