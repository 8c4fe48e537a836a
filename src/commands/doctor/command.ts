import type { Command } from '../act.ts';

/** `pipeliner doctor`: checks everything between this machine and the space, one step after the other. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'check the connection to the space, from the settings to the permissions',
  explanation: `\
It checks the settings, the host name, the connection, the certificate, the proxy, the first answer, the clock, the
sign-in, the space and the permissions, and stops at the first failure. The exit code is that of this failure. It writes nothing and shows
no secrets.`,
  examples: ['doctor', '--sandbox doctor --json'],
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).doctorSchemas,
  run: async context => {
    const { runDoctor } = await import('./doctor.ts');
    return runDoctor(context);
  },
};
