import type { Entity } from '../../wire/entities.ts';
import type { StoredRow, Tables } from '../tables.ts';
import type { Change } from './change.ts';
import { onePrimaryError } from './refusal.ts';

/** The collections of links, by which record they are grouped: one link of each group is the primary one. */
export const LINKS: Partial<Record<Entity, { parentField: string; relation: string }>> = {
  ContactAccountRelations: { parentField: 'contact_id', relation: 'account_relations' },
  LeadOpptyAccountRelations: { parentField: 'lead_oppty_id', relation: 'account_relations' },
  LeadOpptyContactRelations: { parentField: 'lead_oppty_id', relation: 'contact_relations' },
};

/** The links of one group that are not deleted. */
export const activeLinks = (tables: Tables, entity: Entity, parentField: string, group: unknown): StoredRow[] =>
  tables.where(entity, parentField, group).filter(row => !row.is_deleted);

/** A link that becomes primary takes it from the others; a group is never left without, since none is chosen silently. */
export function keepOnePrimary({ tables, entity, row, before, errors }: Change): void {
  const link = LINKS[entity];
  if (!link) return;
  if (row.is_primary && !row.is_deleted) {
    for (const other of activeLinks(tables, entity, link.parentField, row[link.parentField])) {
      if (other.id !== row.id && other.is_primary) tables.put(entity, { ...other, is_primary: false });
    }
  }
  for (const group of new Set([row[link.parentField], before?.[link.parentField] ?? row[link.parentField]])) {
    const links = activeLinks(tables, entity, link.parentField, group);
    if (links.length > 0 && !links.some(other => other.is_primary)) {
      errors.push(onePrimaryError('is_primary', link.relation));
    }
  }
}
