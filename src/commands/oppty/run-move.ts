import type { Answer } from '../../answer.ts';
import type { WriteResult } from '../../changes/write.ts';
import type { Context } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { wonDateLeft } from '../../oppty/writes/close.ts';
import { planMove, type StepsOf, stepsOf, stepText, type Target } from '../../oppty/writes/move.ts';
import { type Planned, quoted, type Read, whyClosed } from '../../oppty/writes/planned.ts';
import { createLookups } from '../../records/lookups.ts';
import { recordNames } from '../../records/record-names.ts';
import type { CommandInput } from '../act.ts';
import { chooseFirst } from '../choose-first.ts';
import type { WriteFlags } from '../writes/flags.ts';
import { runWrites } from '../writes/run-writes.ts';
import { describeChecklist } from './checklist.ts';
import { opportunityVerb } from './opportunity-verb.ts';
import { collectTargets, type TargetFlags } from './select-opportunities.ts';

/** Moves opportunities to a step; without a target a person chooses one for the only record. */
export async function runMove(
  context: Context,
  input: CommandInput<WriteFlags & TargetFlags>,
  target: Target | undefined,
): Promise<Answer> {
  const refs = await collectTargets(input, 'move', context);
  if (!target && !(refs.isSingle && context.canPrompt)) throw await missingTarget(input.args, context);
  const client = await context.client();
  const cache = await context.namesCache();
  const lookups = recordNames(createLookups(client, cache), cache);
  const plan = async (read: Read): Promise<Planned> => {
    const [living, all] = await Promise.all([lookups.steps(), lookups.steps(true)]);
    const of = stepsOf(read.row, all, living);
    if (refs.isSingle && !whyClosed(read)) {
      const checklist = await describeChecklist(read.row, of.current?.name ?? 'its step', client);
      if (checklist) await context.say(checklist);
    }
    const goal = target ?? (whyClosed(read) ? 'next' : await chooseStep(read, of, context));
    return planMove(read, goal, of, all);
  };
  const verb = { ...opportunityVerb(context), name: 'move', done: 'Moved', plan, afterwards };
  return runWrites(verb, refs, input.flags, context);

  async function afterwards({ record, write }: WriteResult): Promise<string | undefined> {
    const date = record && wonDateLeft(record);
    if (date === undefined) return undefined;
    const command = context.commandLine(['oppty', 'update', write.ref, '--clear', 'won_date']);
    return `The server left its won date (${date}). To empty that:\n  ${command}`;
  }
}

/** The last word may be the step, which takes a flag: several names are several opportunities. */
async function missingTarget(args: readonly string[], context: Context): Promise<CliError> {
  const step = args.length > 1 ? args.at(-1)! : '';
  const isStep = step !== '' && (await (await context.namesCache()).hasName('Steps', step));
  const { hint, command } = isStep
    ? { hint: `Did you mean --to ${step}?`, command: ['oppty', 'move', ...args.slice(0, -1), '--to', step] }
    : { hint: 'To see the steps:', command: ['pipelines'] };
  const message = 'It does not say where to: --to <step>, --next or --back';
  return new CliError('MISSING_INPUT', message, { flag: '--to', hint, command });
}

async function chooseStep(read: Read, { steps, current }: StepsOf, context: Context): Promise<Target> {
  const choices = steps.map(step => ({
    value: step.id,
    name: step.id === current?.id ? `${stepText(step)} (now)` : stepText(step),
  }));
  return { to: await chooseFirst(context, `Move ${quoted(read)} to which step?`, choices) };
}
