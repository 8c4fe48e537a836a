import type { Client } from '../../api/client.ts';
import type { Problem } from '../../errors.ts';
import type { Planned, Read } from '../../oppty/writes/planned.ts';
import { type FieldAnswers, readClear } from '../../records/writable/answers.ts';
import type { WritableEntity } from '../../records/writable/fields.ts';
import { resolveAnswers } from '../../records/writable/resolve.ts';
import { textOf } from '../../values/text-of.ts';
import { isCustomField } from '../../wire/fields.ts';
import { type Employers, findEmployers, planEmployers, withPosition } from './employers.ts';
import type { RecordLookups } from './plan-create.ts';
import { type FieldGoal, planFields } from './plan-fields.ts';

/** What a record is to be. */
export interface RecordGoal extends FieldGoal {
  /** The accounts of a contact, if they are to be others. */
  employers?: Employers | undefined;
  /** What is wrong with the words for it. */
  problems: readonly Problem[];
}

/** Looks up what fields are to be; those in `clear` are emptied. */
export async function readGoal(
  entity: WritableEntity,
  answers: FieldAnswers,
  { clear: names, account }: { clear: readonly string[]; account: readonly string[] | undefined },
  { lookups, fields }: RecordLookups,
): Promise<RecordGoal> {
  const clear = readClear(entity, names, names.length > 0 ? await fields.fields() : []);
  const resolved = await resolveAnswers(entity, answers, fields);
  const employers = account && (await findEmployers(account, lookups));
  const body = { ...resolved.body, ...Object.fromEntries(clear.fields.map(field => [field, null])) };
  // Custom fields are known by the labels and the options that the space has for them.
  const spaceFields = Object.keys(body).some(isCustomField) ? await fields.fields() : [];
  const problems = [...clear.problems, ...resolved.problems, ...(employers?.problems ?? [])];
  return { body, names: resolved.names, spaceFields, employers, problems };
}

/** The changes that lead a record to its goal. */
export async function planUpdate(
  read: Read,
  entity: WritableEntity,
  goal: RecordGoal,
  client: Pick<Client, 'all'>,
): Promise<Planned> {
  const { row } = read;
  const { employers } = goal;
  const isLinked = employers !== undefined || (row.primary_account ?? null) !== null;
  const body = entity === 'Contacts' ? withPosition(goal.body, isLinked) : goal.body;
  const links = employers && (await planEmployers(textOf(row.id), employers.accounts, client));
  return planFields(read, entity, { ...goal, body }, links);
}
