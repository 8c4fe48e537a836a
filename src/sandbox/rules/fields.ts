import { type Entity, entityName, type Row, relationOf } from '../../wire/entities.ts';
import type { Tables } from '../tables.ts';
import { COMMON_FIELDS, customFieldSpec, FIELD_SPECS, type FieldSpec } from './field-specs.ts';

export interface Field extends FieldSpec {
  name: string;
  /** The collection a relation leads to; undefined if this server does not have it. */
  target?: Entity | undefined;
  /** To-many: the field of that collection with the id of this record. */
  parentField?: string | undefined;
  /** To-one: the stored key with the id. */
  idKey?: string;
  /** The id beside a to-one relation. */
  ofRelation?: boolean;
  /** A dropdown: only options of this set. */
  dataSet?: string | undefined;
  custom?: boolean;
}

const documentedFields = new Map<Entity, ReadonlyMap<string, Field>>();

/** The documented fields of the collection by their names. */
export function documentedFieldsOf(entity: Entity): ReadonlyMap<string, Field> {
  let fields = documentedFields.get(entity);
  if (!fields) {
    fields = withIdFields(entity, { ...COMMON_FIELDS, ...FIELD_SPECS[entity] });
    documentedFields.set(entity, fields);
  }
  return fields;
}

/** Every field of the collection by its name: the documented ones and, from the rows of Fields, the space's own. */
export function fieldsOf(entity: Entity, tables: Tables): ReadonlyMap<string, Field> {
  const fields = documentedFieldsOf(entity);
  const customRows = tables
    .where('Fields', 'entity_name', entityName(entity))
    .filter(row => String(row.api_name).startsWith('cf_') && !row.is_deleted);
  if (customRows.length === 0) return fields;
  const allFields = new Map(fields);
  for (const row of customRows) {
    // A field that is read-only, or not yet published, cannot be required.
    const readOnly = row.system_readonly === true;
    const required = row.system_required === true && !readOnly && row.is_published !== false;
    const declared = { ...customFieldSpec(row), readOnly, required };
    for (const [name, field] of withIdFields(entity, { [String(row.api_name)]: declared })) {
      const option = field.kind === 'one' || field.ofRelation;
      const optionSet = option ? { target: 'Data' as const, dataSet: row.data_set_id as string } : {};
      allFields.set(name, { ...field, custom: true, ...optionSet });
    }
  }
  return allFields;
}

/** The key under which other records name this one in the relation. An option set has an id of its own. */
export const parentKey = (entity: Entity, row: Row): unknown => (entity === 'Fields' ? row.data_set_id : row.id);

function withIdFields(entity: Entity, declared: Record<string, FieldSpec>): Map<string, Field> {
  const fields = new Map<string, Field>();
  for (const [name, field] of Object.entries(declared)) {
    const link = relationOf(entity, name);
    const relation = link && { target: link.to, parentField: link.by };
    if (field.kind !== 'one') {
      fields.set(name, { ...field, name, ...relation });
      continue;
    }
    const idKey = field.idKey ?? `${name}_id`;
    fields.set(name, { ...field, name, ...relation, idKey, required: false });
    if (!field.computed) fields.set(idKey, { ...field, name: idKey, kind: 'id', ofRelation: true, target: link?.to });
  }
  // The one id whose relation has another name beside it.
  const opportunityId = fields.get('lead_oppty_id');
  if (opportunityId) fields.set('lead_oppty_id', { ...opportunityId, ofRelation: true, target: 'Opportunities' });
  return fields;
}
