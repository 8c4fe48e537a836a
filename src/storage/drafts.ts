import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type * as z from 'zod/mini';
import { CliError } from '../errors.ts';
import { lazySchema } from '../wire/lazy-schema.ts';
import {
  type DraftContext,
  type DraftFolder,
  type DraftSession,
  newHolder,
  openSession,
  type SavedDraft,
  type Say,
} from './draft-session.ts';
import { listFolder } from './safe-files.ts';
import { openStore, type Store } from './store.ts';

/** The drafts of this user, one file each: wizards never wait for each other, and a damaged file is one draft only. */
export interface Drafts<A> {
  /** All drafts, the newest first, and the errors of those that cannot be read. Throws LOCAL_DISK. */
  all(): Promise<{ drafts: readonly SavedDraft<A>[]; damaged: readonly CliError[] }>;
  /** Throws NOT_FOUND, and BAD_SETTINGS or LOCAL_DISK for a file that cannot be used. */
  find(id: string): Promise<SavedDraft<A>>;
  /** A session for a new draft; the first answer creates its file. `say` gets one line if it cannot be saved. */
  begin(context: DraftContext, say: Say): DraftSession<A>;
  /** Takes a draft over from its last session, with `changes` to its context. Throws like find(). */
  take(
    id: string,
    changes: Partial<DraftContext>,
    say: Say,
  ): Promise<{ saved: SavedDraft<A>; session: DraftSession<A> }>;
  remove(id: string): Promise<void>;
}

/** The limits on stored drafts. Those whose outcome is unknown always stay. */
export const MAX_DRAFTS = 50;
const MAX_AGE_MS = 30 * 24 * 3_600_000;

/** The drafts in the folder `path`. `answers` loads the schema of their answers. */
export function openDrafts<A extends object>(
  path: string,
  answers: () => Promise<z.ZodMiniType<A>>,
  now: () => Date,
): Drafts<A> {
  const folder = openFolder(path, answers, now);
  const find = async (id: string) => {
    const saved = (await folder.ids()).includes(id) ? await folder.storeOf(id).read() : undefined;
    if (saved) return { ...saved, id };
    throw notFound(id);
  };
  return {
    all: folder.all,
    find,
    begin: (context, say) => openSession(folder, context, say),
    take: async (id, changes, say) => {
      await find(id);
      let saved: SavedDraft<A> | undefined;
      const changed = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      await folder.storeOf(id).change(before => {
        saved = before && { ...before, ...changed, id, holder: newHolder() };
        return saved;
      });
      if (!saved) throw notFound(id);
      return { saved, session: openSession(folder, saved, say, saved) };
    },
    remove: async id => {
      if (!(await folder.ids()).includes(id)) throw notFound(id);
      await folder.storeOf(id).change(() => undefined);
    },
  };
}

function openFolder<A extends object>(path: string, answers: () => Promise<z.ZodMiniType<A>>, now: () => Date) {
  const file = lazySchema<SavedDraft<A>>(async () => (await import('./schemas.ts')).draftSchema(await answers()));
  const storeOf = (id: string): Store<SavedDraft<A> | undefined> =>
    openStore<SavedDraft<A> | undefined>(join(path, `${id}.json`), file, undefined, {
      after: ['drafts', 'list'],
      // Who keeps a draft locked for longer is sending it.
      wait: 'short',
    });
  const ids = async () => (await listFolder(path)).flatMap(name => /^([a-z0-9]{1,20})\.json$/.exec(name)?.[1] ?? []);

  async function all() {
    const drafts: SavedDraft<A>[] = [];
    const damaged: CliError[] = [];
    for (const id of await ids()) {
      try {
        const saved = await storeOf(id).read();
        if (saved) drafts.push({ ...saved, id });
      } catch (error) {
        if (!(error instanceof CliError)) throw error;
        damaged.push(error);
      }
    }
    return { drafts: drafts.sort((a, b) => b.saved.localeCompare(a.saved)), damaged };
  }

  const prune = async (): Promise<void> => {
    const oldest = now().getTime() - MAX_AGE_MS;
    const open = (await all()).drafts.filter(({ state }) => state === 'open');
    for (const [index, { id, saved }] of open.entries()) {
      if (index >= MAX_DRAFTS || Date.parse(saved) < oldest) await storeOf(id).change(() => undefined);
    }
  };

  const unusedId = async (): Promise<string> => {
    const existing = await ids();
    for (;;) {
      const id = randomId();
      if (!existing.includes(id)) return id;
    }
  };

  return { now, storeOf, ids, all, prune, unusedId } satisfies DraftFolder<A> & Record<string, unknown>;
}

const notFound = (id: string) =>
  new CliError('NOT_FOUND', `There is no draft ${id}`, { hint: 'See pipeliner drafts list.' });

/** Easy to distinguish and to type. */
const LETTERS = 'bcdfghjkmnpqrstvwxz';
const DIGITS = '2346789';

/** Such as `k3f9`: letters and digits alternate, so that it is never a word. */
function randomId(): string {
  const [a, b, c, d] = randomBytes(4) as unknown as [number, number, number, number];
  const pick = (from: string, byte: number) => from[byte % from.length]!;
  return pick(LETTERS, a) + pick(DIGITS, b) + pick(LETTERS, c) + pick(DIGITS, d);
}
