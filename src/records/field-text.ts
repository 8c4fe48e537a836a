import { isId } from '../values/ids.ts';
import { textOf } from '../values/text-of.ts';
import { type Entity, parseLink, type Row } from '../wire/entities.ts';
import { LosslessNumber } from '../wire/json.ts';
import type { SpaceField } from './found.ts';

const SHARE_MODES = { 0: '', 1: 'private', 2: 'all-view', 3: 'all-edit' };

/** The words for the numbers of the contract; none for what is said by saying nothing. */
const ENUMS: Partial<Record<Entity, Readonly<Record<string, Readonly<Record<number, string>>>>>> = {
  Clients: { type: { 0: 'customer', 1: 'support' } },
  Accounts: { account_class: { 1: '', 2: 'A', 3: 'B', 4: 'C', 5: 'D' }, share_mode: SHARE_MODES },
  Contacts: {
    gender: { 0: '', 1: 'male', 2: 'female', 3: 'non-binary' },
    primary_account_relationship: { 0: '', 1: 'weak', 2: 'moderate', 3: 'strong' },
    share_mode: SHARE_MODES,
  },
  Opportunities: { status: { 1: 'open', 2: 'lost', 3: 'won' }, share_mode: SHARE_MODES },
};

/** The value of a field in words; undefined if there is nothing to say, as of a record whose name is not known. */
export function fieldText(entity: Entity, field: string, value: unknown): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (value instanceof LosslessNumber) return value.value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return (ENUMS[entity]?.[field]?.[value] ?? String(value)) || undefined;
  if (typeof value === 'string') return field !== 'id' && (isId(value) || parseLink(value)) ? undefined : value;
  if (Array.isArray(value)) {
    return value.flatMap(item => fieldText(entity, field, item) ?? []).join(', ') || undefined;
  }
  return typeof value === 'object' ? recordName(value as Row) : undefined;
}

/** The name of an embedded record of any kind. */
function recordName(row: Row): string | undefined {
  const person = [row.first_name, row.last_name].filter(Boolean).map(textOf).join(' ');
  const name = row.name || row.option_name || row.code || person || row.formatted_name;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** The value of a custom field: an option by its name. */
export function customFieldText(entity: Entity, info: SpaceField | undefined, value: unknown): string | undefined {
  const optionName = (item: unknown) => info?.options.find(({ id }) => id === item)?.name;
  if (Array.isArray(value)) {
    const names = value.flatMap(item => optionName(item) ?? fieldText(entity, '', item) ?? []);
    return names.join(', ') || undefined;
  }
  return optionName(value) ?? fieldText(entity, '', value);
}
