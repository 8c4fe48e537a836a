import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergePages } from '../../../src/commands/lists/merge-pages.ts';
import type { Row } from '../../../src/wire/entities.ts';
import { useSandbox } from '../../support/hooks.ts';
import { runHere } from '../../support/host.ts';

const space = useSandbox();

const run = (columns: number | undefined, ...args: string[]) => runHere(args, { env: space.env, columns });
async function names(...args: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await run(
    undefined,
    'contacts',
    ...args,
    '--fields',
    'first_name,last_name',
    '--json',
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout).map(({ first_name, last_name }: Row) => `${first_name} ${last_name}`);
}

describe('--search on contacts', () => {
  it.each([
    ['Ida', /Ida /],
    ['ziemann', / Ziemann$/],
    ['Ida Zi', /^Ida Ziemann$/],
    ['ziemann  ida', /^Ida Ziemann$/],
    ['高橋', /高橋/],
  ])('looks at the full name: %s', async (words, name) => {
    const found = await names('--search', words);
    expect(found).not.toEqual([]);
    for (const each of found) expect(each).toMatch(name);
  });

  it('finds all of them, each once, in the order of the list, whatever the pages', async () => {
    const all = JSON.parse((await run(undefined, 'contacts', '--json', '--order-by', 'last_name,first_name')).stdout);
    const expected = all
      .filter(({ first_name, last_name }: Row) => /a/i.test(`${first_name}`) || /a/i.test(`${last_name}`))
      .map(({ id }: Row) => id);
    expect(expected.length).toBeGreaterThan(30);
    const ids = async (...more: string[]) =>
      (await run(undefined, 'contacts', '--search', 'a', '--format', 'ids', ...more)).stdout.trimEnd().split('\n');
    const inOrder = ['--order-by', 'last_name,first_name'];
    for (const size of ['1', '7', '100']) expect(await ids(...inOrder, '--page-size', size)).toEqual(expected);
    expect(await ids('--limit', '9')).toEqual(expected.slice(0, 9));
    expect((await ids()).toSorted()).toEqual(expected.toSorted());
  });

  it('prints the fields that were asked for, and no others', async () => {
    const { stdout } = await run(undefined, 'contacts', '--search', 'Ida Zi', '--fields', 'first_name', '--json');
    expect(Object.keys(JSON.parse(stdout)[0])).toEqual(['id', 'first_name']);
  });

  it('looks at the e-mail if there is an @', async () => {
    expect(await names('--search', 'contact1@ziemann')).toEqual(['Ida Ziemann']);
  });

  it('has no cursor, since it is more than one list', async () => {
    expect(await run(undefined, 'contacts', '--search', 'x', '--last', '5')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no cursor'),
    });
  });
});

describe('an empty list', () => {
  it.each([
    [['contacts', '--search', 'qqq'], "No contacts match 'qqq'."],
    [['accounts', '--search', 'qqq'], "No accounts match 'qqq'."],
    [['accounts', '--search', 'qqq', '--filter', 'city=X'], "No accounts match 'qqq' and these filters."],
    [['fields', '--entity', 'Nothing'], 'No fields match these filters.'],
    [['contacts', '--account', 'Nothing here'], undefined],
  ])('%j is said to a person', async (args, words) => {
    const { stdout, stderr } = await run(80, ...args);
    if (words) expect({ stdout, stderr }).toEqual({ stdout: '', stderr: `${words}\n` });
    expect((await run(undefined, ...args)).stderr.includes('match')).toBe(false);
  });
});

describe('lists that are merged', () => {
  const rows = fc.uniqueArray(
    fc.record({ id: fc.integer({ min: 0, max: 40 }).map(String), n: fc.integer({ min: 0, max: 9 }) }),
    {
      selector: ({ id }) => id,
    },
  );
  const inOrder = (all: readonly { id: string; n: number }[]) =>
    all.toSorted((a, b) => a.n - b.n || (a.id < b.id ? -1 : 1));

  async function* pagesOf(all: readonly Row[], size: number) {
    for (let start = 0; start === 0 || start < all.length; start += size) {
      const page = all.slice(start, start + size);
      yield { rows: page, ...(start + size < all.length ? { next: 'x' } : {}) };
    }
  }

  it('are one list in order, with each record once, and the last page has no next', async () => {
    const subset = fc.array(fc.boolean(), { minLength: 41, maxLength: 41 });
    await fc.assert(
      fc.asyncProperty(rows, subset, subset, fc.integer({ min: 1, max: 5 }), async (all, left, right, size) => {
        const lists = [left, right].map(chosen => inOrder(all.filter(({ id }) => chosen[Number(id)])));
        const merged = [];
        for await (const page of mergePages(
          lists.map(list => pagesOf(list, size)),
          ['n'],
        ))
          merged.push(page);
        const expected = inOrder(all.filter(({ id }) => left[Number(id)] || right[Number(id)]));
        expect(merged.flatMap(page => page.rows)).toEqual(expected);
        // A page without rows would be said to be progress.
        for (const page of merged.slice(0, -1)) expect(page.rows).not.toEqual([]);
        expect(merged.map(({ next }) => next !== undefined)).toEqual(
          merged.map((_, index) => index < merged.length - 1),
        );
      }),
    );
  });
});
