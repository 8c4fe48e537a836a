/**
 * Does all that a release does, but for publishing: a clean tree, everything that CI runs, two builds with the same bytes,
 * the licences of what comes along, and npm's own rehearsal. `node build/release-check.js --quick` leaves CI out.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KNOWN } from './known-licences.js';

const root = join(import.meta.dirname, '..');
const print = text => process.stdout.write(`${text}\n`);
const isQuick = process.argv.includes('--quick');
const run = (program, args, options = {}) =>
  execFileSync(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options });
const read = (program, args, options = {}) => run(program, args, { encoding: 'utf8', stdio: 'pipe', ...options });

/** Packages that are loaded beside the bundle, and why it cannot hold them. */
const BESIDE = {
  'jq-wasm': 'a WebAssembly file, read from its own folder',
  '@napi-rs/keyring': 'native code of each system, and optional: without it passwords go to a file',
};

const steps = {
  'The tree is clean': () => {
    const changes = read('git', ['status', '--porcelain']);
    if (changes) throw new Error(`not committed:\n${changes}`);
  },
  'The changelog tells of this version': () => {
    const { version } = manifest();
    const text = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
    const [news = ''] = (text.split('## [Unreleased]\n')[1] ?? '').split(/^## /m, 1);
    if (!text.includes(`## [${version}]`) && !news.includes(version)) throw new Error(`it has nothing of ${version}`);
  },
  ...(isQuick ? {} : { 'CI is green': () => run('bash', ['.ci/run']) }),
  'What is loaded beside the bundle has a reason and a licence': () => {
    const { dependencies, optionalDependencies } = manifest();
    const names = Object.keys({ ...dependencies, ...optionalDependencies });
    if (names.sort().join() !== Object.keys(BESIDE).sort().join()) throw new Error(`there are ${names.join(', ')}`);
    for (const name of names) {
      const { license } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
      if (!KNOWN.includes(license)) throw new Error(`${name} has the licence ${license}`);
      print(`  ${name} (${license}): ${BESIDE[name]}`);
    }
  },
  'Two builds give the same bytes': () => {
    const [first, second] = [packed(), packed()];
    if (first.integrity !== second.integrity) throw new Error(`${first.integrity} is not ${second.integrity}`);
    print(`  ${first.integrity}`);
    const size = first.files.filter(({ path }) => !path.endsWith('.map')).reduce((sum, { size }) => sum + size, 0);
    print(`  ${first.files.length} files, ${size} bytes without maps`);
  },
  'npm would publish it': () => read('npm', ['publish', '--dry-run', '--ignore-scripts', '--access', 'public']),
};

for (const [name, step] of Object.entries(steps)) {
  try {
    step();
    print(`✔ ${name}`);
  } catch (error) {
    print(`✘ ${name}: ${error.message}`);
    process.exitCode = 1;
    break;
  }
}

function manifest() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

/** What npm packs of a build of its own, in a folder of its own. */
function packed() {
  const folder = mkdtempSync(join(tmpdir(), 'pipeliner-release-'));
  try {
    for (const name of readdirSync(root))
      if (!['.git', 'node_modules', 'dist', 'man'].includes(name))
        cpSync(join(root, name), join(folder, name), { recursive: true });
    cpSync(join(root, 'node_modules'), join(folder, 'node_modules'), { recursive: true, verbatimSymlinks: true });
    read('npm', ['run', '--silent', 'build'], { cwd: folder });
    const [report] = JSON.parse(
      read('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: folder }),
    );
    const tarball = readFileSync(join(folder, report.filename));
    return { ...report, integrity: `sha256-${createHash('sha256').update(tarball).digest('hex')}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
