import type { Command } from '../act.ts';

/** `pipeliner history prune`: removes runs that nobody needs any longer. */
export const prune: Command<{ keep?: number; yes?: boolean }> = {
  name: 'prune',
  summary: 'remove old runs that have ended; what they changed cannot be taken back afterwards',
  flags: [
    { flag: '--keep <n>', summary: 'how many of the newest stay; default 100', takes: { kind: 'integer', min: 0 } },
    { flag: '--yes', summary: 'skip the question' },
  ],
  examples: ['history prune --keep 20 --yes'],
  writes: 'files',
  run: async (context, { flags }) => {
    const { pruneRuns } = await import('./prune-runs.ts');
    return pruneRuns(context, flags);
  },
};
