import { describe, expect, test } from 'vitest';
import { type Body, JOHN, reasons, sharedSpace, USD } from '../space.ts';

const held = sharedSpace();

const NOBODY = '11111111-2222-3333-4444-555555555555';
const account = (name: string, more = {}) => ({ name, owner_id: JOHN, country: 'Batchland', ...more });
const names = async () =>
  (await held.space.rows('Accounts?filter[country]=Batchland&first=100')).map((row: Body) => row.name);
const modify = (rows: unknown, rollback?: 0 | 1) =>
  held.space.post(`Accounts/batch-modify${rollback === undefined ? '' : `?rollback-method=${rollback}`}`, rows);

describe('batch-modify', () => {
  test('creates and changes, and answers with ids', async () => {
    const { id } = await held.space.make('Accounts', account('one'));
    const { status, body } = await modify([{ id, name: 'uno' }, account('two')], 0);
    expect(status).toBe(200);
    expect(body).toEqual({ success: true, data: [id, expect.stringMatching(/^[0-9a-f-]{36}$/)] });
    expect(await names()).toEqual(['uno', 'two']);
  });

  test.each([0, undefined] as const)('with rollback %s saves nothing if a row is bad', async rollback => {
    const before = await names();
    const { id } = await held.space.row('Accounts?filter[name]=uno');
    const rows = [account('lost'), { id, name: 'lost too' }, account('bad', { owner_id: NOBODY }), account('late')];
    const { status, body } = await modify(rows, rollback);
    expect(status).toBe(422);
    expect(body).toMatchObject({
      name: 'ERROR_ENTITY_VALIDATION',
      entity_id: null,
      entity_index: null,
      success: false,
    });
    expect(reasons(body)).toHaveProperty('owner_id');
    expect(await names()).toEqual(before);
  });

  test('with rollback 1 saves the good rows and tells the bad ones in their places', async () => {
    const before = await names();
    const { id } = await held.space.row('Accounts?filter[name]=uno');
    const rows = [
      account('good'),
      { id, owner_id: NOBODY },
      account(''),
      { id: NOBODY, name: 'x' },
      7,
      { id, name: 'eins' },
    ];
    const { status, body } = await modify(rows, 1);
    expect(status).toBe(200);
    expect(body.success).toBe(true);
    expect(body.data).toMatchObject([
      expect.any(String),
      { entity_id: id, http_status: 422 },
      { entity_id: null, http_status: 422 },
      { entity_id: NOBODY, http_status: 422 },
      { code: 117, http_status: 400 },
      id,
    ]);
    expect(await names()).toEqual([...before.map(name => (name === 'uno' ? 'eins' : name)), 'good']);
  });

  test('a failed row of rollback 1 leaves nothing of its nested records', async () => {
    const count = async () => (await held.space.get('Steps?include-deleted=true')).body.total;
    const before = await count();
    const bad = { name: 'P', color: 1, steps: [{ name: 'ok' }, { name: '' }] };
    const good = { name: 'P', color: 1, steps: [{ name: 'ok' }] };
    const { body } = await held.space.post('Pipelines/batch-modify?rollback-method=1', [bad, good]);
    expect(body.data).toEqual([expect.objectContaining({ code: 40000 }), expect.any(String)]);
    expect(await count()).toBe(before + 1);
  });
});

describe('batch-delete and batch-restore', () => {
  test('of all or nothing', async () => {
    const { id } = await held.space.make('Currencies', { code: 'AAA', currency_exchange_rates: [] });
    const refused = await held.space.post('Currencies/batch-delete?rollback-method=0', [id, USD]);
    expect([refused.status, refused.body.entity_id]).toEqual([422, USD]);
    const missing = await held.space.post('Currencies/batch-delete', [id, NOBODY]);
    expect([missing.status, missing.body.entity_id]).toEqual([422, NOBODY]);
    expect((await held.space.get(`Currencies/${id}`)).body.data.is_deleted).toBe(false);
  });

  test('of the rows that can be', async () => {
    const { id } = await held.space.make('Currencies', { code: 'BBB', currency_exchange_rates: [] });
    const { status, body } = await held.space.post('Currencies/batch-delete?rollback-method=1', [USD, id, NOBODY]);
    expect(status).toBe(200);
    expect(body.data).toMatchObject([{ entity_id: USD }, id, { entity_id: NOBODY }]);
    const restored = await held.space.post('Currencies/batch-restore?rollback-method=1', [id, NOBODY, id]);
    expect(restored.body.data).toMatchObject([id, { entity_id: NOBODY }, id]);
    expect((await held.space.get(`Currencies/${id}`)).body.data.is_deleted).toBe(false);
  });
});

test.each([
  ['batch-modify', { name: 'x' }],
  ['batch-delete', 'x'],
  ['batch-delete', [7]],
  ['batch-restore', [null]],
])('%s of %j is refused', async (verb, body) => {
  const { status } = await held.space.post(`Accounts/${verb}`, JSON.stringify(body));
  expect(status).toBe(400);
});

test('a rollback method is 0 or 1', async () => {
  expect((await held.space.post('Accounts/batch-modify?rollback-method=2', [])).status).toBe(400);
  expect((await held.space.post('Accounts/batch-modify?rollback-method=1', [])).body).toEqual({
    success: true,
    data: [],
  });
});
