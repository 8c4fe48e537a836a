import type { Fault } from '../fault.ts';
import type { Act } from '../space.ts';
import { few, only, refusal, transport } from './kinds.ts';

const status =
  (code: number, headers: Record<string, string> = {}, body?: string): Act =>
  exchange =>
    exchange.reply({ status: code, headers, body: body ?? refusal(code, `This is what ${code} looks like`) });

const toForeign =
  (code: number): Act =>
  exchange =>
    exchange.reply({
      status: code,
      headers: { location: `${exchange.space.links}/${exchange.entity}` },
      body: '<html>elsewhere</html>',
    });

const redirects = [301, 302, 303, 307, 308].map(
  (code): Fault => ({
    name: `${code} to another server`,
    group: 'status',
    applies: code === 302 || code === 307 ? transport : few,
    act: toForeign(code),
    read: 12,
    write: 7,
    check: ({ stage }) => once(stage.space.ledger.filter(({ wrote }) => wrote.startsWith(`HTTP/1.1 ${code}`)).length),
  }),
);

const once = (count: number) => (count === 1 ? undefined : `asked ${count} times`);

/** A definite no: asked once, told as what it is. */
const refusals: readonly [code: number, exit: number][] = [
  [400, 7],
  [401, 4],
  [402, 7],
  [403, 4],
  [404, 5],
  [405, 7],
  [406, 7],
  [409, 7],
  [410, 7],
  [411, 7],
  [413, 7],
  [415, 7],
  [418, 7],
  [422, 7],
  [423, 7],
  [426, 7],
  [428, 7],
  [431, 7],
  [451, 7],
];

const isMain = [400, 401, 403, 404, 409, 422];

const refused = refusals.map(
  ([code, exit]): Fault => ({
    name: String(code),
    group: 'status',
    applies: isMain.includes(code) ? transport : few,
    act: status(code),
    read: exit,
    write: exit,
    check: ({ stage }) => once(stage.space.ledger.filter(({ wrote }) => wrote.startsWith(`HTTP/1.1 ${code}`)).length),
  }),
);

/** May pass: read again, never written again. */
const passing = [408, 500, 501, 502, 503, 504, 505, 507, 508, 511, 520, 522, 529, 599].map(
  (code): Fault => ({
    name: String(code),
    group: 'status',
    applies: [408, 500, 502, 503, 504].includes(code) ? transport : few,
    act: status(code, {}, code % 2 ? '<html><h1>Bad</h1></html>' : undefined),
    seconds: 3,
    read: 8,
    write: 9,
  }),
);

const throttled = (name: string, code: number, headers: Record<string, string>, more: Partial<Fault> = {}): Fault => ({
  name: `${code} with Retry-After ${name}`,
  group: 'status',
  applies: few,
  act: status(code, headers),
  seconds: 3,
  read: 8,
  write: code === 429 ? 8 : 9,
  ...more,
});

/** What is told before the pause is over is not asked for again. */
const notBefore =
  (ms: number): NonNullable<Fault['check']> =>
  ({ stage, exit }) => {
    const { ledger } = stage.space;
    const at = ledger.findIndex(({ wrote }) => /^HTTP\/1\.1 (429|503)/.test(wrote));
    const next = ledger
      .slice(at + 1)
      .find(({ target, method }) => target === ledger[at]?.target && method === ledger[at]?.method);
    if (at < 0) return 'nobody was told to wait';
    if (!next) return exit === 0 ? 'it was never asked again' : undefined;
    const paused = next.at - ledger[at]!.at;
    return paused >= ms - 5 ? undefined : `asked again after ${paused} ms`;
  };

const asksOnce: NonNullable<Fault['check']> = ({ stage, stderr }) => {
  const count = stage.space.ledger.filter(({ wrote }) => /^HTTP\/1\.1 (429|503)/.test(wrote)).length;
  if (count !== 1) return `asked ${count} times`;
  return /in (999999|30) seconds/.test(stderr) ? undefined : 'the wait is not told';
};

const PAST = 'Sat, 06 Jan 2001 10:00:00 GMT';
const PAST_AND_2 = 'Sat, 06 Jan 2001 10:00:02 GMT';
const FUTURE = 'Fri, 31 Dec 2100 23:59:59 GMT';

export const STATUS: readonly Fault[] = [
  ...redirects,
  {
    name: '302 to itself',
    group: 'status',
    applies: few,
    act: exchange => exchange.reply({ status: 302, headers: { location: '?' } }),
    read: 12,
    write: 7,
  },
  { name: '300', group: 'status', applies: few, act: status(300), read: 12, write: 7 },
  { name: '304', group: 'status', applies: few, act: status(304, {}, ''), read: 12, write: 7 },
  ...refused,
  {
    name: '401 without JSON',
    group: 'status',
    applies: transport,
    act: status(401, { 'content-type': 'text/html', 'www-authenticate': 'Basic realm="x"' }, '<html>no</html>'),
    read: 4,
    write: 4,
  },
  {
    name: '404 of the space',
    group: 'status',
    applies: transport,
    act: status(404, {}, refusal(404, "Space 'my_space' not found.")),
    read: 5,
    write: 5,
    check: ({ stderr }) => (/space/i.test(stderr) ? undefined : 'the space is not named'),
  },
  {
    name: '403, and the rest is cut off',
    group: 'status',
    applies: transport,
    act: ({ socket }) => void socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 99\r\n\r\n{"succ'),
    read: 4,
    write: 4,
  },
  ...passing,
  { name: '503, once', group: 'status', applies: transport, act: status(503), times: 1, read: 0, write: 9 },
  { name: '500, three times', group: 'status', applies: few, act: status(500), times: 3, read: 0, write: 9 },
  { name: '429, once', group: 'status', applies: transport, act: status(429), times: 1, read: 0, write: 0 },
  { name: '429, without end', group: 'status', applies: transport, act: status(429), seconds: 4, read: 8, write: 8 },
  throttled('0', 429, { 'retry-after': '0' }),
  throttled('1', 429, { 'retry-after': '1' }, { times: 1, seconds: 20, read: 0, write: 0, check: notBefore(1000) }),
  throttled('1', 503, { 'retry-after': '1' }, { times: 1, seconds: 20, read: 0, check: notBefore(1000) }),
  throttled(
    '2 by its own clock',
    429,
    { 'retry-after': PAST_AND_2, date: PAST },
    {
      times: 1,
      seconds: 20,
      read: 0,
      write: 0,
      check: notBefore(2000),
    },
  ),
  throttled('beyond the time left', 429, { 'retry-after': '30' }, { check: asksOnce }),
  throttled('999999', 429, { 'retry-after': '999999' }, { check: asksOnce, seconds: 20 }),
  throttled('999999', 503, { 'retry-after': '999999' }, { seconds: 20 }),
  throttled('far in the future', 429, { 'retry-after': FUTURE, date: PAST }, { seconds: 20 }),
  throttled('in the past', 429, { 'retry-after': PAST, date: PAST_AND_2 }),
  throttled('garbage', 429, { 'retry-after': 'soon' }),
  throttled('negative', 429, { 'retry-after': '-5' }),
  throttled('a float', 429, { 'retry-after': '1.5' }),
  throttled('huge', 429, { 'retry-after': '9'.repeat(400) }),
  ...[500, 422, 400].map(
    (code): Fault => ({
      name: `field_errors at ${code}`,
      group: 'status',
      applies: code === 500 ? transport : few,
      act: status(
        code,
        {},
        refusal(code, 'Validation failed', {
          field_errors: [
            { field_name: 'name', errors: [{ message: '[name] Too short', name: 'X', code: 1, field_name: 'name' }] },
            { field_name: 'closing_date', errors: [{ message: 'Too late' }] },
          ],
        }),
      ),
      read: 7,
      write: 7,
      // The wizard asks again for one after the other.
      check: ({ stderr, raw }) =>
        /Too short/.test(stderr) && (raw !== '' || /Too late/.test(stderr)) ? undefined : 'a reason is not told',
    }),
  ),
  {
    name: 'field_errors without names',
    group: 'status',
    applies: few,
    act: status(500, {}, refusal(500, 'No', { field_errors: [{ field_name: null, errors: null }, { errors: [{}] }] })),
    read: 7,
    write: 7,
  },
  {
    name: 'field_errors of the wrong form',
    group: 'status',
    applies: few,
    act: status(500, {}, refusal(500, 'No', { field_errors: 'name' })),
    seconds: 3,
    read: 8,
    write: 9,
  },
  {
    name: 'success:false at 200',
    group: 'status',
    applies: transport,
    act: status(200, {}, JSON.stringify({ success: false, message: 'Not today' })),
    read: 7,
    write: 7,
    check: ({ stderr }) => (/Not today/.test(stderr) ? undefined : 'the reason is not told'),
  },
  {
    name: 'success:false at 200 with http_status 500',
    group: 'status',
    applies: few,
    act: status(200, {}, refusal(500, 'Not today')),
    seconds: 3,
    read: 8,
    write: 9,
  },
  {
    name: '401 in the middle of a look-up',
    group: 'status',
    applies: shape => shape.lookup !== undefined,
    at: 'lookup',
    act: status(401),
    read: 4,
  },
  {
    name: '500 in a look-up, without end',
    group: 'status',
    applies: shape => shape.lookup !== undefined,
    at: 'lookup',
    act: status(500),
    seconds: 4,
    read: 8,
  },
  {
    name: '403 in one of several look-ups, under --debug',
    group: 'status',
    applies: only('create --json', 'create --dry-run'),
    at: 'lookup',
    prepare: stage => void stage.args.push('--debug'),
    act: status(403),
    read: 4,
    // --debug shows where it comes from.
    spares: ['trace'],
  },
  {
    name: '403 in one of several look-ups, and the others are to wait',
    group: 'status',
    applies: only('create --json', 'create --dry-run'),
    at: 'lookup',
    prepare: stage => {
      stage.space.hits = method => method === 'GET';
    },
    act: exchange => (exchange.entity === 'Accounts' ? status(403) : status(429, { 'retry-after': '5' }))(exchange),
    read: 4,
  },
  {
    name: '503 in a look-up, once',
    group: 'status',
    applies: shape => shape.lookup !== undefined,
    at: 'lookup',
    act: status(503),
    times: 1,
    read: 0,
  },
];
