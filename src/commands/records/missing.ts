import type { Context } from '../../context.ts';
import { CliError, type Problem } from '../../errors.ts';
import { flagOf, WRITABLE_FIELDS, type WritableEntity, type WritableField } from '../../records/writable/fields.ts';
import type { Noun } from '../lists/noun.ts';
import { flagWords } from './flag-words.ts';

/** A field that a create lacks; one of several is enough. */
export type Lack = readonly [WritableField, ...WritableField[]];

/** The fields of which a record must have one each. */
const NEEDED: Readonly<Record<WritableEntity, readonly (readonly string[])[]>> = {
  Accounts: [['name'], ['owner_id']],
  Contacts: [['last_name', 'first_name'], ['owner_id']],
};

/** What a record lacks that has these fields. */
export const lackingFields = (entity: WritableEntity, has: (field: string) => boolean): Lack[] =>
  NEEDED[entity]
    .filter(names => !names.some(has))
    .map(names => names.map(name => WRITABLE_FIELDS[entity].find(({ field }) => field === name)!) as [WritableField]);

/** All that is missing or wrong, with the user's own command and places for the rest. */
export function missingError(
  { noun, entity }: { noun: Noun; entity: WritableEntity },
  lacks: readonly Lack[],
  problems: readonly Problem[],
  flags: Readonly<Record<string, unknown>>,
  context: Context,
): CliError {
  const missing = lacks.map(([field, ...alternatives]): Problem => {
    const more = alternatives.map(other => ` or ${flagOf(other)}`).join('');
    const message = `${flagOf(field)}${more} is missing: ${field.summary}`;
    return { code: 'MISSING_INPUT', message, flag: flagOf(field), field: field.field };
  });
  const places = lacks.flatMap(([{ flag }]) => flag.split(' '));
  const command = [noun.name, 'create', ...flagWords(entity, flags), ...places];
  return new CliError('MISSING_INPUT', `Missing: ${lacks.map(([field]) => flagOf(field)).join(', ')}`, {
    hint: `Complete it:\n  ${context.commandLine(command)}`,
    details: [...missing, ...problems],
  });
}
