import type { Command } from '../act.ts';

/** `pipeliner drafts list`: the drafts of all spaces. */
export const list: Command = {
  name: 'list',
  summary: 'list the drafts, the newest first',
  examples: ['drafts list', 'drafts list --json'],
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).listSchemas,
  run: async context => {
    const { list } = await import('./drafts.ts');
    return list(context);
  },
};
