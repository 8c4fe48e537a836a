import type { Context } from '../../context.ts';
import type { Problem } from '../../errors.ts';
import { type RowJudge, type RowPlan, reject } from '../../import/judge-rows.ts';
import type { RowInput } from '../../import/rows/row-input.ts';
import type { Lookups } from '../../records/lookups.ts';
import { readAnswers } from '../../records/writable/answers.ts';
import { flagOf, type WritableEntity } from '../../records/writable/fields.ts';
import { fieldLookups } from '../../records/writable/lookups.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';
import type { Noun } from '../lists/noun.ts';
import { lackingFields } from '../records/missing.ts';
import { planCreate } from '../records/plan-create.ts';
import { planUpdate, readGoal } from '../records/plan-update.ts';

/** Makes accounts or contacts of rows, by the same way as the flags of create and update. */
export async function recordJudge(
  { noun, entity, owner }: { noun: Noun; entity: WritableEntity; owner: string | undefined },
  lookups: Lookups,
  context: Context,
): Promise<RowJudge> {
  const client = await context.client();
  const fields = fieldLookups(entity, client, lookups);

  const create = async ({ flags: typed, problems: earlier }: RowInput): Promise<RowPlan> => {
    const flags = { ...(owner === undefined ? {} : { owner }), ...typed } as Record<string, unknown>;
    const { answers } = readAnswers(entity, flags);
    const answered = [...answers.words.keys()].map(({ field }) => field);
    const refused = earlier.map(({ field }) => field);
    const missing = lackingFields(
      entity,
      field => answered.includes(field) || Object.hasOwn(answers.set, field) || refused.includes(flagNameOf(field)),
    ).map(
      ([field]): Problem => ({
        code: 'MISSING_INPUT',
        message: `${flagOf(field)} is missing: ${field.summary}`,
        ...{ flag: flagOf(field), field: field.field },
      }),
    );
    const planned = await planCreate({ noun, entity }, flags, { lookups, fields });
    const problems = [...earlier, ...missing, ...('problems' in planned ? planned.problems : [])];
    const name = ['firstName', 'lastName', 'name']
      .map(key => textOf(flags[key] ?? ''))
      .filter(Boolean)
      .join(' ');
    if (problems.length > 0 || !('write' in planned)) return reject(problems, name);
    return { verdict: 'create', write: planned.write };
  };

  const flagNameOf = (field: string) => field.replace(/_id$/, '').replaceAll('_', '-');

  const update = async ({ flags, clear, problems: earlier }: RowInput, row: Row): Promise<RowPlan> => {
    const name = noun.kind.nameOf(row);
    const { answers, problems } = readAnswers(entity, flags);
    const account = flags.account as string[] | undefined;
    const goal = await readGoal(entity, answers, { clear, account }, { lookups, fields });
    const all = [...earlier, ...problems, ...goal.problems];
    if (all.length > 0) return reject(all, name);
    const planned = await planUpdate({ ref: name, name, row }, entity, goal, client);
    if (planned.kind === 'refused') return reject([planned.problem], name);
    const id = textOf(row.id);
    if (planned.kind === 'already') return { verdict: 'skip', id, name };
    const { changes, lines } = planned;
    return { verdict: 'update', write: { ref: name, entity, id, name, changes, lines, readAt: 0 } };
  };

  const names = entity === 'Accounts' ? ['name'] : ['first_name', 'last_name', 'primary_account'];
  return { entity, nameOf: noun.kind.nameOf, create, update, fields: [...names, 'is_archived', 'owner_id'] };
}
