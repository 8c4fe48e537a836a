import type { Context } from '../../context.ts';
import { CliError } from '../../errors.ts';
import type { ClientKey } from '../../oppty/client-key.ts';
import type { About, Keeper, Kept } from '../../settings/drafts.ts';
import { showTimeLocal } from '../../values/dates.ts';
import { showAmount } from '../../values/money.ts';
import { quoteForShell } from '../../values/shell.ts';
import type { Row } from '../../wire/entities.ts';
import { lineOf, resuming } from '../drafts/told.ts';

export { how } from '../drafts/told.ts';

type How = Pick<About, 'validationLevel' | 'clientKey'>;

/** A draft of this space that comes into being with the first answer. */
export async function begin(how: How, context: Context): Promise<Keeper> {
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
): Promise<{ kept: Kept; keeper: Keeper }> {
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
  const choices = here.map(kept => ({ value: kept.id, name: lineOf(kept, context.host.now()) }));
  for (;;) {
    const id = await prompter.choose({ message: 'Draft', choices });
    if (id !== undefined) return id;
    await prompter.note('This is the first question. Ctrl-C ends.');
  }
}

function elsewhere(kept: Kept, { host }: Context): CliError {
  const { id, space, profile } = kept;
  const known = space === 'sandbox' || profile !== undefined;
  return new CliError('USAGE', `The draft ${id} is for ${space === 'sandbox' ? 'the sandbox' : space}`, {
    flag: '--resume',
    hint: `Carry it on there${known ? '' : ', with PIPELINER_URL and the other variables for it'}:\n  ${quoteForShell(resuming(kept), host.platform)}`,
  });
}

/**
 * Looks whether a draft that was sent has a record. A person says whether one that could be it is; without anybody to
 * ask the only one is taken, and several are AMBIGUOUS.
 */
export async function lookBack(kept: Kept, where: string, context: Context): Promise<Row | undefined> {
  const { findSent } = await import('../../oppty/index.ts');
  const sent = new Date(kept.sent ?? kept.saved);
  const rows = await findSent(await context.client(), kept.draft, sent);
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

const NONE = 'none';

async function chosen(rows: readonly Row[], { id, draft }: Kept, where: string, context: Context) {
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
  const command = quoteForShell(resuming(last), context.host.platform);
  await context.say(`${count}: ${lineOf(last, context.host.now())}. To carry on: ${command}`);
}

/** Removes what was kept of an opportunity that is there now, and carries the same client key. */
export async function forget({ field, key }: ClientKey, context: Context): Promise<void> {
  const drafts = await context.drafts();
  const { key: space } = await context.space();
  const { drafts: all } = await drafts.all().catch(() => ({ drafts: [] }));
  for (const { id, space: other, clientKey } of all) {
    if (other !== space || clientKey?.field !== field || clientKey.key !== key) continue;
    await drafts.remove(id).catch(() => {});
  }
}
