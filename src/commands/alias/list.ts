import type { Command } from '../act.ts';

/** `pipeliner alias list`. */
export const list: Command = {
  name: 'list',
  summary: 'list the aliases',
  examples: ['alias list', 'alias list --json'],
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).listSchemas,
  run: async context => {
    const aliases = Object.entries(await (await context.aliases()).all());
    async function* pages() {
      yield aliases.sort().map(([name, line]) => ({ name, line }));
    }
    return {
      kind: 'records',
      columns: ['name', 'line'].map(path => ({ heading: path, path, isWhole: path === 'name' })),
      pages: pages(),
      footer: () => (aliases.length === 0 ? 'There are no aliases.' : undefined),
    };
  },
};
