import type { Row } from '../../wire/entities.ts';
import type { Command } from '../act.ts';
import { profileRow, refuseSandbox } from './profile-row.ts';
import { describeSource, overridingSources } from './sign-in-source.ts';
import { trySignIn } from './try-sign-in.ts';

const COLUMNS = ['profile', 'url', 'space', 'username', 'password_in', 'current'];

/** `pipeliner auth status`: the stored profiles; with --check it tries the sign-in that commands use first. */
export const status: Command<{ check?: boolean }> = {
  name: 'status',
  summary: 'list the stored profiles and where their passwords are',
  flags: [
    {
      flag: '--check',
      summary: 'sign in first, as other commands do here',
    },
  ],
  examples: ['auth status', 'auth status --check'],
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).statusSchemas,
  run: async (context, { flags }) => {
    refuseSandbox(context);
    const profiles = await context.profiles();
    const { profiles: savedProfiles, current } = await profiles.list();
    if (flags.check) {
      await trySignIn(await context.access(), context);
      await context.say(`The sign-in by ${await describeSource(context)} works.`);
    }
    async function* rows(): AsyncGenerator<Row[]> {
      yield savedProfiles.map(profile => profileRow(profile, profile.name === current, profiles));
    }
    const none = savedProfiles.length === 0 ? ['No profile is stored. pipeliner auth login stores one.'] : [];
    return {
      kind: 'records',
      columns: COLUMNS.map(path => ({ heading: path.replace('_', ' '), path })),
      pages: rows(),
      footer: () => [...none, ...overridingSources(context)].join('\n') || undefined,
    };
  },
};
