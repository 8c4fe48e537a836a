import type { Entity, Row } from '../../wire/entities.ts';

type Kind = 'text' | 'id' | 'integer' | 'number' | 'flag' | 'date' | 'moment' | 'money' | 'one' | 'many' | 'any';

/** What the API documents of a field. */
export interface FieldSpec {
  kind: Kind;
  /** The value of a record created without one. */
  empty: unknown;
  required?: boolean;
  readOnly?: boolean;
  createOnly?: boolean;
  /** Computed by the server from other records, and not stored. */
  computed?: boolean;
  range?: readonly [number, number];
  /** The key with the id beside a to-one relation, where it is not `<name>_id`. */
  idKey?: string;
  /** The collection a to-one relation leads to, where this server does not have it: the relation stays a link. */
  elsewhere?: string;
}

const text: FieldSpec = { kind: 'text', empty: '' };
/** The documentation's samples show empty text as `""` in some fields and as null in others. */
const words: FieldSpec = { kind: 'text', empty: null };
const integer: FieldSpec = { kind: 'integer', empty: null };
const number: FieldSpec = { kind: 'number', empty: null };
const flag: FieldSpec = { kind: 'flag', empty: false };
const date: FieldSpec = { kind: 'date', empty: null };
const moment: FieldSpec = { kind: 'moment', empty: null };
const toOne: FieldSpec = { kind: 'one', empty: null };
const toMany: FieldSpec = { kind: 'many', empty: [] };
const any: FieldSpec = { kind: 'any', empty: null };
const plainId: FieldSpec = { kind: 'id', empty: null };
/** A relation of the contract without an id beside it. */
const withoutId = (name: string): FieldSpec => ({ ...toOne, computed: true, readOnly: true, idKey: `_${name}_id` });
const choice = (minimum: number, maximum: number, empty: number | null = minimum): FieldSpec => ({
  kind: 'integer',
  empty,
  range: [minimum, maximum],
});
const required = (field: FieldSpec): FieldSpec => ({ ...field, required: true });
const readOnly = (field: FieldSpec): FieldSpec => ({ ...field, readOnly: true });
const computed = (field: FieldSpec): FieldSpec => ({ ...field, readOnly: true, computed: true });
const forEachName = (field: FieldSpec, names: string): Record<string, FieldSpec> =>
  Object.fromEntries(names.split(' ').map(name => [name, field]));

/** The fields of every collection. */
export const COMMON_FIELDS: Record<string, FieldSpec> = {
  id: { kind: 'id', empty: null, readOnly: true },
  is_deleted: readOnly(flag),
  is_delete_protected: readOnly(flag),
  modified: readOnly(moment),
  created: readOnly(moment),
  revision: { kind: 'integer', empty: 0 },
};

const ADDRESS = {
  ...forEachName(text, 'email1 email2 email3 email4 email5 phone1 phone2 phone3 phone4 phone5'),
  ...forEachName(text, 'address city zip_code state_province country'),
  comments: words,
  is_unsubscribed: flag,
  picture: { ...toOne, elsewhere: 'CloudObjects' },
  social_media: withoutId('social_media'),
};

const RECORD = {
  // Can be given for these, to bring in old records with their dates.
  created: moment,
  owner: required(toOne),
  unit: toOne,
  is_archived: flag,
  share_mode: choice(0, 3),
  ...forEachName(toMany, 'sharing_units sharing_clients documents tags static_profiles'),
  currency_exchange_rates_list: toOne,
  formatted_name: computed(text),
  is_favorite: computed(flag),
  modified_by_user: readOnly(moment),
};

/** What a row is attached to by `lead_oppty_id`: only the matching one is filled. */
const LEAD_OR_OPPORTUNITY = {
  oppty: computed({ ...toOne, idKey: 'lead_oppty_id' }),
  lead: computed({ ...toOne, idKey: '_lead_id' }),
};

const LINK = {
  lead_oppty_id: required(plainId),
  is_primary: required(flag),
  ...LEAD_OR_OPPORTUNITY,
};

/** The fields of each collection as the v100 contract documents them, without the common ones. */
export const FIELD_SPECS: Record<Entity, Record<string, FieldSpec>> = {
  Clients: {
    email: required(text),
    ...forEachName(readOnly(text), 'first_name middle_name last_name phone picture_url region timezone'),
    ...forEachName(computed(text), 'name formatted_name'),
    timezone_name: text,
    default_unit: required(toOne),
    // The contract requires it; without one the first role applies.
    master_right: toOne,
    unit_membership: readOnly(toMany),
    position: text,
    type: choice(0, 1),
    last_active: readOnly(moment),
    ...forEachName(computed({ ...any, empty: [] }), 'unit_manager_ids unit_member_ids'),
    user_recalculation_state: readOnly({ ...text, empty: 'NoRecalculation' }),
    ...forEachName(readOnly(integer), 'default_idp user_profile_id'),
    ...forEachName(readOnly(toMany), 'appointment_favorite task_favorite account_favorite contact_favorite'),
    ...forEachName(readOnly(toMany), 'profile_favorite report_favorite lead_favorite opportunity_favorite'),
  },
  MasterRights: { name: required(text) },
  SalesUnits: { name: required(text), parent: toOne, picture: toOne },
  SalesUnitClientRelations: { ...forEachName(required(toOne), 'client unit'), unit_role: choice(1, 2) },
  ApiAccesses: {
    ...forEachName(text, 'name username email'),
    is_active: { ...flag, empty: true },
    last_used: readOnly(moment),
    permissions: { ...any, empty: {} },
    type: readOnly(choice(1, 2)),
    // There only in the answer to its creation.
    plain_password: readOnly(words),
  },
  Pipelines: {
    name: required(text),
    color: required(integer),
    steps: required(toMany),
    opportunity_types: readOnly(toMany),
  },
  Steps: {
    name: required(text),
    percent: choice(0, 100, null),
    sort_order: integer,
    timeframe: integer,
    pipeline: readOnly(toOne),
    ...forEachName(toOne, 'lead_process quote_process'),
    description: text,
    ...forEachName(flag, 'has_readonly_form has_version_increment'),
    ...forEachName(toMany, 'documents step_checklists'),
  },
  OpportunityTypes: {
    name: required(text),
    pipeline: required(toOne),
    is_readonly: required(flag),
    can_change_readonly: flag,
    settings: required(text),
    ...forEachName(any, 'form_edit form_lost form_qualify form_won'),
    ...forEachName(any, 'form_edit_api form_lost_api form_qualify_api form_won_api'),
    is_published: { ...flag, empty: true },
    has_draft: flag,
  },
  AccountTypes: { name: required(text) },
  ContactTypes: { name: required(text) },
  Accounts: {
    name: required(text),
    ...RECORD,
    ...ADDRESS,
    ...forEachName(toOne, 'account_type customer_type industry parent_account parent_account_relation_type'),
    quick_parent_account_name: text,
    account_class: choice(1, 5),
    home_page: text,
    ...forEachName(moment, 'last_ai_account_hierarchy_applied last_ai_org_chart_applied'),
    ...forEachName(readOnly(any), 'health health_status health_category'),
  },
  Contacts: {
    ...forEachName(text, 'first_name last_name middle_name title'),
    ...RECORD,
    ...ADDRESS,
    contact_type: toOne,
    account_relations: toMany,
    primary_account: computed({ ...toOne, idKey: '_primary_account_id' }),
    ...forEachName(text, 'account_position position quick_account_name'),
    ...forEachName(
      computed(any),
      'primary_account_position primary_account_relationship primary_account_account_roles',
    ),
    gender: choice(0, 3),
    ...forEachName(readOnly(words), 'exchange_entity_id gapi_entity_id o365_entity_id'),
  },
  ContactAccountRelations: {
    ...forEachName(required(toOne), 'account contact'),
    is_primary: required(flag),
    ...forEachName(text, 'position comment'),
    relationship: choice(0, 3),
    ...forEachName(flag, 'is_assistant is_sibling'),
    account_roles: toMany,
  },
  Currencies: {
    code: { ...required(text), createOnly: true },
    symbol: { ...text, createOnly: true },
    is_base: readOnly(flag),
    currency_exchange_rates: required(toMany),
  },
  CurrencyExchangeRates: {
    ...forEachName(required(toOne), 'currency currency_exchange_rate_list'),
    exchange_rate: required(number),
  },
  CurrencyExchangeRatesLists: { valid_from: required(moment), currency_exchange_rates: required(toMany) },
  Data: {
    option_name: required(text),
    option_name_translations: any,
    data_set_id: { kind: 'id', empty: null },
    calc_value: number,
    sort_order: integer,
    is_published: { ...flag, empty: true },
    has_draft: flag,
  },
  Fields: {
    name: required(text),
    ...forEachName({ ...required(text), createOnly: true }, 'type_id entity_name'),
    api_name: { ...text, createOnly: true },
    ...forEachName(text, 'translated_name primitive_type'),
    ...forEachName(flag, 'system_required system_readonly is_unique'),
    data_set: toMany,
    data_set_id: readOnly({ kind: 'id', empty: null }),
    is_published: { ...flag, empty: true },
    system_type: readOnly({ ...text, empty: 'custom' }),
    ...forEachName(flag, 'has_draft use_in_global_search use_in_interface_preview is_available_for_webresource'),
    ...forEachName(flag, 'is_available_for_advanced_formula is_readonly_on_recurrent_appointment'),
    use_lang: { ...integer, empty: 0 },
    column_name: computed(text),
    column_source: readOnly({ ...integer, empty: 1 }),
    ...forEachName(readOnly(text), 'relation_id relation_with_entity_id sequence_pattern source_field_id'),
    ...forEachName(text, 'calc_formula default_value name_translated'),
    ...forEachName(plainId, 'shared_with_field_id composite_field_id parent_options_field_id sequence_set_id'),
    ...forEachName(plainId, 'sequence_id original_dataset_field_id'),
    ...forEachName(any, 'settings lookup sequence rollup options ai_options advanced_formula'),
    name_translations: { ...any, empty: {} },
    source_type_id: computed(words),
    field_permissions: readOnly(toMany),
  },
  Opportunities: {
    name: required(text),
    closing_date: required(date),
    ...RECORD,
    step: required(toOne),
    value: required({ kind: 'money', empty: null }),
    oppty_type: toOne,
    description: words,
    status: computed(choice(1, 3)),
    reason_of_close: toOne,
    reason_of_close_description: words,
    lead_source: toOne,
    label_flag: choice(0, 7),
    // Documented as 1 to 10, but real spaces hold 20.
    ranking: choice(1, 100, null),
    was_qualified: flag,
    qualify_date: readOnly(moment),
    ...forEachName(moment, 'won_date lost_date'),
    days_in_step: computed(integer),
    is_value_auto_calculate: flag,
    ...forEachName(toOne, 'product_currency product_price_list active_quote'),
    oppty_recurrence: withoutId('oppty_recurrence'),
    revenue_schedule: withoutId('revenue_schedule'),
    ...forEachName(toMany, 'product_sections product_relations quote_relations account_relations contact_relations'),
    primary_account: computed({ ...toOne, idKey: '_primary_account_id' }),
    primary_contact: computed({ ...toOne, idKey: '_primary_contact_id' }),
    ...forEachName(text, 'quick_account_name quick_account_email quick_account_phone'),
    ...forEachName(text, 'quick_contact_name quick_email quick_phone'),
    last_ai_buying_center_applied: moment,
    table_name: computed(text),
  },
  LeadOpptyAccountRelations: { account: required(toOne), ...LINK },
  LeadOpptyContactRelations: {
    contact: required(toOne),
    ...LINK,
    relationship: choice(0, 3),
    comment: text,
    position_in_group: any,
    lead_oppty_contact_group_relation: toOne,
    sales_roles: toMany,
  },
  Notes: {
    // HTML.
    note: required(text),
    owner: required(toOne),
    ...forEachName(toOne, 'account contact project quote custom_entity'),
    lead_oppty_id: plainId,
    ...LEAD_OR_OPPORTUNITY,
  },
  StepChecklists: {
    step: required(toOne),
    label: text,
    label_use_lang: flag,
    description: text,
    // 1 Default, 2 ActivityType, 3 FieldType, 4 CreateNote, 5 AttachDocument, 6 SendEmail and more.
    item_type: choice(1, 11),
    // 1 Required, 2 RelatedActivityCompleted, 3 RelatedActivityLinked.
    item_validation: choice(1, 3, null),
    sort_order: readOnly(integer),
    activity_type_id: plainId,
    appointment_type: computed({ ...toOne, idKey: '_appointment_type_id' }),
    task_type: computed({ ...toOne, idKey: '_task_type_id' }),
    ...forEachName(toOne, 'field process email_sequence cloud_object_template send_email_field send_email_template'),
    cloud_object_format: choice(0, 1),
    visibility_type: choice(0, 1),
    visibility_condition: text,
    sales_roles: toMany,
  },
  LeadOpptyStepCheckListRelations: {
    step_checklist: required(toOne),
    lead_oppty_id: plainId,
    ...LEAD_OR_OPPORTUNITY,
    item_checked: flag,
    activity_id: plainId,
    appointment: computed({ ...toOne, idKey: '_appointment_id' }),
    task: computed({ ...toOne, idKey: '_task_id' }),
    ...forEachName(toOne, 'quote note cloud_object email'),
  },
};

/** The field that a row of Fields declares. */
export function customFieldSpec(row: Row): FieldSpec {
  switch (row.type_id) {
    case 'dropdown':
    case 'radio':
      return toOne;
    case 'integer':
      return integer;
    case 'float':
    case 'currency':
      return number;
    case 'checkbox':
      return flag;
    case 'date':
      return date;
    case 'datetime':
      return moment;
    // Their form in a record is not documented.
    case 'multiselect_checkbox':
    case 'currency_foreign':
    case 'sequence':
      return any;
    default:
      return text;
  }
}
