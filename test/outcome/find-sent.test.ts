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
  it('has the texts and links of the body, and the time with room for another clock', () => {
    expect(sentFilter(BODY, SENT)).toEqual([
      { field: 'name', value: 'New machine' },
      { field: 'owner_id', value: 'o1' },
      { field: 'step_id', value: 's1' },
      { field: 'closing_date', value: '2026-12-31' },
      { field: 'created', op: 'gte', value: '2026-05-04 10:10:30' },
    ]);
  });

  it('goes by the last change of a record that is back-dated, and leaves out what the body has not', () => {
    expect(sentFilter({ name: 'A', created: '2020-01-01' }, SENT)).toEqual([
      { field: 'name', value: 'A' },
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
    return (await findSent(client, body, SENT)).map(({ id }) => id);
  };

  it.each<[string, Row]>([
    ['as it was sent', {}],
    ['with a rounded amount', { value: { value_foreign: 12500.504, currency_id: EURO } }],
    ['without a value', { value: null }],
    ['with its primary account', { primary_account: `/entities/Accounts/${ACCOUNT}` }],
  ])('is found %s', async (_, change) => {
    expect(await find(change)).toEqual(['deal1']);
  });

  it.each<[string, Row]>([
    ['another name', { name: 'Old machine' }],
    ['another amount', { value: { value_foreign: 12500, currency_id: EURO } }],
    ['another currency', { value: { value_foreign: 12500.5, currency_id: DOLLAR } }],
    ['another primary account', { account_relations: [{ account_id: OTHER, is_primary: true }] }],
  ])('is not the one with %s', async (_, change) => {
    expect(await find(change)).toEqual([]);
  });

  it('in the base currency goes by its value in that', async () => {
    const body = { ...BODY, value: { base_value: decimal('9000'), currency_id: DOLLAR } };
    const value = { base_value: 9000, value_foreign: 9000, currency_id: DOLLAR };
    expect(await find({ value }, body)).toEqual(['deal1']);
    expect(await find({ value: { ...value, base_value: 9001 } }, body)).toEqual([]);
  });
});
