import { type Entity, relationOf } from './entities.ts';

/**
 * The documented fields of each collection, besides those every record has. `owner*` stands for the relation `owner`
 * and the id beside it, `owner_id`. Source: the entity tables of the v100 contract.
 */
const DOCUMENTED: Record<Entity, string> = {
  Clients: `email first_name middle_name last_name phone picture_url region timezone name formatted_name timezone_name
    default_unit* master_right* unit_membership position type last_active unit_manager_ids unit_member_ids
    user_recalculation_state default_idp user_profile_id appointment_favorite task_favorite account_favorite
    contact_favorite profile_favorite report_favorite lead_favorite opportunity_favorite`,
  MasterRights: 'name',
  SalesUnits: 'name parent* picture*',
  SalesUnitClientRelations: 'client* unit* unit_role',
  ApiAccesses: 'name username email is_active last_used permissions type plain_password',
  Pipelines: 'name color steps opportunity_types',
  Steps: `name percent sort_order timeframe pipeline* lead_process* quote_process* description has_readonly_form
    has_version_increment documents step_checklists`,
  OpportunityTypes: `name pipeline* is_readonly can_change_readonly settings form_edit form_lost form_qualify form_won form_edit_api
    form_lost_api form_qualify_api form_won_api is_published has_draft`,
  AccountTypes: 'name',
  ContactTypes: 'name',
  Accounts: `name owner* unit* account_type* customer_type* industry* parent_account* parent_account_relation_type*
    quick_parent_account_name account_class email1 email2 email3 email4 email5 phone1 phone2 phone3 phone4 phone5
    home_page address city zip_code state_province country comments is_archived is_unsubscribed share_mode sharing_units
    sharing_clients currency_exchange_rates_list* picture* documents social_media tags static_profiles
    last_ai_account_hierarchy_applied last_ai_org_chart_applied health health_status health_category formatted_name
    is_favorite modified_by_user`,
  Contacts: `owner* first_name last_name middle_name title unit* contact_type* account_relations primary_account
    account_position position primary_account_position primary_account_relationship primary_account_account_roles
    quick_account_name email1 email2 email3 email4 email5 phone1 phone2 phone3 phone4 phone5 address city zip_code
    state_province country comments gender is_archived is_unsubscribed share_mode sharing_units sharing_clients tags
    documents static_profiles social_media picture* currency_exchange_rates_list* formatted_name is_favorite
    exchange_entity_id gapi_entity_id o365_entity_id modified_by_user`,
  ContactAccountRelations:
    'account* contact* is_primary position comment relationship is_assistant is_sibling account_roles',
  Currencies: 'code symbol is_base currency_exchange_rates',
  CurrencyExchangeRates: 'currency* currency_exchange_rate_list* exchange_rate',
  CurrencyExchangeRatesLists: 'valid_from currency_exchange_rates',
  Data: 'option_name option_name_translations data_set_id calc_value sort_order is_published has_draft',
  Fields: `name type_id entity_name api_name translated_name primitive_type system_required system_readonly is_unique
    data_set data_set_id is_published system_type has_draft use_lang column_name column_source relation_id
    relation_with_entity_id shared_with_field_id composite_field_id parent_options_field_id calc_formula default_value
    sequence_set_id sequence_id use_in_global_search settings lookup sequence_pattern sequence rollup options ai_options
    advanced_formula source_field_id source_type_id use_in_interface_preview field_permissions
    original_dataset_field_id name_translations name_translated is_readonly_on_recurrent_appointment
    is_available_for_webresource is_available_for_advanced_formula`,
  Opportunities: `name closing_date owner* step* value unit* oppty_type* description status is_archived
    reason_of_close* reason_of_close_description lead_source* label_flag ranking was_qualified qualify_date won_date
    lost_date days_in_step is_value_auto_calculate product_currency* product_price_list* product_sections
    product_relations active_quote* quote_relations currency_exchange_rates_list* account_relations contact_relations
    primary_account primary_contact quick_account_name quick_account_email quick_account_phone quick_contact_name
    quick_email quick_phone share_mode sharing_units sharing_clients documents tags static_profiles oppty_recurrence
    revenue_schedule last_ai_buying_center_applied table_name formatted_name is_favorite modified_by_user
    fitness_description`,
  LeadOpptyAccountRelations: 'account* lead_oppty_id is_primary oppty lead',
  LeadOpptyContactRelations: `contact* lead_oppty_id is_primary oppty lead relationship comment position_in_group
    lead_oppty_contact_group_relation* sales_roles`,
  Notes: 'note owner* account* contact* lead_oppty_id oppty lead project* quote* custom_entity*',
  StepChecklists: `step* label label_use_lang description item_type item_validation sort_order activity_type_id
    appointment_type task_type field* process* email_sequence* cloud_object_template* cloud_object_format
    send_email_field* send_email_template* visibility_type visibility_condition sales_roles`,
  LeadOpptyStepCheckListRelations: `step_checklist* lead_oppty_id oppty lead quote* item_checked activity_id
    appointment task note* cloud_object* email*`,
};

const COMMON = ['id', 'is_deleted', 'is_delete_protected', 'modified', 'created', 'revision'];

/** Whether a name is that of a field that a space has made for itself. */
export const isCustomField = (name: string): boolean => /^cf_\w+$/.test(name);

/** The documented fields of all collections that hold a time, not a day. */
const TIMES = new Set(
  `created modified last_active qualify_date won_date lost_date valid_from last_ai_account_hierarchy_applied
  last_ai_org_chart_applied last_ai_buying_center_applied`.split(/\s+/),
);

/** Whether a path such as `owner.created` leads to a documented field that holds a time. */
export const isTimeField = (path: string): boolean => TIMES.has(path.slice(path.lastIndexOf('.') + 1));

/** The documented names of a collection's fields. */
export function fieldNames(entity: Entity): string[] {
  const specific = DOCUMENTED[entity].split(/\s+/);
  return [
    ...COMMON,
    ...specific.flatMap(name => (name.endsWith('*') ? [name.slice(0, -1), `${name.slice(0, -1)}_id`] : [name])),
  ];
}

/** The paths that can complete a path such as `owner.na`: the fields of the collection that its relations lead to. */
export function pathsFrom(entity: Entity, path: string): string[] {
  const relations = path.split('.').slice(0, -1);
  let target: Entity | undefined = entity;
  for (const name of relations) target = target && relationOf(target, name)?.to;
  return target ? fieldNames(target).map(name => [...relations, name].join('.')) : [];
}

/**
 * The first part of a path (`owner.nam`) that is not a documented field, with the names that are. A space's own fields
 * (`cf_...`), and fields of collections that are not described here, pass.
 */
export function unknownField(entity: Entity, path: string): { name: string; expected: string[] } | undefined {
  let target: Entity | undefined = entity;
  for (const name of path.split('.')) {
    if (name !== '' && (!target || name.startsWith('cf_'))) return undefined;
    const expected: string[] = target ? fieldNames(target) : [];
    if (!target || !expected.includes(name)) return { name, expected };
    target = relationOf(target, name)?.to;
  }
  return undefined;
}
