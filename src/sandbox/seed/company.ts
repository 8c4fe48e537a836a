import type { Row } from '../../wire/entities.ts';
import { type Add, currencyId, seedId, stepId } from './ids.ts';
import { CHECKLIST } from './notes.ts';
import { TUTORIAL } from './tutorial.ts';

const { client: JOHN_DOE, accountOwner: ACCOUNT_OWNER, unit: ROOT } = TUTORIAL;
const { pipeline: TEST_PIPELINE, step: FIRST_STEP, currency: US_DOLLAR } = TUTORIAL;

/** The users, their units and roles. */
export function addCompany(add: Add): void {
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
  user('miguel', 'Miguel', 'Ortega', 'miguel.ortega@example.com', north, ACCOUNT_OWNER);
  user('support', 'Vendor', 'Support', 'support@example.net', root, { type: 1 });
  add('ApiAccesses', 'sandbox', { name: 'Sandbox', username: 'sandbox', email: 'sandbox@example.com', type: 1 });
  user('pat', 'Pat', 'Gone', 'pat.gone@example.com', south, { is_deleted: true });
}

/** The ids of steps are older than that of the tutorial's pipeline. */
const stepKey = (pipeline: string, name: string) =>
  `${pipeline === TEST_PIPELINE.id ? seedId('Pipelines', 'test') : pipeline} ${name}`;

/** Pipelines with their steps, a checklist and types. */
export function addSelling(add: Add): void {
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
  for (const [sort_order, item] of CHECKLIST.entries()) {
    add('StepChecklists', String(sort_order), { ...item, sort_order, step_id: stepId('test', 'Negotiation') });
  }
}

/** A form of a type that demands one field. How a form is written is not documented: this is the sandbox's own way. */
const demand = (api_name: string) => ({ fields: [{ api_name, required: true }] });

/** What a dollar is worth since 2024. */
export const PER_DOLLAR: Record<string, number> = { USD: 1, EUR: 0.9246, JPY: 148.35 };

/** Three currencies, and two lists of rates. */
export function addCurrencies(add: Add): void {
  add('Currencies', 'USD', { ...US_DOLLAR, is_delete_protected: true });
  add('Currencies', 'EUR', { code: 'EUR', symbol: '€' });
  add('Currencies', 'JPY', { code: 'JPY', symbol: '¥' });
  const list = (day: string, rates: Record<string, number>) => {
    const id = add('CurrencyExchangeRatesLists', day, { valid_from: `${day} 00:00:00.000000+00:00` });
    for (const code of ['EUR', 'JPY']) {
      const currency_id = currencyId(code);
      const row = { currency_id, exchange_rate: rates[code], currency_exchange_rate_list_id: id };
      add('CurrencyExchangeRates', `${day} ${currency_id}`, row);
    }
  };
  list('2019-01-01', { EUR: 0.8731, JPY: 109.6 });
  list('2024-01-01', PER_DOLLAR);
}
