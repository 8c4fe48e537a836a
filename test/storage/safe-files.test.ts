import { execFile, execFileSync } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withLock } from '../../src/storage/locks.ts';
import { type FileOptions, fileStamp, readFileIfThere, removeFile, replaceFile } from '../../src/storage/safe-files.ts';
import { bundleLocks } from '../support/locks.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
  path = join(folder, 'a', 'b', 'file.txt');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const writeLocked = (path: string, text: string, options?: FileOptions) =>
  withLock(path, lock => replaceFile(lock, text, options));

const LOCAL_DISK = () => expect.objectContaining({ code: 'LOCAL_DISK', message: expect.stringContaining(path) });

test('what is put is read, and nothing else is left', async () => {
  expect(await readFileIfThere(path)).toBeUndefined();
  for (const text of ['Größe\n', '', '\uFEFFx'.repeat(100_000)]) {
    await writeLocked(path, text);
    expect(await readFileIfThere(path)).toBe(text);
  }
  expect(await readdir(join(folder, 'a', 'b'))).toEqual(['file.txt']);
});

test('a file that another process takes away while it is read is there or not, and no failure', async () => {
  await writeLocked(path, 'x');
  const script = `
    const { renameSync, rmSync, writeFileSync } = require('node:fs');
    const path = process.argv[1];
    for (let n = 0; n < 10_000; n++) {
      writeFileSync(path + '.new', 'x', { mode: 0o600 });
      renameSync(path + '.new', path);
      rmSync(path);
    }
  `;
  let over = false;
  const ended = promisify(execFile)(process.execPath, ['-e', script, path]).finally(() => {
    over = true;
  });
  const seen = new Set<string | undefined>();
  while (!over) {
    for (let n = 0; n < 100; n++) seen.add(await readFileIfThere(path));
    await setImmediate();
  }
  await ended;
  expect(seen).toEqual(new Set(['x', undefined]));
});

test('a file is removed, and none is nothing to remove', async () => {
  await writeLocked(path, 'x');
  for (let time = 0; time < 2; time++) await withLock(path, lock => removeFile(lock));
  expect(await readdir(join(folder, 'a', 'b'))).toEqual([]);
});

test('the file and its folders are ours alone', async () => {
  await writeLocked(path, 'x');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  for (const part of ['a', 'a/b']) expect((await stat(join(folder, part))).mode & 0o777).toBe(0o700);
  await chmod(path, 0o644);
  await writeLocked(path, 'y');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('bytes that are no text are not taken for text', async () => {
  await writeLocked(path, '');
  await writeFile(path, Buffer.from([0xc3, 0x28]));
  await expect(readFileIfThere(path)).rejects.toMatchObject({ code: 'BAD_SETTINGS' });
});

describe('what is not a plain file is refused and left', () => {
  const kinds: [string, () => Promise<unknown>][] = [
    [
      'a link to a file',
      () => writeFile(join(folder, 'target'), 'mine').then(() => symlink(join(folder, 'target'), path)),
    ],
    ['a link to nothing', () => symlink(join(folder, 'nothing'), path)],
    ['a folder', () => mkdir(path)],
    ['a pipe', async () => execFileSync('mkfifo', [path])],
  ];
  test.each(kinds)('%s', async (kind, make) => {
    await mkdir(join(folder, 'a', 'b'), { recursive: true });
    await make();
    await expect(readFileIfThere(path)).rejects.toEqual(LOCAL_DISK());
    await expect(writeLocked(path, 'new')).rejects.toEqual(LOCAL_DISK());
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['file.txt']);
    expect(await readdir(folder)).not.toContain('nothing');
    if (kind === 'a link to a file') expect(await readFile(join(folder, 'target'), 'utf8')).toBe('mine');
  });
});

describe('what others can get at', () => {
  const secret = { secret: true };
  beforeEach(() => writeLocked(path, 'old'));

  test.each([
    ['a folder others can write to', 'a/b', 0o722, {}],
    ['a folder others can read, for a secret', 'a/b', 0o755, secret],
    ['a file others can write to', 'a/b/file.txt', 0o620, {}],
    ['a file others can read, for a secret', 'a/b/file.txt', 0o604, secret],
  ])('%s is refused with the command that closes it, and left', async (_, which, mode, keeping) => {
    const open = join(folder, which);
    await chmod(open, mode);
    const refused = expect.objectContaining({
      code: 'LOCAL_DISK',
      message: `${open} is open to other users; it was left as it is`,
      hint: expect.stringMatching(new RegExp(`chmod [67]00 ${open}$`)),
    });
    await expect(readFileIfThere(path, keeping)).rejects.toEqual(refused);
    await expect(writeLocked(path, 'new', keeping)).rejects.toEqual(refused);
    expect((await stat(open)).mode & 0o777).toBe(mode);
    await chmod(open, which === 'a/b' ? 0o700 : 0o600);
    expect(await readFileIfThere(path, keeping)).toBe('old');
  });

  test('is no matter for what is not secret, if they can only read it', async () => {
    await chmod(join(folder, 'a', 'b'), 0o755);
    await chmod(path, 0o644);
    expect(await readFileIfThere(path)).toBe('old');
    await writeLocked(path, 'new');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('is no lock either', async () => {
    await chmod(join(folder, 'a', 'b'), 0o777);
    await expect(withLock(path, async () => {})).rejects.toMatchObject({ code: 'LOCAL_DISK' });
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['file.txt']);
  });

  test.skipIf(process.getuid?.() !== 0)('what belongs to another user is refused', async () => {
    for (const which of [path, join(folder, 'a', 'b')]) {
      await chown(which, 12345, 12345);
      const refused = expect.objectContaining({ message: `${which} belongs to another user; it was left as it is` });
      await expect(readFileIfThere(path)).rejects.toEqual(refused);
      await expect(writeLocked(path, 'new')).rejects.toEqual(refused);
      expect(await readFile(path, 'utf8')).toBe('old');
      await chown(which, 0, 0);
    }
  });
});

test('a folder that is a link is refused', async () => {
  await mkdir(join(folder, 'elsewhere'), { mode: 0o700 });
  await mkdir(join(folder, 'a'));
  for (const target of ['elsewhere', 'nowhere']) {
    await symlink(join(folder, target), join(folder, 'a', 'b'));
    for (const attempt of [() => writeLocked(path, 'x'), () => withLock(path, async () => {})]) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'LOCAL_DISK',
        message: expect.stringContaining('is a symbolic link'),
      });
    }
    await rm(join(folder, 'a', 'b'));
  }
  expect(await readdir(join(folder, 'elsewhere'))).toEqual([]);
});

test.skipIf(process.platform !== 'linux')('a folder that cannot be made is told at once', async () => {
  for (const attempt of [() => writeLocked('/proc/x/y/z', ''), () => withLock('/proc/x/y/z', async () => {})]) {
    await expect(attempt()).rejects.toMatchObject({
      code: 'LOCAL_DISK',
      message: expect.stringContaining('/proc/x/y/z'),
    });
  }
});

test('a path through a file is told', async () => {
  await writeFile(join(folder, 'a'), '');
  for (const attempt of [
    () => readFileIfThere(path),
    () => writeLocked(path, 'x'),
    () => withLock(path, async () => {}),
    () => fileStamp(path),
  ]) {
    await expect(attempt()).rejects.toEqual(LOCAL_DISK());
  }
});

test.skipIf(process.platform !== 'linux')(
  'a disk that takes no more leaves the old file whole and no rest',
  async () => {
    await writeLocked(path, 'old');
    const bundle = await bundleLocks(folder);
    const script = `
    import { replaceFile, withLock } from ${JSON.stringify(bundle)};
    const write = withLock(process.argv[1], lock => replaceFile(lock, 'x'.repeat(100_000)));
    await write.catch(error => console.log(error.code, error.message));
  `;
    // No file may grow beyond 16 KiB.
    const limited = ['-c', 'trap "" XFSZ; ulimit -f 16; exec "$0" "$@"'];
    const { stdout } = await promisify(execFile)('bash', [
      ...limited,
      process.execPath,
      '--input-type=module',
      '-e',
      script,
      path,
    ]);
    expect(stdout).toMatch(/^LOCAL_DISK .*file\.txt could not be written: /);
    expect(await readFileIfThere(path)).toBe('old');
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['file.txt']);
  },
);

test('the stamp changes with the file', async () => {
  expect(await fileStamp(path)).toBeUndefined();
  await writeLocked(path, 'one');
  const stamp = await fileStamp(path);
  expect(await fileStamp(path)).toBe(stamp);
  await writeLocked(path, 'two');
  expect(await fileStamp(path)).not.toBe(stamp);
});
