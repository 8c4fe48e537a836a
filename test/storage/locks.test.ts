import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isDead, newHolderName } from '../../src/storage/lock-holder.ts';
import { endOfWait, withLock } from '../../src/storage/locks.ts';
import { readFileIfThere, removeFile, replaceFile } from '../../src/storage/safe-files.ts';
import { monotonicMs } from '../../src/values/clock.ts';
import { bundleLocks } from '../support/locks.ts';

let folder: string;
let path: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'locks-'));
  path = join(folder, 'a', 'file.txt');
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** A process that runs this within the lock, after it wrote a line. `go` lets it go on, `ended` is its output. */
async function holder(work: string) {
  const bundle = await bundleLocks(folder);
  const script = `
    import { once } from 'node:events';
    import { readFileIfThere, replaceFile, withLock } from ${JSON.stringify(bundle)};
    const path = process.argv[1];
    await withLock(path, async lock => {
      process.stdout.write('locked\\n');
      await once(process.stdin, 'data');
      ${work}
    }).catch(error => process.stdout.write(error.code + ' ' + error.message));
    process.stdin.destroy();
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  let output = '';
  child.stdout.on('data', text => {
    output += text;
  });
  await once(child.stdout, 'data');
  return {
    pid: child.pid!,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    go: () => child.stdin.write('go\n'),
    ended: once(child, 'close').then(() => output.replace('locked\n', '')),
  };
}

const write = (text: string, wait?: number) =>
  withLock(path, lock => replaceFile(lock, text), wait === undefined ? {} : { wait });
const names = async () => (await readdir(dirname(path))).sort();

describe('a lock', () => {
  it('lets one at a time do its work', async () => {
    await write('0');
    const add = () => withLock(path, async lock => replaceFile(lock, String(Number(await readFileIfThere(path)) + 1)));
    await Promise.all(Array.from({ length: 12 }, add));
    expect(await readFileIfThere(path)).toBe('12');
    expect(await names()).toEqual(['file.txt']);
  });

  it('needs no file, gives the result, and is gone after', async () => {
    expect(await withLock(path, async () => 7)).toBe(7);
    await expect(withLock(path, () => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
    expect(await names()).toEqual([]);
  });

  it('clears away what was left behind long ago, and nothing else', async () => {
    await write('x');
    const others = ['file.txt.bak', 'file.txt.lockable', 'other.txt.lock.1.2.3.4', 'file.txt.lock.young'];
    for (const name of others) await mkdir(join(folder, 'a', name));
    await mkdir(join(folder, 'a', 'file.txt.lock.old', 'inside'), { recursive: true });
    await utimes(join(folder, 'a', 'file.txt.lock.old'), 1, 1);
    await withLock(path, async () => {});
    expect(await names()).toEqual([...others, 'file.txt'].sort());
  });

  it('of another process that works is waited for, and named when the wait is over', async () => {
    const other = await holder("await replaceFile(lock, 'theirs');");
    await expect(write('ours', 100)).rejects.toMatchObject({
      code: 'LOCAL_DISK',
      retrySafe: true,
      message: `${path} could not be locked: process ${other.pid} keeps it locked`,
    });
    const waiting = write('ours');
    other.go();
    await waiting;
    expect(await other.ended).toBe('');
    expect(await readFileIfThere(path)).toBe('ours');
  });

  it('is not waited for any longer once that makes no sense', async () => {
    await holder('');
    const stop = new AbortController();
    const waiting = withLock(path, async () => {}, { signal: stop.signal });
    stop.abort();
    await expect(waiting).rejects.toThrow();
    expect(await names()).toEqual(['file.txt.lock']);
  });
});

describe.skipIf(process.platform !== 'linux')('the lock of a process', () => {
  it('that was killed is taken over at once', async () => {
    const other = await holder('');
    other.kill('SIGKILL');
    await other.ended;
    await write('ours', 0);
    expect(await readFileIfThere(path)).toBe('ours');
    expect(await names()).toEqual(['file.txt']);
  });

  it('that ended, and whose parent does not ask for its exit code, is taken over', async () => {
    // The shell becomes a program that waits for no child.
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(parent);
    const [pid] = await once(parent.stdout, 'data').then(([text]) => String(text).split('\n'));
    const stat = async () => (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ');
    await expect.poll(async () => (await stat())[0]).toBe('Z');
    const machine = newHolderName().split('.')[2];
    await mkdir(join(`${path}.lock`, `${pid}.${(await stat())[19]}.${machine}.abc`), { recursive: true });
    await write('ours', 0);
    expect(await readFileIfThere(path)).toBe('ours');
  });

  it('that is stopped stays its own: what others write waits for it, and nothing is lost', async () => {
    const other = await holder("await replaceFile(lock, (await readFileIfThere(path)) + 'theirs');");
    await writeFile(path, 'before ', { mode: 0o600 });
    other.kill('SIGSTOP');
    await expect(write('ours', 200)).rejects.toThrow(`process ${other.pid}, which is stopped, keeps it locked`);
    other.go();
    other.kill('SIGCONT');
    expect(await other.ended).toBe('');
    expect(await readFileIfThere(path)).toBe('before theirs');
  });

  it('whose id another process has by now is taken over', async () => {
    const [pid, , machine] = newHolderName().split('.');
    await mkdir(join(`${path}.lock`, `${pid}.1.${machine}.abc`), { recursive: true });
    await write('ours', 0);
    expect(await names()).toEqual(['file.txt']);
  });
});

describe('the lock of a process that cannot be seen from here', () => {
  const name = '4711.1.elsewhere.abc';
  const now = monotonicMs;

  it('is taken over only when it was not renewed for ten seconds, whatever the clocks say', () => {
    const future = Date.now() + 1e9;
    expect(isDead({ name, renewed: 0 }, undefined)).toBe(false);
    expect(isDead({ name, renewed: future }, { name, renewed: future, since: now() - 9000 })).toBe(false);
    expect(isDead({ name, renewed: future }, { name, renewed: future, since: now() - 10_100 })).toBe(true);
    expect(isDead({ name, renewed: 2 }, { name, renewed: 1, since: now() - 10_100 })).toBe(false);
    expect(isDead({ name, renewed: 1 }, { name: 'other', renewed: 1, since: now() - 10_100 })).toBe(false);
  });

  it('is told', async () => {
    await mkdir(join(`${path}.lock`, name), { recursive: true });
    await expect(write('ours', 20)).rejects.toThrow('process 4711 of another machine keeps it locked');
  });
});

describe('a holder that lost its lock', () => {
  it.each([
    ['replaces', replaceFile],
    ['removes', removeFile],
  ])('%s nothing, and says so', async (_, change) => {
    await write('old');
    const work = withLock(path, async lock => {
      await rename(lock.folder, join(folder, 'taken'));
      await write('of the next holder', 0);
      await change(lock, 'late');
    });
    await expect(work).rejects.toMatchObject({
      code: 'LOCAL_DISK',
      message: `${path} was not changed: another process took over its lock`,
    });
    expect(await readFile(path, 'utf8')).toBe('of the next holder');
    expect(await names()).toEqual(['file.txt']);
  });
});

describe('the wait for a lock', () => {
  it('goes on while the lock goes from hand to hand, but not for ever', () => {
    expect(endOfWait('patient', 1000, 1000)).toBe(31_000);
    expect(endOfWait('patient', 1000, 25_000)).toBe(55_000);
    expect(endOfWait('patient', 1000, 500_000)).toBe(181_000);
  });

  it.each([
    ['short', 11_000],
    ['brief', 3000],
    [250, 1250],
  ] as const)('that is to be %s is so, however many wait', (wait, end) => {
    expect(endOfWait(wait, 1000, 2000)).toBe(end);
  });
});
