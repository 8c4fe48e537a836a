import type { Problem } from '../../errors.ts';
import { isFound, type Ref } from '../../records/found.ts';
import { matchOne } from '../../records/match.ts';
import { nearest } from '../../values/names.ts';
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

/** Fields set by name must exist in the space. A dropdown is written as its `_id`. */
export async function checkFields({ lookups, options, problems }: Search, { fields = {} }: Draft): Promise<void> {
  const { serverFields = [], fileFields = [] } = options;
  const unknown = Object.keys(fields).filter(field => !DOCUMENTED.includes(field) && !serverFields.includes(field));
  if (unknown.length === 0) return;
  const spaceFields = (await lookups.fields()).flatMap(({ api_name, options }) =>
    options.length > 0 ? [api_name, `${api_name}_id`] : [api_name],
  );
  for (const field of unknown) {
    if (spaceFields.includes(field)) continue;
    problems.push(unknownFieldProblem(field, fileFields, [...spaceFields, ...DOCUMENTED]));
  }
}

/** The fields that are probably typing errors, as far as that shows without the server. */
export const misspelledFields = ({ fields = {} }: Draft, fileFields: readonly string[] = []): Problem[] =>
  Object.keys(fields)
    .filter(field => !field.startsWith('cf_') && !DOCUMENTED.includes(field) && nearest(field, DOCUMENTED))
    .map(field => unknownFieldProblem(field, fileFields, DOCUMENTED));

function unknownFieldProblem(field: string, fileFields: readonly string[], expected: readonly string[]): Problem {
  const close = nearest(field, expected);
  const custom = expected.filter(name => name.startsWith('cf_')).join(', ') || 'none';
  const hint = close ? `Did you mean '${close}'?` : `The custom fields are: ${custom}.`;
  const flag = fileFields.includes(field) ? '--from' : '--set';
  return { code: 'USAGE', message: `Opportunities have no field '${field}'`, field, flag, hint };
}

/** What every space has. */
const DOCUMENTED = fieldNames('Opportunities');
