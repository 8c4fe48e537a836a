import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Draft } from '../../src/oppty/draft/draft.ts';
import { draftAnswers } from '../../src/oppty/draft/schema.ts';
import type { SavedDraft } from '../../src/storage/draft-session.ts';
import { openDrafts } from '../../src/storage/drafts.ts';

/** Opens the drafts in a folder by a clock. */
export const draftsIn = (folder: string, now: () => Date) => openDrafts<Draft>(folder, async () => draftAnswers, now);

/** For each test a folder for drafts, a clock that stands still, and what the user is told. */
export function useDraftFolder() {
  const here = { folder: '', now: new Date(0), complaints: [] as string[] };
  beforeEach(async () => {
    here.folder = join(await mkdtemp(join(tmpdir(), 'pipeliner-drafts-')), 'drafts');
    here.now = new Date('2026-05-04T10:20:30Z');
    here.complaints = [];
  });
  afterEach(() => rm(join(here.folder, '..'), { recursive: true, force: true }));

  const say = async (sentence: string) => void here.complaints.push(sentence);
  const drafts = () => draftsIn(here.folder, () => here.now);
  const all = async (): Promise<readonly SavedDraft<Draft>[]> => (await drafts().all()).drafts;
  return Object.assign(here, {
    drafts,
    all,
    begin: () => drafts().begin({ space: 'here', profile: 'work' }, say),
    take: (id: string, changes = {}) => drafts().take(id, changes, say),
    /** The only draft there is. */
    only: async (): Promise<SavedDraft<Draft>> => {
      const [first, ...others] = await all();
      if (!first || others.length > 0)
        throw new Error(`there is not one draft, but ${others.length + (first ? 1 : 0)}`);
      return first;
    },
    pass: (seconds: number) => {
      here.now = new Date(here.now.getTime() + seconds * 1000);
    },
    write: (name: string, text = '{') => writeFile(join(here.folder, `${name}.json`), text, { mode: 0o600 }),
  });
}
