import { describe, expect, test } from 'vitest';
import { opportunityStatus } from '../../../src/sandbox/rules/computed.ts';
import { fieldsOf } from '../../../src/sandbox/rules/fields.ts';
import { isDay, parseTime } from '../../../src/sandbox/rules/times.ts';
import { seed } from '../../../src/sandbox/seed/seed.ts';
import { ENTITIES, type Entity } from '../../../src/wire/entities.ts';

const tables = seed();
const rows = (entity: Entity) => tables.rows(entity);

test('is the same each time', () => {
  const again = seed();
  for (const entity of ENTITIES) expect(again.rows(entity)).toEqual(rows(entity));
});

test('has the documented numbers of records', () => {
  const counts = Object.fromEntries(ENTITIES.map(entity => [entity, rows(entity).length]));
  expect(counts).toMatchObject({
    Clients: 9,
    SalesUnits: 3,
    Pipelines: 2,
    Steps: 10,
    Accounts: 60,
    Contacts: 150,
    Currencies: 3,
    Opportunities: 10,
  });
});

describe.each(ENTITIES)('%s', entity => {
  test('have distinct ids and known fields only, each of its form', () => {
    expect(new Set(rows(entity).map(row => row.id)).size).toBe(rows(entity).length);
    const fields = fieldsOf(entity, tables);
    for (const row of rows(entity)) {
      expect(row.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      for (const [name, value] of Object.entries(row)) {
        const field = fields.get(name);
        expect(field, name).toBeDefined();
        if (value === null) continue;
        if (field!.kind === 'moment') expect(parseTime(String(value))).toBe(value);
        if (field!.kind === 'date') expect(isDay(String(value))).toBe(true);
        if (field!.kind === 'text') expect(value).toEqual(expect.any(String));
        if (field!.target) expect(tables.get(field!.target, String(value)), `${name} ${value}`).toBeDefined();
      }
    }
  });

  test('have all that is required of them', () => {
    for (const field of fieldsOf(entity, tables).values()) {
      // The documentation lists no type for relations, so their fields have none.
      if (!field.required || field.kind === 'many' || field.name === 'type_id') continue;
      for (const row of rows(entity)) expect(row[field.name] ?? null, field.name).not.toBe(null);
    }
  });
});

test('each contact has one primary account, and some have another', () => {
  for (const contact of rows('Contacts')) {
    const links = tables.where('ContactAccountRelations', 'contact_id', contact.id);
    expect(links.filter(link => link.is_primary)).toHaveLength(1);
  }
  expect(rows('ContactAccountRelations').length).toBeGreaterThan(150);
});

test('some accounts have no contact, are archived or deleted; two share a name', () => {
  const accounts = rows('Accounts');
  const linked = new Set(rows('ContactAccountRelations').map(link => link.account_id));
  expect(accounts.filter(account => !linked.has(account.id)).length).toBeGreaterThanOrEqual(4);
  expect(accounts.filter(account => account.is_archived)).toHaveLength(3);
  expect(accounts.filter(account => account.is_deleted)).toHaveLength(2);
  const twins = accounts.filter(account => account.name === 'Harborlight Foods');
  expect(twins.map(account => account.city)).toEqual(['Bristol', 'Halifax']);
  expect(new Set(accounts.map(account => account.email1)).size).toBe(60);
});

test('people are told apart by name, but for the two who are not', () => {
  const names = rows('Contacts').map(contact => `${contact.first_name} ${contact.last_name}`);
  expect(new Set(names).size).toBe(150);
  expect(rows('Clients').filter(client => client.last_name === 'Smith')).toHaveLength(2);
});

test('opportunities are of all kinds, in a step of the pipeline of their type', () => {
  expect(new Set(rows('Opportunities').map(row => opportunityStatus(row, tables)))).toEqual(new Set([1, 2, 3]));
  for (const row of rows('Opportunities')) {
    const step = tables.get('Steps', String(row.step_id))!;
    const type = tables.get('OpportunityTypes', String(row.oppty_type_id))!;
    expect(type.pipeline_id).toBe(step.pipeline_id);
  }
});
