import { mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CliError } from '../../src/errors.ts';
import type { Draft } from '../../src/oppty/draft/draft.ts';
import { sendOnce } from '../../src/outcome/send-once.ts';
import type { DraftSession } from '../../src/storage/draft-session.ts';
import { withLock } from '../../src/storage/locks.ts';
import { DEAL } from '../support/deals.ts';
import { useDraftFolder } from '../support/draft-folder.ts';

const home = useDraftFolder();
const send = <T>(session: DraftSession<Draft>, draft: Draft, request: () => Promise<T>) =>
  sendOnce(session, draft, { time: home.now }, request);
const failing = (code: 'OUTCOME_UNKNOWN' | 'REJECTED') => async (): Promise<never> => {
  throw new CliError(code, 'as told');
};

describe('sending a draft', () => {
  it('is marked while it lasts, and ends with no draft', async () => {
    const session = home.begin();
    await session.save(DEAL);
    home.pass(60);
    const done = await send(session, DEAL, async () => {
      expect(await home.only()).toMatchObject({ state: 'sending', sent: '2026-05-04T10:21:30.000Z' });
      return 'record';
    });
    expect([done, await home.all(), session.id]).toEqual(['record', [], undefined]);
  });

  it('that was refused leaves it open', async () => {
    const session = home.begin();
    await session.save(DEAL);
    await expect(send(session, DEAL, failing('REJECTED'))).rejects.toThrow('as told');
    const after = await home.only();
    expect(after).toMatchObject({ state: 'open' });
    expect(after.sent).toBeUndefined();
  });

  it.each([
    ['saved before', true],
    ['never saved', false],
  ])('with an unknown end keeps a draft that was %s', async (_, saved) => {
    const session = home.begin();
    if (saved) await session.save({ name: 'Older' });
    const sending = send(session, DEAL, async () => {
      home.pass(30);
      return failing('OUTCOME_UNKNOWN')();
    });
    await expect(sending).rejects.toThrow('as told');
    expect(await home.only()).toMatchObject({ id: session.id, state: 'unknown', sent: '2026-05-04T10:20:30.000Z' });
    expect((await home.only()).draft.name).toBe('New machine');
  });

  it('that was never saved keeps nothing when it is refused or done', async () => {
    await expect(send(home.begin(), DEAL, failing('REJECTED'))).rejects.toThrow('as told');
    expect(await send(home.begin(), DEAL, async () => 'record')).toBe('record');
    expect(await home.all()).toEqual([]);
  });

  it('is for one process at a time: another waits, and finds it done', async () => {
    const session = home.begin();
    await session.save(DEAL);
    const id = session.id!;
    let posts = 0;
    let end = (_: string) => {};
    const sending = send(session, DEAL, () => {
      posts += 1;
      return new Promise<string>(resolve => {
        end = resolve;
      });
    });
    await expect.poll(() => posts).toBe(1);
    const taking = home.take(id, {});
    end('record');
    await expect(taking).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await sending).toBe('record');
  });
});

describe('a draft of another session', () => {
  it.each(['taken', 'removed'])('or %s is not sent by who had it before', async how => {
    const first = home.begin();
    await first.save(DEAL);
    if (how === 'taken') await home.take(first.id!, {});
    else await home.drafts().remove(first.id!);
    let posts = 0;
    const resend = () =>
      send(first, DEAL, async () => {
        posts += 1;
      });
    await expect(resend()).rejects.toMatchObject({ code: 'LOCAL_DISK' });
    await expect(resend()).rejects.toMatchObject({ code: 'LOCAL_DISK' });
    expect([posts, first.id]).toEqual([0, undefined]);
  });

  it('stays unknown until it is saved', async () => {
    const first = home.begin();
    await send(first, DEAL, failing('OUTCOME_UNKNOWN')).catch(() => {});
    const { saved: taken, session } = await home.take(first.id!, {});
    expect(taken).toMatchObject({ state: 'unknown', sent: '2026-05-04T10:20:30.000Z' });
    expect(await home.only()).toMatchObject({ state: 'unknown' });
    await session.save(DEAL);
    expect((await home.only()).state).toBe('open');
  });
});

describe('a file that cannot be used', () => {
  it('stops nobody: it is said once, and the draft is sent', async () => {
    await mkdir(join(home.folder, '..', 'elsewhere'));
    await symlink(join(home.folder, '..', 'elsewhere'), home.folder);
    const session = home.begin();
    await session.save({ name: 'New' });
    await session.save(DEAL);
    expect(home.complaints).toEqual([expect.stringContaining(home.folder)]);
    expect(await send(session, DEAL, async () => 'record')).toBe('record');
    expect([home.complaints.length, session.id, await readdir(join(home.folder, '..', 'elsewhere'))]).toEqual([
      1,
      undefined,
      [],
    ]);
  });

  it('in the middle is said once; what became of the record is not lost', async () => {
    const session = home.begin();
    await session.save(DEAL);
    const path = join(home.folder, `${session.id}.json`);
    const sent = send(session, DEAL, async () => {
      await rm(path);
      await mkdir(path);
      return 'record';
    });
    expect(await sent).toBe('record');
    await session.drop();
    expect(home.complaints).toEqual([expect.stringContaining('is still there')]);
  });

  it('since another process has it locked is no reason to send it unmarked', async () => {
    const session = home.begin();
    await session.save(DEAL);
    let posts = 0;
    let release = () => {};
    const path = join(home.folder, `${session.id}.json`);
    await new Promise<void>(taken => {
      const locked = withLock(path, () => {
        taken();
        return new Promise<void>(done => {
          release = done;
        });
      });
      onTestFinished(() => locked);
    });
    const sending = send(session, DEAL, async () => {
      posts += 1;
    });
    await expect(sending).rejects.toMatchObject({ code: 'LOCAL_DISK' });
    release();
    expect(posts).toBe(0);
  });
});
