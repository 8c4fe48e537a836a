// Seeds bugs in a copy of the sources, one after the other, and checks that tests notice each:
// node test/bugs/run.js [--only <text>] [--sample <n>]
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BUGS } from './bugs.js';

const root = join(import.meta.dirname, '..', '..');
const { values } = parseArgs({ options: { only: { type: 'string' }, sample: { type: 'string', default: '1' } } });
const step = Number(values.sample);
const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' });
const begin = Number.parseInt(commit.slice(0, 6), 16) % step;
const bugs = BUGS.filter(({ name }) => name.includes(values.only ?? '')).filter((_, index) => index % step === begin);

const print = text => process.stdout.write(`${text}\n`);
const copy = mkdtempSync(join(tmpdir(), 'pipeliner-bugs-'));
try {
  for (const name of ['src', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts'])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const survivors = bugs.filter(bug => !isNoticed(bug));
  print(`${bugs.length - survivors.length} of ${bugs.length} bugs noticed`);
  process.exitCode = survivors.length > 0 ? 1 : 0;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

function isNoticed({ name, file, from, to, tests }) {
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  if (source.split(from).length !== 2) throw new Error(`${file} does not hold this just once: ${from}`);
  writeFileSync(
    path,
    source.replace(from, () => to),
  );
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const { status, stdout } = spawnSync(process.execPath, [vitest, 'run', '--bail', '1', ...tests], {
    ...{ cwd: copy, encoding: 'utf8' },
    env: { ...process.env, NO_COLOR: '1' },
  });
  writeFileSync(path, source);
  // A run without a test that failed has noticed nothing.
  const isFound = status === 1 && /Tests .*\b[1-9]\d* failed/.test(stdout);
  print(`${isFound ? 'noticed ' : 'SURVIVED'} ${name}`);
  if (!isFound) print(stdout.slice(-1500));
  return isFound;
}
