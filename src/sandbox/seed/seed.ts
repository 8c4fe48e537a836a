import { createHash } from 'node:crypto';
import { ENTITIES, type Entity, type Row } from '../../wire/entities.ts';
import { entityName, type Field, fieldsOf } from '../rules/fields.ts';
import { type StoredRow, Tables } from '../tables.ts';
import { COMPANIES } from './companies.ts';
import { CHECKLIST, NOTES } from './notes.ts';
import { CUSTOM_FIELDS, OPTIONS } from './options.ts';
import { personName } from './people.ts';
import { TUTORIAL } from './tutorial.ts';

const { client: JOHN_DOE, unit: ROOT, pipeline: TEST_PIPELINE, step: FIRST_STEP, currency: US_DOLLAR } = TUTORIAL;

const CONTACTS = 150;

type Add = (entity: Entity, key: string, row: Row) => string;

/** The records of a fresh space: a small invented company, the same in every detail each time. */
export function seed(): Tables {
  const tables = new Tables();
  let count = 0;
  const add: Add = (entity, key, { id = seedId(entity, key), ...row }) => {
    // One minute apart, from a morning in 2024: the order of creation is the order of adding.
    const created = `${new Date(Date.UTC(2024, 0, 15, 8, count++)).toISOString().slice(0, 19).replace('T', ' ')}.000000+00:00`;
    tables.put(entity, { id, created, modified: created, revision: 1, ...row } as StoredRow);
    return String(id);
  };
  addCompany(add);
  addSelling(add);
  addCurrencies(add);
  addMetadata(add, tables);
  addAccounts(add);
  addContacts(add);
  addOpportunities(add);
  addNotes(add);
  addChecklist(add);
  tables.changed = false;
  return tables;
}

/** An id like those of the documentation's samples: hexadecimal, and no RFC 4122 UUID. */
function seedId(entity: Entity, key: string): string {
  const hex = createHash('sha256').update(`${entity}/${key}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `0${hex.slice(13, 16)}`, hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

function addCompany(add: Add): void {
  const right = add('MasterRights', 'all', { name: 'All rights' });
  const root = add('SalesUnits', 'root', { ...ROOT, name: 'Example Company' });
  const north = add('SalesUnits', 'north', { name: 'North', parent_id: root });
  const south = add('SalesUnits', 'south', { name: 'South', parent_id: root });
  const user = (key: string, first: string, last: string, email: string, unit: string, fields: Row = {}) => {
    const names = { first_name: first, last_name: last, email };
    const client_id = add('Clients', key, { ...names, default_unit_id: unit, master_right_id: right, ...fields });
    add('SalesUnitClientRelations', key, { client_id, unit_id: unit, unit_role: key === 'john' ? 2 : 1 });
  };
  user('john', 'John', 'Doe', 'john.doe@example.com', root, { ...JOHN_DOE, position: 'Head of sales' });
  user('smith-1', 'John', 'Smith', 'john.smith@example.com', north);
  user('smith-2', 'John', 'Smith', 'john.smith@example.org', south);
  user('ana', 'Ana', 'Čapková', 'ana.capkova@example.com', north);
  user('aoi', '葵', '山本', 'aoi.yamamoto@example.com', south);
  user('lea', 'Léa', 'Fontaine', 'Lea.Fontaine@Example.com', south);
  user('miguel', 'Miguel', 'Ortega', 'miguel.ortega@example.com', north);
  user('support', 'Vendor', 'Support', 'support@example.net', root, { type: 1 });
  add('ApiAccesses', 'sandbox', { name: 'Sandbox', username: 'sandbox', email: 'sandbox@example.com', type: 1 });
  user('pat', 'Pat', 'Gone', 'pat.gone@example.com', south, { is_deleted: true });
}

/** The ids of steps are older than that of their pipeline. */
const stepKey = (pipeline: string, name: string) =>
  `${pipeline === TEST_PIPELINE.id ? seedId('Pipelines', 'test') : pipeline} ${name}`;

function addSelling(add: Add): void {
  const test = add('Pipelines', 'test', TEST_PIPELINE);
  const renewals = add('Pipelines', 'renewals', { name: 'Renewals', color: 0x27ae60 });
  const step = (pipeline: string, name: string, order: number, percent: number, fields: Row = {}) =>
    add('Steps', stepKey(pipeline, name), { name, percent, sort_order: order, pipeline_id: pipeline, ...fields });
  // The last one first: a client has to sort.
  step(test, 'Won', 5, 100);
  step(test, 'First', 0, 15, FIRST_STEP);
  step(test, 'Qualified', 1, 25, { timeframe: 14 });
  step(test, 'Demo', 2, 40, { is_deleted: true });
  step(test, 'Proposal', 3, 50, { timeframe: 14 });
  step(test, 'Negotiation', 4, 75);
  step(renewals, 'Contacted', 0, 20);
  step(renewals, 'Proposal', 1, 60);
  step(renewals, 'Renewed', 2, 100);
  // The collection also has steps of leads: of no pipeline and without a percentage.
  add('Steps', 'lead', { name: 'New lead', sort_order: 0, pipeline_id: null });
  const settings = { is_readonly: false, settings: '{}' };
  add('OpportunityTypes', 'test', { name: 'Standard', pipeline_id: test, ...settings });
  const forms = { form_lost: demand('reason_of_close_id'), form_won: demand('cf_contract_no') };
  add('OpportunityTypes', 'renewals', { name: 'Renewal', pipeline_id: renewals, ...settings, ...forms });
}

/** A form of a type that demands one field. How a form is written is not documented: this is the sandbox's own way. */
const demand = (api_name: string) => ({ fields: [{ api_name, required: true }] });

function addCurrencies(add: Add): void {
  add('Currencies', 'USD', { ...US_DOLLAR, is_delete_protected: true });
  const euro = add('Currencies', 'EUR', { code: 'EUR', symbol: '€' });
  const yen = add('Currencies', 'JPY', { code: 'JPY', symbol: '¥' });
  const list = (day: string, rates: [string, number][]) => {
    const id = add('CurrencyExchangeRatesLists', day, { valid_from: `${day} 00:00:00.000000+00:00` });
    for (const [currency_id, exchange_rate] of rates) {
      const row = { currency_id, exchange_rate, currency_exchange_rate_list_id: id };
      add('CurrencyExchangeRates', `${day} ${currency_id}`, row);
    }
  };
  list('2019-01-01', [
    [euro, 0.8731],
    [yen, 109.6],
  ]);
  list('2024-01-01', [
    [euro, 0.9246],
    [yen, 148.35],
  ]);
}

function addMetadata(add: Add, tables: Tables): void {
  for (const [field, options] of Object.entries(OPTIONS)) {
    for (const [index, option_name] of options.entries()) {
      const row = { option_name, calc_value: index + 1, sort_order: index, data_set_id: seedId('Data', field) };
      add('Data', `${field} ${option_name}`, row);
    }
  }
  const row = (entity_name: string, api_name: string, name: string, fields: Row) => {
    const set = `${entity_name}.${api_name}`;
    const data_set_id = Object.hasOwn(OPTIONS, set) ? seedId('Data', set) : null;
    add('Fields', set, { entity_name, api_name, name, translated_name: name, data_set_id, ...fields });
  };
  const first = ['Opportunities', 'Accounts', 'Contacts'] as const;
  for (const entity of new Set<Entity>([...first, ...ENTITIES])) {
    for (const field of fieldsOf(entity, tables).values()) {
      // A relation is listed by the field that sets it, as in the names of the documented errors.
      if (field.kind === 'one' && !field.computed) continue;
      row(entityName(entity), field.name, label(field.name), {
        type_id: typeId(field),
        system_required: field.required ?? false,
        system_readonly: field.readOnly ?? false,
        system_type: 'system',
      });
    }
  }
  for (const { api_name, name, type_id } of CUSTOM_FIELDS) row('Opportunity', api_name, name, { type_id });
}

const label = (name: string) => {
  const words = name.replace(/_id$/, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The documented type of the field's form; null for what the documentation lists no type for, as relations. */
function typeId({ kind, target, name }: Field): string | null {
  if (target === 'Data') return 'dropdown';
  if (/^email\d|_email$/.test(name)) return 'email';
  if (/^phone\d|_phone$/.test(name)) return 'phone';
  if (name === 'home_page') return 'url';
  if (/^(comments|description|reason_of_close_description)$/.test(name)) return 'text_area';
  const types: Partial<Record<Field['kind'], string>> = {
    text: 'input',
    integer: 'integer',
    number: 'float',
    flag: 'checkbox',
    date: 'date',
    moment: 'datetime',
    money: 'currency_foreign',
  };
  return types[kind] ?? null;
}

const OWNERS = ['smith-1', 'smith-2', 'ana', 'aoi', 'lea', 'miguel'];

/** The owner of a record by its number, and the owner's unit. The first ones are John Doe's. */
function owned(index: number): Row {
  const owner = index % 7;
  if (owner === 0) return { owner_id: JOHN_DOE.id, unit_id: ROOT.id };
  const unit = owner === 2 || owner === 4 || owner === 5 ? 'south' : 'north';
  return { owner_id: seedId('Clients', OWNERS[owner - 1]!), unit_id: seedId('SalesUnits', unit) };
}

const option = (field: string, index: number) => {
  const options = OPTIONS[field]!;
  return seedId('Data', `${field} ${options[index % options.length]}`);
};

const accountId = (index: number) => seedId('Accounts', String(index));
const contactId = (index: number) => seedId('Contacts', String(index));

function addAccounts(add: Add): void {
  add('AccountTypes', 'account', { ...TUTORIAL.accountType, name: 'Account' });
  add('ContactTypes', 'contact', { name: 'Contact' });
  for (const [index, { name, city, country, email, marks }] of COMPANIES.entries()) {
    add('Accounts', String(index), {
      name,
      city,
      country,
      email1: email,
      phone1: `+1 555 01${String(index).padStart(2, '0')}`,
      home_page: `https://www.${email.split('@')[1]}`,
      // Empty text, as in the vendor's sample.
      comments: '',
      industry_id: option('Account.industry_id', index),
      customer_type_id: option('Account.customer_type_id', index),
      ...owned(index),
      ...(marks === 'a' ? { is_archived: true } : {}),
      ...(marks === 'd' ? { is_deleted: true } : {}),
    });
  }
}

/** Each contact has a primary account, every tenth a second one; a few are archived or deleted. */
function addContacts(add: Add): void {
  const employers = [...COMPANIES.keys()].filter(index => COMPANIES[index]!.marks !== 'n');
  for (let index = 0; index < CONTACTS; index++) {
    // The first contacts belong to the accounts of the same number, in the same script.
    const own = COMPANIES[index]?.marks === 'n' ? undefined : COMPANIES[index] && index;
    const account = own ?? employers[(index * 7) % employers.length]!;
    const domain = COMPANIES[account]!.email.split('@')[1];
    const contact = add('Contacts', String(index), {
      ...personName(index),
      email1: `contact${index + 1}@${domain}`,
      city: COMPANIES[account]!.city,
      country: COMPANIES[account]!.country,
      account_position: ['Buyer', 'Managing director', 'Assistant', 'Head of IT'][index % 4],
      ...owned(account),
      ...(index % 50 === 40 ? { is_archived: true } : {}),
      ...(index % 50 === 45 ? { is_deleted: true } : {}),
    });
    const link = (to: number, is_primary: boolean) =>
      add('ContactAccountRelations', `${contact} ${to}`, {
        contact_id: contact,
        account_id: accountId(to),
        is_primary,
      });
    link(account, true);
    const second = employers[(employers.indexOf(account) + 1) % employers.length]!;
    if (index % 10 === 3) link(second, false);
  }
}

/** name | step | amount | currency | account and its contact of the same number | closing date | marks (a archived). */
const OPPORTUNITIES = `
Conveyor upgrade|test First|12500|USD|0|2026-03-31|
Cold store monitoring|test Qualified|48000|USD|2|2026-05-15|
Spare parts frame contract|test Proposal|7350.5|EUR|4|2026-02-28|
展示会サンプル|test First|1500000|JPY|10|2026-06-30|
Packaging line|test Negotiation|99999.99|USD|1|2026-04-20|
Oven retrofit|test Won|21000|EUR|7|2025-11-14|
Boatyard crane|test Proposal|64000|USD|22|2025-09-30|a
Service renewal 2026|renewals Contacted|3200|USD|0|2026-12-31|
Licence renewal|renewals Proposal|5400|EUR|5|2026-08-01|
Support renewal|renewals Renewed|2800|USD|18|2025-12-01|`;

const PER_DOLLAR: Record<string, number> = { USD: 1, EUR: 0.9246, JPY: 148.35 };

function addOpportunities(add: Add): void {
  for (const [index, line] of OPPORTUNITIES.trim().split('\n').entries()) {
    const [name, place, amount, code, account, closing, marks] = line.split('|') as string[];
    const [pipeline, step] = place!.split(' ') as [string, string];
    const pipelineId = seedId('Pipelines', pipeline);
    const opportunity = add('Opportunities', String(index), {
      name,
      closing_date: closing,
      step_id: step === 'First' ? FIRST_STEP.id : seedId('Steps', `${pipelineId} ${step}`),
      oppty_type_id: seedId('OpportunityTypes', pipeline),
      value: {
        // As the server converts: not rounded to cents.
        base_value: Number((Number(amount) / PER_DOLLAR[code!]!).toFixed(12)),
        value_foreign: Number(amount),
        currency_id: code === 'USD' ? US_DOLLAR.id : seedId('Currencies', code!),
      },
      lead_source_id: option('Opportunity.lead_source_id', index),
      cf_region_id: option('Opportunity.cf_region', index),
      label_flag: index % 4,
      ranking: (index % 10) + 1,
      ...owned(index),
      ...(marks === 'a' ? { is_archived: true, lost_date: '2025-09-30 12:00:00.000000+00:00' } : {}),
      ...(marks === 'a' ? { reason_of_close_id: option('Opportunity.reason_of_close_id', 1) } : {}),
      ...(['Won', 'Renewed'].includes(step) ? { won_date: `${closing} 12:00:00.000000+00:00` } : {}),
    });
    const link = { lead_oppty_id: opportunity, is_primary: true };
    add('LeadOpptyAccountRelations', opportunity, { ...link, account_id: accountId(Number(account)) });
    add('LeadOpptyContactRelations', opportunity, { ...link, contact_id: contactId(Number(account)) });
  }
}

const NOTE_TARGETS = { Opportunities: 'lead_oppty_id', Accounts: 'account_id', Contacts: 'contact_id' };

function addNotes(add: Add): void {
  for (const [index, { entity, index: target, note }] of NOTES.entries()) {
    const owner_id = owned(Number(target)).owner_id;
    add('Notes', String(index), { note, owner_id, [NOTE_TARGETS[entity]]: seedId(entity, target) });
  }
}

function addChecklist(add: Add): void {
  const step_id = seedId('Steps', stepKey(TEST_PIPELINE.id, 'Negotiation'));
  const items = CHECKLIST.map((item, sort_order) =>
    add('StepChecklists', String(sort_order), { ...item, sort_order, step_id }),
  );
  // "Packaging line" is there, with the first item done.
  const done = { lead_oppty_id: seedId('Opportunities', '4'), item_checked: true };
  add('LeadOpptyStepCheckListRelations', '4 0', { ...done, step_checklist_id: items[0]! });
}
