import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LARGE, seed } from '../../../src/sandbox/seed/seed.ts';
import { MemoryStore } from '../../../src/sandbox/store.ts';
import { openSpace, opportunity, temporaryFolder } from '../space.ts';

test('a big space begins with the records of the normal one, and has very many', () => {
  const [normal, large] = [seed(), seed(LARGE)];
  for (const [entity, count] of [
    ['Accounts', 20_000],
    ['Contacts', 50_000],
    ['Opportunities', 50_000],
  ] as const) {
    const rows = large.rows(entity);
    expect([entity, rows.length, new Set(rows.map(row => row.id)).size]).toEqual([entity, count, count]);
    const first = normal.rows(entity).slice(0, entity === 'Accounts' ? 60 : 10);
    expect(rows.slice(0, first.length)).toEqual(first);
  }
});

test('it is served, and what is written to it is in no file', async () => {
  const folder = await temporaryFolder();
  const statePath = join(folder.path, 'state.json');
  const space = await openSpace(statePath, { size: 'large' });
  try {
    const { id } = await space.make('Opportunities', opportunity());
    expect((await space.get(`Opportunities/${id}`)).status).toBe(200);
    expect((await space.get('Opportunities?first=1')).body.total).toBe(50_001);
    await expect(access(statePath)).rejects.toMatchObject({ code: 'ENOENT' });
  } finally {
    await space.close();
    await folder.remove();
  }
});

test('records in memory stay as they were when a write fails', async () => {
  const store = new MemoryStore(seed());
  const failing = store.write(tables => {
    tables.put('Accounts', { id: 'x' });
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect((await store.read()).get('Accounts', 'x')).toBeUndefined();
  await store.write(tables => tables.put('Accounts', { id: 'x' }));
  expect((await store.read()).get('Accounts', 'X')).toEqual({ id: 'x' });
});
