/** A record as the API sends it: its own field names, unknown ones included. */
export type Row = Record<string, unknown>;

export const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A to-one relation `x` comes with `x_id`. A to-many one is the field `by` on the rows of the other collection. */
export type Relation = { to: Entity; by?: string };

/** The collections this tool knows, with the relations between them. Source: the entity tables of the v100 contract. */
const RELATIONS = {
  Clients: {
    default_unit: 'SalesUnits',
    master_right: 'MasterRights',
    unit_membership: 'SalesUnitClientRelations.client_id',
  },
  MasterRights: {},
  SalesUnits: { parent: 'SalesUnits' },
  SalesUnitClientRelations: { client: 'Clients', unit: 'SalesUnits' },
  ApiAccesses: {},
  Pipelines: { steps: 'Steps.pipeline_id', opportunity_types: 'OpportunityTypes.pipeline_id' },
  Steps: { pipeline: 'Pipelines', step_checklists: 'StepChecklists.step_id' },
  OpportunityTypes: { pipeline: 'Pipelines' },
  AccountTypes: {},
  ContactTypes: {},
  Accounts: {
    owner: 'Clients',
    unit: 'SalesUnits',
    account_type: 'AccountTypes',
    industry: 'Data',
    customer_type: 'Data',
    parent_account: 'Accounts',
    currency_exchange_rates_list: 'CurrencyExchangeRatesLists',
  },
  Contacts: {
    owner: 'Clients',
    unit: 'SalesUnits',
    contact_type: 'ContactTypes',
    primary_account: 'Accounts',
    account_relations: 'ContactAccountRelations.contact_id',
    currency_exchange_rates_list: 'CurrencyExchangeRatesLists',
  },
  ContactAccountRelations: { account: 'Accounts', contact: 'Contacts' },
  Currencies: { currency_exchange_rates: 'CurrencyExchangeRates.currency_id' },
  CurrencyExchangeRates: { currency: 'Currencies', currency_exchange_rate_list: 'CurrencyExchangeRatesLists' },
  CurrencyExchangeRatesLists: { currency_exchange_rates: 'CurrencyExchangeRates.currency_exchange_rate_list_id' },
  Data: {},
  Fields: { data_set: 'Data.data_set_id' },
  Opportunities: {
    owner: 'Clients',
    step: 'Steps',
    unit: 'SalesUnits',
    oppty_type: 'OpportunityTypes',
    lead_source: 'Data',
    reason_of_close: 'Data',
    product_currency: 'Currencies',
    currency_exchange_rates_list: 'CurrencyExchangeRatesLists',
    primary_account: 'Accounts',
    primary_contact: 'Contacts',
    account_relations: 'LeadOpptyAccountRelations.lead_oppty_id',
    contact_relations: 'LeadOpptyContactRelations.lead_oppty_id',
  },
  LeadOpptyAccountRelations: { account: 'Accounts', oppty: 'Opportunities' },
  LeadOpptyContactRelations: { contact: 'Contacts', oppty: 'Opportunities' },
  Notes: { owner: 'Clients', account: 'Accounts', contact: 'Contacts', oppty: 'Opportunities' },
  StepChecklists: { step: 'Steps', field: 'Fields' },
  LeadOpptyStepCheckListRelations: { step_checklist: 'StepChecklists', oppty: 'Opportunities', note: 'Notes' },
} as const;

export type Entity = keyof typeof RELATIONS;

export const ENTITIES = Object.keys(RELATIONS) as Entity[];

/** What a record is called in the API's messages and in `entity_name` of Fields: `Opportunity`, `CurrencyExchangeRatesList`. */
export const entityName = (entity: Entity): string =>
  entity === 'Data' ? entity : entity.replace(/ies$/, 'y').replace(/s$/, '');

/** The relation of a field; undefined for any other field. */
export function relationOf(entity: Entity, field: string): Relation | undefined {
  let relations = parsedRelations.get(entity);
  if (!relations) {
    relations = new Map(Object.entries(RELATIONS[entity]).map(([name, target]) => [name, parseRelation(target)]));
    parsedRelations.set(entity, relations);
  }
  return relations.get(field);
}

const parsedRelations = new Map<Entity, ReadonlyMap<string, Relation>>();

function parseRelation(target: string): Relation {
  const [to, by] = target.split('.') as [Entity, string?];
  return by ? { to, by } : { to };
}

/** The relation fields of a collection. */
export const relationNames = (entity: Entity): string[] => Object.keys(RELATIONS[entity]);

/** The path of a space on its server. */
export const spacePath = (space: string): string => `/api/v100/rest/spaces/${encodeURIComponent(space)}`;

/** Reads an absolute link of the API (`.../entities/Accounts/<id>`); undefined for any other text. */
export function parseLink(text: string): { entity: string; id: string } | undefined {
  const match = /^https?:\/\/[^/]+\/api\/v\d+\/rest\/spaces\/[^/]+\/entities\/([A-Za-z]+)\/([^/?#]+)$/.exec(text);
  try {
    return match ? { entity: match[1]!, id: decodeURIComponent(match[2]!) } : undefined;
  } catch {
    // A stray % is not an escape.
    return undefined;
  }
}

/** The value at a path such as `owner.name`: through objects, and through each item of an array. */
export function valueAt(value: unknown, path: string): unknown {
  if (path === '') return value;
  if (Array.isArray(value)) return value.map(item => valueAt(item, path));
  if (typeof value !== 'object' || value === null) return undefined;
  // A field's own name may hold a dot.
  if (Object.hasOwn(value, path)) return (value as Row)[path];
  const dot = path.indexOf('.');
  const head = dot < 0 ? path : path.slice(0, dot);
  return dot >= 0 && Object.hasOwn(value, head) ? valueAt((value as Row)[head], path.slice(dot + 1)) : undefined;
}
