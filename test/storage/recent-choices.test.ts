import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRecentStore } from '../../src/storage/recent-choices.ts';

let folder: string;
const file = () => join(folder, 'recent.json');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pipeliner-recent-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const nothing = { owners: [], accounts: [] };

describe('what was chosen lately', () => {
  it('is nothing at first', async () => {
    expect(await openRecentStore(folder, 'here').load()).toEqual(nothing);
  });

  it('has the last choice in front, each once, and the oldest forgotten', async () => {
    const memory = openRecentStore(folder, 'https://here.example/spaces/one');
    for (const owner of ['a', 'b', 'c', 'a', 'd']) await memory.add({ owners: [owner], accounts: [] });
    await memory.add({ owners: [], accounts: ['x', 'y'] });
    expect(await memory.load()).toEqual({ owners: ['d', 'a', 'c'], accounts: ['x', 'y'] });
  });

  it('is kept apart for each space', async () => {
    await openRecentStore(folder, 'one.example').add({ owners: ['a'], accounts: [] });
    expect(await openRecentStore(folder, 'two.example').load()).toEqual(nothing);
    expect(await openRecentStore(folder, 'one.example').load()).toEqual({ owners: ['a'], accounts: [] });
  });

  it('survives several writers at once', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    await Promise.all(names.map(name => openRecentStore(folder, name).add({ owners: [name], accounts: [] })));
    for (const name of names) expect((await openRecentStore(folder, name).load()).owners).toEqual([name]);
  });

  it('is for the user alone', async () => {
    await openRecentStore(folder, 'here').add({ owners: ['a'], accounts: [] });
    expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['not JSON', '{'],
    ['of another shape', '{"here":{"owners":"a"}}'],
  ])('is nothing when the file is %s, which is left as it was', async (_, text) => {
    await writeFile(file(), text);
    await openRecentStore(folder, 'here').add({ owners: ['a'], accounts: [] });
    expect(await openRecentStore(folder, 'here').load()).toEqual(nothing);
    expect(await readFile(file(), 'utf8')).toBe(text);
  });

  it('is not written through a link', async () => {
    const other = join(folder, 'other.json');
    await writeFile(other, '{}');
    await symlink(other, file());
    await openRecentStore(folder, 'here').add({ owners: ['a'], accounts: [] });
    expect(await readFile(other, 'utf8')).toBe('{}');
  });
});
