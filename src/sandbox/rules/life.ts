import type { Row } from '../../wire/entities.ts';
import { isRecord } from '../tables.ts';
import type { Change } from './change.ts';
import { LOST, opportunityStatus, WON } from './computed.ts';
import { hasValue, LEVEL } from './read-input.ts';
import { formatTime } from './times.ts';

/** `item_validation` of an item that has to be done before a record leaves the step. */
const REQUIRED_ITEM = 1;

/** What moving, winning, losing and reopening an opportunity demand, and what they leave in it. */
export function deriveLife(change: Change): void {
  deriveDates(change);
  requireFormFields(change);
  requireChecklist(change);
}

/**
 * Entering a step, winning and losing have their times, unless the request gives them. A record that is won no longer
 * has no won_date, a reopened one no lost_date: the contract says so. It says nothing of the reason, which stays.
 */
function deriveDates({ tables, row, before, input, options }: Change): void {
  const now = formatTime(options.now);
  if (row.step_id !== before?.step_id) row._step_since = before ? now : (row.created ?? now);
  const status = opportunityStatus(row, tables);
  const earlier = before && opportunityStatus(before, tables);
  const dates = { won_date: WON, lost_date: LOST };
  for (const [field, reached] of Object.entries(dates)) {
    const isSaid = hasValue(input, field);
    if (status === reached) row[field] = earlier === reached || isSaid ? (row[field] ?? now) : now;
    else if (earlier === reached && !isSaid && !options.readings.has('keeps-dates')) row[field] = null;
  }
}

/** The forms of the type may demand fields of a record that is won or archived. */
function requireFormFields({ tables, row, before, options, errors }: Change): void {
  if (options.level & LEVEL.SYSTEM_ONLY) return;
  const type = tables.get('OpportunityTypes', String(row.oppty_type_id));
  if (!type) return;
  const isWon = opportunityStatus(row, tables) === WON;
  const wasWon = before !== undefined && opportunityStatus(before, tables) === WON;
  const demanded = [
    ...(isWon && !wasWon ? requiredFields(type.form_won) : []),
    ...(row.is_archived && !before?.is_archived ? requiredFields(type.form_lost) : []),
  ];
  for (const field of demanded) {
    if (hasValue(row, field) || errors.some(error => error.field === field)) continue;
    errors.push({ field, message: 'The field is required.' });
  }
}

/** Reads `{"fields":[{"api_name":"reason_of_close_id","required":true}]}`: how a form is written is not documented. */
function requiredFields(form: unknown): string[] {
  const fields = isRecord(form) && Array.isArray(form.fields) ? form.fields : [];
  return fields.filter(field => isRecord(field) && field.required === true).map(field => String(field.api_name));
}

/**
 * A record leaves a step when all required items of its checklist are done. One is done when it is checked in
 * LeadOpptyStepCheckListRelations.
 */
function requireChecklist({ tables, row, before, checklistErrors }: Change): void {
  if (!before || row.step_id === before.step_id) return;
  const checked = tables
    .where('LeadOpptyStepCheckListRelations', 'lead_oppty_id', row.id)
    .filter(relation => relation.item_checked && !relation.is_deleted)
    .map(relation => relation.step_checklist_id);
  const items = tables.where('StepChecklists', 'step_id', before.step_id).filter(item => !item.is_deleted);
  for (const item of items.sort(bySortOrder)) {
    if (item.item_validation === REQUIRED_ITEM && !checked.includes(item.id)) {
      checklistErrors.push({ item: item.id, message: `'${item.label}' is not done.` });
    }
  }
}

const bySortOrder = (a: Row, b: Row) => Number(a.sort_order) - Number(b.sort_order);
