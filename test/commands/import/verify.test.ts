import { expect, it } from 'vitest';
import { openVerifier } from '../../../src/commands/import/verify.ts';
import type { Context } from '../../../src/context.ts';
import type { Query } from '../../../src/wire/query.ts';

/** A server to which rows are written one a second, and a verifier of what is written. */
async function startWriting(portion: number) {
  const start = Date.parse('2026-05-04T10:00:00Z');
  const rows: { id: string; name: string; modified: number }[] = [];
  const said: string[] = [];
  let read = 0;
  const client = {
    serverTime: () => new Date(start + rows.length * 1000),
    async *all(_: string, { filter = [] }: Query) {
      const since = Date.parse(String(filter[0]?.value));
      for (const row of rows.filter(({ modified }) => modified >= since).reverse()) {
        read += 1;
        yield row;
      }
    },
  };
  const context = {
    client: async () => client,
    extendTime: () => {},
    say: async (line: string) => void said.push(line),
  } as unknown as Context;
  const verifier = await openVerifier('Opportunities', { writtenAhead: 1600, portion }, context);
  const write = async (line: number, stored: string | undefined = `Deal ${line}`) => {
    const [id, name] = [`id-${line}`, `Deal ${line}`];
    if (stored !== '') rows.push({ id, name: stored, modified: start + rows.length * 1000 });
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
  };
  return { write, said, readCount: () => read, end: () => verifier.end() };
}

it.each([2000, 20_000])(
  'says what was stored otherwise and what is not there, by portions of %i rows',
  async portion => {
    const { write, said, end } = await startWriting(portion);
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

it('reads of many rows only what was written since the portion before', async () => {
  const { write, said, readCount, end } = await startWriting(4000);
  for (let line = 1; line <= 20_000; line++) await write(line);
  await end();
  expect(said).toEqual([]);
  expect(readCount()).toBeGreaterThanOrEqual(20_000);
  // Those that may have been written ahead are read twice, and those within the tolerance for clocks.
  expect(readCount()).toBeLessThan(20_000 + 5 * 2500);
});
