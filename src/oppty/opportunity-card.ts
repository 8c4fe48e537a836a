import { fieldLabel } from '../records/field-labels.ts';
import { customFieldText, fieldText } from '../records/field-text.ts';
import { isFound, type SpaceField } from '../records/found.ts';
import { formatDay } from '../values/dates.ts';
import { formatAmount, formatRounded } from '../values/money.ts';
import { formatDayDistance } from '../values/relative-time.ts';
import { textOf } from '../values/text-of.ts';
import { isRow, parseLink, type Row } from '../wire/entities.ts';
import { isCustomField } from '../wire/fields.ts';
import { LINKED_FIELDS, type LinkedField, ownName } from './card-names.ts';
import type { Draft } from './draft/draft.ts';
import { PLAIN_FIELDS } from './draft/plain-fields.ts';
import { findField } from './draft/space-fields.ts';

/** What a card shows beside the record itself. */
export interface CardContext {
  /** The answers it was created from. */
  draft: Draft;
  /** The names of the records that its fields lead to, as far as they are known. */
  names: Readonly<Partial<Record<LinkedField, string>>>;
  /** The fields of the space, for the labels and options of its own ones. */
  fields: readonly SpaceField[];
  today: string;
}

type Pair = [label: string, value: string | undefined];

/** An opportunity for a person: all that is set on it, by labels and names; the id last. */
export function opportunityCard(row: Row, context: CardContext): [label: string, value: string][] {
  const { draft, today } = context;
  const ofLinks = (fields: readonly LinkedField[]) =>
    fields.map((field): Pair => [fieldLabel(field), context.names[field]]);
  const [owner, step, ...furtherFields] = LINKED_FIELDS;
  const lines: Pair[] = [
    ['name', idText(row.name)],
    ['status', fieldText('Opportunities', 'status', row.status)],
    ...ofLinks([owner, step]),
    ['accounts', linkNames(draft.accounts, row.account_relations)],
    ['contacts', linkNames(draft.contacts, row.contact_relations)],
    ['value', amountText(row, draft)],
    ['closing date', closingText(row.closing_date, today)],
    ...ofLinks(furtherFields),
    ...plainPairs(row, draft),
    ...customPairs(row, context.fields),
    ['description', idText(row.description)],
    ['id', idText(row.id)],
  ];
  return lines.flatMap(([label, value]) => (value?.trim() ? [[label, value]] : []));
}

/** The reply says how many relations were stored; the draft knows their names. */
function linkNames(refs: Draft['accounts'] = [], relations: unknown): string {
  const stored = Array.isArray(relations) && relations.length === 0 ? [] : refs;
  return stored
    .filter(isFound)
    .map(({ name }, index) => `${name}${index === 0 && refs.length > 1 ? ' (primary)' : ''}`)
    .join(', ');
}

/** What was said is shown as it was stored; what the server converted is rounded. */
function amountText(row: Row, draft: Draft): string {
  const { currency } = draft;
  const value = isRow(row.value) ? row.value : {};
  const { base_value, value_foreign, currency_id } = value;
  const code = ownName(currency, currency_id) ?? '';
  const isBase = currency && 'base' in currency && currency.base === true;
  if (isBase || value_foreign === undefined || value_foreign === null) {
    return base_value === undefined ? '' : `${formatAmount(base_value)} ${isBase ? code : 'in the base currency'}`;
  }
  const inBase =
    base_value === undefined || base_value === null
      ? ''
      : ` (${draft.base_value === undefined ? formatRounded(base_value) : formatAmount(base_value)} in the base currency)`;
  return `${formatAmount(value_foreign)} ${code || idText(currency_id)}${inBase}`;
}

function closingText(value: unknown, today: string): string {
  const date = idText(value);
  const distance = formatDayDistance(date, today);
  return distance === undefined ? date : `${formatDay(date)} (${distance})`;
}

/** The fields with a flag of their own: those of the answers, and what the server set besides. */
function plainPairs(row: Row, { fields = {} }: Draft): Pair[] {
  return PLAIN_FIELDS.filter(({ field }) => field !== 'description' && (field !== 'created' || field in fields)).map(
    ({ field, format }): Pair => {
      const value = row[field];
      const isSet = field in fields || !(value === false || value === 0);
      return [fieldLabel(field), isSet ? (format(value) ?? fieldText('Opportunities', field, value)) : undefined];
    },
  );
}

/** The space's own fields, each once, though a choice has two. */
function customPairs(row: Row, fields: readonly SpaceField[]): Pair[] {
  const texts = new Map<string, string | undefined>();
  for (const [name, value] of Object.entries(row).filter(([name]) => isCustomField(name))) {
    const info = findField(fields, name);
    const label = info?.label ?? name;
    texts.set(label, texts.get(label) ?? customFieldText('Opportunities', info, value));
  }
  return [...texts];
}

/** A link as its id, any other value as it is. */
function idText(value: unknown): string {
  if (typeof value === 'string') return parseLink(value)?.id ?? value;
  return value === null || value === undefined ? '' : textOf(value);
}
