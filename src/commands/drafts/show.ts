import type { Command } from '../act.ts';

/** `pipeliner drafts show <id>`: one draft with its answers. */
export const show: Command = {
  name: 'show',
  summary: 'show the answers of a draft, and the same as one command line',
  arguments: [{ argument: '<id>', label: 'draft', suggest: { stored: 'drafts' } }],
  examples: ['drafts show k3f9'],
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).showSchemas,
  run: async (context, { args: [id = ''] }) => {
    const { show } = await import('./drafts.ts');
    return show(context, id);
  },
};
