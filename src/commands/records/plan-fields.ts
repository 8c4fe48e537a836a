import type { Change } from '../../changes/change.ts';
import type { ChangeLine } from '../../changes/write.ts';
import type { Problem } from '../../errors.ts';
import { already, isDeleted, type Planned, quoted, type Read, refused } from '../../oppty/writes/planned.ts';
import { compareRecord } from '../../outcome/compare-record.ts';
import { fieldLabel } from '../../records/field-labels.ts';
import { customFieldText, fieldText } from '../../records/field-text.ts';
import type { SpaceField } from '../../records/found.ts';
import { findField } from '../../records/space-fields.ts';
import type { WritableEntity } from '../../records/writable/fields.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';
import { isCustomField } from '../../wire/fields.ts';

/** What fields are to be. */
export interface FieldGoal {
  body: Row;
  /** The names of the records and options in the body, by its fields. */
  names: Readonly<Record<string, string>>;
  spaceFields: readonly SpaceField[];
}

/** What else changes with a record, as its links. */
export interface MoreChanges {
  changes: readonly Change[];
  lines: readonly ChangeLine[];
}

/** The update of a record: the fields that differ from what it has, then what else changes. */
export function planFields(read: Read, entity: WritableEntity, goal: FieldGoal, more: MoreChanges = NOTHING): Planned {
  const { row } = read;
  const problem = whyUneditable(read, entity, goal.body);
  if (problem) return refused(problem);
  const absent = Object.fromEntries(Object.keys(goal.body).map(field => [field, null]));
  const differing = compareRecord(goal.body, { ...absent, ...row }).map(({ field }) => field);
  const after = Object.fromEntries(differing.map(field => [field, goal.body[field]]));
  const before = Object.fromEntries(differing.map(field => [field, row[field] ?? null]));
  const change = { op: 'update', entity, id: textOf(row.id), revision: row.revision, before, after } as const;
  const fields = differing.length > 0 ? [change] : [];
  // The position is that at the primary account, which has to be the new one by then.
  const isPosition = Object.hasOwn(after, 'account_position');
  const [first, ...rest] = isPosition ? [...more.changes, ...fields] : [...fields, ...more.changes];
  if (!first) return already(`${quoted(read)} is so already.`);
  const lines = [...fieldLines(entity, after, goal, row), ...more.lines];
  return { kind: 'changes', changes: [first, ...rest], lines };
}

const NOTHING: MoreChanges = { changes: [], lines: [] };

/** The fields of a body in words; with the record as it is, also what they were. */
export function fieldLines(
  entity: WritableEntity,
  body: Row,
  { names, spaceFields }: Pick<FieldGoal, 'names' | 'spaceFields'>,
  row?: Row,
): ChangeLine[] {
  return Object.entries(body).map(([field, value]) => {
    const info = isCustomField(field) ? findField(spaceFields, field) : undefined;
    const text = (value: unknown) =>
      (info ? customFieldText(entity, info, value) : fieldText(entity, field, value)) ?? '';
    const after = value === null ? '' : (names[field] ?? text(value));
    const label = info?.label ?? fieldLabel(field);
    return row ? { label, before: text(withName(row, field)), after } : { label, after };
  });
}

/** The record behind a link, where it came with the row; else the value itself. */
const withName = (row: Row, field: string): unknown => {
  const related = row[field.replace(/_id$/, '')];
  return typeof related === 'object' && related !== null ? related : row[field];
};

/** Why a record cannot be edited: it is deleted, or archived, which the API allows to be read alone. */
function whyUneditable(read: Read, entity: WritableEntity, body: Row): Problem | undefined {
  const { ref, row } = read;
  const noun = entity.toLowerCase();
  if (isDeleted(row)) {
    const message = `${quoted(read)} is deleted`;
    return { code: 'USAGE', message, hint: 'To take that back:', command: [noun, 'restore', ref] };
  }
  if (row.is_archived !== true || body.is_archived === false) return undefined;
  const message = `${quoted(read)} is archived, and what is archived cannot be edited`;
  const command = [noun, 'update', ref, '--set', 'is_archived:=false'];
  return { code: 'USAGE', message, hint: 'To take it up again:', command };
}
