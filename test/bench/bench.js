/**
 * Start-up of whole processes, as multiples of `node -e 0` measured in the same run: absolute times depend on the
 * machine, ratios hardly. Each row is the median of the ratios of pairs run one right after the other.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const RUNS = Number(process.env.RUNS ?? 25);
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const home = mkdtempSync(join(tmpdir(), 'pipeliner-bench-'));

const currencies = {
  success: true,
  data: [
    { id: 'c4ca4238-a0b9-0382-0dcc-509a6f75849b', code: 'USD', symbol: '$', is_base: true },
    { id: '1679091c-5a88-0faf-6fb5-e6087eb1b2dc', code: 'EUR', symbol: '€', is_base: false },
  ],
  page_info: { start_cursor: 'WyIwMSJd', end_cursor: 'WyIwMiJd', has_previous_page: false, has_next_page: false },
};
const server = createServer((_, response) => {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(currencies));
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${server.address().port}`;

// A certificate bundle in the environment is read at each start of Node, so it belongs to what is compared.
const { PATH, NODE_EXTRA_CA_CERTS } = process.env;
const env = {
  PATH,
  ...(NODE_EXTRA_CA_CERTS ? { NODE_EXTRA_CA_CERTS } : {}),
  HOME: home,
  NODE_COMPILE_CACHE: join(home, 'compile-cache'),
  PIPELINER_URL: url,
  PIPELINER_SPACE: 'bench',
  PIPELINER_USERNAME: 'user',
  PIPELINER_PASSWORD: 'password',
};
const cli = join(root, 'bin', 'pipeliner.js');
const script = `const reply = await fetch('${url}/api/v100/rest/spaces/bench/entities/Currencies', { headers: { authorization: 'Basic x' } });
console.log(JSON.stringify((await reply.json()).data, null, 2));`;
const bare = ['-e', '0'];
const fetched = ['--input-type=module', '-e', script];
const list = [cli, 'currencies', '--json'];

const rows = [
  ['--version', [cli, '--version'], bare, 1.2],
  ['--help', [cli, '--help'], bare, 1.4],
  ['currencies --json', list, bare, 2.5],
  ['currencies --json, against a fetch script', list, fetched, undefined],
  ['the fetch script', fetched, bare, undefined],
];

try {
  console.log(
    `Node ${process.versions.node}, medians of ${RUNS} pairs, ${NODE_EXTRA_CA_CERTS ? 'with' : 'without'} NODE_EXTRA_CA_CERTS\n`,
  );
  console.log(`${'whole process'.padEnd(44)}${'ratio'.padStart(7)}${'target'.padStart(9)}`);
  for (const [name, subject, base, target] of rows) {
    const ratio = await compare(subject, base);
    console.log(`${name.padEnd(44)}${ratio.toFixed(2).padStart(7)}${(target?.toFixed(2) ?? '').padStart(9)}`);
  }
} finally {
  server.close();
  rmSync(home, { recursive: true, force: true });
}

async function compare(subject, base) {
  const ratios = [];
  for (let run = -2; run < RUNS; run++) {
    const ratio = (await time(subject)) / (await time(base));
    // The first runs warm up.
    if (run >= 0) ratios.push(ratio);
  }
  return ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)];
}

async function time(args) {
  const started = process.hrtime.bigint();
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return Number(process.hrtime.bigint() - started);
}
