import type { Command } from '../act.ts';

/** `pipeliner whoami`. */
export const whoami: Command = {
  name: 'whoami',
  summary: "tell where commands go, by which sign-in, and who 'me' is",
  explanation: `\
It signs in, so that its success means that commands work here. The sign-in is that of an application: who 'me' is, as in
oppty list --mine, is said by the setting default-owner.`,
  examples: ['whoami', 'whoami --json | jq -r .space'],
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).whoamiSchemas,
  run: async context => {
    const { describeSignIn } = await import('./describe-sign-in.ts');
    return describeSignIn(context);
  },
};
