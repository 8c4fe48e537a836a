import type { Context } from '../../context.ts';
import { CliError, usage } from '../../errors.ts';
import type { Row } from '../../wire/entities.ts';
import type { CommandInput } from '../act.ts';
import { openList } from '../lists/open-list.ts';
import { buildListQuery } from '../lists/query.ts';
import { collectRefs, type Refs } from '../writes/refs.ts';
import { OPPORTUNITIES } from './list-noun.ts';
import { planList } from './plan-list.ts';
import { type SelectionFlags, selectionFlagNames } from './selection-flags.ts';

/** The flags of a verb by which it finds its records. */
export interface TargetFlags extends SelectionFlags {
  /** Whether all are meant where no flag narrows them. */
  every?: boolean;
}

/**
 * The opportunities that a verb is for: those that are named, or those that the flags of a list choose, by default of this
 * status. Throws USAGE for both at once, MISSING_INPUT for neither.
 */
export async function collectTargets(
  { args, flags, program }: CommandInput<TargetFlags>,
  verb: string,
  context: Context,
  status: SelectionFlags['status'] = 'open',
): Promise<Refs> {
  const selection = selectionOf(flags);
  if (args.length > 0) {
    if (Object.keys(selection).length === 0 && !flags.every) return collectRefs(args, context);
    throw usage('Name the opportunities, or choose them by flags of a list, but not both');
  }
  if (!isNarrowed(selection, status) && !flags.every) throw missingTargets(verb);
  return { words: [], isSingle: false, rows: selectRows({ status, ...selection }, program, context) };
}

function missingTargets(verb: string): CliError {
  const hint = `Name them, or choose them as oppty list does, by --mine, --step and so on; --every means all of them:`;
  const command = ['oppty', verb, '<name or id>'];
  return new CliError('MISSING_INPUT', 'Which opportunities?', { hint, command });
}

/** Whether the flags leave any record out: an empty --search, as a script's variable may be, leaves out none. */
const isNarrowed = ({ search, status, ...rest }: SelectionFlags, byDefault: SelectionFlags['status']): boolean =>
  Object.keys(rest).length > 0 ||
  (search ?? '').trim() !== '' ||
  (status !== undefined && status !== 'all' && status !== byDefault);

/** The flags of the list among those of the verb. */
function selectionOf(flags: TargetFlags): SelectionFlags {
  const names = selectionFlagNames();
  return Object.fromEntries(Object.entries(flags).filter(([name]) => names.includes(name)));
}

/** The records of a list, whole, to its end; with --fields only these fields of them. */
export async function* selectRows(
  typedFlags: SelectionFlags,
  program: CommandInput['program'],
  context: Context,
): AsyncGenerator<Row> {
  const { flags, find } = await planList(context, typedFlags, program);
  const client = await context.client();
  const knownIds = await context.namesCache();
  const selection = await find(client, knownIds);
  const listQuery = buildListQuery(OPPORTUNITIES, flags, 'machine', selection);
  const source = { client, flags, listQuery, selection, limit: undefined, knownIds };
  for await (const page of openList(OPPORTUNITIES, source).pages) yield* page.rows;
}
