import type { Command } from '../act.ts';
import { CLOSED_BY, type ClosedFlags, reportFlags } from './flags.ts';

/** `pipeliner report closed`. */
export const closed: Command<ClosedFlags> = {
  name: 'closed',
  summary: 'what was won and lost, how often, and how long it took',
  flags: [
    { flag: '--by <what>', summary: 'default: month', takes: { kind: 'choice', words: CLOSED_BY } },
    ...reportFlags({
      without: ['--status', '--stale'],
      closing: 'the days on which they were won or lost; default: this-year',
    }),
  ],
  explanation: `\
The days are those of your own time zone on which the server notes that an opportunity was won or lost. The time is that
from its creation to this day.`,
  examples: [
    'report closed',
    'report closed --by reason --closing last-quarter',
    'report closed --by owner --json | jq .rows',
  ],
  writes: 'files',
  schemas: async () => (await import('./schemas.ts')).closedSchemas,
  run: async (context, input) => {
    const { reportClosed } = await import('./run-closed.ts');
    return reportClosed(context, input);
  },
};
