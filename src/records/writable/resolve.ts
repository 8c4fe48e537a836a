import type { Problem } from '../../errors.ts';
import type { Row } from '../../wire/entities.ts';
import { fieldNames } from '../../wire/fields.ts';
import type { FoundRecord, SpaceField } from '../found.ts';
import type { Lookups } from '../lookups.ts';
import { matchOne } from '../match.ts';
import { findField, findOptions, wireName } from '../space-fields.ts';
import { type FieldAnswers, unknownField } from './answers.ts';
import type { ValueSource, WritableEntity, WritableField } from './fields.ts';

/** What the values of fields are looked up in. */
export interface FieldLookups extends Pick<Lookups, 'find' | 'units'> {
  accountTypes(): Promise<readonly FoundRecord[]>;
  /** The fields of the kind of record. */
  fields(): Promise<readonly SpaceField[]>;
}

/** The fields as they go on the wire, with the names of the records and options that they lead to. */
export interface ResolvedFields {
  body: Row;
  names: Readonly<Record<string, string>>;
  problems: readonly Problem[];
}

/** Looks up what the words mean. The problems of all fields come together. */
export async function resolveAnswers(
  entity: WritableEntity,
  { words, set }: FieldAnswers,
  lookups: FieldLookups,
): Promise<ResolvedFields> {
  const results = await Promise.all([
    ...[...words].map(([field, answer]) => resolveWords(field, answer, lookups)),
    ...Object.entries(set).map(([name, value]) => resolveAssignment(entity, name, value, lookups)),
  ]);
  const found = results.flatMap(result => ('problem' in result ? [] : [result]));
  return {
    body: Object.fromEntries(found.map(({ field, value }) => [field, value])),
    names: Object.fromEntries(found.flatMap(({ field, name }) => (name === undefined ? [] : [[field, name]]))),
    problems: results.flatMap(result => ('problem' in result ? [result.problem] : [])),
  };
}

type Resolved = { field: string; value: unknown; name?: string } | { problem: Problem };

async function resolveWords(
  { field, source }: WritableField,
  { text, flag }: { text: string; flag: string },
  lookups: FieldLookups,
): Promise<Resolved> {
  if (!source) return { field, value: text };
  if ('words' in source) return readWord(field, source.words, text, flag);
  const match = await findRecord(field, source, text, flag, lookups);
  if ('problem' in match) return { problem: { ...match.problem, flag, field } };
  return { field, value: match.found.id, name: match.found.name };
}

function readWord(field: string, words: Readonly<Record<string, number>>, text: string, flag: string): Resolved {
  const names = Object.keys(words);
  const name = names.find(word => word.toLowerCase() === text.toLowerCase());
  if (name !== undefined) return { field, value: words[name], name };
  // The number of the API, as a printed record has it.
  const number = Object.values(words).find(value => String(value) === text);
  if (number !== undefined && flag === '--set') return { field, value: number };
  return { problem: { code: 'USAGE', message: `${flag} takes ${names.join(', ')}, not '${text}'`, flag, field } };
}

async function findRecord(
  field: string,
  source: Exclude<ValueSource, { words: unknown }>,
  text: string,
  flag: string,
  lookups: FieldLookups,
) {
  if ('find' in source) return lookups.find(source.find, text, flag);
  if ('among' in source) {
    const [list, label, listEntity] =
      source.among === 'units'
        ? ([lookups.units, 'sales unit', 'SalesUnits'] as const)
        : ([lookups.accountTypes, 'account type', 'AccountTypes'] as const);
    return matchOne(text, await list(), { label, flag, entity: listEntity });
  }
  const options = findField(await lookups.fields(), field)?.options ?? [];
  return matchOne(text, options, { label: field.replace(/_id$/, '').replaceAll('_', ' '), flag, entity: 'Data' });
}

/** A field that no flag is for: a documented one as it is, a custom one by the names of its options. */
async function resolveAssignment(
  entity: WritableEntity,
  name: string,
  value: unknown,
  lookups: FieldLookups,
): Promise<Resolved> {
  const isDocumented = fieldNames(entity).includes(name);
  const spaceFields = isDocumented && typeof value !== 'string' ? [] : await lookups.fields();
  const info = findField(spaceFields, name);
  if (!info) {
    if (isDocumented) return { field: name, value };
    return { problem: unknownField(entity, name, '--set', spaceFields) };
  }
  const isNamed = typeof value === 'string' && value.trim() !== '' && info.options.length > 0;
  if (!isNamed) return { field: wireName(info), value };
  const result = findOptions(info, value);
  if ('value' in result) return { field: wireName(info), value: result.value, name: value };
  const { problem } = result;
  return { problem: { ...problem, message: `${name} ${problem.message}`, field: name, flag: '--set' } };
}
