import { CliError } from '../errors.ts';
import { withLock } from '../storage/locks.ts';
import { fileStamp, type HeldLock, readFileIfThere, replaceFile } from '../storage/safe-files.ts';
import { ENTITIES, type Entity } from '../wire/entities.ts';
import { formatJson, parseJson } from '../wire/json.ts';
import { seed } from './seed/seed.ts';
import { isRecord, type StoredRow, Tables } from './tables.ts';

const VERSION = 1;
/** Collections that files of this version may lack: they came later. */
const LATER: readonly Entity[] = ['Notes', 'StepChecklists', 'LeadOpptyStepCheckListRelations'];
/** How long a write waits for other processes; clients wait for 30 seconds. */
const LOCK_WAIT_MS = 25_000;

/** The records in memory, and one file that several processes share. Without the file the seed is what there is. */
export class Store {
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

  /** The records as they are now, also if another process wrote them. Not to be changed. */
  async read(): Promise<Tables> {
    // The stamp is read before the text: the next read notices a change in between.
    const stamp = await fileStamp(this.#path);
    if (this.#held && this.#held.stamp === stamp) return this.#held.tables;
    const tables = await load(this.#path);
    this.#held = { tables, stamp };
    return tables;
  }

  /** Lets `work` change a copy of the records and keeps it, unless it throws. */
  write<T>(work: (tables: Tables) => T): Promise<T> {
    const result = this.#turn.then(() =>
      withLock(this.#path, lock => this.#apply(lock, work), { wait: this.#lockWaitMs }),
    );
    this.#turn = result.catch(() => {});
    return result;
  }

  /** When the last write is through. */
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

const formatState = (tables: Tables, now: Date): string =>
  formatJson({
    version: VERSION,
    saved: now.toISOString(),
    entities: Object.fromEntries(ENTITIES.map(entity => [entity, tables.rows(entity)])),
  });

async function load(path: string): Promise<Tables> {
  const unusable = (why: string, cause?: unknown) =>
    new CliError('BAD_SETTINGS', `The sandbox's file ${path} ${why}; pipeliner sandbox reset puts a fresh one there`, {
      hint: 'pipeliner sandbox reset',
      cause,
    });
  let text: string | undefined;
  try {
    text = await readFileIfThere(path);
  } catch (error) {
    throw error instanceof CliError && error.code === 'BAD_SETTINGS' ? unusable('is damaged: not UTF-8', error) : error;
  }
  if (text === undefined) return seed();
  let state: unknown;
  try {
    state = parseJson(text);
  } catch (cause) {
    throw unusable('is damaged: it is not JSON', cause);
  }
  if (!isRecord(state)) throw unusable('is damaged: it is not an object');
  if (state.version !== VERSION) throw unusable(`is of version ${String(state.version)}, not ${VERSION}`);
  const { entities } = state;
  if (!isRecord(entities)) throw unusable('is damaged: its records are missing');
  return new Tables(
    ENTITIES.map((entity): [Entity, Map<string, StoredRow>] => {
      const missing = LATER.includes(entity) ? [] : undefined;
      const rows = Object.hasOwn(entities, entity) ? entities[entity] : missing;
      if (!Array.isArray(rows) || !rows.every(isStoredRow)) throw unusable(`is damaged: its ${entity} are unreadable`);
      return [entity, new Map(rows.map(row => [row.id.toLowerCase(), row]))];
    }),
  );
}

const isStoredRow = (value: unknown): value is StoredRow => isRecord(value) && typeof value.id === 'string';
