/**
 * What a developer would write instead of `oppty update -`: a bare loop that sends the same requests, four at once. Each
 * record is read before any is written, and once more before its own write if that was more than a second ago.
 */
import { text } from 'node:stream/consumers';
import { Agent, request } from 'undici';

const base = `${process.argv[2]}/api/v100/rest/spaces/bench/entities`;
const dispatcher = new Agent({ connections: 4 });
const headers = { authorization: 'Basic x', 'content-type': 'application/json' };
const BODY = JSON.stringify({ ranking: 7 });
const NAMES = 'owner%2Coppty_type%2Cunit%2Clead_source%2Creason_of_close';

async function send(path, options = {}) {
  const reply = await request(`${base}/${path}`, { dispatcher, headers, ...options });
  return (await reply.body.json()).data;
}

async function inLanes(items, work) {
  const waiting = [...items];
  const lane = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
}

const ids = (await text(process.stdin)).split('\n').filter(Boolean);
await Promise.all(
  ['Currencies?first=100', 'Pipelines?first=100&expand=steps', 'Fields?first=100'].map(path => send(path)),
);
const reads = [];
await inLanes(ids, async id => {
  const readAt = performance.now();
  const query = `filter%5Bid%5D=${id}&include-deleted=true`;
  const [row] = await send(`Opportunities?${query}&expand=${NAMES}&first=100`);
  reads.push({ id, query, readAt, before: row.ranking });
});
const results = [];
await inLanes(reads, async ({ id, query, readAt, before }) => {
  if (performance.now() - readAt > 1000) await send(`Opportunities?${query}&first=1`);
  const { ranking } = await send(`Opportunities/${id}`, { method: 'PATCH', body: BODY });
  results.push({ id, outcome: 'done', before, after: ranking });
});
process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
await dispatcher.close();
