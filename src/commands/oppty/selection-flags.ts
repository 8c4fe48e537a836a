import { RANGE_WORDS } from '../../values/day-ranges.ts';
import { type FlagDefinition, flagSyntax } from '../flags.ts';
import type { ListFlags } from '../lists/list-flags.ts';

/** The statuses that --status takes. */
const STATUSES = ['open', 'won', 'lost', 'deleted', 'all'] as const;

/** The flags that choose opportunities, as commander names them. */
export interface SelectionFlags extends ListFlags {
  view?: string;
  owner?: string;
  mine?: boolean;
  contact?: string;
  pipeline?: string;
  step?: string;
  unit?: string;
  type?: string;
  status?: (typeof STATUSES)[number];
  closing?: string;
  created?: string;
  modified?: string;
  stale?: string;
  minValue?: string;
  maxValue?: string;
  label?: string[];
}

// The links are lists of their own, which have other cursors, and are read to their end.
const OF_LINKS = ['--after', '--before', '--last', '--page-size'];

/** Their names as commander has them, with those of conditions that every list takes. */
export const selectionFlagNames = (): string[] =>
  [...SELECTION_FLAGS.map(flag => flagSyntax(flag).long), '--search', '--filter'].map(long =>
    long.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
  );

const range = { words: RANGE_WORDS } as const;

/** The flags that choose opportunities. */
export const SELECTION_FLAGS: readonly FlagDefinition[] = [
  {
    flag: '--view <name>',
    summary: 'the flags saved as config set view.<name>; those on the line win',
    suggest: { stored: 'views' },
  },
  {
    flag: '--owner <who>',
    summary: "only those of this owner: name, e-mail or id; 'me' is the setting default-owner",
    suggest: { records: 'Clients', or: ['me'] },
    conflicts: ['--mine'],
  },
  { flag: '--mine', summary: 'short for --owner me' },
  {
    flag: '--account <which>',
    summary: 'only those linked with this account: name, e-mail or id',
    suggest: { records: 'Accounts' },
    conflicts: OF_LINKS,
  },
  {
    flag: '--contact <who>',
    summary: 'only those linked with this contact: name, e-mail or id',
    conflicts: OF_LINKS,
  },
  { flag: '--pipeline <which>', summary: 'only those in this pipeline', suggest: { records: 'Pipelines' } },
  {
    flag: '--step <which>',
    summary: 'only those in this step',
    suggest: { records: 'Steps', within: '--pipeline' },
  },
  { flag: '--unit <which>', summary: 'only those of this sales unit', suggest: { records: 'SalesUnits' } },
  { flag: '--type <which>', summary: 'only those of this type', suggest: { records: 'OpportunityTypes' } },
  {
    flag: '--status <status>',
    summary: 'default: open; all means open, won and lost',
    takes: { kind: 'choice', words: STATUSES },
  },
  {
    flag: '--closing <range>',
    summary: "only those that close in this range of days; 'overdue' for open ones that should be closed by now",
    suggest: { words: ['overdue', ...RANGE_WORDS] },
  },
  { flag: '--created <range>', summary: 'only those created in this range of days', suggest: range },
  { flag: '--modified <range>', summary: 'only those last modified in this range of days', suggest: range },
  {
    flag: '--stale <time>',
    summary: 'only those not modified for this long: 30d, 6w, 3m, 1y',
    suggest: { words: ['14d', '30d', '90d'] },
  },
  { flag: '--min-value <amount>', summary: 'only those worth at least this, in the base currency' },
  { flag: '--max-value <amount>', summary: 'only those worth at most this, in the base currency' },
  {
    flag: '--label <names>',
    summary: 'only those with all of these labels: priority,hot,stalled',
    takes: { kind: 'list' },
    suggest: { words: ['priority', 'hot', 'stalled'], list: true },
  },
];
