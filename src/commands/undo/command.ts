import type { Command } from '../act.ts';

/** `pipeliner undo [run]`. */
export const undo: Command<{ dryRun?: boolean; yes?: boolean }> = {
  name: 'undo',
  summary: 'take back what a run wrote, where nobody has touched it since',
  arguments: [{ argument: '[run]', label: 'run', means: 'id of a run; default: the newest that is not undone' }],
  flags: [
    { flag: '--dry-run', summary: 'show what would be taken back, but send nothing' },
    { flag: '--yes', summary: 'skip the question' },
  ],
  explanation: `\
What was created is deleted, what was changed gets its old values, what was deleted is restored. What somebody has
changed since is named and left. It is a run itself, so that it can be undone.`,
  examples: ['undo --dry-run', 'undo --yes', 'undo <run> --yes'],
  writes: 'space',
  schemas: async () => (await import('../writes/schemas.ts')).resultSchemas,
  run: async (context, { args: [run], flags }) => {
    const { undoRun } = await import('./undo-run.ts');
    return undoRun(context, run, flags);
  },
};
