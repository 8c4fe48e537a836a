import { describe, expect, test } from 'vitest';
import { FIRST_STEP, JOHN, opportunity, reasons, sharedSpace, USD } from '../space.ts';

const held = sharedSpace();

const NOBODY = '11111111-2222-3333-4444-555555555555';

const post = (body: unknown, query = '') => held.space.post(`Opportunities${query}`, body);
const make = (more: Record<string, unknown> = {}) => held.space.make('Opportunities', opportunity(more));
const idOf = async (path: string): Promise<string> => (await held.space.row(path)).id;
const euro = () => idOf('Currencies?filter[code]=EUR');
const stepOf = async (pipeline: string, step: string) => {
  const owner = await idOf(`Pipelines?filter[name]=${pipeline}`);
  return idOf(`Steps?include-deleted=true&filter[name]=${step}&filter[pipeline_id]=${owner}`);
};
const accountOf = async (name: string) => idOf(`Accounts?include-deleted=true&filter[name]=${name}`);

const missing = (field: string, id: string, target: string) => ({
  [field]: [`[${field}] Relation Opportunity.${field}=${id} to ${target} doesn't exist!`],
});

describe('a created opportunity', () => {
  test('is answered whole, with what the server worked out', async () => {
    const account_id = await accountOf('Ziemann and Sons');
    const contact = await held.space.row('Contacts?filter[last_name]=Ziemann');
    const { status, body } = await post(
      opportunity({
        account_relations: [{ account_id, is_primary: true }],
        contact_relations: [{ contact_id: contact.id, is_primary: true }],
        label_flag: 5,
        description: 'Größe ✓',
        cf_contract_no: 'C-1',
      }),
    );
    expect(status).toBe(201);
    expect(body.success).toBe(true);
    const row = body.data;
    const link = (collection: string, id: string) => `${held.space.base}${collection}/${id}`;
    const unit_id = (await held.space.row('SalesUnits?filter[name]=Example Company')).id;
    const type = await held.space.row('OpportunityTypes?filter[name]=Standard');
    expect(row).toMatchObject({
      name: 'Plan',
      closing_date: '2026-12-31',
      owner: link('Clients', JOHN),
      owner_id: JOHN,
      unit: link('SalesUnits', unit_id),
      unit_id,
      step: link('Steps', FIRST_STEP),
      oppty_type_id: type.id,
      value: { base_value: 100, value_foreign: 100, currency_id: USD },
      status: 1,
      table_name: 'opportunity',
      formatted_name: 'Plan',
      days_in_step: 0,
      is_favorite: false,
      is_archived: false,
      is_deleted: false,
      is_delete_protected: false,
      label_flag: 5,
      share_mode: 0,
      ranking: null,
      description: 'Größe ✓',
      quick_account_name: '',
      reason_of_close: null,
      cf_contract_no: 'C-1',
      cf_region: null,
      cf_region_id: null,
      created: '2026-05-04 10:20:30.456000+00:00',
      modified: '2026-05-04 10:20:30.456000+00:00',
      revision: 1,
      primary_account: link('Accounts', account_id),
      primary_contact: link('Contacts', contact.id),
    });
    expect(row.account_relations).toEqual([expect.stringContaining('/LeadOpptyAccountRelations/')]);
    expect((await held.space.get(`Opportunities/${row.id}`)).body.data).toEqual(row);
  });

  test('may belong to a user of the support: whether that is refused is not documented', async () => {
    const owner_id = await idOf('Clients?filter[type]=1');
    expect((await make({ owner_id })).owner_id).toBe(owner_id);
  });

  test('keeps a date of the past when it brings one', async () => {
    expect((await make({ created: '2020-02-29T23:30:00-02:00' })).created).toBe('2020-03-01 01:30:00.000000+00:00');
  });

  test('of a step of another pipeline gets a type of that pipeline', async () => {
    const step_id = await stepOf('Renewals', 'Proposal');
    const row = await make({ step_id });
    expect(row.oppty_type_id).toBe(await idOf('OpportunityTypes?filter[name]=Renewal'));
  });

  test.each([
    ['First', {}, 1],
    ['Negotiation', {}, 1],
    ['Won', {}, 3],
    ['Won', { is_archived: true }, 3],
    ['First', { is_archived: true }, 2],
  ])('in step %s with %j has status %i', async (step, more, status) => {
    const row = await make({ step_id: await stepOf('Test Pipeline', step), ...more });
    expect(row.status).toBe(status);
    expect([row.lost_date !== null, row.won_date !== null]).toEqual([status === 2, status === 3]);
  });
});

describe('money', () => {
  test.each([
    [{ base_value: 100 }, { base_value: 100, value_foreign: '92.46' }],
    [{ base_value: 0.05 }, { base_value: '0.05', value_foreign: '0.04623' }],
    [{ value_foreign: 92.46 }, { base_value: 100, value_foreign: '92.46' }],
    [{ value_foreign: '10' }, { base_value: '10.815487778499', value_foreign: 10 }],
    [
      { base_value: 5, value_foreign: 7 },
      { base_value: 5, value_foreign: 7 },
    ],
    [
      { base_value: 5, value_foreign: null },
      { base_value: 5, value_foreign: '4.623' },
    ],
    [{ base_value: -1.5 }, { base_value: '-1.5', value_foreign: '-1.3869' }],
    [{ base_value: 0 }, { base_value: 0, value_foreign: 0 }],
  ])('%j in euro', async (amounts, expected) => {
    const row = await make({ value: { ...amounts, currency_id: await euro() } });
    const { currency_id, ...rest } = row.value;
    const plain = Object.fromEntries(Object.entries(expected).map(([key, value]) => [key, Number(value)]));
    expect(rest).toEqual(plain);
  });

  test('digits beyond a double stay as they are', async () => {
    const digits = '12345678901234567890.12';
    const { status, text } = await held.space.send(
      'POST',
      'Opportunities',
      JSON.stringify(opportunity({ value: { base_value: 0, currency_id: USD } })).replace(
        '"base_value":0',
        `"base_value":${digits}`,
      ),
    );
    expect(status).toBe(201);
    expect(text).toContain(`"base_value":${digits},"value_foreign":${digits}`);
  });

  test('the newest list of the past counts, unless the opportunity names one', async () => {
    const lists = await held.space.rows('CurrencyExchangeRatesLists?order-by=valid_from');
    const currency_id = await euro();
    const foreign = async (more = {}) =>
      (await make({ value: { base_value: 100, currency_id }, ...more })).value.value_foreign;
    const add = (valid_from: string, exchange_rate: number) =>
      held.space.make('CurrencyExchangeRatesLists', {
        valid_from,
        currency_exchange_rates: [{ currency_id, exchange_rate }],
      });
    expect(await foreign()).toBe(92.46);
    expect(await foreign({ currency_exchange_rates_list_id: lists[0].id })).toBe(87.31);
    expect((await add('2026-05-05T00:00:00Z', 3)).valid_from).toBe('2026-05-05 00:00:00.000000+00:00');
    expect(await foreign()).toBe(92.46);
    const today = await add('2026-05-04T23:59:59Z', 2);
    expect(await foreign()).toBe(200);
    await held.space.delete(`CurrencyExchangeRatesLists/${today.id}`);
    expect(await foreign()).toBe(92.46);
  });

  test('a currency without a rate needs both amounts', async () => {
    const { id } = await held.space.make('Currencies', { code: 'XTS', currency_exchange_rates: [] });
    const { body } = await post(opportunity({ value: { base_value: 1, currency_id: id } }));
    expect(reasons(body)).toEqual({ value: ['[value] There is no exchange rate for XTS.'] });
    expect((await make({ value: { base_value: 1, value_foreign: 2, currency_id: id } })).value.value_foreign).toBe(2);
  });
});

describe('refusals', () => {
  const required = (field: string) => ({ [field]: [`[${field}] The field is required.`] });
  const value = (more: Record<string, unknown>) => ({ value: { base_value: 1, currency_id: USD, ...more } });
  const PRIMARY = (field: string) => `Error on field ${field}. Exactly one 'is_primary' item must be set.`;

  test.each<[Record<string, unknown>, Record<string, string[]>]>([
    [{ name: undefined }, required('name')],
    [{ name: '' }, required('name')],
    [{ name: null }, required('name')],
    [{ name: 7 }, { name: ['[name] The value must be text.'] }],
    [{ closing_date: undefined }, required('closing_date')],
    [
      { closing_date: '2026-02-30' },
      { closing_date: ['[closing_date] The value must be a day that exists, YYYY-MM-DD.'] },
    ],
    [{ closing_date: '31.12.2026' }, { closing_date: [expect.stringContaining('a day that exists')] }],
    [{ owner_id: undefined }, required('owner_id')],
    [{ owner_id: NOBODY }, missing('owner_id', NOBODY, 'Client')],
    [{ owner_id: 7 }, { owner_id: ['[owner_id] The value must be an id.'] }],
    [{ owner: JOHN }, { owner: ['[owner] A relation is set by its id: use owner_id.'] }],
    [{ step_id: undefined }, required('step_id')],
    [{ step_id: NOBODY }, missing('step_id', NOBODY, 'Step')],
    [{ oppty_type_id: NOBODY }, missing('oppty_type_id', NOBODY, 'OpportunityType')],
    [{ lead_source_id: NOBODY }, missing('lead_source_id', NOBODY, 'Data')],
    [{ active_quote_id: NOBODY }, missing('active_quote_id', NOBODY, 'a record')],
    [{ value: undefined }, required('value')],
    [{ value: 100 }, { value: ['[value] The value must be an object.'] }],
    [value({ base_value: undefined }), { value: ['[value] One of base_value and value_foreign is required.'] }],
    [value({ base_value: 'lots' }), { value: ['[value] base_value and value_foreign must be numbers.'] }],
    [value({ base_value: true }), { value: ['[value] base_value and value_foreign must be numbers.'] }],
    [value({ currency_id: undefined }), { value: ['[value] currency_id is required.'] }],
    [
      value({ currency_id: NOBODY }),
      { value: [`[value] Relation Opportunity.value.currency_id=${NOBODY} to Currency doesn't exist!`] },
    ],
    [value({ amount: 1 }), { value: ["[value] value has no field 'amount'."] }],
    [{ share_mode: 4 }, { share_mode: ['[share_mode] The value must be from 0 to 3.'] }],
    [{ ranking: 0 }, { ranking: ['[ranking] The value must be from 1 to 100.'] }],
    [{ ranking: 1.5 }, { ranking: ['[ranking] The value must be a whole number.'] }],
    [{ label_flag: 8 }, { label_flag: ['[label_flag] The value must be from 0 to 7.'] }],
    [{ is_archived: 'true' }, { is_archived: ['[is_archived] The value must be true or false.'] }],
    [{ won_date: 'soon' }, { won_date: ['[won_date] The value must be a date and time in ISO 8601.'] }],
    [{ nope: 1 }, { nope: ["[nope] Opportunity has no field 'nope'."] }],
    [{ status: 3 }, { status: ['[status] The field is worked out by the server.'] }],
    [{ modified: '2020-01-01' }, { modified: ['[modified] The field is read-only.'] }],
    [{ id: NOBODY }, { id: ['[id] The field is worked out by the server.'] }],
    [{ documents: [{ id: NOBODY }] }, { documents: ['[documents] This server does not keep this relation.'] }],
    [{ account_relations: {} }, { account_relations: ['[account_relations] The value must be an array.'] }],
    [
      { account_relations: [{ account_id: NOBODY, is_primary: true }] },
      {
        account_relations: [
          `[account_relations] Relation LeadOpptyAccountRelation.account_id=${NOBODY} to Account doesn't exist!`,
        ],
      },
    ],
    [{ cf_region_id: NOBODY }, missing('cf_region_id', NOBODY, 'Data')],
  ])('%j', async (more, expected) => {
    const before = (await held.space.get('Opportunities?include-deleted=true')).body.total;
    const { status, body } = await post(opportunity(more));
    expect(status).toBe(422);
    expect(reasons(body)).toEqual(expected);
    expect((await held.space.get('Opportunities?include-deleted=true')).body.total).toBe(before);
  });

  test('have the documented body', async () => {
    const { body } = await post(opportunity({ owner_id: NOBODY }));
    const field = await held.space.row('Fields?filter[entity_name]=Opportunity&filter[api_name]=owner_id');
    const message = `[owner_id] Relation Opportunity.owner_id=${NOBODY} to Client doesn't exist!`;
    expect(body).toEqual({
      code: 40000,
      name: 'ERROR_ENTITY_VALIDATION',
      message: `\n${message}`,
      entity_id: null,
      entity_name: 'Opportunity',
      entity_errors: [],
      field_errors: [
        {
          field_id: field.id,
          field_name: 'owner_id',
          name: 'ERROR_FIELD_VALIDATION',
          code: 40002,
          errors: [
            { code: 120, name: 'ERROR_RELATIONS_DOESNT_EXIST', message, field_id: field.id, field_name: 'owner_id' },
          ],
        },
      ],
      step_checklist_errors: [],
      entity_index: null,
      http_status: 422,
      success: false,
    });
  });

  test('tell all wrong fields at once', async () => {
    const { body } = await post({ closing_date: 'x', owner_id: NOBODY, account_relations: [{ account_id: NOBODY }] });
    expect(Object.keys(reasons(body)).sort()).toEqual(
      ['closing_date', 'owner_id', 'name', 'step_id', 'value', 'account_relations'].sort(),
    );
    expect(body.message.startsWith('\n[')).toBe(true);
    expect(body.message.split('\n')).toHaveLength(1 + Object.values(reasons(body)).flat().length);
  });

  test.each([
    ['account_relations', 'account_id', [false]],
    ['account_relations', 'account_id', [true, true]],
    ['contact_relations', 'contact_id', [false, false]],
    ['contact_relations', 'contact_id', [true, false, true]],
  ])('%s with %s and is_primary %j', async (relation, key, primaries) => {
    const targets = await held.space.rows(`${relation.startsWith('a') ? 'Accounts' : 'Contacts'}?first=3`);
    const items = primaries.map((is_primary, index) => ({ [key]: targets[index].id, is_primary }));
    const { status, body } = await post(opportunity({ [relation]: items }));
    expect(status).toBe(422);
    expect(reasons(body)).toEqual({ [relation]: [PRIMARY(relation)] });
    expect(body.message.trim()).toBe(PRIMARY(relation));
  });

  test.each([
    ['account_relations', 'account_id', 'Accounts'],
    ['contact_relations', 'contact_id', 'Contacts'],
  ])('the same record twice in %s, whichever is the primary one', async (relation, key, collection) => {
    const [first, second] = await held.space.rows(`${collection}?first=2`);
    const message = `Error on field ${relation}. The same record is linked twice.`;
    const items = [
      { [key]: first.id, is_primary: true },
      { [key]: first.id.toUpperCase(), is_primary: false },
    ];
    expect(reasons((await post(opportunity({ [relation]: items }))).body)).toEqual({ [relation]: [message] });
    const { id } = await make({ [relation]: [items[0]] });
    const links = `LeadOppty${collection.slice(0, -1)}Relations`;
    const link = (target: string) => ({ lead_oppty_id: id, [key]: target, is_primary: false });
    expect(reasons((await held.space.post(links, link(first.id))).body)).toEqual({ [key]: [message] });
    const added = await held.space.post(links, link(second.id));
    expect(added.status).toBe(201);
    // Nor by an update.
    const moved = await held.space.patch(`${links}/${added.body.data.id}`, { [key]: first.id });
    expect(reasons(moved.body)).toEqual({ [key]: [message] });
  });

  test('a type of another pipeline, a step of none', async () => {
    const other = await idOf('OpportunityTypes?filter[name]=Renewal');
    expect(reasons((await post(opportunity({ oppty_type_id: other }))).body)).toEqual({
      oppty_type_id: ['[oppty_type_id] The type is of another pipeline than the step.'],
    });
    const lead = await idOf('Steps?filter[name]=New lead');
    expect(Object.keys(reasons((await post(opportunity({ step_id: lead }))).body))).toEqual(['step_id']);
  });

  test('an option of another dropdown', async () => {
    const price = await idOf('Data?filter[option_name]=Price');
    const { body } = await post(opportunity({ lead_source_id: price, cf_region_id: price }));
    expect(Object.keys(reasons(body))).toEqual(['lead_source_id', 'cf_region_id']);
  });
});

describe('validation-level', () => {
  test('16 allows deleted targets, and nothing else does', async () => {
    const step_id = await stepOf('Test Pipeline', 'Demo');
    const owner_id = await idOf('Clients?include-deleted=true&filter[email]=pat.gone@example.com');
    const account_id = await accountOf('Vanished Ventures');
    const body = opportunity({ step_id, owner_id, account_relations: [{ account_id, is_primary: true }] });
    for (const level of [0, 2, 4, 8]) {
      const refused = await post(body, `?validation-level=${level}`);
      expect(Object.keys(reasons(refused.body)).sort()).toEqual(['account_relations', 'owner_id', 'step_id']);
    }
    const { status } = await post(body, `?validation-level=${2 | 16}`);
    expect(status).toBe(201);
  });

  test('8 allows read-only fields, not computed ones', async () => {
    const qualify_date = '2020-01-01 00:00:00.000000+00:00';
    expect((await post(opportunity({ qualify_date }))).status).toBe(422);
    const { body } = await post(opportunity({ qualify_date }), '?validation-level=8');
    expect(body.data.qualify_date).toBe(qualify_date);
    expect((await post(opportunity({ status: 3 }), '?validation-level=8')).status).toBe(422);
  });

  test('required custom fields are asked for, unless 2 or 4', async () => {
    const field = await held.space.make('Fields', {
      name: 'Project code',
      type_id: 'input',
      entity_name: 'Opportunity',
      system_required: true,
    });
    expect(field.api_name).toBe('cf_project_code');
    try {
      expect(reasons((await post(opportunity())).body)).toEqual({
        cf_project_code: ['[cf_project_code] The field is required.'],
      });
      expect((await post(opportunity(), '?validation-level=2')).status).toBe(201);
      expect((await post(opportunity(), '?validation-level=4')).status).toBe(201);
      expect((await make({ cf_project_code: 'P1' })).cf_project_code).toBe('P1');
      // A change to something else is judged by the whole record, or by what changed alone.
      const { body } = await post(opportunity(), '?validation-level=2');
      const path = `Opportunities/${body.data.id}`;
      expect((await held.space.patch(path, { name: 'Y' })).status).toBe(422);
      expect((await held.space.patch(`${path}?validation-level=2`, { name: 'Y' })).status).toBe(200);
      expect((await held.space.patch(`${path}?validation-level=2`, { cf_project_code: '' })).status).toBe(422);
    } finally {
      await held.space.delete(`Fields/${field.id}`);
    }
    expect((await post(opportunity())).status).toBe(201);
  });

  test.each([
    ['that are not published', { name: 'Plan A', is_published: false }, {}, 201],
    ['that are read-only', { name: 'Plan B', system_readonly: true }, {}, 201],
    ['that are read-only, and then given', { name: 'Plan C', system_readonly: true }, { cf_plan_c: 'P1' }, 422],
  ])('required custom fields %s are not', async (_, change, given, status) => {
    const field = await held.space.make('Fields', {
      ...{ type_id: 'input', entity_name: 'Opportunity', system_required: true },
      ...change,
    });
    try {
      expect((await post(opportunity(given))).status).toBe(status);
    } finally {
      await held.space.delete(`Fields/${field.id}`);
    }
  });

  test('is a whole number', async () => {
    expect((await post(opportunity(), '?validation-level=all')).status).toBe(400);
  });
});

describe('a changed opportunity', () => {
  test('keeps what was not given', async () => {
    const row = await make({ description: 'old', ranking: 3 });
    const { status, body } = await held.space.patch(`Opportunities/${row.id}`, { id: row.id, ranking: 4 });
    expect(status).toBe(200);
    expect(body.data).toEqual({ ...row, ranking: 4, revision: 2 });
  });

  test('is judged by the same rules', async () => {
    const { id } = await make();
    const reply = await held.space.patch(`Opportunities/${id}`, { name: '', owner_id: NOBODY, account_relations: [] });
    expect(reply.status).toBe(422);
    expect(reply.body.entity_id).toBe(id);
    expect(reasons(reply.body)).toEqual({
      name: ['[name] The field is required.'],
      ...missing('owner_id', NOBODY, 'Client'),
      account_relations: ['[account_relations] A relation to many is changed through its own collection.'],
    });
  });

  test('wins by its step, and stays closed to changes while it is archived', async () => {
    const row = await make();
    const path = `Opportunities/${row.id}`;
    const won = await held.space.patch(path, { step_id: await stepOf('Test Pipeline', 'Won') });
    expect(won.body.data).toMatchObject({ status: 3, won_date: '2026-05-04 10:20:30.456000+00:00' });
    await held.space.patch(path, { step_id: FIRST_STEP, is_archived: true });
    expect(reasons((await held.space.patch(path, { name: 'Y' })).body)).toHaveProperty('is_archived');
    const open = await held.space.patch(path, { is_archived: false, name: 'Y' });
    expect(open.body.data).toMatchObject({ status: 1, name: 'Y' });
  });

  test('is won in what has become the last step', async () => {
    const steps = [
      { name: 'Start', sort_order: 1 },
      { name: 'End', sort_order: 2 },
    ];
    const pipeline = await held.space.make('Pipelines', { name: 'Short', color: 0, steps });
    const [start, end] = await held.space.rows(`Steps?filter[pipeline_id]=${pipeline.id}`);
    const { id, status } = await make({ step_id: start.id });
    expect(status).toBe(1);
    await held.space.delete(`Steps/${end.id}`);
    expect((await held.space.get(`Opportunities/${id}`)).body.data.status).toBe(3);
  });

  test('moves to another pipeline only with a type of it', async () => {
    const { id } = await make();
    const step_id = await stepOf('Renewals', 'Contacted');
    expect(reasons((await held.space.patch(`Opportunities/${id}`, { step_id })).body)).toHaveProperty('oppty_type_id');
    const oppty_type_id = await idOf('OpportunityTypes?filter[name]=Renewal');
    expect((await held.space.patch(`Opportunities/${id}`, { step_id, oppty_type_id })).status).toBe(200);
  });
});
