/**
 * The API module, for programs: `import { createClient } from 'pipeliner-cli'`. The same requests, retries and rules of
 * trust as the command line's: a password goes to one address only, over https, and no redirect is followed.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { type Access, accessFromUrl } from './access/access.ts';
import { proxyFor } from './access/proxy.ts';
import { createClient as clientOn, type OpenTransport, openTransport, type Page } from './api/index.ts';
import { usage } from './errors.ts';
import { spacePath } from './wire/entities.ts';
import { pathInSpace } from './wire/path.ts';
import type { Query } from './wire/query.ts';
import type { RecordOf } from './wire/records.ts';

export type { Page } from './api/index.ts';
export { CliError, type Code, type Problem } from './errors.ts';
export type { Row } from './wire/entities.ts';
export { decimal, formatJson, LosslessNumber } from './wire/json.ts';
export type { PageInfo } from './wire/page-info.ts';
export type { Condition, Operator, Query } from './wire/query.ts';
export type {
  AccountRecord,
  AnyRecord,
  ClientRecord,
  ContactAccountRecord,
  ContactRecord,
  CurrencyRecord,
  Many,
  Numeric,
  One,
  OpportunityRecord,
  PipelineRecord,
  RecordOf,
  Records,
  StepRecord,
} from './wire/records.ts';

import { monotonicMs } from './values/clock.ts';

/** The address of the space and the sign-in, as the web app shows them under "Show API Access" of an application. */
export interface ClientOptions {
  /** The Service URL. Only https, plain http to this machine alone. It may go on to the space: `.../spaces/my_space`. */
  url: string;
  /** The Space ID, unless the URL names it. */
  space?: string | undefined;
  username: string;
  password: string;
  /** Milliseconds that a call may take, all its attempts, pauses and pages together. Two minutes by default. */
  timeoutMs?: number | undefined;
  /** Ends whatever this client does. A write that was sent still has its answer waited for, up to ten seconds. */
  signal?: AbortSignal | undefined;
  /** `http://proxy.example:8080`, or false for none. By default what HTTPS_PROXY and NO_PROXY in the environment say. */
  proxy?: string | false | undefined;
  /** Gets a line for each request: method, address, status, milliseconds, attempt; never the password. What it throws is ignored. */
  trace?: ((line: string) => void) | undefined;
}

/** For one call. */
export interface CallOptions {
  timeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/**
 * The API's verbs for one space. Collections go by their names on the wire: `Accounts`, `LeadOpptyAccountRelations`.
 *
 * Whatever is expected to fail rejects with CliError; its `code` says what happened, `exit` is the exit code of the
 * command line for it. USAGE: a call that makes no sense. REFUSED_URL, BAD_SETTINGS: an address, a space, a user name
 * or a proxy that cannot be used. SIGN_IN_REFUSED (401), FORBIDDEN (403), NOT_FOUND (404). REJECTED: the server refused
 * the data; `details` has each field with its reason. THROTTLED, SERVER_FAILED, UNREACHABLE: after several attempts,
 * and nothing was changed. BAD_REPLY: the answer to a reading call breaks the documented form. INTERRUPTED: by a signal
 * or `close`. OUTCOME_UNKNOWN: see `create`.
 */
export interface Client {
  /** One page, of 30 records unless `first` or `last` says otherwise, 100 at most. */
  list<E extends string>(collection: E, query?: Query, options?: CallOptions): Promise<Page<RecordOf<E>>>;
  /** The pages of a list to its end, each when asked for, 100 records a page, each record once. */
  pages<E extends string>(collection: E, query?: Query, options?: CallOptions): AsyncGenerator<Page<RecordOf<E>>>;
  /** Every record of a list, page by page. A list that breaks off throws; it is never just shorter. */
  all<E extends string>(collection: E, query?: Query, options?: CallOptions): AsyncGenerator<RecordOf<E>>;
  /** One record by its id. */
  get<E extends string>(collection: E, id: string, query?: Query, options?: CallOptions): Promise<RecordOf<E>>;
  /**
   * Creates a record, and gives it back as the server stored it. The outcome has three values:
   *
   * - done: the promise resolves;
   * - not done: it rejects with anything but OUTCOME_UNKNOWN. With `retrySafe` the same call may succeed later;
   * - unknown: it rejects with OUTCOME_UNKNOWN. The request was sent and no answer came that can be relied on: look
   *   whether the record is there before you create it again.
   *
   * It is sent again by itself only if the server certainly never saw it, or asked for that (429).
   */
  create<E extends string>(
    collection: E,
    body: object,
    query?: Query,
    options?: CallOptions,
  ): Promise<RecordOf<E> & { id: string }>;
  /**
   * Any other call: `request('PATCH', 'Accounts/<id>', { city: 'Kassel' })`. The path is one below the space; it never
   * leads out of it. Gives the whole answer, parsed. For writes the three outcomes of `create` hold.
   */
  request(method: Method, path: string, body?: unknown, options?: CallOptions): Promise<unknown>;
  /** Where the space is: `https://eu-central.api.pipelinersales.com/api/v100/rest/spaces/my_space`. */
  readonly base: string;
  /** Ends what is under way and lets go of the connections. They do not keep a process from ending anyway. */
  close(): Promise<void>;
}

const TIMEOUT_MS = 120_000;

/** A client for one space. Sends nothing yet. Throws USAGE for what is missing, REFUSED_URL, BAD_SETTINGS. */
export function createClient(options: ClientOptions): Client {
  const absent = (['url', 'username', 'password'] as const).filter(name => !isText(options?.[name]));
  if (absent.length > 0) throw usage(`createClient needs ${absent.join(', ')}`);
  const access = accessFromUrl(options, process.env);
  const timeoutOf = (call?: CallOptions) => checkTimeout(call?.timeoutMs ?? options.timeoutMs ?? TIMEOUT_MS);
  timeoutOf();

  let opening: Promise<OpenTransport> | undefined;
  const open = () => {
    opening ??= openConnections(access, options);
    return opening;
  };

  /** The client of a single call, which has its own time. */
  async function clientFor(call: CallOptions | undefined) {
    const remaining = timeoutOf(call);
    const { transport } = await open();
    const signal = call?.signal ? AbortSignal.any([transport.signal, call.signal]) : transport.signal;
    return clientOn(access.space, { ...transport, signal, budget: { remaining } });
  }

  const base = access.origin + spacePath(access.space);
  async function* pages(collection: string, query?: Query, call?: CallOptions) {
    yield* (await clientFor(call)).pages(checkCollection(collection), query);
  }
  const client = {
    base,
    pages,
    async list(collection: string, query?: Query, call?: CallOptions) {
      return (await clientFor(call)).list(checkCollection(collection), query);
    },
    async *all(collection: string, query?: Query, call?: CallOptions) {
      for await (const { rows } of pages(collection, query, call)) yield* rows;
    },
    async get(collection: string, id: string, query?: Query, call?: CallOptions) {
      if (!isText(id) || id === '.' || id === '..') throw usage(`'${id}' is not the id of a record`);
      return (await clientFor(call)).get(checkCollection(collection), id, query);
    },
    async create(collection: string, body: object, query?: Query, call?: CallOptions) {
      return (await clientFor(call)).create(checkCollection(collection), body, query);
    },
    async request(method: Method, path: string, body?: unknown, call?: CallOptions) {
      if (!METHODS.includes(method)) throw usage(`'${method}' is none of ${METHODS.join(', ')}`);
      if (method === 'GET' && body !== undefined) throw usage('A GET has no body');
      return (await clientFor(call)).request(method, pathInSpace(path, base), body);
    },
    close: async () => {
      const connections = await opening?.catch(() => undefined);
      await connections?.close();
    },
  };
  // The schemas check the records of each collection.
  return client as Client;
}

/** The connections to the space, with the program's proxy, signal and trace. */
function openConnections(access: Access, options: ClientOptions): Promise<OpenTransport> {
  const { env } = process;
  const neverAborted = new AbortController().signal;
  const { proxy, signal = neverAborted, trace = () => {} } = options;
  const proxyEnv = proxy === undefined ? env : { HTTPS_PROXY: proxy || '' };
  return openTransport(access, {
    proxy: proxy === false ? undefined : proxyFor(new URL(access.origin), proxyEnv),
    signal,
    halt: neverAborted,
    say: () => {},
    monotonicMs,
    random: Math.random,
    sleep: (ms, until) => sleep(ms, undefined, { signal: until }),
    trace: line => {
      try {
        trace(access.redact(line));
      } catch {
        // A listener that fails does not change the outcome of a request.
      }
    },
  });
}

const METHODS: readonly Method[] = ['GET', 'POST', 'PATCH', 'DELETE'];

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** The name of a collection, which goes into a path as it is. */
function checkCollection(collection: string): string {
  if (isText(collection) && /^[A-Z][A-Za-z0-9]*$/.test(collection)) return collection;
  throw usage(`'${collection}' is not the name of a collection, such as Accounts`);
}

function checkTimeout(time: number): number {
  if (typeof time === 'number' && time > 0) return time;
  throw usage(`timeoutMs is a number of milliseconds above zero, not '${time}'`);
}
