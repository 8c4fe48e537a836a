import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { CliError, problemsError } from '../../errors.ts';
import type { Read } from '../../oppty/writes/planned.ts';
import { createLookups } from '../../records/lookups.ts';
import { recordNames } from '../../records/record-names.ts';
import { readAnswers } from '../../records/writable/answers.ts';
import type { WritableEntity } from '../../records/writable/fields.ts';
import { fieldLookups } from '../../records/writable/lookups.ts';
import { type Entity, relationOf } from '../../wire/entities.ts';
import type { Noun } from '../lists/noun.ts';
import { collectRefs } from '../writes/refs.ts';
import { runWrites } from '../writes/run-writes.ts';
import type { UpdateFlags } from './field-flags.ts';
import { planUpdate, readGoal } from './plan-update.ts';
import { recordVerb } from './record-verb.ts';

/** Gives accounts or contacts new values. */
export async function updateRecords(
  { noun, entity }: { noun: Noun; entity: WritableEntity },
  context: Context,
  args: readonly string[],
  flags: UpdateFlags,
): Promise<Answer> {
  const { answers, problems } = readAnswers(entity, flags);
  const { clear: names = [], account } = flags;
  if (problems.length > 0) throw problemsError(problems);
  if (answers.words.size + Object.keys(answers.set).length + names.length === 0 && !account)
    throw nothingToChange(noun);
  const refs = await collectRefs(args, context);
  const cache = await context.namesCache();
  const client = await context.client();
  const lookups = recordNames(createLookups(client, cache), cache);
  const fields = fieldLookups(entity, client, lookups);
  const goal = await readGoal(entity, answers, { clear: names, account }, { lookups, fields });
  if (goal.problems.length > 0) throw problemsError(goal.problems);
  const plan = (read: Read) => planUpdate(read, entity, goal, client);
  const query = { expand: relationsOf(entity, Object.keys(goal.body)) };
  const verb = { ...recordVerb(noun, context), name: 'update', done: 'Updated', query, plan };
  return runWrites(verb, refs, flags, context);
}

/** The relations whose names are shown beside new ones. */
const relationsOf = (entity: Entity, fields: readonly string[]): string[] =>
  fields.map(field => field.replace(/_id$/, '')).filter(name => relationOf(entity, name) !== undefined);

const nothingToChange = ({ name }: Noun) =>
  new CliError('MISSING_INPUT', 'It does not say what to change', {
    hint: 'Name new values by flags, as --phone or --city. To see the flags:',
    command: [name, 'update', '--help'],
  });
