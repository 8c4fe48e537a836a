import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import type { CliError, Problem } from '../../errors.ts';
import { draftWords } from '../../oppty/command-line.ts';
import { createOpportunity } from '../../oppty/create-opportunity.ts';
import type { Draft } from '../../oppty/draft/draft.ts';
import { replaceAnswers } from '../../oppty/draft/overlay.ts';
import { VALIDATION_LEVELS } from '../../oppty/draft/plain-fields.ts';
import type { DraftFlags } from '../../oppty/input/flags.ts';
import { type CreateInput, missingInput, readCreateInput } from '../../oppty/input/read.ts';
import { misspelledFields } from '../../oppty/resolve/fields.ts';
import { toSpokenDraft } from '../../oppty/resolve/spoken-draft.ts';
import type { CreateOptions } from '../../oppty/stages/pass.ts';
import { createWrite } from '../../oppty/writes/create.ts';
import { parseClientKey } from '../../outcome/client-key.ts';
import { cachedLookups } from '../../records/cached-lookups.ts';
import { createLookups } from '../../records/lookups.ts';
import { recordNames } from '../../records/record-names.ts';
import type { Setting } from '../../settings/settings.ts';
import { localDay } from '../../values/dates.ts';
import { beginRun } from '../writes/begin-run.ts';
import { answerForPlan } from '../writes/plan-file.ts';
import { answerFor, existingAnswer } from './create-answer.ts';
import { incompleteError } from './create-errors.ts';
import { type NextCommands, nextCommands } from './next-commands.ts';
import { openRecordCreator } from './record-creator.ts';
import { announceDrafts, beginDraft, type OpenDraft, type SendingFlags, takeDraft } from './resume.ts';
import { findEarlier, openLateCommits } from './sent-draft.ts';
import { toDefaults } from './setting-defaults.ts';
import { unlessLate } from './unless-late.ts';

export interface CreateFlags extends DraftFlags {
  from?: string;
  validationLevel?: number;
  clientKey?: string;
  dryRun?: boolean;
  plan?: string;
  yes?: boolean;
  resume?: string | true;
}

/** Creates an opportunity from flags, a file, a saved draft and a person's answers, as far as each is there. */
export async function runCreate(context: Context, flags: CreateFlags): Promise<Answer> {
  const settings = await (await context.settings()).all();
  const sendingFlags = readSendingFlags(flags, settings);
  const resumed = flags.resume === undefined ? undefined : await takeDraft(flags.resume, sendingFlags, context);
  const { validationLevel, clientKey } = resumed?.saved ?? sendingFlags;
  const sending = { validationLevel, clientKey };
  const input = await collectInput(flags, settings, resumed, sending, context);
  for (const note of input.notes ?? []) await context.say(note);
  const commands = nextCommands(context, flags, sending);
  const missing = missingInput(input, context.canPrompt);
  if (!context.canPrompt && missing.length > 0) throw incomplete(input, missing, resumed, commands);
  const interactive = context.canPrompt && (missing.length > 0 || resumed !== undefined);

  // From here on the terminal echoes no key: what is typed early is for the first question.
  if (interactive) await context.prompter();
  await context.client();
  const target = context.sandbox ? 'the sandbox' : await context.spaceName();
  const session = resumed?.session ?? (await beginDraft(sending, context));
  if (resumed && resumed.saved.state !== 'open' && (sendingFlags.clientKey || !clientKey)) {
    const record = await findEarlier(resumed.saved, target, context);
    if (record) return existingAnswer(record, { context, session, clientKey, target }, resumed.saved.draft);
  }
  if (interactive && !resumed) await announceDrafts(context);
  if (interactive && resumed && draftWords(input.commandAnswers).length > 0) {
    await session.save(replaceAnswers(resumed.saved.draft, input.commandAnswers));
  }
  const tools = await openTools(context, interactive);
  const lateCommits = openLateCommits(clientKey, target, context);
  const options = createOptions(flags, sending);
  const creator = options.dryRun ? undefined : openRecordCreator(context);
  const createRecord = creator?.create;
  const result = await createOpportunity(input, { ...tools, ...options, session, lateCommits, createRecord });
  if (result.kind === 'described' && flags.plan !== undefined) {
    const write = createWrite(result.draft, result.request.body, options.query);
    return answerForPlan(flags.plan, [clientKey ? { ...write, keyFields: [clientKey.field] } : write], context);
  }
  const toSpoken = (draft: Draft) =>
    unlessLate(toSpokenDraft(draft, tools.lookups, { allowDeleted: options.allowDeleted }));
  const created = creator?.created ?? [];
  const end = { context, session, clientKey, target, commands, created, spaceFields: tools.lookups.fields, toSpoken };
  return answerFor(result, end);
}

/** The error for missing answers. The command that completes them has no field that is misspelled. */
function incomplete(
  { draft, commandAnswers, fileFields, problems }: CreateInput,
  missing: readonly Problem[],
  resumed: OpenDraft | undefined,
  commands: NextCommands,
): CliError {
  const misspelled = misspelledFields(draft, fileFields);
  const isRight = ([field]: [string, unknown]) => !misspelled.some(problem => problem.field === field);
  const spelled = (draft: Draft): Draft => ({
    ...draft,
    fields: Object.fromEntries(Object.entries(draft.fields ?? {}).filter(isRight)),
  });
  return incompleteError(missing, [...problems, ...misspelled], places =>
    resumed
      ? commands.resume(resumed.saved.id, spelled(commandAnswers), ...places)
      : commands.create(spelled(draft), ...places),
  );
}

/** What the flags say about the request itself. */
function readSendingFlags({ validationLevel, clientKey }: CreateFlags, settings: readonly Setting[]): SendingFlags {
  const field = settings.find(({ key }) => key === 'client-key-field');
  return { validationLevel, clientKey: clientKey === undefined ? undefined : parseClientKey(clientKey, field) };
}

async function collectInput(
  flags: CreateFlags,
  settings: readonly Setting[],
  resumed: OpenDraft | undefined,
  { validationLevel, clientKey }: SendingFlags,
  context: Context,
): Promise<CreateInput> {
  const { host } = context;
  return readCreateInput({
    flags,
    file: flags.from === undefined ? undefined : await readSource(flags.from, context),
    saved: resumed?.saved.draft,
    defaults: toDefaults(settings),
    clientKey,
    today: localDay(host.now()),
    overrideReadOnly: allows(validationLevel, 'override-read-only'),
  });
}

const allows = (level = 0, bit: keyof typeof VALIDATION_LEVELS) => (level & VALIDATION_LEVELS[bit]) !== 0;

function createOptions(
  { dryRun = false, plan, yes = false }: CreateFlags,
  { validationLevel, clientKey }: SendingFlags,
): CreateOptions {
  return {
    query: validationLevel === undefined ? {} : { validationLevel },
    allowDeleted: allows(validationLevel, 'allow-deleted'),
    dryRun: dryRun || plan !== undefined,
    skipReview: yes,
    clientKey,
  };
}

/** The space and the person, as the stages see them. */
async function openTools(context: Context, interactive: boolean) {
  const { host, canPrompt: mayAsk } = context;
  const client = await context.client();
  const cache = await context.namesCache();
  const lookups = recordNames(createLookups(client, cache), cache);
  return {
    client,
    lookups,
    cached: cachedLookups(lookups, cache),
    person: mayAsk ? { interactive, prompter: context.prompter } : undefined,
    recent: interactive ? await (await context.recentChoices()).load() : { owners: [], accounts: [] },
    today: localDay(host.now()),
    now: host.now,
    say: context.say,
    sentKeys: context.sentKeys,
    beginRun: () => beginRun(context, { isSingle: true }),
  };
}

/** The text of `--from`, and its name for messages. */
async function readSource(source: string, context: Context): Promise<{ text: string; name: string }> {
  const { inputName, readInput } = await import('../read-input.ts');
  return { text: await readInput(source, context, '--from'), name: inputName(source) };
}
