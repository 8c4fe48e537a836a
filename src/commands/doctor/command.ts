import { Command } from 'commander';
import type { Act } from '../../cli.ts';

/** `pipeliner doctor`: what stands between this machine and the space, one thing after the other. */
export function doctorCommand(act: Act): Command {
  return new Command('doctor')
    .description('check the way to the space, from the settings to the permissions')
    .addHelpText('after', EXAMPLES)
    .action(
      act(async context => {
        const { runDoctor } = await import('./doctor.ts');
        return runDoctor(context);
      }),
    );
}

const EXAMPLES = `
It looks at the settings, the host name, the connection, the certificate, the proxy, the clock, the sign-in, the space
and what may be read there, and stops where nothing further can be known. Nothing is written, and no secret is shown.
It ends with the exit code of what failed first.

Examples:
  pipeliner doctor
  pipeliner --sandbox doctor --json`;
