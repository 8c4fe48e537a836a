import { type Entity, relationOf } from '../wire/entities.ts';
import { fieldNames, isTimeField } from '../wire/fields.ts';
import type { ExportedField, FieldType } from './field-types.ts';

/**
 * What documented fields hold that are no text, by their names: but for `settings`, a name means the same in every
 * collection. Source: the entity tables of the v100 contract.
 */
const TYPES: Readonly<Partial<Record<FieldType, string>>> = {
  boolean: `can_change_readonly item_checked label_use_lang system_readonly system_required use_in_global_search
    use_in_interface_preview was_qualified`,
  integer: `account_class cloud_object_format color column_source days_in_step default_idp gender item_type
    item_validation label_flag percent ranking relationship revision share_mode sort_order status timeframe type
    unit_role use_lang user_profile_id visibility_type`,
  number: 'calc_value',
  decimal: 'exchange_rate',
  time: 'last_used modified_by_user',
  day: 'closing_date',
  value: 'value',
  ids: `account_favorite account_roles appointment_favorite contact_favorite documents field_permissions lead_favorite
    opportunity_favorite product_relations product_sections profile_favorite quote_relations report_favorite sales_roles
    sharing_clients sharing_units static_profiles step_checklists tags task_favorite unit_manager_ids unit_member_ids`,
  json: `advanced_formula ai_options form_edit form_edit_api form_lost form_lost_api form_qualify form_qualify_api
    form_won form_won_api health health_category health_status lookup name_translations option_name_translations options
    permissions position_in_group primary_account_account_roles primary_account_position primary_account_relationship
    rollup sequence Fields.settings`,
};

const TYPE_OF = new Map(
  (Object.entries(TYPES) as [FieldType, string][]).flatMap(([type, names]) =>
    names.split(/\s+/).map(name => [name, type] as const),
  ),
);

/** The documented fields of a collection's records as they are exported: a relation is the id of its record. */
export function documentedFields(entity: Entity): ExportedField[] {
  const names = fieldNames(entity);
  const fields: ExportedField[] = [];
  for (const name of names) {
    const relation = relationOf(entity, name);
    if (relation?.by) fields.push({ name, type: 'ids' });
    else if (names.includes(`${name}_id`)) continue;
    else if (relation) fields.push({ name: `${name}_id`, type: 'text' });
    else fields.push({ name, type: typeOf(entity, name) });
  }
  return fields;
}

function typeOf(entity: Entity, name: string): FieldType {
  if (isTimeField(name)) return 'time';
  return TYPE_OF.get(`${entity}.${name}`) ?? TYPE_OF.get(name) ?? (/^(?:is|has)_/.test(name) ? 'boolean' : 'text');
}
