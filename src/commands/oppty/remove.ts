import type { Command } from '../act.ts';
import { WRITE_FLAGS, type WriteFlags } from '../writes/flags.ts';
import { REFS, TARGET_FLAGS } from './refs-argument.ts';
import type { TargetFlags } from './select-opportunities.ts';

/** `pipeliner oppty delete`. */
export const remove: Command<WriteFlags & TargetFlags> = {
  name: 'delete',
  aliases: ['rm'],
  summary: 'delete opportunities; they can be restored',
  arguments: [REFS],
  flags: [...WRITE_FLAGS, ...TARGET_FLAGS],
  explanation: 'It asks first; a script says --yes.',
  examples: ["oppty delete 'Service renewal 2026' --yes", "oppty delete 'Licence renewal' --yes --json"],
  writes: 'space',
  schemas: async () => (await import('../writes/schemas.ts')).deleteSchemas,
  run: async (context, input) => {
    const { removeOpportunities } = await import('./run-remove.ts');
    return removeOpportunities(context, input);
  },
};

/** `pipeliner oppty restore`. */
export const restore: Command<WriteFlags & TargetFlags> = {
  name: 'restore',
  summary: 'take the deletion of opportunities back',
  arguments: [REFS],
  flags: [...WRITE_FLAGS, ...TARGET_FLAGS],
  examples: ["oppty restore 'Service renewal 2026'"],
  writes: 'space',
  schemas: async () => (await import('../writes/schemas.ts')).writeSchemas('Opportunities'),
  run: async (context, input) => {
    const { restoreOpportunities } = await import('./run-remove.ts');
    return restoreOpportunities(context, input);
  },
};
