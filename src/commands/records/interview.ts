import type { Context } from '../../context.ts';
import type { CliError } from '../../errors.ts';
import type { Lookups } from '../../records/lookups.ts';
import type { WritableEntity } from '../../records/writable/fields.ts';
import type { Prompter } from '../../terminal/prompts/prompter.ts';
import type { RecordFlags } from './field-flags.ts';
import { QUESTIONS, type RecordQuestion } from './questions.ts';

/** A person who answers what the flags of a new record lack. */
export interface Interview {
  /** Asks what is open, and gives the flags with the answers. Throws INTERRUPTED. */
  ask(): Promise<RecordFlags>;
  /** Whether the record is to be created; `back` asks the last question again. */
  confirm(): Promise<'yes' | 'no' | 'back'>;
  /** Opens the questions again that answer for a refusal; false if none does. */
  reopen(error: CliError): Promise<boolean>;
}

interface InterviewTools {
  entity: WritableEntity;
  flags: RecordFlags;
  lookups: Lookups;
  context: Context;
}

/** Asks for what is missing; without any flag also for what most records have. */
export async function openInterview({ entity, flags, lookups, context }: InterviewTools): Promise<Interview> {
  const prompter = await context.prompter();
  const all = QUESTIONS[entity];
  const isBare = all.every(({ key, isNeeded }) => flags[key] === undefined || (isNeeded && key === 'owner'));
  let answers = flags;
  let open = all.filter(({ key, isNeeded }) => flags[key] === undefined && (isBare || isNeeded));
  let index = 0;
  await prompter.note('Esc goes back, Ctrl-C stops; nothing is created before the end.');
  return {
    ask: async () => {
      while (index < open.length) {
        prompter.markStep(index);
        const question = open[index]!;
        const answer = await question.ask(answers, { prompter, lookups });
        if (answer !== undefined) {
          answers = { ...answers, [question.key]: answer === '' ? undefined : answer };
          index += 1;
        } else index = await goBack(index, prompter);
      }
      return answers;
    },
    confirm: async () => {
      prompter.markStep(index);
      const message = `Create this ${entity === 'Accounts' ? 'account' : 'contact'}?`;
      const choices = [
        { value: 'yes', name: 'Yes, create it' },
        { value: 'no', name: 'No' },
      ];
      const decision = await prompter.choose({ message, choices, final: true });
      if (decision === undefined) index = await goBack(index, prompter);
      return decision === 'yes' || decision === 'no' ? decision : 'back';
    },
    reopen: async ({ message, field, details = [{ message, field }] }) => {
      const fields = details.map(problem => problem.field);
      open = all.filter((question: RecordQuestion) => question.fields.some(name => fields.includes(name)));
      index = 0;
      for (const problem of details) await prompter.note(`! ${problem.message}`);
      return open.length > 0;
    },
  };
}

/** The question before this one. */
async function goBack(index: number, prompter: Prompter): Promise<number> {
  const previous = Math.max(0, index - 1);
  prompter.eraseSteps(previous);
  if (index === 0) await prompter.note('This is the first question. Ctrl-C ends.');
  return previous;
}
