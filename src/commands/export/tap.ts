import type { Command } from '../act.ts';
import type { TapFlags } from './flags.ts';

/** `pipeliner export tap`, and the program `tap-pipeliner`. */
export const tap: Command<TapFlags> = {
  name: 'tap',
  summary: 'send collections to a warehouse by the Singer specification',
  flags: [
    {
      flag: '--config <file>',
      summary: 'JSON with url, space, username, password, start_date',
      suggest: { files: true },
    },
    { flag: '--catalog <file>', summary: 'send what is selected in this catalog', suggest: { files: true } },
    { flag: '--state <file>', summary: 'go on after this state, the last one of the target', suggest: { files: true } },
    { flag: '--discover', summary: 'print the catalog', conflicts: ['--catalog', '--state'] },
  ],
  explanation: `\
This is what tap-pipeliner runs: any target of the Singer specification takes its messages, and Meltano runs both. Without a
sign-in in the config file the environment or a stored sign-in counts. Each state is true of the messages before it: a tap
that was stopped goes on from the last one that the target gave back, and sends again at most what was changed in the two
minutes before it. Deleted records come with is_deleted and _sdc_deleted_at.`,
  examples: [
    'export tap --discover --sandbox',
    'export tap --config config.json --catalog catalog.json --state state.json',
  ],
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).tapSchemas,
  run: async (context, { flags }) => {
    const { runTap } = await import('./run-tap.ts');
    return runTap(context, flags);
  },
};
