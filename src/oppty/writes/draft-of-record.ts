import type { Link } from '../../changes/links.ts';
import type { FoundRecord, SpaceField } from '../../records/found.ts';
import type { PipelineStep } from '../../records/load-lists.ts';
import { findField, wireName } from '../../records/space-fields.ts';
import { textOf } from '../../values/text-of.ts';
import { isRow, type Row } from '../../wire/entities.ts';
import { isCustomField } from '../../wire/fields.ts';
import type { Draft } from '../draft/draft.ts';
import { PLAIN_FIELDS } from '../draft/plain-fields.ts';

/** What a record is read with. Its relations are expanded, or their names are unknown. */
export interface RecordParts {
  links: Readonly<Record<'accounts' | 'contacts', readonly Link[]>>;
  steps: readonly PipelineStep[];
  currencies: readonly FoundRecord[];
  spaceFields: readonly SpaceField[];
}

/** An opportunity that exists as the answers that a person would have given, to be edited one by one. */
export function draftOfRecord(row: Row, { links, steps, currencies, spaceFields }: RecordParts): Draft {
  const step = findById(steps, row.step_id);
  const value = isRow(row.value) ? row.value : {};
  const currency = findById(currencies, value.currency_id);
  const amount = currency?.base ? (value.base_value ?? value.value_foreign) : (value.value_foreign ?? value.base_value);
  const { pipeline, ...ownStep } = step ?? {};
  return {
    name: textOf(row.name ?? ''),
    owner: related(row, 'owner'),
    pipeline,
    step: step ? (ownStep as FoundRecord) : undefined,
    accounts: links.accounts.map(({ record }) => record),
    contacts: links.contacts.map(({ record }) => record),
    value: isEmpty(amount) ? undefined : textOf(amount),
    currency,
    closing_date: isEmpty(row.closing_date) ? undefined : textOf(row.closing_date).slice(0, 10),
    oppty_type: related(row, 'oppty_type'),
    unit: related(row, 'unit'),
    lead_source: related(row, 'lead_source'),
    reason_of_close: related(row, 'reason_of_close'),
    fields: fieldsOf(row, spaceFields),
  };
}

/** The fields that an edited draft no longer has, by their API names: they are to be emptied. */
export function clearedFields(before: Draft, after: Draft): string[] {
  const optional = ['oppty_type', 'unit', 'lead_source', 'reason_of_close'] as const;
  const answers = optional.filter(key => before[key] !== undefined && after[key] === undefined).map(key => `${key}_id`);
  const { fields = {} } = after;
  const fieldNames = Object.keys(before.fields ?? {}).filter(name => isEmpty(fields[name]));
  return [...answers, ...fieldNames];
}

/** The record at the other end of a relation. */
function related(row: Row, field: string): FoundRecord | undefined {
  const id = row[`${field}_id`];
  if (isEmpty(id)) return undefined;
  const record = row[field];
  const name = isRow(record) ? textOf(record.name ?? record.option_name ?? '') : '';
  const email = isRow(record) && typeof record.email === 'string' ? { detail: record.email } : {};
  return { id: textOf(id), name: name || textOf(id), ...email };
}

/** The fields that are set, as they are written: those with a flag of their own, and those of the space. */
function fieldsOf(row: Row, spaceFields: readonly SpaceField[]): Row {
  const fields: Row = {};
  for (const { field } of PLAIN_FIELDS) {
    const value = row[field];
    const isSaid = !isEmpty(value) && value !== false && !(field === 'label_flag' && value === 0);
    if (isSaid && !READ_ONLY.includes(field)) fields[field] = value;
  }
  for (const name of Object.keys(row).filter(isCustomField)) {
    const info = findField(spaceFields, name);
    if (!info || info.readOnly || wireName(info) !== name || isEmpty(row[name])) continue;
    fields[name] = row[name];
  }
  return fields;
}

/** What follows from the record's life, and is no answer of a person. */
const READ_ONLY = ['created', 'won_date', 'lost_date', 'is_archived', 'share_mode'];

const isEmpty = (value: unknown) => value === undefined || value === null || value === '';

const findById = <T extends FoundRecord>(records: readonly T[], id: unknown): T | undefined =>
  records.find(record => record.id.toLowerCase() === textOf(id ?? '').toLowerCase());
