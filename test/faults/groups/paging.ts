import type { Fault } from '../fault.ts';
import type { Act, Exchange, Row } from '../space.ts';
import { only, refusal, walks } from './kinds.ts';

interface Page {
  success: boolean;
  data: Row[];
  page_info: Row;
  total?: unknown;
}

const page =
  (change: (page: Page, exchange: Exchange) => unknown): Act =>
  exchange => {
    const usual = exchange.usual();
    exchange.reply({ ...usual, body: JSON.stringify(change(JSON.parse(String(usual.body)), exchange)) });
  };
const info = (change: (info: Row, exchange: Exchange) => Row) =>
  page((one, exchange) => ({ ...one, page_info: { ...one.page_info, ...change(one.page_info, exchange) } }));

const fault = (name: string, read: number | number[], act: Act, more: Partial<Fault> = {}): Fault => ({
  ...{ name, group: 'paging', applies: walks, act, read },
  ...more,
});

const status =
  (code: number, headers: Record<string, string> = {}): Act =>
  exchange =>
    exchange.reply({ status: code, headers, body: refusal(code, 'No') });

const second = { from: 2 };
const LATER = 'aaaa0096-1111-0222-0333-444455556666';

export const PAGING: readonly Fault[] = [
  fault(
    'the same cursor again and again',
    12,
    info(() => ({ has_next_page: true, end_cursor: 'c-2' })),
  ),
  fault(
    'cursors in a circle',
    12,
    info((_, { turn }) => ({ has_next_page: true, end_cursor: turn % 2 ? 'c-2' : 'c-0' })),
  ),
  fault(
    'more without rows',
    12,
    page((one, { turn }) => ({
      ...one,
      data: turn > 1 ? [] : one.data,
      page_info: { has_next_page: true, end_cursor: `c-${turn * 2}` },
    })),
  ),
  fault(
    'pages without end, and nothing new in them',
    [8, 12],
    page((one, { turn }) => ({ ...one, page_info: { has_next_page: true, end_cursor: `c-0${'0'.repeat(turn)}` } })),
    { seconds: 3 },
  ),
  fault(
    'more, and no cursor',
    12,
    info(() => ({ has_next_page: true, end_cursor: null })),
    second,
  ),
  fault(
    'more, and an empty cursor',
    12,
    info(() => ({ has_next_page: true, end_cursor: '' })),
    second,
  ),
  fault(
    'a cursor that is a number',
    12,
    info(() => ({ has_next_page: true, end_cursor: 7 })),
    second,
  ),
  fault(
    'more in words',
    12,
    info(() => ({ has_next_page: 'yes' })),
    second,
  ),
  fault(
    'page_info a text',
    12,
    page(one => ({ ...one, page_info: 'none' })),
    second,
  ),
  fault(
    'records twice',
    0,
    page((one, { turn, space, entity }) => ({
      ...one,
      data: turn > 1 ? [space.records[entity]?.[0], ...one.data] : one.data,
    })),
    { applies: shape => walks(shape) && shape.name !== 'contacts --account' },
  ),
  fault('cursors no address can hold as they are', 0, exchange => {
    // As an opaque text it comes back, to the last character.
    const odd = '&after=x#?/ %2f+"é\u0000';
    const given = exchange.query.get('after');
    if (given !== null) {
      if (!given.endsWith(odd)) return exchange.reply({ status: 400, body: refusal(400, 'Which cursor?') });
      exchange.query.set('after', given.slice(0, -odd.length));
    }
    const usual = exchange.usual();
    const one = JSON.parse(String(usual.body)) as Page;
    const end_cursor = `${one.page_info.end_cursor}${odd}`;
    exchange.reply({ ...usual, body: JSON.stringify({ ...one, page_info: { ...one.page_info, end_cursor } }) });
  }),
  fault(
    'a total that lies',
    0,
    page(one => ({ ...one, total: 1 })),
  ),
  fault(
    'a total that is none',
    0,
    page(one => ({ ...one, total: { many: true } })),
  ),
  fault(
    'a last page with a cursor and no page_info',
    0,
    page((one, { turn }) => (turn > 2 ? { ...one, page_info: null } : one)),
    {
      applies: shape => walks(shape) && shape.lists === 'Accounts',
    },
  ),
  fault('an opportunity that closes after the range', 0, exchange => exchange.reply(exchange.usual()), {
    applies: only('oppty list --json'),
    prepare: ({ space }) => {
      const deals = space.records.Opportunities!;
      deals.push({ ...deals[0], id: LATER, name: 'Later', closing_date: '2031-07-01' });
    },
    spares: ['list'],
    check: ({ stdout }) => (stdout.includes(LATER) ? 'it is listed' : undefined),
  }),
  fault('503 on the second page, once', 0, status(503), { from: 2, times: 1 }),
  fault('reset on the second page, once', 0, ({ socket }) => void socket.resetAndDestroy(), { from: 2, times: 1 }),
  fault('500 on the second page, without end', 8, status(500), { from: 2, seconds: 4 }),
  fault(
    'cut on the second page, without end',
    8,
    ({ socket }) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{'),
    {
      from: 2,
      seconds: 4,
    },
  ),
  fault('silence on the second page', 8, () => {}, { from: 2, seconds: 2 }),
  fault('401 on the second page', 4, status(401), second),
  fault('a redirect on the second page', 12, status(302, { location: 'http://127.0.0.1:1/' }), second),
  fault('not JSON on the second page', 12, exchange => exchange.reply({ status: 200, body: '<html>' }), {
    from: 2,
    seconds: 4,
  }),
  fault(
    'a record that comes between two pages',
    0,
    exchange => {
      exchange.reply(exchange.usual());
      if (exchange.turn === 1)
        exchange.space.records.Accounts?.push({
          ...exchange.space.records.Accounts[0],
          id: 'ffff0000-1111-0222-0333-444455556666',
          name: 'Late',
        });
    },
    { applies: shape => walks(shape) && shape.lists === 'Accounts' },
  ),
  fault(
    'a 404 of the space on the second page',
    5,
    exchange => exchange.reply({ status: 404, body: refusal(404, 'Space not found') }),
    second,
  ),
];
