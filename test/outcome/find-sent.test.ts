import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, createClient } from '../../src/api/index.ts';
import { findSent, sentFilter } from '../../src/outcome/find-sent.ts';
import type { Row } from '../../src/wire/entities.ts';
import { decimal } from '../../src/wire/json.ts';
import { hangUp, lineTo } from '../support/line.ts';
import { type FakeSpace, fakeSpace } from '../support/server.ts';

const SENT = new Date('2026-05-04T10:20:30Z');
const [ACCOUNT, OTHER, EURO, DOLLAR] = [1, 2, 3, 4].map(n => `0000000${n}-6f23-0908-abfd-384aa0f62f9e`);
const BODY: Row = {
  ...{ name: 'New machine', owner_id: 'o1', step_id: 's1', closing_date: '2026-12-31' },
  value: { value_foreign: decimal('12500.50'), currency_id: EURO },
  account_relations: [
    { account_id: OTHER, is_primary: false },
    { account_id: ACCOUNT, is_primary: true },
  ],
};

describe('the filter for a record that was sent', () => {
  it('has the time alone, by the clock of the server, or with room for that of this machine', () => {
    const since = (value: string, field = 'created') => [{ field, op: 'gte', value }];
    expect(sentFilter(BODY, { time: SENT })).toEqual(since('2026-05-04 10:10:30'));
    const serverTime = new Date('2026-05-04T09:20:00Z');
    expect(sentFilter(BODY, { time: SENT, serverTime })).toEqual(since('2026-05-04 09:18:00'));
  });

  it('goes by the last change of a record that is back-dated', () => {
    expect(sentFilter({ name: 'A', created: '2020-01-01' }, { time: SENT })).toEqual([
      { field: 'modified', op: 'gte', value: '2026-05-04 10:10:30' },
    ]);
  });
});

describe('the record that was sent', () => {
  let space: FakeSpace;
  let client: Client;
  beforeEach(async () => {
    space = await fakeSpace();
    client = createClient('my_space', lineTo(space.url));
    return space.close;
  });
  afterAll(hangUp);

  const STORED: Row = {
    id: 'deal1',
    ...{ name: 'New machine', owner_id: 'o1', step_id: 's1', closing_date: '2026-12-31' },
    value: { base_value: 9000, value_foreign: 12500.5, currency_id: EURO!.toUpperCase() },
  };
  const find = async (change: Row, body = BODY) => {
    // A server that understands no filter: all is compared here.
    const data = [{ ...STORED, ...change }];
    space.on('GET /Opportunities', { body: { success: true, data } });
    const { exact, near } = await findSent(client, body, { time: SENT });
    return exact.length > 0 ? 'exact' : near.length > 0 ? 'near' : 'none';
  };

  it.each<[string, Row]>([
    ['as it was sent', {}],
    ['with a rounded amount', { value: { value_foreign: 12500.504, currency_id: EURO } }],
    ['without a value', { value: null }],
    ['with its primary account', { primary_account: `/entities/Accounts/${ACCOUNT}` }],
    ['with spaces folded', { name: 'New  machine ' }],
  ])('is found %s', async (_, change) => {
    expect(await find(change)).toBe('exact');
  });

  it.each<[string, Row]>([
    ['another owner', { owner_id: 'o2' }],
    ['another step', { step_id: 's2' }],
    ['another day', { closing_date: '2026-12-30' }],
    ['a name that was cut', { name: 'New machi' }],
    ['another name and all else', { name: 'NM-0815', account_relations: BODY.account_relations }],
    ['an amount without cents', { value: { value_foreign: 12500, currency_id: EURO } }],
    ['another currency', { value: { value_foreign: 12500.5, currency_id: DOLLAR } }],
    ['another primary account', { account_relations: [{ account_id: OTHER, is_primary: true }] }],
  ])('may be the one with %s', async (_, change) => {
    expect(await find(change)).toBe('near');
  });

  it.each<[string, Row]>([
    ['another name and owner', { name: 'Old machine', owner_id: 'o2' }],
    ['a name that only begins alike', { name: 'New', owner_id: 'o2' }],
    [
      'another account and amount',
      { account_relations: [{ account_id: OTHER, is_primary: true }], value: { value_foreign: 1, currency_id: EURO } },
    ],
  ])('is not the one with %s', async (_, change) => {
    expect(await find(change)).toBe('none');
  });

  it('in the base currency goes by its value in that', async () => {
    const body = { ...BODY, value: { base_value: decimal('9000'), currency_id: DOLLAR } };
    const value = { base_value: 9000, value_foreign: 9000, currency_id: DOLLAR };
    expect(await find({ value }, body)).toBe('exact');
    expect(await find({ value: { ...value, base_value: 9001 } }, body)).toBe('near');
  });

  it('is not looked for among those that were created much later', async () => {
    const data = ['2026-05-04 10:46:00', '2026-05-04T10:40:00Z'].map((created, n) => ({
      ...STORED,
      id: `d${n}`,
      created,
    }));
    space.on('GET /Opportunities', { body: { success: true, data } });
    expect(await findSent(client, BODY, { time: SENT })).toEqual({ exact: [], near: [] });
    expect(space.received.at(-1)!.query.get('order-by')).toBe('created');
  });
});

it("the server's time is that of its last reply, and goes on", async () => {
  const space = await fakeSpace();
  let now = 0;
  const client = createClient('my_space', lineTo(space.url, { monotonicMs: () => now }));
  expect(client.serverTime()).toBeUndefined();
  space.on('GET /Clients', { body: { success: true, data: [] }, headers: { date: 'Mon, 04 May 2026 09:20:00 GMT' } });
  await client.list('Clients');
  now += 1500;
  expect(client.serverTime()?.toISOString()).toBe('2026-05-04T09:20:01.500Z');
  await space.close();
});
