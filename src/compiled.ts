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

/** What V8 made of a file of the program, and what was run of it by then: pieces, and commands. */
interface Code {
  code: Buffer;
  ran: readonly string[];
}

/** What V8 made of the files of the program, kept in a folder from one run to the next. */
export interface Compiled {
  /** Undefined if there is none, or none that can be trusted. */
  read(file: string): Code | undefined;
  /** Stores it if it can. */
  keep(file: string, made: Code): void;
}

/**
 * The folder of one build on one Node, below two more of this tool. It holds code that is run, so what somebody else
 * could have written there is as good as not there; so is what cannot be read or written, since everything works
 * without. A link in the place of one of the three would lead what is tidied away elsewhere.
 */
export function openCompiled(folder: string): Compiled {
  const above = dirname(folder);
  const own = [dirname(above), above, folder];
  const here = once(() => own.every(isOurFolder));
  const made = once(() => {
    let fresh = false;
    for (const path of own) {
      fresh = makeFolder(path);
      if (!isOurFolder(path)) return false;
    }
    if (fresh) tidy(folder);
    return true;
  });
  return {
    read: file => attempt(() => (here() ? readOurs(join(folder, file)) : undefined)),
    keep: (file, { code, ran }) =>
      attempt(() => {
        if (!made()) return;
        const temporary = join(folder, `${file}.${process.pid}.tmp`);
        const all = Buffer.concat([Buffer.from(`${ran.join(' ')}\n`), code]);
        try {
          writeFileSync(temporary, Buffer.concat([all, all]), { flag: 'wx', mode: 0o600 });
          renameSync(temporary, join(folder, file));
        } catch (error) {
          // On a full disk, a part of it.
          rmSync(temporary, { force: true });
          throw error;
        }
      }),
  };
}

/** How much of the second copy is looked at at once: memory that was used before costs less than as much new. */
const PART = 65_536;

/**
 * What a file of ours holds. V8 believes what it is given, so each file holds the same twice: one that was cut off or
 * damaged does not.
 */
function readOurs(path: string): Code | undefined {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(file);
    if (!stats.isFile() || !isOurs(stats)) return undefined;
    const all = Buffer.allocUnsafeSlow(stats.size / 2);
    if (readSync(file, all) !== all.length) return undefined;
    const part = Buffer.allocUnsafeSlow(PART);
    for (let at = 0; at < all.length; ) {
      const length = readSync(file, part);
      if (length === 0 || !part.subarray(0, length).equals(all.subarray(at, at + length))) return undefined;
      at += length;
    }
    const head = all.indexOf('\n');
    return head < 0 ? undefined : { ran: all.toString('latin1', 0, head).split(' '), code: all.subarray(head + 1) };
  } finally {
    closeSync(file);
  }
}

function isOurFolder(path: string): boolean {
  const found = lstatSync(path);
  return found.isDirectory() && isOurs(found);
}

/** Whether nobody else could have written it. On Windows the folders of a user are closed to others. */
const isOurs = ({ uid, mode }: Stats) =>
  process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);

/** Makes a folder and those above it, one by one: on /proc, Node's own way of doing so never ends. */
function makeFolder(path: string): boolean {
  try {
    mkdirSync(path, 0o700);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolder(dirname(path));
    mkdirSync(path, 0o700);
    return true;
  }
}

/** How many folders of other builds stay: who has two in use should not lose each one's by the other. */
const OTHERS = 4;

/** Takes away what other builds left beside the folder, but for the newest, and nothing that is called otherwise. */
function tidy(folder: string): void {
  const build = basename(folder).split('-')[0]!;
  const others = readdirSync(dirname(folder))
    .filter(name => /^[0-9a-z]+-\d+\.\d+\.\d+.*-\w+$/.test(name) && !name.startsWith(build))
    .map(name => join(dirname(folder), name))
    .map(path => ({ path, made: lstatSync(path).mtimeMs }))
    .sort((a, b) => b.made - a.made);
  for (const { path } of others.slice(OTHERS)) rmSync(path, { recursive: true, force: true });
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function once(look: () => boolean): () => boolean {
  let seen: boolean | undefined;
  return () => {
    seen ??= attempt(look) ?? false;
    return seen;
  };
}
