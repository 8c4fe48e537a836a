import { isFound, type Ref } from '../records/found.ts';
import { textOf } from '../values/text-of.ts';
import { type Entity, isRow, parseLink, type Row } from '../wire/entities.ts';
import type { Draft } from './draft/draft.ts';

/** The fields of an opportunity that lead to one record, in the order of a card. */
export const LINKED_FIELDS = [
  'owner_id',
  'step_id',
  'oppty_type_id',
  'unit_id',
  'lead_source_id',
  'reason_of_close_id',
] as const;

export type LinkedField = (typeof LINKED_FIELDS)[number];

const relationOfField = (field: LinkedField) => field.replace(/_id$/, '') as keyof Draft;

/** The collections whose names are cached. */
export const LINKED_ENTITIES: Readonly<Partial<Record<LinkedField, Entity>>> = {
  owner_id: 'Clients',
  oppty_type_id: 'OpportunityTypes',
  unit_id: 'SalesUnits',
};

/** The name of a record of the draft, unless the server put another one, with this id, in its place. */
export function ownName(ref: Ref | undefined, id?: unknown): string | undefined {
  if (!isFound(ref)) return undefined;
  const isStored = id === undefined || id === null || textOf(id).toLowerCase() === ref.id.toLowerCase();
  if (!isStored) return undefined;
  return ref.detail?.includes('@') ? `${ref.name} (${ref.detail})` : ref.name;
}

/** The names that the draft knows. */
export function draftNames(row: Row, draft: Draft): Partial<Record<LinkedField, string>> {
  const names: Partial<Record<LinkedField, string>> = {};
  for (const field of LINKED_FIELDS) {
    const name = ownName(draft[relationOfField(field)] as Ref | undefined, row[field]);
    if (name !== undefined) names[field] = field === 'step_id' ? stepName(name, draft) : name;
  }
  return names;
}

function stepName(name: string, { step, pipeline }: Draft): string {
  const percent = isFound(step) && step.detail ? ` (${step.detail})` : '';
  return isFound(pipeline) ? `${pipeline.name} › ${name}${percent}` : `${name}${percent}`;
}

/** The linked fields of a record whose names are not among these. */
export const unnamedFields = (row: Row, names: Partial<Record<LinkedField, string>>): LinkedField[] =>
  LINKED_FIELDS.filter(field => typeof row[field] === 'string' && row[field] !== '' && names[field] === undefined);

/** The relations that the server expands for the names of these fields. */
export const nameRelations = (fields: readonly LinkedField[]): string[] =>
  fields.flatMap(field => (field === 'step_id' ? ['step', 'step.pipeline'] : [relationOfField(field)]));

const withEmail = (name: string, email: unknown) =>
  typeof email === 'string' && email !== '' ? `${name} (${email})` : name;

function stepOf({ percent, pipeline }: Row, name: string): string {
  const chance = percent === null || percent === undefined ? '' : ` (${textOf(percent)} %)`;
  return `${isRow(pipeline) ? `${textOf(pipeline.name)} › ` : ''}${name}${chance}`;
}

/** The names in a record whose relations are expanded. */
export function expandedNames(row: Row, fields: readonly LinkedField[]): Partial<Record<LinkedField, string>> {
  const names: Partial<Record<LinkedField, string>> = {};
  for (const field of fields) {
    const record = row[relationOfField(field)];
    if (!isRow(record)) continue;
    const name = record.name ?? record.option_name;
    if (typeof name !== 'string' || name === '' || parseLink(name)) continue;
    names[field] = field === 'step_id' ? stepOf(record, name) : withEmail(name, record.email);
  }
  return names;
}
