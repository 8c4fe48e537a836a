import { type Entity, type Row, relationOf } from '../../wire/entities.ts';
import type { Tables } from '../tables.ts';

type Kind = 'text' | 'id' | 'integer' | 'number' | 'flag' | 'date' | 'moment' | 'money' | 'one' | 'many' | 'any';

interface FieldSpec {
  kind: Kind;
  /** What a record that was given none shows. */
  empty: unknown;
  required?: boolean;
  readOnly?: boolean;
  createOnly?: boolean;
  /** Worked out by the server from other records; it is nowhere kept. */
  computed?: boolean;
  range?: readonly [number, number];
  /** The key with the id beside a to-one relation, where it is not `<name>_id`. */
  idKey?: string;
}

export interface Field extends FieldSpec {
  name: string;
  /** The collection a relation leads to; undefined if this server does not have it. */
  to?: Entity | undefined;
  /** To-many: the field of that collection which names this record. */
  by?: string | undefined;
  /** To-one: the kept key with the id. */
  idKey?: string;
  /** The id beside a to-one relation. */
  ofRelation?: boolean;
  /** A dropdown: only options of this set. */
  dataSet?: string | undefined;
  custom?: boolean;
}

const text: FieldSpec = { kind: 'text', empty: '' };
/** The documentation's samples show empty text as `""` in some fields and as null in others. */
const words: FieldSpec = { kind: 'text', empty: null };
const integer: FieldSpec = { kind: 'integer', empty: null };
const number: FieldSpec = { kind: 'number', empty: null };
const flag: FieldSpec = { kind: 'flag', empty: false };
const date: FieldSpec = { kind: 'date', empty: null };
const moment: FieldSpec = { kind: 'moment', empty: null };
const one: FieldSpec = { kind: 'one', empty: null };
const many: FieldSpec = { kind: 'many', empty: [] };
const any: FieldSpec = { kind: 'any', empty: null };
const choice = (least: number, most: number, empty: number | null = least): FieldSpec => ({
  kind: 'integer',
  empty,
  range: [least, most],
});
const must = (field: FieldSpec): FieldSpec => ({ ...field, required: true });
const read = (field: FieldSpec): FieldSpec => ({ ...field, readOnly: true });
const computed = (field: FieldSpec): FieldSpec => ({ ...field, readOnly: true, computed: true });
const each = (field: FieldSpec, names: string): Record<string, FieldSpec> =>
  Object.fromEntries(names.split(' ').map(name => [name, field]));

const COMMON: Record<string, FieldSpec> = {
  id: { kind: 'id', empty: null, readOnly: true },
  is_deleted: read(flag),
  is_delete_protected: read(flag),
  modified: read(moment),
  created: read(moment),
  revision: { kind: 'integer', empty: 0 },
};

const ADDRESS = {
  ...each(text, 'email1 email2 email3 email4 email5 phone1 phone2 phone3 phone4 phone5'),
  ...each(text, 'address city zip_code state_province country'),
  comments: words,
  is_unsubscribed: flag,
  ...each(one, 'picture social_media'),
};

const RECORD = {
  // Can be given for these, to bring in old records with their dates.
  created: moment,
  owner: must(one),
  unit: one,
  is_archived: flag,
  share_mode: choice(0, 3),
  ...each(many, 'sharing_units sharing_clients documents tags static_profiles'),
  currency_exchange_rates_list: one,
  formatted_name: computed(text),
  is_favorite: computed(flag),
  modified_by_user: read(moment),
};

const LINK = {
  lead_oppty_id: must({ kind: 'id', empty: null }),
  is_primary: must(flag),
  oppty: computed({ ...one, idKey: 'lead_oppty_id' }),
  lead: computed({ ...one, idKey: '_lead_id' }),
};

/** The fields of each collection as the v100 contract documents them, without the common ones. */
const FIELD_SPECS: Record<Entity, Record<string, FieldSpec>> = {
  Clients: {
    email: must(text),
    ...each(read(text), 'first_name middle_name last_name phone picture_url region timezone'),
    ...each(computed(text), 'name formatted_name'),
    timezone_name: text,
    default_unit: must(one),
    // The contract requires both; this server does not have their collections, so it takes what comes.
    master_right_id: { kind: 'id', empty: null },
    master_right: computed({ ...one, idKey: 'master_right_id' }),
    unit_membership: { ...any, empty: [] },
    position: text,
    type: choice(0, 1),
    last_active: read(moment),
    ...each(any, 'unit_manager_ids unit_member_ids'),
    user_recalculation_state: read({ ...text, empty: 'NoRecalculation' }),
    ...each(read(integer), 'default_idp user_profile_id'),
    ...each(read(many), 'appointment_favorite task_favorite account_favorite contact_favorite'),
    ...each(read(many), 'profile_favorite report_favorite lead_favorite opportunity_favorite'),
  },
  SalesUnits: { name: must(text), parent: one, picture: one },
  Pipelines: { name: must(text), color: must(integer), steps: must(many), opportunity_types: read(many) },
  Steps: {
    name: must(text),
    percent: choice(0, 100, null),
    sort_order: integer,
    timeframe: integer,
    pipeline: read(one),
    ...each(one, 'lead_process quote_process'),
    description: text,
    ...each(flag, 'has_readonly_form has_version_increment'),
    ...each(many, 'documents step_checklists'),
  },
  OpportunityTypes: {
    name: must(text),
    pipeline: must(one),
    is_readonly: must(flag),
    settings: must(any),
    ...each(any, 'form_edit form_lost form_qualify form_won'),
    ...each(any, 'form_edit_api form_lost_api form_qualify_api form_won_api'),
    is_published: { ...flag, empty: true },
    has_draft: flag,
  },
  Accounts: {
    name: must(text),
    ...RECORD,
    ...ADDRESS,
    ...each(one, 'account_type customer_type industry parent_account parent_account_relation_type'),
    quick_parent_account_name: text,
    account_class: choice(1, 5),
    home_page: text,
    ...each(moment, 'last_ai_account_hierarchy_applied last_ai_org_chart_applied'),
    ...each(read(any), 'health health_status health_category'),
  },
  Contacts: {
    ...each(text, 'first_name last_name middle_name title'),
    ...RECORD,
    ...ADDRESS,
    contact_type: one,
    account_relations: many,
    primary_account: computed({ ...one, idKey: '_primary_account_id' }),
    ...each(text, 'account_position position quick_account_name'),
    ...each(computed(any), 'primary_account_position primary_account_relationship primary_account_account_roles'),
    gender: choice(0, 3),
    ...each(read(words), 'exchange_entity_id gapi_entity_id o365_entity_id'),
  },
  ContactAccountRelations: {
    ...each(must(one), 'account contact'),
    is_primary: must(flag),
    ...each(text, 'position comment'),
    relationship: choice(0, 3),
    ...each(flag, 'is_assistant is_sibling'),
    account_roles: many,
  },
  Currencies: {
    code: { ...must(text), createOnly: true },
    symbol: { ...text, createOnly: true },
    is_base: read(flag),
    currency_exchange_rates: must(many),
  },
  CurrencyExchangeRates: { ...each(must(one), 'currency currency_exchange_rate_list'), exchange_rate: must(number) },
  CurrencyExchangeRatesLists: { valid_from: must(moment), currency_exchange_rates: must(many) },
  Data: {
    option_name: must(text),
    option_name_translations: any,
    data_set_id: { kind: 'id', empty: null },
    calc_value: number,
    sort_order: integer,
    is_published: { ...flag, empty: true },
    has_draft: flag,
  },
  Fields: {
    name: must(text),
    ...each({ ...must(text), createOnly: true }, 'type_id entity_name'),
    api_name: { ...text, createOnly: true },
    ...each(text, 'translated_name primitive_type'),
    ...each(flag, 'system_required system_readonly is_unique'),
    data_set: many,
    data_set_id: read({ kind: 'id', empty: null }),
    is_published: { ...flag, empty: true },
    system_type: read({ ...text, empty: 'custom' }),
  },
  Opportunities: {
    name: must(text),
    closing_date: must(date),
    ...RECORD,
    step: must(one),
    value: must({ kind: 'money', empty: null }),
    oppty_type: one,
    description: words,
    status: computed(choice(1, 3)),
    reason_of_close: one,
    reason_of_close_description: words,
    lead_source: one,
    label_flag: choice(0, 7),
    ranking: choice(1, 10, null),
    was_qualified: flag,
    qualify_date: read(moment),
    ...each(moment, 'won_date lost_date'),
    days_in_step: computed(integer),
    is_value_auto_calculate: flag,
    ...each(one, 'product_currency product_price_list active_quote oppty_recurrence revenue_schedule'),
    ...each(many, 'product_sections product_relations quote_relations account_relations contact_relations'),
    primary_account: computed({ ...one, idKey: '_primary_account_id' }),
    primary_contact: computed({ ...one, idKey: '_primary_contact_id' }),
    ...each(text, 'quick_account_name quick_account_email quick_account_phone'),
    ...each(text, 'quick_contact_name quick_email quick_phone'),
    last_ai_buying_center_applied: moment,
    table_name: computed(text),
  },
  LeadOpptyAccountRelations: { account: must(one), ...LINK },
  LeadOpptyContactRelations: {
    contact: must(one),
    ...LINK,
    relationship: choice(0, 3),
    comment: text,
    position_in_group: any,
    lead_oppty_contact_group_relation: one,
    sales_roles: many,
  },
};

/** What a record is called in messages and in `entity_name`: `Opportunity`, `CurrencyExchangeRatesList`. */
export const entityName = (entity: Entity): string =>
  entity === 'Data' ? entity : entity.replace(/ies$/, 'y').replace(/s$/, '');

const documentedFields = new Map<Entity, ReadonlyMap<string, Field>>();

/** Every field of the collection by its name: the documented ones and, from the rows of Fields, the space's own. */
export function fieldsOf(entity: Entity, tables: Tables): ReadonlyMap<string, Field> {
  let fields = documentedFields.get(entity);
  if (!fields) {
    fields = withIdFields(entity, { ...COMMON, ...FIELD_SPECS[entity] });
    documentedFields.set(entity, fields);
  }
  const own = tables
    .where('Fields', 'entity_name', entityName(entity))
    .filter(row => String(row.api_name).startsWith('cf_') && !row.is_deleted);
  if (own.length === 0) return fields;
  const all = new Map(fields);
  for (const row of own) {
    // Nobody can be asked for what nobody can write, or for what is only being drawn up.
    const readOnly = row.system_readonly === true;
    const required = row.system_required === true && !readOnly && row.is_published !== false;
    const declared = { ...customFieldSpec(row), readOnly, required };
    for (const [name, field] of withIdFields(entity, { [String(row.api_name)]: declared })) {
      const option = field.kind === 'one' || field.ofRelation;
      const more = option ? { to: 'Data' as const, dataSet: row.data_set_id as string } : {};
      all.set(name, { ...field, custom: true, ...more });
    }
  }
  return all;
}

/** The key under which other records name this one in the relation. An option set has an id of its own. */
export const parentKey = (entity: Entity, row: Row): unknown => (entity === 'Fields' ? row.data_set_id : row.id);

function withIdFields(entity: Entity, declared: Record<string, FieldSpec>): Map<string, Field> {
  const fields = new Map<string, Field>();
  for (const [name, field] of Object.entries(declared)) {
    const relation = relationOf(entity, name);
    if (field.kind !== 'one') {
      fields.set(name, { ...field, name, ...relation });
      continue;
    }
    const idKey = field.idKey ?? `${name}_id`;
    fields.set(name, { ...field, name, ...relation, idKey, required: false });
    if (!field.computed) fields.set(idKey, { ...field, name: idKey, kind: 'id', ofRelation: true, to: relation?.to });
  }
  // The one id whose relation has another name beside it.
  const link = fields.get('lead_oppty_id');
  if (link) fields.set('lead_oppty_id', { ...link, ofRelation: true, to: 'Opportunities' });
  return fields;
}

function customFieldSpec(row: Row): FieldSpec {
  switch (row.type_id) {
    case 'dropdown':
    case 'radio':
      return one;
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
    // How these stand in a record is not documented.
    case 'multiselect_checkbox':
    case 'currency_foreign':
    case 'sequence':
      return any;
    default:
      return text;
  }
}
