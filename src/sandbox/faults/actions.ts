import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as passed } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Entity, Row } from '../../wire/entities.ts';
import { formatJson, parseJson } from '../../wire/json.ts';
import { LISTS, READINGS, type Requests } from '../rules/readings.ts';
import { Refusal, validationRefusal } from '../rules/refusal.ts';
import { isRecord, type Tables } from '../tables.ts';
import type { RuleReader } from './rule-reader.ts';

/** What the sandbox would have answered. */
interface Answer {
  status: number;
  text: string;
}

interface RequestInfo {
  entity: Entity;
  tables: Tables;
  /** The cursor that the page comes after. */
  after: string | undefined;
}

/** Does with the connection what the fault is. `answer` is empty if the request was not carried out. */
export type Disturb = (response: ServerResponse, answer: Answer, request: RequestInfo) => unknown;

export interface Action {
  /**
   * `instead` of the answer; or with the request carried out, the answer `spoiled`, or that of a `list`; `reading` does
   * nothing to the answer, but the request is read in another way.
   */
  kind: 'instead' | 'spoiled' | 'list' | 'reading';
  /** Its arguments, for the help. */
  takes?: string | undefined;
  does: string;
  /** The only requests it is for; undefined for all. */
  requests?: Requests | undefined;
  /** Reads the arguments and returns the function to run for each request. */
  make(words: RuleReader, name: string): Disturb;
}

function reply(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: Record<string, string> = {},
): void {
  const length = Buffer.byteLength(body);
  const type = 'application/json; charset=utf-8';
  // As for every answer that comes before the whole request has.
  const close = response.req.complete ? {} : { Connection: 'close' };
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': length, ...close, ...headers }).end(body);
}

/** The headers of the whole answer, and half of its bytes. */
function sendHalf(response: ServerResponse, { status, text }: Answer): void {
  const bytes = Buffer.from(text);
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': bytes.length });
  response.write(bytes.subarray(0, bytes.length / 2));
}

const a =
  (kind: Action['kind'], requests?: Requests) =>
  (does: string, make: Action['make'], takes?: string): Action => ({ kind, does, make, takes, requests });
const [instead, spoil, list] = [a('instead'), a('spoiled'), a('list', LISTS)];

const sendText = (body: string, type?: string) => () => (response: ServerResponse) =>
  reply(response, 200, body, type ? { 'Content-Type': type } : {});

/** Another body in place of a successful one; what was refused stays as it is. */
const changeBody =
  (change: (body: Row, request: RequestInfo) => Row): Disturb =>
  (response, { status, text }, request) => {
    const body = parseJson(text);
    reply(response, status, isRecord(body) && body.success === true ? formatJson(change(body, request)) : text);
  };

/** The page with another cursor, and the promise of more behind it. */
const promiseMore = (body: Row, end_cursor: unknown): Row => ({
  ...body,
  page_info: { ...(body.page_info as Row), has_next_page: true, end_cursor },
});
const endCursor = (body: Row) => (body.page_info as Row).end_cursor;

/** The same value with each text, number and boolean in it changed; `change` gets the name of its field. */
function mapLeaves(value: unknown, change: (leaf: unknown, field: string) => unknown, field = ''): unknown {
  if (Array.isArray(value)) return value.map(item => mapLeaves(item, change, field));
  if (!isRecord(value)) return change(value, field);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapLeaves(inner, change, key)]));
}

const HOSTILE = [
  '\u001b[2J\u001b[1;1H\u001b]0;title\u0007\u001b[31mred\u009b5m',
  'back\b\b\b\bspace\rreturn\nline\ttab\0nul',
  'left\u202eto right\u2066\u200bnothing\u{e0041}\ud800',
  "=cmd|' /C calc'!A0",
];
const PROTOTYPE_KEYS = JSON.parse('{"__proto__":{"polluted":true,"is_deleted":true},"constructor":{"prototype":{}}}');
const pollute = (row: unknown) => (isRecord(row) ? { ...PROTOTYPE_KEYS, ...row } : row);

function toOtherType(leaf: unknown): unknown {
  if (typeof leaf === 'string') return [leaf];
  if (typeof leaf === 'boolean') return Number(leaf);
  return leaf === null ? leaf : String(leaf);
}

const MEGABYTE = 1 << 20;
const MAX_DELAY_MS = 3_600_000;

async function* megabytes() {
  yield '{"success":true,"data":["';
  const chunk = Buffer.alloc(MEGABYTE, 'x');
  for (let n = 0; n < 33; n++) yield chunk;
  yield '"]}';
}

async function* byteByByte(text: string, ms: number) {
  for (const byte of Buffer.from(text)) {
    yield Buffer.of(byte);
    await passed(ms, undefined, { ref: false });
  }
}

const readings = Object.entries(READINGS).map(([name, { requests, does }]): [string, Action] => [
  name,
  a('reading', requests)(does, () => () => {}),
]);

/** Every way to fail, by the name it has in a rule. The help is made of this table. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  '<status>': instead(
    'an error of this status, 300 to 599',
    (words, name) => {
      const status = words.number('the status', 300, 599, name);
      const wait = words.option('retry-after');
      const { body } = new Refusal(status, status, 'ERROR_ON_PURPOSE', 'A fault asked for this answer.');
      return response => reply(response, status, formatJson(body), wait === undefined ? {} : { 'Retry-After': wait });
    },
    '[retry-after=<text>]',
  ),
  'refuse-field': instead(
    'the field is refused with these words',
    words => {
      const [field, message] = [words.text('the field'), words.text('what is said of it')];
      const status = words.number('the status', 400, 599, words.option('status') ?? '422');
      return (response, _, { tables, entity }) => {
        const { body } = validationRefusal(tables, entity, null, [{ field, message }]);
        reply(response, status, formatJson({ ...body, http_status: status }));
      };
    },
    '<field> <words> [status=<422>]',
  ),
  redirect: instead(
    'the way to another address',
    words => {
      const location = words.url('the address');
      const status = words.number('the status', 300, 399, words.option('status') ?? '307');
      return response => reply(response, status, '', { Location: location });
    },
    '<url> [status=<307>]',
  ),
  reset: instead('the connection is reset', () => response => response.req.socket.resetAndDestroy()),
  close: instead('the connection ends without an answer', () => response => response.req.socket.end()),
  stall: instead('no answer ever comes', () => () => {}),
  html: instead('200 with a page to sign in', sendText('<!doctype html><title>Sign in</title>', 'text/html')),
  'not-json': instead('200 with text that is not JSON', sendText('{"success":true,"data":[')),
  empty: instead('200 without a body', sendText('')),
  'success-false': instead(
    '200 that says success: false',
    sendText('{"success":false,"message":"A fault asked for this."}'),
  ),
  deep: instead(
    '200 with 100,000 arrays in each other',
    sendText(`{"success":true,"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
  ),
  huge: instead(
    '200 with 33 MB of JSON',
    () => response => pipeline(megabytes, response.writeHead(200, { 'Content-Type': 'application/json' })),
  ),
  bomb: instead(
    '200 with some kilobytes of gzip that unpack to 64 MB',
    () => response => reply(response, 200, gzipSync(Buffer.alloc(64 * MEGABYTE, ' ')), { 'Content-Encoding': 'gzip' }),
  ),

  slow: spoil(
    'it comes that much later',
    words => {
      const ms = words.number('the time in ms', 1, MAX_DELAY_MS);
      return async (response, { status, text }) => {
        await passed(ms, undefined, { ref: false });
        reply(response, status, text);
      };
    },
    '<ms>',
  ),
  trickle: spoil(
    'it comes byte by byte, each after a pause',
    words => {
      const ms = words.number('the pause in ms', 1, MAX_DELAY_MS);
      return (response, { status, text }) =>
        pipeline(byteByByte(text, ms), response.writeHead(status, { 'Content-Type': 'application/json' }));
    },
    '<ms>',
  ),
  cut: spoil('half of it, then the connection ends', () => (response, answer) => {
    sendHalf(response, answer);
    response.req.socket.end();
  }),
  'stall-body': spoil('half of it, then nothing more', () => sendHalf),
  'broken-chunk': spoil('half of it in a chunk, then a chunk that is none', () => (response, { status, text }) => {
    response.writeHead(status, { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' });
    response.write(text.slice(0, text.length / 2));
    response.req.socket.end('zz\r\n\r\n');
  }),
  gzip: spoil('compressed, though nobody asked for that', () => (response, { status, text }) => {
    reply(response, status, gzipSync(text), { 'Content-Encoding': 'gzip' });
  }),
  'bad-utf8': spoil('with a byte that is not UTF-8', () => (response, { status, text }) => {
    const index = text.lastIndexOf('"');
    reply(
      response,
      status,
      Buffer.concat([Buffer.from(text.slice(0, index)), Buffer.of(0xff), Buffer.from(text.slice(index))]),
    );
  }),
  'null-data': spoil('with null for the data', () => changeBody(body => ({ ...body, data: null }))),
  'wrong-types': spoil('numbers as text, text as arrays, yes and no as numbers', () =>
    changeBody(body => ({ ...body, data: mapLeaves(body.data, toOtherType) })),
  ),
  proto: spoil('with __proto__ and constructor as fields', () =>
    changeBody(body => ({ ...body, data: Array.isArray(body.data) ? body.data.map(pollute) : pollute(body.data) })),
  ),
  names: spoil(
    'each name is this text, or one that means harm to terminals',
    words => {
      const text = words.text('the name', '');
      const hostile = text ? [text] : HOSTILE;
      let next = 0;
      const other = (leaf: unknown, field: string) =>
        typeof leaf === 'string' && /^(first_|last_)?name$/.test(field) ? hostile[next++ % hostile.length] : leaf;
      return changeBody(body => ({ ...body, data: mapLeaves(body.data, other) }));
    },
    '[<text>]',
  ),

  'same-cursor': list('the cursor of a page leads to that page', () =>
    changeBody((body, { after }) => promiseMore(body, after ?? endCursor(body))),
  ),
  cycle: list('the cursor of the last page leads back to the second', () => {
    let first: unknown;
    return changeBody((body, { after }) => {
      if (after === undefined) first = endCursor(body);
      return (body.page_info as Row).has_next_page ? body : promiseMore(body, first);
    });
  }),
  'more-without-rows': list('no rows, and the promise of more', () =>
    changeBody(body => promiseMore({ ...body, data: [] }, endCursor(body))),
  ),
  'double-rows': list('each row twice', () =>
    changeBody(body => ({ ...body, data: (body.data as Row[]).flatMap(row => [row, row]) })),
  ),

  ...Object.fromEntries(readings),
};
