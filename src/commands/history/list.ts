import type { Command } from '../act.ts';

/** `pipeliner history list`: the runs of all spaces. */
export const list: Command<{ limit?: number }> = {
  name: 'list',
  summary: 'list the runs, the newest first',
  flags: [{ flag: '--limit <n>', summary: 'only the newest ones; default 20', takes: { kind: 'integer', min: 1 } }],
  examples: ['history list', "history list --json | jq '.[0].id'"],
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).listSchemas,
  run: async (context, { flags }) => {
    const { listRuns } = await import('./list-runs.ts');
    return listRuns(context, flags);
  },
};
