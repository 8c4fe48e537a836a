import type { Command } from '../act.ts';

/** `pipeliner doctor`: what stands between this machine and the space, one thing after the other. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'check the way to the space, from the settings to the permissions',
  explanation: `\
It looks at the settings, the host name, the connection, the certificate, the proxy, the clock, the sign-in, the space
and what may be read there, and stops where nothing further can be known. Nothing is written, and no secret is shown.
It ends with the exit code of what failed first.`,
  examples: ['doctor', '--sandbox doctor --json'],
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).doctorSchemas,
  run: async context => {
    const { runDoctor } = await import('./doctor.ts');
    return runDoctor(context);
  },
};
