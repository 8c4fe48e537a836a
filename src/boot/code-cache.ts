/**
 * The files of V8's code cache. They are executed, so their owner, mode, links and checksum are checked: V8 trusts its
 * cache, and a damaged one crashes the process.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';

/** V8's code cache of the program after runs of one command, and the words of those command lines. */
export interface CachedCode {
  code: Buffer;
  words: readonly string[];
}

/** The code caches of one build on one Node, a file for each command. */
export interface CodeCache {
  /** Undefined if there is none that can be trusted. */
  read(command: string): CachedCode | undefined;
  /** Writes it if possible. */
  write(command: string, cached: CachedCode): void;
}

/**
 * The code caches in a folder, which is below two more folders of this tool. A file that another user could have written
 * counts as missing; so does one that cannot be read. Each of the three folders is checked: a symbolic link would
 * redirect the removal of old builds. V8 tells programs apart by their length alone, so the checksum covers the text of
 * the program as well as its code.
 */
export function openCodeCache(folder: string, program: Buffer): CodeCache {
  const checksumOf = (code: Buffer) => crc32(code, crc32(program)).toString(16);
  const builds = dirname(folder);
  const folders = [dirname(builds), builds, folder];
  return {
    read: command =>
      attempt(() => (folders.every(isOwnFolder) ? readOwnFile(join(folder, command), checksumOf) : undefined)),
    write: (command, cached) =>
      attempt(() => {
        const created = folders.map(path => {
          const isNew = createFolder(path);
          if (!isOwnFolder(path)) throw new Error(`${path} is open to others`);
          return isNew;
        });
        if (created.at(-1)) removeOldBuilds(folder);
        replaceFile(join(folder, command), cached, checksumOf(cached.code));
      }),
  };
}

/** Several times what the code of the whole program takes. */
const MAX_BYTES = 16 * 1024 * 1024;

/** The first line of a file: the checksum, and the words. */
const HEAD = /^([0-9a-f]+) (.*)\n/;

/** The content of a file, if it belongs to this user and is undamaged. */
function readOwnFile(path: string, checksumOf: (code: Buffer) => string): CachedCode | undefined {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(file);
    if (!stats.isFile() || !isOwn(stats) || stats.size > MAX_BYTES) return undefined;
    const bytes = Buffer.allocUnsafeSlow(stats.size);
    if (readSync(file, bytes) !== bytes.length) return undefined;
    const [head = '', checksum, words] = HEAD.exec(bytes.toString('latin1', 0, 4096)) ?? [];
    const code = bytes.subarray(head.length);
    return checksum === checksumOf(code) ? { code, words: words!.split(' ') } : undefined;
  } finally {
    closeSync(file);
  }
}

/** Writes a file atomically: several processes may do so at once, and the disk may be full. */
function replaceFile(path: string, { code, words }: CachedCode, checksum: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  const head = `${checksum} ${words.join(' ')}\n`;
  try {
    writeFileSync(temporary, Buffer.concat([Buffer.from(head), code]), { flag: 'wx', mode: 0o600 });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function isOwnFolder(path: string): boolean {
  const stats = lstatSync(path);
  return stats.isDirectory() && isOwn(stats);
}

/** Whether only this user can write it. On Windows the folders of a user are closed to others. */
const isOwn = ({ uid, mode }: Stats) =>
  process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);

/** Creates a folder and those above it one by one: on /proc, Node's `recursive` never ends. False if it was there. */
function createFolder(path: string): boolean {
  try {
    mkdirSync(path, 0o700);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    createFolder(dirname(path));
    mkdirSync(path, 0o700);
    return true;
  }
}

/** How many folders of other builds stay, so that two installed builds do not remove each other's caches. */
const MAX_OTHER_BUILDS = 4;

/** Removes the folders of other builds except the newest ones, and nothing that has another form of name. */
function removeOldBuilds(folder: string): void {
  const build = basename(folder).split('-')[0]!;
  const otherBuilds = readdirSync(dirname(folder))
    .filter(name => /^[0-9a-z]+-\d+\.\d+\.\d+.*-\w+$/.test(name) && !name.startsWith(build))
    .map(name => join(dirname(folder), name))
    .map(path => ({ path, modified: lstatSync(path).mtimeMs }))
    .sort((a, b) => b.modified - a.modified);
  for (const { path } of otherBuilds.slice(MAX_OTHER_BUILDS)) rmSync(path, { recursive: true, force: true });
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
