import { usage } from '../../errors.ts';
import type { Command } from '../act.ts';
import { WRITE_FLAGS, type WriteFlags } from '../writes/flags.ts';
import { REFS, TARGET_FLAGS } from './refs-argument.ts';
import type { TargetFlags } from './select-opportunities.ts';

interface MoveFlags extends WriteFlags, TargetFlags {
  to?: string;
  next?: boolean;
  back?: boolean;
}

/** `pipeliner oppty move`. */
export const move: Command<MoveFlags> = {
  name: 'move',
  summary: 'move opportunities to another step of their pipeline',
  arguments: [REFS],
  flags: [
    {
      flag: '--to <step>',
      summary: "name or id of a step of the record's own pipeline",
      suggest: { records: 'Steps', ofArguments: true },
      conflicts: ['--next', '--back'],
    },
    { flag: '--next', summary: 'to the step after the present one', conflicts: ['--back'] },
    { flag: '--back', summary: 'to the step before the present one' },
    ...WRITE_FLAGS,
    ...TARGET_FLAGS,
  ],
  explanation: `The last step of a pipeline is that of won deals. Without --to, --next or --back a person is asked; several records are
moved after a question, or with --yes.`,
  examples: [
    "oppty move 'Conveyor upgrade' --next",
    "oppty move 'Conveyor upgrade' --to Proposal --dry-run",
    'oppty move - --to Qualified --yes',
    'oppty move --owner john.doe@example.com --step First --to Qualified --dry-run',
  ],
  writes: 'space',
  schemas: async () => (await import('../writes/schemas.ts')).writeSchemas('Opportunities'),
  run: async (context, input) => {
    const { to, next, back } = input.flags;
    if (to !== undefined && to.trim() === '') throw usage('--to is empty', { flag: '--to' });
    const { runMove } = await import('./run-move.ts');
    return runMove(context, input, to !== undefined ? { to } : next ? 'next' : back ? 'back' : undefined);
  },
};
