import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createJournal } from '../../src/storage/journal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('has each line on disk when it is appended, in order, also of many at once', async () => {
  const path = join(folder, 'deep', 'run.jsonl');
  const journal = await createJournal(path);
  await journal.append('first');
  expect(readFileSync(path, 'utf8')).toBe('first\n');
  const lines = Array.from({ length: 200 }, (_, number) => `line ${number}`);
  await Promise.all(lines.map(line => journal.append(line)));
  expect(readFileSync(path, 'utf8')).toBe(`first\n${lines.join('\n')}\n`);
  await journal.close();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'deep')).mode & 0o777).toBe(0o700);
});

it('makes a line safe against a power cut before it says so, and others only against a kill', async () => {
  const file = await open(join(folder, 'other'), 'w');
  const syncs = vi.spyOn(Object.getPrototypeOf(file), 'datasync');
  await file.close();
  const journal = await createJournal(join(folder, 'run.jsonl'));
  await journal.write('first');
  expect(syncs).toHaveBeenCalledTimes(0);
  await journal.append('second');
  expect(syncs).toHaveBeenCalledTimes(1);
  await journal.close();
  syncs.mockRestore();
});

it('is never written over', async () => {
  const path = join(folder, 'run.jsonl');
  await (await createJournal(path)).close();
  await expect(createJournal(path)).rejects.toMatchObject({ code: 'LOCAL_DISK' });
});

it('takes no line after one that may be cut off', async () => {
  const journal = await createJournal(join(folder, 'run.jsonl'));
  await journal.close();
  const both = await Promise.allSettled([journal.append('one'), journal.append('two')]);
  expect(both).toMatchObject([{ reason: { code: 'LOCAL_DISK' } }, { reason: { code: 'LOCAL_DISK' } }]);
  await expect(journal.append('three')).rejects.toMatchObject({ code: 'LOCAL_DISK' });
});

it.each([
  ['open to others', (path: string) => chmodSync(path, 0o755)],
  [
    'a symbolic link',
    (path: string) => {
      rmSync(path, { recursive: true });
      mkdirSync(`${path}-elsewhere`, 0o700);
      symlinkSync(`${path}-elsewhere`, path);
    },
  ],
])('is not made in a folder that is %s', async (_, spoil) => {
  const path = join(folder, 'runs');
  mkdirSync(path, 0o700);
  spoil(path);
  await expect(createJournal(join(path, 'run.jsonl'))).rejects.toMatchObject({ code: 'LOCAL_DISK' });
});
