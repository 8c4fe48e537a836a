import type { Profiles } from '../../access/profiles.ts';
import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { usage } from '../../errors.ts';
import type { Profile } from '../../storage/config-file.ts';
import { forgetView } from '../../storage/names-cache.ts';
import { viewKey } from '../../storage/names-file.ts';
import type { Row } from '../../wire/entities.ts';
import { confirm } from '../confirm.ts';
import { trySignIn } from './try-sign-in.ts';

const COLUMNS = ['profile', 'url', 'space', 'username', 'password_in', 'current'];

/** The stored profiles as a list; with `check` only if the sign-in of the one in use works. */
export async function status(context: Context, { check }: { check?: boolean }): Promise<Answer> {
  refuseSandbox(context);
  const profiles = await context.profiles();
  const { profiles: stored, current } = await profiles.list();
  if (check) {
    const profile = await profiles.select();
    await trySignIn(await profiles.access(profile), context);
    await context.say(`The sign-in of ${profile.name} works.`);
  }
  async function* rows(): AsyncGenerator<Row[]> {
    yield stored.map(profile => toRow(profile, profile.name === current, profiles));
  }
  const none = 'No profile is stored. pipeliner auth login stores one.';
  return {
    kind: 'records',
    columns: COLUMNS.map(path => ({ head: path.replace('_', ' '), path })),
    pages: rows(),
    more: () => [...(stored.length === 0 ? [none] : []), ...overridingSources(context)].join('\n') || undefined,
  };
}

/** Makes another profile the current one. */
export async function choose(context: Context, name: string): Promise<Answer> {
  refuseSandbox(context);
  const profiles = await context.profiles();
  const profile = await profiles.find(name);
  await profiles.use(profile);
  return {
    kind: 'nothing',
    said: [`The profile ${name} is the current one.`, ...overridingSources(context)].join('\n'),
  };
}

/** Removes a profile and its password. */
export async function logout(context: Context, { yes }: { yes?: boolean }): Promise<Answer> {
  refuseSandbox(context);
  const profiles = await context.profiles();
  const profile = await profiles.select();
  const question = `Remove the profile ${profile.name} (${profile.username} in ${profile.space}) and its password?`;
  if (!yes && !(await confirm(context, question, ['No, keep it', 'Yes, remove it']))) {
    return { kind: 'nothing', said: 'Nothing was changed.' };
  }
  const { passwordProblem } = await profiles.remove(profile);
  const view = viewKey(profile);
  const { profiles: others } = await profiles.list();
  if (!others.some(one => viewKey(one) === view)) await forgetView(context.host.folders, view);
  const said = `The profile ${profile.name} is removed.`;
  if (passwordProblem === undefined) return { kind: 'nothing', said };
  return {
    kind: 'nothing',
    said: `${said}\nIts password may still be in the keyring, which cannot be used: ${passwordProblem}.`,
  };
}

/** A profile as a record. */
export const toRow = (
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

/** What keeps the current profile from being used. */
export function overridingSources({ host: { env }, sandbox }: Context): string[] {
  if (sandbox) return ['PIPELINER_SANDBOX is set: the built-in space is used, except with --profile.'];
  if (!env.PIPELINER_URL?.trim()) return [];
  return ['PIPELINER_URL is set: the four variables are used, except with --profile.'];
}

export function refuseSandbox({ flags }: Context): void {
  if (flags.sandbox) throw usage('The sandbox needs no sign-in', { flag: '--sandbox', hint: 'Leave --sandbox out.' });
}
