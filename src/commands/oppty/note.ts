import type { Command } from '../act.ts';
import { WRITE_FLAGS, type WriteFlags } from '../writes/flags.ts';
import { REFS } from './refs-argument.ts';

/** `pipeliner oppty note`. */
export const note: Command<WriteFlags & { owner?: string }> = {
  name: 'note',
  summary: 'add a note to an opportunity',
  arguments: [
    { ...REFS, argument: '<ref>', summary: 'id, exact name or link' },
    { argument: '[text]', summary: 'the note; - reads it from stdin; without it a terminal opens your editor' },
  ],
  flags: [
    {
      flag: '--owner <who>',
      summary: "whose note it is; default: default-owner, else the opportunity's owner",
      suggest: { records: 'Clients' },
    },
    ...WRITE_FLAGS.filter(({ flag }) => ['--dry-run', '--plan <file>'].includes(flag)),
  ],
  examples: [
    "oppty note 'Conveyor upgrade' 'Called, wants an offer by Friday'",
    "oppty note 'Conveyor upgrade' - < call.txt",
  ],
  writes: 'space',
  schemas: async () => (await import('../writes/schemas.ts')).writeSchemas('Notes'),
  run: async (context, { args: [ref = '', text], flags }) => {
    const { runNote } = await import('./run-note.ts');
    return runNote(context, ref, text, flags);
  },
};
