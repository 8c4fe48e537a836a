/** A server of its own process for the bench: as many accounts as its argument says, a hundred to a page. */
import { createServer } from 'node:http';

const PAGE = 100;
const total = Number(process.argv[2]);

const account = number => {
  const id = `${String(number).padStart(8, '0')}-4f6a-0d1c-0b2e-509a6f75849b`;
  const owner = '7a11d000-0000-0000-0000-000000011a7d';
  const time = `2026-05-04T12:00:00.${String((number * 7919) % 1_000_000).padStart(6, '0')}+00:00`;
  return {
    id,
    is_deleted: false,
    created: time,
    modified: time,
    revision: number,
    name: `Müller and Sons ${number}`,
    owner_id: owner,
    owner: `https://api.example.com/api/v100/rest/spaces/bench/entities/Clients/${owner}`,
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

const pages = [];
for (let from = 0; from < total; from += PAGE) {
  const data = Array.from({ length: Math.min(PAGE, total - from) }, (_, index) => account(from + index));
  const page_info = { has_next_page: from + PAGE < total, end_cursor: String(pages.length + 1) };
  pages.push(Buffer.from(JSON.stringify({ success: true, data, page_info })));
}

const server = createServer(({ url }, response) => {
  const page = pages[Number(new URL(url, 'http://x').searchParams.get('after') ?? 0)];
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
