import type { Command } from '../act.ts';
import { WRITE_FLAGS, type WriteFlags } from '../writes/flags.ts';
import { REFS } from './refs-argument.ts';

/** `pipeliner oppty reopen`. */
export const reopen: Command<WriteFlags> = {
  name: 'reopen',
  summary: 'make lost opportunities active again',
  arguments: [REFS],
  flags: WRITE_FLAGS,
  explanation:
    'What the server leaves of the loss, its reason for example, is said afterwards, with the command that empties it.',
  examples: ["oppty reopen 'Boatyard crane'"],
  writes: 'space',
  schemas: async () => (await import('../writes/schemas.ts')).writeSchemas('Opportunities'),
  run: async (context, { args, flags }) => {
    const { runReopen } = await import('./run-close.ts');
    return runReopen(context, args, flags);
  },
};
