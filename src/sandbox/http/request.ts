import { createHash, timingSafeEqual } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import type { Context as AnyContext } from 'hono';
import { ENTITIES, type Entity, spacePath } from '../../wire/entities.ts';
import { parseJson } from '../../wire/json.ts';
import { parseQuery, type Query } from '../../wire/query.ts';
import type { Readings } from '../rules/readings.ts';
import { httpRefusal, invalidParameter, notFoundRefusal } from '../rules/refusal.ts';

/** hono on Node's own request and response. */
export type Bound = {
  Bindings: HttpBindings;
  /** What rules have read in another way. */
  Variables: { readings: Readings };
};
export type Context = AnyContext<Bound>;

/** The id of the built-in space. */
export const SPACE = 'sandbox';

const MAX_BODY_BYTES = 1_000_000;

export type Parameter = keyof Query;

/** Method and path of a request, for the log. */
export const requestLine = (c: Context) => `${c.req.method} ${new URL(c.req.url).pathname}`;

/** Only a client with the address and the password gets in; a web page of the same machine does not. */
export function checkClient(c: Context, port: number, credentials: string): void {
  const host = c.req.header('host');
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) {
    throw httpRefusal(403, 'ERROR_FORBIDDEN', 'The sandbox answers to its own address only.');
  }
  if (c.req.header('origin') !== undefined) {
    throw httpRefusal(403, 'ERROR_FORBIDDEN', 'The sandbox does not answer to web pages.');
  }
  if (c.req.method === 'HEAD' || c.req.method === 'OPTIONS') throw methodRefusal(c);
  const basic = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
  const digest = (text: Buffer | string) => createHash('sha256').update(text).digest();
  if (!timingSafeEqual(digest(Buffer.from(basic, 'base64')), digest(credentials))) {
    throw httpRefusal(401, 'ERROR_UNAUTHORIZED', 'The user name or the password is wrong.');
  }
  const space = /^\/api\/v100\/rest\/spaces\/([^/]*)/.exec(c.req.path);
  if (space && spacePath(SPACE) !== space[0]) throw notFoundRefusal('Space');
}

/** What a method that makes no sense for a path is answered. */
export const methodRefusal = (c: Context) =>
  httpRefusal(405, 'ERROR_METHOD_NOT_ALLOWED', `${c.req.method} is not possible here.`);

/** The collection that the path names. Throws Refusal 404. */
export function parseEntity(c: Context): Entity {
  const name = c.req.param('entity') as Entity;
  if (!ENTITIES.includes(name)) throw notFoundRefusal('Page');
  return name;
}

/** Collections that can be read only, as the contract has them. */
const READ_ONLY: readonly Entity[] = ['SalesUnitClientRelations', 'ApiAccesses'];

/** The collection that the path names, to be written. Throws Refusal 404, 405. */
export function parseWritableEntity(c: Context): Entity {
  const entity = parseEntity(c);
  if (READ_ONLY.includes(entity)) throw methodRefusal(c);
  return entity;
}

/** The query; throws Refusal 400 for a parameter that the call does not take. */
export function parseAllowedQuery(c: Context, allowed: readonly Parameter[]): Query {
  const query = parseQuery(new URL(c.req.url).search);
  const unexpected = (Object.keys(query) as Parameter[]).find(key => !allowed.includes(key));
  if (unexpected)
    throw invalidParameter(
      `${unexpected.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)} does not belong here`,
    );
  return query;
}

/** The JSON of the body. Throws Refusal 400, 413, 415. */
export async function parseBody(c: Context): Promise<unknown> {
  const type = (c.req.header('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
  if (type !== 'application/json') {
    throw httpRefusal(415, 'ERROR_MEDIA_TYPE', 'The Content-Type must be application/json.');
  }
  const bytes = await readBody(c);
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalidParameter('The body is not JSON in UTF-8.');
  }
}

async function readBody(c: Context): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Not destroyed when the loop ends early: the refusal is sent on the same connection.
    for await (const chunk of c.env.incoming.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) break;
      chunks.push(chunk);
    }
  } catch {
    throw invalidParameter('The body was cut off.');
  }
  if (size > MAX_BODY_BYTES) throw httpRefusal(413, 'ERROR_TOO_LARGE', 'The body is larger than 1 MB.');
  return Buffer.concat(chunks);
}
