import { createHash } from 'node:crypto';
import { existsSync, promises } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod/mini';
import { CliError } from '../errors.ts';
import { formatJson } from '../wire/json.ts';
import { lazySchema } from '../wire/lazy-schema.ts';
import { type LockOptions, withLock } from './locks.ts';
import { type HeldLock, isLockedError, listFolder, replaceFile } from './safe-files.ts';
import type { sentKeySchema } from './schemas.ts';
import { openStore } from './store.ts';

/** What this machine sent with a client key: the body, and the id of the record. */
export type SentKey = z.infer<ReturnType<typeof sentKeySchema>>;

/** The client keys that this machine used in one space. */
export interface SentKeys {
  /** What was sent with a key. */
  read(key: { field: string; key: string }): Promise<SentKey | undefined>;
  /**
   * Does the work while no other process does the same for this key. `work` gets what was sent with it before, and how to
   * save what was sent now. Throws LOCAL_DISK if another process is at work for too long.
   */
  hold<T>(
    key: { field: string; key: string },
    work: (earlier: SentKey | undefined, save: (sent: SentKey) => Promise<void>) => Promise<T>,
  ): Promise<T>;
  /**
   * Keeps other processes from working with any key in these fields, once those that have begun have ended, until the
   * function that it gives is called. Throws LOCAL_DISK like hold().
   */
  holdFields(entity: string, fields: readonly string[]): Promise<() => void>;
}

/** How many keys are kept at least, and for how long. */
const MIN_KEYS = 2000;
const MAX_AGE_MS = 90 * 24 * 3_600_000;

const schema = lazySchema<SentKey>(async () => (await import('./schemas.ts')).sentKeySchema());

/** The keys of a space, a file for each in the folder. `wait` is how long to wait for another process, in milliseconds. */
export function openSentKeys(
  folder: string,
  space: string,
  { wait, signal, say }: { wait: number; signal: AbortSignal; say(line: string): Promise<void> },
): SentKeys {
  const pathOf = ({ field, key }: { field: string; key: string }) => {
    const hash = createHash('sha256').update(formatJson([space, field, key]));
    return join(folder, `${hash.digest('hex').slice(0, 32)}.json`);
  };
  const fieldsPath = (entity: string, fields: readonly string[]) => {
    const hash = createHash('sha256').update(formatJson([space, entity, fields]));
    return join(folder, `fields-${hash.digest('hex').slice(0, 32)}`);
  };
  const readAt = (path: string) => openStore<SentKey | undefined>(path, schema, undefined, { lossy: true }).read();
  return {
    read: key => readAt(pathOf(key)).catch(() => undefined),
    hold: async ({ field, key }, work) => {
      const path = pathOf({ field, key });
      const allPath = fieldsPath('Opportunities', [field]);
      let isHeld = false;
      const workAlone = (lock: HeldLock) =>
        readAt(path).then(earlier =>
          work(earlier, async sent => {
            await replaceFile(lock, `${formatJson({ ...sent, space, field, key })}\n`).catch(() => {});
            await prune(folder).catch(() => {});
          }),
        );
      try {
        for (;;) {
          const result = await withLock(
            path,
            async lock => {
              // Who holds all keys waits for this one: it has to be free at once.
              if (!(await isFree(allPath))) return WAITS;
              isHeld = true;
              return workAlone(lock);
            },
            { wait, signal },
          );
          if (result !== WAITS) return result;
          await withLock(allPath, async () => {}, { wait, signal });
        }
      } catch (error) {
        if (isHeld || !(error instanceof CliError) || isLockedError(error)) throw error;
        await say(`Another run with this client key would not be noticed. ${error.message}`);
        return work(undefined, async () => {});
      }
    },
    holdFields: async (entity, fields) => {
      const release = await takeLock(fieldsPath(entity, fields), { wait, signal });
      try {
        for (const name of await listFolder(folder)) {
          if (!name.endsWith('.json.lock')) continue;
          await withLock(join(folder, name.slice(0, -'.lock'.length)), async () => {}, { wait, signal });
        }
      } catch (error) {
        release();
        throw error;
      }
      return release;
    },
  };
}

/** That a key cannot be worked with, since somebody holds all of them. */
const WAITS = Symbol('waits');

/** Whether nobody holds the lock of a path. */
async function isFree(path: string): Promise<boolean> {
  if (!existsSync(`${path}.lock`)) return true;
  try {
    await withLock(path, async () => {}, { wait: 0 });
    return true;
  } catch (error) {
    if (error instanceof CliError && isLockedError(error)) return false;
    throw error;
  }
}

/** Takes the lock of a path, and gives what releases it. */
function takeLock(path: string, options: LockOptions): Promise<() => void> {
  return new Promise((resolve, reject) => {
    withLock(path, () => new Promise<void>(release => resolve(release)), options).catch(reject);
  });
}

/** Removes old keys, if there are many. */
async function prune(folder: string): Promise<void> {
  const names = await listFolder(folder);
  if (names.length <= MIN_KEYS) return;
  for (const name of names) {
    const path = join(folder, name);
    const { mtimeMs } = await promises.stat(path);
    if (Date.now() - mtimeMs > MAX_AGE_MS) await promises.rm(path, { recursive: true, force: true });
  }
}
