import { KINDS } from '../../records/kinds.ts';
import type { Noun } from '../lists/noun.ts';
import { byName } from '../lists/search.ts';
import { OPPORTUNITY_COLUMNS, OPPORTUNITY_FIELDS } from './list-display.ts';
import { SELECTION_FLAGS } from './selection-flags.ts';

/** The opportunities as a list; its flags choose the records of the verbs that write, too. */
export const OPPORTUNITIES: Noun = {
  name: 'opportunities',
  singular: 'opportunity',
  summary: 'opportunities, open ones unless --status says otherwise',
  kind: KINDS.opportunity,
  columns: OPPORTUNITY_COLUMNS,
  loadOnly: OPPORTUNITY_FIELDS,
  order: ['closing_date', 'id'],
  search: byName('name'),
  selectionFlags: SELECTION_FLAGS,
  plan: async (context, flags, program) => {
    const { planList } = await import('./plan-list.ts');
    return planList(context, flags, program);
  },
  present: async (context, client) => {
    const { loadDisplay } = await import('./plan-list.ts');
    return loadDisplay(context, client);
  },
  explanation: `\
All conditions hold together. A range is a word, a period, a day, or two of these with .. between them, each end of which
can be left out: today, this-week, next-month, last-quarter, q3, 2026-q1, 2026-10, 2026, -7d (from 7 days ago to today),
+30d (from today on), 2026-10-01..2026-12-31, ..friday. Weeks begin on Monday. Days are those of your own time zone, for
times as for dates: --created today begins at your midnight. With config set fiscal-year-start 04, years and quarters
begin in April, and 2026-q1 is April to June 2026.

Save flags that you use often: config set view.mine '--mine --closing this-quarter', and then oppty list --view mine.`,
  examples: [
    'oppty list --closing this-quarter',
    "oppty list --pipeline 'Test Pipeline' --step Proposal --min-value 10k",
    "oppty list --account 'Ziemann and Sons' --status all",
    'oppty list --closing overdue --stale 30d --order-by -closing_date',
    'oppty list --status won --closing last-year --format csv',
    'oppty list --owner john.doe@example.com --json',
  ],
};
