import { parseLink, type Row, relationOf } from '../../wire/entities.ts';

/** The fields of a record that cannot be written. */
const READ_ONLY = [
  ...['id', 'is_deleted', 'is_delete_protected', 'modified', 'modified_by_user', 'revision', 'status', 'days_in_step'],
  ...['qualify_date', 'primary_account', 'primary_contact', 'table_name', 'formatted_name', 'is_favorite'],
  'fitness_description',
];
/** The fields that are about the old record alone, where a printed one is used again. */
const HISTORY = [
  ...READ_ONLY,
  'created',
  'won_date',
  'lost_date',
  'lead_oppty_id',
  'account',
  'contact',
  'oppty',
  'lead',
];

/** Why a field cannot be sent, if so. */
export function whyUnwritable(
  field: string,
  overrideReadOnly: boolean,
): { message: string; hint?: string } | undefined {
  const message = `${field} cannot be written`;
  // It would change the object it is put into.
  if (field === '__proto__') return { message };
  if (READ_ONLY.includes(field)) {
    const hint = 'The server sets it; --validation-level override-read-only sends it all the same.';
    return overrideReadOnly ? undefined : { message, hint };
  }
  return relationOf('Opportunities', field) ? { message, hint: `Write ${field}_id.` } : undefined;
}

/** The fields of a printed record, or of a link in it, that make sense for a new one. */
export function withoutHistory(row: Row): Row {
  const fields = Object.entries(row).filter(([field, value]) => {
    if (HISTORY.includes(field) || field === '__proto__') return false;
    if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return false;
    const links = Array.isArray(value) ? value : [value];
    return !links.every(link => typeof link === 'string' && parseLink(link));
  });
  return Object.fromEntries(fields);
}
