import type { Command } from '../act.ts';
import { WRITE_FLAGS } from '../writes/flags.ts';
import { REFS, TARGET_FLAGS } from './refs-argument.ts';
import type { WinFlags } from './run-close.ts';

/** `pipeliner oppty win`. */
export const win: Command<WinFlags> = {
  name: 'win',
  summary: 'win opportunities: move them to the last step of their pipeline',
  arguments: [REFS],
  flags: [
    { flag: '--won-date <time>', summary: 'when it was won, if not now: YYYY-MM-DD, friday, or a time with its zone' },
    {
      flag: '--set <field=text>',
      summary: 'a field that the form for won deals demands; field:=json for values other than text',
      takes: { kind: 'repeated' },
    },
    ...WRITE_FLAGS,
    ...TARGET_FLAGS,
  ],
  explanation:
    'What the form for won deals of its type demands is asked for on a terminal; a script gives it by --set.',
  examples: [
    "oppty win 'Cold store monitoring'",
    "oppty win 'Cold store monitoring' --won-date 2026-03-31 --json | jq .won_date",
  ],
  writes: 'space',
  schemas: async () => (await import('../writes/schemas.ts')).writeSchemas('Opportunities'),
  run: async (context, input) => {
    const { runWin } = await import('./run-close.ts');
    return runWin(context, input);
  },
};
