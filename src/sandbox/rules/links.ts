import type { Entity } from '../../wire/entities.ts';
import { isRecord, type StoredRow, type Tables } from '../tables.ts';
import { type Change, countWrite } from './change.ts';
import { type FieldError, onePrimaryError } from './refusal.ts';

/** The collections of links, by which record they are grouped: one link of each group is the primary one. */
export const LINKS: Partial<Record<Entity, { parentField: string; relation: string; targetField: string }>> = {
  ContactAccountRelations: { parentField: 'contact_id', relation: 'account_relations', targetField: 'account_id' },
  LeadOpptyAccountRelations: { parentField: 'lead_oppty_id', relation: 'account_relations', targetField: 'account_id' },
  LeadOpptyContactRelations: { parentField: 'lead_oppty_id', relation: 'contact_relations', targetField: 'contact_id' },
};

/** The links of one group that are not deleted. */
export const activeLinks = (tables: Tables, entity: Entity, parentField: string, group: unknown): StoredRow[] =>
  tables.where(entity, parentField, group).filter(row => !row.is_deleted);

/** Refuses a second link to the same record, as the real server does, even where neither is the primary one. */
export function refuseSecondLink({ tables, entity, row, errors }: Change): void {
  const link = LINKS[entity];
  if (!link || row.is_deleted || !row[link.targetField]) return;
  const isSecond = activeLinks(tables, entity, link.parentField, row[link.parentField]).some(
    other => other.id !== row.id && other[link.targetField] === row[link.targetField],
  );
  if (isSecond) errors.push(secondLinkError(link.targetField, link.relation));
}

/** Whether a nested array links the same record twice. */
export function hasSecondLink(items: readonly unknown[], targetField: string): boolean {
  const ids = items.flatMap(item => {
    const id = isRecord(item) ? item[targetField] : undefined;
    return typeof id === 'string' ? [id.toLowerCase()] : [];
  });
  return new Set(ids).size < ids.length;
}

/** The message is this server's own: that of the real one is not documented. */
export const secondLinkError = (field: string, relation: string): FieldError => ({
  field,
  message: `Error on field ${relation}. The same record is linked twice.`,
});

/** A link that becomes primary takes it from the others; a group is never left without, since none is chosen silently. */
export function keepOnePrimary({ tables, entity, row, before, options, errors }: Change): void {
  const link = LINKS[entity];
  if (!link) return;
  if (row.is_primary && !row.is_deleted) {
    for (const other of activeLinks(tables, entity, link.parentField, row[link.parentField])) {
      if (other.id === row.id || !other.is_primary) continue;
      tables.put(entity, { ...other, is_primary: false, ...countWrite(other, options) });
    }
  }
  for (const group of new Set([row[link.parentField], before?.[link.parentField] ?? row[link.parentField]])) {
    const links = activeLinks(tables, entity, link.parentField, group);
    if (links.length > 0 && !links.some(other => other.is_primary)) {
      errors.push(onePrimaryError('is_primary', link.relation));
    }
  }
}
