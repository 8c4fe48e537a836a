import { describe, expect, test } from 'vitest';
import { type Body, JOHN, sharedSpace } from '../space.ts';

const held = sharedSpace();

const link = (collection: string, id: string) => `${held.space.base}${collection}/${id}`;

const MIGUEL = '00000000-0000-0000-0000-000000011a3d';

describe('the requests of the tutorial', () => {
  test('the owner by e-mail', async () => {
    const rows = await held.space.rows('Clients?load-only=id,default_unit_id&filter[email]=john.doe@example.com');
    expect(rows).toEqual([{ id: JOHN, default_unit_id: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
  });

  test('the first step of a pipeline', async () => {
    const [pipeline, ...others] = await held.space.rows(
      'Pipelines?expand=steps&filter-op[name]=contains&filter[name]=Test Pipeline',
    );
    expect(others).toEqual([]);
    const first = pipeline.steps.find((step: Body) => step.sort_order === 0);
    expect(first).toMatchObject({ id: 'de115511-5dc1-46c3-86d9-f714457208dd', name: 'First' });
    expect(first.pipeline).toBe(link('Pipelines', pipeline.id));
    expect(pipeline.steps.some((step: Body) => step.is_deleted)).toBe(false);
  });

  test('the account by e-mail, its contact, and the base currency', async () => {
    const account = await held.space.row('Accounts?include-deleted=false&filter[email1]=info@ziemann-and-sons.de');
    expect(account).toMatchObject({
      id: '0bc376a4-c579-413a-9221-e86e4a134766',
      name: 'Ziemann and Sons',
      ...{ city: 'Coronda', country: 'Argentina', comments: '', account_class: 5 },
      ...{ created: '2019-01-30 11:44:23.586083+00:00', modified: '2019-02-01 10:01:23.011709+00:00' },
      owner: link('Clients', MIGUEL),
      account_type: link('AccountTypes', 'a456236f-6f23-0908-abfd-384aa0f62f9e'),
      customer_type: link('Data', '04444b3a-c669-03bc-2c49-bcd7f047d41a'),
      industry: link('Data', 'acbda72f-2054-0b71-9d42-cb35aaa37600'),
      picture: link('CloudObjects', account.picture_id),
    });
    const relation = await held.space.row(`ContactAccountRelations?filter[account_id]=${account.id}&expand=contact`);
    expect(relation.contact.formatted_name).toBe('Ida Ziemann');
    expect(relation.contact_id).toBe(relation.contact.id);
    expect([relation.id, relation.contact.id]).toEqual([
      expect.stringMatching(/^7bb50668-/),
      expect.stringMatching(/^02bdc9f6-/),
    ]);
    const currencies = await held.space.rows('Currencies?filter[is_base]=true');
    expect(currencies).toMatchObject([{ code: 'USD', currency_exchange_rates: [] }]);
  });
});

describe('relations', () => {
  test('are expanded together with what lies behind them, both being named', async () => {
    const relation = await held.space.row(
      'ContactAccountRelations?expand=contact,contact.primary_account&filter[is_primary]=true&first=1',
    );
    expect(relation).toMatchObject({ contact: { primary_account: { name: expect.any(String) } } });
  });

  test('are links beside ids, null without a target, arrays of links to many', async () => {
    const row = await held.space.row('Opportunities?filter[name]=Conveyor upgrade');
    expect(row.owner).toBe(link('Clients', JOHN));
    expect(row.owner_id).toBe(JOHN);
    expect([row.reason_of_close, row.reason_of_close_id, row.active_quote, row.active_quote_id]).toEqual(
      Array(4).fill(null),
    );
    const account = await held.space.row(`LeadOpptyAccountRelations?filter[lead_oppty_id]=${row.id}`);
    expect(row.account_relations).toEqual([link('LeadOpptyAccountRelations', account.id)]);
    expect(row.primary_account).toBe(link('Accounts', account.account_id));
    expect(row).not.toHaveProperty('primary_account_id');
    expect(row.documents).toEqual([]);
    expect(account.oppty).toBe(link('Opportunities', row.id));
    expect(account).not.toHaveProperty('oppty_id');
    expect(Object.keys(row).filter(key => key.startsWith('_'))).toEqual([]);
  });

  test('expanded ones are objects whose own relations are links', async () => {
    const row = await held.space.row(
      'Opportunities?filter[name]=Conveyor upgrade&expand=account_relations.account,owner.default_unit,primary_contact',
    );
    expect(row.owner.default_unit.name).toBe('Example Company');
    expect(row.owner.default_unit.parent).toBe(null);
    expect(row.account_relations[0].account.name).toBe('Ziemann and Sons');
    expect(row.account_relations[0].account.owner).toBe(link('Clients', MIGUEL));
    expect(row.account_relations[0].oppty).toBe(link('Opportunities', row.id));
    expect(row.primary_contact.last_name).toBe('Ziemann');
    expect(row.step).toMatch(/\/Steps\//);
    expect(row.reason_of_close).toBe(null);
  });

  test('a dropdown shows its option, and a field its options', async () => {
    const row = await held.space.row('Opportunities?expand=cf_region&load-only=cf_region.option_name');
    expect(row).toEqual({ cf_region: { option_name: 'North' } });
    const fields = await held.space.rows(
      'Fields?expand=data_set&load-only=api_name,data_set.option_name&filter[api_name]=cf_region&filter[entity_name]=Opportunity',
    );
    const options = ['North', 'South', 'East', 'West'].map(option_name => ({ option_name }));
    expect(fields).toEqual([{ api_name: 'cf_region', data_set: options }]);
  });

  test('one to a deleted record still leads there', async () => {
    const account = await held.space.make('Accounts', { name: 'Short', owner_id: JOHN });
    const child = await held.space.make('Accounts', { name: 'Child', owner_id: JOHN, parent_account_id: account.id });
    await held.space.delete(`Accounts/${account.id}`);
    const { body } = await held.space.get(`Accounts/${child.id}?expand=parent_account`);
    expect(body.data.parent_account).toMatchObject({ id: account.id, is_deleted: true });
  });

  test('deleted rows stay out of relations to many unless they are asked for', async () => {
    const names = async (more: string) => {
      const { steps } = await held.space.row(`Pipelines?filter[name]=Test Pipeline&expand=steps${more}`);
      return steps.map((step: Body) => step.name);
    };
    expect(await names('')).not.toContain('Demo');
    expect(await names('&include-deleted=true')).toContain('Demo');
  });
});

describe('load-only', () => {
  test('picks fields, nested ones with expand, and parts of the value', async () => {
    const row = await held.space.row(
      'Opportunities?filter[name]=Conveyor upgrade&expand=owner,step&load-only=name,owner.email,owner.name,step,step.id,value.base_value',
    );
    expect(Object.keys(row).sort()).toEqual(['name', 'owner', 'step', 'value']);
    expect(row.owner).toEqual({ email: 'john.doe@example.com', name: 'John Doe' });
    expect(row.value).toEqual({ base_value: 12500 });
    expect(row.step).toMatchObject({ name: 'First', percent: 15 });
  });

  test('without expand a relation stays a link', async () => {
    const row = await held.space.row('Accounts?load-only=owner.email');
    expect(row).toEqual({ owner: link('Clients', MIGUEL) });
  });
});

describe('get', () => {
  test('gives the record in any letter case of its id', async () => {
    const { status, body } = await held.space.get(`Clients/${JOHN.toUpperCase()}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: true, data: { id: JOHN, email: 'john.doe@example.com', type: 0 } });
  });

  test('takes expand and load-only, and nothing of a list', async () => {
    const { body } = await held.space.get(`Clients/${JOHN}?expand=default_unit&load-only=default_unit.name`);
    expect(body.data).toEqual({ default_unit: { name: 'Example Company' } });
    expect((await held.space.get(`Clients/${JOHN}?first=1`)).body.message).toBe('first does not belong here');
  });

  test('of what is not there is a 404', async () => {
    for (const id of ['00000000-0000-0000-0000-000000000000', '__proto__', 'x%20y']) {
      const { status, body } = await held.space.get(`Clients/${id}`);
      expect(status).toBe(404);
      expect(body).toEqual({
        success: false,
        code: 404,
        name: 'ERROR_NOT_FOUND',
        message: 'Entity not found.',
        http_status: 404,
      });
    }
  });
});
