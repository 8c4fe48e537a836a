import { describe, expect, it } from 'vitest';
import { loadKeyed, manyKeys } from '../../../src/import/rows/known-keys.ts';
import { loadWanted } from '../../../src/import/rows/match-many.ts';
import type { Row } from '../../../src/wire/entities.ts';
import type { Query } from '../../../src/wire/query.ts';

const PAGE = 100;

/** A collection of so many records, which counts the requests to it. */
function collection(size: number, { tellsTotal = true } = {}) {
  const rows: Row[] = Array.from({ length: size }, (_, index) => ({ id: String(index), cf_key: `K-${index}` }));
  const counter = { requests: 0 };
  async function* pages() {
    for (let begin = 0; begin === 0 || begin < size; begin += PAGE) {
      counter.requests += 1;
      yield { rows: rows.slice(begin, begin + PAGE), ...(tellsTotal ? { total: size } : {}) } as never;
    }
  }
  async function* all(_: string, { filter = [] }: Query = {}) {
    counter.requests += 1;
    yield* rows.filter(row => filter.every(({ field, value }) => row[field] === value));
  }
  return { counter, client: { pages, all, list: undefined as never } };
}

const keys = (count: number) => Array.from({ length: count }, (_, index) => [`K-${index * 7}`]);

describe('many keys', () => {
  it.each([
    [1000, 50, 10],
    [1000, 5, 6],
    [100, 50, 1],
    [100_000, 50, 51],
  ])('in a collection of %i: %i keys take at most %i requests', async (size, count, most) => {
    const { client, counter } = collection(size);
    const found = await loadKeyed(client, 'Opportunities', {
      fields: ['cf_key'],
      keys: manyKeys(['cf_key'], keys(count)),
      loadOnly: [],
    });
    expect(counter.requests).toBeLessThanOrEqual(most);
    expect(found.size).toBe(keys(count).filter(([key]) => Number(key!.slice(2)) < size).length);
  });

  it('are found on every page, and several records of one key, too', async () => {
    const { client } = collection(250);
    const wanted = [['K-249'], ['K-0'], ['K-150'], ['none']];
    const found = await loadKeyed(client, 'Opportunities', {
      fields: ['cf_key'],
      keys: manyKeys(['cf_key'], wanted),
      loadOnly: [],
    });
    expect(
      [...found.values()]
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['0', '150', '249']);
  });

  it('are not looked for in more pages than they are, where the server does not tell how many there are', async () => {
    const { client, counter } = collection(1000, { tellsTotal: false });
    expect(await loadWanted(client, 'Opportunities', {}, { budget: 3, isWanted: () => true })).toBeUndefined();
    expect(counter.requests).toBeLessThanOrEqual(4);
  });
});
