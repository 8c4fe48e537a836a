import type { Client } from '../../api/client.ts';
import type { Context } from '../../context.ts';
import { usage } from '../../errors.ts';
import { createLookups } from '../../records/lookups.ts';
import type { ProgramDefinition } from '../define.ts';
import { flagSyntax } from '../flags.ts';
import { requireName } from '../lists/get.ts';
import type { ListFlags } from '../lists/list-flags.ts';
import type { ListDisplay, SelectionPlan } from '../lists/noun.ts';
import { calendarOf, readCriteria } from './criteria.ts';
import { findSelection } from './find-selection.ts';
import { opportunityDisplay } from './list-display.ts';
import { SELECTION_FLAGS, type SelectionFlags } from './selection-flags.ts';
import { withView } from './views.ts';

/** Which opportunities the flags choose. Throws USAGE; NOT_FOUND for a view that is not saved. Sends nothing. */
export async function planList(
  context: Context,
  typedFlags: ListFlags,
  program: ProgramDefinition,
): Promise<SelectionPlan> {
  const merged = await withView(context, typedFlags, program);
  const owner = await ownerOf(context, merged);
  const flags: SelectionFlags = { ...merged, ...(owner === undefined ? {} : { owner }) };
  for (const name of NAME_FLAGS) if (flags[name] !== undefined) requireName(flags[name], `--${name}`);
  const usesRanges = [flags.closing, flags.created, flags.modified].some(range => range !== undefined);
  const fiscalYearStart = usesRanges ? await (await context.settings()).get('fiscal-year-start') : undefined;
  const criteria = readCriteria(flags, calendarOf(context.host.now(), fiscalYearStart?.value));
  return {
    flags,
    hiddenColumns: [
      ...(flags.owner === undefined ? [] : ['owner.name']),
      ...(flags.status === 'all' ? [] : ['status_name']),
    ],
    describeEmpty: () => describeNone(merged),
    find: (client, knownIds) => findSelection(client, knownIds, flags, criteria),
  };
}

/** The flags that name a record. */
const NAME_FLAGS = ['owner', 'account', 'contact', 'pipeline', 'step', 'unit', 'type'] as const;

/** The words for the owner: those of the setting for `me`. Throws USAGE if it is not set. */
async function ownerOf(context: Context, { owner, mine }: SelectionFlags): Promise<string | undefined> {
  if (!mine && owner?.trim().toLowerCase() !== 'me') return owner;
  const setting = await (await context.settings()).get('default-owner');
  if (setting) return setting.value;
  throw usage("Nobody is set as 'me'", {
    flag: mine ? '--mine' : '--owner',
    hint: 'Say who you are:',
    command: ['config', 'set', 'default-owner', '<e-mail, name or id>'],
  });
}

/** `No open opportunities match --mine, --closing this-week.` */
function describeNone(flags: SelectionFlags): string {
  const { status = 'open', after, before } = flags;
  if (after !== undefined || before !== undefined) return 'There are no more opportunities.';
  const noun = status === 'all' ? 'opportunities' : `${status} opportunities`;
  const values = flags as Readonly<Record<string, unknown>>;
  const texts = [...SELECTION_FLAGS.map(flag => flagSyntax(flag).long), '--search', '--filter'].flatMap(long => {
    const value = values[long.slice(2).replace(/-(\w)/g, (_, letter) => letter.toUpperCase())];
    if (value === undefined || long === '--status' || long === '--view') return [];
    if (value === true) return [long];
    return long === '--filter' ? (value as string[]).map(text => `${long} ${text}`) : [`${long} ${value}`];
  });
  return texts.length > 0 ? `No ${noun} match ${texts.join(', ')}.` : `There are no ${noun}.`;
}

/** The currencies come from the cache while they are young: it spares a request. */
export async function loadDisplay(context: Context, client: Client): Promise<ListDisplay> {
  const cache = await context.namesCache();
  const cached = await cache.list('currencies');
  if (cached) return opportunityDisplay(cached);
  const currencies = await createLookups(client).currencies();
  cache.saveList('currencies', currencies);
  return opportunityDisplay(currencies);
}
