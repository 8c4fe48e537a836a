import type { Problem } from '../../errors.ts';
import type { SpaceField } from '../../records/found.ts';
import { findField, wireName } from '../../records/space-fields.ts';
import { nearest } from '../../values/names.ts';
import { fieldNames } from '../../wire/fields.ts';
import { flagName, PLAIN_FIELDS } from '../draft/plain-fields.ts';
import { QUESTIONS } from '../draft/questions.ts';

/** The fields without which no opportunity can be. */
const NEEDED = ['name', 'owner_id', 'step_id', 'closing_date', 'value'];

/** The API's names of fields to empty, that are named as flags without dashes, by the API or by their labels. */
export function readClear(
  names: readonly string[],
  spaceFields: readonly SpaceField[],
): { fields: string[]; problems: Problem[] } {
  const fields: string[] = [];
  const problems: Problem[] = [];
  const refuse = (message: string, field: string, hint?: string) =>
    problems.push({ code: 'USAGE', message, flag: '--clear', field, ...(hint ? { hint } : {}) });
  for (const name of names) {
    const field = apiName(name.trim(), spaceFields);
    if (field === undefined) {
      const close = nearest(name, [...knownNames(), ...spaceFields.map(({ api_name }) => api_name)]);
      refuse(`Opportunities have no field '${name}'`, name, close ? `Did you mean '${close}'?` : undefined);
    } else if (NEEDED.includes(field)) refuse(`An opportunity cannot be without ${name}`, field);
    else if (field === 'account_relations') refuse('Accounts are replaced by --account', field);
    else if (field === 'contact_relations') refuse('Contacts are taken away by --no-contact', field);
    else fields.push(field);
  }
  return { fields, problems };
}

const knownNames = () => [
  ...QUESTIONS.map(({ flag }) => flag.slice(2)),
  ...PLAIN_FIELDS.map(plain => flagName(plain).slice(2)),
];

function apiName(name: string, spaceFields: readonly SpaceField[]): string | undefined {
  const question = QUESTIONS.find(({ flag, fields }) => flag === `--${name}` || fields.includes(name));
  if (question) return question.fields[0];
  const plain = PLAIN_FIELDS.find(field => flagName(field) === `--${name}` || field.field === name);
  if (plain) return plain.field;
  const info =
    findField(spaceFields, name) ?? spaceFields.find(({ label }) => label.toLowerCase() === name.toLowerCase());
  if (info) return wireName(info);
  return fieldNames('Opportunities').includes(name) ? name : undefined;
}
