import type { CliError } from '../errors.ts';
import { envelope, lazyRecordsSchema } from '../wire/checks.ts';
import { type Row, spacePath } from '../wire/entities.ts';
import { formatJson } from '../wire/json.ts';
import { splitQuery } from '../wire/path.ts';
import { formatQuery, PAGE_MAX, type Query } from '../wire/query.ts';
import { badReply, loadRefusals } from './bad-reply.ts';
import { type Page, parsePage, type RawPage, walkPages } from './pages.ts';
import { send } from './send.ts';
import { type ApiRequest, isSuccess, NoReplyError, type Reply, type Transport } from './transport.ts';

export type { Page, RawPage } from './pages.ts';

/**
 * The API's verbs for one space. Every method throws CliError: SIGN_IN_REFUSED, FORBIDDEN, NOT_FOUND, REJECTED,
 * THROTTLED, SERVER_FAILED, UNREACHABLE, BAD_REPLY for a read whose answer breaks the documented form, and
 * OUTCOME_UNKNOWN for a write that may or may not have happened.
 */
export interface Client {
  /** One page of a collection (`Accounts`). */
  list(entity: string, query?: Query, signal?: AbortSignal): Promise<Page>;
  /** The pages of a collection, each loaded on demand, each id once. */
  pages(entity: string, query?: Query): AsyncGenerator<RawPage>;
  /** Every row of a collection. */
  all(entity: string, query?: Query): AsyncGenerator<Row>;
  get(entity: string, id: string, query?: Query): Promise<Row>;
  /** Creates a record and returns it as the server stored it. Sent again only if the server never saw the first request. */
  create(entity: string, body: unknown, query?: Query): Promise<Row>;
  /** Changes the fields of the body and returns the record as the server stored it. Sent again as `create` is. */
  update(entity: string, id: string, body: unknown, query?: Query): Promise<Row>;
  /**
   * Creates the bodies without an id and updates the others, in one request; a bad one does not keep the others. Tells of
   * each its id or its error, or undefined where the answer does not say. Sent again as `create` is.
   */
  modify(entity: string, bodies: readonly Row[], query?: Query): Promise<readonly (string | CliError | undefined)[]>;
  /** Deletes a record, which can be restored. Sent again as `create` is. */
  remove(entity: string, id: string, query?: Query): Promise<void>;
  /** Takes the deletion of a record back. Sent again as `create` is. */
  restore(entity: string, id: string): Promise<void>;
  /** The pages of a list given by its path below the space, e.g. `/entities/Data?first=50`. */
  pagesAt(path: string): AsyncGenerator<RawPage>;
  /** Any other call inside the space (`/entities/Data?first=1`); returns the whole parsed body. */
  request(method: ApiRequest['method'], path: string, body?: unknown): Promise<unknown>;
  /** The same, with the status and the headers of the reply. */
  exchange(method: ApiRequest['method'], path: string, body?: unknown): Promise<Reply>;
  /** The reply to a read, whatever its status, with the error that the other methods would throw for it. */
  probe(path: string): Promise<{ reply: Reply; refusal: CliError | undefined }>;
  /** Calls the listener whenever the server asks for fewer requests, with the wait it asks for, in milliseconds. */
  onThrottled(listener: NonNullable<Transport['onThrottled']>): void;
  /** The server's time now, by the Date of its last reply; undefined before the first one. */
  serverTime(): Date | undefined;
  /** The address of the space, e.g. `https://eu-central.api.pipelinersales.com/api/v100/rest/spaces/my_space`. */
  readonly base: string;
}

/** The client for one space. */
export function createClient(space: string, connections: Omit<Transport, 'onThrottled'>): Client {
  const root = spacePath(space);
  const listeners: NonNullable<Transport['onThrottled']>[] = [];
  const transport: Transport = {
    ...connections,
    onThrottled: wait => {
      for (const listener of listeners) listener(wait);
    },
  };
  let lastDate: { time: number; at: number } | undefined;

  async function exchange(
    method: ApiRequest['method'],
    path: string,
    body?: unknown,
    signal?: AbortSignal,
  ): Promise<Reply> {
    const outgoing: ApiRequest = { method, path: root + path, body: body === undefined ? undefined : formatJson(body) };
    const { reply, refusal } = await sendAndJudge(outgoing, transport, signal);
    const time = Date.parse(String(reply.headers.date));
    if (!Number.isNaN(time)) lastDate = { time, at: transport.monotonicMs() };
    if (refusal) throw refusal;
    return isBatch(path) ? { ...reply, refusedRows: (await loadRefusals()).refusedRowsError(reply, outgoing) } : reply;
  }

  async function loadRecord(
    method: 'GET' | 'POST' | 'PATCH',
    entity: string,
    path: string,
    body?: unknown,
  ): Promise<Row> {
    const answer = await envelope.check((await exchange(method, path, body)).body);
    const records = answer.success ? await lazyRecordsSchema(entity).check([answer.data.data]) : answer;
    if (!records.success) throw await badReply(method, `no ${entity} record in its answer`, { cause: records.error });
    return records.data[0]!;
  }

  const loadPage = async (entity: string, path: string, signal?: AbortSignal): Promise<RawPage> =>
    parsePage(await exchange('GET', path, undefined, signal), entity);
  const walk = (entity: string, pathAfter: (cursor?: string) => string) =>
    walkPages(path => loadPage(entity, path), pathAfter);
  const pages = (entity: string, query: Query = {}) =>
    walk(entity, (after = query.after) => entityPath(entity, { first: PAGE_MAX, ...query, after }));

  return {
    base: transport.origin + root,
    onThrottled: listener => void listeners.push(listener),
    list: async (entity, query, signal) => {
      const { textOf: _text, isLarge: _isLarge, ...page } = await loadPage(entity, entityPath(entity, query), signal);
      return page;
    },
    pages,
    pagesAt: path => walk(path.split(/[/?]/)[2] ?? '', after => (after === undefined ? path : withCursor(path, after))),
    async *all(entity, query) {
      for await (const page of pages(entity, query)) yield* page.rows;
    },
    get: (entity, id, query) => loadRecord('GET', entity, entityPath(entity, query, id)),
    create: async (entity, body, query) => {
      const row = await loadRecord('POST', entity, entityPath(entity, query), body);
      if (typeof row.id !== 'string' || row.id === '')
        throw (await loadRefusals()).unknownOutcomeError('The server sent a record without an id', 201);
      return row;
    },
    update: (entity, id, body, query) => loadRecord('PATCH', entity, entityPath(entity, query, id), body),
    modify: async (entity, bodies, query) => {
      const path = `/entities/${entity}/batch-modify?${formatQuery({ ...query, rollbackMethod: 1 })}`;
      const { body, status } = await exchange('POST', path, bodies);
      const { data } = body as { data?: unknown };
      const { pairElements, unknownOutcomeError } = await loadRefusals();
      if (!Array.isArray(data)) throw unknownOutcomeError('The server sent no list of what it did', status);
      return pairElements(data, bodies.length, { method: 'POST', path });
    },
    remove: async (entity, id, query) => {
      await exchange('DELETE', entityPath(entity, query, id));
    },
    restore: async (entity, id) => {
      // The API restores by lists of ids alone.
      const path = `/entities/${entity}/batch-restore?${formatQuery({ rollbackMethod: 0 })}`;
      const { refusedRows } = await exchange('POST', path, [id]);
      if (refusedRows) throw refusedRows;
    },
    request: async (method, path, body) => (await exchange(method, path, body)).body,
    exchange,
    serverTime: () => lastDate && new Date(lastDate.time + transport.monotonicMs() - lastDate.at),
    probe: path => sendAndJudge({ method: 'GET', path: root + path }, transport),
  };
}

/** Sends a request; `refusal` is the error that its reply means, if any. Throws if no complete reply came. */
async function sendAndJudge(
  outgoing: ApiRequest,
  transport: Transport,
  signal?: AbortSignal,
): Promise<{ reply: Reply; refusal: CliError | undefined }> {
  const reply = await send(outgoing, transport, signal).catch(async error => {
    throw error instanceof NoReplyError
      ? (await loadRefusals()).noReplyError(error, outgoing, transport.origin)
      : error;
  });
  if (!isSuccess(reply)) {
    const localFailure = transport.localFailure?.((reply.body as { message?: unknown } | null | undefined)?.message);
    return { reply, refusal: localFailure ?? (await loadRefusals()).refusalError(reply, outgoing) };
  }
  if (reply.body !== undefined) return { reply, refusal: undefined };
  return { reply, refusal: await badReply(outgoing.method, 'an answer that is not JSON', { status: reply.status }) };
}

const isBatch = (path: string) => /\/batch-(modify|delete|restore)(\?|$)/.test(path);

/** The path of a collection or of one of its records, with the query. */
function entityPath(entity: string, query?: Query, id?: string): string {
  const queryText = query ? formatQuery(query) : '';
  return `/entities/${entity}${id === undefined ? '' : `/${encodeURIComponent(id)}`}${queryText ? `?${queryText}` : ''}`;
}

/** A path that goes on after the cursor. */
function withCursor(path: string, after: string): string {
  const [before, query] = splitQuery(path);
  const pairs = query.split('&').filter(pair => pair !== '' && !pair.startsWith('after='));
  return `${before}?${[...pairs, `after=${encodeURIComponent(after)}`].join('&')}`;
}
