/**
 * A server of its own process for the bench: accounts, a hundred to a page. Arguments: how many, `narrow` or `wide`, and
 * the milliseconds that each answer takes.
 */
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const PAGE = 100;
const total = Number(process.argv[2]);
const isWide = process.argv[3] === 'wide';
const delay = Number(process.argv[4] ?? 0);

const BASE = 'https://api.example.com/api/v100/rest/spaces/bench/entities';
const OWNER = '7a11d000-0000-0000-0000-000000011a7d';
const micros = number => String((number * 7919) % 1_000_000).padStart(6, '0');
const uuid = number => `${String(number).padStart(8, '0')}-4f6a-0d1c-0b2e-509a6f75849b`;
const upTo = count => Array.from({ length: count }, (_, index) => index);

const account = number => {
  const time = `2026-05-04T12:00:00.${micros(number)}+00:00`;
  return {
    id: uuid(number),
    is_deleted: false,
    created: time,
    modified: time,
    revision: number,
    name: `Müller and Sons ${number}`,
    owner_id: OWNER,
    owner: `${BASE}/Clients/${OWNER}`,
    unit_id: null,
    email1: `office${number}@example.com`,
    email2: null,
    phone1: '+49 561 123456',
    address: 'Königsstraße 12',
    zip_code: '34117',
    city: 'Kassel',
    country: 'Germany',
    comments: 'A customer since 1998; pays "on time".',
    is_archived: false,
    share_mode: 0,
    tags: [],
  };
};

/** What a space adds: fields of its own, and relations as objects; 4 KB together. */
const withCustomFields = number => ({
  ...account(number),
  ...Object.fromEntries(upTo(24).map(index => [`cf_text_${index}`, `Custom value ${index} of record ${number}`])),
  ...Object.fromEntries(upTo(12).map(index => [`cf_number_${index}`, index === 5 ? null : number * index + 0.25])),
  ...Object.fromEntries(upTo(6).map(index => [`cf_choice_${index}_id`, index % 2 === 0 ? uuid(number + index) : null])),
  owner_detail: {
    id: OWNER,
    name: 'Jo Sample',
    email: 'jo@example.com',
    default_unit: { id: uuid(7), name: 'Sales', parent: { id: uuid(8), name: 'Company', parent: null } },
  },
  contact_relations: upTo(4).map(index => ({
    id: uuid(number * 4 + index),
    is_primary: index === 0,
    position: 'Head of purchase',
    contact: { id: uuid(index), name: `Contact ${index}`, emails: [`c${index}@example.com`, null], rating: index / 4 },
  })),
  static_profiles: [],
  health: { status: 'good', score: 87.5, history: upTo(10).map(index => ({ week: index, score: 80 + index / 2 })) },
});

const record = isWide ? withCustomFields : account;
const pages = [];
for (let from = 0; from < total; from += PAGE) {
  const data = upTo(Math.min(PAGE, total - from)).map(index => record(from + index));
  const page_info = { has_next_page: from + PAGE < total, end_cursor: String(pages.length + 1) };
  pages.push(Buffer.from(JSON.stringify({ success: true, data, page_info })));
}

const EMPTY = Buffer.from('{"success":true,"data":[],"page_info":{"has_next_page":false}}');

const server = createServer(async ({ url }, response) => {
  const { pathname, searchParams } = new URL(url, 'http://x');
  const page = pathname.endsWith('/Accounts') ? pages[Number(searchParams.get('after') ?? 0)] : EMPTY;
  if (delay > 0) await sleep(delay);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': page.length }).end(page);
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
// Ends with the process that started it.
process.stdin
  .on('end', () => {
    server.close();
    server.closeAllConnections();
  })
  .resume();
