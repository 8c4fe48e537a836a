import type { Problem } from '../../errors.ts';
import { nearest } from '../../values/names.ts';
import { parseAssignments } from '../../wire/assignments.ts';
import { type Row, relationOf } from '../../wire/entities.ts';
import { fieldNames } from '../../wire/fields.ts';
import type { SpaceField } from '../found.ts';
import { findField, wireName } from '../space-fields.ts';
import { flagKey, flagOf, WRITABLE_FIELDS, type WritableEntity, type WritableField } from './fields.ts';

/** The words for fields of a record, before anything is looked up. */
export interface FieldAnswers {
  /** By the API's names, each with the flag that gave it. */
  words: ReadonlyMap<WritableField, { text: string; flag: string }>;
  /** The values of --set for all other fields. */
  set: Row;
}

/** Reads the flags of a record. The problems are those that need no look-up. */
export function readAnswers(
  entity: WritableEntity,
  flags: Readonly<Record<string, unknown>>,
): { answers: FieldAnswers; problems: Problem[] } {
  const { row: set, problems } = parseAssignments((flags.set as readonly string[] | undefined) ?? []);
  const words = new Map<WritableField, { text: string; flag: string }>();
  for (const field of WRITABLE_FIELDS[entity]) {
    const value = flags[flagKey(field)];
    const assigned = Object.hasOwn(set, field.field) ? set[field.field] : undefined;
    if (typeof value === 'string') {
      words.set(field, { text: value.trim(), flag: flagOf(field) });
      // The flag wins, as it does over a file.
      delete set[field.field];
    } else if (typeof assigned === 'string' && assigned.trim() !== '') {
      words.set(field, { text: assigned.trim(), flag: '--set' });
      delete set[field.field];
    }
  }
  for (const [{ field }, { text, flag }] of words) {
    if (text === '') problems.push({ code: 'USAGE', message: `${flag} is empty`, flag, field });
  }
  for (const field of Object.keys(set)) problems.push(...whyUnwritable(entity, field));
  return { answers: { words, set }, problems };
}

/** What the server alone sets. */
const READ_ONLY = [
  ...['id', 'is_deleted', 'is_delete_protected', 'modified', 'revision', 'formatted_name', 'is_favorite'],
  ...['modified_by_user', 'health', 'health_status', 'health_category', 'primary_account', 'primary_account_position'],
  ...['primary_account_relationship', 'primary_account_account_roles', 'exchange_entity_id', 'gapi_entity_id'],
  'o365_entity_id',
];

function whyUnwritable(entity: WritableEntity, field: string): Problem[] {
  const problem = (hint: string): Problem[] => [
    { code: 'USAGE', message: `${field} cannot be written`, flag: '--set', field, hint },
  ];
  if (READ_ONLY.includes(field)) return problem('The server sets it.');
  if (field === 'account_relations') return problem('Write --account.');
  if (!relationOf(entity, field)) return [];
  return problem(`Write ${field}_id.`);
}

/** The API's names of fields to empty, that are named as flags without dashes, by the API or by their labels. */
export function readClear(
  entity: WritableEntity,
  names: readonly string[],
  spaceFields: readonly SpaceField[],
): { fields: string[]; problems: Problem[] } {
  const fields: string[] = [];
  const problems: Problem[] = [];
  const refuse = (message: string, field: string, hint?: string) =>
    problems.push({ code: 'USAGE', message, flag: '--clear', field, ...(hint ? { hint } : {}) });
  for (const name of names.map(name => name.trim())) {
    const flagField = WRITABLE_FIELDS[entity].find(
      field => flagOf(field) === `--${name}` || [field.field, field.field.replace(/_id$/, '')].includes(name),
    );
    const info =
      findField(spaceFields, name) ?? spaceFields.find(({ label }) => label.toLowerCase() === name.toLowerCase());
    const field =
      flagField?.field ?? (info && wireName(info)) ?? (fieldNames(entity).includes(name) ? name : undefined);
    if (field === undefined) problems.push(unknownField(entity, name, '--clear', spaceFields));
    else if (flagField?.needed) refuse(`${titleOf(entity)} cannot be without ${name}`, field);
    else if (READ_ONLY.includes(field)) refuse(`${field} cannot be written`, field, 'The server sets it.');
    else if (field === 'account_relations') refuse('Accounts are replaced by --account', field);
    else fields.push(field);
  }
  return { fields, problems };
}

/** That a space has no field of this name, with the one that was probably meant. */
export function unknownField(
  entity: WritableEntity,
  name: string,
  flag: string,
  spaceFields: readonly SpaceField[],
): Problem {
  const flags = WRITABLE_FIELDS[entity].map(field => flagOf(field).slice(2));
  const names = [...spaceFields.map(({ api_name }) => api_name), ...fieldNames(entity)];
  const close = nearest(name, flag === '--clear' ? [...flags, ...names] : names);
  const custom = spaceFields.flatMap(({ api_name }) => (api_name.startsWith('cf_') ? [api_name] : [])).join(', ');
  const hint = close ? `Did you mean '${close}'?` : `The custom fields are: ${custom || 'none'}.`;
  return { code: 'USAGE', message: `${entity} have no field '${name}'`, flag, field: name, hint };
}

const titleOf = (entity: WritableEntity) => (entity === 'Accounts' ? 'An account' : 'A contact');
