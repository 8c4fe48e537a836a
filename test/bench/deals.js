/** What reading and writing opportunities takes, in the large sandbox and by the thousand. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Agent, request } from 'undici';

const RUNS = Number(process.env.RUNS ?? 9);
const MOST_REQUESTS = 3;
const ALL = ['--status', 'all'];

/** Prints all of it. `bench` has the tools of bench.js. */
export async function measureDeals(bench) {
  await measureReading(bench);
  await measureWriting(bench);
}

/**
 * In a space of 50,000 opportunities, beside `currencies --json` and the server's own time: what the same requests take,
 * one after the other, from plain undici in this process, which is warm.
 */
async function measureReading({ cli, env, pairs, signIn, head, row, capture, telling }) {
  const sandbox = spawn(process.execPath, [cli, 'sandbox', 'serve', '--size', 'large', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [line] = await once(createInterface(sandbox.stdout), 'line');
    const at = JSON.parse(line);
    const credentials = { username: at.PIPELINER_USERNAME, password: at.PIPELINER_PASSWORD };
    await signIn(at.PIPELINER_URL, { space: at.PIPELINER_SPACE, ...credentials });
    await capture([cli, 'config', 'set', 'default-owner', 'john.doe@example.com']);
    const { stdout } = await capture([cli, 'oppty', 'list', '--mine', '--limit', '1', '--format', 'ids']);
    head('in 50,000 / currencies --json and the server', 'time', 'requests');
    for (const [name, words, most] of [
      ['oppty list --mine --limit 100', ['oppty', 'list', '--mine', '--limit', '100'], 1.3],
      ['oppty view <id>', ['oppty', 'view', stdout.trim()], 1.25],
    ]) {
      // Once more, when names are cached.
      await capture([cli, ...words]);
      const { stderr } = await capture([cli, ...words, '--debug']);
      const urls = [...stderr.matchAll(/^GET (http\S+)/gm)].map(([, url]) => url);
      const extra = await serverTime(urls, credentials);
      const { time } = await pairs(RUNS, [cli, ...words], [cli, 'currencies', '--json'], { extra });
      row(name, [time, most], [urls.length, MOST_REQUESTS]);
    }
    head('report pipeline of 50,000 / the same walk', 'time', 'memory');
    const walk = ['oppty', 'list', '--format', 'jsonl', '--fields', 'id,name,step_id,value,status,days_in_step'];
    const [report, list] = [['report', 'pipeline', '--json'], walk].map(words => [...telling, cli, ...words, ...ALL]);
    const { time, memory } = await pairs(Math.min(RUNS, 3), report, list);
    row('as JSON, beside a list as jsonl', [time, 1.15], [memory, 1.1]);
  } finally {
    sandbox.kill();
    await once(sandbox, 'close');
  }
}

/** The median of what the requests take together, in nanoseconds. */
async function serverTime(urls, { username, password }) {
  const headers = { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
  const dispatcher = new Agent();
  const times = [];
  for (let run = -1; run < RUNS; run++) {
    const started = process.hrtime.bigint();
    for (const url of urls) await (await request(url, { headers, dispatcher })).body.text();
    if (run >= 0) times.push(Number(process.hrtime.bigint() - started));
  }
  await dispatcher.close();
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

/** Updates by a loop over the same requests, and their memory as they grow more. */
async function measureWriting(bench) {
  const { cli, pairs, head, row, measure, telling, here } = bench;
  const update = [
    ...telling,
    cli,
    'oppty',
    'update',
    '-',
    '--ranking',
    '7',
    '--yes',
    '--max-changes',
    '10000',
    '--json',
  ];
  head('oppty update - / a bare undici loop', 'time', 'memory');
  for (const [name, delay, most, mostMemory] of [
    ['1000 updates, each answer in 5 ms', 5, 1.15, 1.3],
    ['1000 updates, each answer at once', 0],
  ]) {
    await withServer(delay, bench, async url => {
      const loop = [...telling, join(here, 'deals-loop.js'), url];
      const { time, memory } = await pairs(RUNS, update, loop, { input: idsOf(1000) });
      row(name, [time, most], [memory, mostMemory]);
    });
  }
  head('memory as the updates grow', '100', '1000', '10000');
  await withServer(0, bench, async () => {
    const peaks = [];
    for (const count of [100, 1000, 10_000]) {
      peaks.push((await measure(process.execPath, update, {}, idsOf(count))).peak);
    }
    row('peak, as a multiple of that of 1000', ...peaks.map((peak, index) => [peak / peaks[1], [1, 1, 1.5][index]]));
  });
}

/** Imports by a loop over the same requests, what was written read back, and their time and memory as they grow more. */
export async function measureImport(bench) {
  const { cli, pairs, head, row, measure, telling, here, capture } = bench;
  const keyed = ['--key', 'Contract=cf_contract_no', '--yes', '--again', '--json'];
  const command = [...telling, cli, 'oppty', 'import', '-', ...keyed];
  head('oppty import - / a bare undici loop', 'time', 'memory, MB');
  await withServer(50, bench, async url => {
    const loop = [...telling, join(here, 'import-loop.js'), url];
    const { time } = await pairs(Math.min(RUNS, 5), command, loop, { input: rowsOf(10_000) });
    const { peak } = await measure(process.execPath, command, {}, rowsOf(10_000));
    row('10,000 rows, each answer in 50 ms', [time, 1.15], [peak / 1024, 150]);
  });
  await withServer(0, bench, async () => {
    // The file is read twice, so it is no pipe here.
    const file = join(mkdtempSync(join(tmpdir(), 'pipeliner-bench-')), 'deals.csv');
    writeFileSync(file, rowsOf(10_000));
    const { stderr } = await capture([cli, 'oppty', 'import', file, ...keyed, '--dry-run', '--debug']);
    rmSync(dirname(file), { recursive: true });
    head('requests to judge 10,000 rows with 50 accounts', 'requests');
    row('all lists of the space included', [stderr.match(/^GET http/gm).length, 11]);
  });
  head('as the rows grow more', '10,000', '100,000');
  await withServer(0, bench, async () => {
    const results = [];
    for (const count of [10_000, 100_000]) results.push(await measure(process.execPath, command, {}, rowsOf(count)));
    row(
      'time, as a multiple of the first',
      ...results.map(({ time }, index) => [time / results[0].time, [1, 12][index]]),
    );
  });
}

const HEADINGS = 'Name,Account,Value,Close date,Owner,Pipeline,Step,Contract';
const rowsOf = count =>
  `${HEADINGS}\n${Array.from({ length: count }, (_, index) => `Deal ${index},Company ${index % 50},${index}.50,2031-12-31,jo@example.com,Sales,First,C-${index}\n`).join('')}`;

/** Starts a server that takes so many milliseconds for each answer, signs in there, and ends it afterwards. */
async function withServer(delay, { signIn, here }, use) {
  const server = spawn(process.execPath, [join(here, 'deals-server.js'), String(delay)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const [port] = await once(server.stdout, 'data');
    const url = `http://127.0.0.1:${String(port).trim()}`;
    await signIn(url);
    await use(url);
  } finally {
    server.stdin.end();
  }
}

const idsOf = count => Array.from({ length: count }, (_, index) => `${idOf(index)}\n`).join('');
const idOf = index => `${String(index).padStart(8, '0')}-4f6a-0d1c-0b2e-509a6f75849b`;
