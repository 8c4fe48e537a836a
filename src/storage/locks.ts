import { mkdirSync, promises, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../errors.ts';
import { monotonicMs } from '../values/clock.ts';
import { describeHolder, findHolder, type HolderWatch, isDead, type LockHolder, newHolderName } from './lock-holder.ts';
import { checkFolder, type HeldLock, makeFolder, wrapDiskErrors } from './safe-files.ts';

/** How long to wait for a lock, in milliseconds. */
const WAITS = { patient: 30_000, short: 10_000, brief: 2000 };
const MIN_PAUSE_MS = 5;
/** Hundreds of processes that look more often would leave the holder no time on the processors. */
const MAX_PAUSE_MS = 250;
const LONG_WAIT_PAUSE_MS = 40;
const RENEW_MS = 2000;
/** What is older than this was left behind by a process that was killed. */
const LEFTOVER_MS = 60_000;

/** How much longer a patient one waits while the lock goes from hand to hand: then it is only busy. */
const QUEUE_FACTOR = 6;

/**
 * When a wait that began at `start` ends, in milliseconds; `moved` is when the lock had a new holder. A patient wait ends
 * when one holder keeps the lock for too long, or the queue takes too long.
 */
export function endOfWait(wait: NonNullable<LockOptions['wait']>, start: number, moved: number): number {
  if (typeof wait === 'number') return start + wait;
  if (wait !== 'patient') return start + WAITS[wait];
  return Math.min(moved + WAITS.patient, start + WAITS.patient * QUEUE_FACTOR);
}

export interface LockOptions {
  /**
   * `patient` waits for half a minute for one holder, `short` for ten seconds, `brief` for two, a number for as many
   * milliseconds.
   */
  wait?: keyof typeof WAITS | number;
  /** Ends the wait. */
  signal?: AbortSignal;
}

/**
 * Does the work under the lock of a path, which need not exist. Throws what `work` throws, and LOCAL_DISK if the lock
 * cannot be had in time.
 *
 * The lock is the folder `<path>.lock`, with one folder in it that is the holder's own. To take over the lock of a dead
 * holder is to move its folder away. A new version of the file is moved into place out of that folder, so a holder that
 * lost its lock, because it was stopped for example, cannot overwrite what others wrote: its version is gone.
 *
 * Its small steps are synchronous: where many processes wait, each asynchronous one takes as long as a turn of all others.
 */
export async function withLock<T>(
  path: string,
  work: (lock: HeldLock) => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const lock = await wrapDiskErrors(`${path} could not be locked`, async () => {
    await makeFolder(dirname(path));
    checkFolder(dirname(path), {});
    return acquire(path, options);
  });
  const renew = () => void promises.utimes(lock.folder, new Date(), new Date()).catch(() => {});
  const timer = setInterval(renew, RENEW_MS).unref();
  try {
    return await work(lock);
  } finally {
    clearInterval(timer);
    removeFolders(lock.folder, dirname(lock.folder));
    removeLeftovers(path);
  }
}

async function acquire(path: string, { wait = 'patient', signal }: LockOptions): Promise<HeldLock> {
  const start = monotonicMs();
  let moved = start;
  const name = newHolderName();
  const lockFolder = `${path}.lock`;
  const prepared = `${lockFolder}.${name}`;
  let watch: HolderWatch | undefined;
  try {
    for (let pause = MIN_PAUSE_MS; ; pause *= 1.5) {
      const holder = findHolder(lockFolder);
      if (!holder) {
        if (moveLockIntoPlace(prepared, name, lockFolder)) return { path, folder: join(lockFolder, name) };
      } else if (isDead(holder, watch)) {
        takeOver(join(lockFolder, holder.name), `${prepared}.dead`);
        continue;
      }
      const now = monotonicMs();
      if (holder && watch && holder.name !== watch.name) moved = now;
      if (now >= endOfWait(wait, start, moved)) throw lockedError(path, holder);
      if (holder && (holder.name !== watch?.name || holder.renewed !== watch.renewed))
        watch = { ...holder, since: now };
      // Who has waited for longer looks more often, and at random, so that nobody is always too late.
      const longest = Math.max(LONG_WAIT_PAUSE_MS, MAX_PAUSE_MS / (1 + (now - start) / 5000));
      await sleep(Math.min(pause, longest) * (0.5 + Math.random()), undefined, signal ? { signal } : {});
    }
  } finally {
    removeFolders(join(prepared, name), prepared);
  }
}

/** Moves a folder with the holder's own in it into place, which fails if there is one with another holder's. */
function moveLockIntoPlace(prepared: string, name: string, lockFolder: string): boolean {
  for (const folder of [prepared, join(prepared, name)]) ifNot('EEXIST', () => mkdirSync(folder, 0o700));
  try {
    renameSync(prepared, lockFolder);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Windows does not replace an empty folder.
    if (code === 'EPERM' || code === 'EACCES') attempt(() => rmdirSync(lockFolder));
    else if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOENT') throw error;
    return false;
  }
}

/** Only one of several can move the folder of a dead holder away, and no folder of another holder. */
function takeOver(folder: string, aside: string): void {
  try {
    renameSync(folder, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  removeFolders(aside);
}

function lockedError(path: string, holder: LockHolder | undefined): CliError {
  const who = holder ? describeHolder(holder) : 'another process';
  return new CliError('LOCAL_DISK', `${path} could not be locked: ${who} keeps it locked`, {
    retrySafe: true,
    cause: Object.assign(new Error('Locked'), { code: 'ELOCKED' }),
  });
}

/** Removes the first folder with all that is in it, and those after it if they are empty. */
function removeFolders(full: string, ...empty: string[]): void {
  attempt(() => rmSync(full, { recursive: true, force: true }));
  for (const folder of empty) attempt(() => rmdirSync(folder));
}

/** Removes what processes that were killed while they took the lock left behind. */
function removeLeftovers(path: string): void {
  const folder = dirname(path);
  for (const name of attempt(() => readdirSync(folder)) ?? []) {
    if (!name.startsWith(`${basename(path)}.lock.`)) continue;
    const leftover = join(folder, name);
    const stats = attempt(() => statSync(leftover));
    if (stats && Date.now() - stats.mtimeMs > LEFTOVER_MS) removeFolders(leftover);
  }
}

/** What cannot be done is left to the next holder. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function ifNot(code: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== code) throw error;
  }
}
