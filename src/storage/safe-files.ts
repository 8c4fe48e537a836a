import { closeSync, constants, fstatSync, lstatSync, openSync, promises, readFileSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CliError } from '../errors.ts';
import { quoteForShell } from '../values/shell.ts';

/** Whose eyes a file is for: with `secret`, it and its folder must be closed to everybody else before it is touched. */
export interface FileOptions {
  secret?: boolean;
}

/**
 * The text of a file, undefined if there is none. Not UTF-8 is BAD_SETTINGS, anything else that fails LOCAL_DISK. Read
 * in one go: for files as small as these, waiting for each step takes milliseconds longer.
 */
export async function readFileIfThere(path: string, keeping: FileOptions = {}): Promise<string | undefined> {
  return onDisk(`${path} could not be read`, async () => {
    if (!plainFile(path, keeping)) return undefined;
    checkFolder(dirname(path), keeping);
    // NOFOLLOW and NONBLOCK: what was a plain file a moment ago may be a link or a pipe by now.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const file = ifThere(() => openSync(path, flags));
    if (file === undefined) return undefined;
    try {
      refuseUnlessPlain(path, fstatSync(file), keeping);
      return decode(path, readFileSync(file));
    } finally {
      closeSync(file);
    }
  });
}

/** Puts the text in place of the file, whole or not at all; under its lock. Makes the folder (0700); the file is 0600. */
export const replaceFile = (path: string, text: string, keeping: FileOptions = {}): Promise<void> =>
  moveIntoPlace(path, keeping, async temporary => {
    await promises.writeFile(temporary, text, { flag: 'wx', mode: 0o600 });
    return temporary;
  });

/**
 * Has `edit` change a copy of the file, in a folder that nobody else can get at, and puts the copy in its place, whole or
 * not at all; under its lock. `edit` gets the folder and tells whether it changed anything. There is no copy of no file.
 */
export const editFile = (path: string, edit: (folder: string) => boolean, keeping: FileOptions = {}): Promise<void> =>
  moveIntoPlace(path, keeping, async folder => {
    await promises.mkdir(folder, 0o700);
    const copy = join(folder, basename(path));
    const text = await readFileIfThere(path, keeping);
    if (text !== undefined) await promises.writeFile(copy, text, { flag: 'wx', mode: 0o600 });
    return edit(folder) ? copy : undefined;
  });

/** Moves the file that `write` makes into place, and makes it last through a power cut. `write` gets a free path beside it. */
async function moveIntoPlace(
  path: string,
  keeping: FileOptions,
  write: (temporary: string) => Promise<string | undefined>,
): Promise<void> {
  await onDisk(`${path} could not be written`, async () => {
    await makeFolder(dirname(path));
    checkFolder(dirname(path), keeping);
    plainFile(path, keeping);
    // Only who writes waits for it to load.
    const { randomBytes } = await import('node:crypto');
    const temporary = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      const written = await write(temporary);
      if (written === undefined) return;
      await sync(written);
      await promises.rename(written, path);
      await syncFolder(dirname(path));
    } finally {
      await promises.rm(temporary, { recursive: true, force: true });
    }
  });
}

/** Takes a file of ours away, if it is there; under its lock. */
export async function removeFile(path: string, keeping: FileOptions = {}): Promise<void> {
  await onDisk(`${path} could not be removed`, async () => {
    if (!plainFile(path, keeping)) return;
    checkFolder(dirname(path), keeping);
    await promises.rm(path, { force: true });
    await syncFolder(dirname(path));
  });
}

/** The names in a folder; none if there is no such folder. */
export const listFolder = (path: string): Promise<string[]> =>
  onDisk(`${path} could not be read`, async () => (await promises.readdir(path).catch(unlessMissing)) ?? []);

/** Tells one state of a file from another; undefined if there is no file. */
export async function fileStamp(path: string): Promise<string | undefined> {
  return onDisk(`${path} could not be read`, async () => {
    const found = ifThere(() => lstatSync(path, { bigint: true }));
    return found && `${found.ino}.${found.size}.${found.mtimeNs}`;
  });
}

/** Whether a plain file of ours is there; refuses anything else in its place. */
function plainFile(path: string, keeping: FileOptions): boolean {
  const found = ifThere(() => lstatSync(path));
  if (found) refuseUnlessPlain(path, found, keeping);
  return found !== undefined;
}

function refuseUnlessPlain(path: string, found: Stats, keeping: FileOptions): void {
  const kind = found.isSymbolicLink() ? 'a symbolic link' : found.isDirectory() ? 'a folder' : 'not a plain file';
  if (!found.isFile()) throw new CliError('LOCAL_DISK', `${path} is ${kind}; it was left as it is`);
  refuseUnlessOurs(path, found, keeping, '600');
}

/** Refuses a folder in which somebody else could put something in the place of our file, or see a secret one. */
export function checkFolder(path: string, keeping: FileOptions): void {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) {
    throw new CliError('LOCAL_DISK', `${path} is a symbolic link; it was left as it is`, {
      hint: 'Put a folder in its place, or lead XDG_CONFIG_HOME or XDG_STATE_HOME to another.',
    });
  }
  refuseUnlessOurs(path, found, keeping, '700');
}

function refuseUnlessOurs(path: string, found: Stats, { secret }: FileOptions, mode: string): void {
  // Systems without user ids keep their rights elsewhere.
  const me = process.getuid?.();
  if (me === undefined) return;
  if (found.uid !== me && found.uid !== 0) {
    throw new CliError('LOCAL_DISK', `${path} belongs to another user; it was left as it is`);
  }
  if ((found.mode & (secret ? 0o077 : 0o022)) !== 0) {
    throw new CliError('LOCAL_DISK', `${path} is open to other users; it was left as it is`, {
      hint: `Close it, if only you should get at it: ${quoteForShell(['chmod', mode, path], 'linux')}`,
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

/** Makes a folder and those above it, one by one: on /proc, Node's own way of doing so never ends. */
export async function makeFolder(path: string): Promise<void> {
  if (await promises.stat(path).catch(unlessMissing)) return;
  if (dirname(path) !== path) await makeFolder(dirname(path));
  await promises.mkdir(path, 0o700).catch((error: NodeJS.ErrnoException) => {
    // Another process was quicker.
    if (error.code !== 'EEXIST') throw error;
  });
}

async function sync(path: string): Promise<void> {
  const file = await promises.open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the rename last through a power cut, on systems that can. */
async function syncFolder(path: string): Promise<void> {
  const folder = await promises.open(path, constants.O_RDONLY).catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

function ifThere<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    return unlessMissing(error as NodeJS.ErrnoException);
  }
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
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
  ELOCKED: 'another process keeps it locked',
};

export async function onDisk<T>(failure: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CliError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = (code && REASONS[code]) ?? message;
    throw new CliError('LOCAL_DISK', `${failure}: ${reason}`, { cause: error });
  }
}
