import { execFile } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openConfigFile } from '../../src/storage/config-file.ts';
import { failureOf } from '../support/failure.ts';

const isRoot = process.getuid?.() === 0;
/** A user that nobody is. */
const STRANGER = 54321;

/** As every build so far has written it, with what a later one may add. */
const EARLIER = `{
  "current": "work",
  "profiles": [
    {
      "name": "work",
      "origin": "https://eu.example",
      "space": "one",
      "username": "jane",
      "password": "file",
      "settings": {
        "default-owner": "jane@eu.example"
      },
      "later": {
        "rate": 1.50,
        "id": 12345678901234567890
      }
    }
  ],
  "sandbox": {
    "settings": {}
  },
  "__internal__": [
    null
  ],
  "a.b": true
}
`;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
  path = join(folder, 'pipeliner', 'config.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => openConfigFile({ folders: { config: folder, state: folder, cache: folder } });
const use = (current: string) => open().change(config => ({ ...config, current }));
const text = () => readFileSync(path, 'utf8');
const write = (content: string) => {
  mkdirSync(join(folder, 'pipeliner'), { recursive: true, mode: 0o700 });
  writeFileSync(path, content, { mode: 0o600 });
};

describe('config.json', () => {
  it('is begun with the first change', async () => {
    expect(await open().read()).toEqual({ profiles: [] });
    await open().change(config => config);
    expect(readdirSync(join(folder, 'pipeliner'))).toEqual([]);
    await use('work');
    expect(text()).toBe('{\n  "profiles": [],\n  "current": "work"\n}\n');
    expect(readdirSync(join(folder, 'pipeliner'))).toEqual(['config.json']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('of an earlier build is read as it is, and keeps its form, unknown fields and digits when it changes', async () => {
    write(EARLIER);
    expect(await open().read()).toMatchObject({ current: 'work', profiles: [{ name: 'work' }] });
    await use('play');
    expect(text()).toBe(EARLIER.replace('"work"', '"play"'));
  });

  it('loses a field that a change leaves out', async () => {
    write(EARLIER);
    await open().change(({ current: _, ...rest }) => rest);
    expect(text()).toBe(EARLIER.replace('  "current": "work",\n', ''));
  });

  it('is not written where nothing changes, or where the change fails', async () => {
    write(EARLIER);
    const { ino, mtimeNs } = statSync(path, { bigint: true });
    await open().change(config => config);
    const failing = open().change(() => {
      throw new TypeError('mine');
    });
    await expect(failing).rejects.toThrow('mine');
    expect(statSync(path, { bigint: true })).toMatchObject({ ino, mtimeNs });
    expect(readdirSync(join(folder, 'pipeliner'))).toEqual(['config.json']);
  });

  it('that may only be read is replaced, as its folder is ours', async () => {
    write(EARLIER);
    chmodSync(path, 0o400);
    await use('play');
    expect(text()).toContain('play');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

describe('what is not ours alone is refused and left', () => {
  it.each<[name: string, spoil: () => void]>([
    [
      'a link',
      () => {
        write(EARLIER);
        const real = join(folder, 'real.json');
        linkSync(path, real);
        rmSync(path);
        symlinkSync(real, path);
      },
    ],
    [
      'a folder that is a link',
      () => {
        mkdirSync(join(folder, 'elsewhere'), { mode: 0o700 });
        symlinkSync(join(folder, 'elsewhere'), join(folder, 'pipeliner'));
        writeFileSync(path, EARLIER, { mode: 0o600 });
      },
    ],
    [
      'a file that others can write',
      () => {
        write(EARLIER);
        chmodSync(path, 0o666);
      },
    ],
    ...(isRoot
      ? [
          [
            'a file of another user',
            () => {
              write(EARLIER);
              chownSync(path, STRANGER, STRANGER);
            },
          ] as [string, () => void],
        ]
      : []),
  ])('%s', async (_, spoil) => {
    spoil();
    const { ino } = statSync(path);
    expect(await failureOf(use('play'))).toMatchObject({ code: 'LOCAL_DISK', exit: 11 });
    expect({ ino: statSync(path).ino, text: text() }).toEqual({ ino, text: EARLIER });
    expect(readdirSync(join(folder, 'pipeliner'))).toEqual(['config.json']);
  });

  it('a damaged file', async () => {
    write(EARLIER.slice(0, -3));
    expect(await failureOf(use('play'))).toMatchObject({
      code: 'BAD_SETTINGS',
      message: `${path} is damaged: it is not JSON. It was left as it is`,
    });
    expect(text()).toBe(EARLIER.slice(0, -3));
    expect(readdirSync(join(folder, 'pipeliner'))).toEqual(['config.json']);
  });
});

describe('other processes', () => {
  let program: string;
  beforeAll(async () => {
    const programs = mkdtempSync(join(tmpdir(), 'config-program-'));
    chmodSync(programs, 0o755);
    program = join(programs, 'add-profile.cjs');
    await build({
      stdin: { contents: ADD_PROFILE, resolveDir: join(import.meta.dirname, '..', '..', 'src', 'storage') },
      ...{ outfile: program, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' },
    });
  });
  afterAll(() => rmSync(join(program, '..'), { recursive: true, force: true }));

  /** What a process says that adds a profile. */
  const addProfile = (name: string, env: Record<string, string> = {}, options: { uid?: number } = {}) =>
    new Promise<string>(resolve => {
      execFile(process.execPath, [program, folder, name], { env, ...options }, (error, stdout, stderr) =>
        resolve(error && !stdout ? `${error.message}\n${stderr}` : stdout),
      );
    });

  it('lose nothing, forty of them at once', async () => {
    write(EARLIER);
    const names = Array.from({ length: 40 }, (_, index) => `p${index}`);
    expect((await Promise.all(names.map(name => addProfile(name)))).filter(Boolean)).toEqual([]);
    const { profiles } = JSON.parse(text()) as { profiles: { name: string }[] };
    expect(profiles.map(({ name }) => name).sort()).toEqual(['work', ...names].sort());
    expect(readdirSync(join(folder, 'pipeliner'))).toEqual(['config.json']);
  });

  it.each([
    ['SNAP is set', { SNAP: '/snap/x' }],
    ['there are two file systems', { EXDEV: '1' }],
  ])('never overwrite the file itself, as conf does where %s', async (_, env) => {
    write(EARLIER);
    const old = join(folder, 'old.json');
    linkSync(path, old);
    expect(await addProfile('new', env)).toBe('');
    expect(text()).toContain('"new"');
    expect(readFileSync(old, 'utf8')).toBe(EARLIER);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('say that the folder is read-only, and leave the file', async () => {
    write(EARLIER);
    const uid = isRoot ? { uid: STRANGER } : {};
    chmodSync(folder, 0o755);
    if (isRoot) for (const one of [path, join(path, '..')]) chownSync(one, STRANGER, STRANGER);
    chmodSync(join(path, '..'), 0o500);
    expect(await addProfile('new', {}, uid)).toBe(`LOCAL_DISK ${path} could not be locked: permission denied\n`);
    chmodSync(join(path, '..'), 0o700);
    expect(text()).toBe(EARLIER);
  });
});

/** With EXDEV, what conf renames in its folder fails as it does from one file system to another. */
const ADD_PROFILE = `
  import fs from 'node:fs';
  import { openConfigFile } from './config-file.ts';
  if (process.env.EXDEV) {
    const rename = fs.renameSync;
    fs.renameSync = (from, to) => {
      if (to.includes('/new/')) throw Object.assign(new Error('EXDEV: cross-device link not permitted'), { code: 'EXDEV' });
      rename(from, to);
    };
  }
  const [config, name] = process.argv.slice(2);
  const profile = { name, origin: 'https://eu.example', space: 's', username: 'u', password: 'file' };
  openConfigFile({ folders: { config } })
    .change(before => ({ ...before, profiles: [...before.profiles, profile] }))
    .catch(error => console.log(error.code, error.message));
`;
