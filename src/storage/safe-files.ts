import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  promises,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CliError } from '../errors.ts';
import { quoteForShell } from '../values/shell.ts';

/** Others must not read or write a `secret` file and its folder; they must not write other files. */
export interface FileOptions {
  secret?: boolean;
}

/** A path that is locked by this process. New versions of the file come from the lock's own folder. */
export interface HeldLock {
  path: string;
  folder: string;
}

/**
 * The text of a file, undefined if there is none. Throws BAD_SETTINGS if it is not UTF-8, LOCAL_DISK for any other
 * failure. Reads synchronously: for small files, asynchronous steps take milliseconds longer.
 */
export async function readFileIfThere(path: string, options: FileOptions = {}): Promise<string | undefined> {
  return wrapDiskErrors(`${path} could not be read`, async () => {
    if (!fileExists(path, options)) return undefined;
    checkFolder(dirname(path), options);
    // The file may have become a link or a pipe since the check: NOFOLLOW and NONBLOCK refuse those.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const file = unlessMissing(() => openSync(path, flags));
    if (file === undefined) return undefined;
    try {
      refuseUnlessPlain(path, fstatSync(file), options);
      return decode(path, readFileSync(file));
    } finally {
      closeSync(file);
    }
  });
}

/** Replaces the file atomically. Creates its folder (0700); the file is 0600. Throws LOCAL_DISK, also if the lock was lost. */
export const replaceFile = (lock: HeldLock, text: string, options: FileOptions = {}): Promise<void> =>
  moveIntoPlace(lock, options, async temporary => {
    writeFileSync(temporary, text, { flag: 'wx', mode: 0o600 });
    return temporary;
  });

/**
 * Lets `edit` change a copy of the file in a private folder, and replaces the file atomically by the copy. `edit` gets
 * the folder and returns whether it changed anything. If there is no file, the folder is empty. Throws like replaceFile().
 */
export const editFile = (lock: HeldLock, edit: (folder: string) => boolean, options: FileOptions = {}): Promise<void> =>
  moveIntoPlace(lock, options, async folder => {
    mkdirSync(folder, 0o700);
    const copy = join(folder, basename(lock.path));
    const text = await readFileIfThere(lock.path, options);
    if (text !== undefined) writeFileSync(copy, text, { flag: 'wx', mode: 0o600 });
    return edit(folder) ? copy : undefined;
  });

/** Moves the file that `write` creates into place, safe against a power cut. `write` gets an unused path. */
async function moveIntoPlace(
  lock: HeldLock,
  options: FileOptions,
  write: (temporary: string) => Promise<string | undefined>,
): Promise<void> {
  const { path, folder } = lock;
  await wrapDiskErrors(`${path} could not be written`, async () => {
    checkFolder(dirname(path), options);
    fileExists(path, options);
    const temporary = join(folder, 'new');
    try {
      const replacement = await write(temporary);
      if (replacement === undefined) return;
      sync(replacement);
      // Fails if another process took the lock over.
      renameSync(replacement, path);
      syncFolder(dirname(path));
    } catch (error) {
      throw existsSync(folder) ? error : lostLockError(path);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  });
}

/** Removes the file, if it is there. Throws like replaceFile(). */
export async function removeFile({ path, folder }: HeldLock, options: FileOptions = {}): Promise<void> {
  await wrapDiskErrors(`${path} could not be removed`, async () => {
    if (!fileExists(path, options)) return;
    checkFolder(dirname(path), options);
    try {
      renameSync(path, join(folder, 'removed'));
    } catch (error) {
      throw existsSync(folder) ? error : lostLockError(path);
    }
    syncFolder(dirname(path));
  });
}

/** Whether an error says that another process keeps a file locked, which passes. */
export const isLockedError = ({ cause }: Error): boolean =>
  (cause as NodeJS.ErrnoException | undefined)?.code === 'ELOCKED';

const lostLockError = (path: string) =>
  new CliError('LOCAL_DISK', `${path} was not changed: another process took over its lock`, { retrySafe: true });

/** The names in a folder; empty if there is no such folder. */
export const listFolder = (path: string): Promise<string[]> =>
  wrapDiskErrors(`${path} could not be read`, async () => (await promises.readdir(path).catch(ignoreMissing)) ?? []);

/** A text that changes with the file; undefined if there is no file. */
export async function fileStamp(path: string): Promise<string | undefined> {
  return wrapDiskErrors(`${path} could not be read`, async () => {
    const stats = unlessMissing(() => lstatSync(path, { bigint: true }));
    return stats && `${stats.ino}.${stats.size}.${stats.mtimeNs}`;
  });
}

/** Whether a plain file of this user is there; refuses anything else in its place. */
function fileExists(path: string, options: FileOptions): boolean {
  const stats = unlessMissing(() => lstatSync(path));
  if (stats) refuseUnlessPlain(path, stats, options);
  return stats !== undefined;
}

function refuseUnlessPlain(path: string, stats: Stats, options: FileOptions): void {
  const kind = stats.isSymbolicLink() ? 'a symbolic link' : stats.isDirectory() ? 'a folder' : 'not a plain file';
  if (!stats.isFile()) throw new CliError('LOCAL_DISK', `${path} is ${kind}; it was left as it is`);
  refuseUnlessOurs(path, stats, options, '600');
}

/** Refuses a folder in which another user could replace the file, or read a secret one. */
export function checkFolder(path: string, options: FileOptions): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) {
    throw new CliError('LOCAL_DISK', `${path} is a symbolic link; it was left as it is`, {
      hint: 'Put a folder in its place, or set XDG_CONFIG_HOME or XDG_STATE_HOME to another.',
    });
  }
  refuseUnlessOurs(path, stats, options, '700');
}

function refuseUnlessOurs(path: string, stats: Stats, { secret }: FileOptions, mode: string): void {
  // Systems without user ids have other access rights.
  const me = process.getuid?.();
  if (me === undefined) return;
  if (stats.uid !== me && stats.uid !== 0) {
    throw new CliError('LOCAL_DISK', `${path} belongs to another user; it was left as it is`);
  }
  if ((stats.mode & (secret ? 0o077 : 0o022)) !== 0) {
    throw new CliError('LOCAL_DISK', `${path} is open to other users; it was left as it is`, {
      hint: `To close it to them: ${quoteForShell(['chmod', mode, path], 'linux')}`,
    });
  }
}

function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new CliError('BAD_SETTINGS', `${path} is not UTF-8 text`, { cause });
  }
}

/** Creates a folder and its parents, one by one: on /proc, Node's `recursive` never ends. */
export async function makeFolder(path: string): Promise<void> {
  if (await promises.stat(path).catch(ignoreMissing)) return;
  if (dirname(path) !== path) await makeFolder(dirname(path));
  await promises.mkdir(path, 0o700).catch((error: NodeJS.ErrnoException) => {
    // Another process created it first.
    if (error.code !== 'EEXIST') throw error;
  });
}

function sync(path: string, flags: string | number = 'r+'): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes the rename safe against a power cut, on systems that can. */
function syncFolder(path: string): void {
  try {
    sync(path, constants.O_RDONLY);
  } catch {}
}

function unlessMissing<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    return ignoreMissing(error as NodeJS.ErrnoException);
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

const REASONS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'its folder could not be made',
  ENOTDIR: 'a part of its path is not a folder',
  ELOOP: 'it is a symbolic link',
};

export async function wrapDiskErrors<T>(failure: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CliError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = (code && REASONS[code]) ?? message;
    throw new CliError('LOCAL_DISK', `${failure}: ${reason}`, { cause: error });
  }
}
