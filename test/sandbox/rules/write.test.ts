import { describe, expect, test } from 'vitest';
import { type Body, JOHN, opportunity, reasons, sharedSpace, USD } from '../space.ts';

const held = sharedSpace();

const PRIMARY = (relation: string) => `Error on field ${relation}. Exactly one 'is_primary' item must be set.`;

describe('required fields', () => {
  test.each([
    ['Clients', {}, ['email', 'default_unit_id']],
    ['SalesUnits', {}, ['name']],
    ['Pipelines', {}, ['name', 'color', 'steps']],
    ['Steps', {}, ['name']],
    ['OpportunityTypes', {}, ['name', 'pipeline_id', 'is_readonly', 'settings']],
    ['Accounts', {}, ['name', 'owner_id']],
    ['Contacts', {}, ['owner_id', 'last_name']],
    ['Contacts', { owner_id: JOHN }, ['last_name']],
    ['ContactAccountRelations', {}, ['account_id', 'contact_id', 'is_primary']],
    ['Currencies', {}, ['code', 'currency_exchange_rates']],
    ['CurrencyExchangeRates', {}, ['currency_id', 'currency_exchange_rate_list_id', 'exchange_rate']],
    ['CurrencyExchangeRates', { currency_id: USD, exchange_rate: 0 }, undefined],
    ['CurrencyExchangeRatesLists', {}, ['valid_from', 'currency_exchange_rates']],
    ['Data', {}, ['option_name']],
    ['Fields', {}, ['name', 'type_id', 'entity_name']],
    ['Opportunities', {}, ['name', 'closing_date', 'owner_id', 'step_id', 'value']],
    ['LeadOpptyAccountRelations', {}, ['account_id', 'lead_oppty_id', 'is_primary']],
    ['LeadOpptyContactRelations', {}, ['contact_id', 'lead_oppty_id', 'is_primary']],
  ])('of %s with %j', async (collection, body, fields) => {
    const reply = await held.space.post(collection, body);
    expect(reply.status).toBe(422);
    const expected = fields ?? ['currency_exchange_rate_list_id', 'exchange_rate', 'currency_id'];
    expect(Object.keys(reasons(reply.body)).sort()).toEqual([...expected].sort());
  });
});

describe('creating', () => {
  test('an account gives it the unit of its owner', async () => {
    const owner = await held.space.row('Clients?filter[email]=ana.capkova@example.com');
    const row = await held.space.make('Accounts', { name: 'N', owner_id: owner.id });
    expect(row.unit_id).toBe(owner.default_unit_id);
  });

  test('a pipeline makes its steps, told under their own field when they are wrong', async () => {
    const steps = [{ name: 'One', percent: 0, sort_order: 0, pipeline_id: 'any' }, { name: 'Two' }];
    const row = await held.space.make('Pipelines', { name: 'New', color: 1, steps });
    const made = await held.space.rows(`Steps?filter[pipeline_id]=${row.id}`);
    expect(made.map(step => step.name)).toEqual(['One', 'Two']);
    const { body } = await held.space.post('Pipelines', {
      name: 'New',
      color: 1,
      steps: [{}, { name: 'x', percent: 101 }, 7],
    });
    expect(reasons(body)).toEqual({
      steps: [
        '[steps] [name] The field is required.',
        '[steps] [percent] The value must be from 0 to 100.',
        '[steps] The body must be an object.',
      ],
    });
    expect(await held.space.rows('Pipelines?filter[name]=New')).toHaveLength(1);
  });

  test('a contact links it to accounts', async () => {
    const [one, two] = await held.space.rows('Accounts?first=2');
    const links = [
      { account_id: one.id, is_primary: false },
      { account_id: two.id, is_primary: true, position: 'Buyer', relationship: 2 },
    ];
    const row = await held.space.make('Contacts', { last_name: 'New', owner_id: JOHN, account_relations: links });
    expect(row).toMatchObject({
      formatted_name: 'New',
      primary_account_position: 'Buyer',
      primary_account_relationship: 2,
    });
    expect(row.primary_account).toContain(two.id);
    expect(row.account_relations).toHaveLength(2);
  });

  test('a field of our own with options', async () => {
    const data_set = [{ option_name: 'Small', calc_value: 1 }, { option_name: 'Big' }];
    const definition = { name: 'Size of deal', type_id: 'dropdown', entity_name: 'Opportunity', data_set };
    const field = await held.space.make('Fields', definition);
    const { body } = await held.space.get(`Fields/${field.id}?expand=data_set`);
    expect(body.data.data_set.map((option: Body) => option.option_name)).toEqual(['Small', 'Big']);
    const cf_size_of_deal_id = body.data.data_set[1].id;
    const row = await held.space.make('Opportunities', opportunity({ cf_size_of_deal_id }));
    expect(row).toMatchObject({ cf_size_of_deal_id, cf_size_of_deal: expect.stringContaining(cf_size_of_deal_id) });
    expect(reasons((await held.space.post('Fields', definition)).body)).toHaveProperty('api_name');
    expect(reasons((await held.space.patch(`Fields/${field.id}`, { type_id: 'input' })).body)).toHaveProperty(
      'type_id',
    );
  });
});

describe('primary links', () => {
  const links = (id: string, collection = 'LeadOpptyAccountRelations') =>
    held.space.rows(`${collection}?filter[lead_oppty_id]=${id}&load-only=id,is_primary`);
  const setup = async () => {
    const [one, two] = await held.space.rows('Accounts?first=2');
    const row = await held.space.make(
      'Opportunities',
      opportunity({ account_relations: [{ account_id: one.id, is_primary: true }] }),
    );
    const second = { account_id: two.id, lead_oppty_id: row.id };
    return { id: row.id as string, second, two };
  };

  test('a new one takes it from the others', async () => {
    const { id, second, two } = await setup();
    await held.space.make('LeadOpptyAccountRelations', { ...second, is_primary: true });
    expect((await links(id)).map(link => link.is_primary)).toEqual([false, true]);
    expect((await held.space.get(`Opportunities/${id}`)).body.data.primary_account).toContain(two.id);
  });

  test('a changed one takes it from the others, and none gives it up by itself', async () => {
    const { id, second } = await setup();
    const made = await held.space.make('LeadOpptyAccountRelations', { ...second, is_primary: false });
    const path = `LeadOpptyAccountRelations/${made.id}`;
    expect((await held.space.patch(path, { is_primary: true })).status).toBe(200);
    expect((await links(id)).map(link => link.is_primary)).toEqual([false, true]);
    const refused = await held.space.patch(path, { is_primary: false });
    expect(reasons(refused.body)).toEqual({ is_primary: [PRIMARY('account_relations')] });
    expect((await held.space.delete(path)).status).toBe(422);
    expect((await links(id)).map(link => link.is_primary)).toEqual([false, true]);
  });

  test('the first one must be primary, and the last one may go', async () => {
    const { id } = await held.space.make('Opportunities', opportunity());
    const contact = await held.space.row('Contacts');
    const link = { contact_id: contact.id, lead_oppty_id: id };
    const refused = await held.space.post('LeadOpptyContactRelations', { ...link, is_primary: false });
    expect(reasons(refused.body)).toEqual({ is_primary: [PRIMARY('contact_relations')] });
    const made = await held.space.make('LeadOpptyContactRelations', { ...link, is_primary: true });
    expect((await held.space.delete(`LeadOpptyContactRelations/${made.id}`)).status).toBe(200);
    expect(await links(id, 'LeadOpptyContactRelations')).toEqual([]);
  });

  test('a restored one leaves it with the one that has it now', async () => {
    const { id, second } = await setup();
    const [first] = await links(id);
    await held.space.delete(`LeadOpptyAccountRelations/${first.id}`);
    await held.space.make('LeadOpptyAccountRelations', { ...second, is_primary: true });
    await held.space.post('LeadOpptyAccountRelations/batch-restore', [first.id]);
    expect((await links(id)).map(link => link.is_primary)).toEqual([false, true]);
  });

  test('each contact has its own', async () => {
    const [one, two] = await held.space.rows('Accounts?first=2');
    const contact = await held.space.make('Contacts', { first_name: 'P', owner_id: JOHN });
    const link = { contact_id: contact.id, relationship: 1 };
    await held.space.make('ContactAccountRelations', { ...link, account_id: one.id, is_primary: true });
    const secondary = async () =>
      (await held.space.get('ContactAccountRelations?filter[is_primary]=false&first=1')).body.total;
    const before = await secondary();
    await held.space.make('ContactAccountRelations', { ...link, account_id: two.id, is_primary: true });
    const rows = await held.space.rows(`ContactAccountRelations?filter[contact_id]=${contact.id}`);
    expect(rows.map(row => row.is_primary)).toEqual([false, true]);
    expect(await secondary()).toBe(before + 1);
  });
});

describe('deleting', () => {
  test('hides the record from lists, keeps it by its id, and can be taken back', async () => {
    const { id } = await held.space.make('Accounts', { name: 'Fleeting', owner_id: JOHN });
    const { status, body } = await held.space.delete(`Accounts/${id}`);
    expect([status, body]).toEqual([200, { success: true, data: id }]);
    const found = (more = '') => held.space.rows(`Accounts?filter[name]=Fleeting${more}`);
    expect(await found()).toEqual([]);
    expect(await found('&include-deleted=false')).toEqual([]);
    expect(await found('&include-deleted=true')).toMatchObject([{ id, is_deleted: true }]);
    expect((await held.space.get(`Accounts/${id}`)).body.data.is_deleted).toBe(true);
    expect((await held.space.delete(`Accounts/${id}`)).status).toBe(404);
    expect((await held.space.patch(`Accounts/${id}`, { name: 'x' })).status).toBe(404);
    const restored = await held.space.post('Accounts/batch-restore', [id]);
    expect(restored.body).toEqual({ success: true, data: [id] });
    expect(await found()).toMatchObject([{ id, is_deleted: false }]);
  });

  test('a protected record is refused', async () => {
    const { status, body } = await held.space.delete(`Currencies/${USD}`);
    expect(status).toBe(422);
    expect(reasons(body)).toEqual({ is_delete_protected: ['[is_delete_protected] This record cannot be deleted.'] });
    expect((await held.space.get(`Currencies/${USD}`)).body.data.is_deleted).toBe(false);
  });
});

test('an archived account cannot be edited until it is reactivated', async () => {
  const { id } = await held.space.row('Accounts?filter[name]=Old Mill Textiles');
  expect((await held.space.patch(`Accounts/${id}`, { city: 'Braga' })).status).toBe(422);
  expect((await held.space.patch(`Accounts/${id}`, { city: 'Braga', is_archived: false })).status).toBe(200);
});

test("a currency's code is set once", async () => {
  const { id } = await held.space.row('Currencies?filter[code]=EUR');
  expect(reasons((await held.space.patch(`Currencies/${id}`, { code: 'DEM' })).body)).toHaveProperty('code');
});
