import { describe, expect, test } from 'vitest';
import { ENTITIES } from '../../../src/wire/entities.ts';
import { JOHN, opportunity, sharedSpace, USD } from '../space.ts';

const held = sharedSpace();

describe('what the contract never leaves out', () => {
  test.each([
    ['Accounts', 'account_type'],
    ['Contacts', 'contact_type'],
    ['Clients', 'master_right'],
  ])('%s have a %s', async (collection, relation) => {
    const rows = await held.space.rows(`${collection}?first=100&include-deleted=true`);
    expect(rows.filter(row => !row[relation] || !row[`${relation}_id`])).toEqual([]);
    const [expanded] = await held.space.rows(`${collection}?first=1&expand=${relation}`);
    expect(expanded[relation]).toMatchObject({ id: expanded[`${relation}_id`], name: expect.any(String) });
  });

  test('a record that is created without gets one, too', async () => {
    const account = await held.space.post('Accounts', { name: 'New', owner_id: JOHN });
    expect(account.body.data.account_type_id).toMatch(/^[0-9a-f-]{36}$/);
    const deal = await held.space.post('Opportunities', opportunity());
    expect(deal.body.data.product_currency_id).toBe(USD);
  });

  test('users know the units that they are in', async () => {
    const rows = await held.space.rows('Clients?expand=unit_membership');
    for (const { id, default_unit_id, unit_member_ids, unit_manager_ids, unit_membership } of rows) {
      expect([...unit_member_ids, ...unit_manager_ids]).toEqual([default_unit_id]);
      expect(unit_membership).toMatchObject([{ client_id: id, unit_id: default_unit_id }]);
    }
    expect(rows.some(row => row.unit_manager_ids.length > 0)).toBe(true);
  });
});

test('a type of opportunities has its settings as text', async () => {
  for (const row of await held.space.rows('OpportunityTypes')) {
    expect(row).toMatchObject({ settings: expect.any(String), can_change_readonly: false });
  }
});

test.each([
  ['Accounts', ['social_media_id']],
  ['Contacts', ['social_media_id']],
  ['Opportunities', ['oppty_recurrence_id', 'revenue_schedule_id']],
])('%s have no id beside a relation that has none: %j', async (collection, absent) => {
  const row = await held.space.row(`${collection}?first=1`);
  for (const name of absent) {
    expect(row).not.toHaveProperty(name);
    expect(row).toHaveProperty(name.replace(/_id$/, ''), null);
  }
});

describe('collections that can be read only', () => {
  test.each(['SalesUnitClientRelations', 'ApiAccesses'])('%s', async collection => {
    const [row] = await held.space.rows(collection);
    expect((await held.space.get(`${collection}/${row.id}`)).body.data).toEqual(row);
    expect((await held.space.post(collection, {})).status).toBe(405);
    expect((await held.space.patch(`${collection}/${row.id}`, {})).status).toBe(405);
    expect((await held.space.delete(`${collection}/${row.id}`)).status).toBe(405);
    expect((await held.space.post(`${collection}/batch-delete`, [row.id])).status).toBe(405);
  });
});

describe('the fields of fields', () => {
  test('are those of the contract', async () => {
    const row = await held.space.row('Fields?filter[entity_name]=Opportunity&filter[api_name]=name');
    expect(row).toMatchObject({ column_name: 'name', use_in_global_search: false, default_value: '', use_lang: 0 });
    expect(row).toMatchObject({ field_permissions: [], name_translations: {}, options: null, source_type_id: 'input' });
  });

  test('are taken by a create', async () => {
    const body = { entity_name: 'Account', name: 'Tier', type_id: 'input', name_translations: { 'de-DE': 'Stufe' } };
    const { status, body: reply } = await held.space.post('Fields', { ...body, default_value: 'A' });
    expect([status, reply.data]).toMatchObject([201, { api_name: 'cf_tier', ...body, default_value: 'A' }]);
  });

  test.each(ENTITIES)('of %s are all there, so that errors can name them by id', async entity => {
    const { status, body } = await held.space.post(entity, {});
    if (status === 405) return;
    expect(status).toBe(422);
    for (const error of body.field_errors) expect(error).toMatchObject({ field_id: expect.any(String) });
  });
});
