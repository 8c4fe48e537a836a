import type { Context } from '../../context.ts';
import { CliError } from '../../errors.ts';
import type { Draft } from '../../oppty/draft/draft.ts';
import type { ClientKey } from '../../outcome/client-key.ts';
import type { DraftSession, SavedDraft } from '../../storage/draft-session.ts';
import { chooseFirst } from '../choose-first.ts';
import { resumeCommand, summarize } from '../drafts/describe.ts';

/** The flags about the request itself, which a draft carries, too. */
export interface SendingFlags {
  validationLevel?: number | undefined;
  clientKey?: ClientKey | undefined;
}

/** A draft of an earlier run, in the hands of this one. */
export interface OpenDraft {
  saved: SavedDraft<Draft>;
  session: DraftSession<Draft>;
}

/** A session for a new draft of this space, whose file comes with the first answer. */
export async function beginDraft(sending: SendingFlags, context: Context): Promise<DraftSession<Draft>> {
  const { key, profile } = await context.space();
  return (await context.drafts()).begin({ ...sending, space: key, profile }, context.say);
}

/**
 * Takes over the draft that --resume means: the one of this id, or the last of this space, or the one that a person
 * chooses of several. Throws NOT_FOUND, and USAGE for one of another space.
 */
export async function takeDraft(resume: string | true, sending: SendingFlags, context: Context): Promise<OpenDraft> {
  const drafts = await context.drafts();
  if (resume === true) return drafts.take(await chooseDraft(context), sending, context.say);
  const saved = await drafts.find(resume);
  const { key } = await context.space().catch(error => {
    throw error instanceof CliError && error.code === 'NO_PROFILE' ? otherSpace(saved, context) : error;
  });
  if (saved.space !== key) throw otherSpace(saved, context);
  return drafts.take(saved.id, sending, context.say);
}

async function chooseDraft(context: Context): Promise<string> {
  const { key: space } = await context.space();
  const { drafts, damaged } = await (await context.drafts()).all();
  for (const { message } of damaged) await context.say(message);
  const draftsHere = drafts.filter(draft => draft.space === space);
  const [last] = draftsHere;
  if (!last) {
    const otherSpacesHint = drafts.length > 0 ? 'pipeliner drafts list shows those of other spaces. ' : '';
    throw new CliError('NOT_FOUND', 'There is no draft of this space to carry on', {
      flag: '--resume',
      hint: `${otherSpacesHint}To begin one:`,
      command: ['oppty', 'create'],
    });
  }
  if (draftsHere.length === 1 || !context.canPrompt) return last.id;
  const choices = draftsHere.map(draft => ({ value: draft.id, name: summarize(draft, context.host.now()) }));
  return chooseFirst(context, 'Draft', choices);
}

function otherSpace(saved: SavedDraft<Draft>, { host }: Context): CliError {
  const { id, space, profile } = saved;
  const isStored = space === 'sandbox' || profile !== undefined;
  const variables = isStored ? '' : ', with PIPELINER_URL and the other variables for it';
  return new CliError('USAGE', `The draft ${id} is for ${space === 'sandbox' ? 'the sandbox' : space}`, {
    flag: '--resume',
    hint: `Carry it on there${variables}:\n  ${resumeCommand(saved, host.platform)}`,
  });
}

/** Tells who starts a new draft about the drafts of earlier runs. */
export async function announceDrafts(context: Context): Promise<void> {
  const drafts = await context.drafts();
  // A convenience stops no command; whether answers can be saved shows with the first one.
  const { drafts: savedDrafts, damaged } = await drafts.all().catch(() => ({ drafts: [], damaged: [] }));
  for (const { message } of damaged) await context.say(message);
  const { key } = await context.space();
  const draftsHere = savedDrafts.filter(draft => draft.space === key);
  const [last] = draftsHere;
  if (!last) return;
  const count =
    draftsHere.length === 1 ? 'There is a saved draft' : `There are ${draftsHere.length} saved drafts, the last one`;
  const command = resumeCommand(last, context.host.platform);
  await context.say(`${count}: ${summarize(last, context.host.now())}. To carry on:\n  ${command}`);
}

/** Removes the drafts of an opportunity that is there now, by its client key. */
export async function removeDrafts(clientKey: ClientKey, context: Context): Promise<void> {
  const drafts = await context.drafts();
  for (const { id } of await draftsWithKey(clientKey, context)) await drafts.remove(id).catch(() => {});
}

/** The drafts of this space with a client key, the newest first. */
export async function draftsWithKey({ field, key }: ClientKey, context: Context): Promise<SavedDraft<Draft>[]> {
  const { key: space } = await context.space();
  const { drafts } = await (await context.drafts()).all().catch(() => ({ drafts: [] as SavedDraft<Draft>[] }));
  return drafts.filter(
    ({ space: draftSpace, clientKey }) => draftSpace === space && clientKey?.field === field && clientKey.key === key,
  );
}
