/**
 * What a developer would write instead of `oppty import -`: a bare loop that sends the same requests, four at once, and
 * reads back what it wrote.
 */
import { text } from 'node:stream/consumers';
import { Agent, request } from 'undici';

const base = `${process.argv[2]}/api/v100/rest/spaces/bench/entities`;
const dispatcher = new Agent({ connections: 4 });
const headers = { authorization: 'Basic x', 'content-type': 'application/json' };

async function send(path, options = {}) {
  const reply = await request(`${base}/${path}`, { dispatcher, headers, ...options });
  return reply.body.json();
}

const lists = ['Currencies?first=100', 'Pipelines?first=100&expand=steps', 'Fields?first=100', 'Clients?first=100'];
const [{ data: currencies }, { data: pipelines }, , { data: clients }] = await Promise.all(
  lists.map(path => send(path)),
);
const { data: accounts } = await send('Accounts?first=100');
await send('Opportunities?first=100');
const [currency_id, step_id, owner_id] = [currencies[0].id, pipelines[0].steps[0].id, clients[0].id];
const ids = new Map(accounts.map(({ id, name }) => [name, id]));

const [, ...lines] = (await text(process.stdin)).split('\n').filter(Boolean);
const bodies = lines.map(line => {
  const [name, account, value, closing_date, , , , cf_contract_no] = line.split(',');
  return {
    ...{ name, owner_id, step_id, closing_date, cf_contract_no, value: { base_value: Number(value), currency_id } },
    account_relations: [{ account_id: ids.get(account), is_primary: true }],
  };
});
const batches = [];
for (let begin = 0; begin < bodies.length; begin += 100) batches.push(bodies.slice(begin, begin + 100));
const written = new Map();
const lane = async () => {
  for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
    const body = JSON.stringify(batch);
    const { data } = await send('Opportunities/batch-modify?rollback-method=1', { method: 'POST', body });
    for (const [index, id] of data.entries()) written.set(id, batch[index]);
  }
};
await Promise.all([lane(), lane(), lane(), lane()]);
let after = '';
let wrong = 0;
do {
  const { data, page_info } = await send(`Opportunities?filter%5Bmodified%5D=2026-01-01&first=100${after}`);
  for (const row of data) if (written.get(row.id)?.name !== row.name) wrong += 1;
  after = page_info.has_next_page ? `&after=${page_info.end_cursor}` : undefined;
} while (after !== undefined);
process.stdout.write(`${JSON.stringify([...written], null, 2)}\n${wrong}\n`);
await dispatcher.close();
