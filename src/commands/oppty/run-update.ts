import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { CliError, problemsError } from '../../errors.ts';
import { VALIDATION_LEVELS } from '../../oppty/draft/plain-fields.ts';
import type { DraftFlags } from '../../oppty/input/flags.ts';
import { type CreateInput, readCreateInput } from '../../oppty/input/read.ts';
import { resolve } from '../../oppty/resolve/resolve.ts';
import { readClear } from '../../oppty/writes/clear.ts';
import { type Planned, type Read, refused, refusedFor, whyClosed } from '../../oppty/writes/planned.ts';
import { completeDraft, planUpdate } from '../../oppty/writes/update.ts';
import type { SpaceField } from '../../records/found.ts';
import { createLookups, type Lookups } from '../../records/lookups.ts';
import { recordNames } from '../../records/record-names.ts';
import { localDay } from '../../values/dates.ts';
import type { CommandInput } from '../act.ts';
import type { WriteFlags } from '../writes/flags.ts';
import { runWrites } from '../writes/run-writes.ts';
import { opportunityVerb } from './opportunity-verb.ts';
import { collectTargets } from './select-opportunities.ts';
import { openReview } from './update-by-review.ts';
import { type LinkFlags, linkGoals, loadLinks } from './update-links.ts';

export interface UpdateFlags extends DraftFlags, WriteFlags, LinkFlags {
  from?: string;
  validationLevel?: number;
  clear?: string[];
  view?: string;
}

/** Gives opportunities new values, by flags and a file. */
export async function runUpdate(context: Context, command: CommandInput<UpdateFlags>): Promise<Answer> {
  const { flags } = command;
  const input = await readInput(flags, context);
  for (const note of input.notes ?? []) await context.say(note);
  const isEdited = !changesAnything(input, flags);
  // Its other flags are new values, and choose nothing.
  const view = flags.view === undefined ? {} : { view: flags.view };
  const refs = await collectTargets({ ...command, flags: view }, 'update', context);
  if (isEdited && !(context.canPrompt && refs.isSingle)) throw nothingToChange();
  const tools = await openTools(flags, input, context);
  const review = isEdited ? await openReview(tools.lookups, context) : undefined;
  const plan = review?.plan ?? ((read: Read) => planOne(read, flags, input, tools));
  const base = { ...opportunityVerb(context), ...(review ? { repair: review.repair } : {}) };
  const verb = { ...base, name: 'update', done: 'Updated', query: { expand: NAMES }, plan };
  return runWrites(verb, refs, flags, context);
}

/** The relations whose names are shown beside new ones. */
const NAMES = ['owner', 'oppty_type', 'unit', 'lead_source', 'reason_of_close'];

async function readInput(flags: UpdateFlags, context: Context): Promise<CreateInput> {
  const { inputName, readInput } = await import('../read-input.ts');
  const { from, validationLevel = 0 } = flags;
  const file =
    from === undefined ? undefined : { text: await readInput(from, context, '--from'), name: inputName(from) };
  const overrideReadOnly = (validationLevel & VALIDATION_LEVELS['override-read-only']) !== 0;
  const today = localDay(context.host.now());
  const input = readCreateInput({ flags, file, defaults: [], today, overrideReadOnly });
  if (input.problems.length > 0) throw problemsError(input.problems);
  return input;
}

/** Whether the flags say anything that could change. */
function changesAnything({ draft }: CreateInput, { addContact = [], removeContact = [], clear = [] }: UpdateFlags) {
  const { fields = {}, ...answers } = draft;
  const hasAnswer = Object.values(answers).some(answer => answer !== undefined);
  return hasAnswer || Object.keys(fields).length > 0 || [...addContact, ...removeContact, ...clear].length > 0;
}

const nothingToChange = () =>
  new CliError('MISSING_INPUT', 'It does not say what to change', {
    hint: 'Name new values by flags, as --value 14000 or --set cf_region=North. To see the flags:',
    command: ['oppty', 'update', '--help'],
  });

interface Tools {
  lookups: Lookups;
  context: Context;
  clear: readonly string[];
  spaceFields: readonly SpaceField[];
  today: string;
}

async function openTools({ clear = [] }: UpdateFlags, input: CreateInput, context: Context): Promise<Tools> {
  const cache = await context.namesCache();
  const lookups = recordNames(findingOnce(createLookups(await context.client(), cache)), cache);
  const usesFields = clear.length > 0 || Object.keys(input.draft.fields ?? {}).length > 0;
  const spaceFields = usesFields ? await lookups.fields() : [];
  const read = readClear(clear, spaceFields);
  if (read.problems.length > 0) throw problemsError(read.problems);
  return { lookups, context, clear: read.fields, spaceFields, today: localDay(context.host.now()) };
}

/** Look-ups that find the record of the same words once, however many opportunities get it. */
function findingOnce(lookups: Lookups): Lookups {
  const found = new Map<string, ReturnType<Lookups['find']>>();
  return {
    ...lookups,
    find: (kind, words, ...rest) => {
      const key = `${kind} ${words}`;
      const result = found.get(key) ?? lookups.find(kind, words, ...rest);
      found.set(key, result);
      return result;
    },
  };
}

async function planOne(read: Read, flags: UpdateFlags, input: CreateInput, tools: Tools): Promise<Planned> {
  const closed = whyClosed(read);
  if (closed) return refused(closed);
  const { lookups, today, spaceFields, clear } = tools;
  const [steps, currencies] = await Promise.all([lookups.steps(), lookups.currencies()]);
  const links = await loadLinks(read, flags, input.draft, tools.context);
  const completed = completeDraft(input.draft, read.row, { steps, currencies });
  if (completed.problem) return refused(completed.problem);
  const accounts = input.draft.accounts ?? links?.accounts.map(({ record }) => record);
  const { validationLevel = 0 } = flags;
  const allowDeleted = (validationLevel & VALIDATION_LEVELS['allow-deleted']) !== 0;
  const options = { today, allowDeleted, fileFields: input.fileFields };
  const resolved = await resolve({ ...completed.draft, accounts }, lookups, options);
  const goals = links && (await linkGoals(flags, input.draft, resolved.draft, links, lookups));
  const problems = [...resolved.problems, ...(goals?.problems ?? [])];
  if (problems.length > 0) return refusedFor(problems);
  return planUpdate(read, {
    ...{ draft: resolved.draft, clear, links: goals?.links ?? {}, steps, currencies, spaceFields, today },
    validationLevel: flags.validationLevel,
  });
}
