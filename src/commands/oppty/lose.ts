import type { Command } from '../act.ts';
import { WRITE_FLAGS } from '../writes/flags.ts';
import { REFS, TARGET_FLAGS } from './refs-argument.ts';
import type { LoseFlags } from './run-close.ts';

/** `pipeliner oppty lose`. */
export const lose: Command<LoseFlags> = {
  name: 'lose',
  summary: 'lose opportunities: archive them with a reason',
  arguments: [REFS],
  flags: [
    {
      flag: '--reason <which>',
      summary: 'why, by name or id; on a terminal it is asked for',
      suggest: { records: 'Data' },
    },
    { flag: '--comment <text>', summary: 'why, in your own words' },
    {
      flag: '--lost-date <time>',
      summary: 'when it was lost, if not now: YYYY-MM-DD, friday, or a time with its zone',
    },
    {
      flag: '--set <field=text>',
      summary: 'a field that the form for lost deals demands; field:=json for values other than text',
      takes: { kind: 'repeated' },
    },
    ...WRITE_FLAGS,
    ...TARGET_FLAGS,
  ],
  explanation: `A lost opportunity can be read, but not edited before it is reopened. Without --reason a script gets the reasons there
are.`,
  examples: [
    "oppty lose 'Spare parts frame contract' --reason Price --comment 'too dear'",
    "oppty lose 'Licence renewal' 'Service renewal 2026' --reason Price --yes",
  ],
  writes: 'space',
  schemas: async () => (await import('../writes/schemas.ts')).writeSchemas('Opportunities'),
  run: async (context, input) => {
    const { runLose } = await import('./run-close.ts');
    return runLose(context, input);
  },
};
