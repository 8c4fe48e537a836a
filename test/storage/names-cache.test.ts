import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from '../../src/storage/locks.ts';
import { LIST_TTL_MS, MAX_NAMES, openNamesCache } from '../../src/storage/names-cache.ts';
import { namesFile, parseNames, viewKey } from '../../src/storage/names-file.ts';

const VIEW = viewKey({ origin: 'https://here.example', space: 'one', username: 'us-1' });
const OWNERS = { choices: [{ id: 'a', name: 'Ada', detail: 'ada@example.com' }], more: false };
const EURO = { id: 'eur', name: 'EUR', detail: '€', base: true };

let folder: string;
let path: string;
let time: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pipeliner-known-'));
  path = namesFile({ cache: folder }, VIEW);
  time = Date.parse('2026-05-04T10:00:00Z');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (view = VIEW, refresh = false) => openNamesCache(path, view, () => new Date(time), refresh);
const names = async () => parseNames(await readFile(path, 'utf8'), VIEW);

async function kept(): Promise<void> {
  const reference = open();
  reference.saveList('owners', OWNERS);
  reference.addNames('Clients', OWNERS.choices);
  await reference.flush();
}

describe('a list that was read', () => {
  it('is there for some minutes, and then no more', async () => {
    await kept();
    expect(await open().list('owners')).toEqual(OWNERS);
    expect(await open().list('steps')).toBeUndefined();
    time += LIST_TTL_MS - 1;
    expect(await open().list('owners')).toEqual(OWNERS);
    time += 1;
    expect(await open().list('owners')).toBeUndefined();
  });

  it('is as good as none when the clock was set back', async () => {
    await kept();
    time -= 1000;
    expect(await open().list('owners')).toBeUndefined();
  });

  it('is not asked for with --refresh, and kept all the same', async () => {
    await kept();
    const reference = open(VIEW, true);
    expect(await reference.list('owners')).toBeUndefined();
    reference.saveList('currencies', [EURO]);
    await reference.flush();
    expect(await open().list('currencies')).toEqual([EURO]);
  });

  it('goes when something was written, names stay', async () => {
    await kept();
    const reference = open();
    reference.dropLists();
    await reference.flush();
    expect(await open().list('owners')).toBeUndefined();
    expect((await names()).Clients).toHaveLength(1);
  });

  it('of another user or space is none', async () => {
    await kept();
    expect(await open('sandbox').list('owners')).toBeUndefined();
    expect(parseNames(await readFile(path, 'utf8'), 'sandbox')).toEqual({});
    expect(namesFile({ cache: folder }, 'sandbox')).not.toBe(path);
  });

  it('is written again only when it is new, or about to be too old', async () => {
    await kept();
    const { mtimeNs } = await stat(path, { bigint: true });
    const written = async () => (await stat(path, { bigint: true })).mtimeNs !== mtimeNs;
    await kept();
    time += LIST_TTL_MS / 2 - 1;
    await kept();
    expect(await written()).toBe(false);
    time += 1;
    await kept();
    expect(await written()).toBe(true);
  });
});

describe('the names', () => {
  it('are those seen last, each record once', async () => {
    const reference = open();
    reference.addNames('Accounts', [{ id: '1', name: 'Acme' }]);
    reference.addNames('Accounts', [{ id: '2', name: 'Borealis', detail: 'Oslo' }]);
    reference.addNames('Accounts', [{ id: '1', name: 'Acme Inc.' }]);
    await reference.flush();
    const seen = '2026-05-04';
    expect(await names()).toEqual({
      Accounts: [
        { id: '1', name: 'Acme Inc.', seen },
        { id: '2', name: 'Borealis', detail: 'Oslo', seen },
      ],
    });
  });

  it('go when a whole list came without them, or thirty days after they were seen', async () => {
    const note = async (id: string, whole = false) => {
      const reference = open();
      reference.addNames('Accounts', [{ id, name: id }], whole);
      await reference.flush();
      return (await names()).Accounts!.map(one => one.id);
    };
    await note('1');
    time += 20 * 86_400_000;
    expect(await note('2')).toEqual(['1', '2']);
    time += 11 * 86_400_000;
    expect(await note('3')).toEqual(['2', '3']);
    expect(await note('4', true)).toEqual(['4']);
  });

  it('are only so many', async () => {
    const many = Array.from({ length: MAX_NAMES + 5 }, (_, n) => ({ id: String(n), name: `Company ${n}` }));
    for (const part of [many, many.slice(-10)]) {
      const reference = open();
      reference.addNames('Accounts', part);
      await reference.flush();
      time += 86_400_000;
    }
    const { Accounts = [] } = await names();
    expect(Accounts).toHaveLength(MAX_NAMES);
    expect(Accounts.filter(one => Number(one.id) >= MAX_NAMES)).toHaveLength(5);
  });

  it('are none that nobody would complete', async () => {
    const reference = open();
    reference.addNames('Accounts', [
      { id: 'long', name: 'x'.repeat(501) },
      { id: 'short', name: 'y'.repeat(500) },
    ]);
    await reference.flush();
    expect((await names()).Accounts?.map(({ id }) => id)).toEqual(['short']);
  });

  it('are none of people outside the space, whose ids are there', async () => {
    const reference = open();
    reference.addNames('Contacts', [{ id: '1', name: 'Ida Ziemann' }]);
    reference.addNames('Clients', [{ id: '2', name: 'John Doe' }]);
    await reference.flush();
    expect(Object.keys(await names())).toEqual(['Contacts', 'Clients']);
    expect((await names()).Contacts).toEqual([{ id: '1', name: '', seen: '2026-05-04' }]);
  });

  it('are told by the beginning of an id, in any case, before they are written, too', async () => {
    const reference = open();
    reference.addNames('Opportunities', [
      { id: 'ABCD1', name: 'One' },
      { id: 'abcd2', name: 'Two' },
    ]);
    expect(await reference.idsFrom('Opportunities', 'aBcD')).toEqual(['ABCD1', 'abcd2']);
    await reference.flush();
    expect(await open().idsFrom('Opportunities', 'abcd2')).toEqual(['abcd2']);
    expect(await open().idsFrom('Accounts', 'abcd2')).toEqual([]);
  });

  it('survive several writers at once', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(
      ids.map(async id => {
        const reference = open();
        reference.addNames('Clients', [{ id, name: id }]);
        await reference.flush();
      }),
    );
    expect((await names()).Clients!.map(one => one.id).sort()).toEqual(ids);
  });
});

describe('the file', () => {
  // A patient wait takes half a minute.
  it('keeps nobody long when somebody else keeps it locked', { timeout: 25_000 }, async () => {
    const reference = open();
    reference.addNames('Clients', [{ id: 'a', name: 'Ada' }]);
    await withLock(path, () => reference.flush());
    expect(await readdir(join(path, '..'))).toEqual([]);
  });

  it('is for nobody else', async () => {
    await kept();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(path, '..'))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(path, '..'))).toHaveLength(1);
  });

  it('is another for each view, and has a name that every system takes', () => {
    expect(path).toBe(join(folder, 'pipeliner', 'known', 'us-1-in-one-at-https-here.example.json'));
    expect(namesFile({ cache: folder }, `${VIEW}/../..`)).toMatch(
      /known.us-1-in-one-at-https-here.example-..-...json$/,
    );
    expect(namesFile({ cache: folder }, 'x'.repeat(999)).length).toBeLessThan(folder.length + 200);
  });

  it.each([
    ['cut', '{"view": "us-'],
    ['of another form', '{"view": 1, "names": [], "lists": "x"}'],
    ['a list', '[]'],
    ['not UTF-8', Buffer.from([0xff, 0xfe, 0x00])],
    ['empty', ''],
  ])('is begun anew when it is %s', async (_, damage) => {
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
    await writeFile(path, damage, { mode: 0o600 });
    expect(await open().list('owners')).toBeUndefined();
    expect(parseNames(String(damage), VIEW)).toEqual({});
    await kept();
    expect(await open().list('owners')).toEqual(OWNERS);
  });

  it('is left alone where it is a link, and stops nobody', async () => {
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
    const target = join(folder, 'precious');
    await writeFile(target, 'mine', { mode: 0o600 });
    await symlink(target, path);
    await kept();
    expect(await open().list('owners')).toBeUndefined();
    expect(await readFile(target, 'utf8')).toBe('mine');
  });

  it('cannot be where there is no folder for it, and stops nobody', async () => {
    await writeFile(join(folder, 'pipeliner'), 'a file');
    await kept();
    expect(await open().list('owners')).toBeUndefined();
    await rm(join(folder, 'pipeliner'));
    await mkdir(join(folder, 'pipeliner'));
    await chmod(join(folder, 'pipeliner'), 0o500);
    await kept();
    await chmod(join(folder, 'pipeliner'), 0o700);
  });

  it('is not looked through for what is not of the right form', () => {
    const text = JSON.stringify({
      view: VIEW,
      names: {
        Accounts: [{ id: '1', name: 'Acme' }, { id: 2, name: 'x' }, null, { id: '3', name: 'y', pipeline: 'z' }],
        Clients: 'no list',
      },
    });
    expect(parseNames(text, VIEW)).toEqual({ Accounts: [{ id: '1', name: 'Acme' }], Clients: [] });
    expect(parseNames(undefined, VIEW)).toEqual({});
  });
});

it('keeps nothing of an empty list that each of many rows reads again', async () => {
  let looks = 0;
  const reference = openNamesCache(path, VIEW, () => {
    looks += 1;
    return new Date(time);
  });
  // Each change that is kept asks for the time when it is made.
  for (let row = 0; row < 1000; row++) reference.addNames('SalesUnits', [], true);
  for (let row = 0; row < 1000; row++) reference.addNames('OpportunityTypes', []);
  await reference.flush();
  expect(looks).toBeLessThan(10);
});
