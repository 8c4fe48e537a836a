import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleLocks } from '../support/locks.ts';
import { runs } from '../support/runs.ts';

const WRITERS = runs(20, 200);

let folder: string;
let bundle: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writers-'));
  bundle = await bundleLocks(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Adds a line with its number to the file, and says whether it did. */
const script = () => `
  import { readFileIfThere, replaceFile, withLock } from ${JSON.stringify(bundle)};
  const [path, number] = process.argv.slice(1);
  const add = async lock => replaceFile(lock, ((await readFileIfThere(path)) ?? '') + number + '\\n');
  await withLock(path, add, { wait: 120_000 }).then(
    () => process.stdout.write('done'),
    error => process.stdout.write('refused ' + error.message),
  );
`;

interface Trouble {
  /** Nothing happens to the others. */
  signal: 'SIGKILL' | 'SIGSTOP' | undefined;
  /** Milliseconds after its start, and how long it is stopped. */
  after: number;
  stopped: number;
}

const trouble: fc.Arbitrary<Trouble> = fc.record({
  signal: fc.constantFrom('SIGKILL', 'SIGSTOP', undefined, undefined, undefined, undefined),
  after: fc.integer({ min: 0, max: 20 * WRITERS }),
  stopped: fc.integer({ min: 0, max: runs(1500, 12_000) }),
});

describe('many writers of one file, a third of them killed or stopped', () => {
  it('lose nothing, double nothing, and claim nothing untrue', async () => {
    const property = fc.asyncProperty(fc.array(trouble, { minLength: WRITERS, maxLength: WRITERS }), async troubles => {
      const path = join(await mkdtemp(join(folder, 'run-')), 'lines');
      const said = await Promise.all(troubles.map((trouble, number) => write(path, number, trouble)));
      const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
      expect(new Set(lines).size).toBe(lines.length);
      const numbers = (word: string) => said.flatMap((text, number) => (text.startsWith(word) ? [String(number)] : []));
      expect(numbers('done').filter(number => !lines.includes(number))).toEqual([]);
      expect(numbers('refused').filter(number => lines.includes(number))).toEqual([]);
      // Whoever was not killed waits long enough.
      const unharmed = troubles.flatMap(({ signal }, number) => (signal === 'SIGKILL' ? [] : [String(number)]));
      expect(unharmed.filter(number => !lines.includes(number))).toEqual([]);
    });
    await fc.assert(property, { numRuns: runs(1, 3) });
  });
});

async function write(path: string, number: number, { signal, after, stopped }: Trouble): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script(), path, String(number)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', text => {
    said += text;
  });
  const ended = once(child, 'close');
  if (signal) {
    await sleep(after);
    child.kill(signal);
    if (signal === 'SIGSTOP') {
      await sleep(stopped);
      child.kill('SIGCONT');
    }
  }
  await ended;
  return said;
}
