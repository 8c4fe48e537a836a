import type { ArgumentDefinition, FlagDefinition } from '../flags.ts';
import { conditionFlags } from '../lists/command.ts';
import { OPPORTUNITIES } from './list-noun.ts';
import { SELECTION_FLAGS } from './selection-flags.ts';

/** The opportunities that a verb is for. */
export const REFS: ArgumentDefinition = {
  argument: '[ref...]',
  label: 'opportunity',
  means: 'name or id',
  summary: 'ids, exact names or links; - reads them from stdin, one a line',
  suggest: { records: 'Opportunities' },
};

/** The flags by which a verb chooses its records as `oppty list` does. */
export const TARGET_FLAGS: readonly FlagDefinition[] = [
  // A verb has no pages to go on from.
  ...[...SELECTION_FLAGS, ...conditionFlags(OPPORTUNITIES)].map(({ conflicts = [], ...flag }) => {
    const own = conflicts.filter(other => other === '--mine');
    return own.length > 0 ? { ...flag, conflicts: own } : flag;
  }),
  { flag: '--every', summary: 'all of them, where no other flag narrows them' },
];
