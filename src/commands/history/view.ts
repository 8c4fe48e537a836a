import type { Command } from '../act.ts';

/** `pipeliner history view <run>`: the records of one run. */
export const view: Command = {
  name: 'view',
  summary: 'show what a run changed, record by record',
  arguments: [{ argument: '<run>', label: 'run', means: 'id of a run, or the beginning of one' }],
  examples: ['history view <run>', 'history view <run> --json'],
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).viewSchemas,
  run: async (context, { args: [id = ''] }) => {
    const { viewRun } = await import('./view-run.ts');
    return viewRun(context, id);
  },
};
