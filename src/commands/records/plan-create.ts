import { createOf } from '../../changes/create.ts';
import type { RecordWrite } from '../../changes/write.ts';
import type { Problem } from '../../errors.ts';
import type { Lookups } from '../../records/lookups.ts';
import { readAnswers } from '../../records/writable/answers.ts';
import type { WritableEntity } from '../../records/writable/fields.ts';
import { type FieldLookups, type ResolvedFields, resolveAnswers } from '../../records/writable/resolve.ts';
import { isCustomField } from '../../wire/fields.ts';
import type { Noun } from '../lists/noun.ts';
import { findEmployers } from './employers.ts';
import type { RecordFlags } from './field-flags.ts';
import { fieldLines } from './plan-fields.ts';

/** The noun of a record that is created. */
export interface Creation {
  noun: Noun;
  entity: WritableEntity;
}

/** What the values of fields are looked up in. */
export interface RecordLookups {
  lookups: Pick<Lookups, 'find'>;
  fields: FieldLookups;
}

/** What would be created, or all that is wrong with it. */
export async function planCreate(
  { noun, entity }: Creation,
  flags: RecordFlags,
  { lookups, fields }: RecordLookups,
): Promise<{ write: RecordWrite } | { problems: readonly Problem[] }> {
  const { answers, problems } = readAnswers(entity, flags);
  const [resolved, employers] = await Promise.all([
    resolveAnswers(entity, answers, fields),
    findEmployers(flags.account, lookups),
  ]);
  const all: Problem[] = [...problems, ...resolved.problems, ...employers.problems];
  if (all.length > 0) return { problems: all };
  const body = entity === 'Contacts' ? employers.addTo(resolved.body) : resolved.body;
  const lines = fieldLines(entity, body, await describedBy({ ...resolved, body }, employers.names, fields));
  const name = noun.kind.nameOf(body);
  return { write: { ref: name, entity, id: '', name, changes: [createOf(entity, body)], lines, readAt: 0 } };
}

/** What the values of a body are called. */
async function describedBy(
  { body, names }: ResolvedFields,
  accounts: string | undefined,
  { fields }: { fields(): Promise<Parameters<typeof fieldLines>[2]['spaceFields']> },
) {
  const isCustom = Object.keys(body).some(isCustomField);
  const linkNames = accounts === undefined ? {} : { account_relations: accounts };
  return { names: { ...names, ...linkNames }, spaceFields: isCustom ? await fields() : [] };
}
