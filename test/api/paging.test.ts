import { describe, expect, it } from 'vitest';
import type { Row } from '../../src/wire/entities.ts';
import { answering, clientOnLine, ROOT } from '../support/api.ts';
import { fixture } from '../support/fixture.ts';
import { withoutNetwork } from '../support/no-network.ts';

withoutNetwork();

const CURSOR = 'WyIwMSIsIj8%2FPj4%2BIl0%2B%2Fw%3D%3D';

/** What came before the walk ended, and how it ended. */
async function walk(rows: AsyncIterable<Row>): Promise<{ ids: unknown[]; failure?: unknown }> {
  const ids: unknown[] = [];
  try {
    for await (const row of rows) ids.push(row.id);
  } catch (error) {
    return { ids, failure: error };
  }
  return { ids };
}

const page = (ids: string[], info: object | null) =>
  JSON.stringify({ success: true, data: ids.map(id => ({ id })), page_info: info });

describe('a walk through all pages', () => {
  it('follows the cursors to the last page, and drops a record that shows up twice', async () => {
    const seen = answering(
      'GET',
      [200, fixture('portal-list-page-1')],
      [200, fixture('portal-list-page-2')],
      [200, fixture('portal-list-page-3')],
    );
    const { ids, failure } = await walk(clientOnLine().client.all('Accounts', { orderBy: ['name'] }));
    expect(failure).toBeUndefined();
    expect(ids.map(id => String(id).slice(0, 8))).toEqual(['00000001', '00000002', '00000003', '00000004', '00000005']);
    const second: string = JSON.parse(fixture('portal-list-page-2')).page_info.end_cursor;
    expect(seen.map(({ path }) => path)).toEqual([
      `${ROOT}/entities/Accounts?order-by=name&first=100`,
      `${ROOT}/entities/Accounts?order-by=name&first=100&after=${CURSOR}`,
      `${ROOT}/entities/Accounts?order-by=name&first=100&after=${encodeURIComponent(second)}`,
    ]);
  });

  it('drops a record that shows up twice on one page', async () => {
    answering('GET', [200, page(['1', '2', '1'], null)]);
    expect(await walk(clientOnLine().client.all('Data'))).toEqual({ ids: ['1', '2'] });
  });

  it('can be taken page by page', async () => {
    answering(
      'GET',
      [200, fixture('portal-list-page-1')],
      [200, fixture('portal-list-page-2')],
      [200, fixture('portal-list-page-3')],
    );
    const sizes: [number, number | undefined][] = [];
    for await (const { rows, total } of clientOnLine().client.pages('Accounts')) sizes.push([rows.length, total]);
    expect(sizes).toEqual([
      [2, 5],
      [2, 5],
      [1, 5],
    ]);
  });

  it('keeps the page size and the first cursor it was given', async () => {
    const seen = answering('GET', [200, fixture('portal-list-empty')]);
    await walk(clientOnLine().client.all('Accounts', { first: 7, after: 'x=' }));
    expect(seen[0]?.path).toBe(`${ROOT}/entities/Accounts?first=7&after=x%3D`);
  });

  it('reads no further than it is listened to', async () => {
    const seen = answering('GET', [200, fixture('portal-list-page-1')]);
    for await (const _ of clientOnLine().client.all('Accounts')) break;
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['is missing', undefined],
    ['is null', null],
    ['says no more', { has_next_page: false, end_cursor: 'c' }],
    ['does not say', { end_cursor: 'c' }],
  ])('ends when page_info %s', async (_, info) => {
    answering('GET', [200, page(['1'], info as object | null)]);
    expect(await walk(clientOnLine().client.all('Data'))).toEqual({ ids: ['1'] });
  });

  it('keeps rows without an id apart', async () => {
    answering('GET', [200, '{"success":true,"data":[{"name":"a"},{"name":"b"}]}']);
    const { ids } = await walk(clientOnLine().client.all('Data'));
    expect(ids).toEqual([undefined, undefined]);
  });

  it.each([
    [
      'an empty page that promises more',
      [page(['1'], { has_next_page: true, end_cursor: 'c' }), page([], { has_next_page: true, end_cursor: 'd' })],
      ['1'],
    ],
    ['a page that does not say where the next one is', [page(['1'], { has_next_page: true, end_cursor: null })], []],
    ['a page that has an empty cursor', [page(['1'], { has_next_page: true, end_cursor: '' })], []],
    [
      'a page that repeats its cursor',
      [page(['1'], { has_next_page: true, end_cursor: 'c' }), page(['2'], { has_next_page: true, end_cursor: 'c' })],
      ['1', '2'],
    ],
    [
      'cursors that go in a circle',
      ['a', 'b', 'a'].map((end_cursor, index) => page([`${index}`], { has_next_page: true, end_cursor })),
      ['0', '1', '2'],
    ],
    [
      'a page of another form',
      [page(['1'], { has_next_page: true, end_cursor: 'c' }), '{"success":true,"data":{"id":"2"}}'],
      ['1'],
    ],
  ])('fails at %s', async (_, pages, before) => {
    const seen = answering('GET', ...pages.map(text => [200, text] as [number, string]));
    const { ids, failure } = await walk(clientOnLine().client.all('Data'));
    expect(ids).toEqual(before);
    expect(failure).toMatchObject({ name: 'CliError', code: 'BAD_REPLY', exit: 12 });
    expect(seen).toHaveLength(pages.length);
  });

  it('fails as a whole when the second page is refused', async () => {
    answering('GET', [200, fixture('portal-list-page-1')], [403, 'no']);
    const { failure } = await walk(clientOnLine().client.all('Accounts'));
    expect(failure).toMatchObject({ code: 'FORBIDDEN', exit: 4 });
  });

  it('tries the second page again when it fails in passing', async () => {
    answering('GET', [200, fixture('portal-list-page-1')], [502, 'bad gateway'], [200, fixture('portal-list-page-3')]);
    const { ids, failure } = await walk(clientOnLine().client.all('Accounts'));
    expect(failure).toBeUndefined();
    expect(ids).toHaveLength(3);
  });
});
