import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import type { CreateResult } from '../../oppty/create-opportunity.ts';
import { createdFields } from '../../oppty/created-record.ts';
import type { Draft } from '../../oppty/draft/draft.ts';
import type { ClientKey } from '../../outcome/client-key.ts';
import { fieldLabel } from '../../records/field-labels.ts';
import { isFound, type Ref, type SpaceField } from '../../records/found.ts';
import { KINDS } from '../../records/kinds.ts';
import type { DraftSession } from '../../storage/draft-session.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';
import { isForPerson } from '../for-person.ts';
import { rememberNames } from '../lists/remember-names.ts';
import { stoppedError, unknownError } from './create-errors.ts';
import { createdCard } from './created-card.ts';
import { describeDifferences } from './differences.ts';
import type { NextCommands } from './next-commands.ts';
import { removeDrafts } from './resume.ts';

/** What the answer of a create is made with. */
export interface CreateEnd {
  context: Context;
  session: DraftSession<Draft>;
  clientKey: ClientKey | undefined;
  /** The space, for messages. */
  target: string;
  /** The fields of the space, which are loaded once. */
  spaceFields?: () => Promise<readonly SpaceField[]>;
  /** The accounts and contacts that were created meanwhile, in words. */
  created?: readonly string[];
  /** The draft by the names that mean its records and no others; undefined if that takes too long. */
  toSpoken?: (draft: Draft) => Promise<Draft | undefined>;
}

/** The answer for the result of a create. Throws the error that prevented it. */
export async function answerFor(result: CreateResult, end: CreateEnd & { commands: NextCommands }): Promise<Answer> {
  const { context, session, clientKey, target, commands } = end;
  switch (result.kind) {
    case 'described': {
      const resume = session.id === undefined ? '' : `\nTo create it:\n  ${commands.resume(session.id)}`;
      return { kind: 'raw', body: result.request, notice: `Nothing was sent.${resume}` };
    }
    case 'unknown':
      throw unknownError(result, commands, { hasClientKey: clientKey !== undefined, draftId: session.id });
    case 'stopped':
      throw stoppedError(
        result.error,
        end.created ?? [],
        session.id === undefined ? commands.create(result.draft) : commands.resume(session.id),
        context.commandLine,
      );
    case 'existing': {
      const { record, differences } = result;
      const fields = [...new Set(differences.map(({ field }) => fieldLabel(field)))].join(', ');
      const changed = fields && `\nIt differs from this command by now: ${fields}.`;
      const deleted = record.is_deleted === true ? ', deleted by now,' : '';
      const notice = `Nothing was sent: opportunity ${titleOf(record)}${deleted} in ${target} has this client key already.${changed}`;
      return recordAnswer(record, end, result.draft, notice);
    }
    case 'created': {
      const { record, draft, wasAsked, foundBy, differences, keyError } = result;
      if (wasAsked) await (await context.recentChoices()).add(recentChoices(draft));
      const proof = foundBy ? ' No answer came; its client key tells.' : '';
      const changes = await describeDifferences(differences, context);
      const spoken = wasAsked ? ((await end.toSpoken?.(draft)) ?? draft) : undefined;
      const sameCommand = spoken ? `\nThe same as one command:\n  ${commands.create(spoken)}` : '';
      const notice = [`Created opportunity ${titleOf(record)} in ${target}.${proof}`, ...changes].join('\n');
      const answer = await recordAnswer(record, end, draft, `${notice}${sameCommand}`);
      if (!keyError) return answer;
      await context.say(notice);
      throw keyError;
    }
  }
}

/** The answer for the record of an earlier run. */
export const existingAnswer = (record: Row, end: CreateEnd, draft: Draft): Promise<Answer> =>
  recordAnswer(record, end, draft, `Opportunity ${titleOf(record)} was there already in ${end.target}.`);

/** The record is there, so its drafts go. */
async function recordAnswer(row: Row, end: CreateEnd, draft: Draft, notice: string): Promise<Answer> {
  await end.session.drop();
  if (end.clientKey) await removeDrafts(end.clientKey, end.context);
  const { context, spaceFields } = end;
  rememberNames([row], { kind: KINDS.opportunity }, await context.namesCache());
  if (isForPerson(context))
    return { kind: 'record', row, card: await createdCard(row, draft, context, spaceFields), notice };
  return { kind: 'record', row, fields: createdFields(row, draft), notice };
}

/** The title as one line, even if the name has line breaks. */
const titleOf = ({ name, id }: Row) => (typeof name === 'string' ? name.replace(/\s+/g, ' ') : textOf(id));

/** The ids to offer first the next time. */
function recentChoices({ owner, accounts = [] }: Draft): { owners: string[]; accounts: string[] } {
  const ids = (refs: readonly (Ref | undefined)[]) => refs.filter(isFound).map(({ id }) => id);
  return { owners: ids([owner]), accounts: ids(accounts) };
}
