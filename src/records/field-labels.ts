import { ownValue } from '../values/own-value.ts';

const LABELS: Readonly<Record<string, string>> = {
  oppty_type: 'type',
  account_relations: 'accounts',
  contact_relations: 'contacts',
  data_set: 'options',
  email: 'e-mail',
  email1: 'e-mail',
  phone1: 'phone',
  state_province: 'state',
  account_class: 'class',
  label_flag: 'label',
  is_value_auto_calculate: 'automatic value',
  account_position: 'position',
  parent_account: 'parent',
  timezone_name: 'time zone',
};

/** What people call a field of the API: `zip code` for `zip_code`, `owner` for `owner_id`. */
export function fieldLabel(field: string): string {
  const name = field.replace(/_id$/, '');
  const words = name
    .replace(/^is_/, '')
    .replace(/^email(\d)$/, 'e-mail $1')
    .replace(/^phone(\d)$/, 'phone $1');
  return ownValue(LABELS, name) ?? words.replaceAll('_', ' ');
}
