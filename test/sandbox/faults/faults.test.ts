import { connect } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CliError } from '../../../src/errors.ts';
import { ACTIONS } from '../../../src/sandbox/faults/actions.ts';
import { faultsHelp, parseFaults } from '../../../src/sandbox/faults/faults.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/http/server.ts';
import { type Body, NOW, opportunity, temporaryFolder } from '../space.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let sandbox: Sandbox;
let log: string[];
let logged: () => void;

beforeEach(async () => {
  folder = await temporaryFolder();
});

afterEach(async () => {
  await sandbox?.close();
  await folder.remove();
});

async function open(...rules: string[]): Promise<void> {
  log = [];
  logged = () => {};
  sandbox = await startSandbox({
    statePath: join(folder.path, 'state.json'),
    now: () => NOW,
    faults: parseFaults(rules, '--fault'),
    log: (line, fault) => {
      if (fault) log.push(line.replace('/api/v100/rest/spaces/sandbox/entities/', ''));
      if (fault) logged();
    },
  });
}

const PATH = '/api/v100/rest/spaces/sandbox/entities/';

/** A request on a connection of its own, and every byte that comes until somebody ends it. */
function ask(method: string, path: string, body?: unknown) {
  const text = body === undefined ? '' : JSON.stringify(body);
  const { host, port } = new URL(sandbox.url);
  const socket = connect(Number(port), '127.0.0.1');
  const chunks: Buffer[] = [];
  let end: 'open' | 'FIN' | 'RST' = 'open';
  socket.on('data', chunk => chunks.push(chunk));
  socket.on('end', () => {
    end = 'FIN';
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    end = error.code === 'ECONNRESET' ? 'RST' : end;
  });
  const closed = new Promise<void>(resolve => socket.on('close', () => resolve()));
  const head = [
    `${method} ${PATH}${path} HTTP/1.1`,
    `Host: ${host}`,
    `Authorization: Basic ${btoa(`${sandbox.username}:${sandbox.password}`)}`,
    'Content-Type: application/json',
    `Content-Length: ${text.length}`,
    'Connection: close',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${text}`);
  const soFar = () => {
    const all = Buffer.concat(chunks);
    const at = all.indexOf('\r\n\r\n');
    const [first = '', ...lines] = all.subarray(0, Math.max(at, 0)).toString('latin1').split('\r\n');
    const headers = Object.fromEntries(lines.map(line => line.toLowerCase().split(': ')));
    return { end, bytes: all.length, status: Number(first.split(' ')[1]), headers, body: all.subarray(at + 4) };
  };
  const until = (enough: () => boolean) =>
    new Promise<void>(resolve => {
      const look = () => enough() && resolve();
      socket.on('data', look);
      look();
    });
  return { socket, closed, soFar, until };
}

async function whole(method: string, path: string, body?: unknown) {
  const asked = ask(method, path, body);
  await asked.closed;
  return asked.soFar();
}

/** The body of an answer that is whole. */
async function answer(path: string): Promise<Body> {
  const seen = await whole('GET', path);
  expect(seen.end).toBe('FIN');
  expect(seen.body.length).toBe(Number(seen.headers['content-length']));
  return { status: seen.status, ...JSON.parse(seen.body.toString()) };
}

describe('a rule', () => {
  const dues = (rule: string, ...asked: string[]) => {
    const [fault] = parseFaults([rule]);
    return asked.map(one => fault!.isDue(...(one.split(' ') as [string, string])));
  };

  test.each<[string, Record<string, boolean>]>([
    ['GET Accounts: reset', { 'GET Accounts': true, 'GET Accounts/1': false, 'POST Accounts': false }],
    ['get Accounts: reset', { 'GET Accounts': true, 'GET Contacts': false }],
    ['* Accounts/*: reset', { 'GET Accounts/1': true, 'POST Accounts/batch-modify': true, 'GET Accounts': false }],
    ['GET Accounts/AB.1: reset', { 'GET Accounts/ab.1': true, 'GET Accounts/ab11': false }],
    ['POST */batch-delete: reset', { 'POST Data/batch-delete': true, 'POST Data': false }],
    ['* *: reset', { 'DELETE Data/1': true, 'GET Data': true, 'PUT Data': true }],
    ['* *: cycle', { 'GET Data': true, 'GET Data/1': false, 'POST Data': false }],
    ['  PATCH   Clients/x   :   503   ', { 'PATCH Clients/x': true, 'PATCH Clients/y': false }],
  ])('%s is for some requests', (rule, asked) => {
    expect(dues(rule, ...Object.keys(asked))).toEqual(Object.values(asked));
  });

  test.each<[string, string]>([
    ['GET Data: reset', '11111'],
    ['GET Data #2: reset', '01000'],
    ['GET Data#2: reset', '01000'],
    ['GET Data #2-3: reset', '01100'],
    ['GET Data #4-: reset', '00011'],
    ['GET Data: reset x2', '11000'],
    ['GET Data #2-: reset x2', '01100'],
    ['GET Data #2-3: reset x9', '01100'],
    ['GET Data: names "x2"', '11111'],
  ])('%s comes as often as it says', (rule, wanted) => {
    const five = ['GET Data', 'GET Data', 'GET Data', 'GET Data', 'GET Data'];
    expect(dues(rule, ...five)).toEqual([...wanted].map(one => one === '1'));
    const others = ['POST Data', 'GET Data', 'GET Steps', 'GET Data'];
    expect(dues(rule, ...others)).toEqual([false, wanted[0] === '1', false, wanted[1] === '1']);
  });

  test.each<[rule: string, what: RegExp, hint?: string]>([
    ['x', /not of the form/],
    ['GET Accounts reset', /not of the form/],
    ['GET: reset', /not of the form/],
    ['PUT Accounts: reset', /method is one of/],
    ['POST Opportunites: reset', /no Opportunites/, "Did you mean 'Opportunities'?"],
    ['POST opportunities: reset', /no opportunities/, "Did you mean 'Opportunities'?"],
    ['GET Acx*: reset', /no Acx\*/],
    ['GET Accounts:', /action is missing/],
    ['GET Accounts: x2', /action is missing/],
    ['GET Accounts: rest', /no action rest/, "Did you mean 'reset'?"],
    ['POST Accounts: comit-then-reset', /no action comit-then-reset/, "Did you mean 'commit-then-reset'?"],
    ['POST Accounts: commit-then-stal', /no action/, "Did you mean 'commit-then-stall'?"],
    ['GET Accounts: constructor', /no action constructor/],
    ['GET Accounts: 200', /status is a whole number from 300 to 599/],
    ['GET Accounts: <status>', /status is a whole number/],
    ['GET Accounts: 5000', /status is a whole number/],
    ['GET Accounts: 503 soon', /'soon' is not expected/],
    ['GET Accounts: 503 wait=2', /'wait' is not expected/],
    ['GET Accounts: 429 retry-after="a\\r\\nX-Y: 1"', /retry-after is plain ASCII/],
    ['GET Accounts: 429 retry-after="a', /in quotes/],
    ['GET Accounts: names "\\q"', /in quotes/],
    ['GET Accounts: reset 5', /'5' is not expected/],
    ['GET Accounts: slow', /time in ms is missing/],
    ['GET Accounts: slow -5', /time in ms is a whole number/],
    ['GET Accounts: slow 3600001', /time in ms is a whole number/],
    ['GET Accounts: trickle', /pause in ms is missing/],
    ['POST Accounts: refuse-field', /field is missing/],
    ['POST Accounts: refuse-field name', /what is said of it is missing/],
    ['POST Accounts: refuse-field name "No" status=200', /status is a whole number/],
    ['GET Accounts: redirect', /address is missing/],
    ['GET Accounts: redirect file:///etc/passwd', /begins with http/],
    ['GET Accounts: redirect http://', /begins with http/],
    ['POST Accounts: cycle', /for lists/],
    ['GET Accounts/1: cycle', /for lists/],
    ['GET Accounts: commit-then-cycle', /for lists/],
    ['GET Accounts #0: reset', /which requests/],
    ['GET Accounts #3-2: reset', /which requests/],
    ['GET Accounts #: reset', /which requests/],
    ['GET Accounts #two: reset', /which requests/],
    ['GET Accounts: reset x0', /which requests/],
  ])('%s is refused', (rule, what, hint) => {
    let error: unknown;
    try {
      parseFaults(['GET Data: reset', rule], '--fault');
    } catch (cause) {
      error = cause;
    }
    expect(error).toBeInstanceOf(CliError);
    expect(error).toMatchObject({ code: 'USAGE', exit: 2, flag: '--fault', message: expect.stringMatching(what) });
    expect((error as CliError).message).toContain(`'${rule}'`);
    expect((error as CliError).hint).toBe(hint ?? 'See pipeliner help faults.');
  });

  test('that is empty is none', () => {
    expect(parseFaults(['', '  ', '\n'])).toEqual([]);
  });

  test('of the help page can be read, and every action is on it', () => {
    const page = faultsHelp();
    const examples = page.split('\n').flatMap(line => /^ {2}([A-Z]+ [A-Z].*?)(?: {3,}.*)?$/.exec(line)?.[1] ?? []);
    expect(examples).toHaveLength(4);
    expect(parseFaults(examples)).toHaveLength(4);
    for (const [name, { takes, does }] of Object.entries(ACTIONS)) {
      const line = page.split('\n').find(line => line.startsWith(`  ${takes ? `${name} ${takes}` : name}  `));
      expect(line, name).toContain(does);
    }
  });
});

/** Actions that need arguments, with some. */
const WITH: Record<string, string> = {
  '<status>': '503',
  'refuse-field': 'refuse-field name "Too short"',
  redirect: 'redirect http://127.0.0.1:1/',
  slow: 'slow 1',
  trickle: 'trickle 1',
};

type Seen = Awaited<ReturnType<typeof whole>>;

/** What a client sees of each action on its way to `Clients?first=2`; those not in it have tests of their own. */
const SEEN: Record<string, (seen: Seen, truth: Body) => void> = {
  '<status>': seen => {
    expect(seen).toMatchObject({ status: 503, end: 'FIN' });
    expect(JSON.parse(seen.body.toString())).toMatchObject({ success: false, http_status: 503 });
    expect(seen.headers).not.toHaveProperty('retry-after');
  },
  'refuse-field': seen => {
    expect(seen).toMatchObject({ status: 422, end: 'FIN' });
    const errors = [{ field_name: 'name', message: '[name] Too short' }];
    expect(JSON.parse(seen.body.toString())).toMatchObject({
      success: false,
      http_status: 422,
      name: 'ERROR_ENTITY_VALIDATION',
      field_errors: [{ field_name: 'name', errors }],
    });
  },
  redirect: seen => {
    expect(seen).toMatchObject({ status: 307, headers: { location: 'http://127.0.0.1:1/', 'content-length': '0' } });
  },
  reset: seen => expect(seen).toMatchObject({ end: 'RST', bytes: 0 }),
  close: seen => expect(seen).toMatchObject({ end: 'FIN', bytes: 0 }),
  html: seen => {
    expect(seen).toMatchObject({ status: 200, headers: { 'content-type': 'text/html' } });
    expect(seen.body.toString()).toMatch(/^<!doctype html>/);
  },
  'not-json': seen => {
    expect(seen).toMatchObject({ status: 200, end: 'FIN' });
    expect(seen.body.length).toBe(Number(seen.headers['content-length']));
    expect(() => JSON.parse(seen.body.toString())).toThrow(SyntaxError);
  },
  empty: seen => {
    expect(seen).toMatchObject({ status: 200, headers: { 'content-length': '0' } });
    expect(seen.body.length).toBe(0);
  },
  'success-false': seen => {
    expect(seen.status).toBe(200);
    expect(JSON.parse(seen.body.toString()).success).toBe(false);
  },
  deep: seen => {
    expect(seen.status).toBe(200);
    expect(seen.body.toString().match(/\[/g)).toHaveLength(100_000);
    expect(seen.body.toString().match(/\]/g)).toHaveLength(100_000);
  },
  huge: seen => {
    expect(seen).toMatchObject({ status: 200, end: 'FIN' });
    expect(seen.body.length).toBeGreaterThan(33 << 20);
    expect(seen.body.subarray(-20).toString()).toMatch(/"\]\}\r\n0\r\n\r\n$/);
  },
  bomb: seen => {
    expect(seen).toMatchObject({ status: 200, headers: { 'content-encoding': 'gzip' } });
    expect(seen.body.length).toBeLessThan(100_000);
    expect(gunzipSync(seen.body).length).toBe(64 << 20);
  },
  slow: (seen, truth) => expect(JSON.parse(seen.body.toString())).toEqual(truth),
  trickle: (seen, truth) => {
    expect(seen.headers).toMatchObject({ 'transfer-encoding': 'chunked' });
    const chunks = [...seen.body.toString('latin1').matchAll(/1\r\n(.)\r\n/gs)];
    expect(JSON.parse(Buffer.from(chunks.map(([, byte]) => byte).join(''), 'latin1').toString())).toEqual(truth);
  },
  cut: (seen, truth) => {
    expect(seen).toMatchObject({ status: 200, end: 'FIN' });
    const text = JSON.stringify(truth);
    expect(seen.headers['content-length']).toBe(String(Buffer.byteLength(text)));
    expect(seen.body.length).toBe(Math.floor(Buffer.byteLength(text) / 2));
    expect(text.startsWith(seen.body.toString().slice(0, 100))).toBe(true);
  },
  'broken-chunk': (seen, truth) => {
    expect(seen).toMatchObject({ status: 200, end: 'FIN', headers: { 'transfer-encoding': 'chunked' } });
    expect(seen.body.toString()).toMatch(/^[0-9a-f]+\r\n\{"success":true.*\r\nzz\r\n\r\n$/s);
    expect(seen.body.length).toBeLessThan(JSON.stringify(truth).length);
  },
  gzip: (seen, truth) => {
    expect(seen.headers).toMatchObject({ 'content-encoding': 'gzip' });
    expect(JSON.parse(gunzipSync(seen.body).toString())).toEqual(truth);
  },
  'bad-utf8': seen => {
    expect(seen.body.length).toBe(Number(seen.headers['content-length']));
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(seen.body)).toThrow(TypeError);
    expect(JSON.parse(seen.body.toString()).success).toBe(true);
  },
  'null-data': (seen, truth) => expect(JSON.parse(seen.body.toString())).toEqual({ ...truth, data: null }),
  'wrong-types': (seen, truth) => {
    const { data } = JSON.parse(seen.body.toString());
    const [one] = truth.data;
    expect(data[0]).toMatchObject({ id: [one.id], is_deleted: Number(one.is_deleted), revision: String(one.revision) });
    expect(data).toHaveLength(2);
  },
  proto: (seen, truth) => {
    const { data } = JSON.parse(seen.body.toString());
    expect(Object.hasOwn(data[0], '__proto__')).toBe(true);
    expect(Object.hasOwn(data[0], 'constructor')).toBe(true);
    expect(data[0].id).toBe(truth.data[0].id);
  },
  names: (seen, truth) => {
    const { data } = JSON.parse(seen.body.toString());
    expect(data[0].name).toContain('\u001b[31m');
    expect(data[1].name).toMatch(/[\r\n\0]/);
    expect(data[0].id).toBe(truth.data[0].id);
  },
};

const APART = ['stall', 'stall-body', 'same-cursor', 'cycle', 'more-without-rows', 'double-rows', 'guess-between'];
/** Those of readings.test.ts. */
const READINGS = ['checks-revision', 'keeps-dates', 'archived-won-is-lost', 'keeps-links-deleted'];

describe('a client sees', () => {
  test('every action, in some test', () => {
    expect([...Object.keys(SEEN), ...APART, ...READINGS].sort()).toEqual(Object.keys(ACTIONS).sort());
  });

  test.each(Object.entries(SEEN))('%s', async (name, check) => {
    await open(`GET Clients #2: ${WITH[name] ?? name}`);
    const path = 'Clients?first=2&load-only=id,name,email,is_deleted,revision';
    const { status: _, ...truth } = await answer(path);
    check(await whole('GET', path), truth);
    // It was one request only, and the server is none the worse.
    expect(await answer(path)).toMatchObject({ status: 200, data: truth.data });
    const said = ACTIONS[name]!.kind === 'instead' ? 'GET Clients fault: ' : 'GET Clients 200 fault: ';
    expect(log).toEqual([said + (WITH[name] ?? name).split(' ')[0]]);
  });

  test('stall: nothing, on a connection that stays', async () => {
    await open('GET Clients: stall');
    const asked = ask('GET', 'Clients');
    await new Promise<void>(resolve => {
      logged = resolve;
    });
    expect((await answer('Accounts?first=1')).status).toBe(200);
    expect(asked.soFar()).toMatchObject({ end: 'open', bytes: 0 });
    await sandbox.close();
    await asked.closed;
    expect(asked.soFar().bytes).toBe(0);
  });

  test('stall-body: half, on a connection that stays', async () => {
    await open('GET Clients #2: stall-body');
    const { body } = await whole('GET', 'Clients?first=2');
    const asked = ask('GET', 'Clients?first=2');
    await asked.until(() => asked.soFar().body.length >= Math.floor(body.length / 2));
    expect((await answer('Accounts?first=1')).status).toBe(200);
    const { end, headers, body: part } = asked.soFar();
    expect(end).toBe('open');
    expect(headers['content-length']).toBe(String(body.length));
    expect(part.equals(body.subarray(0, Math.floor(body.length / 2)))).toBe(true);
    await sandbox.close();
    await asked.closed;
  });

  test('slow: other answers first', async () => {
    await open('GET Clients: slow 3600000');
    const asked = ask('GET', 'Clients');
    await new Promise<void>(resolve => {
      logged = resolve;
    });
    expect((await answer('Accounts?first=1')).status).toBe(200);
    expect(asked.soFar()).toMatchObject({ end: 'open', bytes: 0 });
    asked.socket.destroy();
  });

  const pages = async (...cursors: (string | undefined)[]): Promise<Body[]> => {
    const found: Body[] = [];
    for (const [n] of [...Array(4)].entries()) {
      const after = n === 0 ? undefined : found[n - 1].page_info.end_cursor;
      cursors.push(after);
      const page = await answer(`Clients?first=3&load-only=id${after ? `&after=${encodeURIComponent(after)}` : ''}`);
      found.push(page);
      if (!page.page_info.has_next_page) break;
    }
    return found;
  };
  const ids = (found: Body[]) => found.map(({ data }) => data.map((row: Body) => row.id).join());
  const ends = (found: Body[]) => found.map(({ page_info }) => page_info.end_cursor);

  test('same-cursor: the second page again and again', async () => {
    await open();
    const truth = await pages();
    await sandbox.close();
    await open('GET Clients: same-cursor');
    const found = await pages();
    expect(truth).toHaveLength(3);
    expect(ids(found)).toEqual([ids(truth)[0], ids(truth)[1], ids(truth)[1], ids(truth)[1]]);
    expect(new Set(ends(found)).size).toBe(1);
  });

  test('cycle: the second page after the last', async () => {
    await open();
    const truth = await pages();
    await sandbox.close();
    await open('GET Clients: cycle');
    const found = await pages();
    expect(ids(found)).toEqual([...ids(truth), ids(truth)[1]]);
    expect(ends(found)[2]).toBe(ends(found)[0]);
  });

  test('more-without-rows: none, and a cursor', async () => {
    await open('GET Clients #2: more-without-rows');
    const [first, second] = await pages();
    expect(first.data).toHaveLength(3);
    expect(second).toMatchObject({ data: [], page_info: { has_next_page: true, end_cursor: expect.any(String) } });
  });

  test('double-rows: each row twice', async () => {
    await open('GET Clients: double-rows');
    const { data } = await answer('Clients?first=2');
    expect(data.map(({ id }: Body) => id)).toEqual([data[0].id, data[0].id, data[2].id, data[2].id]);
    expect(data[0].id).not.toBe(data[2].id);
  });

  test('guess-between: from the least to the most, and 400 without it', async () => {
    const path = (value: string) =>
      `Steps?filter-op[percent]=between&filter[percent]=${value}&order-by=percent&load-only=percent`;
    await open('GET Clients: guess-between');
    const refused = await answer(path('20,50'));
    expect([refused.status, refused.message]).toEqual([400, expect.stringContaining('is not documented')]);
    await open('GET Steps: guess-between');
    const { data } = await answer(path('20,50'));
    expect([data[0].percent, data.at(-1).percent]).toEqual([20, 50]);
    expect(data.every(({ percent }: Body) => percent >= 20 && percent <= 50)).toBe(true);
    expect(await answer(path('20'))).toMatchObject({ status: 400, message: "filter[percent]: '20' is not least,most" });
    // Other faults act beside it.
    await open('GET Steps: guess-between', 'GET Steps: empty');
    expect((await whole('GET', path('20,50'))).body.length).toBe(0);
  });

  test('a refused request as it is, by faults that change a successful one', async () => {
    const rules = ['null-data', 'wrong-types', 'proto', 'names', 'same-cursor', 'cycle', 'more-without-rows'];
    await open(...rules.map((rule, n) => `GET Clients #${n + 1}: ${rule}`));
    for (const _ of rules) {
      expect(await answer('Clients?first=x')).toEqual({ status: 400, ...(await answer('Accounts?first=x')) });
    }
    expect(log).toHaveLength(rules.length);
  });

  test('a wait, as it was told', async () => {
    await open(
      'GET Clients #1: 429 retry-after=2',
      'GET Clients #2: 503 retry-after="Wed, 21 Oct 2026 07:28:00 GMT"',
      'GET Clients #3: redirect https://example.com/x?a=b status=302',
    );
    expect(await whole('GET', 'Clients')).toMatchObject({ status: 429, headers: { 'retry-after': '2' } });
    const second = await whole('GET', 'Clients');
    expect(second).toMatchObject({ status: 503, headers: { 'retry-after': 'wed, 21 oct 2026 07:28:00 gmt' } });
    const third = await whole('GET', 'Clients');
    expect(third).toMatchObject({ status: 302, headers: { location: 'https://example.com/x?a=b' } });
  });

  test('a refused field under the status that the contract has for it', async () => {
    await open('POST Opportunities: refuse-field name "Error on field name. No" status=500');
    const { status, body } = await whole('POST', 'Opportunities', opportunity());
    expect([status, JSON.parse(body.toString())]).toMatchObject([
      500,
      { http_status: 500, entity_name: 'Opportunity', field_errors: [{ field_name: 'name' }] },
    ]);
  });

  test('a text of its own for a name', async () => {
    await open('GET Pipelines: names "\\u001b[31m \\"red\\""');
    const { data } = await answer('Pipelines?expand=steps');
    expect(data[0].name).toBe('\u001b[31m "red"');
    expect(data[0].steps[0].name).toBe('\u001b[31m "red"');
  });

  test('faults only with the password', async () => {
    await open('* *: reset');
    const reply = await fetch(`${sandbox.url}${PATH}Clients`);
    expect(reply.status).toBe(401);
    expect(log).toEqual([]);
  });
});

describe('a write', () => {
  const total = async (): Promise<number> => (await answer('Opportunities?first=1')).total;
  const failing = Object.entries(ACTIONS).filter(([, { kind }]) => kind !== 'list' && kind !== 'reading');

  const created = async (rule: string): Promise<number> => {
    await open(`POST Opportunities: ${rule}`);
    const before = await total();
    const asked = ask('POST', 'Opportunities', opportunity());
    await new Promise<void>(resolve => {
      logged = resolve;
    });
    const made = (await total()) - before;
    asked.socket.destroy();
    expect(log).toEqual([`POST Opportunities${made ? ' 201' : ''} fault: ${rule.split(' ')[0]}`]);
    return made;
  };

  test.each(failing)('is carried out or not, as %s is meant', async (name, { kind }) => {
    expect(await created(WITH[name] ?? name)).toBe(kind === 'instead' ? 0 : 1);
  });

  test.each(failing)('is carried out by commit-then- before %s', async name => {
    expect(await created(`commit-then-${WITH[name] ?? name}`)).toBe(1);
  });

  test('that the sandbox refuses is not carried out, and the log says so', async () => {
    await open('POST Opportunities: commit-then-reset');
    const before = await total();
    expect(await whole('POST', 'Opportunities', {})).toMatchObject({ end: 'RST', bytes: 0 });
    expect(await total()).toBe(before);
    expect(log).toEqual(['POST Opportunities 422 fault: commit-then-reset']);
  });

  test('to a record goes by its path', async () => {
    const id = '0bc376a4-c579-413a-9221-e86e4a134766';
    await open(`PATCH Accounts/${id}: commit-then-500`);
    expect((await whole('PATCH', `Accounts/${id.toUpperCase()}`, { city: 'Else' })).status).toBe(500);
    expect((await answer(`Accounts/${id}`)).data.city).toBe('Else');
  });
});

test('of several rules all count, and the first that is due acts', async () => {
  await open('GET Clients: 503 x2', 'GET Clients #2-3: 429', 'GET *: 500');
  const statuses = [];
  for (let n = 0; n < 4; n++) statuses.push((await whole('GET', 'Clients?first=1')).status);
  expect(statuses).toEqual([503, 503, 429, 500]);
});
