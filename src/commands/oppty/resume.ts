import type { Context } from '../../context.ts';
import { CliError } from '../../errors.ts';
import type { Draft } from '../../oppty/draft/draft.ts';
import type { ClientKey } from '../../outcome/client-key.ts';
import type { DraftContext, DraftSession, SavedDraft } from '../../storage/draft-session.ts';
import { showTimeLocal } from '../../values/dates.ts';
import { showAmount } from '../../values/money.ts';
import { quoteForShell } from '../../values/shell.ts';
import type { Row } from '../../wire/entities.ts';
import { resumeCommand, summarize } from '../drafts/describe.ts';

export { createFlags } from '../drafts/describe.ts';

type How = Pick<DraftContext, 'validationLevel' | 'clientKey'>;

/** A draft of this space that comes into being with the first answer. */
export async function begin(how: How, context: Context): Promise<DraftSession<Draft>> {
  const { key, profile } = await context.space();
  return (await context.drafts()).begin({ ...how, space: key, profile }, context.say);
}

/**
 * Takes over the draft that --resume means: the one of this id, or the last of this space, or the one that a person
 * chooses of several. Throws NOT_FOUND, and USAGE for one of another space.
 */
export async function takeUp(
  resume: string | true,
  how: How,
  context: Context,
): Promise<{ saved: SavedDraft<Draft>; session: DraftSession<Draft> }> {
  const drafts = await context.drafts();
  if (resume === true) return drafts.take(await choose(context), how, context.say);
  const kept = await drafts.find(resume);
  const { key } = await context.space().catch(error => {
    throw error instanceof CliError && error.code === 'NO_PROFILE' ? elsewhere(kept, context) : error;
  });
  if (kept.space !== key) throw elsewhere(kept, context);
  return drafts.take(kept.id, how, context.say);
}

async function choose(context: Context): Promise<string> {
  const { key: space } = await context.space();
  const { drafts, damaged } = await (await context.drafts()).all();
  for (const { message } of damaged) await context.say(message);
  const here = drafts.filter(kept => kept.space === space);
  const [last] = here;
  if (!last) {
    const others = drafts.length > 0 ? ' pipeliner drafts list shows those of other spaces.' : '';
    throw new CliError('NOT_FOUND', 'There is no draft of this space to carry on', {
      flag: '--resume',
      hint: `pipeliner oppty create begins one.${others}`,
    });
  }
  if (here.length === 1 || !context.mayAsk) return last.id;
  const prompter = await context.prompter();
  const choices = here.map(kept => ({ value: kept.id, name: summarize(kept, context.host.now()) }));
  for (;;) {
    const id = await prompter.choose({ message: 'Draft', choices });
    if (id !== undefined) return id;
    await prompter.note('This is the first question. Ctrl-C ends.');
  }
}

function elsewhere(kept: SavedDraft<Draft>, { host }: Context): CliError {
  const { id, space, profile } = kept;
  const known = space === 'sandbox' || profile !== undefined;
  return new CliError('USAGE', `The draft ${id} is for ${space === 'sandbox' ? 'the sandbox' : space}`, {
    flag: '--resume',
    hint: `Carry it on there${known ? '' : ', with PIPELINER_URL and the other variables for it'}:\n  ${quoteForShell(resumeCommand(kept), host.platform)}`,
  });
}

/**
 * Looks whether a draft that was sent has a record, for a while if it was sent just now. A person says whether one that
 * could be it is; without anybody to ask the only one is taken, and several are AMBIGUOUS.
 */
export async function lookBack(kept: SavedDraft<Draft>, where: string, context: Context): Promise<Row | undefined> {
  const { findSent } = await import('../../oppty/index.ts');
  const client = await context.client();
  const some = async () => {
    const rows = await findSent(client, kept.draft, new Date(kept.sent ?? kept.saved));
    return rows.length > 0 ? rows : undefined;
  };
  const rows = (await patiently(some, kept, where, context)) ?? [];
  const [row] = rows;
  if (!row) {
    await context.say(`Draft ${kept.id} was sent, but ${where} has no such opportunity.`);
    return undefined;
  }
  if (context.mayAsk) return chosen(rows, kept, where, context);
  if (rows.length === 1) return row;
  const problem = {
    code: 'AMBIGUOUS' as const,
    message: `Several opportunities can have come of the draft ${kept.id}`,
    flag: '--resume',
    hint: `If one of them did, remove the draft: pipeliner drafts rm ${kept.id}`,
    candidates: rows.map(one => ({ id: String(one.id), name: described(one) })),
  };
  throw new CliError(problem.code, problem.message, { ...problem, details: [problem] });
}

/** Waits for the opportunity of a client key that was sent just now, until it is there or cannot come any more. */
export async function awaitKey(clientKey: ClientKey, where: string, context: Context): Promise<void> {
  const { findByKey } = await import('../../oppty/index.ts');
  const sent = (await keptWith(clientKey, context)).find(({ state }) => state !== 'open');
  if (!sent) return;
  const client = await context.client();
  await patiently(() => findByKey(client, clientKey), sent, where, context);
}

/** Looks for what may have come of a draft as long as it may be on its way. Throws OUTCOME_UNKNOWN for want of time. */
async function patiently<T>(
  look: () => Promise<T | undefined>,
  kept: SavedDraft<Draft>,
  where: string,
  context: Context,
): Promise<T | undefined> {
  const { host, timeout, say } = context;
  const { pollUntilSettled } = await import('../../oppty/index.ts');
  const seconds = (ms: number) => `${Math.ceil(ms / 1000)} seconds`;
  const age = host.now().getTime() - Date.parse(kept.sent ?? kept.saved);
  const ended = await pollUntilSettled(look, {
    age,
    within: timeout,
    sleep: ms => host.sleep(ms, host.signal),
    waits: ms =>
      say(`Draft ${kept.id} was sent just now and may still arrive in ${where}: looking for up to ${seconds(ms)} ...`),
  });
  if ('found' in ended) return ended.found;
  throw new CliError('OUTCOME_UNKNOWN', `Draft ${kept.id} was sent just now and may still arrive in ${where}`, {
    retrySafe: true,
    flag: '--timeout',
    hint: `Carry it on in ${seconds(ended.tooSoon)}, or with more --timeout:\n  ${quoteForShell(resumeCommand(kept), host.platform)}`,
  });
}

const NONE = 'none';

async function chosen(rows: readonly Row[], { id, draft }: SavedDraft<Draft>, where: string, context: Context) {
  const prompter = await context.prompter();
  await prompter.note(`Draft ${id} was sent, and no answer came. This may be its record in ${where}.`);
  const one = rows.length === 1;
  const choices = [
    ...rows.map(row => ({ value: String(row.id), name: `${one ? 'Yes: ' : ''}${described(row)}`, id: String(row.id) })),
    { value: NONE, name: one ? 'No, go on with the draft' : 'None of them, go on with the draft' },
  ];
  for (;;) {
    const message = one ? `Is this '${draft.name}'?` : `Which of these is '${draft.name}'?`;
    const answer = await prompter.choose({ message, choices });
    if (answer !== undefined) return rows.find(row => String(row.id) === answer);
    await prompter.note('This is the first question. Ctrl-C ends.');
  }
}

function described({ name, value, created, is_deleted }: Row): string {
  const { base_value, value_foreign } = (typeof value === 'object' && value !== null ? value : {}) as Row;
  const when = typeof created === 'string' ? `, created ${showTimeLocal(created)}` : '';
  const amount = value_foreign ?? base_value;
  return `${name}${amount === undefined ? '' : `, ${showAmount(amount)}`}${when}${is_deleted === true ? ', deleted' : ''}`;
}

/** Tells who begins anew of what was begun before. */
export async function tellDrafts(context: Context): Promise<void> {
  const drafts = await context.drafts();
  // A convenience stops no command; whether answers can be kept is told with the first.
  const { drafts: all, damaged } = await drafts.all().catch(() => ({ drafts: [], damaged: [] }));
  for (const { message } of damaged) await context.say(message);
  const { key } = await context.space();
  const here = all.filter(kept => kept.space === key);
  const [last] = here;
  if (!last) return;
  const count = here.length === 1 ? 'A draft is kept' : `${here.length} drafts are kept, the last one`;
  const command = quoteForShell(resumeCommand(last), context.host.platform);
  await context.say(`${count}: ${summarize(last, context.host.now())}. To carry on: ${command}`);
}

/** Removes what was kept of an opportunity that is there now, and carries the same client key. */
export async function forget(clientKey: ClientKey, context: Context): Promise<void> {
  const drafts = await context.drafts();
  for (const { id } of await keptWith(clientKey, context)) await drafts.remove(id).catch(() => {});
}

/** The drafts of this space with a client key, the newest first. */
async function keptWith({ field, key }: ClientKey, context: Context): Promise<SavedDraft<Draft>[]> {
  const { key: space } = await context.space();
  const { drafts } = await (await context.drafts()).all().catch(() => ({ drafts: [] as SavedDraft<Draft>[] }));
  return drafts.filter(
    ({ space: other, clientKey }) => other === space && clientKey?.field === field && clientKey.key === key,
  );
}
