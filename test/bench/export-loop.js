/** What a developer would write instead of `export accounts`: the bare loop over the pages into a file. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { request } from 'undici';

const file = createWriteStream(process.argv[3]);
let after = '';
do {
  const reply = await request(`${process.argv[2]}/api/v100/rest/spaces/bench/entities/Accounts?first=100${after}`, {
    headers: { authorization: 'Basic x' },
  });
  const { data, page_info } = await reply.body.json();
  if (!file.write(data.map(row => `${JSON.stringify(row)}\n`).join(''))) await once(file, 'drain');
  after = page_info.has_next_page ? `&after=${page_info.end_cursor}` : '';
} while (after);
file.end();
await once(file, 'finish');
