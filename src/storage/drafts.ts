import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { CliError } from '../errors.ts';
import type { Draft } from '../oppty/draft/draft.ts';
import type { ClientKey } from '../outcome/client-key.ts';
import { lazySchema } from '../wire/lazy-schema.ts';
import { listFolder } from './safe-files.ts';
import { openStore, type Store } from './store.ts';

/** What belongs to a draft besides its answers. */
export interface DraftContext {
  /** Any text that names the space. */
  space: string;
  /** The stored sign-in that leads there. */
  profile?: string | undefined;
  validationLevel?: number | undefined;
  clientKey?: ClientKey | undefined;
}

/** An opportunity that has no record yet, or of which nobody knows whether it has one. */
export interface SavedDraft extends DraftContext {
  id: string;
  started: string;
  saved: string;
  /** `sending` is what a process leaves that died while the request was with the server. */
  state: 'open' | 'sending' | 'unknown';
  /** When the draft was sent last. */
  sent?: string | undefined;
  /** Whoever carries it on. */
  holder: string;
  draft: Draft;
}

/** The drafts of this user, a file each: wizards beside each other never wait, and damage costs one of them. */
export interface Drafts {
  /** All of them, the newest first, and what is wrong with those that cannot be read. Throws LOCAL_DISK. */
  all(): Promise<{ drafts: readonly SavedDraft[]; damaged: readonly CliError[] }>;
  /** Throws NOT_FOUND, and BAD_SETTINGS or LOCAL_DISK for a file that cannot be used. */
  find(id: string): Promise<SavedDraft>;
  /** A draft that comes into being when it is first saved. `failed` is told once if it cannot be kept. */
  begin(about: DraftContext, failed: Failed): DraftSession;
  /** Takes a draft over from whoever had it, with what is new about it; throws as find() does. */
  take(
    id: string,
    about: Pick<DraftContext, 'validationLevel' | 'clientKey'>,
    failed: Failed,
  ): Promise<{ kept: SavedDraft; keeper: DraftSession }>;
  remove(id: string): Promise<void>;
}

type Failed = (told: string) => Promise<void>;

/**
 * One draft in the hands of one process. That the disk is full stops nobody; that somebody else carries the draft on,
 * or removed it, is thrown as LOCAL_DISK, since it must not be sent twice.
 */
export interface DraftSession {
  /** Undefined as long as nothing was kept, and when the last answers could not be. */
  readonly id: string | undefined;
  /** A draft without any answer is not kept. */
  save(draft: Draft): Promise<void>;
  /**
   * Does the work that sends the draft, which nobody else can do meanwhile, and keeps what became of it: nothing when
   * it is done, else whether the outcome is unknown. A draft that was never saved is kept only then.
   */
  send<T>(draft: Draft, work: () => Promise<T>): Promise<T>;
  /** Takes the draft away, if there is one. */
  drop(): Promise<void>;
}

/** How many drafts are kept, and for how long. Those whose outcome is unknown are kept in any case. */
export const MAX_DRAFTS = 50;
const MAX_AGE_MS = 30 * 24 * 3_600_000;

const file = lazySchema<SavedDraft>(async () => (await import('./schemas.ts')).draftFile());

/** The drafts in a folder of their own. */
export function openDrafts(folder: string, now: () => Date): Drafts {
  const storeOf = (id: string): Store<SavedDraft | undefined> =>
    openStore<SavedDraft | undefined>(join(folder, `${id}.json`), file, undefined, { after: 'pipeliner drafts list' });

  const ids = async () => (await listFolder(folder)).flatMap(name => /^([a-z0-9]{1,20})\.json$/.exec(name)?.[1] ?? []);

  async function all() {
    const drafts: SavedDraft[] = [];
    const damaged: CliError[] = [];
    for (const id of await ids()) {
      try {
        const kept = await storeOf(id).read();
        if (kept) drafts.push({ ...kept, id });
      } catch (error) {
        if (!(error instanceof CliError)) throw error;
        damaged.push(error);
      }
    }
    return { drafts: drafts.sort((a, b) => b.saved.localeCompare(a.saved)), damaged };
  }

  /** Forgets what is too old, and the oldest of too many. */
  async function prune(): Promise<void> {
    const oldest = now().getTime() - MAX_AGE_MS;
    const certain = (await all()).drafts.filter(({ state }) => state === 'open');
    for (const [index, { id, saved }] of certain.entries()) {
      if (index >= MAX_DRAFTS || Date.parse(saved) < oldest) await storeOf(id).change(() => undefined);
    }
  }

  async function unusedId(): Promise<string> {
    const used = await ids();
    for (;;) {
      const id = randomId();
      if (!used.includes(id)) return id;
    }
  }

  /** `taken` is the draft as it was taken over. */
  function createSession(
    { space, profile, validationLevel, clientKey }: DraftContext,
    failed: Failed,
    taken?: SavedDraft,
  ): DraftSession {
    const about = { space, profile, validationLevel, clientKey };
    const holder = taken?.holder ?? newHolder();
    let held = taken && { id: taken.id, started: taken.started, store: storeOf(taken.id) };
    let off = false;
    /** Why nothing may be sent by this one any more. */
    let lost: unknown;

    const at = () => now().toISOString();
    const entry = (id: string, started: string, draft: Draft, change: Partial<SavedDraft>): SavedDraft => ({
      ...about,
      ...{ id, started, saved: at(), state: 'open', holder, draft },
      ...change,
    });
    const check = (before: SavedDraft | undefined) => {
      if (before?.holder !== holder) throw new DraftTakenOver(held!.id);
    };
    const tolerate = async (error: unknown) => {
      off = true;
      if (error instanceof DraftTakenOver || !(error instanceof CliError) || isLocked(error)) {
        lost = error;
        throw error;
      }
      await failed(`The answers are not kept. ${error.message}`);
    };
    const save = async (draft: Draft, change: Partial<SavedDraft> = {}) => {
      if (lost) throw lost;
      const empty = !hasAnswers(draft);
      if (off || (empty && !held)) return;
      try {
        if (held) {
          const { id, started, store } = held;
          await store.change(before => {
            check(before);
            return empty ? undefined : entry(id, started, draft, change);
          });
          if (empty) held = undefined;
        } else {
          const begun = { id: await unusedId(), started: at() };
          const store = storeOf(begun.id);
          await store.change(() => entry(begun.id, begun.started, draft, change));
          held = { ...begun, store };
          await prune().catch(() => {});
        }
      } catch (error) {
        await tolerate(error);
      }
    };

    return {
      get id() {
        return off ? undefined : held?.id;
      },

      save: draft => save(draft),

      async send<T>(draft: Draft, work: () => Promise<T>): Promise<T> {
        if (lost) throw lost;
        const sent = at();
        let outcome: { value: T } | { error: unknown } | undefined;
        const run = async () => {
          outcome = await work().then(
            value => ({ value }),
            error => ({ error }),
          );
          return outcome;
        };
        const sending = async ({ id, started, store }: NonNullable<typeof held>) =>
          store.hold(async (before, put) => {
            check(before);
            await put(entry(id, started, draft, { state: 'sending', sent }));
            const ended = await run();
            if ('error' in ended) {
              await put(entry(id, started, draft, isUnknown(ended.error) ? { state: 'unknown', sent } : {}));
            } else {
              await put(undefined);
              held = undefined;
            }
          });
        const kept = held !== undefined;
        if (held && !off) {
          await sending(held).catch(async error => {
            // What the server did is the news, whatever became of the file.
            if (!outcome) await tolerate(error);
          });
        }
        const ended: { value: T } | { error: unknown } = outcome ?? (await run());
        if ('value' in ended) return ended.value;
        if (!kept && isUnknown(ended.error)) await save(draft, { state: 'unknown', sent });
        throw ended.error;
      },

      drop: async () => {
        if (!held) return;
        const { id, store } = held;
        held = undefined;
        await store
          .change(before => (before?.holder === holder ? undefined : before))
          .catch((error: Error) => failed(`The draft ${id} is still there. ${error.message}`));
      },
    };
  }

  async function find(id: string): Promise<SavedDraft> {
    const known = await ids();
    const kept = known.includes(id) ? await storeOf(id).read() : undefined;
    if (kept) return { ...kept, id };
    throw missing(id);
  }

  return {
    all,
    find,
    begin: (about, failed) => createSession(about, failed),

    take: async (id, about, failed) => {
      await find(id);
      const holder = newHolder();
      let kept: SavedDraft | undefined;
      await storeOf(id).change(before => {
        const given = Object.entries(about).filter(([, value]) => value !== undefined);
        kept = before && { ...before, ...Object.fromEntries(given), id, holder };
        return kept;
      });
      if (!kept) throw missing(id);
      return { kept, keeper: createSession(kept, failed, kept) };
    },

    remove: async id => {
      if (!(await ids()).includes(id)) throw missing(id);
      await storeOf(id).change(() => undefined);
    },
  };
}

/** Somebody else has the draft now, or removed it: who goes on could send it a second time. */
class DraftTakenOver extends CliError {
  constructor(id: string) {
    super('LOCAL_DISK', `The draft ${id} was carried on or removed by another process meanwhile`);
  }
}

/** Another process is sending it. */
const isLocked = ({ cause }: CliError) => (cause as NodeJS.ErrnoException | undefined)?.code === 'ELOCKED';

const hasAnswers = ({ fields = {}, ...draft }: Draft) =>
  [...Object.values(draft), ...Object.values(fields)].some(value => value !== undefined);

const isUnknown = (error: unknown) => !(error instanceof CliError) || error.code === 'OUTCOME_UNKNOWN';

const newHolder = () => randomBytes(6).toString('hex');

const missing = (id: string) =>
  new CliError('NOT_FOUND', `There is no draft ${id}`, { hint: 'pipeliner drafts list shows those there are.' });

/** Easy to tell apart and to type. */
const LETTERS = 'bcdfghjkmnpqrstvwxz';
const DIGITS = '2346789';

/** As `k3f9`: letters and digits by turns, so that it is no word. */
function randomId(): string {
  const [a, b, c, d] = randomBytes(4) as unknown as [number, number, number, number];
  const pick = (from: string, byte: number) => from[byte % from.length]!;
  return pick(LETTERS, a) + pick(DIGITS, b) + pick(LETTERS, c) + pick(DIGITS, d);
}
