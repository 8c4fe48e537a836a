import { randomUUID } from 'node:crypto';
import type { Entity, Row } from '../../wire/entities.ts';
import { isRecord, type StoredRow, type Tables } from '../tables.ts';
import { type Change, countWrite, type WriteOptions } from './change.ts';
import { DERIVE } from './derive.ts';
import { fieldsOf, parentKey } from './fields.ts';
import { activeLinks, hasSecondLink, keepOnePrimary, LINKS, refuseSecondLink, secondLinkError } from './links.ts';
import { checkRequired, readInput } from './read-input.ts';
import { type FieldError, invalidParameter, notFoundRefusal, onePrimaryError, validationRefusal } from './refusal.ts';
import { formatTime } from './times.ts';

/** Archived records cannot be edited until they are reactivated. */
const ARCHIVABLE: readonly Entity[] = ['Accounts', 'Contacts', 'Opportunities'];

/** Adds a record; throws Refusal with everything that is wrong with it. `parent` holds what a nested record inherits. */
export function create(tables: Tables, entity: Entity, input: unknown, options: WriteOptions, parent?: Row): StoredRow {
  const fields = requireObject(input);
  const change: Change = {
    tables,
    entity,
    input: fields,
    before: undefined,
    row: { id: randomUUID() },
    options,
    errors: [],
    checklistErrors: [],
  };
  const { row } = change;
  Object.assign(row, readInput(change), parent);
  row.created ??= nextCreated(tables, entity, options.now);
  row.modified = formatTime(options.now);
  row.revision = 1;
  checkRequired(change);
  DERIVE[entity]?.(change);
  tables.put(entity, row);
  createChildren(change);
  if (!parent) {
    refuseSecondLink(change);
    keepOnePrimary(change);
  }
  return finish(change);
}

/** Changes the given fields of a record. A deleted one is not found: whether it could be edited is not documented. */
export function update(tables: Tables, entity: Entity, id: string, input: unknown, options: WriteOptions): StoredRow {
  const before = requireLiving(tables, entity, id);
  const fields = requireObject(input);
  const change: Change = {
    tables,
    entity,
    input: fields,
    before,
    row: { ...before },
    options,
    errors: [],
    checklistErrors: [],
  };
  const { row, errors } = change;
  if (before.is_archived && fields.is_archived !== false && ARCHIVABLE.includes(entity)) {
    errors.push({ field: 'is_archived', message: 'An archived record cannot be edited until it is reactivated.' });
  }
  if (options.readings.has('checks-revision')) refuseOtherRevision(change);
  Object.assign(row, readInput(change));
  Object.assign(row, countWrite(before, options));
  checkRequired(change);
  DERIVE[entity]?.(change);
  tables.put(entity, row);
  refuseSecondLink(change);
  keepOnePrimary(change);
  return finish(change);
}

/** Marks a record as deleted. One that is deleted already is not found: what the real server says is not documented. */
export function remove(tables: Tables, entity: Entity, id: string, options: WriteOptions): StoredRow {
  const before = requireLiving(tables, entity, id);
  const row: StoredRow = { ...before, is_deleted: true, ...countWrite(before, options) };
  const change: Change = { tables, entity, input: {}, before, row, options, errors: [], checklistErrors: [] };
  if (before.is_delete_protected) {
    change.errors.push({ field: 'is_delete_protected', message: 'This record cannot be deleted.' });
  }
  tables.put(entity, row);
  keepOnePrimary(change);
  return finish(change);
}

/** Takes a deletion back; a record that is not deleted stays as it is. */
export function restore(tables: Tables, entity: Entity, id: string, options: WriteOptions): StoredRow {
  const before = tables.get(entity, id);
  if (!before) throw notFoundRefusal('Entity');
  if (!before.is_deleted) return before;
  const row: StoredRow = { ...before, is_deleted: false, ...countWrite(before, options) };
  const link = LINKS[entity];
  if (link && activeLinks(tables, entity, link.parentField, row[link.parentField]).some(other => other.is_primary))
    row.is_primary = false;
  const change: Change = { tables, entity, input: {}, before, row, options, errors: [], checklistErrors: [] };
  tables.put(entity, row);
  if (entity === 'Opportunities' && options.readings.has('keeps-links-deleted')) deleteLinks(change);
  refuseSecondLink(change);
  keepOnePrimary(change);
  return finish(change);
}

function deleteLinks({ tables, row, options }: Change): void {
  for (const entity of ['LeadOpptyAccountRelations', 'LeadOpptyContactRelations'] as const) {
    for (const link of activeLinks(tables, entity, LINKS[entity]!.parentField, row.id)) {
      tables.put(entity, { ...link, is_deleted: true, ...countWrite(link, options) });
    }
  }
}

function refuseOtherRevision({ before, input, errors }: Change): void {
  const { revision } = input;
  if (revision === undefined || revision === null || String(revision) === String(before!.revision)) return;
  errors.push({ field: 'revision', message: `The record is at revision ${before!.revision}, not ${revision}.` });
}

function finish({ tables, entity, row, before, errors, checklistErrors }: Change): StoredRow {
  if (errors.length > 0 || checklistErrors.length > 0)
    throw validationRefusal(tables, entity, before?.id ?? null, errors, checklistErrors);
  return tables.get(entity, row.id)!;
}

function requireLiving(tables: Tables, entity: Entity, id: string): StoredRow {
  const row = tables.get(entity, id);
  if (!row || row.is_deleted) throw notFoundRefusal('Entity');
  return row;
}

function requireObject(input: unknown): Row {
  if (!isRecord(input)) throw invalidParameter('The body must be an object.');
  return input;
}

/** Creates the records of the nested arrays. Their errors are reported at the array's own field. */
function createChildren({ tables, entity, row, input, options, errors }: Change): void {
  for (const field of fieldsOf(entity, tables).values()) {
    const items = input[field.name];
    if (field.kind !== 'many' || !field.target || !field.parentField || !Array.isArray(items)) continue;
    if (errors.some(error => error.field === field.name)) continue;
    const link = LINKS[field.target];
    if (link && items.length > 0 && items.filter(item => item?.is_primary === true).length !== 1) {
      errors.push(onePrimaryError(field.name, field.name));
    } else if (link && hasSecondLink(items, link.targetField)) errors.push(secondLinkError(field.name, field.name));
    for (const item of items) {
      // The contract wants the way back in nested records, the tutorial leaves it out: its value has no effect.
      const itemFields = isRecord(item)
        ? Object.fromEntries(Object.entries(item).filter(([key]) => key !== field.parentField))
        : item;
      try {
        create(tables, field.target, itemFields, options, { [field.parentField]: parentKey(entity, row) });
      } catch (error) {
        errors.push(...nestedErrors(error, field.name));
      }
    }
  }
}

function nestedErrors(error: unknown, field: string): FieldError[] {
  const { body } = error as { body?: Row };
  if (!body) throw error;
  const inner = (body.field_errors as { errors: FieldError[] }[] | undefined)?.flatMap(error => error.errors) ?? [
    { message: String(body.message) } as FieldError,
  ];
  return inner.map(({ message, code, name }) => ({
    field,
    message: message.replace(/^\[\w+\] (?=Relation )/, ''),
    ...(code && name ? { code, name } : {}),
  }));
}

/** The time of creation. Records of one millisecond keep their order by the digits below it. */
function nextCreated(tables: Tables, entity: Entity, now: Date): string {
  const first = now.getUTCMilliseconds() * 1000;
  for (let micros = first; micros < first + 999; micros++) {
    const created = formatTime(now, micros);
    if (tables.where(entity, 'created', created).length === 0) return created;
  }
  return formatTime(now, first + 999);
}
