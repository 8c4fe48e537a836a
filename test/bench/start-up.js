/** How long short commands take to start, and what each trick of the build and the loader buys. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const RUNS = Number(process.env.RUNS ?? 25);
const root = join(import.meta.dirname, '..', '..');
const cli = join(root, 'bin', 'pipeliner.js');
const BARE = ['-e', '0'];
const LIST = ['currencies', '--json'];
const CURRENCIES = {
  success: true,
  data: [
    { id: 'c4ca4238-a0b9-0382-0dcc-509a6f75849b', code: 'USD', symbol: '$', is_base: true },
    { id: '1679091c-5a88-0faf-6fb5-e6087eb1b2dc', code: 'EUR', symbol: '€', is_base: false },
  ],
  page_info: { has_previous_page: false, has_next_page: false },
};

/** --version and --help of other tools as multiples of bare Node, measured once on another machine. */
const PEERS =
  'gh 0.71, 0.69; sf 7.5, 9.2; neonctl 9.2, 9.2; netlify 11.4, 11.8; wrangler 11.9, 11.9; firebase 7.6, 16.8; hs 25.7, 30.8';

/** Prints the start-up of each Node with what it may be at most: on Node 20, and on later ones. */
export async function measureStartUp(nodes, pairs, signIn) {
  const server = await startServer();
  await signIn(server.url);
  const fetched = fetchScript(server.url);
  const list = [cli, ...LIST];
  const tab = line => [cli, '__complete', 'bash', `pipeliner ${line}`, ' =:'];
  const [before, after] = [
    [cli, '--sandbox', 'clients'],
    [cli, 'clients', '--sandbox'],
  ];
  head('start-up (at most)', nodes);
  for (const [name, subject, base, most = [], env] of [
    ['--version / node -e 0', [cli, '--version'], BARE, [1.1]],
    ['--help / node -e 0', [cli, '--help'], BARE, [1.3, 1.5]],
    ['Tab after accounts --fo / node -e 0', tab('accounts --fo'), BARE, [1.25, 1.35]],
    ['Tab after --owner jo / node -e 0', tab('--sandbox oppty create --owner jo'), BARE, [1.25, 1.35]],
    ['currencies --json / a fetch script', list, fetched, [0.6, 0.75]],
    ['--sandbox clients / clients --sandbox', before, after, [1.05, 1.05]],
    ['currencies --json / node -e 0', list, BARE],
    ['a fetch script / node -e 0', fetched, BARE],
    ['currencies --json, no code cache / node -e 0', list, BARE, [], { NODE_DISABLE_COMPILE_CACHE: '1' }],
  ]) {
    await row(name, nodes, async node => {
      const { time } = await pairs(RUNS, subject, base, { node, more: env });
      const limit = most[Number(!(await version(node)).startsWith('20.'))];
      return time.toFixed(2) + (limit ? ` (${limit.toFixed(2)})` : '');
    });
  }
  console.log(`--version and --help of others: ${PEERS}\n`);
  server.close();
}

/** Prints how long `currencies --json` takes without one of the tricks, as a multiple of its time with all of them. */
export async function measureTricks(nodes, pairs, signIn, folder) {
  const server = await startServer();
  await signIn(server.url);
  head('currencies --json without ...', nodes);
  for (const [name, subject, env] of [
    ['nothing (the noise)', cli, {}],
    ['the V8 code cache', cli, { NODE_DISABLE_COMPILE_CACHE: '1' }],
    ['the stub of undici', buildWithout('undici', folder), {}],
    ['the stub of modules of Node', buildWithout('node', folder), {}],
    ['--liftoff-only', buildWithoutLiftoff(folder), {}],
    ['minifying', buildWithout('minify', folder), {}],
    ['the stub of llhttp, for the size', buildWithout('llhttp', folder), {}],
  ]) {
    const more = { XDG_CACHE_HOME: join(folder, name.replaceAll(/\W/g, '-')), ...env };
    await row(name, nodes, async node => {
      const { time } = await pairs(RUNS, [subject, ...LIST], [cli, ...LIST], { node, more });
      return time.toFixed(2);
    });
  }
  server.close();
}

/** Builds the program without one trick, and gives the script that runs it. */
function buildWithout(trick, folder) {
  const place = join(folder, `without-${trick}`);
  execFileSync(process.execPath, ['build/bundle.js', join(place, 'dist'), '--without', trick], { cwd: root });
  cpSync(join(root, 'bin'), join(place, 'bin'), { recursive: true });
  return join(place, 'bin', 'pipeliner.js');
}

/** The built program with the opposite of the flag, which is what V8 does by itself. */
function buildWithoutLiftoff(folder) {
  const place = join(folder, 'without-liftoff-only');
  mkdirSync(place);
  for (const part of ['bin', 'dist']) cpSync(join(root, part), join(place, part), { recursive: true });
  const loader = join(place, 'dist', 'start.cjs');
  const text = readFileSync(loader, 'utf8');
  if (!text.includes('--liftoff-only')) throw new Error('The loader sets no --liftoff-only');
  writeFileSync(loader, text.replace('--liftoff-only', '--no-liftoff-only'));
  return join(place, 'bin', 'pipeliner.js');
}

async function startServer() {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(CURRENCIES));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** What somebody would write without the tool. */
function fetchScript(url) {
  const address = `${url}/api/v100/rest/spaces/bench/entities/Currencies`;
  const script = `const reply = await fetch('${address}', { headers: { authorization: 'Basic x' } });
console.log(JSON.stringify((await reply.json()).data, null, 2));`;
  return ['--input-type=module', '-e', script];
}

const version = node => execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();

function head(title, nodes) {
  console.log(title.padEnd(46) + nodes.map(node => `Node ${version(node)}`.padStart(15)).join(''));
}

async function row(name, nodes, measure) {
  const cells = [];
  for (const node of nodes) cells.push((await measure(node)).padStart(15));
  console.log(name.padEnd(46) + cells.join(''));
}
