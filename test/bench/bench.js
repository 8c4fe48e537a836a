/**
 * Whole processes, as multiples of others measured in the same run: absolute times depend on the machine, ratios hardly.
 * Each number is the median of the ratios of pairs run one right after the other. Start-up is measured on other Nodes
 * too, if their paths are given: npm run bench -- /path/to/node22 /path/to/node24. With --tricks it is measured what each
 * trick of start-up buys instead, with --deals only what is about opportunities, with --import only what is about files with
 * many rows, with --export only what is about exports.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureDeals, measureImport } from './deals.js';
import { measureStartUp, measureTricks } from './start-up.js';

const { values, positionals } = parseArgs({
  options: {
    tricks: { type: 'boolean' },
    deals: { type: 'boolean' },
    import: { type: 'boolean' },
    export: { type: 'boolean' },
  },
  allowPositionals: true,
});
const nodes = [process.execPath, ...positionals];
const here = dirname(fileURLToPath(import.meta.url));
const cli = join(here, '..', '..', 'bin', 'pipeliner.js');
const home = mkdtempSync(join(tmpdir(), 'pipeliner-bench-'));

// A certificate bundle in the environment is read at each start of Node, so it belongs to what is compared.
const { PATH, NODE_EXTRA_CA_CERTS } = process.env;
const env = { PATH, ...(NODE_EXTRA_CA_CERTS ? { NODE_EXTRA_CA_CERTS } : {}), HOME: home, PIPELINER_NO_KEYRING: '1' };
/** Has a process tell the most memory it ever held, in KiB, on its descriptor 3. */
const TELLING = [
  '--import',
  `data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,String(process.resourceUsage().maxRSS)))`,
];

try {
  console.log(`${NODE_EXTRA_CA_CERTS ? 'With' : 'Without'} NODE_EXTRA_CA_CERTS\n`);
  if (values.tricks) await measureTricks(nodes, pairs, signIn, home);
  else {
    const bench = { cli, env, here, telling: TELLING, pairs, measure, signIn, capture, head, row };
    const isWhole = !values.deals && !values.import && !values.export;
    if (isWhole) {
      await measureStartUp(nodes, pairs, signIn);
      await reading();
    }
    if (isWhole || values.export) await exporting();
    if (isWhole || values.deals) await measureDeals(bench);
    if (isWhole || values.import) await measureImport(bench);
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}

/** Stores a profile that leads to the server. */
async function signIn(url, { space = 'bench', username = 'user', password = 'password' } = {}) {
  const where = ['--url', url, '--space', space, '--username', username, '--password-stdin', '--yes'];
  const child = spawn(process.execPath, [cli, 'auth', 'login', ...where], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin.end(password);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`auth login ended with ${code}`);
}

/** Runs a command, which has to succeed, and gives what it prints. */
async function capture(args) {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await closed;
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stderr}`);
  return { stdout, stderr };
}

async function reading() {
  head('accounts as jsonl / a bare undici loop', 'time', 'memory');
  const peaks = [];
  for (const [name, server, runs, most, mostMemory] of [
    ['1000, narrow', [1000, 'narrow'], 9],
    ['10000, narrow', [10_000, 'narrow'], 7],
    ['100000, narrow', [100_000, 'narrow'], 5, 1, 1.1],
    ['100000 of 4 KB', [100_000, 'wide'], 5, 1, 1.1],
    ['5000 of 4 KB, each answer in 20 ms', [5000, 'wide', 20], 7, 1, 1.1],
  ]) {
    const { time, memory, peak } = await againstLoop(server, runs);
    row(name, [time, most], [memory, mostMemory]);
    if (server[1] === 'narrow') peaks.push(peak);
  }
  head('memory as the list grows', '1000', '10000', '100000');
  const most = [1, 1.1, 1.3];
  row('peak, as a multiple of that of 1000 accounts', ...peaks.map((peak, index) => [peak / peaks[0], most[index]]));
}

/** Exports to disk by a loop over the same pages, and the requests of a run that finds nothing new. */
async function exporting() {
  head('export accounts to disk / a bare undici loop', 'time', 'memory');
  const { time, memory } = await withPages([100_000, 'narrow'], url => {
    const loop = [join(here, 'export-loop.js'), url, join(home, 'loop.jsonl')];
    let run = 0;
    // Each run goes to a folder of its own.
    const subject = () => [...TELLING, cli, 'export', 'accounts', '--to', join(home, `export-${run++}`)];
    return pairs(5, subject, [...TELLING, ...loop]);
  });
  row('100,000 accounts', [time, 1.2], [memory]);
  const folder = join(home, 'nightly');
  const nightly = [cli, 'export', '--sandbox', '--to', folder, '--state', join(home, 'nightly.json'), '--debug'];
  await capture(nightly);
  const { stdout, stderr } = await capture([...nightly, '--json']);
  head('a run with nothing new, requests an entity', 'all');
  row('whole collections of the sandbox', [stderr.match(/^GET /gm).length / JSON.parse(stdout).length, 2]);
}

/** Lists all accounts of a server that pages.js starts with these arguments, and has the bare loop do the same. */
const againstLoop = (args, runs) =>
  withPages(args, url => {
    const list = [cli, 'accounts', '--format', 'jsonl'];
    return pairs(runs, [...TELLING, ...list], [...TELLING, join(here, 'loop.js'), url]);
  });

async function withPages(args, work) {
  const server = spawn(process.execPath, [join(here, 'pages.js'), ...args.map(String)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [port] = await once(server.stdout, 'data');
  const url = `http://127.0.0.1:${String(port).trim()}`;
  await signIn(url);
  try {
    return await work(url);
  } finally {
    server.stdin.end();
  }
}

/**
 * Medians over pairs: of the subject's time and peak memory as multiples of the base's, and its own peak in KiB. To the
 * time of the base `extra` nanoseconds are added; both read `input`. A subject that is a function gives the arguments of each
 * run.
 */
async function pairs(runs, subject, base, { node = process.execPath, more = {}, extra = 0, input } = {}) {
  const all = [];
  for (let run = -1; run < runs; run++) {
    const [one, other] = [
      await measure(node, typeof subject === 'function' ? subject() : subject, more, input),
      await measure(node, base, {}, input),
    ];
    // The first pair warms up.
    if (run >= 0) all.push({ time: one.time / (other.time + extra), memory: one.peak / other.peak, peak: one.peak });
  }
  const median = key => all.map(each => each[key]).sort((a, b) => a - b)[Math.floor(all.length / 2)];
  return { time: median('time'), memory: median('memory'), peak: median('peak') };
}

async function measure(node, args, more, input) {
  const started = process.hrtime.bigint();
  const stdio = [input === undefined ? 'ignore' : 'pipe', 'ignore', input === undefined ? 'inherit' : 'ignore', 'pipe'];
  const child = spawn(node, args, { env: { ...env, ...more }, stdio });
  child.stdin?.end(input);
  let peak = '';
  child.stdio[3].setEncoding('utf8').on('data', text => {
    peak += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return { time: Number(process.hrtime.bigint() - started), peak: Number(peak) };
}

function head(title, ...columns) {
  console.log(`${title.padEnd(48)}${columns.map(name => `${name.padStart(8)}  (at most)`).join('')}`);
}

function row(name, ...cells) {
  const shown = cells.map(
    ([ratio, most]) => ratio.toFixed(2).padStart(8) + (most ? `(${most.toFixed(2)})` : '').padStart(11),
  );
  console.log(name.padEnd(48) + shown.join(''));
}
