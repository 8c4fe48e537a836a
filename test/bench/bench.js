/**
 * Whole processes, as multiples of others measured in the same run: absolute times depend on the machine, ratios hardly.
 * Each number is the median of the ratios of pairs run one right after the other. Start-up is measured on other Nodes
 * too, if their paths are given: npm run bench -- /path/to/node22 /path/to/node24
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const RUNS = Number(process.env.RUNS ?? 25);
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

/** Their --version and --help as multiples of bare node, as published: measured once, on another machine. */
const PEERS = {
  gh: [0.71, 0.69],
  sf: [7.5, 9.2],
  neonctl: [9.2, 9.2],
  netlify: [11.4, 11.8],
  wrangler: [11.9, 11.9],
  firebase: [7.6, 16.8],
  hs: [25.7, 30.8],
};

try {
  console.log(`${NODE_EXTRA_CA_CERTS ? 'With' : 'Without'} NODE_EXTRA_CA_CERTS\n`);
  await startUp();
  await reading();
} finally {
  rmSync(home, { recursive: true, force: true });
}

async function startUp() {
  const currencies = {
    success: true,
    data: [
      { id: 'c4ca4238-a0b9-0382-0dcc-509a6f75849b', code: 'USD', symbol: '$', is_base: true },
      { id: '1679091c-5a88-0faf-6fb5-e6087eb1b2dc', code: 'EUR', symbol: '€', is_base: false },
    ],
    page_info: { has_previous_page: false, has_next_page: false },
  };
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(currencies));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  await signIn(url);
  const script = `const reply = await fetch('${url}/api/v100/rest/spaces/bench/entities/Currencies', { headers: { authorization: 'Basic x' } });
console.log(JSON.stringify((await reply.json()).data, null, 2));`;
  const bare = ['-e', '0'];
  const fetched = ['--input-type=module', '-e', script];
  const list = [cli, 'currencies', '--json'];
  const tab = line => [cli, '__complete', 'bash', `pipeliner ${line}`, ' =:'];
  await measure(process.execPath, [cli, '--sandbox', 'clients'], {});
  const nodes = [process.execPath, ...process.argv.slice(2)];
  const names = nodes.map(
    node => `Node ${execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim()}`,
  );
  const peers = Object.values(PEERS);
  const line = (name, most, cells, others) =>
    console.log(
      name.padEnd(42) +
        most.padStart(7) +
        cells.map(cell => cell.padStart(14)).join('') +
        others.map(other => other.padStart(10)).join(''),
    );
  line(
    'start-up',
    'at most',
    names,
    Object.keys(PEERS).map(name => `(${name})`),
  );
  for (const [name, most, subject, base, published, more] of [
    ['--version / node -e 0', '1.15', [cli, '--version'], bare, peers.map(([version]) => String(version))],
    ['--help / node -e 0', '1.30', [cli, '--help'], bare, peers.map(([, help]) => String(help))],
    ['Tab after accounts --fo / node -e 0', '1.50', tab('accounts --fo'), bare, []],
    ['Tab after --owner jo / node -e 0', '1.50', tab('--sandbox oppty create --owner jo'), bare, []],
    ['currencies --json / node -e 0', '2.00', list, bare, []],
    ['currencies --json / a fetch script', '0.75', list, fetched, []],
    ['a fetch script / node -e 0', '', fetched, bare, []],
    ['currencies --json, nothing kept / node -e 0', '', list, bare, [], { NODE_DISABLE_COMPILE_CACHE: '1' }],
  ]) {
    const cells = [];
    for (const node of nodes) cells.push((await pairs(RUNS, subject, base, { node, more })).time.toFixed(2));
    line(name, most, cells, published);
  }
  console.log(
    'The most is what Node 20 with NODE_EXTRA_CA_CERTS has to reach, and any Node against the fetch script.\n',
  );
  server.close();
}

/** Stores a profile that leads to the server. */
async function signIn(url) {
  const where = ['--url', url, '--space', 'bench', '--username', 'user', '--password-stdin', '--yes'];
  const child = spawn(process.execPath, [cli, 'auth', 'login', ...where], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin.end('password');
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`auth login ended with ${code}`);
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

/** Lists all accounts of a server that pages.js starts with these arguments, and has the bare loop do the same. */
async function againstLoop(args, runs) {
  const server = spawn(process.execPath, [join(here, 'pages.js'), ...args.map(String)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [port] = await once(server.stdout, 'data');
  const url = `http://127.0.0.1:${String(port).trim()}`;
  await signIn(url);
  const list = [cli, 'accounts', '--format', 'jsonl'];
  const ratios = await pairs(runs, [...TELLING, ...list], [...TELLING, join(here, 'loop.js'), url]);
  server.stdin.end();
  return ratios;
}

/** Medians over pairs: of the subject's time and peak memory as multiples of the base's, and its own peak in KiB. */
async function pairs(runs, subject, base, { node = process.execPath, more = {} } = {}) {
  const all = [];
  for (let run = -1; run < runs; run++) {
    const [one, other] = [await measure(node, subject, more), await measure(node, base, {})];
    // The first pair warms up.
    if (run >= 0) all.push({ time: one.time / other.time, memory: one.peak / other.peak, peak: one.peak });
  }
  const median = key => all.map(each => each[key]).sort((a, b) => a - b)[Math.floor(all.length / 2)];
  return { time: median('time'), memory: median('memory'), peak: median('peak') };
}

async function measure(node, args, more) {
  const started = process.hrtime.bigint();
  const child = spawn(node, args, { env: { ...env, ...more }, stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
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
