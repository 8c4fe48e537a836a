import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CachedCode, openCodeCache } from '../../src/boot/code-cache.ts';

let home: string;
let folder: string;
const CACHED: CachedCode = { words: ['pipe', '--json'], code: Buffer.from('code of\nV8') };

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'code-cache-'));
  folder = join(home, 'pipeliner', 'compiled', 'abc-20.20.2-x64');
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

const PROGRAM = Buffer.from('the program');
const open = (program = PROGRAM) => openCodeCache(folder, program);
const read = () => open().read('accounts');
const write = (cached = CACHED) => open().write('accounts', cached);

it('gives back what was written, which its owner alone can read', () => {
  expect(read()).toBeUndefined();
  write();
  expect(read()).toEqual(CACHED);
  expect(open().read('contacts')).toBeUndefined();
  expect(readdirSync(folder)).toEqual(['accounts']);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'accounts')).mode & 0o777).toBe(0o600);
});

it('ignores a file or a folder that others could write', () => {
  write();
  for (const path of [join(folder, 'accounts'), folder, join(home, 'pipeliner', 'compiled'), join(home, 'pipeliner')]) {
    const { mode } = statSync(path);
    for (const more of [0o020, 0o002]) {
      chmodSync(path, mode | more);
      expect(read()).toBeUndefined();
    }
    chmodSync(path, mode);
    expect(read()).toEqual(CACHED);
  }
});

it('ignores the code of another program, even of one as long', () => {
  write();
  expect(open(Buffer.from('the Program')).read('accounts')).toBeUndefined();
  expect(open().read('accounts')).toEqual(CACHED);
});

it.runIf(process.getuid?.() === 0)('ignores a file or a folder of another user', () => {
  write();
  for (const path of [join(folder, 'accounts'), folder, join(home, 'pipeliner', 'compiled'), join(home, 'pipeliner')]) {
    chownSync(path, 12345, 0);
    expect(read(), path).toBeUndefined();
    chownSync(path, 0, 0);
  }
  expect(read()).toEqual(CACHED);
});

it('reads nothing of a file that is larger than any code of the program', () => {
  const huge = { ...CACHED, code: Buffer.alloc(16 * 1024 * 1024) };
  write(huge);
  expect(read()).toBeUndefined();
});

it('neither follows a link in the place of the file nor waits for a pipe', () => {
  write();
  const file = join(folder, 'accounts');
  execFileSync('mv', [file, join(folder, 'other')]);
  symlinkSync('other', file);
  expect(read()).toBeUndefined();
  rmSync(file);
  execFileSync('mkfifo', ['-m', '600', file]);
  expect(read()).toBeUndefined();
});

it('ignores a file that is damaged anywhere, cut off or longer than it was', () => {
  const file = join(folder, 'accounts');
  const cached = { ...CACHED, code: Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 7919) % 251)) };
  write(cached);
  const whole = readFileSync(file);
  for (const at of [0, 5, 100_000, 199_000, whole.length - 1]) {
    const damaged = Buffer.from(whole);
    damaged[at]! ^= 1;
    writeFileSync(file, damaged);
    expect(read(), `byte ${at}`).toBeUndefined();
  }
  const others = [0, 1, 20, whole.length / 2, whole.length - 1].map(length => whole.subarray(0, length));
  for (const other of [...others, Buffer.concat([whole, Buffer.from('x')])]) {
    writeFileSync(file, other);
    expect(read(), `${other.length} bytes`).toBeUndefined();
  }
  writeFileSync(file, whole);
  expect(read()).toEqual(cached);
});

it('removes what other builds left when the folder of a new one is created, but for the newest, and nothing else', () => {
  const beside = (name: string) => join(home, 'pipeliner', 'compiled', name);
  for (const [at, name] of ['u', 'v', 'w', 'x', 'y', 'z'].entries()) {
    mkdirSync(beside(`${name}-20.20.2-x64`), { recursive: true, mode: 0o700 });
    utimesSync(beside(`${name}-20.20.2-x64`), at, at);
  }
  for (const name of ['abc-24.1.0-x64', 'letters']) mkdirSync(beside(name));
  mkdirSync(join(home, 'pipeliner', 'reference'));
  write();
  expect(readdirSync(beside('')).sort()).toEqual([
    ...['abc-20.20.2-x64', 'abc-24.1.0-x64', 'letters'],
    ...['w-20.20.2-x64', 'x-20.20.2-x64', 'y-20.20.2-x64', 'z-20.20.2-x64'],
  ]);
  expect(existsSync(join(home, 'pipeliner', 'reference'))).toBe(true);
});

it('reads, writes and removes nothing behind a link in the place of one of its folders', () => {
  const [own, all] = [join(home, 'pipeliner'), join(home, 'pipeliner', 'compiled')];
  const elsewhere = join(home, 'elsewhere');
  const others = ['u', 'v', 'w', 'x', 'y', 'z'].map(name => `${name}-20.20.2-x64`);
  for (const name of others) mkdirSync(join(elsewhere, name), { recursive: true, mode: 0o700 });
  mkdirSync(own, { mode: 0o700 });
  symlinkSync(elsewhere, all);
  write();
  expect(readdirSync(elsewhere)).toEqual(others);
  rmSync(own, { recursive: true });
  symlinkSync(elsewhere, own);
  write();
  expect(readdirSync(elsewhere)).toEqual(others);
  rmSync(own);
  write();
  renameSync(all, join(elsewhere, 'moved'));
  symlinkSync(join(elsewhere, 'moved'), all);
  expect(read()).toBeUndefined();
});

it('writes nothing below a folder of the tool that others could write', () => {
  mkdirSync(join(home, 'pipeliner', 'compiled'), { recursive: true, mode: 0o700 });
  for (const path of [join(home, 'pipeliner'), join(home, 'pipeliner', 'compiled')]) {
    chmodSync(path, 0o777);
    write();
    expect(existsSync(folder)).toBe(false);
    chmodSync(path, 0o700);
  }
});

it('takes a place where no folder can be created for an empty one', () => {
  for (const path of ['/proc/pipeliner/compiled/abc-1-x64', '/dev/null/compiled/abc-1-x64']) {
    const nowhere = openCodeCache(path, PROGRAM);
    nowhere.write('accounts', CACHED);
    expect(nowhere.read('accounts')).toBeUndefined();
  }
});
