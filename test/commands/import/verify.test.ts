import { expect, it } from 'vitest';
import { openVerifier } from '../../../src/commands/import/verify.ts';
import type { Context } from '../../../src/context.ts';
import { CliError } from '../../../src/errors.ts';
import type { Query } from '../../../src/wire/query.ts';

interface Options {
  maxExpected?: number;
  /** Whether the server fails when the list is read from its beginning. */
  refusesToFollow?: boolean;
  refusesAll?: boolean;
}

/** A server with the records that are written to it, in the order of their last change, and a verifier of them. */
async function startWriting({ maxExpected, refusesToFollow, refusesAll }: Options = {}) {
  const rows: { id: string; name: string }[] = [];
  const said: string[] = [];
  let requests = 0;
  let inFlight = 0;
  let mostInFlight = 0;
  const list = async (_: string, { after, first = 100, orderBy, loadOnly }: Query) => {
    requests += 1;
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    expect(loadOnly).toEqual(['id', 'name']);
    if (refusesAll || (refusesToFollow && orderBy?.[0] === 'modified')) throw new CliError('REJECTED', 'Not today');
    const begin = Number(after ?? 0);
    const all = orderBy?.[0] === '-modified' ? rows.toReversed() : rows;
    await new Promise(setImmediate);
    inFlight -= 1;
    const next = begin + first < all.length ? String(begin + first) : undefined;
    return { rows: all.slice(begin, begin + first), next };
  };
  const client = {
    serverTime: () => new Date('2026-05-04T10:00:00Z'),
    list,
    async *pages(entity: string, query: Query) {
      let after: string | undefined;
      do {
        const page = await list(entity, { ...query, after });
        yield page;
        after = page.next;
      } while (after !== undefined);
    },
  };
  const context = {
    client: async () => client,
    extendTime: () => {},
    say: async (line: string) => void said.push(line),
  } as unknown as Context;
  const fields = ['name', 'account_relations'];
  const verifier = await openVerifier('Opportunities', { fields, maxExpected }, context);
  const write = async (line: number, stored: string | undefined = `Deal ${line}`) => {
    const [id, name] = [`id-${line}`, `Deal ${line}`];
    if (stored !== '') rows.push({ id, name: stored });
    const change = {
      op: 'create',
      entity: 'Opportunities',
      before: {},
      after: { name },
      marks: [],
      earlierIds: [],
    } as const;
    const written = { ref: name, name, id: '', entity: 'Opportunities', lines: [], changes: [change] } as const;
    const judged = { row: line, line, verdict: 'create', name, write: written } as const;
    await verifier.note({ judged, outcome: 'created', id, problems: [] });
    if (line % 10 === 0) await new Promise(setImmediate);
  };
  return { rows, write, said, requests: () => requests, mostInFlight: () => mostInFlight, end: () => verifier.end() };
}

it.each([500, 20_000])(
  'says what was stored otherwise and what is not there, with %i rows expected at most',
  async maxExpected => {
    const { write, said, end } = await startWriting({ maxExpected });
    for (let line = 1; line <= 5000; line++) {
      await write(line, line === 7 ? 'Other' : line === 4500 ? '' : undefined);
    }
    await end();
    expect(said).toEqual([
      '1 record was stored otherwise than they were sent:\n  line 7, Deal 7: name',
      '1 record was not found when they were read back:\n  line 4500, Deal 4500',
    ]);
  },
);

it('reads each page about once, and nearly all of them while the rows are written', async () => {
  const { write, said, requests, end } = await startWriting();
  for (let line = 1; line <= 20_000; line++) await write(line);
  const before = requests();
  expect(before).toBeGreaterThan(150);
  await end();
  expect(said).toEqual([]);
  expect(requests()).toBeGreaterThanOrEqual(200);
  expect(requests()).toBeLessThan(210);
});

it('reads from both ends at once what is left when the last row is written', async () => {
  const { write, said, requests, mostInFlight, end } = await startWriting();
  for (let line = 1; line < 1000; line++) await write(line % 10 === 0 ? line + 1001 : line);
  const before = requests();
  await end();
  expect([said, mostInFlight()]).toEqual([[], 2]);
  expect(before).toBeLessThan(3);
  expect(requests()).toBeLessThan(14);
});

it('finds a record that moves to the end of the list while it is read, and one that comes late before its time', async () => {
  const { rows, write, said, end } = await startWriting();
  for (let line = 1; line <= 450; line++) await write(line, line === 3 ? '' : undefined);
  rows.unshift({ id: 'id-3', name: 'Deal 3' });
  rows.push(...rows.splice(445, 1));
  await end();
  expect(said).toEqual([]);
});

it('reads all from the end where the server cannot be followed', async () => {
  const { write, said, end } = await startWriting({ refusesToFollow: true });
  for (let line = 1; line <= 450; line++) await write(line, line === 7 ? 'Other' : undefined);
  await end();
  expect(said).toEqual(['1 record was stored otherwise than they were sent:\n  line 7, Deal 7: name']);
});

it('says why nothing could be read back', async () => {
  const { write, said, end } = await startWriting({ refusesAll: true, maxExpected: 200 });
  for (let line = 1; line <= 450; line++) await write(line);
  await end();
  expect(said).toEqual(['Not all could be read back: Not today']);
});
