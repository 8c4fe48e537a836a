import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { monotonicMs } from '../values/clock.ts';

/** A holder that cannot be looked up counts as dead if it has not renewed its lock for this long. */
const STALE_MS = 10_000;

/** Who holds a lock: the name of its folder in the lock, `<pid>.<start>.<machine>.<random>`. */
export interface LockHolder {
  name: string;
  /** When the lock was renewed last, by the clock of the file system. */
  renewed: number;
}

/** What one process has seen of a holder, to tell a living one from a dead one without comparing clocks. */
export interface HolderWatch extends LockHolder {
  /** When this was first seen, in milliseconds of a monotonic clock. */
  since: number;
}

/** A name for this process as a holder, never used before. */
export const newHolderName = (): string =>
  [process.pid, startOf('self') ?? 0, machine(), randomBytes(6).toString('hex')].join('.');

/** The holder of the lock in this folder; undefined if there is none. */
export function findHolder(lockFolder: string): LockHolder | undefined {
  for (const name of unlessMissing(() => readdirSync(lockFolder)) ?? []) {
    const stats = unlessMissing(() => statSync(join(lockFolder, name)));
    if (stats) return { name, renewed: stats.mtimeMs };
  }
  return undefined;
}

/**
 * Whether the holder is dead. A stopped one is not. One of another machine or container is only known to be dead by its
 * silence; `watch` is what was seen of it before.
 */
export function isDead({ name, renewed }: LockHolder, watch: HolderWatch | undefined): boolean {
  const [pid = '', start, place] = name.split('.');
  if (place === machine() && place !== UNKNOWN_MACHINE) return !isRunning(pid, start);
  return watch?.name === name && watch.renewed === renewed && monotonicMs() - watch.since > STALE_MS;
}

/** For messages: which process holds the lock. */
export function describeHolder({ name }: LockHolder): string {
  const [pid = '', start, place] = name.split('.');
  if (place !== machine()) return `process ${pid} of another machine`;
  const isStopped = isRunning(pid, start) && stateOf(pid) === 'T';
  return `process ${pid}${isStopped ? ', which is stopped,' : ''}`;
}

const UNKNOWN_MACHINE = '0';
let knownMachine: string | undefined;

/** The machine since its last start, and the container: where a process id means one process. */
function machine(): string {
  knownMachine ??= (() => {
    try {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1');
      return createHash('sha256')
        .update(boot + readlinkSync('/proc/self/ns/pid'))
        .digest('hex')
        .slice(0, 12);
    } catch {
      // Systems without /proc.
      return UNKNOWN_MACHINE;
    }
  })();
  return knownMachine;
}

/** The fields of /proc/<pid>/stat after the name of the program, which may hold anything. */
function statFields(pid: string): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** When a process began, in ticks since the machine was started: a process id alone may be used again. */
const startOf = (pid: string): string | undefined => statFields(pid)?.[19];
/** `T`: stopped; `Z` and `X`: ended, but its parent has not asked for its exit code yet, and may never do so. */
const stateOf = (pid: string): string | undefined => statFields(pid)?.[0];
const isRunning = (pid: string, start: string | undefined) =>
  startOf(pid) === start && stateOf(pid) !== 'Z' && stateOf(pid) !== 'X';

function unlessMissing<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    return undefined;
  }
}
