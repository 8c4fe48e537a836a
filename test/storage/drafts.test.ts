import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { CliError } from '../../src/errors.ts';
import type { Draft } from '../../src/oppty/draft/draft.ts';
import { MAX_DRAFTS, openDrafts, type SavedDraft } from '../../src/storage/drafts.ts';
import { withLock } from '../../src/storage/locks.ts';
import { decimal } from '../../src/wire/json.ts';
import { DEAL } from '../support/deals.ts';

let folder: string;
let clock: Date;
let complaints: string[];

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'pipeliner-drafts-')), 'drafts');
  clock = new Date('2026-05-04T10:20:30Z');
  complaints = [];
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

const drafts = () => openDrafts(folder, () => clock);
const failed = async (told: string) => void complaints.push(told);
const begin = () => drafts().begin({ space: 'here', profile: 'work' }, failed);
const kept = async (): Promise<readonly SavedDraft[]> => (await drafts().all()).drafts;
const only = async (): Promise<SavedDraft> => {
  const all = await kept();
  expect(all).toHaveLength(1);
  return all[0]!;
};
const later = (seconds: number) => {
  clock = new Date(clock.getTime() + seconds * 1000);
};
const failing = (code: 'OUTCOME_UNKNOWN' | 'REJECTED') => async (): Promise<never> => {
  throw new CliError(code, 'as told');
};
const broken = (name: string, text = '{') => writeFile(join(folder, `${name}.json`), text, { mode: 0o600 });

describe('a draft', () => {
  it('is there after the first answer, and grows and shrinks with each', async () => {
    const keeper = begin();
    expect(keeper.id).toBeUndefined();
    expect(await kept()).toEqual([]);
    await keeper.save({ name: 'New' });
    later(5);
    await keeper.save({ name: 'New', value: '12' });
    expect(await only()).toMatchObject({
      ...{ id: keeper.id, space: 'here', profile: 'work', state: 'open', draft: { name: 'New', value: '12' } },
      ...{ started: '2026-05-04T10:20:30.000Z', saved: '2026-05-04T10:20:35.000Z' },
    });
    await keeper.save({ name: 'New' });
    expect((await only()).draft).toEqual({ name: 'New' });
  });

  it('is not there without an answer, and no more when the last is taken back', async () => {
    const keeper = begin();
    await keeper.save({ owner: undefined, fields: {} });
    expect(await kept()).toEqual([]);
    await keeper.save({ name: 'New' });
    await keeper.save({ name: undefined, fields: { ranking: undefined } });
    expect([await kept(), keeper.id]).toEqual([[], undefined]);
    await keeper.save({ name: 'New' });
    await only();
  });

  it('comes back as it was, with every digit', async () => {
    const draft: Draft = {
      ...DEAL,
      contacts: [],
      step: { words: 'first' },
      accounts: [{ id: 'x', name: 'X', more: { comment: 'big' } }],
      fields: { cf_price: decimal('12.50'), cf_note: null, cf_long: decimal('12345678901234567890') },
    };
    await begin().save(draft);
    expect((await only()).draft).toEqual(draft);
  });

  it('has an id that is short and easily typed', async () => {
    const keeper = begin();
    await keeper.save(DEAL);
    expect(keeper.id).toMatch(/^[a-z][2-9][a-z][2-9]$/);
    expect(await drafts().find(keeper.id!)).toMatchObject({ draft: { name: 'New machine' } });
  });

  it('is for the user alone', async () => {
    await begin().save(DEAL);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const [name] = await readdir(folder);
    expect((await stat(join(folder, name!))).mode & 0o777).toBe(0o600);
  });

  it('stands beside others, the newest first', async () => {
    const keepers = Array.from({ length: 8 }, begin);
    await Promise.all(keepers.map((keeper, n) => keeper.save({ name: `Deal ${n}` })));
    later(1);
    await keepers[3]!.save({ name: 'Last' });
    const all = await kept();
    expect(all).toHaveLength(8);
    expect(all[0]).toMatchObject({ draft: { name: 'Last' } });
  });

  it('that nobody knows by its id is NOT_FOUND', async () => {
    for (const id of ['k3f9', '../x', '']) await expect(drafts().find(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(drafts().remove('k3f9')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('can be removed', async () => {
    const keeper = begin();
    await keeper.save(DEAL);
    await drafts().remove(keeper.id!);
    expect(await kept()).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('sending a draft', () => {
  it('is marked while it lasts, and ends with no draft', async () => {
    const keeper = begin();
    await keeper.save(DEAL);
    later(60);
    const done = await keeper.send(DEAL, async () => {
      expect(await only()).toMatchObject({ state: 'sending', sent: '2026-05-04T10:21:30.000Z' });
      return 'record';
    });
    expect([done, await kept(), keeper.id]).toEqual(['record', [], undefined]);
  });

  it('that was refused leaves it open', async () => {
    const keeper = begin();
    await keeper.save(DEAL);
    await expect(keeper.send(DEAL, failing('REJECTED'))).rejects.toThrow('as told');
    const after = await only();
    expect(after).toMatchObject({ state: 'open' });
    expect(after.sent).toBeUndefined();
  });

  it.each([
    ['saved before', true],
    ['never saved', false],
  ])('with an unknown end keeps a draft that was %s', async (_, saved) => {
    const keeper = begin();
    if (saved) await keeper.save({ name: 'Older' });
    const sending = keeper.send(DEAL, async () => {
      later(30);
      return failing('OUTCOME_UNKNOWN')();
    });
    await expect(sending).rejects.toThrow('as told');
    expect(await only()).toMatchObject({ id: keeper.id, state: 'unknown', sent: '2026-05-04T10:20:30.000Z' });
    expect((await only()).draft.name).toBe('New machine');
  });

  it('that was never saved keeps nothing when it is refused or done', async () => {
    await expect(begin().send(DEAL, failing('REJECTED'))).rejects.toThrow('as told');
    expect(await begin().send(DEAL, async () => 'record')).toBe('record');
    expect(await kept()).toEqual([]);
  });

  it('is for one process at a time: another waits, and finds it done', async () => {
    const keeper = begin();
    await keeper.save(DEAL);
    const id = keeper.id!;
    let posts = 0;
    let end = (_: string) => {};
    const sending = keeper.send(DEAL, () => {
      posts += 1;
      return new Promise<string>(resolve => {
        end = resolve;
      });
    });
    await expect.poll(() => posts).toBe(1);
    const taking = drafts().take(id, {}, failed);
    end('record');
    await expect(taking).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await sending).toBe('record');
  });
});

describe('a draft that was taken over', () => {
  it('has what is new about it, and is saved and sent by the new one alone', async () => {
    const first = begin();
    await first.save({ name: 'New' });
    const { kept: taken, keeper } = await drafts().take(first.id!, { validationLevel: 4 }, failed);
    expect(taken).toMatchObject({ space: 'here', profile: 'work', validationLevel: 4, draft: { name: 'New' } });
    await keeper.save({ name: 'Newer' });
    await expect(first.save({ name: 'Older' })).rejects.toMatchObject({ code: 'LOCAL_DISK' });
    expect(await only()).toMatchObject({ draft: { name: 'Newer' }, validationLevel: 4 });
    let posts = 0;
    await keeper.send(DEAL, async () => {
      posts += 1;
    });
    expect([posts, await kept(), complaints]).toEqual([1, [], []]);
  });

  it.each(['taken', 'removed'])('or %s is not sent by who had it before', async how => {
    const first = begin();
    await first.save(DEAL);
    if (how === 'taken') await drafts().take(first.id!, {}, failed);
    else await drafts().remove(first.id!);
    let posts = 0;
    const send = () =>
      first.send(DEAL, async () => {
        posts += 1;
      });
    await expect(send()).rejects.toMatchObject({ code: 'LOCAL_DISK' });
    await expect(send()).rejects.toMatchObject({ code: 'LOCAL_DISK' });
    expect([posts, first.id]).toEqual([0, undefined]);
  });

  it('is not dropped by who had it before', async () => {
    const first = begin();
    await first.save(DEAL);
    await drafts().take(first.id!, {}, failed);
    await first.drop();
    await only();
  });

  it('stays unknown until it is saved', async () => {
    const first = begin();
    await first.send(DEAL, failing('OUTCOME_UNKNOWN')).catch(() => {});
    const { kept: taken, keeper } = await drafts().take(first.id!, {}, failed);
    expect(taken).toMatchObject({ state: 'unknown', sent: '2026-05-04T10:20:30.000Z' });
    expect(await only()).toMatchObject({ state: 'unknown' });
    await keeper.save(DEAL);
    expect((await only()).state).toBe('open');
  });
});

describe('what is kept', () => {
  const many = async (count: number, change: Partial<SavedDraft> = {}) => {
    await begin().save({ name: 'Model' });
    const model = await only();
    for (let n = 0; n < count; n++) {
      const id = `a${n}`;
      const saved = new Date(clock.getTime() - n * 1000).toISOString();
      await broken(id, JSON.stringify({ ...model, id, saved, draft: { name: `Deal ${n}` }, ...change }));
    }
    await drafts().remove(model.id);
  };

  it('has a limit, and the oldest go', async () => {
    await many(MAX_DRAFTS + 3);
    later(1);
    await begin().save({ name: 'Newest' });
    const names = (await kept()).map(({ draft }) => draft.name);
    expect(names).toHaveLength(MAX_DRAFTS);
    expect([names[0], names.at(-1)]).toEqual(['Newest', `Deal ${MAX_DRAFTS - 2}`]);
  });

  it('goes after thirty days', async () => {
    await many(2);
    later(30 * 24 * 3600 + 1);
    await begin().save({ name: 'Newest' });
    expect((await kept()).map(({ draft }) => draft.name)).toEqual(['Newest']);
  });

  it.each(['unknown', 'sending'] as const)('stays however old it is when its outcome is %s', async state => {
    await many(2, { state, sent: clock.toISOString() });
    later(99 * 24 * 3600);
    await begin().save({ name: 'Newest' });
    expect(await kept()).toHaveLength(3);
  });
});

describe('a file that cannot be used', () => {
  it.each([
    ['not JSON', '{'],
    ['of another shape', '{"id":7}'],
    ['with an answer of another shape', '{"draft":{"owner":7}}'],
    ['empty', ''],
    ['nested too deep', `{"draft":${'['.repeat(5000)}${']'.repeat(5000)}}`],
  ])('since it is %s is named and left, and the others are there', async (_, text) => {
    await begin().save(DEAL);
    await broken('bad', text);
    const { drafts: all, damaged } = await drafts().all();
    expect(all).toHaveLength(1);
    expect(damaged.map(({ code, message }) => [code, message])).toEqual([
      ['BAD_SETTINGS', expect.stringContaining(join(folder, 'bad.json'))],
    ]);
    await expect(drafts().find('bad')).rejects.toMatchObject({ code: 'BAD_SETTINGS' });
    expect(await readFile(join(folder, 'bad.json'), 'utf8')).toBe(text);
  });

  it('since it is a link is named and not followed', async () => {
    await begin().save(DEAL);
    await symlink(join(folder, '..', 'other'), join(folder, 'bad.json'));
    const { drafts: all, damaged } = await drafts().all();
    expect([all.length, damaged.length]).toEqual([1, 1]);
    await expect(drafts().take('bad', {}, failed)).rejects.toMatchObject({ code: 'LOCAL_DISK' });
  });

  it('stops nobody: it is said once, and the draft is sent', async () => {
    await mkdir(join(folder, '..', 'elsewhere'));
    await symlink(join(folder, '..', 'elsewhere'), folder);
    const keeper = begin();
    await keeper.save({ name: 'New' });
    await keeper.save(DEAL);
    expect(complaints).toEqual([expect.stringContaining(folder)]);
    expect(await keeper.send(DEAL, async () => 'record')).toBe('record');
    expect([complaints.length, keeper.id, await readdir(join(folder, '..', 'elsewhere'))]).toEqual([1, undefined, []]);
  });

  it('in the middle is said once; what became of the record is not lost', async () => {
    const keeper = begin();
    await keeper.save(DEAL);
    const path = join(folder, `${keeper.id}.json`);
    const sent = keeper.send(DEAL, async () => {
      await rm(path);
      await mkdir(path);
      return 'record';
    });
    expect(await sent).toBe('record');
    await keeper.drop();
    expect(complaints).toEqual([expect.stringContaining('is still there')]);
  });

  it('since another process has it locked is no reason to send it unmarked', async () => {
    const keeper = begin();
    await keeper.save(DEAL);
    let posts = 0;
    let release = () => {};
    const path = join(folder, `${keeper.id}.json`);
    await new Promise<void>(taken => {
      const locked = withLock(path, () => {
        taken();
        return new Promise<void>(done => {
          release = done;
        });
      });
      onTestFinished(() => locked);
    });
    const sending = keeper.send(DEAL, async () => {
      posts += 1;
    });
    await expect(sending).rejects.toMatchObject({ code: 'LOCAL_DISK' });
    release();
    expect(posts).toBe(0);
  });
});
