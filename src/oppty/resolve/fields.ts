import type { Problem } from '../../errors.ts';
import { isFound, type Ref, type SpaceField } from '../../records/found.ts';
import { matchOne } from '../../records/match.ts';
import { findField, findOptions, wireName } from '../../records/space-fields.ts';
import { nearest } from '../../values/names.ts';
import { parseDate } from '../../values/parse-date.ts';
import { fieldNames } from '../../wire/fields.ts';
import type { Draft } from '../draft/draft.ts';
import { questionById } from '../draft/questions.ts';
import { accept, type Search } from './search.ts';

/** Looks up an answer that is an option of a field. */
export async function findOption(
  search: Search,
  id: 'lead_source' | 'reason_of_close',
  ref: Ref | undefined,
): Promise<Ref | undefined> {
  if (!ref || isFound(ref)) return ref;
  const fields = await search.lookups.fields();
  const options = fields.find(field => field.api_name === id || field.api_name === `${id}_id`)?.options ?? [];
  const { message, flag } = questionById(id);
  return accept(search, matchOne(ref.words, options, { label: message.toLowerCase(), flag, entity: 'Data' }), id, ref);
}

/**
 * The fields that are set by name, as they go on the wire: an option by its id, a day as YYYY-MM-DD. Each must exist in the
 * space.
 */
export async function resolveFields(search: Search, { fields }: Draft): Promise<Draft['fields']> {
  const { serverFields = [], fileFields = [] } = search.options;
  const isDocumented = (field: string) => DOCUMENTED.includes(field) || serverFields.includes(field);
  if (!fields || Object.keys(fields).every(isDocumented)) return fields;
  const spaceFields = await search.lookups.fields();
  const names = spaceFields.flatMap(field =>
    field.options.length > 0 ? [field.api_name, `${field.api_name}_id`] : [field.api_name],
  );
  const entries = Object.entries(fields).map(([name, value]): [string, unknown] => {
    if (isDocumented(name)) return [name, value];
    const flag = fileFields.includes(name) ? '--from' : '--set';
    const field = findField(spaceFields, name);
    if (field && names.includes(name)) return resolveField(search, name, value, field, flag);
    search.problems.push(unknownFieldProblem(name, flag, [...names, ...DOCUMENTED]));
    return [name, value];
  });
  return Object.fromEntries(entries);
}

/** A field as it is written in the request. What the words of its value mean is looked up, other values stay. */
function resolveField(
  { options: { today }, problems }: Search,
  name: string,
  value: unknown,
  field: SpaceField,
  flag: string,
): [string, unknown] {
  if (field.options.length > 0 && isNamed(value)) {
    const result = findOptions(field, value);
    if ('value' in result) return [wireName(field), result.value];
    problems.push({ ...result.problem, message: `${name} ${result.problem.message}`, field: name, flag });
  }
  if (
    field.type === 'date' &&
    typeof value === 'string' &&
    today !== undefined &&
    !/^(\d{4}-\d\d-\d\d)?$/.test(value)
  ) {
    const result = parseDate(value, today);
    if ('date' in result) return [name, result.date];
    problems.push({ code: 'USAGE', message: result.problem, field: name, flag });
  }
  return [name, value];
}

/** Whether a value can hold names of options. An empty one empties the field. */
const isNamed = (value: unknown): value is string | string[] =>
  typeof value === 'string' ? value.trim() !== '' : Array.isArray(value) && value.every(one => typeof one === 'string');

/** The fields that are probably typing errors, as far as that shows without the server. */
export const misspelledFields = ({ fields = {} }: Draft, fileFields: readonly string[] = []): Problem[] =>
  Object.keys(fields)
    .filter(field => !field.startsWith('cf_') && !DOCUMENTED.includes(field) && nearest(field, DOCUMENTED))
    .map(field => unknownFieldProblem(field, fileFields.includes(field) ? '--from' : '--set', DOCUMENTED));

function unknownFieldProblem(field: string, flag: '--from' | '--set', expected: readonly string[]): Problem {
  const close = nearest(field, expected);
  const custom = expected.filter(name => name.startsWith('cf_')).join(', ') || 'none';
  const hint = close ? `Did you mean '${close}'?` : `The custom fields are: ${custom}.`;
  return { code: 'USAGE', message: `Opportunities have no field '${field}'`, field, flag, hint };
}

/** What every space has. */
const DOCUMENTED = fieldNames('Opportunities');
