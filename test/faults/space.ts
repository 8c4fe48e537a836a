import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

export type Row = Record<string, unknown>;

/** A complete HTTP answer. */
export interface Answer {
  status: number;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
}

/** One request, and what can be done with it. */
export interface Exchange {
  readonly method: string;
  /** `Accounts`. */
  readonly entity: string;
  readonly id: string | undefined;
  readonly query: URLSearchParams;
  readonly body: string;
  /** How many requests of the same kind came before it, itself included. */
  readonly turn: number;
  readonly socket: Socket;
  readonly space: Space;
  /** Does what the request asks, a write included, and gives the answer of a healthy server. */
  usual(): Answer;
  /** Sends an answer as HTTP has it. */
  reply(answer: Answer): void;
}

/** What happens to requests. Undefined leaves it to the healthy server. */
export type Act = (exchange: Exchange) => void;

/** One line of the ledger: a request that was read to its end. */
interface Entry {
  method: string;
  entity: string;
  /** Path and query as they came. */
  target: string;
  at: number;
  /** The first line of what was written back, empty if nothing was. */
  wrote: string;
  committed: boolean;
  body: string;
}

/** A space of a few records that speaks HTTP/1.1 from the socket up. It shares no line with the program under test. */
export interface Space {
  readonly port: number;
  readonly origin: string;
  /** Where the links in its records lead. */
  readonly links: string;
  readonly records: Record<string, Row[]>;
  readonly ledger: Entry[];
  /** What was written, in order. */
  readonly commits: { method: string; entity: string; body: Row }[];
  /** Connections that were accepted. */
  connections: number;
  /** All bytes that came, for a server that nobody must talk to. */
  heard: string;
  /** Called for each request before it is acted upon. */
  onRequest: (entry: Entry) => void;
  /** Called for each connection before anything is read; true takes it over. */
  onConnection: ((socket: Socket) => boolean) | undefined;
  act: Act | undefined;
  /** No write will come: a look-up is what matters. */
  readsOnly: boolean;
  /** Which requests `act` is for, told by method and entity, and at most how many of them. */
  hits: (method: string, entity: string, turn: number, query: URLSearchParams) => boolean;
  close(): Promise<void>;
  /** Stops listening, and breaks off what is open: from now on the connection is refused. */
  vanish(): Promise<void>;
  /** Listens again, at the same port. */
  appear(): Promise<unknown>;
}

export const SPACE = 'my_space';
export const USERNAME = 'eu_robot';
export const PASSWORD = 'pa55 w"ord/+ü';
export const AUTHORIZATION = `Basic ${Buffer.from(`${USERNAME}:${PASSWORD}`).toString('base64')}`;

/** However many a client asks for: every list has more than one page. */
const PAGE = 2;

export interface SpaceOptions {
  tls?: TlsOptions | undefined;
  /** The certificate's name, if it is not the address. */
  host?: string;
  /** Where the links in the records lead. */
  links?: string;
}

/** Below the ports that systems give out, each once in a run. */
const PORTS = { from: 12_000, to: 32_000 };
let port = PORTS.from + Math.floor(Math.random() * (PORTS.to - PORTS.from));
const nextPort = () => {
  port = port + 1 < PORTS.to ? port + 1 : PORTS.from;
  return port;
};

export async function openSpace({ tls, host = '127.0.0.1', links }: SpaceOptions = {}): Promise<Space> {
  const sockets = new Set<Socket>();
  const turns = new Map<string, number>();

  const listener = (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    if (space.onConnection?.(socket)) return;
    const noteRequest = noteAnswers(socket);
    let waiting = Buffer.alloc(0);
    socket.on('data', (bytes: Buffer) => {
      space.heard += bytes.toString('latin1');
      waiting = Buffer.concat([waiting, bytes]);
      for (;;) {
        const request = readRequest(waiting);
        if (!request) return;
        waiting = waiting.subarray(request.length);
        take(socket, request, noteRequest);
      }
    });
  };
  const server: Server = tls ? createTlsServer(tls, listener) : createServer(listener);
  server.on('tlsClientError', () => {});
  // A TLS server has two events for each: the first is that of the socket.
  server.on('connection', () => {
    space.connections += 1;
  });

  function take(socket: Socket, request: Request, noteRequest: (entry: Entry) => void): void {
    const { method, target, headers, body } = request;
    const url = new URL(target, 'http://space');
    const [, entity = '', id] =
      /^\/api\/v100\/rest\/spaces\/[^/]+\/entities\/([^/]+)(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
    const entry: Entry = { method, entity, target, at: Date.now(), wrote: '', committed: false, body };
    space.ledger.push(entry);
    const kind = `${method} ${entity}`;
    const hit = (turns.get(kind) ?? 0) + 1;
    turns.set(kind, hit);
    noteRequest(entry);
    const exchange: Exchange = {
      method,
      entity,
      id: id && decodeURIComponent(id),
      query: url.searchParams,
      body,
      turn: hit,
      socket,
      space,
      usual: () => {
        if (headers.get('authorization') !== AUTHORIZATION) {
          return { status: 401, body: JSON.stringify({ success: false, message: 'Unauthorized' }) };
        }
        return usual(exchange, entry);
      },
      reply: answer => send(socket, answer),
    };
    space.onRequest(entry);
    if (space.act && space.hits(method, entity, hit, url.searchParams)) space.act(exchange);
    else exchange.reply(exchange.usual());
  }

  function usual({ method, entity, id, query, body }: Exchange, entry: Entry): Answer {
    const rows = space.records[entity];
    const none = { success: false, code: 404, message: 'Page not found.', http_status: 404 };
    if (!rows) return { status: 404, body: JSON.stringify(none) };
    if (method === 'GET') {
      if (id !== undefined) {
        const row = rows.find(one => one.id === id);
        return row
          ? { status: 200, body: JSON.stringify({ success: true, data: row }) }
          : { status: 404, body: JSON.stringify(none) };
      }
      return { status: 200, body: JSON.stringify(list(rows, query)) };
    }
    const given: Row = body === '' ? {} : JSON.parse(body);
    space.commits.push({ method, entity, body: given });
    entry.committed = true;
    if (id === 'batch-restore') {
      const ids = Object.values(given) as string[];
      for (const row of rows) if (ids.includes(String(row.id))) Object.assign(row, nextOf(row), { is_deleted: false });
      return { status: 200, body: JSON.stringify({ success: true, data: ids }) };
    }
    const stored = rows.find(one => one.id === id);
    const row: Row = {
      ...stored,
      ...given,
      ...(stored ? nextOf(stored) : { created: new Date().toISOString().replace('T', ' ').replace('Z', '+00:00') }),
      id: id ?? `0pp0000${space.commits.length}-1111-2222-3333-444455556666`,
      is_deleted: method === 'DELETE',
    };
    if (given.is_primary === true) {
      for (const other of rows) if (other.lead_oppty_id === row.lead_oppty_id) other.is_primary = false;
    }
    if (method === 'POST') rows.push(row);
    else if (stored) rows.splice(rows.indexOf(stored), 1, row);
    if (method === 'DELETE') return { status: 200, body: JSON.stringify({ success: true, data: id }) };
    return { status: method === 'POST' ? 201 : 200, body: JSON.stringify({ success: true, data: row }) };
  }

  const listen = (port: number) =>
    new Promise<number>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve(port);
      });
    });
  // The system would give a port that was given back to the next who asks: a command told that it is refused could
  // find the space of another cell there.
  const listenSomewhere = (): Promise<number> =>
    listen(nextPort()).catch(error => {
      if (error.code !== 'EADDRINUSE') throw error;
      return listenSomewhere();
    });
  const close = () =>
    new Promise<void>(resolve => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  const port = await listenSomewhere();
  const origin = `${tls ? 'https' : 'http'}://${host}:${port}`;
  const space: Space = {
    ...{ port, origin, links: links ?? origin },
    records: firstRecords(links ?? origin),
    ledger: [],
    commits: [],
    connections: 0,
    heard: '',
    onRequest: () => {},
    onConnection: undefined,
    act: undefined,
    readsOnly: false,
    hits: () => true,
    close,
    vanish: close,
    appear: () => listen(port),
  };
  return space;
}

/**
 * Has the first line that is written after each request stand in its entry. One connection carries many requests, so
 * its `write` is replaced once, and the function that is given says whose turn it is.
 */
function noteAnswers(socket: Socket): (entry: Entry) => void {
  let current: Entry | undefined;
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  socket.write = ((...args: unknown[]) => {
    if (current?.wrote === '') current.wrote = String(args[0]).slice(0, 200).split('\r\n')[0]!;
    return write(...args);
  }) as Socket['write'];
  return entry => {
    current = entry;
  };
}

interface Request {
  method: string;
  target: string;
  headers: Map<string, string>;
  body: string;
  /** In bytes. */
  length: number;
}

/** The request at the beginning of the bytes, if all of it is there. */
function readRequest(bytes: Buffer): Request | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const [method = '', target = ''] = first.split(' ');
  const headers = new Map(
    lines.map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const size = Number(headers.get('content-length') ?? 0);
  const length = end + 4 + size;
  if (bytes.length < length) return undefined;
  return { method, target, headers, body: bytes.subarray(end + 4, length).toString('utf8'), length };
}

/** What each write adds to a record that counts its writes. */
const nextOf = ({ revision }: Row): Row => (revision === undefined ? {} : { revision: Number(revision) + 1 });

/** The bytes of an answer. */
export function bytesOf({ status, headers = {}, body = '' }: Answer): Buffer {
  const content = Buffer.isBuffer(body) ? body : Buffer.from(body);
  const all: Record<string, string | string[]> = {
    'content-type': 'application/json',
    'content-length': String(content.length),
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => [value].flat().map(one => `${name}: ${one}`));
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Told\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1'), content]);
}

function send(socket: Socket, answer: Answer): void {
  socket.write(bytesOf(answer));
}

function list(rows: readonly Row[], query: URLSearchParams): Row {
  const conditions = [...query].flatMap(([name, value]) => {
    const field = /^filter\[(.+)\]$/.exec(name)?.[1];
    return field ? [{ field, op: query.get(`filter-op[${field}]`) ?? 'eq', value }] : [];
  });
  const isShown = ({ is_deleted }: Row) => is_deleted !== true || query.get('include-deleted') === 'true';
  const fitting = rows.filter(
    row => isShown(row) && conditions.every(({ field, op, value }) => fits(row[field], op, value)),
  );
  const after = query.get('after');
  const from = after === null ? 0 : Number(after.replace(/^\D+/, ''));
  const to = from + PAGE;
  return {
    success: true,
    data: fitting.slice(from, to),
    page_info: {
      start_cursor: `c-${from}`,
      end_cursor: `c-${to}`,
      has_previous_page: from > 0,
      has_next_page: to < fitting.length,
    },
    total: fitting.length,
  };
}

function fits(value: unknown, op: string, wanted: string): boolean {
  const [have, want] = [String(value ?? '').toLowerCase(), wanted.toLowerCase()];
  if (op === 'eq') return String(value ?? '') === wanted;
  if (op === 'ieq') return have === want;
  if (op === 'icontains') return have.includes(want);
  if (op === 'istarts') return have.startsWith(want);
  if (op === 'iends') return have.endsWith(want);
  // Times of one form are in the order of their texts.
  if (op === 'gte') return value === undefined || have >= want;
  return true;
}

const id = (n: number) => `aaaa00${String(n).padStart(2, '0')}-1111-0222-0333-444455556666`;

/** The ids of what the command lines name. */
export const IDS = {
  jane: id(1),
  acme: id(21),
  opening: id(11),
  wile: id(31),
  euro: id(51),
  rocket: id(91),
  closing: id(12),
} as const;

function firstRecords(links: string): Record<string, Row[]> {
  const common = { is_deleted: false, picture: `${links}/entities/Pictures/${id(99)}` };
  const client = (n: number, name: string) => {
    const email = `${name.split(' ')[0]!.toLowerCase()}@example.com`;
    return { id: id(n), name, email, type: 0, default_unit_id: id(81), ...common };
  };
  const step = (n: number, name: string, percent: number, sort_order: number, pipeline_id: string) => ({
    ...{ id: id(n), name, percent, sort_order, pipeline_id },
    ...common,
  });
  const account = (n: number, name: string) => ({
    ...{ id: id(n), name, city: 'Rome', country: 'Italy', email1: `office${n}@example.com` },
    ...{ owner_id: id(1), is_archived: false },
    ...common,
  });
  const contact = (n: number, first_name: string, last_name: string) => ({
    ...{ id: id(n), first_name, last_name, email1: `${first_name.toLowerCase()}@example.com`, is_archived: false },
    created: '2020-01-01 00:00:00.000000+00:00',
    ...common,
  });
  const contacts = [
    contact(31, 'Wile', 'Coyote'),
    contact(32, 'Road', 'Runner'),
    contact(33, 'Elmer', 'Fudd'),
    contact(34, 'Daffy', 'Duck'),
    contact(35, 'Porky', 'Pig'),
  ];
  const currency = (n: number, code: string, symbol: string) => ({
    ...{ id: id(n), code, symbol, is_base: code === 'EUR' },
    ...common,
  });
  const deal = (n: number, name: string) => ({
    ...{ id: id(n), name, owner_id: id(1), step_id: id(11), oppty_type_id: id(61), closing_date: '2031-01-31' },
    ...{ value: { base_value: 10, value_foreign: 10, currency_id: id(51) }, status: 1, is_archived: false },
    ...{ created: '2020-01-01 00:00:00.000000+00:00', modified: '2020-01-01 00:00:00.000000+00:00', revision: 3 },
    ...common,
  });
  const link = (n: number, ends: Row) => ({ id: id(n), lead_oppty_id: id(91), revision: 1, ...ends, ...common });
  return {
    Clients: [client(1, 'Jane Roe'), client(2, 'Rob Poe'), client(3, 'Ann Low'), client(4, 'Tom High')],
    Pipelines: [
      {
        id: id(5),
        name: 'Sales',
        steps: [step(12, 'Closing', 90, 2, id(5)), step(11, 'Opening', 10, 1, id(5))],
        ...common,
      },
      { id: id(6), name: 'Renewals', steps: [step(13, 'Asked', 50, 1, id(6))], ...common },
      { id: id(7), name: 'Repairs', steps: [step(14, 'Seen', 20, 1, id(7))], ...common },
    ],
    Steps: [],
    Accounts: [account(21, 'Acme'), account(22, 'Bolt'), account(23, 'Cord'), account(24, 'Dent'), account(25, 'Eden')],
    Contacts: contacts,
    ContactAccountRelations: contacts.map((contact, at) => ({
      ...{ id: id(41 + at), account_id: id(21), contact_id: contact.id, is_primary: at === 0, contact },
      ...common,
    })),
    Currencies: [currency(51, 'EUR', '€'), currency(52, 'USD', '$'), currency(53, 'CHF', 'Fr')],
    OpportunityTypes: [
      { id: id(61), name: 'Standard', pipeline_id: id(5), ...common },
      { id: id(62), name: 'Other', pipeline_id: id(6), ...common },
      { id: id(63), name: 'Third', pipeline_id: id(7), ...common },
    ],
    Fields: ['name', 'cf_key', 'cf_other'].map((api_name, at) => ({
      ...{ id: id(71 + at), api_name, entity_name: 'Opportunity', name: api_name },
      ...common,
    })),
    SalesUnits: [{ id: id(81), name: 'All', ...common }],
    Opportunities: [
      deal(91, 'Rocket'),
      deal(92, 'Trap'),
      deal(93, 'Magnet'),
      { ...deal(94, 'Relic'), is_deleted: true },
    ],
    LeadOpptyAccountRelations: [link(85, { account_id: id(21), account: account(21, 'Acme'), is_primary: true })],
    LeadOpptyContactRelations: [
      link(86, { contact_id: id(31), contact: contacts[0], is_primary: true }),
      link(87, { contact_id: id(33), contact: contacts[2], is_primary: false }),
    ],
    StepChecklists: [],
    LeadOpptyStepCheckListRelations: [],
  };
}
