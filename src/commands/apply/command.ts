import type { Command } from '../act.ts';

/** `pipeliner apply <plan>`. */
export const apply: Command<{ dryRun?: boolean; yes?: boolean; ignoreChanges?: boolean }> = {
  name: 'apply',
  summary: 'carry out a plan that --plan <file> has made, once',
  arguments: [{ argument: '<plan>', label: 'plan', means: 'file of a plan', suggest: { files: true } }],
  flags: [
    { flag: '--dry-run', summary: 'show the plan, but send nothing' },
    { flag: '--yes', summary: 'skip the question' },
    { flag: '--ignore-changes', summary: 'write even what somebody else has changed since the plan was made' },
  ],
  explanation: `\
Each record is read again: what somebody has changed since is left, and named. On this machine a plan is carried out
once; one that was interrupted is carried on. Another machine does not know of it: it finds the records that have a key
(--client-key, --key of an import), and would create all others again.`,
  examples: ['apply month-end.plan --dry-run', 'apply month-end.plan --yes'],
  writes: 'space',
  schemas: async () => (await import('./schemas.ts')).applySchemas,
  run: async (context, { args: [path = ''], flags }) => {
    const { applyPlan } = await import('./apply-plan.ts');
    return applyPlan(context, path, flags);
  },
};
