import type { Command } from '../act.ts';

/** `pipeliner drafts rm [ids...]`: removes drafts. */
export const remove: Command<{ all?: boolean; yes?: boolean }> = {
  name: 'rm',
  aliases: ['remove', 'delete'],
  summary: 'remove drafts',
  arguments: [{ argument: '[ids...]', suggest: { stored: 'drafts' } }],
  flags: [
    { flag: '--all', summary: 'remove all of them' },
    { flag: '--yes', summary: 'skip the question' },
  ],
  examples: ['drafts rm k3f9', 'drafts rm k3f9 --yes', 'drafts rm --all --yes'],
  writes: 'files',
  run: async (context, { args, flags }) => {
    const { remove } = await import('./drafts.ts');
    return remove(context, args, flags);
  },
};
