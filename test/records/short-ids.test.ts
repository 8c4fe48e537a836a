import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, createClient } from '../../src/api/index.ts';
import { findRecords } from '../../src/records/find.ts';
import { KINDS } from '../../src/records/kinds.ts';
import { createLookups } from '../../src/records/lookups.ts';
import { matchOne } from '../../src/records/match.ts';
import { isShortId, shortenId } from '../../src/values/ids.ts';
import type { Row } from '../../src/wire/entities.ts';
import { useFakeSpace } from '../support/hooks.ts';
import { hangUp, lineTo } from '../support/line.ts';

const space = useFakeSpace('all');
let client: Client;
afterAll(hangUp);
beforeEach(() => {
  client = createClient('my_space', lineTo(space.url));
});

const A = 'a380beef-0000-0111-0222-333344445555';
const B = 'a380bee0-0000-0111-0222-333344445555';
const C = '7d0c2d1f-de00-0122-2a39-28a7edf1dc66';
const deal = (id: string, name: string, more: Row = {}): Row => ({ id, name, is_deleted: false, ...more });

/** Tells these ids, whatever collection they are of. */
const knows = (...ids: string[]) => ({
  idsFrom: async (_entity: string, start: string) => ids.filter(id => id.startsWith(start.toLowerCase())),
});
const idsFor = async (words: string, known: Parameters<typeof findRecords>[4]) =>
  (await findRecords(client, KINDS.opportunity, words, {}, known)).map(({ id }) => id);
const requests = async (run: () => Promise<unknown>) => {
  const before = space.received.length;
  await run();
  return space.received.length - before;
};

describe('the beginning of an id', () => {
  beforeEach(() => {
    space.records.Opportunities = [deal(A, 'Big'), deal(B, 'Small'), deal(C, 'Other', { is_deleted: true })];
  });

  it('means the record that this machine has come across, a deleted one, too', async () => {
    expect(await idsFor('7d0c', knows(A, B, C))).toEqual([C]);
    expect(await idsFor(' 7D0C2D1F-DE ', knows(A, B, C))).toEqual([C]);
    expect(await idsFor('7d0c', knows(A, B))).toEqual([]);
    expect(await idsFor('7d0', knows(A, B, C))).toEqual([]);
    expect(await idsFor('7d0c', undefined)).toEqual([]);
  });

  it('means all that begin so', async () => {
    expect(await idsFor('a380bee', knows(A, B, C))).toEqual([A, B]);
  });

  it('is a name first', async () => {
    space.records.Opportunities!.push(deal('11111111-0000-0111-0222-333344445555', 'A380'));
    expect(await idsFor('a380', knows(A, B, C))).toEqual(['11111111-0000-0111-0222-333344445555']);
  });

  it('of eight characters takes one request', async () => {
    expect(await requests(() => idsFor('7d0c2d1f', knows(A, B, C)))).toBe(1);
    expect(await requests(() => idsFor('7d0c', knows(A, B, C)))).toBe(2);
  });

  it('that the server has no more is looked up as a name', async () => {
    space.records.Opportunities = [deal(A, '7d0c2d1f')];
    expect(await idsFor('7d0c2d1f', knows(C))).toEqual([A]);
  });

  it('is understood by every flag of create', async () => {
    space.records.Accounts = [deal(A, 'Acme')];
    space.records.Contacts = [{ id: C, first_name: 'Ida', last_name: 'Ziemann', is_deleted: false }];
    space.records.ContactAccountRelations = [];
    const lookups = createLookups(client, knows(A, B, C));
    expect(await lookups.find('account', 'a380beef', '--account')).toMatchObject({ found: { id: A } });
    expect(await lookups.contact('7d0c', [{ id: A, name: 'Acme' }])).toMatchObject({ found: { id: C } });
    expect(await lookups.contact('a380bee', [{ id: A, name: 'Acme' }])).toMatchObject({
      problem: { code: 'AMBIGUOUS', flag: '--contact', candidates: [{ id: A }, { id: B }] },
    });
    const steps = [deal(A, 'First'), deal(B, 'Second'), deal(C, 'a380beef')] as { id: string; name: string }[];
    const match = (words: string) => matchOne(words, steps, { label: 'step', flag: '--step' });
    expect(match('7d0c')).toMatchObject({ found: { id: C } });
    expect(match('a380bee')).toMatchObject({ problem: { code: 'AMBIGUOUS' } });
    expect(match('a380beef')).toMatchObject({ found: { id: C } });
  });
});

describe('short ids', () => {
  const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
  const id = fc.tuple(hex(8), hex(4), hex(4), hex(4), hex(12)).map(parts => parts.join('-'));
  // Few first characters, so that some begin alike.
  const alike = fc.tuple(fc.constantFrom('abc', 'abd'), id).map(([start, text]) => start + text.slice(3));

  it('find exactly the id that they begin, or all that begin so', async () => {
    const ids = fc.uniqueArray(fc.oneof(id, alike), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(ids, fc.nat(), fc.integer({ min: 4, max: 35 }), async (all, at, length) => {
        const words = all[at % all.length]!.slice(0, length);
        const records = all.map(one => ({ id: one, name: `Deal ${one}` }));
        const meant = records.filter(record => record.id.startsWith(words));
        const result = matchOne(words, records, { label: 'deal' });
        if (meant.length === 1) expect(result).toEqual({ found: meant[0] });
        else expect(result).toMatchObject({ problem: { code: 'AMBIGUOUS', candidates: meant } });
      }),
    );
  });

  it('are as short as they can be', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.oneof(id, alike), { minLength: 1, maxLength: 40 }), all => {
        for (const one of all) {
          const short = shortenId(one, all);
          expect(all.filter(other => other.startsWith(short))).toEqual([one]);
          expect(short === one || isShortId(short)).toBe(true);
        }
      }),
    );
  });

  it.each(['7d0', '7d0g', '7d0c2d1fd', '7d0c2d1f-', '7d0c2d1f-de00-0122-2a39-28a7edf1dc66', ''])('%j', text => {
    expect(isShortId(text)).toBe(text === '7d0c2d1f-');
  });
});
