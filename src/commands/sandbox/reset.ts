import type { Command } from '../act.ts';
import { confirm } from '../confirm.ts';

/** `pipeliner sandbox reset`: back to the records it has at first. */
export const reset: Command<{ yes?: boolean }> = {
  name: 'reset',
  summary: 'delete everything you created there',
  flags: [{ flag: '--yes', summary: 'skip the question' }],
  examples: ['sandbox reset', 'sandbox reset --yes'],
  writes: 'files',
  run: async (context, { flags }) => {
    const question = {
      message: 'Forget everything that was created in the sandbox?',
      effect: 'This deletes everything created in the sandbox.',
    };
    if (!flags.yes && !(await confirm(context, question, ['No, keep it', 'Yes, forget it']))) {
      return { kind: 'nothing', notice: 'Nothing was changed.' };
    }
    const { resetStore } = await import('../../sandbox/store.ts');
    await resetStore(context.sandboxState, context.host.now);
    return { kind: 'nothing', notice: 'The sandbox has its first data again.' };
  },
};
