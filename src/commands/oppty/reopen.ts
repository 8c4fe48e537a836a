import type { Command } from '../act.ts';
import { WRITE_FLAGS, type WriteFlags } from '../writes/flags.ts';
import { REFS, TARGET_FLAGS } from './refs-argument.ts';
import type { TargetFlags } from './select-opportunities.ts';

/** `pipeliner oppty reopen`. */
export const reopen: Command<WriteFlags & TargetFlags> = {
  name: 'reopen',
  summary: 'make lost opportunities active again',
  arguments: [REFS],
  flags: [...WRITE_FLAGS, ...TARGET_FLAGS],
  explanation:
    'What the server leaves of the loss, its reason for example, is said afterwards, with the command that empties it.',
  examples: ["oppty reopen 'Boatyard crane'"],
  writes: 'space',
  schemas: async () => (await import('../writes/schemas.ts')).writeSchemas('Opportunities'),
  run: async (context, input) => {
    const { runReopen } = await import('./run-close.ts');
    return runReopen(context, input);
  },
};
