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
    Opportunities: 500,
  });
});

describe.each(ENTITIES)('%s', entity => {
  test('have distinct ids and known fields only, each of its form', () => {
    expect(new Set(rows(entity).map(row => row.id)).size).toBe(rows(entity).length);
    const fields = fieldsOf(entity, tables);
    for (const row of rows(entity)) {
      expect(row.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      for (const [name, value] of Object.entries(row)) {
        if (name.startsWith('_')) continue;
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

describe('the generated opportunities', () => {
  const generated = rows('Opportunities').slice(10);
  const statuses = generated.map(row => opportunityStatus(row, tables));
  const count = (status: number) => statuses.filter(one => one === status).length;

  test('come after the ten that are written out', () => {
    const names = rows('Opportunities').map(row => row.name);
    expect(names.slice(0, 10)).toEqual([
      ...['Conveyor upgrade', 'Cold store monitoring', 'Spare parts frame contract', '展示会サンプル'],
      ...['Packaging line', 'Oven retrofit', 'Boatyard crane', 'Service renewal 2026', 'Licence renewal'],
      'Support renewal',
    ]);
    expect(names).toHaveLength(500);
    expect(new Set(names).size).toBe(500);
    const created = rows('Opportunities').map(row => String(row.created));
    expect(created).toEqual([...created].sort());
    expect(created.at(-1)! < '2026-05-02').toBe(true);
  });

  test('are won, lost with reasons, open, overdue and stale, some without a value, an account or a contact', () => {
    const today = '2026-05-01';
    const open = generated.filter((_, index) => statuses[index] === 1);
    const lost = generated.filter(row => row.is_archived);
    for (const row of lost)
      expect(row).toMatchObject({ lost_date: expect.any(String), reason_of_close_id: expect.any(String) });
    for (const row of generated) expect(Boolean(row.won_date)).toBe(opportunityStatus(row, tables) === 3);
    const links = (entity: Entity) => new Set(rows(entity).map(link => link.lead_oppty_id));
    const without = (entity: Entity) => generated.filter(row => !links(entity).has(row.id)).length;
    const counts = {
      open: count(1),
      lost: count(2),
      won: count(3),
      overdue: open.filter(row => String(row.closing_date) < today).length,
      ahead: open.filter(row => String(row.closing_date) > '2026-12-01').length,
      stale: open.filter(row => String(row.modified) < '2026-01-01').length,
      withoutValue: generated.filter(row => (row.value as { base_value: number }).base_value === 0).length,
      withoutAccount: without('LeadOpptyAccountRelations'),
      withoutContact: without('LeadOpptyContactRelations'),
    };
    const least = { open: 120, lost: 120, won: 120, overdue: 20, ahead: 5, stale: 20 };
    for (const [kind, number] of Object.entries({ ...least, withoutValue: 5, withoutAccount: 5, withoutContact: 20 })) {
      expect(counts[kind as keyof typeof counts], kind).toBeGreaterThanOrEqual(number);
    }
  });

  test('are of three currencies, of all owners, and changed after they were created, by the first of May', () => {
    expect(new Set(generated.map(row => (row.value as { currency_id: string }).currency_id)).size).toBe(3);
    expect(new Set(generated.map(row => row.owner_id)).size).toBe(7);
    for (const { name, created, modified, _step_since } of generated) {
      const times = [created, _step_since, modified].map(String);
      expect(times, String(name)).toEqual([...times].sort());
      expect(times.at(-1)! < '2026-05-01 18:00:01').toBe(true);
    }
  });
});
