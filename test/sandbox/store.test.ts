import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CliError } from '../../src/errors.ts';
import { toRefusal } from '../../src/sandbox/http/respond.ts';
import { seed } from '../../src/sandbox/seed/seed.ts';
import { resetStore } from '../../src/sandbox/store.ts';
import { ENTITIES } from '../../src/wire/entities.ts';
import { JOHN, NOW, openSpace, opportunity, type Space, temporaryFolder } from './space.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let statePath: string;
const open: Space[] = [];

beforeEach(async () => {
  folder = await temporaryFolder();
  statePath = join(folder.path, 'deep', 'state.json');
});

afterEach(async () => {
  for (const space of open.splice(0)) await space.close();
  await folder.remove();
});

async function start(): Promise<Space> {
  const space = await openSpace(statePath);
  open.push(space);
  return space;
}

const account = (name: string) => ({ name, owner_id: JOHN, country: 'Keptland' });
/** Rows of one space as another one links them. */
const inSpace = (space: Space, other: Space, rows: unknown[]) =>
  JSON.parse(JSON.stringify(rows).replaceAll(other.base, space.base));
const kept = async (space: Space) =>
  (await space.rows('Accounts?filter[country]=Keptland&first=100')).map(row => row.name).sort();

test('nothing is written before the first write, and then only for us', async () => {
  const space = await start();
  await space.rows('Accounts');
  expect((await space.post('Accounts', {})).status).toBe(422);
  expect((await space.post('Accounts/batch-modify', [])).status).toBe(200);
  await expect(stat(statePath)).rejects.toMatchObject({ code: 'ENOENT' });
  await space.make('Accounts', account('one'));
  expect((await stat(statePath)).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder.path, 'deep'))).mode & 0o777).toBe(0o700);
  expect(await readdir(join(folder.path, 'deep'))).toEqual(['state.json']);
});

test('what was written is there for the next one, digits and all', async () => {
  const space = await start();
  const text = JSON.stringify(opportunity()).replace('"base_value":100', '"base_value":0.1234567890123456789012');
  const { body } = await space.send('POST', 'Opportunities', text);
  await space.delete(`Opportunities/${body.data.id}`);
  await space.close();
  const reply = await (await start()).get(`Opportunities/${body.data.id}`);
  expect(reply.text).toContain('"base_value":0.1234567890123456789012');
  expect(reply.body.data.is_deleted).toBe(true);
});

test('two at the same time see what the other wrote', async () => {
  const [one, two] = [await start(), await start()];
  await one.make('Accounts', account('from one'));
  expect(await kept(two)).toEqual(['from one']);
  await two.make('Accounts', account('from two'));
  expect(await kept(one)).toEqual(['from one', 'from two']);
});

test('twenty at once from two lose nothing', async () => {
  const spaces = [await start(), await start()];
  const names = Array.from({ length: 20 }, (_, n) => `n${String(n).padStart(2, '0')}`);
  await Promise.all(names.map((name, n) => spaces[n % 2]!.make('Accounts', account(name))));
  for (const space of [...spaces, await start()]) expect(await kept(space)).toEqual(names);
});

test('the file holds what was written, and nothing of what is there at first', async () => {
  const space = await start();
  const { id } = await space.make('Accounts', account('one'));
  const step = await space.row('Steps?filter[name]=Qualified');
  await space.patch(`Steps/${step.id}`, { timeframe: 21 });
  const { version, entities } = JSON.parse(await readFile(statePath, 'utf8'));
  expect([version, entities]).toMatchObject([2, { Accounts: [{ id }], Steps: [{ id: step.id, timeframe: 21 }] }]);
  expect(Object.keys(entities)).toEqual(['Steps', 'Accounts']);
  const [steps, accounts] = [await space.rows('Steps?order-by=id'), await space.rows('Accounts?first=100')];
  await space.close();
  const again = await start();
  expect(await again.rows('Steps?order-by=id')).toEqual(inSpace(again, space, steps));
  expect(await again.rows('Accounts?first=100')).toEqual(inSpace(again, space, accounts));
});

test('a file with all records, as it was written once, is read, and its changes are written anew', async () => {
  const all = seed();
  const entities: Record<string, unknown[]> = {};
  // Collections that came later are missing.
  for (const entity of ENTITIES.slice(0, ENTITIES.indexOf('Notes'))) entities[entity] = [...all.rows(entity)];
  const [first, ...rest] = all.rows('Opportunities');
  entities.Opportunities = [{ ...first, name: 'Other name' }, ...rest];
  entities.Accounts!.push({ ...all.rows('Accounts')[0], id: '0a0a0a0a-0000-0000-0000-000000000001', name: 'Mine' });
  await mkdir(join(folder.path, 'deep'));
  await writeFile(statePath, JSON.stringify({ version: 1, saved: NOW, entities }));
  const space = await start();
  expect(await space.rows('Accounts?filter[name]=Mine')).toHaveLength(1);
  expect((await space.get(`Opportunities/${first!.id}`)).body.data.name).toBe('Other name');
  expect(JSON.parse(await readFile(statePath, 'utf8')).version).toBe(1);
  await space.patch(`Opportunities/${rest[0]!.id}`, { ranking: 9 });
  const state = JSON.parse(await readFile(statePath, 'utf8'));
  expect([state.version, Object.keys(state.entities)]).toEqual([2, ['Accounts', 'Opportunities']]);
  expect(state.entities.Opportunities).toMatchObject([{ name: 'Other name' }, { id: rest[0]!.id, ranking: 9 }]);
  expect(state.entities.Accounts).toMatchObject([{ name: 'Mine' }]);
});

test('a file from before the ids of the tutorial were known has its account once', async () => {
  const [account] = seed().where('Accounts', 'name', 'Ziemann and Sons');
  const before = { ...account, id: '84ca03da-bbf3-0f8b-ab53-70bb7cb1ff64', city: 'Kassel' };
  await mkdir(join(folder.path, 'deep'));
  await writeFile(statePath, JSON.stringify({ version: 2, saved: NOW, entities: { Accounts: [before] } }));
  const rows = await (await start()).rows('Accounts?filter[name]=Ziemann and Sons');
  expect(rows).toMatchObject([{ id: account!.id, city: 'Kassel' }]);
});

describe('a file that cannot be used', () => {
  test.each([
    ['cut off', '{"version":1,"enti'],
    ['empty', ''],
    ['no object', '[]'],
    ['of no version', '{"entities":{}}'],
    ['without records', '{"version":1}'],
    ['with a collection missing', '{"version":1,"entities":{"Clients":[]}}'],
    ['with a row without an id', '{"version":1,"entities":{"Clients":[{}]}}'],
    ['with a change without an id', '{"version":2,"entities":{"Clients":[{}]}}'],
    ['with changes that are none', '{"version":2,"entities":{"Clients":{}}}'],
    ['not text', Buffer.from([0xff, 0xfe, 0x00])],
  ])('%s: is named and kept, until it is reset', async (_, content) => {
    await mkdir(join(folder.path, 'deep'));
    await writeFile(statePath, content);
    await expect(start()).rejects.toMatchObject({
      code: 'BAD_SETTINGS',
      message: expect.stringContaining(statePath),
    });
    await expect(start()).rejects.toThrow('pipeliner sandbox reset');
    expect(await readFile(statePath)).toEqual(Buffer.from(content));
    await resetStore(statePath, () => NOW);
    expect(await (await start()).rows('Pipelines')).toHaveLength(2);
  });

  test('of another version: is kept too', async () => {
    await resetStore(statePath, () => NOW);
    const text = (await readFile(statePath, 'utf8')).replace('"version":2', '"version":3');
    await writeFile(statePath, text);
    await expect(start()).rejects.toMatchObject({
      code: 'BAD_SETTINGS',
      message: expect.stringContaining('is of version 3, not 2'),
    });
    expect(await readFile(statePath, 'utf8')).toBe(text);
  });

  test('damaged while it runs: each request says so, nothing is written over it', async () => {
    const space = await start();
    await space.make('Accounts', account('one'));
    await writeFile(statePath, 'oh no');
    for (const reply of [await space.get('Accounts'), await space.post('Accounts', account('two'))]) {
      expect(reply.status).toBe(500);
      expect(reply.body).toMatchObject({ success: false, message: expect.stringContaining('is damaged') });
    }
    expect(await readFile(statePath, 'utf8')).toBe('oh no');
    await resetStore(statePath, () => NOW);
    expect(await kept(space)).toEqual([]);
  });

  test('a symbolic link or a folder in its place is refused and left', async () => {
    const target = join(folder.path, 'precious.json');
    await writeFile(target, '{"mine":true}');
    await mkdir(join(folder.path, 'deep'));
    await symlink(target, statePath);
    await expect(start()).rejects.toMatchObject({ code: 'LOCAL_DISK', message: expect.stringContaining(statePath) });
    await expect(resetStore(statePath, () => NOW)).rejects.toMatchObject({ code: 'LOCAL_DISK' });
    expect(await readFile(target, 'utf8')).toBe('{"mine":true}');
    statePath = join(folder.path, 'deep');
    await expect(start()).rejects.toMatchObject({ code: 'LOCAL_DISK' });
  });
});

test('a disk that cannot be written to is told by the request that needs it', async () => {
  const space = await start();
  expect(await space.rows('Accounts?first=1')).toHaveLength(1);
  await writeFile(join(folder.path, 'deep'), 'a file where the folder belongs');
  const { status, body } = await space.post('Accounts', account('one'));
  expect([status, body.message]).toEqual([409, expect.stringContaining(`${statePath} could not be locked`)]);
});

test('a lock that others keep is a reason to come again', () => {
  const cause = Object.assign(new Error('Locked'), { code: 'ELOCKED' });
  const heard: Error[] = [];
  const locked = new CliError('LOCAL_DISK', 'It could not be locked', { cause });
  expect(toRefusal(locked, { onDiskFailure: error => heard.push(error) })).toMatchObject({ status: 429 });
  expect(heard).toEqual([]);
  const full = new CliError('LOCAL_DISK', 'No space is left');
  expect(toRefusal(full, { onDiskFailure: error => heard.push(error) })).toMatchObject({ status: 409 });
  expect(heard).toEqual([full]);
});

test('reset puts the seed back', async () => {
  const space = await start();
  const before = await space.rows('Accounts?first=100&include-deleted=true');
  await space.make('Accounts', account('one'));
  await space.delete(`Accounts/${before[0].id}`);
  await resetStore(statePath, () => NOW);
  expect(await space.rows('Accounts?first=100&include-deleted=true')).toEqual(before);
});
