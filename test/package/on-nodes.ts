import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { createLine } from '../support/opportunity.ts';
import { type Home, makeHome, ROOT } from '../support/run.ts';
import { drive } from '../support/terminal.ts';
import { answerWizard } from '../support/tutorial-answers.ts';

const run = promisify(execFile);

/** The releases of Node.js that the package has to work on. */
const MAJORS = [20, 22, 24, 26];

/** Puts a command where no network is, nor a home that can be written; where the system has no means to do that, none. */
const OFFLINE = ['-rnm', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
const isolates = spawnSync('unshare', [...OFFLINE, 'true']).status === 0;

let folder: string;
let tarball: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pipeliner-nodes-'));
  await npm(process.execPath, process.env.PATH!, 'pack', '--ignore-scripts', '--pack-destination', folder);
  tarball = join(folder, readdirSync(folder)[0]!);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe(`the package, ${isolates ? 'without a network once it is installed' : 'on a network, for want of unshare'}`, () => {
  it.each(MAJORS)('works on Node.js %i', { timeout: 600_000 }, async major => {
    const node = await runtime(major);
    const prefix = join(folder, String(major));
    mkdirSync(prefix);
    // No compiler and no Git, nothing but this Node.js.
    await npm(node, dirname(node), 'install', '--global', '--prefix', prefix, tarball);
    expect(buildsSomething(join(prefix, 'lib'))).toEqual([]);

    const home = makeHome();
    try {
      const env = { ...home.env, PATH: [dirname(node), join(prefix, 'bin'), '/usr/bin', '/bin'].join(delimiter) };
      for (const [line, expected] of JOURNEY) {
        const { stdout } = await inShell(line, { ...home, env }, join(prefix, 'lib'));
        expect({ line, stdout }).toEqual({ line, stdout: expect.stringMatching(expected) });
      }
      expect((await inShell('node --version', { ...home, env }, folder)).stdout).toMatch(RegExp(`^v${major}\\.`));
      await wizard({ ...home, env });
      await onReadOnlyHome({ ...home, env });
    } finally {
      home.remove();
    }
  });
});

/** Lines of shell, each with what it has to print. */
const JOURNEY: [line: string, expected: RegExp][] = [
  ['pipeliner --version', RegExp(`^${manifest.version.replaceAll('.', '\\.')}\n$`)],
  ['pipeliner --help', /^Usage: pipeliner/],
  ['pipeliner help filters', /istarts/],
  [`${quoted('pipeliner', ...createLine({}, '--json', '--jq', '.name, (.id | length)'))}`, /^New Opportunity\n36\n$/],
  ['pipeliner --sandbox accounts --format ids | head -2 | wc -l', /^ *2\n$/],
  ['pipeliner --sandbox accounts --search ziem | cut -f 2', /^Ziemann and Sons\n$/],
  ['pipeliner --sandbox accounts get nobody --json 2>&1 >/dev/null || echo $?', /"NOT_FOUND".*\n5\n$/s],
  [
    `node --input-type=module -e "import { createClient } from 'pipeliner-cli'; console.log(typeof createClient)"`,
    /^function\n$/,
  ],
];

async function wizard(home: Home): Promise<void> {
  const line = ['pipeliner', '--sandbox', 'oppty', 'create'];
  const terminal = isolates ? drive('unshare', [...OFFLINE, ...line], { home }) : drive('env', line, { home });
  await answerWizard(terminal);
  expect(await terminal.exit()).toMatchObject({ code: 0 });
  expect(terminal.text()).toContain('Created opportunity New Opportunity in the sandbox.');
}

/** What only reads needs no home that can be written. */
async function onReadOnlyHome(home: Home): Promise<void> {
  if (!isolates) return;
  const closed = `mount --bind "$HOME" "$HOME" && mount -o remount,ro,bind "$HOME" && ! touch "$HOME/x" 2>/dev/null`;
  const { stdout } = await inShell(`${closed} && pipeliner --sandbox currencies --jq '.[0].code'`, home, folder);
  expect(stdout).toMatch(/^[A-Z]{3}\n$/);
}

function inShell(line: string, { env }: Home, cwd: string): Promise<{ stdout: string }> {
  const [program, ...before] = isolates ? ['unshare', ...OFFLINE, 'sh'] : ['sh'];
  return run(program!, [...before, '-c', line], { cwd, env });
}

/** The newest Node.js of a major release, from the registry, kept for the next time. */
async function runtime(major: number): Promise<string> {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}`;
  const place = join(ROOT, 'node_modules', '.cache', 'pipeliner-nodes', String(major));
  const node = join(place, 'node_modules', name, 'bin', 'node');
  if (!existsSync(node)) {
    mkdirSync(place, { recursive: true });
    await npm(process.execPath, process.env.PATH!, 'install', '--prefix', place, `${name}@${major}`);
  }
  return node;
}

/** Runs the npm that runs this, by any Node.js. */
const npm = (node: string, path: string, ...args: string[]) =>
  run(node, [process.env.npm_execpath!, ...args], { cwd: ROOT, env: { ...process.env, PATH: path } });

/** The packages below a folder that run something when they are installed. */
const buildsSomething = (lib: string) =>
  readdirSync(lib, { recursive: true, encoding: 'utf8' })
    .filter(file => basename(file) === 'package.json')
    .filter(file => {
      const { scripts = {} } = JSON.parse(readFileSync(join(lib, file), 'utf8'));
      const runs = ['preinstall', 'install', 'postinstall'].some(name => name in scripts);
      return runs || existsSync(join(lib, dirname(file), 'binding.gyp'));
    });

function quoted(...words: string[]): string {
  return words.map(word => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
}
