import type { Client } from '../api/client.ts';
import { CliError, usage } from '../errors.ts';
import type { Lookups } from '../records/lookups.ts';
import { nearest, sameName } from '../values/names.ts';
import { textOf } from '../values/text-of.ts';
import type { Row } from '../wire/entities.ts';
import { isCustomField } from '../wire/fields.ts';

/** A text that the user chooses for one opportunity, stored in one of its fields, to find it again. */
export interface ClientKey {
  field: string;
  key: string;
  /** Where the setting of the field comes from, if a setting names it. */
  settingOrigin?: string;
}

/**
 * Parses `2026-117`, for the field in the setting, or `cf_contract_no=2026-117`. Throws USAGE.
 */
export function parseClientKey(text: string, setting: { value: string; origin: string } | undefined): ClientKey {
  const flag = '--client-key';
  const [, field = '', value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  const isExplicit = isCustomField(field);
  const key = ((isExplicit ? value : undefined) ?? text).trim();
  if (key === '') throw usage('The client key is empty', { flag });
  if (isExplicit) return { field, key };
  if (setting && !isCustomField(setting.value)) {
    throw usage(`${setting.origin} names the field '${setting.value}', and a key would overwrite what it holds`, {
      flag,
      hint: "Name a text field of the space's own:",
      command: ['config', 'set', 'client-key-field', '<cf_...>'],
    });
  }
  if (setting) return { field: setting.value, key, settingOrigin: setting.origin };
  throw usage('No field is known to keep the client key in', {
    flag,
    hint: `Write ${flag} cf_...=${key}, with a text field of the space's own, or name one for good:`,
    command: ['config', 'set', 'client-key-field', '<cf_...>'],
  });
}

/** Throws USAGE if the fields that other flags set hold something else where the key is to be stored. */
export function refuseOtherValue({ field, key }: ClientKey, fields: Row = {}): void {
  if (!Object.hasOwn(fields, field) || fields[field] === key) return;
  throw usage(`--client-key stores '${key}' in ${field}, which is also set to '${textOf(fields[field])}'`, {
    flag: '--client-key',
    field,
    hint: `Set ${field} by --client-key alone.`,
  });
}

/** The types of fields that hold a text. */
const TEXT_TYPES = ['input', 'text_area', 'email', 'phone', 'url'];

/** Throws USAGE if the space's opportunities do not have the field of the key, or it holds no text. */
export async function checkKeyField(
  { field, settingOrigin }: ClientKey,
  lookups: Pick<Lookups, 'fields'>,
): Promise<void> {
  const fields = await lookups.fields();
  const spaceField = fields.find(({ api_name }) => api_name === field);
  if (spaceField?.type && !TEXT_TYPES.includes(spaceField.type)) {
    throw usage(`The field '${field}' is no text field but of the type ${spaceField.type}`, {
      flag: '--client-key',
      field,
    });
  }
  if (spaceField) return;
  const fieldNames = fields.map(({ api_name }) => api_name);
  const customNames = fieldNames.filter(name => name.startsWith('cf_'));
  const similar = nearest(field, fieldNames);
  throw usage(
    `Opportunities have no field '${field}'${settingOrigin ? `, which ${settingOrigin} names,` : ''} to keep the client key in`,
    {
      flag: '--client-key',
      field,
      hint: similar ? `Did you mean '${similar}'?` : `The custom fields are: ${customNames.join(', ') || 'none'}.`,
    },
  );
}

/**
 * The opportunity with the key, deleted ones included, since they were created once. Throws DUPLICATE_KEY for several,
 * KEY_CHANGED if the server stored the key in another form, BAD_REPLY if it ignores the filter.
 */
export async function findByKey(client: Pick<Client, 'list'>, { field, key }: ClientKey): Promise<Row | undefined> {
  const filter = [{ field, value: key }];
  const { rows } = await client.list('Opportunities', { filter, first: 100, includeDeleted: true });
  const other = rows.find(row => row[field] !== key);
  if (other && typeof other[field] === 'string' && sameName(other[field], key)) {
    throw keyChangedError({ field, key }, other);
  }
  if (other) throw new CliError('BAD_REPLY', `The server did not understand the filter on ${field}`);
  const [row, second] = rows;
  if (second) throw duplicateKeyError(key, rows);
  return row;
}

function duplicateKeyError(key: string, rows: readonly Row[]): CliError {
  const problem = {
    code: 'DUPLICATE_KEY' as const,
    message: `${rows.length} opportunities have the client key ${key}: ${rows.map(({ id }) => textOf(id)).join(', ')}`,
    flag: '--client-key',
    candidates: rows.map(({ id, name }) => ({ id: textOf(id), name: textOf(name) })),
    hint: 'Delete all but one of them, or give them different keys.',
  };
  return new CliError(problem.code, problem.message, { ...problem, retrySafe: false, details: [problem] });
}

/** The server stored the key of a record in another form, or not at all: a look-up cannot be relied on. */
export function keyChangedError({ field, key }: ClientKey, row: Row): CliError {
  const stored = row[field];
  const form = stored === undefined || stored === null || stored === '' ? 'nothing' : `'${textOf(stored)}'`;
  return new CliError(
    'KEY_CHANGED',
    `Opportunity ${row.id} exists, but the server stored ${form} in ${field} instead of the client key '${key}'`,
    {
      field,
      flag: '--client-key',
      retrySafe: false,
      hint: 'A second run with this key would not find it, and could create it again. Use keys that the server stores as they are.',
    },
  );
}
