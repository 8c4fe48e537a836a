import { readdir, readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/oppty/draft/draft.ts';
import { sendOnce } from '../../src/outcome/send-once.ts';
import type { SavedDraft } from '../../src/storage/draft-session.ts';
import { MAX_DRAFTS } from '../../src/storage/drafts.ts';
import { decimal } from '../../src/wire/json.ts';
import { DEAL } from '../support/deals.ts';
import { useDraftFolder } from '../support/draft-folder.ts';

const home = useDraftFolder();

describe('a draft', () => {
  it('is there after the first answer, and grows and shrinks with each', async () => {
    const session = home.begin();
    expect(session.id).toBeUndefined();
    expect(await home.all()).toEqual([]);
    await session.save({ name: 'New' });
    home.pass(5);
    await session.save({ name: 'New', value: '12' });
    expect(await home.only()).toMatchObject({
      ...{ id: session.id, space: 'here', profile: 'work', state: 'open', draft: { name: 'New', value: '12' } },
      ...{ started: '2026-05-04T10:20:30.000Z', saved: '2026-05-04T10:20:35.000Z' },
    });
    await session.save({ name: 'New' });
    expect((await home.only()).draft).toEqual({ name: 'New' });
  });

  it('is not there without an answer, and no more when the last is taken back', async () => {
    const session = home.begin();
    await session.save({ owner: undefined, fields: {} });
    expect(await home.all()).toEqual([]);
    await session.save({ name: 'New' });
    await session.save({ name: undefined, fields: { ranking: undefined } });
    expect([await home.all(), session.id]).toEqual([[], undefined]);
    await session.save({ name: 'New' });
    await home.only();
  });

  it('comes back as it was, with every digit', async () => {
    const draft: Draft = {
      ...DEAL,
      contacts: [],
      step: { words: 'first' },
      accounts: [{ id: 'x', name: 'X', more: { comment: 'big' } }],
      fields: { cf_price: decimal('12.50'), cf_note: null, cf_long: decimal('12345678901234567890') },
    };
    await home.begin().save(draft);
    expect((await home.only()).draft).toEqual(draft);
  });

  it('has an id that is short and easily typed', async () => {
    const session = home.begin();
    await session.save(DEAL);
    expect(session.id).toMatch(/^[a-z][2-9][a-z][2-9]$/);
    expect(await home.drafts().find(session.id!)).toMatchObject({ draft: { name: 'New machine' } });
  });

  it('is for the user alone', async () => {
    await home.begin().save(DEAL);
    expect((await stat(home.folder)).mode & 0o777).toBe(0o700);
    const [name] = await readdir(home.folder);
    expect((await stat(join(home.folder, name!))).mode & 0o777).toBe(0o600);
  });

  it('stands beside others, the newest first', async () => {
    const sessions = Array.from({ length: 8 }, home.begin);
    await Promise.all(sessions.map((session, n) => session.save({ name: `Deal ${n}` })));
    home.pass(1);
    await sessions[3]!.save({ name: 'Last' });
    const all = await home.all();
    expect(all).toHaveLength(8);
    expect(all[0]).toMatchObject({ draft: { name: 'Last' } });
  });

  it('that nobody knows by its id is NOT_FOUND', async () => {
    for (const id of ['k3f9', '../x', ''])
      await expect(home.drafts().find(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(home.drafts().remove('k3f9')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('can be removed', async () => {
    const session = home.begin();
    await session.save(DEAL);
    await home.drafts().remove(session.id!);
    expect(await home.all()).toEqual([]);
    expect(await readdir(home.folder)).toEqual([]);
  });
});

describe('a draft that was taken over', () => {
  it('has what is new about it, and is saved and sent by the new one alone', async () => {
    const first = home.begin();
    await first.save({ name: 'New' });
    const { saved: taken, session } = await home.take(first.id!, { validationLevel: 4 });
    expect(taken).toMatchObject({ space: 'here', profile: 'work', validationLevel: 4, draft: { name: 'New' } });
    await session.save({ name: 'Newer' });
    await expect(first.save({ name: 'Older' })).rejects.toMatchObject({ code: 'LOCAL_DISK' });
    expect(await home.only()).toMatchObject({ draft: { name: 'Newer' }, validationLevel: 4 });
    let posts = 0;
    await sendOnce(session, DEAL, { time: home.now }, async () => {
      posts += 1;
    });
    expect([posts, await home.all(), home.complaints]).toEqual([1, [], []]);
  });

  it('is not dropped by who had it before', async () => {
    const first = home.begin();
    await first.save(DEAL);
    await home.take(first.id!, {});
    await first.drop();
    await home.only();
  });
});

describe('what is kept', () => {
  const many = async (count: number, change: Partial<SavedDraft<Draft>> = {}) => {
    await home.begin().save({ name: 'Model' });
    const model = await home.only();
    for (let n = 0; n < count; n++) {
      const id = `a${n}`;
      const saved = new Date(home.now.getTime() - n * 1000).toISOString();
      await home.write(id, JSON.stringify({ ...model, id, saved, draft: { name: `Deal ${n}` }, ...change }));
    }
    await home.drafts().remove(model.id);
  };

  it('has a limit, and the oldest go', async () => {
    await many(MAX_DRAFTS + 3);
    home.pass(1);
    await home.begin().save({ name: 'Newest' });
    const names = (await home.all()).map(({ draft }) => draft.name);
    expect(names).toHaveLength(MAX_DRAFTS);
    expect([names[0], names.at(-1)]).toEqual(['Newest', `Deal ${MAX_DRAFTS - 2}`]);
  });

  it('goes after thirty days', async () => {
    await many(2);
    home.pass(30 * 24 * 3600 + 1);
    await home.begin().save({ name: 'Newest' });
    expect((await home.all()).map(({ draft }) => draft.name)).toEqual(['Newest']);
  });

  it.each(['unknown', 'sending'] as const)('stays however old it is when its outcome is %s', async state => {
    await many(2, { state, sent: home.now.toISOString() });
    home.pass(99 * 24 * 3600);
    await home.begin().save({ name: 'Newest' });
    expect(await home.all()).toHaveLength(3);
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
    await home.begin().save(DEAL);
    await home.write('bad', text);
    const { drafts: all, damaged } = await home.drafts().all();
    expect(all).toHaveLength(1);
    expect(damaged.map(({ code, message }) => [code, message])).toEqual([
      ['BAD_SETTINGS', expect.stringContaining(join(home.folder, 'bad.json'))],
    ]);
    await expect(home.drafts().find('bad')).rejects.toMatchObject({ code: 'BAD_SETTINGS' });
    expect(await readFile(join(home.folder, 'bad.json'), 'utf8')).toBe(text);
  });

  it('since it is a link is named and not followed', async () => {
    await home.begin().save(DEAL);
    await symlink(join(home.folder, '..', 'other'), join(home.folder, 'bad.json'));
    const { drafts: all, damaged } = await home.drafts().all();
    expect([all.length, damaged.length]).toEqual([1, 1]);
    await expect(home.take('bad', {})).rejects.toMatchObject({ code: 'LOCAL_DISK' });
  });
});
