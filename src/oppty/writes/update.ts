import type { Change } from '../../changes/change.ts';
import { type Link, type LinkGoal, planLinks } from '../../changes/links.ts';
import type { ChangeLine } from '../../changes/write.ts';
import type { Problem } from '../../errors.ts';
import { compareRecord } from '../../outcome/compare-record.ts';
import { fieldLabel } from '../../records/field-labels.ts';
import { type FoundRecord, isFound, type Ref, type SpaceField } from '../../records/found.ts';
import type { PipelineStep } from '../../records/load-lists.ts';
import { formatDay } from '../../values/dates.ts';
import { formatAmount } from '../../values/money.ts';
import { textOf } from '../../values/text-of.ts';
import { isRow, type Row } from '../../wire/entities.ts';
import type { Draft } from '../draft/draft.ts';
import { toKnownBody } from '../draft/to-body.ts';
import { fieldLines } from './field-lines.ts';
import { LINKS } from './links.ts';
import { stepText } from './move.ts';
import { already, type Planned, quoted, type Read } from './planned.ts';

/** What the update of one record is made from: its own state, and the answers with every record looked up. */
export interface UpdateParts {
  draft: Draft;
  /** Fields to empty, by their API names. */
  clear: readonly string[];
  /** The links that are to change. */
  links: Partial<Record<'accounts' | 'contacts', { current: readonly Link[]; goal: LinkGoal }>>;
  steps: readonly PipelineStep[];
  currencies: readonly FoundRecord[];
  spaceFields: readonly SpaceField[];
  today: string;
  validationLevel?: number | undefined;
}

/** The fields that lead to one record, by the key of the draft. */
const LINKED = {
  owner_id: 'owner',
  step_id: 'step',
  oppty_type_id: 'oppty_type',
  unit_id: 'unit',
  lead_source_id: 'lead_source',
  reason_of_close_id: 'reason_of_close',
} as const;

/**
 * The answers that an update needs of the record itself: names of steps mean those of its own pipeline, an amount without a
 * currency is in the one that it has. `problem` for a currency without an amount.
 */
export function completeDraft(
  answers: Draft,
  row: Row,
  { steps, currencies }: Pick<UpdateParts, 'steps' | 'currencies'>,
): { draft: Draft; problem?: Problem } {
  const draft: Draft = { ...answers };
  if (draft.step && !draft.pipeline) draft.pipeline = findById(steps, row.step_id)?.pipeline;
  const hasAmount = draft.value !== undefined || draft.base_value !== undefined;
  if (hasAmount && !draft.currency) draft.currency = currencyOf(row, currencies);
  if (draft.currency && !hasAmount) {
    const message = '--currency changes what an amount is in, so it takes --value, too';
    return { draft, problem: { code: 'USAGE', message, flag: '--currency', field: 'value.currency_id' } };
  }
  return { draft };
}

/** The update of one record: the fields that differ from what it has, then its links. */
export function planUpdate(read: Read, parts: UpdateParts): Planned {
  const { row } = read;
  const body = bodyOf(parts);
  const differing = new Set(
    compareRecord(body, withAbsent(row, body)).map(({ field }) => (field === 'currency_id' ? 'value' : field)),
  );
  const after = Object.fromEntries(Object.entries(body).filter(([field]) => differing.has(field)));
  const changes: Change[] = [];
  if (Object.keys(after).length > 0) changes.push(fieldsChange(row, after, parts));
  const lines = linesOf(after, read, parts);
  for (const key of ['accounts', 'contacts'] as const) {
    const link = parts.links[key];
    if (!link) continue;
    const planned = planLinks(LINKS[key], textOf(row.id), link.current, link.goal);
    changes.push(...planned.changes);
    if (planned.changes.length > 0) lines.push({ label: key, before: planned.before, after: planned.after });
  }
  const [first, ...rest] = changes;
  return first ? { kind: 'changes', changes: [first, ...rest], lines } : already(`${quoted(read)} is so already.`);
}

function bodyOf({ draft, clear }: UpdateParts): Row {
  const { account_relations: _accounts, contact_relations: _contacts, ...body } = toKnownBody(draft);
  const cleared = Object.fromEntries(clear.map(field => [field, null]));
  return { ...body, ...cleared };
}

/** A field that the record lacks is empty, and not one that the server does not show. */
const withAbsent = (row: Row, body: Row): Row =>
  Object.fromEntries(Object.keys(body).map(field => [field, row[field] ?? null]));

function fieldsChange(row: Row, after: Row, { validationLevel }: UpdateParts): Change {
  const before = Object.fromEntries(Object.keys(after).map(field => [field, row[field] ?? null]));
  const change = { op: 'update', entity: 'Opportunities', id: textOf(row.id), revision: row.revision } as const;
  return { ...change, before, after, ...(validationLevel === undefined ? {} : { query: { validationLevel } }) };
}

function linesOf(after: Row, { row }: Read, parts: UpdateParts): ChangeLine[] {
  const { draft, steps, currencies, spaceFields, today } = parts;
  return Object.entries(after).flatMap(([field, value]): ChangeLine[] => {
    const label = fieldLabel(field);
    if (field === 'value') {
      return [{ label, before: amountText(row.value, currencies), after: amountText(value, currencies) }];
    }
    if (field === 'closing_date') return [{ label, before: dayText(row[field]), after: dayText(value) }];
    if (field === 'step_id') {
      const [before, now] = [row[field], value].map(id => findById(steps, id));
      return [{ label, before: before ? stepText(before) : '', after: now ? stepText(now) : '' }];
    }
    if (field in LINKED) {
      const key = LINKED[field as keyof typeof LINKED];
      return [{ label, before: nameOf(row[key]), after: value === null ? '' : refName(draft[key]) }];
    }
    return fieldLines({ [field]: value }, row, spaceFields, today);
  });
}

/** The amount that was said, in its currency. */
function amountText(value: unknown, currencies: readonly FoundRecord[]): string {
  if (!isRow(value)) return '';
  const currency = findById(currencies, value.currency_id);
  const amount = currency?.base ? (value.base_value ?? value.value_foreign) : (value.value_foreign ?? value.base_value);
  return amount === undefined || amount === null ? '' : `${formatAmount(amount)} ${currency?.name ?? ''}`.trim();
}

const dayText = (value: unknown) =>
  value === null || value === undefined ? '' : formatDay(textOf(value).slice(0, 10));
const nameOf = (record: unknown) => (isRow(record) ? textOf(record.name ?? record.option_name ?? '') : '');
const refName = (ref: Ref | undefined) => (isFound(ref) ? ref.name : '');

/** The currency of a record's amount; the base currency where it has none. */
const currencyOf = ({ value }: Row, currencies: readonly FoundRecord[]): FoundRecord | undefined =>
  findById(currencies, isRow(value) ? value.currency_id : undefined) ?? currencies.find(({ base }) => base);

const findById = <T extends FoundRecord>(records: readonly T[], id: unknown): T | undefined =>
  records.find(record => record.id.toLowerCase() === textOf(id ?? '').toLowerCase());
