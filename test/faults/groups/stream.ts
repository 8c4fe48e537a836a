import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { type Act, bytesOf, type Exchange } from '../space.ts';
import { few, isCall, transport, writes } from './kinds.ts';

type Play = (exchange: Exchange, bytes: Buffer) => unknown;

/** Answers by hand: `play` has the bytes of a healthy answer that nothing was written for. */
const bytes = (play: Play) => (exchange: Exchange) => {
  const body = JSON.stringify({ success: true, data: exchange.method === 'GET' ? [] : { id: 'x' } });
  void play(exchange, bytesOf({ status: exchange.method === 'POST' ? 201 : 200, body }));
};

const raw = (text: string, end = true) =>
  bytes(({ socket }) => {
    socket.write(Buffer.from(text, 'latin1'));
    if (end) socket.end();
  });

/** One piece each quarter of a second, without an end that anybody waits for. */
const trickle = (first: string, piece: string) =>
  bytes(async ({ socket }) => {
    socket.write(first);
    while (!socket.destroyed) {
      await sleep(250);
      socket.write(piece);
    }
  });

const OK = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const BODY = '{"success":true,"data":[]}';

const whole =
  (change: (text: string) => string): Act =>
  exchange => {
    const { socket } = exchange;
    socket.write(Buffer.from(change(bytesOf(exchange.usual()).toString('latin1')), 'latin1'));
  };

const broken: readonly (readonly [name: string, act: Act, more?: Partial<Fault>])[] = [
  ['closed before a byte', bytes(({ socket }) => socket.end())],
  ['reset before a byte', bytes(({ socket }) => socket.resetAndDestroy())],
  ['silence before the headers', bytes(() => {}), { seconds: 2, stalls: true }],
  ['silence in the headers', raw('HTTP/1.1 200 OK\r\nContent-Ty', false), { seconds: 2, stalls: true, applies: few }],
  [
    'silence before the body',
    raw(`${OK}Content-Length: 500\r\n\r\n`, false),
    { seconds: 2, stalls: true, applies: few },
  ],
  ['silence in the body', raw(`${OK}Content-Length: 500\r\n\r\n{"success":true,`, false), { seconds: 2, stalls: true }],
  ['headers that trickle', trickle('HTTP/1.1 200 OK\r\n', 'X-A: b\r\n'), { seconds: 2, stalls: true }],
  ['a body that trickles', trickle(`${OK}Content-Length: 99999\r\n\r\n`, ' '), { seconds: 2, stalls: true }],
  [
    'chunks that trickle',
    trickle(`${OK}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'),
    { seconds: 2, stalls: true, applies: few },
  ],
  ['closed in the headers', raw('HTTP/1.1 200 OK\r\nContent-Ty')],
  ['closed in the body', raw(`${OK}Content-Length: 500\r\n\r\n{"success":true,`)],
  ['one byte short', raw(`${OK}Content-Length: ${BODY.length + 1}\r\n\r\n${BODY}`)],
  [
    'reset in the body',
    bytes(async ({ socket }) => {
      socket.write(`${OK}Content-Length: 500\r\n\r\n{"success":true,`);
      await sleep(50);
      socket.resetAndDestroy();
    }),
  ],
  ['a chunk size that is none', raw(`${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\n${BODY}\r\n0\r\n\r\n`)],
  ['no last chunk', raw(`${OK}Transfer-Encoding: chunked\r\n\r\n1a\r\n${BODY}\r\n`)],
  [
    'a chunk larger than can be',
    raw(`${OK}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n${BODY}`),
    { applies: few },
  ],
  ['two lengths', raw(`${OK}Content-Length: 26\r\nContent-Length: 27\r\n\r\n${BODY} `), { applies: few }],
  [
    'a length and chunks',
    raw(`${OK}Content-Length: 26\r\nTransfer-Encoding: chunked\r\n\r\n1a\r\n${BODY}\r\n0\r\n\r\n`),
    { applies: few },
  ],
  ['a negative length', raw(`${OK}Content-Length: -1\r\n\r\n${BODY}`), { applies: few }],
  ['a length that is no number', raw(`${OK}Content-Length: many\r\n\r\n${BODY}`), { applies: few }],
  ['garbage before the status line', raw(`hello\r\n${OK}Content-Length: 26\r\n\r\n${BODY}`)],
  ['an answer without headers', raw(BODY), { applies: few }],
  ['another protocol', raw('SSH-2.0-OpenSSH_9.6\r\n'), { applies: few }],
  ['a status that is no number', raw('HTTP/1.1 OK 200\r\nContent-Length: 0\r\n\r\n'), { applies: few }],
  ['an HTTP version that is none', raw('HTTP/9.9 200 OK\r\nContent-Length: 0\r\n\r\n'), { applies: few }],
  ['a header without a name', raw(`${OK}: odd\r\nContent-Length: 26\r\n\r\n${BODY}`), { applies: few }],
  ['NUL in a header', raw(`${OK}X-Odd: a\u0000b\r\nContent-Length: 26\r\n\r\n${BODY}`), { applies: few }],
  ['headers of a megabyte', raw(`${OK}X-Long: ${'a'.repeat(1_000_000)}\r\nContent-Length: 26\r\n\r\n${BODY}`)],
  [
    'twenty thousand headers',
    raw(`${OK}${'X-A: b\r\n'.repeat(20_000)}Content-Length: 26\r\n\r\n${BODY}`),
    { applies: few },
  ],
  [
    'another protocol asked for',
    raw('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n'),
    { applies: few },
  ],
  // Nobody asked for it, and undici takes it for an attack.
  ['100 Continue first', whole(text => `HTTP/1.1 100 Continue\r\n\r\n${text}`)],
  ['only a promise', raw('HTTP/1.1 102 Processing\r\n\r\n'), { applies: few }],
];

/** Odd, and allowed: the answer is a good one. */
const harmless: readonly (readonly [name: string, act: Act, more?: Partial<Fault>])[] = [
  ['103 Early Hints first', whole(text => `HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${text}`), { applies: few }],
  ['a status line without words', whole(text => text.replace(' Told', ' ')), { applies: few }],
  [
    'one byte at a time',
    exchange => {
      const [head, rest] = bytesOf(exchange.usual()).toString('latin1').split('\r\n\r\n');
      void (async () => {
        for (const part of [...`${head}\r\n\r\n`, rest!.slice(0, 10), rest!.slice(10)]) {
          exchange.socket.write(Buffer.from(part, 'latin1'));
          await new Promise(setImmediate);
        }
      })();
    },
    { applies: few },
  ],
  [
    'many small chunks',
    exchange => {
      const body = Buffer.from(exchange.usual().body!);
      exchange.socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n`);
      for (const byte of body) exchange.socket.write(Buffer.from(`1\r\n${String.fromCharCode(byte)}\r\n`, 'latin1'));
      exchange.socket.write('0\r\n\r\n');
    },
  ],
  [
    'a body that the end of the connection ends',
    exchange => {
      exchange.socket.end(Buffer.concat([Buffer.from(`${OK}\r\n`), Buffer.from(exchange.usual().body!)]));
    },
    { applies: few },
  ],
  [
    'closed after the answer',
    exchange => {
      exchange.socket.end(bytesOf(exchange.usual()));
    },
  ],
];

export const STREAM: readonly Fault[] = [
  ...broken.map(
    ([name, act, more]): Fault => ({
      group: 'stream',
      applies: transport,
      ...{ name, act: act!, seconds: 3, read: 8, write: 9 },
      ...more,
    }),
  ),
  ...harmless.map(
    ([name, act, more]): Fault => ({
      ...{ name, group: 'stream', applies: transport, act: act!, read: 0, write: 0 },
      ...more,
    }),
  ),
  {
    name: 'reset, once',
    group: 'stream',
    applies: transport,
    act: bytes(({ socket }) => socket.resetAndDestroy()),
    times: 1,
    read: 0,
    write: 9,
  },
  {
    name: 'cut, twice',
    group: 'stream',
    applies: few,
    act: raw(`${OK}Content-Length: 500\r\n\r\n{"success":true,`),
    times: 2,
    read: 0,
    write: 9,
  },
  {
    name: 'an answer and bytes nobody asked for',
    group: 'stream',
    applies: few,
    act: whole(text => `${text}HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n`),
    // The answer was whole; the connection after it is not worth much.
    read: 0,
    write: 0,
  },
  {
    name: 'an answer before the question',
    group: 'stream',
    applies: shape => writes(shape) && isCall(shape),
    prepare: ({ space }) => {
      space.onConnection = socket => {
        socket.write(`${OK}Content-Length: 26\r\n\r\n${BODY}`);
        return false;
      };
    },
    read: 8,
    write: [0, 8, 9],
  },
];
