import { fieldLabel } from '../records/field-labels.ts';
import { customFieldText, fieldText } from '../records/field-text.ts';
import type { SpaceField } from '../records/found.ts';
import { findField } from '../records/space-fields.ts';
import { formatDay } from '../values/dates.ts';
import { formatAmount, formatRounded } from '../values/money.ts';
import { formatDayDistance } from '../values/relative-time.ts';
import { textOf } from '../values/text-of.ts';
import { isRow, parseLink, type Row } from '../wire/entities.ts';
import { isCustomField } from '../wire/fields.ts';
import { LINKED_FIELDS, type LinkedField } from './card-names.ts';
import { PLAIN_FIELDS } from './draft/plain-fields.ts';

/** What a card shows beside the record itself, as far as it is known. */
export interface CardContext {
  /** The names of the records that its fields lead to. */
  names: Readonly<Partial<Record<LinkedField, string>>>;
  /** The names of the accounts, the primary one first; and of the contacts. */
  accounts: readonly string[];
  contacts: readonly string[];
  /** The currency of its value, and the code of the base currency. */
  currency?: { code: string; isBase: boolean } | undefined;
  baseCode?: string | undefined;
  /** Whether the amount in the base currency was said, not converted by the server. */
  isBaseExact?: boolean;
  /** The fields that were said: they are shown if they are off or zero, too. */
  draftFields?: readonly string[];
  /** The fields of the space, for the labels and options of its own ones. */
  fields: readonly SpaceField[];
  /** The steps of its pipeline in their order. */
  steps?: readonly Row[] | undefined;
  /** The notes, each with its head. */
  notes?: readonly string[];
  /** Whether to show when it was created and modified. */
  hasTimes?: boolean;
  today: string;
}

type Pair = [label: string, value: string | undefined];

/** An opportunity for a person: all that is set on it, by labels and names; the id last. */
export function opportunityCard(row: Row, context: CardContext): [label: string, value: string][] {
  const ofLinks = (fields: readonly LinkedField[]) =>
    fields.map((field): Pair => [fieldLabel(field), context.names[field]]);
  const [owner, step, ...furtherFields] = LINKED_FIELDS;
  const lines: Pair[] = [
    ['name', idText(row.name)],
    ['status', statusText(row)],
    ...ofLinks([owner, step]),
    ...stepPairs(row, context.steps),
    ['accounts', joinNames(context.accounts)],
    ['contacts', joinNames(context.contacts)],
    ['value', amountText(row, context)],
    ['closing date', closingText(row.closing_date, context.today)],
    ...ofLinks(furtherFields),
    ...plainPairs(row, context.draftFields ?? []),
    ...otherPairs(row),
    ...customPairs(row, context.fields),
    ...(context.hasTimes ? TIMES.map((field): Pair => [fieldLabel(field), idText(row[field])]) : []),
    ['description', idText(row.description)],
    ...(context.notes ?? []).map((note): Pair => ['note', note]),
    ['id', idText(row.id)],
  ];
  return lines.flatMap(([label, value]) => (value?.trim() ? [[label, value]] : []));
}

function statusText({ status, is_deleted }: Row): string {
  const text = fieldText('Opportunities', 'status', status) ?? '';
  return is_deleted === true ? [text, 'deleted'].filter(Boolean).join(', ') : text;
}

/** The steps as a line with the current one marked, and how long it has been there. */
function stepPairs({ step_id, days_in_step }: Row, steps: readonly Row[] | undefined): Pair[] {
  if (!steps) return [];
  const current = steps.find(({ id }) => textOf(id) === textOf(step_id ?? ''));
  const names = steps.map(step => (step === current ? `[${textOf(step.name)}]` : textOf(step.name)));
  const timeframe = Number(textOf(current?.timeframe ?? 0));
  const days = days_in_step === null || days_in_step === undefined ? undefined : textOf(days_in_step);
  return [
    ['steps', names.join(' › ')],
    ['days in step', days && timeframe > 0 ? `${days} of ${timeframe}` : days],
  ];
}

const joinNames = (names: readonly string[]) =>
  names.map((name, index) => (index === 0 && names.length > 1 ? `${name} (primary)` : name)).join(', ');

/** What was said is shown as it was stored; what the server converted is rounded. */
function amountText(
  row: Row,
  { currency, baseCode = 'in the base currency', isBaseExact = false }: CardContext,
): string {
  const { base_value, value_foreign, currency_id } = isRow(row.value) ? row.value : ({} as Row);
  const isSet = (amount: unknown) => amount !== undefined && amount !== null;
  if (currency?.isBase || !isSet(value_foreign)) {
    return isSet(base_value) ? `${formatAmount(base_value)} ${currency?.isBase ? currency.code : baseCode}` : '';
  }
  const inBase = isBaseExact ? formatAmount(base_value) : formatRounded(base_value);
  const beside = isSet(base_value) ? ` (${inBase} ${baseCode})` : '';
  return `${formatAmount(value_foreign)} ${currency?.code || idText(currency_id)}${beside}`;
}

function closingText(value: unknown, today: string): string {
  const date = idText(value);
  const distance = formatDayDistance(date, today);
  return distance === undefined ? date : `${formatDay(date)} (${distance})`;
}

/** The fields with a flag of their own: those that were said, and what the server set besides. */
const plainPairs = (row: Row, draftFields: readonly string[]): Pair[] =>
  PLAIN_FIELDS.filter(
    ({ field }) => field !== 'description' && (field !== 'created' || draftFields.includes(field)),
  ).map(({ field, format }): Pair => {
    const value = row[field];
    const isSet = draftFields.includes(field) || !(value === false || value === 0);
    return [fieldLabel(field), isSet ? (format(value) ?? fieldText('Opportunities', field, value)) : undefined];
  });

const TIMES = ['created', 'modified'];

/** Fields that have a line of their own, and those that say nothing to a person. */
const NOT_OTHERS = new Set([
  ...['id', 'name', 'status', 'value', 'closing_date', 'description', 'days_in_step', 'step', ...TIMES],
  ...['account_relations', 'contact_relations', 'primary_account', 'primary_contact', 'product_currency'],
  ...['is_deleted', 'is_delete_protected', 'revision', 'formatted_name', 'is_favorite', 'modified_by_user'],
  ...['table_name', 'fitness_description', 'currency_exchange_rates_list', 'pipeline'],
  ...LINKED_FIELDS.flatMap(field => [field, field.replace(/_id$/, '')]),
  ...PLAIN_FIELDS.map(({ field }) => field),
]);

/** What else is set. */
const otherPairs = (row: Row): Pair[] =>
  Object.entries(row)
    .filter(([field, value]) => !NOT_OTHERS.has(field) && !isCustomField(field) && value !== false && value !== 0)
    .map(([field, value]): Pair => [fieldLabel(field), fieldText('Opportunities', field, value)]);

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
