import { describe, expect, it } from 'vitest';
import type { Client } from '../../src/api/client.ts';
import { CliError } from '../../src/errors.ts';
import { createWithKey } from '../../src/outcome/create-with-key.ts';
import type { SentKey, SentKeys } from '../../src/storage/sent-keys.ts';
import type { Row } from '../../src/wire/entities.ts';

const KEY = { field: 'cf_key', key: 'K1' };
const BODY = { name: 'New machine', owner_id: 'a', closing_date: '2026-12-31', cf_key: 'K1' };

/** A server that stores what `store` makes of a request, and keys in memory. */
function openServer({ store = (row: Row) => row, rows = [] as Row[] } = {}) {
  const keys = new Map<string, SentKey>();
  let turn: Promise<unknown> = Promise.resolve();
  const sentKeys: Pick<SentKeys, 'read' | 'hold'> = {
    read: async ({ key }) => keys.get(key),
    hold: ({ key }, work) => {
      const result = turn.then(() => work(keys.get(key), async sent => void keys.set(key, sent)));
      turn = result.catch(() => {});
      return result;
    },
  };
  const client = {
    list: async (_: string, { filter }: { filter: { field: string; value: string }[] }) => ({
      rows: rows.filter(row => row[filter[0]!.field] === filter[0]!.value),
    }),
    get: async (_: string, id: string) => {
      const row = rows.find(row => row.id === id);
      if (row) return row;
      throw new CliError('NOT_FOUND', 'There is none');
    },
  } as unknown as Pick<Client, 'list' | 'get'>;
  const create = (body: Row = BODY, { awaitEarlier = (search: () => Promise<Row | undefined>) => search() } = {}) =>
    createWithKey(KEY, body, {
      ...{ client, keys: sentKeys, awaitEarlier },
      send: async () => {
        const record = store({ id: `deal${rows.length + 1}`, ...body });
        rows.push(record);
        return { record };
      },
    });
  return { create, rows, keys };
}

describe('a create with a client key', () => {
  it('is one record, however many run at once', async () => {
    const { create, rows } = openServer();
    const results = await Promise.all(Array.from({ length: 10 }, () => create()));
    expect(rows).toHaveLength(1);
    expect(results.filter(result => 'sent' in result)).toEqual([{ sent: { record: rows[0] } }]);
  });

  it('is one record after a run whose record arrives late', async () => {
    const { create, rows } = openServer();
    const late = { id: 'late', ...BODY };
    const awaitEarlier = async (search: () => Promise<Row | undefined>) => {
      expect(await search()).toBeUndefined();
      rows.push(late);
      return search();
    };
    expect(await create(BODY, { awaitEarlier })).toEqual({ existing: late, differences: [] });
    expect(rows).toEqual([late]);
  });

  it('tells all records of a key that another machine used meanwhile', async () => {
    const { create, rows } = openServer({
      store: row => {
        rows.push({ ...row, id: 'theirs' });
        return row;
      },
    });
    const result = await create();
    expect(result).toMatchObject({ sent: { record: { id: 'deal1' } }, keyError: { code: 'DUPLICATE_KEY' } });
    expect((result as { keyError: CliError }).keyError.message).toContain('theirs, deal1');
  });

  it.each([
    ['in small letters', 'k1', "'k1'"],
    ['cut', 'K', "'K'"],
    ['with a space', 'K1 ', "'K1 '"],
    ['dropped', null, 'nothing'],
  ])('tells of a key that came back %s, and a second run finds the record', async (_, stored, words) => {
    const { create, rows } = openServer({ store: row => ({ ...row, cf_key: stored }) });
    const first = await create();
    expect(first).toMatchObject({ sent: {}, keyError: { code: 'KEY_CHANGED', retrySafe: false } });
    const { message } = (first as { keyError: CliError }).keyError;
    expect(message).toContain(`stored ${words} in cf_key instead of the client key 'K1'`);
    expect(await create()).toMatchObject({ existing: rows[0], differences: [{ field: 'cf_key' }] });
    expect(rows).toHaveLength(1);
  });

  it('tells of a key that the answer leaves out and no look-up finds', async () => {
    const { create } = openServer({ store: ({ cf_key: _, ...row }) => row });
    expect(await create()).toMatchObject({ keyError: { code: 'KEY_CHANGED' } });
  });
});

describe('a client key that was used before', () => {
  it('by this machine is refused for any other request, with each difference', async () => {
    const { create, rows } = openServer();
    await create();
    const second = create({ ...BODY, owner_id: 'b', value: { base_value: 2 } });
    await expect(second).rejects.toMatchObject({
      code: 'KEY_REUSED',
      retrySafe: false,
      details: [
        { field: 'owner_id', message: "owner_id was 'a', and is 'b' now." },
        { field: 'value', message: 'value was empty, and is 2 now.' },
      ],
    });
    expect(rows).toHaveLength(1);
  });

  it('by this machine is the same request with another spelling of the name or on another day', async () => {
    const { create } = openServer();
    await create();
    const again = await create({ ...BODY, name: ' new  Machine', closing_date: '2027-01-01' });
    expect(again).toMatchObject({ existing: { id: 'deal1' } });
  });

  it('by another machine is refused for another name only; else the record tells how it differs', async () => {
    const other = { ...BODY, id: 'theirs', owner_id: 'b' };
    const { create, rows } = openServer({ rows: [other] });
    await expect(create({ ...BODY, name: 'Another' })).rejects.toMatchObject({ code: 'KEY_REUSED' });
    expect(await create()).toEqual({ existing: other, differences: [{ field: 'owner_id', sent: 'a', stored: 'b' }] });
    expect(rows).toEqual([other]);
  });

  it('for a record that is gone from the server is free again', async () => {
    const { create, rows } = openServer();
    await create();
    rows.length = 0;
    expect(await create()).toEqual({ sent: { record: { ...BODY, id: 'deal1' } } });
  });
});
