import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { problemsError } from '../../errors.ts';
import { createLookups } from '../../records/lookups.ts';
import { recordNames } from '../../records/record-names.ts';
import { type FieldAnswers, readAnswers } from '../../records/writable/answers.ts';
import { fieldLookups } from '../../records/writable/lookups.ts';
import { describeWrite } from '../writes/change-text.ts';
import { answerForPlan } from '../writes/plan-file.ts';
import { answerForDryRun, answerForOne } from '../writes/write-answers.ts';
import { writeOne } from '../writes/write-one.ts';
import type { RecordFlags } from './field-flags.ts';
import { flagWords } from './flag-words.ts';
import { openInterview } from './interview.ts';
import { type Lack, lackingFields, missingError } from './missing.ts';
import { type Creation, planCreate } from './plan-create.ts';
import { recordVerb } from './record-verb.ts';

/** Creates an account or a contact from flags, and from a person's answers where they lack something. */
export async function runCreate(creation: Creation, context: Context, typedFlags: RecordFlags): Promise<Answer> {
  const { noun, entity } = creation;
  const flags = await withDefaultOwner(typedFlags, context);
  const lacks = readLacks(creation, flags, context);
  const cache = await context.namesCache();
  const client = await context.client();
  const lookups = recordNames(createLookups(client, cache), cache);
  const fields = fieldLookups(entity, client, lookups);
  const interview = lacks.length > 0 ? await openInterview({ entity, flags, lookups, context }) : undefined;
  const own = { ...recordVerb(noun, context), name: 'create', done: `Created ${noun.singular}` };
  for (let answers = flags; ; ) {
    if (interview) answers = await interview.ask();
    const planned = await planCreate(creation, answers, { lookups, fields });
    if ('problems' in planned) throw problemsError(planned.problems);
    const { write } = planned;
    if (flags.dryRun) return answerForDryRun(own, [write], { isSingle: true }, context);
    if (flags.plan !== undefined) return answerForPlan(flags.plan, [write], context);
    await context.say(describeWrite(write));
    if (interview && !flags.yes) {
      const decision = await interview.confirm();
      if (decision === 'back') continue;
      if (decision === 'no') return { kind: 'nothing', notice: 'Nothing was created.' };
    }
    const result = await writeOne(write, context);
    if (interview && result.error?.code === 'REJECTED' && (await interview.reopen(result.error))) continue;
    const answer = await answerForOne(own, result, context);
    if (!interview) return answer;
    const command = context.commandLine([noun.name, 'create', ...flagWords(entity, answers)]);
    return { ...answer, notice: `${answer.notice}\nThe same as one command:\n  ${command}` };
  }
}

/** What the flags lack that a person is asked for. Throws MISSING_INPUT if nobody can be, and what is wrong with them. */
function readLacks(creation: Creation, flags: RecordFlags, context: Context): readonly Lack[] {
  const { entity } = creation;
  const { answers, problems } = readAnswers(entity, flags);
  const refused = problems.map(({ field }) => field);
  const lacks = lackingFields(entity, field => hasField(answers, field) || refused.includes(field));
  if (lacks.length > 0 && !context.canPrompt) throw missingError(creation, lacks, problems, flags, context);
  if (problems.length > 0) throw problemsError(problems);
  return lacks;
}

const hasField = ({ words, set }: FieldAnswers, name: string): boolean =>
  [...words.keys()].some(({ field }) => field === name) || Object.hasOwn(set, name);

async function withDefaultOwner(flags: RecordFlags, context: Context): Promise<RecordFlags> {
  if (flags.owner !== undefined) return flags;
  const setting = await (await context.settings()).get('default-owner');
  return setting ? { ...flags, owner: setting.value } : flags;
}
