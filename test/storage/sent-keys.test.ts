import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newHolderName } from '../../src/storage/lock-holder.ts';
import { openSentKeys, type SentKey } from '../../src/storage/sent-keys.ts';

let folder: string;
let said: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'));
  said = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const KEY = { field: 'cf_no', key: '7' };
const SENT: SentKey = { id: 'deal1', body: { name: 'Anvil' } };
const keys = (space = 'here', at = folder) =>
  openSentKeys(at, space, {
    wait: 30,
    signal: new AbortController().signal,
    say: async line => void said.push(line),
  });
const remember = (sent = SENT, key = KEY) => keys().hold(key, (_, save) => save(sent));
const earlier = (key = KEY, space = 'here') => keys(space).hold(key, async sent => sent);

describe('what was sent with a client key', () => {
  it('is there for the next run with the same key, field and space, and for no other', async () => {
    expect(await earlier()).toBeUndefined();
    await remember();
    expect(await earlier()).toMatchObject(SENT);
    expect(await keys().read(KEY)).toMatchObject(SENT);
    expect(await keys('there').read(KEY)).toBeUndefined();
    expect(await earlier({ ...KEY, key: '8' })).toBeUndefined();
    expect(await earlier({ ...KEY, field: 'cf_other' })).toBeUndefined();
    expect(await earlier(KEY, 'there')).toBeUndefined();
  });

  it('counts as unknown if its file is damaged', async () => {
    await remember();
    const [name] = await readdir(folder);
    await writeFile(join(folder, name!), '{', { mode: 0o600 });
    expect(await earlier()).toBeUndefined();
    expect(said).toEqual([]);
  });

  it('is kept for three months, and longer if there are few', async () => {
    const old = Array.from({ length: 2000 }, (_, n) => join(folder, `${n}.json`));
    for (const path of old) await writeFile(path, '{}', { mode: 0o600 });
    await utimes(old[0]!, 1, 1);
    await remember();
    expect((await readdir(folder)).length).toBe(2000);
    await rm(old[1]!);
    await utimes(old[2]!, 1, 1);
    await remember();
    expect((await readdir(folder)).length).toBe(1999);
  });
});

describe('the work for a client key', () => {
  it('is refused while another process is at it', async () => {
    await remember();
    const [name] = await readdir(folder);
    const lock = join(folder, `${name}.lock`, newHolderName());
    await mkdir(lock, { recursive: true, mode: 0o700 });
    await expect(earlier()).rejects.toMatchObject({ code: 'LOCAL_DISK', retrySafe: true });
  });

  it('is done where nothing can be stored, which is said', async () => {
    const nowhere = keys('here', '/proc/none/keys');
    expect(await nowhere.hold(KEY, async (sent, save) => [sent, await save(SENT)])).toEqual([undefined, undefined]);
    expect(said).toEqual([expect.stringMatching(/^Another run with this client key would not be noticed\. .*\/proc/)]);
  });

  it('is done once, even if it fails for want of a disk', async () => {
    let times = 0;
    const work = keys().hold(KEY, async () => {
      times += 1;
      throw new Error('mine');
    });
    await expect(work).rejects.toThrow('mine');
    expect(times).toBe(1);
  });

  it('waits for whoever holds all keys of its field', async () => {
    const release = await keys().holdFields('Opportunities', ['cf_no']);
    await expect(earlier()).rejects.toThrow('could not be locked');
    expect(await earlier({ ...KEY, field: 'cf_other' })).toBeUndefined();
    release();
    await remember();
    expect(await earlier()).toMatchObject(SENT);
  });

  it('is waited for by who wants to hold all keys', async () => {
    let end = () => {};
    let isWorking = () => {};
    const working = new Promise<void>(resolve => {
      isWorking = resolve;
    });
    const work = keys().hold(KEY, async () => {
      isWorking();
      await new Promise<void>(resolve => {
        end = resolve;
      });
    });
    await working;
    await expect(keys().holdFields('Opportunities', ['cf_no'])).rejects.toThrow('could not be locked');
    end();
    await work;
    (await keys().holdFields('Opportunities', ['cf_no']))();
  });
});
