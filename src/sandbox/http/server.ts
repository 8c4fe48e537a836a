import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context as AnyContext, Hono } from 'hono';
import { CliError, usage } from '../../errors.ts';
import { ENTITIES, type Entity, spacePath } from '../../wire/entities.ts';
import { formatJson, parseJson } from '../../wire/json.ts';
import { parseQuery, type Query, QueryError } from '../../wire/query.ts';
import type { Fault } from '../faults/faults.ts';
import { batch } from '../rules/batch.ts';
import type { WriteOptions } from '../rules/change.ts';
import { withComputedFields } from '../rules/computed.ts';
import { fieldsOf } from '../rules/fields.ts';
import { expandTree, loadTree, presenter, type View } from '../rules/present.ts';
import { invalid, notFound, Refusal, refused } from '../rules/refusal.ts';
import { select } from '../rules/select.ts';
import { create, remove, update } from '../rules/write.ts';
import { Store } from '../store.ts';
import type { StoredRow, Tables } from '../tables.ts';

export interface SandboxOptions {
  /** Where the records are kept. Nothing is written there before the first write. */
  statePath: string;
  now: () => Date;
  /** 0 or none for any free one. */
  port?: number;
  /** Is told of each request, without its credentials, and whether it met a fault. */
  log?: (line: string, fault: boolean) => void;
  /** How to fail on purpose. */
  faults?: readonly Fault[];
  /** Milliseconds a client may take to send a request. */
  patience?: number;
  username?: string;
  /** Random for each run unless given. */
  password?: string;
}

export interface Sandbox {
  url: string;
  space: string;
  username: string;
  password: string;
  /** Ends at once, apart from a write that is under way. */
  close(): Promise<void>;
}

type Bound = { Bindings: HttpBindings };
type Context = AnyContext<Bound>;

const SPACE = 'sandbox';
const LARGEST_BODY = 1_000_000;
const PATH = '/api/v100/rest/spaces/:space/entities/:entity';

type Parameter = keyof Query;
const LIST: Parameter[] = ['filter', 'orderBy', 'first', 'last', 'after', 'before', 'expand', 'loadOnly'];

/** Starts the built-in space on loopback. Rejects with USAGE for a taken port, BAD_SETTINGS for a damaged file. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const store = new Store(options.statePath, options.now);
  await store.read();
  const { username = 'sandbox', password = randomBytes(18).toString('base64url') } = options;
  const server = createServer(within(options.patience ?? 30_000));
  const port = await listen(server, options.port ?? 0);
  const app = routes({ store, options, port, credentials: `${username}:${password}` });
  server.on('request', getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  return {
    url: `http://127.0.0.1:${port}`,
    space: SPACE,
    username,
    password,
    close: async () => {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, store.idle()]);
    },
  };
}

/** A client that stalls in the middle of a request is answered 408 and hung up on. */
const within = (ms: number) => ({ headersTimeout: ms, requestTimeout: ms, connectionsCheckingInterval: ms / 4 });

async function listen(server: Server, port: number): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server.off('error', reject) as never));
    });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'is taken' : `cannot be used: ${message}`;
    throw usage(`Port ${port} ${why}`, {
      flag: '--port',
      hint: 'Choose another one, or none for any free port',
      cause,
    });
  }
  return (server.address() as AddressInfo).port;
}

interface Setting {
  store: Store;
  options: SandboxOptions;
  port: number;
  credentials: string;
}

function routes({ store, options, port, credentials }: Setting): Hono<Bound> {
  const app = new Hono<Bound>();
  const reading = async <T>(work: (tables: Tables) => T) => work(await store.read());
  const terms = (query: Query): WriteOptions => ({ now: options.now(), level: query.validationLevel ?? 0 });
  const view = (c: Context, tables: Tables, query: Query): View => ({
    tables,
    now: options.now(),
    origin: `http://${c.req.header('host')}`,
    space: SPACE,
    includeDeleted: query.includeDeleted ?? false,
  });
  const shown = (c: Context, tables: Tables, entity: Entity, row: StoredRow, query: Query) =>
    presenter(
      view(c, tables, query),
      entity,
      expandTree(tables, entity, query.expand),
      loadTree(tables, entity, query.loadOnly),
    )(row);

  app.use(async (c, next) => {
    await next();
    if (c.res !== RESPONSE_ALREADY_SENT) options.log?.(`${lineOf(c)} ${c.res.status}`, false);
  });
  app.use(async (c, next) => {
    guard(c, port, credentials);
    await next();
  });
  app.use(async (c, next) => {
    const path = c.req.path.slice(`${spacePath(SPACE)}/entities/`.length);
    const entity = path.split('/')[0] as Entity;
    // Every rule counts, whichever acts.
    const [fault] = (options.faults ?? []).filter(one => ENTITIES.includes(entity) && one.isDue(c.req.method, path));
    if (!fault) return next();
    if (fault.carriesOut) await next();
    const answer = fault.carriesOut ? { status: c.res.status, text: await c.res.text() } : { status: 0, text: '' };
    options.log?.(`${lineOf(c)}${fault.carriesOut ? ` ${answer.status}` : ''} fault: ${fault.action}`, true);
    const { outgoing } = c.env;
    const after = new URL(c.req.url).searchParams.get('after') ?? undefined;
    const tables = await store.read();
    // A client that goes away ends it.
    Promise.resolve()
      .then(() => fault.act(outgoing, answer, { entity, tables, after }))
      .catch(() => outgoing.destroy());
    c.res = undefined;
    c.res = RESPONSE_ALREADY_SENT;
  });

  app.get(PATH, async c => {
    const entity = entityOf(c);
    const query = queryOf(c, [...LIST, 'includeDeleted']);
    return reading(tables => {
      const present = presenter(
        view(c, tables, query),
        entity,
        expandTree(tables, entity, query.expand),
        loadTree(tables, entity, query.loadOnly),
      );
      const complete = withComputedFields(entity, tables, options.now());
      const { rows, ...around } = select(tables.rows(entity).map(complete), fieldsOf(entity, tables), query);
      return json(c, 200, { success: true, data: rows.map(present), ...around });
    });
  });
  app.post(PATH, async c => {
    const entity = entityOf(c);
    const query = queryOf(c, ['validationLevel']);
    const input = await bodyOf(c);
    const data = await store.write(tables =>
      shown(c, tables, entity, create(tables, entity, input, terms(query)), query),
    );
    return json(c, 201, { success: true, data });
  });
  app.post(`${PATH}/:batch{batch-modify|batch-delete|batch-restore}`, async c => {
    const entity = entityOf(c);
    const query = queryOf(c, ['validationLevel', 'rollbackMethod']);
    const input = await bodyOf(c);
    const verb = c.req.param('batch') as 'batch-modify';
    const data = await store.write(tables =>
      batch(verb, tables, entity, input, terms(query), query.rollbackMethod ?? 0),
    );
    return json(c, 200, { success: true, data });
  });
  app.all(`${PATH}/:batch{batch-modify|batch-delete|batch-restore}`, c => wrongMethod(c, 'POST'));
  app.all(PATH, c => wrongMethod(c, 'GET, POST'));
  // The contract names no parameters here; the documentation has `expand` on this call.
  app.get(`${PATH}/:id`, async c => {
    const entity = entityOf(c);
    const query = queryOf(c, ['expand', 'loadOnly', 'includeDeleted']);
    return reading(tables => {
      // Whether a deleted record is found by its id is not documented: it is, and says that it is deleted.
      const row = tables.get(entity, c.req.param('id'));
      if (!row) throw notFound('Entity');
      return json(c, 200, { success: true, data: shown(c, tables, entity, row, query) });
    });
  });
  app.patch(`${PATH}/:id`, async c => {
    const entity = entityOf(c);
    const query = queryOf(c, ['validationLevel']);
    const input = await bodyOf(c);
    const data = await store.write(tables =>
      shown(c, tables, entity, update(tables, entity, c.req.param('id'), input, terms(query)), query),
    );
    return json(c, 200, { success: true, data });
  });
  app.delete(`${PATH}/:id`, async c => {
    const entity = entityOf(c);
    const query = queryOf(c, ['validationLevel']);
    const row = await store.write(tables => remove(tables, entity, c.req.param('id'), terms(query)));
    return json(c, 200, { success: true, data: row.id });
  });
  app.all(`${PATH}/:id`, c => wrongMethod(c, 'GET, PATCH, DELETE'));
  app.notFound(c => tell(c, notFound('Page')));
  app.onError((error, c) => tell(c, asRefusal(error, options.log)));
  return app;
}

const lineOf = (c: Context) => `${c.req.method} ${new URL(c.req.url).pathname}`;

/** Only a client that was told the address and the password gets in; a web page of the same machine does not. */
function guard(c: Context, port: number, credentials: string): void {
  const host = c.req.header('host');
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) {
    throw refused(403, 'ERROR_FORBIDDEN', 'The sandbox answers to its own address only.');
  }
  if (c.req.header('origin') !== undefined) {
    throw refused(403, 'ERROR_FORBIDDEN', 'The sandbox does not answer to web pages.');
  }
  if (c.req.method === 'HEAD' || c.req.method === 'OPTIONS') throw methodRefusal(c);
  const basic = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
  const digest = (text: Buffer | string) => createHash('sha256').update(text).digest();
  if (!timingSafeEqual(digest(Buffer.from(basic, 'base64')), digest(credentials))) {
    throw refused(401, 'ERROR_UNAUTHORIZED', 'The user name or the password is wrong.');
  }
  const space = /^\/api\/v100\/rest\/spaces\/([^/]*)/.exec(c.req.path);
  if (space && spacePath(SPACE) !== space[0]) throw notFound('Space');
}

function entityOf(c: Context): Entity {
  const name = c.req.param('entity') as Entity;
  if (!ENTITIES.includes(name)) throw notFound('Page');
  return name;
}

function queryOf(c: Context, allowed: readonly Parameter[]): Query {
  const query = parseQuery(new URL(c.req.url).search);
  const other = (Object.keys(query) as Parameter[]).find(key => !allowed.includes(key));
  if (other) throw invalid(`${other.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)} does not belong here`);
  return query;
}

async function bodyOf(c: Context): Promise<unknown> {
  const type = (c.req.header('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
  if (type !== 'application/json') {
    throw refused(415, 'ERROR_MEDIA_TYPE', 'The Content-Type must be application/json.');
  }
  const bytes = await bytesOf(c);
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalid('The body is not JSON in UTF-8.');
  }
}

async function bytesOf(c: Context): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Not destroyed when the loop ends early: the refusal goes out on the same connection.
    for await (const chunk of c.env.incoming.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      if (size > LARGEST_BODY) break;
      chunks.push(chunk);
    }
  } catch {
    throw invalid('The body was cut off.');
  }
  if (size > LARGEST_BODY) throw refused(413, 'ERROR_TOO_LARGE', 'The body is larger than 1 MB.');
  return Buffer.concat(chunks);
}

function wrongMethod(c: Context, allowed: string): Response {
  entityOf(c);
  c.header('Allow', allowed);
  return tell(c, methodRefusal(c));
}

const methodRefusal = (c: Context) => refused(405, 'ERROR_METHOD_NOT_ALLOWED', `${c.req.method} is not possible here.`);

function asRefusal(error: Error, log: SandboxOptions['log']): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof QueryError) return invalid(`${error.parameter}: ${error.message}`);
  // Nothing was saved: files are replaced whole or not at all.
  if (error instanceof CliError && error.code === 'LOCAL_DISK') return refused(409, 'ERROR_NOT_SAVED', error.message);
  if (error instanceof CliError) return refused(500, 'ERROR_INTERNAL', error.message);
  log?.(error.stack ?? error.message, false);
  return refused(500, 'ERROR_INTERNAL', 'The sandbox failed. This is a bug in it.');
}

function tell(c: Context, { status, body }: Refusal): Response {
  // The rest of a body that nobody wants must not be taken for the next request.
  if (!c.env.incoming.complete) c.header('Connection', 'close');
  return json(c, status, body);
}

const json = (c: Context, status: number, value: unknown): Response =>
  c.body(formatJson(value), status as 200, { 'Content-Type': 'application/json; charset=utf-8' });
