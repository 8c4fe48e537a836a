import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { type Act, bytesOf, type Exchange } from '../space.ts';
import { creates, withBody, writes } from './kinds.ts';

/** The write is carried out; then `then` has the bytes of the answer that nobody gets whole. */
const committed =
  (then: (exchange: Exchange, answer: Buffer) => unknown): Act =>
  exchange =>
    void then(exchange, bytesOf(exchange.usual()));

const fault = (name: string, act: Act, more: Partial<Fault> = {}): Fault => ({
  ...{ name: `done, then ${name}`, group: 'doubt', applies: writes, act, read: 9 },
  // By a key of its own the record is found, or it is read, and no doubt is left, unless all the time has gone.
  write: shape => ((shape.keyed || shape.proves) && !more.stalls ? 0 : 9),
  ...more,
});
const answered = (status: number, body = '', headers: Record<string, string> = {}) =>
  committed(({ reply }) => reply({ status, body, headers }));

export const DOUBT: readonly Fault[] = [
  {
    ...{ name: 'not done, then reset, and a key to look for', group: 'doubt', read: 9, write: 9 },
    applies: shape => shape.keyed === true,
    act: ({ socket }) => void socket.resetAndDestroy(),
  },
  fault(
    'reset',
    committed(({ socket }) => socket.resetAndDestroy()),
  ),
  fault(
    'closed',
    committed(({ socket }) => socket.end()),
  ),
  fault(
    'silence',
    committed(() => {}),
    { stalls: true },
  ),
  fault(
    'silence after the status',
    committed(({ socket }, answer) => socket.write(answer.subarray(0, answer.indexOf('\r\n\r\n')))),
    { stalls: true },
  ),
  fault(
    'half an answer and silence',
    committed(({ socket }, answer) => socket.write(answer.subarray(0, -5))),
    { stalls: true },
  ),
  fault(
    'half an answer and a reset',
    committed(async ({ socket }, answer) => {
      socket.write(answer.subarray(0, -5));
      await sleep(50);
      socket.resetAndDestroy();
    }),
  ),
  fault(
    'half an answer and the end',
    committed(({ socket }, answer) => socket.end(answer.subarray(0, -5))),
  ),
  fault(
    'an answer that trickles',
    committed(async ({ socket }, answer) => {
      for (const byte of answer) {
        if (socket.destroyed) return;
        socket.write(Buffer.from([byte]));
        await sleep(200);
      }
    }),
    { stalls: true },
  ),
  ...[500, 502, 503, 504, 408, 520].map(status => fault(String(status), answered(status, '<html>Bad</html>'))),
  fault('503 with Retry-After', answered(503, '', { 'retry-after': '0' })),
  fault('a page to sign in', answered(200, '<html>Sign in</html>', { 'content-type': 'text/html' })),
  fault('an empty answer', answered(201)),
  fault(
    'an answer cut short',
    withBody(text => text.slice(0, -9)),
  ),
  fault(
    'garbage',
    committed(({ socket }) => socket.end('\u0000\u0001hello\r\n\r\n')),
  ),
  fault('an answer in another encoding', answered(201, 'xxxx', { 'content-encoding': 'gzip' })),
  fault(
    'bytes that are not UTF-8',
    withBody(text => Buffer.from(`${text}\xff`, 'latin1')),
  ),
  fault(
    '40 MB',
    committed(({ reply }) => reply({ status: 201, body: Buffer.alloc(40_000_000, ' ') })),
    { seconds: 20 },
  ),
  fault('an answer without a record', answered(201, '{"success":true}'), { applies: creates }),
  fault('a list for a record', answered(201, '{"success":true,"data":[]}'), { applies: creates }),
  fault(
    'a promise and the end',
    committed(({ socket }) => socket.end('HTTP/1.1 102 Processing\r\n\r\n')),
  ),
];
