import { CliError } from '../errors.ts';
import { envelope, lazyRecordsSchema, listEnvelope } from '../wire/checks.ts';
import { type Row, spacePath } from '../wire/entities.ts';
import { formatJson, type JsonDocument, recordText } from '../wire/json.ts';
import type { PageInfo } from '../wire/page-info.ts';
import { splitQuery } from '../wire/path.ts';
import { formatQuery, PAGE_MAX, type Query } from '../wire/query.ts';
import { type ApiRequest, isSuccess, NoReplyError, type Reply, send, type Transport } from './send.ts';

/** One page of a list. `next` is the cursor of the page after it, absent on the last. */
export interface Page<R extends Row = Row> {
  rows: R[];
  next?: string | undefined;
  /** How many rows the whole list has, if the server says so. */
  total?: number | undefined;
  /** The server's own words on where the page is. */
  info?: PageInfo | undefined;
  /** How many records were left out because an earlier page had them already. */
  repeated?: number;
}

/** A page of a walk, whose text is still at hand. */
export interface RawPage extends Page {
  /** The text of one of the rows as it came, if formatJson would give the very same. */
  textOf?: (row: Row) => string | undefined;
}

/**
 * The API's verbs for one space. Every method throws CliError: SIGN_IN_REFUSED, FORBIDDEN, NOT_FOUND, REJECTED,
 * THROTTLED, SERVER_FAILED, UNREACHABLE, BAD_REPLY for a reading call whose answer breaks the documented form, and
 * OUTCOME_UNKNOWN for a write that may or may not have happened.
 */
export interface Client {
  /** One page of a collection (`Accounts`). */
  list(entity: string, query?: Query, signal?: AbortSignal): Promise<Page>;
  /** The pages of a collection, each when asked for, each id once. */
  pages(entity: string, query?: Query): AsyncGenerator<RawPage>;
  /** Every row of a collection. */
  all(entity: string, query?: Query): AsyncGenerator<Row>;
  get(entity: string, id: string, query?: Query): Promise<Row>;
  /** Creates a record and gives it back as the server stored it. Sent at most once, unless the first was never sent. */
  create(entity: string, body: unknown, query?: Query): Promise<Row>;
  /** The pages of a list given by its path below the space, e.g. `/entities/Data?first=50`. */
  pagesAt(path: string): AsyncGenerator<RawPage>;
  /** Any other call inside the space (`/entities/Data?first=1`); gives the whole parsed body. */
  request(method: ApiRequest['method'], path: string, body?: unknown): Promise<unknown>;
  /** The same, with the status and the headers of the reply. */
  exchange(method: ApiRequest['method'], path: string, body?: unknown): Promise<Reply>;
  /** The reply to a reading call, whatever it says, with the error the other methods would throw for it. */
  probe(path: string): Promise<{ reply: Reply; refused: CliError | undefined }>;
  /** Where the space is, e.g. `https://eu-central.api.pipelinersales.com/api/v100/rest/spaces/my_space`. */
  readonly base: string;
}

export function createClient(space: string, line: Transport): Client {
  const root = spacePath(space);

  async function answered(outgoing: ApiRequest, signal?: AbortSignal) {
    const reply = await send(outgoing, line, signal).catch(async error => {
      throw error instanceof NoReplyError ? (await failures()).noReplyError(error, outgoing, line.origin) : error;
    });
    if (!isSuccess(reply)) return { reply, refused: (await failures()).refusalError(reply, outgoing) };
    if (reply.body !== undefined) return { reply, refused: undefined };
    return { reply, refused: await badReply(outgoing, 'an answer that is not JSON', reply.status) };
  }

  async function exchange(
    method: ApiRequest['method'],
    path: string,
    body?: unknown,
    signal?: AbortSignal,
  ): Promise<Reply> {
    const outgoing: ApiRequest = { method, path: root + path, body: body === undefined ? undefined : formatJson(body) };
    const { reply, refused } = await answered(outgoing, signal);
    if (refused) throw refused;
    return reply;
  }

  const pathOf = (entity: string, query?: Query, id?: string) => {
    const asked = query ? formatQuery(query) : '';
    return `/entities/${entity}${id === undefined ? '' : `/${encodeURIComponent(id)}`}${asked ? `?${asked}` : ''}`;
  };

  async function record(method: 'GET' | 'POST', entity: string, path: string, body?: unknown): Promise<Row> {
    const whole = await envelope.check((await exchange(method, path, body)).body);
    const read = whole.success ? await lazyRecordsSchema(entity).check([whole.data.data]) : whole;
    if (!read.success)
      throw await badReply({ method, path }, `no ${entity} record in its answer`, undefined, read.error);
    return read.data[0]!;
  }

  async function pageAt(entity: string, path: string, signal?: AbortSignal): Promise<RawPage> {
    const bad = (what: string, cause?: unknown) => badReply({ method: 'GET', path }, what, undefined, cause);
    const { body, document } = await exchange('GET', path, undefined, signal);
    const whole = await listEnvelope.check(body);
    if (!whole.success) throw await bad('an answer that is not a list', whole.error);
    const read = await lazyRecordsSchema(entity).check(whole.data.data);
    if (!read.success) {
      throw await bad(`a strange record (number ${Number(read.error.issues[0]?.path[0]) + 1})`, read.error);
    }
    const rows = read.data;
    const info = whole.data.page_info;
    const page: RawPage = {
      rows,
      total: typeof whole.data.total === 'number' ? whole.data.total : undefined,
      info: info ?? undefined,
      ...(document ? { textOf: rowTexts(document, rows) } : {}),
    };
    if (info?.has_next_page) {
      if (!info.end_cursor) throw await bad('a page that promises more but does not say where');
      page.next = info.end_cursor;
    }
    return page;
  }

  /** Walks from page to page; `pathAfter` gives the path of the page after a cursor. */
  async function* walk(entity: string, pathAfter: (cursor?: string) => string): AsyncGenerator<RawPage> {
    const ids = new Set<unknown>();
    const cursors = new Set<string>();
    let after: string | undefined;
    do {
      const path = pathAfter(after);
      const page = await pageAt(entity, path);
      if (page.rows.length === 0 && page.next) {
        throw await badReply({ method: 'GET', path }, 'an empty page that promises more', undefined);
      }
      // A record that moved while the list was read shows up twice.
      const rows = page.rows.filter(({ id }) => {
        if (id === undefined) return true;
        const before = ids.size;
        return ids.add(id).size > before;
      });
      yield { ...page, rows, repeated: page.rows.length - rows.length };
      if (page.next && cursors.has(page.next)) {
        throw await badReply(
          { method: 'GET', path },
          'the same page twice, so that the list would never end',
          undefined,
        );
      }
      after = page.next;
      if (after) cursors.add(after);
    } while (after);
  }

  const pages = (entity: string, query: Query = {}) =>
    walk(entity, (after = query.after) => pathOf(entity, { first: PAGE_MAX, ...query, after }));

  return {
    base: line.origin + root,
    list: async (entity, query, signal) => {
      const { textOf: _, ...page } = await pageAt(entity, pathOf(entity, query), signal);
      return page;
    },
    pages,
    pagesAt: path =>
      walk(path.split(/[/?]/)[2] ?? '', after => {
        if (after === undefined) return path;
        const [before, query] = splitQuery(path);
        const kept = query.split('&').filter(pair => pair !== '' && !pair.startsWith('after='));
        return `${before}?${[...kept, `after=${encodeURIComponent(after)}`].join('&')}`;
      }),
    async *all(entity, query) {
      for await (const page of pages(entity, query)) yield* page.rows;
    },
    get: (entity, id, query) => record('GET', entity, pathOf(entity, query, id)),
    create: async (entity, body, query) => {
      const row = await record('POST', entity, pathOf(entity, query), body);
      if (typeof row.id !== 'string' || row.id === '')
        throw (await failures()).unknownOutcomeError('The server sent a record without an id', 201);
      return row;
    },
    request: async (method, path, body) => (await exchange(method, path, body)).body,
    exchange,
    probe: path => answered({ method: 'GET', path: root + path }),
  };
}

/** Gives the text of each row of a page; the texts are looked for when the first is asked for. */
function rowTexts(document: JsonDocument, rows: readonly Row[]): (row: Row) => string | undefined {
  let texts: Map<Row, string | undefined> | undefined;
  return row => {
    const { records } = document;
    if (records?.length !== rows.length) return undefined;
    texts ??= new Map(rows.map((one, index) => [one, recordText(document, records[index]!, one)]));
    return texts.get(row);
  };
}

/** What tells failures in words, for when there are any. */
const failures = () => import('./refusals.ts');

/** An answer of the wrong form: a fault of the server for a read, an unknown outcome for a write. */
async function badReply(
  outgoing: ApiRequest,
  what: string,
  status: number | undefined,
  cause?: unknown,
): Promise<CliError> {
  if (outgoing.method !== 'GET')
    return (await failures()).unknownOutcomeError(`The server sent ${what}`, status, cause);
  return new CliError('BAD_REPLY', `The server sent ${what}`, {
    status,
    cause,
    hint: 'Check the service URL. --debug shows the request.',
  });
}
