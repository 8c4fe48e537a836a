import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { CliError, type Problem, problemsError } from '../../errors.ts';
import type { Read } from '../../oppty/writes/planned.ts';
import { createLookups } from '../../records/lookups.ts';
import { recordNames } from '../../records/record-names.ts';
import { type FieldAnswers, readAnswers, readClear } from '../../records/writable/answers.ts';
import type { WritableEntity } from '../../records/writable/fields.ts';
import { fieldLookups } from '../../records/writable/lookups.ts';
import { type FieldLookups, resolveAnswers } from '../../records/writable/resolve.ts';
import { textOf } from '../../values/text-of.ts';
import { type Entity, relationOf } from '../../wire/entities.ts';
import { isCustomField } from '../../wire/fields.ts';
import type { Noun } from '../lists/noun.ts';
import { collectRefs } from '../writes/refs.ts';
import { runWrites } from '../writes/run-writes.ts';
import { findEmployers, planEmployers, withPosition } from './employers.ts';
import type { UpdateFlags } from './field-flags.ts';
import { type FieldGoal, planFields } from './plan-fields.ts';
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
  const goal = await readGoal(entity, answers, names, fieldLookups(entity, client, lookups));
  const employers = account && (await findEmployers(account, lookups));
  const all = [...goal.problems, ...(employers?.problems ?? [])];
  if (all.length > 0) throw problemsError(all);
  const plan = async (read: Read) => {
    const { row } = read;
    const isLinked = employers !== undefined || (row.primary_account ?? null) !== null;
    const body = entity === 'Contacts' ? withPosition(goal.body, isLinked) : goal.body;
    const links = employers && (await planEmployers(textOf(row.id), employers.accounts, client));
    return planFields(read, entity, { ...goal, body }, links);
  };
  const query = { expand: relationsOf(entity, Object.keys(goal.body)) };
  const verb = { ...recordVerb(noun, context), name: 'update', done: 'Updated', query, plan };
  return runWrites(verb, refs, flags, context);
}

/** What the fields are to be, and what is wrong with the words for it. */
async function readGoal(
  entity: WritableEntity,
  answers: FieldAnswers,
  names: readonly string[],
  lookups: FieldLookups,
): Promise<FieldGoal & { problems: readonly Problem[] }> {
  const clear = readClear(entity, names, names.length > 0 ? await lookups.fields() : []);
  const resolved = await resolveAnswers(entity, answers, lookups);
  const body = { ...resolved.body, ...Object.fromEntries(clear.fields.map(field => [field, null])) };
  // Custom fields are known by the labels and the options that the space has for them.
  const spaceFields = Object.keys(body).some(isCustomField) ? await lookups.fields() : [];
  return { body, names: resolved.names, spaceFields, problems: [...clear.problems, ...resolved.problems] };
}

/** The relations whose names are shown beside new ones. */
const relationsOf = (entity: Entity, fields: readonly string[]): string[] =>
  fields.map(field => field.replace(/_id$/, '')).filter(name => relationOf(entity, name) !== undefined);

const nothingToChange = ({ name }: Noun) =>
  new CliError('MISSING_INPUT', 'It does not say what to change', {
    hint: 'Name new values by flags, as --phone or --city. To see the flags:',
    command: [name, 'update', '--help'],
  });
