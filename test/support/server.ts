import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Row = Record<string, unknown>;

/** One request as it came. */
export interface Received {
  method: string;
  /** `/Opportunities`: what stands after `/entities`. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: Row | undefined;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string | string[]>;
  /** An object is sent as JSON, a text as it stands. */
  body?: unknown;
}

/** What to do with a request: a reply, or whatever the function does with the connection. */
type Act = (received: Received, response: ServerResponse) => Reply | undefined;

/** A small space that answers as documented, written without a line of the program: what else could be out there. */
export interface FakeSpace {
  readonly url: string;
  readonly received: Received[];
  /** The opportunities that were created. */
  readonly created: Row[];
  readonly records: Record<string, Row[]>;
  /** The four variables that lead here. */
  readonly env: Record<string, string>;
  /** From now on, `GET /Accounts` or `POST /Opportunities` (or `*`) is answered by `act`; `times` runs out, if given. */
  on(what: string, act: Act | Reply, times?: number): void;
  close(): Promise<void>;
}

export const PASSWORD = 'pa55 w"ord/+ü';

export async function fakeSpace(): Promise<FakeSpace> {
  const received: Received[] = [];
  const created: Row[] = [];
  const records = somebodysRecords();
  const acts = new Map<string, { act: Act; left: number }>();

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://x');
      const text = Buffer.concat(chunks).toString('utf8');
      const one: Received = {
        method: request.method ?? '',
        path: url.pathname.replace(/^\/api\/v100\/rest\/spaces\/[^/]+\/entities/, ''),
        query: url.searchParams,
        headers: request.headers,
        body: text ? JSON.parse(text) : undefined,
      };
      received.push(one);
      const told = acts.get(`${one.method} ${one.path}`) ?? acts.get('*');
      const usual = () => (one.method === 'POST' ? create(one) : list(one));
      let reply: Reply | undefined;
      if (told && told.left > 0) {
        told.left -= 1;
        reply = told.act(one, response);
      } else reply = usual();
      if (!reply) return;
      const { status = 200, headers = {}, body } = reply;
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });

  function list({ path, query }: Received): Reply {
    const rows = records[path.slice(1)];
    if (!rows)
      return { status: 404, body: { success: false, code: 404, message: 'Page not found.', http_status: 404 } };
    const conditions = [...query].flatMap(([name, value]) => {
      const field = /^filter\[(.+)\]$/.exec(name)?.[1];
      return field ? [{ field, op: query.get(`filter-op[${field}]`) ?? 'eq', value }] : [];
    });
    const data = rows.filter(row => conditions.every(one => fits(row[one.field], one.op, one.value)));
    return { body: { success: true, data, page_info: { has_next_page: false, end_cursor: null } } };
  }

  function create({ body }: Received): Reply {
    const row = { id: `0pp0000${created.length}-1111-2222-3333-444455556666`, is_deleted: false, ...body };
    created.push(row);
    return { status: 201, body: { success: true, data: row } };
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    received,
    created,
    records,
    env: {
      PIPELINER_URL: url,
      PIPELINER_SPACE: 'my_space',
      PIPELINER_USERNAME: 'eu_robot',
      PIPELINER_PASSWORD: PASSWORD,
    },
    on: (what, act, times = Number.POSITIVE_INFINITY) => {
      acts.set(what, { act: typeof act === 'function' ? act : () => act, left: times });
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function fits(value: unknown, op: string, wanted: string): boolean {
  const [have, want] = [String(value ?? '').toLowerCase(), wanted.toLowerCase()];
  if (op === 'eq') return String(value ?? '') === wanted;
  if (op === 'ieq') return have === want;
  if (op === 'icontains') return have.includes(want);
  if (op === 'istarts') return have.startsWith(want);
  if (op === 'iends') return have.endsWith(want);
  throw new Error(`this server knows no ${op}`);
}

const id = (n: number) => `aaaa000${n}-1111-0222-0333-444455556666`;

/** Only what the documentation promises, and records that come with more than was asked for. */
const somebodysRecords = (): Record<string, Row[]> => ({
  Clients: [
    { id: id(1), name: 'Jane Roe', email: 'jane@example.com', type: 0, is_deleted: false },
    { id: id(2), name: 'Rob Poe', email: 'rob@example.com', type: 0, is_deleted: false },
  ],
  Pipelines: [
    {
      id: id(3),
      name: 'Sales',
      is_deleted: false,
      steps: [
        { id: id(5), name: 'Closing', percent: 90, sort_order: 2, pipeline_id: id(3) },
        { id: id(4), name: 'Opening', percent: 10, sort_order: 1, pipeline_id: id(3) },
      ],
    },
  ],
  Accounts: [
    { id: id(6), name: 'Acme', city: 'Rome', email1: 'acme@example.com', is_archived: false, is_deleted: false },
  ],
  Contacts: [{ id: id(7), first_name: 'Wile', last_name: 'Coyote', email1: 'wile@example.com', is_deleted: false }],
  ContactAccountRelations: [
    {
      id: id(8),
      account_id: id(6),
      contact_id: id(7),
      is_primary: true,
      contact: { id: id(7), first_name: 'Wile', last_name: 'Coyote', email1: 'wile@example.com', is_deleted: false },
    },
  ],
  Currencies: [{ id: id(9), code: 'EUR', symbol: '€', is_base: true, is_deleted: false }],
  OpportunityTypes: [{ id: 'bbbb0001-1111-0222-0333-444455556666', name: 'Standard', pipeline_id: id(3) }],
  Fields: [],
  SalesUnits: [],
});
