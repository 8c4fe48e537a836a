import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Outcome } from '../fault.ts';
import { type Act, type Exchange, IDS, type Row, type Space } from '../space.ts';
import { only, refusal } from './kinds.ts';

/** The verbs that change the record Rocket. */
const VERBS = ['move', 'update', 'lose', 'delete'];
const verbs = only(...VERBS);
const all = only(...VERBS, 'restore', 'move many');

const fault = (name: string, more: Partial<Fault>): Fault => ({
  ...{ name, group: 'meanwhile', applies: verbs, read: 0, write: 0 },
  ...more,
});

const rocket = ({ space }: Pick<Exchange, 'space'>): Row =>
  space.records.Opportunities!.find(({ id }) => id === IDS.rocket)!;

/** Older than a look that is believed. */
const LONG_MS = 1400;

/** Somebody else does this while the first look is on its way. */
const whileReading =
  (change: (row: Row, exchange: Exchange) => void): Act =>
  async exchange => {
    const answer = exchange.usual();
    change(rocket(exchange), exchange);
    await sleep(LONG_MS);
    exchange.reply(answer);
  };

/** The connection breaks; afterwards this happens to the record. */
const breaks =
  (change: (row: Row, exchange: Exchange) => void, ms = 0): Act =>
  async exchange => {
    exchange.socket.resetAndDestroy();
    if (ms > 0) await sleep(ms);
    change(rocket(exchange), exchange);
  };

const remove = (_: Row, { space }: Exchange) => {
  space.records.Opportunities = space.records.Opportunities!.filter(({ id }) => id !== IDS.rocket);
};

/** The server's words for what it does not let anybody do. */
const refuses =
  (status: number, more: object): Act =>
  ({ reply }) =>
    reply({ status, body: refusal(status, 'Not now', more) });

/** The body of the update, to the last digit and the day. */
const isWhole = ({ stage }: Outcome): string | undefined => {
  const [sent] = stage.space.ledger.filter(({ method }) => method === 'PATCH');
  if (!sent || stage.shape.name !== 'update') return undefined;
  const body = JSON.parse(sent.body) as { closing_date: string; value: Row };
  if (body.closing_date !== '2031-12-31') return `the day that was sent is ${body.closing_date}`;
  if (body.value.currency_id !== IDS.euro) return 'an amount was sent without its currency';
  return /"base_value":12500\.50[,}]/.test(sent.body) ? undefined : `the amount that was sent is ${sent.body}`;
};

/** How many primary contacts the record had, at each request. */
const primaryCounts = new WeakMap<Space, number[]>();
const countPrimary = ({ records }: Space) =>
  records.LeadOpptyContactRelations!.filter(link => link.is_primary === true && link.is_deleted !== true).length;

/** What happens to a record between the look at it, the write to it, and the look afterwards. */
export const MEANWHILE: readonly Fault[] = [
  fault('nothing', { applies: all, check: isWhole }),
  fault('its contacts change one by one', {
    applies: only('update contacts'),
    prepare: ({ space }) => {
      const counts: number[] = [];
      primaryCounts.set(space, counts);
      space.onRequest = () => void counts.push(countPrimary(space));
    },
    check: ({ stage: { space } }) => {
      const counts = [...primaryCounts.get(space)!, countPrimary(space)];
      return counts.every(count => count === 1) ? undefined : `one after the other, it had ${counts} primary contacts`;
    },
  }),
  fault('somebody else changes it', {
    ...{ at: 'lookup', times: 1, read: 7 },
    act: whileReading(row => Object.assign(row, { revision: 4, ranking: 5 })),
  }),
  fault('somebody else changes it, and the server counts no writes', {
    ...{ at: 'lookup', times: 1, read: [0, 7] },
    act: whileReading(row => Object.assign(row, { revision: undefined, closing_date: '2030-01-01' })),
  }),
  fault('somebody else deletes it', { at: 'lookup', times: 1, read: 7, act: whileReading(remove) }),
  fault('it is deleted', { applies: all, act: refuses(404, { message: 'Entity not found.' }), write: 5 }),
  fault('it is archived', {
    ...{ applies: all, write: 7 },
    act: refuses(422, { field_errors: [{ field_name: 'is_archived', errors: [{ message: 'Archived' }] }] }),
  }),
  ...[[{ deep: [{ er: 1 }] }], ['in words'], [null], 'text', { a: 1 }].map((errors, index) =>
    fault(`a checklist refuses it in a shape of its own, ${index + 1}`, {
      ...{ applies: all, write: 7 },
      act: refuses(422, { step_checklist_errors: errors }),
    }),
  ),
  fault('the revision jumps', {
    applies: only('move', 'update', 'lose'),
    act: exchange => {
      const answer = exchange.usual();
      Object.assign(rocket(exchange) ?? {}, { revision: 999 });
      const body = JSON.parse(String(answer.body));
      exchange.reply({ ...answer, body: JSON.stringify({ ...body, data: { ...body.data, revision: 999 } }) });
    },
  }),
  fault('it is carried out late', {
    write: 0,
    act: async exchange => {
      exchange.socket.resetAndDestroy();
      await sleep(2000);
      exchange.usual();
    },
  }),
  fault('it is carried out, and gone afterwards', {
    ...{ applies: only('delete'), write: 0 },
    act: exchange => {
      exchange.usual();
      exchange.socket.resetAndDestroy();
      remove({}, exchange);
    },
  }),
  fault('nothing is carried out, and it is gone afterwards', {
    ...{ applies: only('move', 'update', 'lose'), write: 9 },
    act: breaks(remove),
  }),
  fault('nothing is carried out, and somebody else writes', {
    ...{ applies: only('move', 'update', 'lose'), write: 9 },
    act: breaks(row => Object.assign(row, { revision: 7, ranking: 5 })),
  }),
  fault('nothing is carried out, and something else is there', {
    ...{ applies: only('move'), write: 9 },
    act: breaks(row => Object.assign(row, { revision: 7, step_id: IDS.acme })),
  }),
  fault('half of several are refused', {
    ...{ applies: only('move many'), from: 2, times: 1, write: 10 },
    act: refuses(422, { field_errors: [{ field_name: 'step_id', errors: [{ message: 'Not this one' }] }] }),
  }),
  fault('half of several are in doubt', {
    ...{ applies: only('move many'), from: 2, times: 1, write: 9 },
    act: ({ socket }) => void socket.resetAndDestroy(),
  }),
  fault('two have its name', {
    ...{ applies: verbs, write: 6 },
    prepare: ({ space }) => {
      const rows = space.records.Opportunities!;
      rows.unshift({ ...rows[0], id: 'aaaa0095-1111-0222-0333-444455556666' });
    },
  }),
  fault('two have its name, on two pages of a server that does not filter', {
    ...{ applies: verbs, at: 'lookup', read: 6 },
    prepare: ({ space }) => {
      const rows = space.records.Opportunities!;
      rows.push({ ...rows[0], id: 'aaaa0095-1111-0222-0333-444455556666' });
    },
    act: exchange => {
      exchange.query.delete('filter[name]');
      exchange.reply(exchange.usual());
    },
  }),
];
