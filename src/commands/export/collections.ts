import type { Client } from '../../api/client.ts';
import { CliError, usage } from '../../errors.ts';
import { CUSTOM_FIELDS_QUERY, customFields } from '../../export/custom-fields.ts';
import { documentedFields } from '../../export/documented-fields.ts';
import type { ExportedField } from '../../export/field-types.ts';
import { localDayBounds, parseTime } from '../../values/dates.ts';
import { nearest } from '../../values/names.ts';
import { ENTITIES, type Entity, type Row } from '../../wire/entities.ts';

/** What people work with; the lists that these refer to come along. */
export const BY_DEFAULT: readonly Entity[] = [
  ...(['Opportunities', 'Accounts', 'Contacts', 'Notes', 'Clients', 'SalesUnits', 'Pipelines', 'Steps'] as const),
  ...(['OpportunityTypes', 'Currencies', 'CurrencyExchangeRates', 'CurrencyExchangeRatesLists', 'Data'] as const),
  ...(['LeadOpptyAccountRelations', 'LeadOpptyContactRelations', 'ContactAccountRelations'] as const),
];

/** The collections of these names, or all that people work with. Throws USAGE for a name that is no collection. */
export const findCollections = (names: readonly string[]): readonly Entity[] =>
  names.length > 0 ? [...new Set(names.map(findCollection))] : BY_DEFAULT;

function findCollection(name: string): Entity {
  const word = name.trim().toLowerCase();
  const entity = ENTITIES.find(one => one.toLowerCase() === word);
  if (entity) return entity;
  const close = nearest(
    word,
    ENTITIES.map(one => one.toLowerCase()),
  );
  throw usage(`There is no collection '${name}'`, {
    hint: close ? `Did you mean '${close}'?` : `There are ${ENTITIES.join(', ')}.`,
  });
}

/** What the fields of a collection hold: the documented ones, and those that the space has made for itself. */
export type FieldsOf = (entity: Entity) => ExportedField[];

/**
 * Reads which fields a space has made for itself. Who may not see that exports them all the same, with what they are seen
 * to hold. It is the first request of an export: from its reply on, the client knows the server's time.
 */
export async function readFieldsOf(client: Client): Promise<FieldsOf> {
  const rows: Row[] = [];
  try {
    for await (const row of client.all('Fields', CUSTOM_FIELDS_QUERY)) rows.push(row);
  } catch (error) {
    if (!(error instanceof CliError && error.code === 'FORBIDDEN')) throw error;
  }
  return entity => [...documentedFields(entity), ...customFields(rows, entity)];
}

/** A time of RFC 3339, or the beginning of a day here. Throws USAGE for any other text. */
export function parseSince(text: string, flag: string): Date {
  const time = parseTime(text.trim()) ?? localDayBounds(text.trim())?.start;
  if (time) return time;
  throw usage(`'${text}' is no time`, { flag, hint: 'Write 2026-05-04 or 2026-05-04T12:00:00Z.' });
}
