import { ENTITIES, type Entity, entityName, type Row } from '../../wire/entities.ts';
import { documentedFieldsOf, type Field } from '../rules/fields.ts';
import { type Add, optionId, seedId } from './ids.ts';
import { CUSTOM_FIELDS, OPTIONS } from './options.ts';

/** The dropdowns' options, and a row for each field of each collection. */
export function addMetadata(add: Add): void {
  for (const [field, options] of Object.entries(OPTIONS)) {
    for (const [index, option_name] of options.entries()) {
      const id = optionId(field, option_name);
      const row = { id, option_name, calc_value: index + 1, sort_order: index, data_set_id: seedId('Data', field) };
      add('Data', `${field} ${option_name}`, row);
    }
  }
  const row = (entity_name: string, api_name: string, name: string, fields: Row) => {
    const set = `${entity_name}.${api_name}`;
    const data_set_id = Object.hasOwn(OPTIONS, set) ? seedId('Data', set) : null;
    add('Fields', set, { entity_name, api_name, name, translated_name: name, data_set_id, ...fields });
  };
  const first = ['Opportunities', 'Accounts', 'Contacts'] as const;
  for (const entity of new Set<Entity>([...first, ...ENTITIES])) {
    for (const field of documentedFieldsOf(entity).values()) {
      // A relation is listed by the field that sets it, as in the names of the documented errors.
      if (field.kind === 'one' && !field.computed) continue;
      row(entityName(entity), field.name, label(field.name), {
        type_id: typeId(field),
        system_required: field.required ?? false,
        system_readonly: field.readOnly ?? false,
        system_type: 'system',
      });
    }
  }
  for (const { api_name, name, type_id } of CUSTOM_FIELDS) row('Opportunity', api_name, name, { type_id });
}

const label = (name: string) => {
  const words = name.replace(/_id$/, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The documented type of the field's form; null for what the documentation lists no type for, as relations. */
function typeId({ kind, target, name }: Field): string | null {
  if (target === 'Data') return 'dropdown';
  if (/^email\d|_email$/.test(name)) return 'email';
  if (/^phone\d|_phone$/.test(name)) return 'phone';
  if (name === 'home_page') return 'url';
  if (/^(comments|description|reason_of_close_description|note)$/.test(name)) return 'text_area';
  const types: Partial<Record<Field['kind'], string>> = {
    text: 'input',
    integer: 'integer',
    number: 'float',
    flag: 'checkbox',
    date: 'date',
    moment: 'datetime',
    money: 'currency_foreign',
  };
  return types[kind] ?? null;
}
