/** What a developer would write instead of `accounts --format jsonl`: the bare loop over the pages, without any care. */
import { once } from 'node:events';
import { request } from 'undici';

let after = '';
do {
  const reply = await request(`${process.argv[2]}/api/v100/rest/spaces/bench/entities/Accounts?first=100${after}`, {
    headers: { authorization: 'Basic x' },
  });
  const { data, page_info } = await reply.body.json();
  const lines = data.map(row => `${JSON.stringify(row)}\n`).join('');
  if (!process.stdout.write(lines)) await once(process.stdout, 'drain');
  after = page_info.has_next_page ? `&after=${page_info.end_cursor}` : '';
} while (after);
