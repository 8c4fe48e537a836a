import { execFileSync } from 'node:child_process';
import {
  chmodSync,
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
import { openCompiled } from '../src/compiled.ts';

let home: string;
let folder: string;
const MADE = { ran: ['main.js', 'chunk-A.js', 'accounts'], code: Buffer.from('what V8\nmade') };

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'compiled-'));
  folder = join(home, 'pipeliner', 'compiled', 'abc-20.20.2-x64');
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

const read = () => openCompiled(folder).read('main.cjs');
const keep = () => openCompiled(folder).keep('main.cjs', MADE);

it('what was kept is read, by its owner alone', () => {
  expect(read()).toBeUndefined();
  keep();
  expect(read()).toEqual(MADE);
  expect(readdirSync(folder)).toEqual(['main.cjs']);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'main.cjs')).mode & 0o777).toBe(0o600);
});

it('a file or a folder that others could write is as good as not there', () => {
  keep();
  for (const path of [join(folder, 'main.cjs'), folder, join(home, 'pipeliner', 'compiled'), join(home, 'pipeliner')]) {
    const { mode } = statSync(path);
    for (const more of [0o020, 0o002]) {
      chmodSync(path, mode | more);
      expect(read()).toBeUndefined();
    }
    chmodSync(path, mode);
    expect(read()).toEqual(MADE);
  }
});

it('a link or a pipe in the place of the file is not read, nor waited for', () => {
  keep();
  const file = join(folder, 'main.cjs');
  execFileSync('mv', [file, join(folder, 'other')]);
  symlinkSync('other', file);
  expect(read()).toBeUndefined();
  rmSync(file);
  execFileSync('mkfifo', ['-m', '600', file]);
  expect(read()).toBeUndefined();
});

it('a file that was damaged anywhere, cut off or added to is as good as not there', () => {
  const file = join(folder, 'main.cjs');
  const code = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 7919) % 251));
  openCompiled(folder).keep('main.cjs', { ...MADE, code });
  expect(read()).toEqual({ ...MADE, code });
  const whole = readFileSync(file);
  for (const at of [0, 100_000, 199_000, whole.length / 2, whole.length / 2 + 100_000, whole.length - 1]) {
    const damaged = Buffer.from(whole);
    damaged[at]! ^= 1;
    writeFileSync(file, damaged);
    expect(read(), `byte ${at}`).toBeUndefined();
  }
  const others = [0, 1, whole.length / 2, whole.length - 1].map(length => whole.subarray(0, length));
  for (const other of [...others, Buffer.concat([whole, Buffer.from('x')])]) {
    writeFileSync(file, other);
    expect(read(), `${other.length} bytes`).toBeUndefined();
  }
  writeFileSync(file, whole);
  expect(read()).toEqual({ ...MADE, code });
});

it('what other builds left goes when the folder of a new one is made, but for the newest, and nothing else', () => {
  const beside = (name: string) => join(home, 'pipeliner', 'compiled', name);
  for (const [at, name] of ['u', 'v', 'w', 'x', 'y', 'z'].entries()) {
    mkdirSync(beside(`${name}-20.20.2-x64`), { recursive: true, mode: 0o700 });
    utimesSync(beside(`${name}-20.20.2-x64`), at, at);
  }
  for (const name of ['abc-24.1.0-x64', 'letters']) mkdirSync(beside(name));
  mkdirSync(join(home, 'pipeliner', 'reference'));
  keep();
  expect(readdirSync(beside('')).sort()).toEqual([
    ...['abc-20.20.2-x64', 'abc-24.1.0-x64', 'letters'],
    ...['w-20.20.2-x64', 'x-20.20.2-x64', 'y-20.20.2-x64', 'z-20.20.2-x64'],
  ]);
  expect(existsSync(join(home, 'pipeliner', 'reference'))).toBe(true);
});

it('a link in the place of one of its folders leads nowhere: nothing behind it is read, made or tidied away', () => {
  const [own, all] = [join(home, 'pipeliner'), join(home, 'pipeliner', 'compiled')];
  const elsewhere = join(home, 'elsewhere');
  const others = ['u', 'v', 'w', 'x', 'y', 'z'].map(name => `${name}-20.20.2-x64`);
  for (const name of others) mkdirSync(join(elsewhere, name), { recursive: true, mode: 0o700 });
  mkdirSync(own, { mode: 0o700 });
  symlinkSync(elsewhere, all);
  keep();
  expect(readdirSync(elsewhere)).toEqual(others);
  rmSync(own, { recursive: true });
  symlinkSync(elsewhere, own);
  keep();
  expect(readdirSync(elsewhere)).toEqual(others);
  rmSync(own);
  keep();
  renameSync(all, join(elsewhere, 'moved'));
  symlinkSync(join(elsewhere, 'moved'), all);
  expect(read()).toBeUndefined();
});

it('nothing is kept below a folder of the tool that others could write', () => {
  mkdirSync(join(home, 'pipeliner', 'compiled'), { recursive: true, mode: 0o700 });
  for (const path of [join(home, 'pipeliner'), join(home, 'pipeliner', 'compiled')]) {
    chmodSync(path, 0o777);
    keep();
    expect(existsSync(folder)).toBe(false);
    chmodSync(path, 0o700);
  }
});

it('a place where no folder can be made is no failure', () => {
  for (const path of ['/proc/pipeliner/compiled/abc-1-x64', '/dev/null/compiled/abc-1-x64']) {
    const nowhere = openCompiled(path);
    nowhere.keep('main.cjs', MADE);
    expect(nowhere.read('main.cjs')).toBeUndefined();
  }
});
