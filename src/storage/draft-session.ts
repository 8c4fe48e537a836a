import { randomBytes } from 'node:crypto';
import { CliError } from '../errors.ts';
import { isLockedError } from './safe-files.ts';
import type { Store } from './store.ts';

/** The data of a draft besides its answers. */
export interface DraftContext {
  /** Any text that names the space. */
  space: string;
  /** The stored profile of the space. */
  profile?: string | undefined;
  validationLevel?: number | undefined;
  /** The custom field and the text in it by which the record can be found again. */
  clientKey?: { field: string; key: string } | undefined;
}

/** Whether the request of a draft was sent. A process that dies during the request leaves `sending`. */
type SendState =
  | { state: 'open'; sent?: undefined; serverTime?: undefined }
  /** `sent` is the time of the request, `serverTime` the same by the server's clock, if it is known. */
  | { state: 'sending' | 'unknown'; sent: string; serverTime?: string | undefined };

/** A record that is not created yet, or whose outcome is unknown. `A` are its answers. */
export interface SavedDraft<A> extends DraftContext {
  id: string;
  started: string;
  saved: string;
  state: SendState['state'];
  sent?: string | undefined;
  serverTime?: string | undefined;
  /** The session that owns the draft: the last one that opened it. */
  holder: string;
  draft: A;
}

/** Puts the send state of a draft on disk; `done` removes the file. */
type RecordState<A> = (outcome: { answers: A; send: SendState } | 'done') => Promise<void>;

/**
 * One draft in one process. A full disk does not stop the wizard. If another process has continued or removed the draft,
 * the methods throw LOCAL_DISK, since it must not be sent twice.
 */
export interface DraftSession<A> {
  /** Undefined while there is no file, and if the last answers could not be saved. */
  readonly id: string | undefined;
  /** The answers of the last `save`, even if it failed. */
  readonly answers: A | undefined;
  /** Saves the answers. A draft without any answer has no file. */
  save(answers: A, send?: SendState): Promise<void>;
  /** Does the work while no other process can change the file; does nothing if there is no file. */
  hold(work: (record: RecordState<A>) => Promise<void>): Promise<void>;
  /** Removes the file, if there is one. */
  drop(): Promise<void>;
}

/** The folder of the drafts, as far as a session needs it. */
export interface DraftFolder<A> {
  now(): Date;
  storeOf(id: string): Store<SavedDraft<A> | undefined>;
  unusedId(): Promise<string>;
  /** Removes drafts that are too old or too many. */
  prune(): Promise<void>;
}

/** Shows a sentence to the user. */
export type Say = (sentence: string) => Promise<void>;

/** A unique name for a session. */
export const newHolder = (): string => randomBytes(6).toString('hex');

/** A session for a new draft, or one that takes over `saved`. */
export function openSession<A extends object>(
  folder: DraftFolder<A>,
  context: DraftContext,
  say: Say,
  saved?: SavedDraft<A>,
): DraftSession<A> {
  return new FileSession(folder, context, say, saved);
}

class FileSession<A extends object> implements DraftSession<A> {
  readonly #folder: DraftFolder<A>;
  readonly #context: DraftContext;
  readonly #say: Say;
  readonly #holder: string;
  #file: { id: string; started: string; store: Store<SavedDraft<A> | undefined> } | undefined;
  #disabled = false;
  /** Why this session must not save or send any more. */
  #ended: CliError | undefined;
  answers: A | undefined;

  constructor(folder: DraftFolder<A>, context: DraftContext, say: Say, saved?: SavedDraft<A>) {
    const { space, profile, validationLevel, clientKey } = context;
    this.#folder = folder;
    this.#context = { space, profile, validationLevel, clientKey };
    this.#say = say;
    this.#holder = saved?.holder ?? newHolder();
    this.#file = saved && { id: saved.id, started: saved.started, store: folder.storeOf(saved.id) };
  }

  get id() {
    return this.#disabled ? undefined : this.#file?.id;
  }

  async save(answers: A, send: SendState = { state: 'open' }): Promise<void> {
    if (this.#ended) throw this.#ended;
    this.answers = answers;
    if (this.#disabled) return;
    try {
      if (this.#file) await this.#update(answers, send);
      else if (hasAnswers(answers)) await this.#create(answers, send);
    } catch (error) {
      await this.#disable(error);
    }
  }

  async hold(work: (record: RecordState<A>) => Promise<void>): Promise<void> {
    if (this.#ended) throw this.#ended;
    const file = this.#file;
    if (!file || this.#disabled) return;
    let recorded = false;
    const hold = file.store.hold(async (before, replace) => {
      this.#checkHolder(before);
      await work(async outcome => {
        await replace(outcome === 'done' ? undefined : this.#entry(file, outcome.answers, outcome.send));
        if (outcome === 'done') this.#file = undefined;
        recorded = true;
      });
    });
    // After the intent is on disk, the result of the request matters more than a failure to update the file.
    await hold.catch(error => (recorded ? undefined : this.#disable(error)));
  }

  async drop(): Promise<void> {
    const file = this.#file;
    if (!file) return;
    this.#file = undefined;
    await file.store
      .change(before => (before?.holder === this.#holder ? undefined : before))
      .catch((error: Error) => this.#say(`The draft ${file.id} is still there. ${error.message}`));
  }

  async #update(answers: A, send: SendState): Promise<void> {
    const file = this.#file!;
    const empty = !hasAnswers(answers);
    await file.store.change(before => {
      this.#checkHolder(before);
      return empty ? undefined : this.#entry(file, answers, send);
    });
    if (empty) this.#file = undefined;
  }

  async #create(answers: A, send: SendState): Promise<void> {
    const id = await this.#folder.unusedId();
    const file = { id, started: this.#now(), store: this.#folder.storeOf(id) };
    await file.store.change(() => this.#entry(file, answers, send));
    this.#file = file;
    await this.#folder.prune().catch(() => {});
  }

  #entry({ id, started }: { id: string; started: string }, draft: A, send: SendState): SavedDraft<A> {
    return { ...this.#context, id, started, saved: this.#now(), holder: this.#holder, draft, ...send };
  }

  #checkHolder(before: SavedDraft<A> | undefined): void {
    if (before?.holder !== this.#holder) throw new DraftTakenOver(this.#file!.id);
  }

  /** Continues without the file, unless another process could send the same draft. */
  async #disable(error: unknown): Promise<void> {
    this.#disabled = true;
    if (!(error instanceof CliError)) throw error;
    if (error instanceof DraftTakenOver || isLockedError(error)) {
      this.#ended = error;
      throw error;
    }
    await this.#say(`The answers are not saved. ${error.message}`);
  }

  #now(): string {
    return this.#folder.now().toISOString();
  }
}

/** Another process continued or removed the draft: sending it here could create the record twice. */
class DraftTakenOver extends CliError {
  constructor(id: string) {
    super('LOCAL_DISK', `The draft ${id} was continued or removed by another process meanwhile`);
  }
}

const hasAnswers = (answers: object): boolean =>
  Object.values(answers).some(value => (isPlainObject(value) ? hasAnswers(value) : value !== undefined));

const isPlainObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
