import type { Client } from '../api/client.ts';
import { CliError, usage } from '../errors.ts';
import type { Lookups } from '../records/lookups.ts';
import { nearest } from '../values/names.ts';
import type { Row } from '../wire/entities.ts';

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
  const explicit = /^(cf_\w+)=(.*)$/s.exec(text);
  const key = (explicit?.[2] ?? text).trim();
  if (key === '') throw usage('The client key is empty', { flag });
  if (explicit) return { field: explicit[1]!, key };
  if (setting) return { field: setting.value, key, settingOrigin: setting.origin };
  throw usage('No field is known to keep the client key in', {
    flag,
    hint: `Write ${flag} cf_...=${key}, with a text field of the space's own, or name one for good:\npipeliner config set client-key-field cf_...`,
  });
}

/** Throws USAGE if the space's opportunities do not have the field of the key. */
export async function checkKeyField(
  { field, settingOrigin }: ClientKey,
  lookups: Pick<Lookups, 'fields'>,
): Promise<void> {
  const fieldNames = (await lookups.fields()).map(({ api_name }) => api_name);
  if (fieldNames.includes(field)) return;
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
 * The opportunity with the key, deleted ones included, since they were created once. Throws AMBIGUOUS for several,
 * BAD_REPLY if the server ignores the filter.
 */
export async function findByKey(client: Pick<Client, 'list'>, { field, key }: ClientKey): Promise<Row | undefined> {
  const { rows } = await client.list('Opportunities', {
    filter: [{ field, value: key }],
    first: 2,
    includeDeleted: true,
  });
  if (rows.some(row => String(row[field]) !== key))
    throw new CliError('BAD_REPLY', `The server did not understand the filter on ${field}`);
  const [row, second] = rows;
  if (!second) return row;
  const candidates = rows.map(({ id, name }) => ({ id: String(id), name: String(name) }));
  const problem = {
    code: 'AMBIGUOUS' as const,
    message: `Several opportunities have the client key ${key}`,
    flag: '--client-key',
    candidates,
  };
  throw new CliError(problem.code, problem.message, { flag: problem.flag, details: [problem] });
}
