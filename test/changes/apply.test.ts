import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChange } from '../../src/changes/apply.ts';
import { type Change, requestOf, type WritingClient } from '../../src/changes/change.ts';
import { CliError } from '../../src/errors.ts';
import type { Row } from '../../src/wire/entities.ts';

const ID = '0b9e3c11-0000-0000-0000-000000000001';
const LOST = new CliError('OUTCOME_UNKNOWN', 'The connection was reset after the request was sent');
const BEFORE = {
  id: ID,
  name: 'Crane',
  step_id: 'a1',
  value: { base_value: 5, currency_id: 'c1' },
  revision: 3,
  is_deleted: false,
};

const update = (after: Row, before: Row = BEFORE): Change => ({
  op: 'update',
  entity: 'Opportunities',
  id: ID,
  before: Object.fromEntries(Object.keys(after).map(field => [field, before[field]])),
  after,
});
const change = (op: 'delete' | 'restore'): Change => ({ op, entity: 'Opportunities', id: ID, before: {}, after: {} });
const LINK: Change = {
  op: 'create',
  entity: 'LeadOpptyAccountRelations',
  parent: 'lead_oppty_id',
  before: {},
  after: { lead_oppty_id: ID, account_id: 'b2', is_primary: false },
};

/** A server that answers each write with `answer`, and has this record (or none, or a failure) at each time, in ms. */
function serverWith(answer: () => Row | undefined, recordAt: (ms: number) => Row | undefined) {
  let clock = 0;
  const writes: string[] = [];
  const write = (verb: string) => async () => {
    writes.push(verb);
    return answer() as never;
  };
  const client = {
    ...{ create: write('create'), update: write('update'), remove: write('remove'), restore: write('restore') },
    list: async () => {
      const row = recordAt(clock);
      return { rows: row ? [row] : [], next: undefined };
    },
    serverTime: () => new Date('2026-11-30T12:00:00Z'),
  } as unknown as WritingClient;
  const tools = {
    ...{ client, timeout: 120_000, now: () => new Date('2026-11-30T12:00:00Z'), monotonicMs: () => clock },
    sleep: async (ms: number) => {
      clock += ms;
    },
    onWait: async () => {},
  };
  const apply = (wanted: Change, more: { timeout?: number } = {}) =>
    applyChange({ ...wanted, revision: BEFORE.revision }, { ...tools, ...more });
  return { apply, writes, waited: () => clock };
}

const losesAnswer = () => {
  throw LOST;
};

describe('a change that is answered', () => {
  it('is done, with what the server stored otherwise', async () => {
    const server = serverWith(
      () => ({ ...BEFORE, name: 'Crane 2', step_id: 'a9' }),
      () => undefined,
    );
    expect(await server.apply(update({ name: 'Crane 2', step_id: 'a2' }))).toMatchObject({
      outcome: 'done',
      wasReadBack: false,
      differences: [{ field: 'step_id', sent: 'a2', stored: 'a9' }],
    });
  });

  it('is not done when the server refuses it, and is not looked for', async () => {
    const server = serverWith(
      () => {
        throw new CliError('REJECTED', 'Too short', { field: 'name' });
      },
      () => expect.fail('nobody needs to look'),
    );
    expect(await server.apply(update({ name: 'x' }))).toMatchObject({
      outcome: 'not done',
      error: { code: 'REJECTED', field: 'name' },
    });
  });
});

describe('an update whose answer is lost', () => {
  const lost = (recordAt: (ms: number) => Row | undefined) => serverWith(losesAnswer, recordAt);
  const wanted = update({ name: 'Crane 2', value: { base_value: 7, currency_id: 'c1' } });
  const made = {
    ...BEFORE,
    name: 'Crane 2',
    value: { base_value: 7, value_foreign: 7, currency_id: 'c1' },
    revision: 4,
  };

  it('is done when the record holds what was sent, at once or late', async () => {
    for (const at of [0, 3000, 60_000]) {
      const server = lost(ms => (ms >= at ? made : BEFORE));
      expect(await server.apply(wanted)).toMatchObject({ outcome: 'done', wasReadBack: true, record: { revision: 4 } });
      expect(server.writes).toEqual(['update']);
    }
  });

  it('is not done when a late commit can no longer come', async () => {
    const server = lost(() => BEFORE);
    expect(await server.apply(wanted)).toMatchObject({ outcome: 'not done', error: { retrySafe: true } });
    expect([server.waited(), server.writes]).toEqual([60_000, ['update']]);
  });

  it.each([
    ['half of it is there', { ...BEFORE, name: 'Crane 2', revision: 4 }],
    ['something else is there', { ...BEFORE, name: 'Boat', revision: 4 }],
    ['somebody wrote to it, and it is as before', { ...BEFORE, revision: 9 }],
    ['it is deleted', { ...made, is_deleted: true }],
    ['it is gone', undefined],
    ['another record comes', { ...made, id: 'another' }],
    ['a field is not shown', { id: ID, name: 'Crane 2', revision: 4 }],
  ])('is unknown when %s', async (_, row) => {
    expect(await lost(() => row).apply(wanted)).toMatchObject({
      outcome: 'unknown',
      error: { code: 'OUTCOME_UNKNOWN' },
    });
  });

  it('is not done when a field that is shown is as before, and the server does not show the other', async () => {
    const { value: _, ...row } = BEFORE;
    expect(await lost(() => row).apply(wanted)).toMatchObject({ outcome: 'not done' });
  });

  it('is unknown when there is no time to look long enough, or no record to be had', async () => {
    expect(await lost(() => BEFORE).apply(wanted, { timeout: 5000 })).toMatchObject({ outcome: 'unknown' });
    const down = lost(() => {
      throw new CliError('UNREACHABLE', 'down');
    });
    expect(await down.apply(wanted)).toMatchObject({ outcome: 'unknown', error: { hint: /could not be read/ } });
  });

  it('is read again after a failed look', async () => {
    const server = lost(ms => {
      if (ms < 3000) throw new CliError('SERVER_FAILED', '503');
      return made;
    });
    expect(await server.apply(wanted)).toMatchObject({ outcome: 'done' });
  });

  it('is told as what it was, whenever the server commits it', async () => {
    const commit = fc.option(fc.nat(90_000), { nil: Number.POSITIVE_INFINITY });
    await fc.assert(
      fc.asyncProperty(commit, fc.nat(120_000), async (at, timeout) => {
        const server = lost(ms => (ms >= at ? made : BEFORE));
        const { outcome } = await server.apply(wanted, { timeout });
        if (outcome === 'done') expect(at).toBeLessThanOrEqual(server.waited());
        if (outcome === 'not done') expect(at).toBeGreaterThan(60_000);
      }),
    );
  });
});

describe('a deletion or a restoring whose answer is lost', () => {
  const gone = { ...BEFORE, is_deleted: true };

  it.each([
    ['delete', 'is marked as deleted', gone, 'done'],
    ['delete', 'is not to be found', undefined, 'done'],
    ['delete', 'is there', BEFORE, 'not done'],
    ['restore', 'is there again', BEFORE, 'done'],
    ['restore', 'is still deleted', gone, 'not done'],
    ['restore', 'is not to be found', undefined, 'unknown'],
  ] as const)('%s: the record %s', async (op, _, row, outcome) => {
    expect(await serverWith(losesAnswer, () => row).apply(change(op))).toMatchObject({ outcome });
  });
});

describe('a new link whose answer is lost', () => {
  const stored = { id: 'l1', ...LINK.after, created: '2026-11-30 12:00:01.000000+00:00' };

  it.each([
    ['is there', stored, 'done'],
    ['is not there', undefined, 'not done'],
    ['is of another account', { ...stored, account_id: 'b3' }, 'not done'],
    ['was there before', { ...stored, created: '2026-11-30 11:00:00.000000+00:00' }, 'not done'],
  ])('%s', async (_, row, outcome) => {
    expect(await serverWith(losesAnswer, () => row).apply(LINK)).toMatchObject({ outcome });
  });
});

describe('the request of a change', () => {
  const base = 'https://us-east.api.pipelinersales.com/api/v100/rest/spaces/here';

  it.each([
    [update({ name: 'x' }), 'PATCH', `Opportunities/${ID}`, { name: 'x' }],
    [change('delete'), 'DELETE', `Opportunities/${ID}`, undefined],
    [change('restore'), 'POST', 'Opportunities/batch-restore?rollback-method=0', [ID]],
    [LINK, 'POST', 'LeadOpptyAccountRelations', LINK.after],
    [
      { ...update({ name: 'x' }), query: { validationLevel: 2 } },
      'PATCH',
      `Opportunities/${ID}?validation-level=2`,
      { name: 'x' },
    ],
  ])('%# is what the client sends', (wanted, method, path, body) => {
    const request = requestOf(wanted as Change, base);
    expect(request).toEqual({ method, path: `/api/v100/rest/spaces/here/entities/${path}`, ...(body ? { body } : {}) });
  });
});
