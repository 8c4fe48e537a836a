import type { Answer } from '../../answer.ts';
import { requestOf } from '../../changes/change.ts';
import type { Context } from '../../context.ts';
import { CliError, type Problem, problemsError } from '../../errors.ts';
import type { Draft } from '../../oppty/draft/draft.ts';
import { VALIDATION_LEVELS } from '../../oppty/draft/plain-fields.ts';
import type { DraftFlags } from '../../oppty/input/flags.ts';
import { type CreateInput, readCreateInput } from '../../oppty/input/read.ts';
import { resolve } from '../../oppty/resolve/resolve.ts';
import { readClear } from '../../oppty/writes/clear.ts';
import { clearedFields, draftOfRecord } from '../../oppty/writes/draft-of-record.ts';
import { LINKS, type Link, type LinkKey, readLinks } from '../../oppty/writes/links.ts';
import { type Planned, type Read, refused, refusedFor, whyClosed } from '../../oppty/writes/planned.ts';
import { completeDraft, planUpdate, type UpdateParts } from '../../oppty/writes/update.ts';
import { type FoundRecord, isFound, type Ref, type SpaceField } from '../../records/found.ts';
import { KINDS } from '../../records/kinds.ts';
import { createLookups, type Lookups } from '../../records/lookups.ts';
import { matchOne } from '../../records/match.ts';
import { recordNames } from '../../records/record-names.ts';
import { localDay } from '../../values/dates.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';
import { formatJson } from '../../wire/json.ts';
import type { CommandInput } from '../act.ts';
import type { WriteFlags } from '../writes/flags.ts';
import { runWrites } from '../writes/run-writes.ts';
import { openEditor } from './edit-opportunity.ts';
import { opportunityVerb } from './opportunity-verb.ts';
import { collectTargets } from './select-opportunities.ts';

export interface UpdateFlags extends DraftFlags, WriteFlags {
  from?: string;
  validationLevel?: number;
  addContact?: string[];
  removeContact?: string[];
  clear?: string[];
  view?: string;
}

/** Gives opportunities new values, by flags and a file. */
export async function runUpdate(
  context: Context,
  { args, flags, program }: CommandInput<UpdateFlags>,
): Promise<Answer> {
  const input = await readInput(flags, context);
  for (const note of input.notes ?? []) await context.say(note);
  const isEdited = !changesAnything(input, flags);
  // Its other flags are new values, and choose nothing.
  const view = flags.view === undefined ? {} : { view: flags.view };
  const refs = await collectTargets({ args, flags: view, program }, 'update', context);
  if (isEdited && !(context.canPrompt && refs.isSingle)) throw nothingToChange();
  const tools = await openTools(flags, input, context);
  const editing = isEdited ? await openEditing(tools) : undefined;
  const plan = editing?.plan ?? ((read: Read) => planOne(read, flags, input, tools));
  const base = { ...opportunityVerb(context), ...(editing ? { repair: editing.repair } : {}) };
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
  const links = await loadLinks(read, flags, input.draft, tools);
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

/** A person edits the record in place of flags. */
async function openEditing({ lookups, context, today }: Tools) {
  const editor = await openEditor(context, lookups);
  const plan = async (read: Read): Promise<Planned> => {
    const closed = whyClosed(read);
    if (closed) return refused(closed);
    const [steps, currencies, spaceFields, links] = await Promise.all([
      lookups.steps(),
      lookups.currencies(),
      lookups.fields(),
      readAllLinks(read, context),
    ]);
    const parts = { links, steps, currencies, spaceFields };
    const before = draftOfRecord(read.row, parts);
    const planOf = (draft: Draft) => {
      const clear = clearedFields(before, draft);
      return planUpdate(read, { ...parts, draft, clear, links: goalsOf(before, draft, links), today });
    };
    const { base } = await context.client();
    const request = async (draft: Draft) => {
      const planned = planOf(draft);
      return planned.kind === 'changes'
        ? planned.changes.map(change => formatJson(requestOf(change, base), 2)).join('\n')
        : 'Nothing changes.';
    };
    return planOf(await editor.edit(before, spaceFields, request));
  };
  return { plan, repair: async (error: CliError) => editor.reopen(error) };
}

/** The links that another answer takes the place of. */
function goalsOf(before: Draft, after: Draft, current: CurrentLinks): UpdateParts['links'] {
  const links: UpdateParts['links'] = {};
  for (const key of ['accounts', 'contacts'] as const) {
    const idsOf = (draft: Draft) => String((draft[key] ?? []).filter(isFound).map(({ id }) => id));
    if (idsOf(before) !== idsOf(after)) {
      links[key] = { current: current[key], goal: { replace: (after[key] ?? []).filter(isFound) } };
    }
  }
  return links;
}

type CurrentLinks = Record<LinkKey, Link[]>;

/** The links of a record, if any flag is about them. */
async function loadLinks(
  read: Read,
  { addContact, removeContact }: UpdateFlags,
  { accounts, contacts }: Draft,
  { context }: Tools,
): Promise<CurrentLinks | undefined> {
  if (!accounts && !contacts && !addContact && !removeContact) return undefined;
  return readAllLinks(read, context);
}

async function readAllLinks({ row }: Read, context: Context): Promise<CurrentLinks> {
  const client = await context.client();
  const load = async (key: LinkKey) => {
    const { entity, target } = LINKS[key];
    const rows: Row[] = [];
    const filter = [{ field: 'lead_oppty_id', value: textOf(row.id) }];
    for await (const link of client.all(entity, { filter, expand: [target] })) rows.push(link);
    return readLinks(key, rows, KINDS[target].nameOf);
  };
  const [accountLinks, contactLinks] = await Promise.all([load('accounts'), load('contacts')]);
  return { accounts: accountLinks, contacts: contactLinks };
}

/** What the flags make of the links, and what is wrong with the people they name. */
async function linkGoals(
  { addContact = [], removeContact = [] }: UpdateFlags,
  answers: Draft,
  found: Draft,
  current: CurrentLinks,
  lookups: Lookups,
): Promise<{ links: UpdateParts['links']; problems: Problem[] }> {
  const problems: Problem[] = [];
  const accounts = (found.accounts ?? []).filter(isFound);
  const add: FoundRecord[] = [];
  for (const words of addContact) {
    const result = await lookups.contact(words, accounts);
    if ('found' in result) add.push(result.found);
    else problems.push({ ...result.problem, flag: '--add-contact' });
  }
  const people = current.contacts.map(({ record }) => record);
  const remove: FoundRecord[] = [];
  for (const words of removeContact) {
    const match = matchOne(words, people, { label: 'contact of it', flag: '--remove-contact', entity: 'Contacts' });
    if ('found' in match) remove.push(match.found);
    else problems.push(match.problem);
  }
  const foundOf = (refs: readonly Ref[] | undefined) => refs?.filter(isFound);
  const replace = answers.contacts && foundOf(found.contacts);
  const links: UpdateParts['links'] = {
    ...(answers.accounts
      ? { accounts: { current: current.accounts, goal: { replace: foundOf(found.accounts) } } }
      : {}),
    ...(replace || add.length > 0 || remove.length > 0
      ? { contacts: { current: current.contacts, goal: { replace, add, remove } } }
      : {}),
  };
  return { links, problems };
}
