import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { openSpace, type Space } from './space.ts';

let space: Space;
afterEach(() => space.close());

it('answers thousands of requests on one connection, and notes what was written for each', async () => {
  space = await openSpace();
  const count = 20_000;
  const socket = connect(space.port, '127.0.0.1').resume();
  socket.write('GET /api/v100/rest/spaces/my_space/entities/Accounts HTTP/1.1\r\n\r\n'.repeat(count));
  await expect.poll(() => space.ledger.length, { timeout: 20_000 }).toBe(count);
  expect(space.ledger.filter(({ wrote }) => wrote !== 'HTTP/1.1 401 Told')).toEqual([]);
});
