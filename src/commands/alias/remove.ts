import type { Command } from '../act.ts';

/** `pipeliner alias rm <name>`. */
export const remove: Command = {
  name: 'rm',
  summary: 'remove an alias',
  arguments: [{ argument: '<name>', label: 'alias', suggest: { stored: 'aliases' } }],
  examples: ['alias rm mine'],
  writes: 'files',
  run: async (context, { args: [name = ''] }) => {
    await (await context.aliases()).remove(name);
    return { kind: 'nothing', notice: `Removed the alias ${name}.` };
  },
};
