import type { Command } from 'commander';
import type { Act } from '../../cli.ts';
import { suggestValues } from '../suggestions.ts';
import type { LoginFlags } from './login.ts';

/** Puts `login | status | use | logout` below `auth`: which spaces are known, and as whom. */
export function fillAuth(auth: Command, act: Act): void {
  auth.addHelpText('after', examples('login', 'status'));
  auth
    .command('login')
    .description('store a space and its sign-in under a name: asks for what the flags leave open')
    .option('--url <service-url>', 'as https://eu-central.api.pipelinersales.com, with or without the space')
    .option('--space <id>', 'the Space ID')
    .option('--username <name>', "the user name of the application's API access")
    .option('--password-stdin', 'read its password from stdin; there is no flag for the password itself')
    .option('--yes', 'replace a profile of that name without a question')
    .addHelpText('after', EXAMPLES)
    .action(
      act(async (context, flags: LoginFlags) => {
        const { login } = await import('./login.ts');
        return login(context, flags);
      }),
    );
  auth
    .command('status')
    .description('list the stored profiles, and where their passwords are')
    .option('--check', 'sign in with the one in use first')
    .addHelpText('after', examples('status', 'status --check'))
    .action(
      act(async (context, flags: { check?: boolean }) => {
        const { status } = await import('./status.ts');
        return status(context, flags);
      }),
    );
  const use = auth
    .command('use <profile>')
    .description('choose the profile that is used without --profile')
    .addHelpText('after', examples('use test'))
    .action(
      act(async (context, name: string) => {
        const { choose } = await import('./status.ts');
        return choose(context, name);
      }),
    );
  suggestValues(use, { operands: [{ kept: 'profiles' }] });
  auth
    .command('logout')
    .description('remove a profile and its password: that of --profile, or the current one')
    .option('--yes', 'without a question')
    .addHelpText('after', examples('logout', 'logout --profile test --yes'))
    .action(
      act(async (context, flags: { yes?: boolean }) => {
        const { logout } = await import('./status.ts');
        return logout(context, flags);
      }),
    );
}

const examples = (...lines: string[]) => `\nExamples:\n${lines.map(line => `  pipeliner auth ${line}`).join('\n')}`;

const EXAMPLES = `
The four things it asks for are in the web app: Administration, Unit, Users & Roles, Applications, Show API Access.
The sign-in is tried before it is stored. The name of the profile is that of the space, unless --profile gives another.

Examples:
  pipeliner auth login
  pipeliner auth login --url eu-central.api.pipelinersales.com --space my_space --username us-3f9c
  pipeliner auth login --profile test --url ... --space ... --username ... --password-stdin < password.txt`;
