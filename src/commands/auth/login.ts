import type { Command } from '../act.ts';
import type { LoginFlags } from './sign-in-answers.ts';

/** `pipeliner auth login`: signs in to a space. */
export const loginCommand: Command<LoginFlags> = {
  name: 'login',
  summary: 'sign in to a space and store it as a profile; asks for what the flags do not have',
  flags: [
    {
      flag: '--url <service-url>',
      summary: 'as https://eu-central.api.pipelinersales.com, with or without the space id',
    },
    { flag: '--space <id>', summary: 'the Space ID' },
    { flag: '--username <name>', summary: "the user name of the application's API access" },
    {
      flag: '--password-stdin',
      summary: 'read the password from stdin; there is no flag for the password itself',
    },
    { flag: '--yes', summary: 'replace a profile with the same name without a question' },
  ],
  explanation: `\
Find the four answers in the web app: Administration, Unit, Users & Roles, Applications, Show API Access.
It tries the sign-in before it stores it. The profile has the name of the space, or the one of --profile.`,
  examples: [
    'auth login',
    'auth login --url eu-central.api.pipelinersales.com --space my_space --username us-3f9c',
    'auth login --profile test --url ... --space ... --username ... --password-stdin < password.txt',
  ],
  writes: 'files',
  schemas: async () => (await import('./schemas.ts')).loginSchemas,
  run: async (context, { flags }) => (await import('./sign-in.ts')).signIn(context, flags),
};
