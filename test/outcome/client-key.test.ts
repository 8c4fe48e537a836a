import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, createClient } from '../../src/api/index.ts';
import { checkKeyField, findByKey, parseClientKey, refuseOtherValue } from '../../src/outcome/client-key.ts';
import { createLookups } from '../../src/records/lookups.ts';
import type { Row } from '../../src/wire/entities.ts';
import { useFakeSpace } from '../support/hooks.ts';
import { hangUp, lineTo } from '../support/line.ts';

const set = (value: string | undefined) => (value ? { value, origin: 'the test' } : undefined);

describe('a client key', () => {
  it.each([
    ['2026-117', 'cf_contract_no', { field: 'cf_contract_no', key: '2026-117', settingOrigin: 'the test' }],
    ['cf_order=2026-117', 'cf_contract_no', { field: 'cf_order', key: '2026-117' }],
    ['cf_order=a=b', undefined, { field: 'cf_order', key: 'a=b' }],
    ['a=b', 'cf_order', { field: 'cf_order', key: 'a=b', settingOrigin: 'the test' }],
  ])('%s with the field %s', (text, field, read) => {
    expect(parseClientKey(text, set(field))).toEqual(read);
  });

  it.each([
    ['2026-117', undefined, /for good:$/],
    ['', 'cf_order', /empty/],
    ['cf_order= ', undefined, /empty/],
    ['2026-117', 'name', /the test names the field 'name', and a key would overwrite what it holds/],
    ['2026-117', 'owner_id', /the space's own/],
  ])('%j with the field %j is refused', (text, field, words) => {
    const read = () => parseClientKey(text, set(field));
    expect(read).toThrow(expect.objectContaining({ code: 'USAGE', flag: '--client-key' }));
    try {
      read();
    } catch (error) {
      expect(`${(error as Error).message} ${(error as { hint?: string }).hint}`).toMatch(words);
    }
  });
});

describe('the opportunity with a client key', () => {
  const space = useFakeSpace();
  let client: Client;
  const KEY = { field: 'cf_order', key: 'K1' };
  const deal = (n: number, more: Row = {}): Row => ({ id: `deal${n}`, name: `Deal ${n}`, cf_order: 'K1', ...more });

  beforeEach(() => {
    client = createClient('my_space', lineTo(space.url));
  });
  afterAll(hangUp);

  it('is found among the others, deleted ones too', async () => {
    space.records.Opportunities = [deal(1, { cf_order: 'K2' }), deal(2, { is_deleted: true })];
    expect(await findByKey(client, KEY)).toMatchObject({ id: 'deal2' });
    expect(space.received[0]!.query.get('include-deleted')).toBe('true');
    expect(await findByKey(client, { ...KEY, key: 'K3' })).toBeUndefined();
  });

  it('is not guessed when there are several', async () => {
    space.records.Opportunities = [deal(1), deal(2)];
    await expect(findByKey(client, KEY)).rejects.toMatchObject({
      code: 'DUPLICATE_KEY',
      retrySafe: false,
      message: '2 opportunities have the client key K1: deal1, deal2',
      details: [{ candidates: [{ id: 'deal1' }, { id: 'deal2' }] }],
    });
  });

  it('is not one that the server sent without looking for the key', async () => {
    space.on('GET /Opportunities', { body: { success: true, data: [deal(1, { cf_order: 'K2' })] } });
    await expect(findByKey(client, KEY)).rejects.toMatchObject({ code: 'BAD_REPLY' });
  });

  it('is told if the server stored the key in another form', async () => {
    space.on('GET /Opportunities', { body: { success: true, data: [deal(1, { cf_order: 'k1 ' })] } });
    await expect(findByKey(client, KEY)).rejects.toMatchObject({
      code: 'KEY_CHANGED',
      retrySafe: false,
      message: "Opportunity deal1 exists, but the server stored 'k1 ' in cf_order instead of the client key 'K1'",
    });
  });

  it.each<unknown>([{ toString: 1 }, { valueOf: 1 }, [], null, 5])(
    'is not one with %j in place of the key',
    async value => {
      space.on('GET /Opportunities', { body: { success: true, data: [deal(1, { cf_order: value })] } });
      await expect(findByKey(client, KEY)).rejects.toMatchObject({ code: 'BAD_REPLY' });
    },
  );

  it('needs a field of text', async () => {
    space.records.Fields = [{ id: 'f1', api_name: 'cf_order', entity_name: 'Opportunity', type_id: 'integer' }];
    await expect(checkKeyField(KEY, createLookups(client))).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('integer'),
    });
  });

  it('goes with nothing else in its field', () => {
    expect(() => refuseOtherValue(KEY, { cf_order: 'A' })).toThrow(
      "--client-key stores 'K1' in cf_order, which is also set to 'A'",
    );
    expect(() => refuseOtherValue(KEY, { cf_order: 'K1', cf_other: 'A' })).not.toThrow();
    expect(() => refuseOtherValue(KEY)).not.toThrow();
  });

  it('needs a field that the space has', async () => {
    space.records.Fields = [{ id: 'f1', api_name: 'cf_order', entity_name: 'Opportunity' }];
    await checkKeyField(KEY, createLookups(client));
    await expect(checkKeyField({ ...KEY, field: 'cf_ordr' }, createLookups(client))).rejects.toMatchObject({
      code: 'USAGE',
      hint: "Did you mean 'cf_order'?",
    });
    await expect(
      checkKeyField({ ...KEY, field: 'cf_x', settingOrigin: 'VARIABLE' }, createLookups(client)),
    ).rejects.toMatchObject({
      message: expect.stringContaining("'cf_x', which VARIABLE names"),
    });
  });
});
