import type { Command } from '../act.ts';
import { refuseSandbox } from './profile-row.ts';
import { overridingSources } from './sign-in-source.ts';

/** `pipeliner auth use <profile>`: makes another profile the current one. */
export const use: Command = {
  name: 'use',
  summary: 'make a profile the current one, for commands without --profile',
  arguments: [{ argument: '<profile>', suggest: { stored: 'profiles' } }],
  examples: ['auth use test'],
  writes: 'files',
  run: async (context, { args: [name = ''] }) => {
    refuseSandbox(context);
    const profiles = await context.profiles();
    const profile = await profiles.find(name);
    await profiles.use(profile);
    return {
      kind: 'nothing',
      notice: [`The profile ${name} is the current one.`, ...overridingSources(context)].join('\n'),
    };
  },
};
