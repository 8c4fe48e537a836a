import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/http/server.ts';
import { type Body, NOW, opportunity, temporaryFolder } from '../space.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let sandbox: Sandbox;
let log: string[];

beforeEach(async () => {
  folder = await temporaryFolder();
  log = [];
  sandbox = await startSandbox({
    statePath: join(folder.path, 'state.json'),
    now: () => NOW,
    log: line => log.push(line),
  });
});

afterEach(async () => {
  await sandbox.close();
  await folder.remove();
});

const ENTITIES = '/api/v100/rest/spaces/sandbox/entities';
const basic = (username: string, password: string) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
const good = () => basic(sandbox.username, sandbox.password);

interface Raw {
  status: number;
  headers: Record<string, unknown>;
  text: string;
}

/** A request that may lie about its Host, which fetch does not allow. */
function raw(method: string, path: string, headers: Record<string, string> = {}, body?: string | Buffer): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const sent = request(sandbox.url + path, { method, headers: { authorization: good(), ...headers } }, reply => {
      const chunks: Buffer[] = [];
      reply.on('data', chunk => chunks.push(chunk));
      reply.on('end', () => {
        resolve({ status: reply.statusCode!, headers: reply.headers, text: Buffer.concat(chunks).toString() });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Writes bytes on a connection of its own, and gives all that comes until the server ends it. */
function spoken(text: string | Buffer, { url } = sandbox): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
    socket.on('data', chunk => chunks.push(chunk));
    // A server that does not read the rest may answer it with a reset, after the bytes that count.
    socket.on('error', error => (chunks.length ? undefined : reject(error)));
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
  });
}

const head = (line: string, ...more: string[]) =>
  [`${line} HTTP/1.1`, `Host: ${new URL(sandbox.url).host}`, `Authorization: ${good()}`, ...more, '', ''].join('\r\n');

async function refused(reply: Promise<Raw>, status: number, message?: string): Promise<void> {
  const { text, headers, ...got } = await reply;
  expect(got.status, text).toBe(status);
  expect(headers['content-type']).toBe('application/json; charset=utf-8');
  const body = JSON.parse(text);
  expect(body).toEqual({
    success: false,
    code: expect.any(Number),
    name: expect.stringMatching(/^ERROR_[A-Z_]+$/),
    message: message ?? expect.any(String),
    http_status: status,
  });
  expect(text).not.toMatch(/\bat .*:\d+:\d+|node_modules/);
}

describe('who is let in', () => {
  test('the one with the password', async () => {
    const { status, text } = await raw('GET', `${ENTITIES}/Clients?first=1`);
    expect([status, JSON.parse(text).data.length]).toEqual([200, 1]);
  });

  test.each([
    ['no credentials', () => ''],
    ['another password', () => basic(sandbox.username, 'x')],
    ['another name', () => basic('x', sandbox.password)],
    ['nothing but a colon', () => basic('', '')],
    ['another scheme', () => good().replace('Basic', 'Bearer')],
    ['no base64', () => 'Basic ???'],
  ])('not with %s', async (_, authorization) => {
    await refused(raw('GET', `${ENTITIES}/Clients`, { authorization: authorization() }), 401);
  });

  test.each(['example.com', '127.0.0.1', 'localhost:1', '127.0.0.1.example.com'])(
    'not under the name %s',
    async host => {
      await refused(raw('GET', `${ENTITIES}/Clients`, { host }), 403);
    },
  );

  test('not without a name', async () => {
    const request = head(`GET ${ENTITIES}/Clients`, 'Connection: close').replace(/Host: .*\r\n/, '');
    expect(await spoken(request)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await spoken(request.replace('1.1', '1.0'))).toMatch(/^HTTP\/1\.1 4\d\d /);
  });

  test.each(['https://example.com', 'null', ''])('not from a web page of %j', async origin => {
    await refused(raw('GET', `${ENTITIES}/Clients`, { origin }), 403);
    await refused(raw('GET', `${ENTITIES}/Clients`, { origin: sandbox.url }), 403);
  });

  test('under its name localhost, and links are of that name', async () => {
    const host = new URL(sandbox.url).host.replace('127.0.0.1', 'localhost');
    const { text } = await raw('GET', `${ENTITIES}/Accounts?first=1`, { host });
    expect(JSON.parse(text).data[0].owner).toMatch(`http://${host}${ENTITIES}/Clients/`);
  });

  test('the password is another one each time and is not logged', async () => {
    const other = await startSandbox({ statePath: join(folder.path, 'other.json'), now: () => NOW });
    await other.close();
    expect(other.password).not.toBe(sandbox.password);
    expect(other.password.length).toBeGreaterThanOrEqual(16);
    await raw('GET', `${ENTITIES}/Clients?filter[name]=x`);
    expect(log).toEqual([`GET ${ENTITIES}/Clients 200`]);
  });
});

describe('paths and methods', () => {
  test.each([
    ['GET', '/api/v100/rest/spaces/other/entities/Clients', 404, 'Space not found.'],
    ['GET', '/api/v100/rest/spaces/Sandbox/entities/Clients', 404, 'Space not found.'],
    ['GET', `${ENTITIES}/Nothings`, 404, 'Page not found.'],
    ['GET', `${ENTITIES}/clients`, 404, 'Page not found.'],
    ['GET', `${ENTITIES}/__proto__`, 404, 'Page not found.'],
    ['POST', `${ENTITIES}/Nothings`, 404, 'Page not found.'],
    ['PUT', `${ENTITIES}/Nothings`, 404, 'Page not found.'],
    ['GET', '/', 404, 'Page not found.'],
    ['GET', '/api/v100/rest/spaces/sandbox', 404, 'Page not found.'],
    ['GET', `${ENTITIES}/Clients/x/y`, 404, 'Page not found.'],
    ['GET', `${ENTITIES}/Clients/%zz`, 404, 'Entity not found.'],
    ['PUT', `${ENTITIES}/Clients`, 405, 'PUT is not possible here.'],
    ['PATCH', `${ENTITIES}/Clients`, 405, 'PATCH is not possible here.'],
    ['DELETE', `${ENTITIES}/Clients`, 405, 'DELETE is not possible here.'],
    ['OPTIONS', `${ENTITIES}/Clients`, 405, 'OPTIONS is not possible here.'],
    ['POST', `${ENTITIES}/Clients/x`, 405, 'POST is not possible here.'],
    ['PUT', `${ENTITIES}/Clients/x`, 405, 'PUT is not possible here.'],
    ['GET', `${ENTITIES}/Clients/batch-modify`, 405, 'GET is not possible here.'],
    ['DELETE', `${ENTITIES}/Clients/batch-delete`, 405, 'DELETE is not possible here.'],
  ])('%s %s is a %i', async (method, path, status, message) => {
    await refused(raw(method, path), status, message);
  });

  test.each(['TRACE', 'PURGE', 'PUT'])('%s is a 405 that gives nothing back', async method => {
    const answer = await spoken(head(`${method} ${ENTITIES}/Clients`, 'Connection: close', 'X-Mark: 4711'));
    expect(answer).toMatch(/^HTTP\/1\.1 405 /);
    expect(answer).not.toContain('4711');
  });

  test.each(['CONNECT example.com:80', 'OPTIONS *', 'GET \\', 'GET x', ' '])(
    '%j gets nothing that could be taken for an answer',
    async line => {
      const answer = await spoken(head(line, 'Connection: close'));
      expect(answer.replace(/^HTTP\/1\.1 4\d\d [A-Z][^{]*$/, '')).toBe('');
      expect((await raw('GET', `${ENTITIES}/Clients?first=1`)).status).toBe(200);
    },
  );

  test('HEAD is a 405 without a body', async () => {
    expect(await raw('HEAD', `${ENTITIES}/Clients`)).toMatchObject({ status: 405, text: '' });
  });
});

describe('bodies', () => {
  const json = { 'content-type': 'application/json' };
  const post = (body: string | Buffer, headers: Record<string, string> = json) =>
    raw('POST', `${ENTITIES}/Opportunities`, headers, body);

  test.each([
    ['application/json', 201],
    ['application/json; charset=utf-8', 201],
    ['Application/JSON;charset=UTF-8', 201],
    ['text/plain', 415],
    ['application / json', 415],
    ['application/jsonp', 415],
    ['', 415],
  ])('of type %j: %i', async (type, status) => {
    expect((await post(JSON.stringify(opportunity()), { 'content-type': type })).status).toBe(status);
  });

  test.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['no JSON', '{"name":'],
    ['text after the JSON', '{} {}'],
    ['an array', '[]'],
    ['a number', '1'],
    ['a number with many digits', '12345678901234567890'],
    ['null', 'null'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['deep nesting', '['.repeat(400_000)],
    ['deep nesting beside many digits', `[12345678901234567890,${'['.repeat(400_000)}`],
  ])('%s: 400', async (_, body) => {
    await refused(post(body), 400);
    await refused(raw('PATCH', `${ENTITIES}/Clients/00000000-0000-0000-0000-000000011a7d`, json, body), 400);
  });

  test('names of inherited properties are unknown fields', async () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const { status, text } = await post(`{"${name}":{"x":12345678901234567890}}`);
      expect([status, JSON.parse(text).success]).toEqual([422, false]);
    }
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  test('over a megabyte: 413, and the server goes on', async () => {
    const long = (size: number) => JSON.stringify(opportunity({ description: 'x'.repeat(size) }));
    await refused(post(long(1_000_000)), 413);
    // What is left of the body would otherwise stand where the next request is expected.
    expect((await post(long(5_000_000))).headers.connection).toBe('close');
    await refused(post(long(5_000_000), { ...json, 'transfer-encoding': 'chunked' }), 413);
    expect((await post(long(900_000))).status).toBe(201);
  });

  test('that are announced as large are not read to their end', async () => {
    const start = head(
      `POST ${ENTITIES}/Opportunities`,
      'Content-Type: application/json',
      'Content-Length: 1000000000000',
    );
    // The rest is never sent, and the answer comes all the same.
    expect(await spoken(start + ' '.repeat(1_100_000))).toMatch(/^HTTP\/1\.1 413 .*connection: close/is);
    const chunk = `${(1_100_000).toString(16)}\r\n${' '.repeat(1_100_000)}\r\n`;
    const chunked = start.replace('Content-Length: 1000000000000', 'Transfer-Encoding: chunked');
    expect(await spoken(chunked + chunk)).toMatch(/^HTTP\/1\.1 413 .*connection: close/is);
  });

  test('with two lengths are refused', async () => {
    const lengths = ['Content-Type: application/json', 'Content-Length: 2', 'Transfer-Encoding: chunked'];
    const start = head(`POST ${ENTITIES}/Opportunities`, ...lengths);
    expect(await spoken(`${start}0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('an unread body does not disturb the next request of the connection', async () => {
    const body = 'x'.repeat(300_000);
    const headers = { authorization: 'Basic x', 'content-type': 'application/json' };
    for (let n = 0; n < 5; n++) {
      const refusal = await fetch(`${sandbox.url}${ENTITIES}/Accounts`, { method: 'POST', headers, body });
      expect([refusal.status, ((await refusal.json()) as Body).success]).toEqual([401, false]);
      const next = await fetch(`${sandbox.url}${ENTITIES}/Accounts?first=1`, { headers: { authorization: good() } });
      expect([next.status, ((await next.json()) as Body).success]).toEqual([200, true]);
    }
  });

  test('a deletion may come with an empty body', async () => {
    const { text } = await post(JSON.stringify(opportunity()));
    const { status } = await raw('DELETE', `${ENTITIES}/Opportunities/${JSON.parse(text).data.id}`, json, '');
    expect(status).toBe(200);
  });
});

describe('a client that stalls', () => {
  const stalling = async (begin: (line: string) => string) => {
    const brief = await startSandbox({
      statePath: join(folder.path, 'brief.json'),
      now: () => NOW,
      requestTimeoutMs: 40,
      username: sandbox.username,
      password: sandbox.password,
    });
    try {
      return await spoken(
        begin(head(`POST ${ENTITIES}/Opportunities`)).replace(sandbox.url.slice(7), brief.url.slice(7)),
        brief,
      );
    } finally {
      await brief.close();
    }
  };

  test.each<[string, (whole: string) => string]>([
    ['the first line', () => 'POST /api'],
    ['the headers', whole => whole.slice(0, -2)],
    ['the body', whole => whole.replace(/\r\n$/, 'Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{"na')],
  ])('in %s is hung up on', async (_, begin) => {
    expect(await stalling(begin)).toMatch(/^HTTP\/1\.1 408 .*connection: close/is);
  });

  test('does not keep others from their answers', async () => {
    const socket = connect(Number(new URL(sandbox.url).port), '127.0.0.1');
    await new Promise<void>(resolve => socket.write(head(`GET ${ENTITIES}/Clients`).slice(0, -2), () => resolve()));
    expect((await raw('GET', `${ENTITIES}/Clients?first=1`)).status).toBe(200);
    socket.destroy();
  });
});

describe('start and stop', () => {
  test('close ends connections that are kept open', async () => {
    const socket = connect(Number(new URL(sandbox.url).port), '127.0.0.1');
    await new Promise(resolve => socket.once('connect', resolve));
    const closed = new Promise(resolve => socket.once('close', resolve));
    socket.on('error', () => {});
    await sandbox.close();
    await closed;
    await expect(fetch(sandbox.url)).rejects.toThrow();
  });

  test('a taken port is told', async () => {
    const port = Number(new URL(sandbox.url).port);
    const second = startSandbox({ statePath: join(folder.path, 'x.json'), now: () => NOW, port });
    await expect(second).rejects.toMatchObject({ code: 'USAGE', message: `Port ${port} is taken`, flag: '--port' });
  });

  test('a port that cannot be is told', async () => {
    const second = startSandbox({ statePath: join(folder.path, 'x.json'), now: () => NOW, port: 70_000 });
    await expect(second).rejects.toMatchObject({ code: 'USAGE' });
  });

  test('it listens on loopback alone', () => {
    expect(sandbox).toMatchObject({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), space: 'sandbox' });
  });
});
