import { type Entity, entityName, type Row } from '../wire/entities.ts';
import { isCustomField } from '../wire/fields.ts';
import type { Query } from '../wire/query.ts';
import type { ExportedField, FieldType } from './field-types.ts';

/** Asks `Fields` for the fields that a space has made for itself. Source: section 12 of the contract, `cf_...`. */
export const CUSTOM_FIELDS_QUERY: Query = {
  filter: [{ field: 'api_name', op: 'starts', value: 'cf_' }],
  loadOnly: ['id', 'entity_name', 'api_name', 'type_id', 'is_deleted'],
};

/** What the types that people give to fields hold. All others are text, or show themselves in the records. */
const TYPES: Readonly<Record<string, FieldType>> = {
  ...{ checkbox: 'boolean', integer: 'integer', float: 'number', currency: 'number' },
  ...{ date: 'day', datetime: 'time', multiselect_checkbox: 'empty', currency_foreign: 'empty' },
};

/** The fields of the space's own that the records of a collection are exported with, from rows of `Fields`. */
export function customFields(rows: readonly Row[], entity: Entity): ExportedField[] {
  const fields: ExportedField[] = [];
  for (const { entity_name, api_name, type_id, is_deleted } of rows) {
    if (entity_name !== entityName(entity) || is_deleted === true) continue;
    if (typeof api_name !== 'string' || !isCustomField(api_name)) continue;
    // An option is exported as its id.
    const isOption = (type_id === 'dropdown' || type_id === 'radio') && !api_name.endsWith('_id');
    fields.push({ name: isOption ? `${api_name}_id` : api_name, type: TYPES[String(type_id)] ?? 'text' });
  }
  return fields;
}
