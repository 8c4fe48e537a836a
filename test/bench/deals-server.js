/**
 * A server of its own process for the bench: opportunities by their ids, and updates of them, which it answers and does
 * not keep, so that each run changes the same. What comes in batches it keeps until somebody lists all opportunities, as
 * an import does at its beginning. Argument: the milliseconds that each answer takes.
 */
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const delay = Number(process.argv[2] ?? 0);

const uuid = (number, kind = '0d1c') => `${String(number).padStart(8, '0')}-4f6a-${kind}-0b2e-509a6f75849b`;
const [OWNER, STEP, PIPELINE, EURO] = [uuid(1, '0001'), uuid(1, '0002'), uuid(1, '0003'), uuid(1, '0004')];

const LISTS = {
  Clients: [{ id: OWNER, name: 'Jo Sample', email: 'jo@example.com', type: 0, is_deleted: false }],
  Accounts: Array.from({ length: 50 }, (_, index) => ({
    ...{ id: uuid(index, '0005'), name: `Company ${index}`, is_deleted: false, is_archived: false },
  })),
  Fields: [{ id: uuid(1, '0006'), api_name: 'cf_contract_no', name: 'Contract', type_id: 'input', is_deleted: false }],
  Currencies: [{ id: EURO, code: 'EUR', symbol: '€', is_base: true, is_deleted: false }],
  Pipelines: [
    {
      ...{ id: PIPELINE, name: 'Sales', is_deleted: false },
      steps: [{ id: STEP, name: 'First', percent: 10, sort_order: 1, pipeline_id: PIPELINE, is_deleted: false }],
    },
  ],
};

const deal = id => ({
  ...{ id, is_deleted: false, is_archived: false, status: 1, revision: 3, name: `Packaging line ${id.slice(0, 8)}` },
  ...{ created: '2026-05-04T12:00:00.123456+00:00', modified: '2026-05-04T12:00:00.123456+00:00' },
  ...{ owner_id: OWNER, owner: { id: OWNER, first_name: 'Jo', last_name: 'Sample', email: 'jo@example.com' } },
  ...{ step_id: STEP, closing_date: '2031-12-31', ranking: 1, label_flag: 0, description: 'Asked for an offer.' },
  ...{ value: { base_value: 12500.5, value_foreign: 12500.5, currency_id: EURO }, unit_id: null, oppty_type_id: null },
  ...Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`cf_text_${index}`, `Custom value ${index}`])),
});

let imported = [];
/** When each of them was. */
let times = [];

/** A page of what was imported since a time, or of nothing that was there before; the newest first if that is asked for. */
function page(searchParams) {
  if (!searchParams.has('filter[modified]')) [imported, times] = [[], []];
  const since = Date.parse(searchParams.get('filter[modified]'));
  const index = times.findIndex(time => !(time < since));
  const oldest = index < 0 ? imported.length : index;
  const done = Number(searchParams.get('after') ?? 0);
  const isReversed = searchParams.get('order-by') === '-modified';
  const [begin, end] = isReversed
    ? [Math.max(imported.length - done - 100, oldest), imported.length - done]
    : [oldest + done, oldest + done + 100];
  const rows = imported.slice(begin, end);
  const count = done + rows.length;
  const page_info = { has_next_page: count < imported.length - oldest, end_cursor: String(count) };
  return { rows: isReversed ? rows.reverse() : rows, page_info };
}

function importRows(bodies) {
  const rows = bodies.map((body, index) => ({ ...deal(uuid(imported.length + index, '0007')), ...body, revision: 1 }));
  imported.push(...rows);
  times.push(...rows.map(() => Date.now()));
  return rows.map(({ id }) => id);
}

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://x');
  const [entity, id] = pathname.split('/entities/')[1].split('/');
  if (delay > 0) await sleep(delay);
  const answer = (data, page_info = { has_next_page: false }) => {
    const body = JSON.stringify({ success: true, data, ...(Array.isArray(data) ? { page_info } : {}) });
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      .end(body);
  };
  if (request.method === 'GET' && entity === 'Opportunities' && !searchParams.has('filter[id]')) {
    const { rows, page_info } = page(searchParams);
    return answer(rows, page_info);
  }
  if (request.method === 'GET')
    return answer(entity === 'Opportunities' ? [deal(searchParams.get('filter[id]'))] : (LISTS[entity] ?? []));
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  if (id === 'batch-modify') return answer(importRows(JSON.parse(text)));
  answer({ ...deal(id), ...JSON.parse(text), revision: 4 });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
// Ends with the process that started it.
process.stdin
  .on('end', () => {
    server.close();
    server.closeAllConnections();
  })
  .resume();
