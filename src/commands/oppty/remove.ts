import type { Command } from '../act.ts';
import { WRITE_FLAGS, type WriteFlags } from '../writes/flags.ts';
import { REFS } from './refs-argument.ts';

/** `pipeliner oppty delete`. */
export const remove: Command<WriteFlags> = {
  name: 'delete',
  aliases: ['rm'],
  summary: 'delete opportunities; they can be restored',
  arguments: [REFS],
  flags: WRITE_FLAGS,
  explanation: 'It asks first; a script says --yes.',
  examples: ["oppty delete 'Service renewal 2026' --yes", "oppty delete 'Licence renewal' --yes --json"],
  writes: 'space',
  schemas: async () => (await import('../writes/schemas.ts')).deleteSchemas,
  run: async (context, { args, flags }) => {
    const { runDelete } = await import('../writes/run-remove.ts');
    return runDelete('opportunity', context, args, flags);
  },
};

/** `pipeliner oppty restore`. */
export const restore: Command<WriteFlags> = {
  name: 'restore',
  summary: 'take the deletion of opportunities back',
  arguments: [REFS],
  flags: WRITE_FLAGS,
  examples: ["oppty restore 'Service renewal 2026'"],
  writes: 'space',
  schemas: async () => (await import('../writes/schemas.ts')).writeSchemas('Opportunities'),
  run: async (context, { args, flags }) => {
    const { runRestore } = await import('../writes/run-remove.ts');
    return runRestore('opportunity', context, args, flags);
  },
};
