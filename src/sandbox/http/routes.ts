import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { ENTITIES, type Entity, spacePath } from '../../wire/entities.ts';
import type { Query } from '../../wire/query.ts';
import type { Fault } from '../faults/faults.ts';
import { batch } from '../rules/batch.ts';
import type { WriteOptions } from '../rules/change.ts';
import { list } from '../rules/list.ts';
import { expandTree, loadTree, presenter } from '../rules/present.ts';
import { isReading } from '../rules/readings.ts';
import { notFoundRefusal } from '../rules/refusal.ts';
import { create, remove, update } from '../rules/write.ts';
import type { Store } from '../store.ts';
import type { StoredRow, Tables } from '../tables.ts';
import {
  type Bound,
  type Context,
  checkClient,
  type Parameter,
  parseAllowedQuery,
  parseBody,
  parseEntity,
  parseWritableEntity,
  requestLine,
  SPACE,
} from './request.ts';
import { type FailureListeners, json, refuseMethod, sendRefusal, toRefusal } from './respond.ts';

/** What the routes of one server need. `log` hears of each request, and whether it met a fault. */
export interface RouteOptions extends FailureListeners {
  store: Store;
  now: () => Date;
  port: number;
  /** `user:password`, the only one that gets in. */
  credentials: string;
  faults: readonly Fault[];
  log: ((line: string, fault: boolean) => void) | undefined;
}

const COLLECTION = '/api/v100/rest/spaces/:space/entities/:entity';
const RECORD = `${COLLECTION}/:id`;
const BATCH = `${COLLECTION}/:batch{batch-modify|batch-delete|batch-restore}`;
const LIST: Parameter[] = ['filter', 'orderBy', 'first', 'last', 'after', 'before', 'expand', 'loadOnly'];

/** The API of the space as an application. */
export function createRoutes(options: RouteOptions): Hono<Bound> {
  const app = new Hono<Bound>();
  addChecks(app, options);
  addCollectionRoutes(app, options);
  addBatchRoutes(app, options);
  addRecordRoutes(app, options);
  app.notFound(c => sendRefusal(c, notFoundRefusal('Page')));
  app.onError((error, c) => sendRefusal(c, toRefusal(error, options)));
  return app;
}

/** What every request passes: the log, the check of address and password, and the faults that are due. */
function addChecks(app: Hono<Bound>, { store, port, credentials, faults, log, now }: RouteOptions): void {
  app.use(async (c, next) => {
    // The clock that the records' times are of.
    c.env.outgoing.setHeader('date', now().toUTCString());
    await next();
    if (c.res !== RESPONSE_ALREADY_SENT) log?.(`${requestLine(c)} ${c.res.status}`, false);
  });
  app.use(async (c, next) => {
    checkClient(c, port, credentials);
    await next();
  });
  app.use(async (c, next) => {
    const path = c.req.path.slice(`${spacePath(SPACE)}/entities/`.length);
    const entity = path.split('/')[0] as Entity;
    // Every rule counts, whichever acts.
    const due = faults.filter(fault => ENTITIES.includes(entity) && fault.isDue(c.req.method, path));
    c.set('readings', new Set(due.map(({ action }) => action).filter(isReading)));
    const fault = due.find(({ reads }) => !reads);
    if (!fault) return next();
    if (fault.executes) await next();
    const answer = fault.executes ? { status: c.res.status, text: await c.res.text() } : { status: 0, text: '' };
    log?.(`${requestLine(c)}${fault.executes ? ` ${answer.status}` : ''} fault: ${fault.action}`, true);
    const { outgoing } = c.env;
    const after = new URL(c.req.url).searchParams.get('after') ?? undefined;
    const tables = await store.read();
    // A client that disconnects ends it.
    Promise.resolve()
      .then(() => fault.act(outgoing, answer, { entity, tables, after }))
      .catch(() => outgoing.destroy());
    c.res = undefined;
    c.res = RESPONSE_ALREADY_SENT;
  });
}

/** Lists, and creates. */
function addCollectionRoutes(app: Hono<Bound>, { store, now }: RouteOptions): void {
  app.get(COLLECTION, async c => {
    const entity = parseEntity(c);
    const query = parseAllowedQuery(c, [...LIST, 'includeDeleted']);
    const tables = await store.read();
    const { rows, ...around } = list(tables, entity, query, now(), c.get('readings'));
    return json(c, 200, { success: true, data: rows.map(presenterFor(c, tables, entity, query, now())), ...around });
  });
  app.post(COLLECTION, async c => {
    const entity = parseWritableEntity(c);
    const query = parseAllowedQuery(c, ['validationLevel']);
    const input = await parseBody(c);
    const data = await store.write(tables =>
      present(c, tables, entity, create(tables, entity, input, writeOptions(c, query, now())), query, now()),
    );
    return json(c, 201, { success: true, data });
  });
}

/** Changes, deletes and restores many records at once. */
function addBatchRoutes(app: Hono<Bound>, { store, now }: RouteOptions): void {
  app.post(BATCH, async c => {
    const entity = parseWritableEntity(c);
    const query = parseAllowedQuery(c, ['validationLevel', 'rollbackMethod']);
    const input = await parseBody(c);
    const verb = c.req.param('batch') as 'batch-modify';
    const data = await store.write(tables =>
      batch(verb, tables, entity, input, writeOptions(c, query, now()), query.rollbackMethod ?? 0),
    );
    return json(c, 200, { success: true, data });
  });
  app.all(BATCH, c => refuseMethod(c, 'POST'));
  app.all(COLLECTION, c => refuseMethod(c, 'GET, POST'));
}

/** One record: reads, updates, deletes. */
function addRecordRoutes(app: Hono<Bound>, { store, now }: RouteOptions): void {
  // The contract names no parameters here; the documentation has `expand` on this call.
  app.get(RECORD, async c => {
    const entity = parseEntity(c);
    const query = parseAllowedQuery(c, ['expand', 'loadOnly', 'includeDeleted']);
    const tables = await store.read();
    // Whether a deleted record is found by its id is not documented: it is, and says that it is deleted.
    const row = tables.get(entity, c.req.param('id'));
    if (!row) throw notFoundRefusal('Entity');
    return json(c, 200, { success: true, data: present(c, tables, entity, row, query, now()) });
  });
  app.patch(RECORD, async c => {
    const entity = parseWritableEntity(c);
    const query = parseAllowedQuery(c, ['validationLevel']);
    const input = await parseBody(c);
    const data = await store.write(tables => {
      const row = update(tables, entity, c.req.param('id'), input, writeOptions(c, query, now()));
      return present(c, tables, entity, row, query, now());
    });
    return json(c, 200, { success: true, data });
  });
  app.delete(RECORD, async c => {
    const entity = parseWritableEntity(c);
    const query = parseAllowedQuery(c, ['validationLevel']);
    const row = await store.write(tables => remove(tables, entity, c.req.param('id'), writeOptions(c, query, now())));
    return json(c, 200, { success: true, data: row.id });
  });
  app.all(RECORD, c => refuseMethod(c, 'GET, PATCH, DELETE'));
}

const writeOptions = (c: Context, query: Query, now: Date): WriteOptions => ({
  now,
  level: query.validationLevel ?? 0,
  readings: c.get('readings'),
});

/** Shows stored records as the request asks for them. */
function presenterFor(c: Context, tables: Tables, entity: Entity, query: Query, now: Date) {
  const origin = `http://${c.req.header('host')}`;
  const view = {
    ...{ tables, now, origin, space: SPACE, readings: c.get('readings') },
    includeDeleted: query.includeDeleted ?? false,
  };
  const expand = expandTree(tables, entity, query.expand);
  return presenter(view, entity, expand, loadTree(tables, entity, query.loadOnly));
}

const present = (c: Context, tables: Tables, entity: Entity, row: StoredRow, query: Query, now: Date) =>
  presenterFor(c, tables, entity, query, now)(row);
