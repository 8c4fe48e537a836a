import type { FoundRecord, Ref } from '../records/found.ts';
import { isFound } from '../records/found.ts';
import { formatAmount } from '../values/money.ts';
import { textOf } from '../values/text-of.ts';
import { parseLink, type Row } from '../wire/entities.ts';
import type { Draft } from './draft/draft.ts';

/**
 * The fields of a created opportunity for a pipe: the server's own values, with the names of the draft's records in
 * place of links. A record that the server chose is shown by its id.
 */
export function createdFields(row: Row, draft: Draft): [label: string, value: string][] {
  const value = (row.value ?? {}) as Row;
  const currency = nameOrId(value.currency_id, draft.currency);
  const base = draft.currency && isFound(draft.currency) && draft.currency.base === true;
  const showsBase = base || value.value_foreign === undefined || value.value_foreign === null;
  const amount = showsBase ? value.base_value : value.value_foreign;
  // The reply says how many relations were stored; the draft knows their names.
  const linkNames = (refs: readonly Ref[] | undefined, relations: unknown) =>
    (Array.isArray(relations) && relations.length === 0 ? [] : (refs ?? []))
      .filter(isFound)
      .map((ref, index) => `${ref.name}${index === 0 && refs!.length > 1 ? ' (primary)' : ''}`);
  const lines: [string, string][] = [
    ['name', text(row.name)],
    ['owner', nameOrId(row.owner_id, draft.owner)],
    ['step', stepText(row, draft)],
    ['accounts', linkNames(draft.accounts, row.account_relations).join(', ')],
    ['contacts', linkNames(draft.contacts, row.contact_relations).join(', ')],
    ['value', `${formatAmount(amount)} ${showsBase && !base ? 'in the base currency' : currency}`],
    ['closing date', text(row.closing_date)],
    ['type', draft.oppty_type ? nameOrId(row.oppty_type_id, draft.oppty_type) : ''],
    ['unit', draft.unit ? nameOrId(row.unit_id, draft.unit) : ''],
    ['description', text(row.description)],
    ['id', text(row.id)],
  ];
  return lines.filter(([, value]) => value.trim() !== '');
}

function stepText(row: Row, draft: Draft): string {
  const { step, pipeline } = draft;
  if (!isFound(step) || text(row.step_id).toLowerCase() !== step.id.toLowerCase()) return nameOrId(row.step_id, step);
  const percent = step.detail ? ` (${step.detail})` : '';
  return isFound(pipeline) ? `${pipeline.name} › ${step.name}${percent}` : `${step.name}${percent}`;
}

/** The name of the draft's record if it has this id, else the id itself. */
function nameOrId(id: unknown, ref: Ref | undefined): string {
  const record: FoundRecord | undefined = isFound(ref) ? ref : undefined;
  if (record && (id === undefined || id === null || text(id).toLowerCase() === record.id.toLowerCase())) {
    return record.detail?.includes('@') ? `${record.name} (${record.detail})` : record.name;
  }
  return text(id);
}

const text = (value: unknown): string =>
  typeof value === 'string'
    ? (parseLink(value)?.id ?? value)
    : value === null || value === undefined
      ? ''
      : textOf(value);
