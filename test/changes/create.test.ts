import { describe, expect, it } from 'vitest';
import type { WritingClient } from '../../src/changes/change.ts';
import { createOf } from '../../src/changes/create.ts';
import { NO_LEDGER } from '../../src/changes/ledger.ts';
import { applyWrite } from '../../src/changes/write.ts';
import { CliError } from '../../src/errors.ts';
import type { Row } from '../../src/wire/entities.ts';
import type { Query } from '../../src/wire/query.ts';

const NOW = new Date('2026-11-30T12:00:00Z');
const BODY = { name: 'Harbour Cranes', owner_id: 'a1', email1: 'office@harbour.example' };
const NEW: Row = { ...BODY, id: 'new', email2: '' };

/** A space whose answer to a create is lost, and that has these records when they are asked for. */
function losing(earlier: readonly Row[], later: readonly Row[], hasMore = false) {
  const queries: Query[] = [];
  const writes: string[] = [];
  let clock = 0;
  const client = {
    create: async () => {
      writes.push('create');
      throw new CliError('OUTCOME_UNKNOWN', 'reset');
    },
    list: async (_: string, query: Query) => {
      queries.push(query);
      return { rows: writes.length > 0 ? later : earlier, next: hasMore ? 'cursor' : undefined };
    },
    serverTime: () => NOW,
  } as unknown as WritingClient;
  const apply = async (body: Row = BODY) => {
    const sleep = async (ms: number) => {
      clock += ms;
    };
    const tools = { client, timeout: 120_000, now: () => NOW, monotonicMs: () => clock, sleep, onWait: async () => {} };
    const changes = [createOf('Accounts', body)] as const;
    const write = { ref: 'x', entity: 'Accounts', id: '', name: 'x', changes, lines: [], readAt: 0 } as const;
    return applyWrite(write, { ...tools, ignoreChanges: false, ledger: NO_LEDGER });
  };
  return { apply, queries, writes };
}

describe('a create whose answer is lost', () => {
  it('is done if a record is there that was not there before, and is as it was sent', async () => {
    const { apply, queries, writes } = losing([], [NEW]);
    expect(await apply()).toMatchObject({ outcome: 'done', record: NEW, wasReadBack: true });
    expect(writes).toEqual(['create']);
    expect(queries[0]?.filter).toEqual([{ field: 'created', op: 'gte', value: '2026-11-30 11:58:00' }]);
  });

  it('is not done if the only record like it was there before', async () => {
    const { apply } = losing([NEW], [NEW]);
    expect(await apply()).toMatchObject({ outcome: 'not done', error: { code: 'UNREACHABLE', retrySafe: true } });
  });

  it.each([
    ['the server made something else of a field', [{ ...NEW, owner_id: 'b2' }]],
    ['the name is written otherwise', [{ ...NEW, name: ' HARBOUR  cranes' }]],
    ['only the e-mail is the same', [{ ...NEW, name: 'Harbour Cranes GmbH' }]],
  ])('is unknown if a new record is like it: %s', async (_, later) => {
    expect(await losing([], later).apply()).toMatchObject({
      outcome: 'unknown',
      error: { hint: expect.stringContaining('A new record is like it') },
    });
  });

  it('is not done if the new records are others', async () => {
    const { apply } = losing([], [{ id: 'x', name: 'Somebody Else', owner_id: 'a1', email1: '' }]);
    expect(await apply()).toMatchObject({ outcome: 'not done' });
  });

  it('is unknown if more records are new than can be looked through', async () => {
    const { apply } = losing([], [{ id: 'x', name: 'Somebody Else' }], true);
    expect(await apply()).toMatchObject({ outcome: 'unknown' });
  });

  it('is looked for by the time of its last change if it is back-dated', async () => {
    const { apply, queries } = losing([], []);
    await apply({ ...BODY, created: '2020-01-01T00:00:00Z' });
    expect(queries[0]).toMatchObject({ filter: [{ field: 'modified', op: 'gte' }], orderBy: ['-modified'] });
  });

  it('takes a first name for a mark only where there is no last name', async () => {
    const marks = (body: Row) => {
      const change = createOf('Contacts', body);
      return change.op === 'create' && change.parent === undefined ? change.marks : [];
    };
    expect(marks({ first_name: 'Mara', last_name: 'Stein' })).toEqual(['last_name', 'email1']);
    expect(marks({ first_name: 'Mara', last_name: '' })).toEqual(['first_name', 'email1']);
  });
});
