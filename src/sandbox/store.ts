import { CliError } from '../errors.ts';
import { withLock } from '../storage/locks.ts';
import { fileStamp, type HeldLock, readFileIfThere, replaceFile } from '../storage/safe-files.ts';
import { seed } from './seed/seed.ts';
import { formatState, parseState, unusableFile } from './state-file.ts';
import type { Tables } from './tables.ts';

/** How long a write waits for other processes; clients wait for 30 seconds. */
const LOCK_WAIT_MS = 25_000;

/** Where the records of a space are. */
export interface Store {
  /** The records as they are now. Not to be changed. */
  read(): Promise<Tables>;
  /** Lets `work` change a copy of the records and keeps it, unless it throws. */
  write<T>(work: (tables: Tables) => T): Promise<T>;
  /** When the last write is through. */
  idle(): Promise<void>;
}

/** Records that are gone with the process. */
export class MemoryStore implements Store {
  #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  async read(): Promise<Tables> {
    return this.#tables;
  }

  async write<T>(work: (tables: Tables) => T): Promise<T> {
    const draft = this.#tables.copy();
    const result = work(draft);
    if (draft.changed) this.#tables = draft;
    return result;
  }

  async idle(): Promise<void> {}
}

/** The records in memory, and one file that several processes share. Without the file the seed is what there is. */
export class FileStore implements Store {
  readonly #path: string;
  readonly #now: () => Date;
  readonly #lockWaitMs: number;
  /** Records and the file's stamp change together, or a slow read could pass old records off as the newest. */
  #held: { tables: Tables; stamp: string | undefined } | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(path: string, now: () => Date, lockWaitMs = LOCK_WAIT_MS) {
    this.#path = path;
    this.#now = now;
    this.#lockWaitMs = lockWaitMs;
  }

  /** Also if another process wrote them. */
  async read(): Promise<Tables> {
    // The stamp is read before the text: the next read notices a change in between.
    const stamp = await fileStamp(this.#path);
    if (this.#held && this.#held.stamp === stamp) return this.#held.tables;
    const tables = await load(this.#path);
    this.#held = { tables, stamp };
    return tables;
  }

  write<T>(work: (tables: Tables) => T): Promise<T> {
    const result = this.#turn.then(() =>
      withLock(this.#path, lock => this.#apply(lock, work), { wait: this.#lockWaitMs }),
    );
    this.#turn = result.catch(() => {});
    return result;
  }

  async idle(): Promise<void> {
    await this.#turn;
  }

  async #apply<T>(lock: HeldLock, work: (tables: Tables) => T): Promise<T> {
    const draft = (await this.read()).copy();
    const result = work(draft);
    if (draft.changed) {
      await replaceFile(lock, formatState(draft, this.#now()));
      const stamp = await fileStamp(this.#path);
      this.#held = { tables: draft, stamp };
    }
    return result;
  }
}

/** Restores the seed, even if the file is damaged. */
export async function resetStore(statePath: string, now: () => Date): Promise<void> {
  await withLock(statePath, lock => replaceFile(lock, formatState(seed(), now())));
}

async function load(path: string): Promise<Tables> {
  let text: string | undefined;
  try {
    text = await readFileIfThere(path);
  } catch (error) {
    const isDamaged = error instanceof CliError && error.code === 'BAD_SETTINGS';
    throw isDamaged ? unusableFile(path, 'is damaged: not UTF-8', error) : error;
  }
  return text === undefined ? seed() : parseState(text, path);
}
