import { gzipSync } from 'node:zlib';
import type { Fault } from '../fault.ts';
import type { Shape } from '../shapes.ts';
import type { Act, Row } from '../space.ts';
import { creates, few, isCall, online, transport, withBody } from './kinds.ts';

const body =
  (text: string | Buffer, headers: Record<string, string> = {}): Act =>
  ({ usual, reply }) =>
    reply({ status: usual().status, headers, body: text });

/** `pipeliner api` prints whatever JSON comes: what it means is the caller's to say. */
const unlessCall = (shape: Shape) => (isCall(shape) ? [0, 9] : 9);

const fault = (name: string, act: Act, more: Partial<Fault> = {}): Fault => ({
  ...{ name, group: 'body', applies: transport, act, read: 12, write: 9 },
  ...more,
});
const small = (name: string, act: Act, more: Partial<Fault> = {}) => fault(name, act, { applies: few, ...more });

/** The usual answer with every record changed, or the only one. */
const records = (change: (row: Row) => unknown) =>
  withBody(text => {
    const whole = JSON.parse(text);
    const data = Array.isArray(whole.data) ? whole.data.map(change) : change(whole.data ?? {});
    return JSON.stringify({ ...whole, data });
  });

const envelope = (change: (whole: Row) => unknown) => withBody(text => JSON.stringify(change(JSON.parse(text))));

const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

/** A list with something in every record that must come out as it came in. */
const keeps = (wanted: string, name: string, field: string): Fault =>
  fault(
    name,
    withBody(text => text.replaceAll('"is_deleted":false', `"is_deleted":false,${field}`)),
    {
      applies: shape => online(shape) && shape.kind === 'read' && shape.format === 'json' && shape.lists === 'Accounts',

      read: 0,
      check: ({ stdout }) => (stdout.includes(wanted) ? undefined : `${wanted} came out otherwise`),
    },
  );

const LOGIN = '<!doctype html><html><title>Sign in</title><form action="/login">';

export const BODIES: readonly Fault[] = [
  fault('not JSON', body('Hello')),
  fault('a page to sign in', body(LOGIN, { 'content-type': 'text/html' })),
  fault('nothing', body('')),
  small('204', ({ reply }) => reply({ status: 204 })),
  fault(
    'half of it',
    withBody(text => text.slice(0, text.length / 2)),
  ),
  small(
    'twice',
    withBody(text => text + text),
  ),
  small(
    'with a comma too many',
    withBody(text => text.replace(/\}$/, ',}')),
  ),
  small(
    'JavaScript',
    withBody(text => `)]}',\n${text}`),
  ),
  small(
    'NaN',
    withBody(text => text.replace(/\}$/, ',"n":NaN}')),
  ),
  small(
    'NUL at its end',
    withBody(text => `${text}\u0000`),
  ),
  small('null', body('null'), { write: unlessCall }),
  small('a number', body('42'), { write: unlessCall }),
  small('a text', body('"yes"'), { write: unlessCall }),
  small('an array', body('[]'), { write: unlessCall }),
  small('an empty object', body('{}'), { write: unlessCall }),
  small(
    'data missing',
    envelope(({ data: _, ...rest }) => rest),
    { write: unlessCall },
  ),
  fault(
    'data null',
    envelope(whole => ({ ...whole, data: null })),
    { write: unlessCall },
  ),
  small(
    'data a text',
    envelope(whole => ({ ...whole, data: 'rows' })),
    { write: unlessCall },
  ),
  small(
    'data an object of objects',
    envelope(whole => ({ ...whole, data: { 0: whole.data } })),
    {
      // Where one record is expected it is one, without an id.
      write: unlessCall,
    },
  ),
  small(
    'records that are null',
    records(() => null),
    { write: unlessCall },
  ),
  small(
    'records that are numbers',
    records(() => 7),
    { write: unlessCall },
  ),
  small(
    'records that are lists',
    records(row => [row]),
    { write: unlessCall },
  ),
  small(
    'ids that are numbers',
    records(row => ({ ...row, id: 7 })),
    { write: unlessCall },
  ),
  small(
    'names that are objects',
    records(row => ({ ...row, name: { en: 'Acme' } })),
    { write: unlessCall },
  ),
  small(
    'is_deleted a text',
    records(row => ({ ...row, is_deleted: 'no' })),
    { write: unlessCall },
  ),
  small(
    'success a text',
    envelope(whole => ({ ...whole, success: 'yes' })),
    {
      // Not what was documented, and not a no.
      read: [0, 12],
      write: [0, 9],
    },
  ),
  fault('gzip nobody asked for', exchange => {
    const usual = exchange.usual();
    exchange.reply({ ...usual, headers: { 'content-encoding': 'gzip' }, body: gzipSync(usual.body!) });
  }),
  small('a body said to be br', withEncoding('br')),
  small('an unknown encoding', withEncoding('x-secret')),
  small('two encodings', withEncoding('gzip, deflate')),
  small(
    'a bomb',
    (() => {
      const bomb = gzipSync(Buffer.alloc(60_000_000, ' '), { level: 1 });
      return body(bomb, { 'content-encoding': 'gzip' });
    })(),
  ),
  small(
    '40 MB',
    ({ socket }) => {
      const piece = Buffer.alloc(1_000_000, ' ');
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 40000002\r\n\r\n{');
      for (let i = 0; i < 40; i++) socket.write(piece);
      socket.write('}');
    },
    {},
  ),
  small(
    '40 MB in chunks',
    ({ socket }) => {
      const piece = Buffer.concat([Buffer.from('f4240\r\n'), Buffer.alloc(1_000_000, ' '), Buffer.from('\r\n')]);
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n');
      for (let i = 0; i < 40; i++) socket.write(piece);
      socket.write('0\r\n\r\n');
    },
    {},
  ),
  fault('nested 100,000 deep', body(`{"success":true,"data":${deep(100_000)}}`), {}),
  small(
    'objects nested 100,000 deep',
    body(`{"success":true,"data":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`),
    {},
  ),
  fault(
    'UTF-16',
    withBody(text => Buffer.from(`\ufeff${text}`, 'utf16le')),
  ),
  fault(
    'bytes that are not UTF-8',
    withBody(text => Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from(',"x":"\xff\xfe"}', 'latin1')])),
  ),
  small(
    'Latin-1',
    withBody(text => Buffer.from(text.replace(/\}$/, ',"x":"Zürich"}'), 'latin1')),
  ),
  small(
    'surrogates in UTF-8',
    withBody(text => Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from(',"x":"\xed\xa0\x80"}', 'latin1')])),
  ),
  fault(
    'a byte order mark',
    withBody(text => `\ufeff${text}`),
    { read: 0, write: 0 },
  ),
  small('said to be a page', withBodyType('text/html'), { read: 0, write: 0 }),
  small('said to be of no type', withBodyType(''), { read: 0, write: 0 }),
  small(
    'white space all around',
    withBody(text => `\r\n\t ${text} \r\n`),
    { read: 0, write: 0 },
  ),
  fault(
    'keys that mean something to JavaScript',
    withBody(text =>
      text.replaceAll(
        '"is_deleted":false',
        '"is_deleted":false,"__proto__":{"success":false,"is_deleted":true},"constructor":1,"toString":2,"then":3',
      ),
    ),
    {
      ...{ read: 0, write: 0 },
    },
  ),
  keeps('9007199254740993', 'numbers beyond 2^53', '"big":9007199254740993'),
  keeps('1e400', 'numbers beyond all doubles', '"big":1e400'),
  keeps('0.1000000000000000055511151231257827', 'long decimals', '"big":0.1000000000000000055511151231257827'),
  keeps('-0.0', 'a negative nothing', '"big":-0.0'),
  small(
    'unknown fields and unknown values',
    records(row => ({ ...row, brand_new: { a: [1] }, type: 99, share_mode: 'x' })),
    {
      ...{ read: 0, write: 0 },
    },
  ),
  small(
    'nothing but ids and names',
    records(row =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [
          key,
          /^(id|name|code|steps|contact|.*_id|email\d?)$/.test(key) ? value : null,
        ]),
      ),
    ),
    { read: 0, write: [0, 9], spares: ['list'] },
  ),
  ...oddCreated(
    [
      ['no id', ({ id: _, ...row }) => row],
      ['an empty id', row => ({ ...row, id: '' })],
      ['a null id', row => ({ ...row, id: null })],
    ],
    9,
  ),
  ...oddCreated(
    [
      ['null for a value', row => ({ ...row, value: null })],
      ['an amount in words', row => ({ ...row, value: { base_value: 'much' } })],
      ['an amount with a comma', row => ({ ...row, value: { base_value: '12,5' } })],
      ['an amount beyond all', row => ({ ...row, value: { base_value: 1e308 } })],
      ['a date that is none', row => ({ ...row, closing_date: '2026-02-31', created: 'yesterday' })],
      ['a date with a time', row => ({ ...row, closing_date: '2031-12-31T23:00:00+14:00' })],
      ['another name', row => ({ ...row, name: 'Something else' })],
      ['only an id', ({ id }) => ({ id })],
      ['itself deleted', row => ({ ...row, is_deleted: true })],
    ],
    [0, 9],
  ),
];

/** The record that was created comes back with something odd in it: created it is. */
function oddCreated(changes: readonly [string, (row: Row) => Row][], write: number | number[]): Fault[] {
  return changes.map(([name, change]) => fault(`created with ${name}`, records(change), { applies: creates, write }));
}

function withEncoding(name: string): Act {
  return exchange => {
    const usual = exchange.usual();
    exchange.reply({ ...usual, headers: { 'content-encoding': name } });
  };
}

function withBodyType(type: string): Act {
  return exchange => {
    const usual = exchange.usual();
    exchange.reply({ ...usual, headers: { 'content-type': type } });
  };
}
