import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Body, JOHN, sharedSpace } from '../space.ts';

const held = sharedSpace();

const ids = (rows: Body[]): string[] => rows.map(row => row.id);

/** Follows `after` to the end; `between` runs after each page. */
async function walk(path: string, between: (page: Body[], number: number) => Promise<void> = async () => {}) {
  const seen: string[] = [];
  let cursor: string | undefined;
  for (let number = 1; ; number++) {
    const { body, status, text } = await held.space.get(path + (cursor ? `&after=${encodeURIComponent(cursor)}` : ''));
    expect(status, text).toBe(200);
    seen.push(...ids(body.data));
    expect(body.page_info.has_previous_page).toBe(number > 1);
    if (!body.page_info.has_next_page) return { seen, last: body };
    cursor = body.page_info.end_cursor;
    await between(body.data, number);
  }
}

describe('walking', () => {
  const orders = ['created', '-created', 'name', '-city,name', 'country,-account_class', 'is_archived', 'comments'];
  test.each(orders)('ordered by %s, pages together are the list', async order => {
    const path = `Accounts?include-deleted=true&order-by=${order}`;
    const whole = ids(await held.space.rows(`${path}&first=100`));
    expect(whole).toHaveLength(60);
    for (const first of [1, 7, 20, 60]) expect((await walk(`${path}&first=${first}`)).seen).toEqual(whole);
  });

  test('the last page has an end cursor, after which nothing comes', async () => {
    const { last } = await walk('Accounts?first=25');
    expect(last.page_info.end_cursor).toEqual(expect.any(String));
    const { body } = await held.space.get(`Accounts?after=${encodeURIComponent(last.page_info.end_cursor)}`);
    expect(body).toEqual({
      success: true,
      data: [],
      page_info: { start_cursor: null, end_cursor: null, has_previous_page: true, has_next_page: false },
      total: 58,
    });
  });

  test('rows that come and go between pages neither double nor lose the others', async () => {
    const path = 'Accounts?order-by=name&first=10';
    const before = ids(await held.space.rows('Accounts?order-by=name&first=100'));
    const { seen } = await walk(path, async (page, number) => {
      if (number === 2) {
        // One before the place, one that the cursor stands on, and new ones on both sides.
        await held.space.delete(`Accounts/${page[0].id}`);
        await held.space.delete(`Accounts/${page.at(-1).id}`);
        await held.space.make('Accounts', { name: 'AAA', owner_id: JOHN });
        await held.space.make('Accounts', { name: 'zzz', owner_id: JOHN });
      }
    });
    expect(new Set(seen).size).toBe(seen.length);
    expect(before.filter(id => !seen.includes(id))).toEqual([]);
    expect(seen.length).toBe(before.length + 1);
  });

  test('records created in the same millisecond keep their order and are paged through', async () => {
    const country = 'Samemoment';
    const made: string[] = [];
    for (let n = 0; n < 5; n++) {
      made.push((await held.space.make('Accounts', { name: 'same', owner_id: JOHN, country })).id);
    }
    expect((await walk(`Accounts?filter[country]=${country}&first=2`)).seen).toEqual(made);
    expect((await walk(`Accounts?filter[country]=${country}&order-by=name&first=2`)).seen.sort()).toEqual(made.sort());
  });
});

describe('page sizes', () => {
  test.each([
    ['', 30],
    ['first=1', 1],
    ['first=100', 100],
    ['first=101', 100],
    ['first=99999', 100],
    ['last=101', 100],
  ])('%j', async (query, size) => {
    expect(await held.space.rows(`Contacts?${query}`)).toHaveLength(size);
  });

  test('first, last, after and before are a window of the list', async () => {
    const path = 'Steps?include-deleted=true&order-by=sort_order';
    const { body } = await held.space.get(path);
    const whole = ids(body.data);
    const total = whole.length;
    const cursors: string[] = [];
    for (const index of whole.keys()) {
      const page = await held.space.get(`${path}&last=1&first=${index + 1}`);
      expect(ids(page.body.data)).toEqual([whole[index]]);
      cursors.push(encodeURIComponent(page.body.page_info.start_cursor));
    }
    const place = fc.option(fc.nat(total - 1), { nil: undefined });
    const count = fc.option(fc.integer({ min: 1, max: total + 1 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(place, place, count, count, async (after, before, first, last) => {
        const query = [
          after === undefined ? '' : `&after=${cursors[after]}`,
          before === undefined ? '' : `&before=${cursors[before]}`,
          first === undefined ? '' : `&first=${first}`,
          last === undefined ? '' : `&last=${last}`,
        ].join('');
        let expected = whole.slice(after === undefined ? 0 : after + 1, before ?? total);
        if (first !== undefined) expected = expected.slice(0, first);
        if (last !== undefined) expected = expected.slice(-last);
        const page = (await held.space.get(path + query)).body;
        expect(ids(page.data)).toEqual(expected);
        if (expected.length === 0) return;
        expect(page.page_info.has_previous_page).toBe(expected[0] !== whole[0]);
        expect(page.page_info.has_next_page).toBe(expected.at(-1) !== whole.at(-1));
        expect(page.total).toBe(total);
      }),
      { numRuns: 60 },
    );
  });

  test('before alone is the page right before the cursor', async () => {
    const whole = ids(await held.space.rows('Contacts?first=100'));
    const { body } = await held.space.get('Contacts?first=90&last=1');
    const rows = await held.space.rows(`Contacts?before=${encodeURIComponent(body.page_info.start_cursor)}`);
    expect(ids(rows)).toEqual(whole.slice(59, 89));
  });
});
