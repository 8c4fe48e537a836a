import { forgetView } from '../../storage/names-cache.ts';
import { viewKey } from '../../storage/names-file.ts';
import type { Command } from '../act.ts';
import { confirm } from '../confirm.ts';
import { refuseSandbox } from './profile-row.ts';

/** `pipeliner auth logout`: removes a profile, its password, and the names that were read with it. */
export const logout: Command<{ yes?: boolean }> = {
  name: 'logout',
  summary: 'remove a profile and its password: the one of --profile, or the current one',
  flags: [{ flag: '--yes', summary: 'skip the question' }],
  examples: ['auth logout', 'auth logout --profile test --yes'],
  writes: 'files',
  run: async (context, { flags }) => {
    refuseSandbox(context);
    const profiles = await context.profiles();
    const profile = await profiles.select();
    const target = `the profile ${profile.name} (${profile.username} in ${profile.space}) and its password`;
    const question = { message: `Remove ${target}?`, effect: `This removes ${target}.` };
    if (!flags.yes && !(await confirm(context, question, ['No, keep it', 'Yes, remove it']))) {
      return { kind: 'nothing', notice: 'Nothing was changed.' };
    }
    const { passwordProblem } = await profiles.remove(profile);
    const view = viewKey(profile);
    const { profiles: remaining } = await profiles.list();
    if (!remaining.some(other => viewKey(other) === view)) await forgetView(context.host.folders, view);
    const removed = `The profile ${profile.name} is removed.`;
    const inKeyring = `Its password may still be in the keyring, which cannot be used: ${passwordProblem}.`;
    return { kind: 'nothing', notice: passwordProblem === undefined ? removed : `${removed}\n${inKeyring}` };
  },
};
