/**
 * Whole processes, as multiples of others measured in the same run: absolute times depend on the machine, ratios hardly.
 * Each row is the median of the ratios of pairs run one right after the other.
 */
import { spawn } from 'node:child_process';
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
const env = {
  PATH,
  ...(NODE_EXTRA_CA_CERTS ? { NODE_EXTRA_CA_CERTS } : {}),
  HOME: home,
  NODE_COMPILE_CACHE: join(home, 'compile-cache'),
  PIPELINER_SPACE: 'bench',
  PIPELINER_USERNAME: 'user',
  PIPELINER_PASSWORD: 'password',
};
/** Has a process tell the most memory it ever held, in KiB, on its descriptor 3. */
const TELLING = [
  '--import',
  `data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,String(process.resourceUsage().maxRSS)))`,
];

try {
  console.log(`Node ${process.versions.node}, ${NODE_EXTRA_CA_CERTS ? 'with' : 'without'} NODE_EXTRA_CA_CERTS\n`);
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
  env.PIPELINER_URL = `http://127.0.0.1:${server.address().port}`;
  const script = `const reply = await fetch('${env.PIPELINER_URL}/api/v100/rest/spaces/bench/entities/Currencies', { headers: { authorization: 'Basic x' } });
console.log(JSON.stringify((await reply.json()).data, null, 2));`;
  const bare = ['-e', '0'];
  const fetched = ['--input-type=module', '-e', script];
  const list = [cli, 'currencies', '--json'];
  head('start-up', 'time');
  const time = async (subject, base) => (await pairs(RUNS, subject, base)).time;
  row('--version / node -e 0', [await time([cli, '--version'], bare), 1.2]);
  row('--help / node -e 0', [await time([cli, '--help'], bare), 1.4]);
  const tab = line => time([cli, '__complete', 'bash', `pipeliner ${line}`, ' =:'], bare);
  await measure([cli, '--sandbox', 'clients']);
  row('Tab after accounts --fo / node -e 0', [await tab('accounts --fo'), 1.5]);
  row('Tab after --owner jo / node -e 0', [await tab('--sandbox oppty create --owner jo'), 1.5]);
  row('currencies --json / node -e 0', [await time(list, bare), 2.5]);
  row('currencies --json / a fetch script', [await time(list, fetched)]);
  row('a fetch script / node -e 0', [await time(fetched, bare)]);
  server.close();
}

async function reading() {
  const list = [cli, 'accounts', '--format', 'jsonl'];
  head('reading', 'time', 'memory');
  const peaks = [];
  for (const [count, runs] of [
    [1000, 9],
    [10_000, 7],
    [100_000, 5],
  ]) {
    const server = spawn(process.execPath, [join(here, 'pages.js'), String(count)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [port] = await once(server.stdout, 'data');
    env.PIPELINER_URL = `http://127.0.0.1:${String(port).trim()}`;
    const loop = [join(here, 'loop.js'), env.PIPELINER_URL];
    const { time, memory, peak } = await pairs(runs, [...TELLING, ...list], [...TELLING, ...loop]);
    const [most, mostMemory] = count === 100_000 ? [1.5, 1.25] : [];
    row(`${count} accounts as jsonl / a bare undici loop`, [time, most], [memory, mostMemory]);
    peaks.push(peak);
    server.stdin.end();
  }
  head('memory as the list grows', '1000', '10000', '100000');
  row('peak, as a multiple of that of 1000 accounts', ...peaks.map(peak => [peak / peaks[0], 1.3]));
}

/** Medians over pairs: of the subject's time and peak memory as multiples of the base's, and its own peak in KiB. */
async function pairs(runs, subject, base) {
  const all = [];
  for (let run = -1; run < runs; run++) {
    const [one, other] = [await measure(subject), await measure(base)];
    // The first pair warms up.
    if (run >= 0) all.push({ time: one.time / other.time, memory: one.peak / other.peak, peak: one.peak });
  }
  const median = key => all.map(each => each[key]).sort((a, b) => a - b)[Math.floor(all.length / 2)];
  return { time: median('time'), memory: median('memory'), peak: median('peak') };
}

async function measure(args) {
  const started = process.hrtime.bigint();
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
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
