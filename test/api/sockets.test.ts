import type { RequestListener } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { failureOf } from '../support/failure.ts';
import { fixture } from '../support/fixture.ts';
import { clientTo, closeAll, closedPort, httpServer, listen } from '../support/loopback.ts';

afterEach(closeAll);

const CREATED = fixture('create-opportunity.opportunity-201');
const EMPTY = fixture('portal-list-empty');
const BODY = { name: 'New machine' };

const reset: RequestListener = request => request.socket.resetAndDestroy();
const hangs: RequestListener = () => {};
const whole =
  (status: number, text: string): RequestListener =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
/** Promises more bytes than it sends. */
const cut =
  (status: number, text: string): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-length': text.length + 100 });
    response.write(text, () => response.destroy());
  };
/** Sends the beginning of an answer, and no more. */
const stalls: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-length': 1000 });
  response.write('{"success":true');
};

describe('a connection that breaks after the request was read', () => {
  it('leaves a write in doubt, and the write is not sent again', async () => {
    const { port, seen } = await httpServer(reset, whole(201, CREATED));
    const { client, line } = clientTo(port);
    const error = await failureOf(client.create('Opportunities', BODY));
    expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', exit: 9, retrySafe: false });
    expect(error.message).toContain('may or may not');
    expect(seen).toEqual(['POST {"name":"New machine"}']);
    expect(line.waits).toEqual([]);
  });

  it.each(['PATCH', 'DELETE'] as const)('leaves a %s in doubt too', async method => {
    const { port, seen } = await httpServer(reset);
    const error = await failureOf(clientTo(port).client.request(method, '/entities/Accounts/1'));
    expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', exit: 9 });
    expect(seen).toEqual([method]);
  });

  it('is tried again for a read', async () => {
    const { port, seen } = await httpServer(reset, reset, whole(200, EMPTY));
    const { client, line } = clientTo(port);
    expect((await client.list('Accounts')).rows).toEqual([]);
    expect(seen).toHaveLength(3);
    expect(line.waits).toEqual([500, 1000]);
  });

  it('ends a read after four attempts, with nothing done', async () => {
    const { port, seen } = await httpServer(reset);
    const error = await failureOf(clientTo(port).client.list('Accounts'));
    expect(error).toMatchObject({ code: 'UNREACHABLE', exit: 8, retrySafe: true });
    expect(seen).toHaveLength(4);
  });
});

describe('a port that nobody listens on', () => {
  it.each(['GET', 'POST'] as const)('is tried four times for a %s, with nothing sent', async method => {
    const { client, line } = clientTo(await closedPort());
    const error = await failureOf(client.request(method, '/entities/Accounts', method === 'POST' ? BODY : undefined));
    expect(error).toMatchObject({ code: 'UNREACHABLE', exit: 8, retrySafe: true });
    expect(error.message).toContain('refused the connection');
    expect(line.waits).toEqual([500, 1000, 2000]);
  });

  it('gets the write exactly once when somebody comes to listen', async () => {
    const port = await closedPort();
    const seen: string[] = [];
    const late = createHttpServer((request, response) => {
      seen.push(String(request.method));
      whole(201, CREATED)(request as never, response as never);
    });
    let waits = 0;
    const sleep = async () => {
      waits += 1;
      if (waits === 2) await listen(late, port);
    };
    const row = await clientTo(port, { sleep }).client.create('Opportunities', BODY);
    expect(row.name).toBe('New machine');
    expect([seen, waits]).toEqual([['POST'], 2]);
  });
});

describe('an answer of more than 12 MB', () => {
  const huge = Buffer.alloc(12_000_001, 0x20);

  it.each<[string, RequestListener]>([
    ['with its length', (_, response) => response.writeHead(200, { 'content-length': huge.length }).end(huge)],
    ['in chunks', (_, response) => void response.writeHead(200).write(huge, () => response.end())],
    ['until the connection ends', ({ socket }) => void socket.write('HTTP/1.1 200 OK\r\n\r\n', () => socket.end(huge))],
  ])('is not kept, nor asked for again: %s', async (_, huge) => {
    const { port, seen } = await httpServer(huge, whole(200, EMPTY));
    const { client } = clientTo(port);
    const error = await failureOf(client.list('Accounts'));
    expect(error).toMatchObject({ code: 'BAD_REPLY', exit: 12, hint: expect.stringContaining('--page-size') });
    expect(error.message).toContain('more than 12 MB');
    expect(seen).toHaveLength(1);
    // The connection is not used any more, and the client is.
    expect((await client.list('Accounts')).rows).toEqual([]);
  });
});

describe('an answer of more than 250,000 values', () => {
  const values = `{"success":true,"data":[${'{},'.repeat(300_000)}{}]}`;

  it('is not parsed, nor asked for again', async () => {
    const { port, seen } = await httpServer(whole(200, values), whole(200, EMPTY));
    const error = await failureOf(clientTo(port).client.list('Accounts'));
    expect(error).toMatchObject({ code: 'BAD_REPLY', exit: 12, message: expect.stringContaining('250,000 values') });
    expect(seen).toHaveLength(1);
  });

  it('leaves a write in doubt', async () => {
    const { port, seen } = await httpServer(whole(201, values));
    const error = await failureOf(clientTo(port).client.create('Opportunities', BODY));
    expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', exit: 9, retrySafe: false });
    expect(seen).toHaveLength(1);
  });

  it('tells no less about a refusal than its status does', async () => {
    const { port } = await httpServer(whole(403, values));
    expect(await failureOf(clientTo(port).client.list('Accounts'))).toMatchObject({ code: 'FORBIDDEN', exit: 4 });
  });
});

describe('answers that come at once', () => {
  it('take no more memory than one may', async () => {
    const half = Buffer.alloc(7_000_000, 0x20);
    // Neither ends.
    const { port } = await httpServer((_, response) => {
      response.writeHead(200, { 'content-length': half.length + 1 }).write(half);
    });
    const { client } = clientTo(port);
    const first = await Promise.race([client.list('Accounts'), client.list('Contacts')].map(failureOf));
    expect(first).toMatchObject({ code: 'BAD_REPLY', message: expect.stringContaining('more than 12 MB') });
  });
});

describe('an answer that is cut', () => {
  it('is asked for again by a read', async () => {
    const { port, seen } = await httpServer(cut(200, '{"success":true,"data":['), whole(200, EMPTY));
    expect((await clientTo(port).client.list('Accounts')).rows).toEqual([]);
    expect(seen).toHaveLength(2);
  });

  it('is not taken for a whole one, even if it could be read', async () => {
    const { port } = await httpServer(cut(200, EMPTY));
    expect(await failureOf(clientTo(port).client.list('Accounts'))).toMatchObject({ code: 'UNREACHABLE', exit: 8 });
  });

  it.each([200, 201, 500, 503])('leaves a write in doubt: %i', async status => {
    const { port, seen } = await httpServer(cut(status, CREATED.slice(0, 40)));
    expect(await failureOf(clientTo(port).client.create('Opportunities', BODY))).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      exit: 9,
    });
    expect(seen).toHaveLength(1);
  });

  it.each([
    [422, 'REJECTED', 7],
    [400, 'REJECTED', 7],
    [401, 'SIGN_IN_REFUSED', 4],
    [403, 'FORBIDDEN', 4],
    [404, 'NOT_FOUND', 5],
  ])('is a refusal all the same when its status says so: %i', async (status, code, exit) => {
    const { port, seen } = await httpServer(cut(status, '{"success":false'));
    expect(await failureOf(clientTo(port).client.create('Opportunities', BODY))).toMatchObject({ code, exit, status });
    expect(seen).toHaveLength(1);
  });

  it('is not taken for a whole one when a chunk is missing', async () => {
    const { port } = await httpServer((_, response) => {
      response.writeHead(201, { 'transfer-encoding': 'chunked' });
      response.write(CREATED, () => response.destroy());
    });
    expect(await failureOf(clientTo(port).client.create('Opportunities', BODY))).toMatchObject({ exit: 9 });
  });
});

describe('a wish to stop', () => {
  it('ends a read that is under way', async () => {
    const stop = new AbortController();
    const { port, seen } = await httpServer(() => stop.abort('SIGINT'));
    const error = await failureOf(clientTo(port, { signal: stop.signal }).client.list('Accounts'));
    expect(error).toMatchObject({ code: 'INTERRUPTED', exit: 130 });
    expect(seen).toHaveLength(1);
  });

  it('leaves a write in doubt once it was sent, after ten seconds without an answer', async () => {
    const stop = new AbortController();
    const { port, seen } = await httpServer(() => stop.abort('SIGINT'));
    const { client, line } = clientTo(port, { signal: stop.signal });
    const error = await failureOf(client.create('Opportunities', BODY));
    expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', exit: 9, retrySafe: false });
    expect(line.waits).toEqual([10_000]);
    expect(seen).toHaveLength(1);
  });

  it('lets the answer to a write arrive, and says so', async () => {
    const stop = new AbortController();
    let answer = () => {};
    const { port, seen } = await httpServer((request, response) => {
      answer = () => whole(201, CREATED)(request, response);
      stop.abort('SIGINT');
    });
    // The server answers while the ten seconds pass.
    const sleep = async (_: number, signal: AbortSignal) => {
      answer();
      await new Promise((_, reject) => signal.addEventListener('abort', reject));
    };
    const { client, line } = clientTo(port, { signal: stop.signal, sleep });
    expect(await client.create('Opportunities', BODY)).toMatchObject({ id: JSON.parse(CREATED).data.id });
    expect(line.said).toEqual([expect.stringContaining('waiting up to 10 seconds')]);
    expect(seen).toHaveLength(1);
  });

  it('twice waits no more', async () => {
    const [stop, halt] = [new AbortController(), new AbortController()];
    const { port, seen } = await httpServer(() => stop.abort('SIGINT'));
    const sleep = async (_: number, signal: AbortSignal) => {
      halt.abort('SIGINT');
      await new Promise((_, reject) => signal.addEventListener('abort', reject));
    };
    const error = await failureOf(
      clientTo(port, { signal: stop.signal, halt: halt.signal, sleep }).client.create('Opportunities', BODY),
    );
    expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', exit: 9 });
    expect(seen).toHaveLength(1);
  });

  it('does not make a broken connection one that was stopped, nor tries again', async () => {
    const stop = new AbortController();
    const { port, seen } = await httpServer((_, response) => {
      stop.abort('SIGINT');
      response.destroy();
    });
    const sleep = (_: number, signal: AbortSignal) =>
      new Promise<void>((_, reject) => signal.addEventListener('abort', reject));
    const error = await failureOf(clientTo(port, { signal: stop.signal, sleep }).client.create('Opportunities', BODY));
    expect(error).toMatchObject({ exit: 9, message: expect.stringContaining('broke off') });
    expect(seen).toHaveLength(1);
  });

  it('leaves a write in doubt while its answer is being read', async () => {
    const stop = new AbortController();
    const { port } = await httpServer((request, response) => {
      stalls(request, response);
      setImmediate(() => stop.abort('SIGINT'));
    });
    const error = await failureOf(clientTo(port, { signal: stop.signal }).client.create('Opportunities', BODY));
    expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', exit: 9 });
  });

  it('sends nothing when it comes first', async () => {
    const { port, seen } = await httpServer(whole(201, CREATED));
    const error = await failureOf(
      clientTo(port, { signal: AbortSignal.abort('SIGTERM') }).client.create('Opportunities', BODY),
    );
    expect(error.code).toBe('INTERRUPTED');
    expect(seen).toEqual([]);
  });

  it('ends a wait between two attempts', async () => {
    const stop = new AbortController();
    const { port, seen } = await httpServer(whole(429, ''));
    const sleep = async (_: number, signal: AbortSignal) => {
      stop.abort('SIGINT');
      signal.throwIfAborted();
    };
    const error = await failureOf(clientTo(port, { signal: stop.signal, sleep }).client.create('Opportunities', BODY));
    expect(error).toMatchObject({ code: 'INTERRUPTED', exit: 130 });
    expect(seen).toHaveLength(1);
  });

  it('of one call ends that call alone', async () => {
    const stop = new AbortController();
    const { port } = await httpServer(() => stop.abort(), whole(200, EMPTY));
    const { client } = clientTo(port);
    expect(await failureOf(client.list('Accounts', {}, stop.signal))).toMatchObject({ code: 'INTERRUPTED' });
    expect((await client.list('Accounts')).rows).toEqual([]);
  });
});

describe('the time of a command', () => {
  const short = () => ({ budget: { remaining: 300 }, monotonicMs: () => performance.now() });

  it.each([
    ['never answers', hangs],
    ['never ends its answer', stalls],
  ])('ends a read from a server that %s', async (_, handler) => {
    const { port } = await httpServer(handler);
    const { client, line } = clientTo(port, short());
    const error = await failureOf(client.list('Accounts'));
    expect(error).toMatchObject({ code: 'UNREACHABLE', exit: 8, retrySafe: true });
    expect(error.message).toContain('did not answer in time');
    expect(line.waits).toEqual([]);
  });

  it.each([
    ['never answers', hangs],
    ['never ends its answer', stalls],
  ])('ends a write to a server that %s, and leaves it in doubt', async (_, handler) => {
    const { port, seen } = await httpServer(handler);
    const error = await failureOf(clientTo(port, short()).client.create('Opportunities', BODY));
    expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', exit: 9 });
    expect(seen).toHaveLength(1);
  });

  it('is over for the next call too', async () => {
    const { port, seen } = await httpServer(hangs);
    const { client } = clientTo(port, short());
    await failureOf(client.list('Accounts'));
    expect(await failureOf(client.create('Opportunities', BODY))).toMatchObject({ exit: 8 });
    expect(seen.filter(one => one.startsWith('POST'))).toEqual([]);
  });
});

describe('what a server sends unasked', () => {
  it.each(['gzip', 'br', 'x-none'])('encoded as %s is not read', async encoding => {
    const { port, seen } = await httpServer((_, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(gzipSync(EMPTY));
    });
    expect(await failureOf(clientTo(port).client.list('Accounts'))).toMatchObject({ code: 'BAD_REPLY', exit: 12 });
    expect(seen).toHaveLength(1);
  });

  it.each(['identity', 'Identity', ''])('encoded as %j is plain', async encoding => {
    const { port } = await httpServer((_, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(EMPTY);
    });
    expect((await clientTo(port).client.list('Accounts')).rows).toEqual([]);
  });

  it('to another server is not fetched', async () => {
    const other = await httpServer(whole(200, EMPTY));
    const { port } = await httpServer((_, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${other.port}/` }).end();
    });
    expect(await failureOf(clientTo(port).client.list('Accounts'))).toMatchObject({ status: 307, exit: 12 });
    expect(other.seen).toEqual([]);
  });
});
