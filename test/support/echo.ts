import type { Row } from '../../src/wire/entities.ts';
import { clientTo, httpServer } from './loopback.ts';

/**
 * A server that keeps what it is told and gives it back as a record, byte for byte. Gives a way to send a body by the
 * real client over a socket: it returns the text that arrived, and the record that came back.
 */
export async function echo(): Promise<(body: Row) => Promise<{ sent: string; row: Row }>> {
  let sent = '';
  const { port, seen } = await httpServer((_, response) => {
    sent = (seen.pop() ?? '').replace(/^POST /, '');
    const text = `{"success":true,"data":{"id":"0pp",${sent.slice(1)}}`;
    // A connection that is kept would be closed while the tests have the thread to themselves.
    response.writeHead(201, { 'content-type': 'application/json', connection: 'close' }).end(text);
  });
  const { client } = clientTo(port);
  return async body => {
    const row = await client.create('Opportunities', body);
    return { sent, row };
  };
}
