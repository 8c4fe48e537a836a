import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import type { DraftFlags } from '../../oppty/input/flags.ts';
import { leftOfLoss, planLose, planReopen, reasonsOf } from '../../oppty/writes/close.ts';
import { planMove, stepsOf } from '../../oppty/writes/move.ts';
import {
  already,
  isLost,
  isWon,
  type Planned,
  quoted,
  type Read,
  refused,
  refusedFor,
  whyClosed,
} from '../../oppty/writes/planned.ts';
import type { Row } from '../../wire/entities.ts';
import type { CommandInput } from '../act.ts';
import { chooseFirst } from '../choose-first.ts';
import type { WriteFlags } from '../writes/flags.ts';
import { runWrites } from '../writes/run-writes.ts';
import { openClosingForm } from './closing-form.ts';
import { opportunityVerb } from './opportunity-verb.ts';
import { collectTargets, type TargetFlags } from './select-opportunities.ts';

/** The flags of `win`. */
export interface WinFlags extends WriteFlags, TargetFlags {
  wonDate?: string;
  set?: string[];
}

/** The flags of `lose`. */
export interface LoseFlags extends WriteFlags, TargetFlags {
  reason?: string;
  comment?: string;
  lostDate?: string;
  set?: string[];
}

/** Wins opportunities: the last step of their pipeline, with what the type's form demands. */
export async function runWin(context: Context, input: CommandInput<WinFlags>): Promise<Answer> {
  const { flags } = input;
  const refs = await collectTargets(input, 'win', context);
  const form = await openClosingForm('form_won', draftFlags(flags), refs.isSingle, context);
  const { lookups } = form;
  const plan = async (read: Read): Promise<Planned> => {
    const closed = whyClosed(read);
    if (closed) return refused(closed);
    if (isWon(read.row)) return already(`${quoted(read)} is won already.`);
    const [living, all] = await Promise.all([lookups.steps(), lookups.steps(true)]);
    const completed = await form.complete(read);
    if ('problems' in completed) return refusedFor(completed.problems);
    const planned = planMove(read, 'last', stepsOf(read.row, all, living), all, completed.fields);
    return planned.kind === 'changes' ? { ...planned, lines: [...planned.lines, ...completed.lines] } : planned;
  };
  return runWrites(
    { ...opportunityVerb(context), name: 'win', done: 'Won', plan, repair: form.repair },
    refs,
    flags,
    context,
  );
}

/** Loses opportunities, with a reason. */
export async function runLose(context: Context, input: CommandInput<LoseFlags>): Promise<Answer> {
  const { flags } = input;
  const refs = await collectTargets(input, 'lose', context);
  const { reason: words, comment } = flags;
  const form = await openClosingForm('form_lost', draftFlags(flags), refs.isSingle, context);
  const reasons = reasonsOf(await form.fields());
  // Completion offers them for --reason.
  (await context.namesCache()).addNames('Data', reasons, true);
  let reason = words;
  const plan = async (read: Read): Promise<Planned> => {
    // What cannot be lost is refused before anybody is asked why it is.
    const first = planLose(read, { reason, comment }, reasons);
    const isOpen = first.kind === 'refused' && first.problem.flag === '--reason' && reason === undefined;
    if (isOpen && refs.isSingle && context.canPrompt) reason = await chooseReason(read, reasons, context);
    else if (first.kind !== 'changes') return first;
    const completed = await form.complete(read, { reason_of_close_id: reason, reason_of_close_description: comment });
    if ('problems' in completed) return refusedFor(completed.problems);
    const planned = planLose(read, { reason, comment, fields: completed.fields }, reasons);
    return planned.kind === 'changes' ? { ...planned, lines: [...planned.lines, ...completed.lines] } : planned;
  };
  return runWrites(
    { ...opportunityVerb(context), name: 'lose', done: 'Lost', plan, repair: form.repair },
    refs,
    flags,
    context,
  );
}

async function chooseReason(read: Read, reasons: ReturnType<typeof reasonsOf>, context: Context): Promise<string> {
  const choices = reasons.map(({ id, name }) => ({ value: id, name }));
  return chooseFirst(context, `Why is ${quoted(read)} lost?`, choices);
}

/** Makes lost opportunities active again, and says what the server left of the loss. */
export async function runReopen(context: Context, input: CommandInput<WriteFlags & TargetFlags>): Promise<Answer> {
  const { flags } = input;
  const refs = await collectTargets(input, 'reopen', context, 'lost');
  const form = await openClosingForm('form_lost', {}, refs.isSingle, context);
  const plan = async (read: Read) => {
    if (!isLost(read.row)) return planReopen(read, false);
    const [living, all] = await Promise.all([form.lookups.steps(), form.lookups.steps(true)]);
    const { steps, current } = stepsOf(read.row, all, living);
    return planReopen(read, current !== undefined && current.id === steps.at(-1)?.id);
  };
  return runWrites(
    { ...opportunityVerb(context), name: 'reopen', done: 'Reopened', plan, afterwards },
    refs,
    flags,
    context,
  );

  async function afterwards({ record, write }: { record?: Row | undefined; write: { ref: string } }) {
    const left = record ? leftOfLoss(record, await form.fields()) : [];
    if (left.length === 0) return undefined;
    const words = ['oppty', 'update', write.ref, ...left.flatMap(({ field }) => ['--clear', field])];
    return `The server left its ${left.map(({ text }) => text).join(' and ')}. To empty that:\n  ${context.commandLine(words)}`;
  }
}

/** The flags that fill fields. */
const draftFlags = ({ wonDate, lostDate, set }: WinFlags & LoseFlags): DraftFlags => ({
  ...(wonDate === undefined ? {} : { wonDate }),
  ...(lostDate === undefined ? {} : { lostDate }),
  ...(set ? { set } : {}),
});
