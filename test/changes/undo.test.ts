import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/changes/change.ts';
import type { NotedResult, RunEntry } from '../../src/changes/run.ts';
import { reverseEntry } from '../../src/changes/undo.ts';
import type { Row } from '../../src/wire/entities.ts';

const entryOf = (...pairs: [Change, NotedResult | undefined][]): RunEntry => ({
  write: {
    ...{ ref: 'Rocket', name: 'Rocket', entity: 'Opportunities', id: 'a' },
    lines: [{ label: 'name', before: 'Old', after: 'New' }],
    changes: pairs.map(([change]) => change),
  },
  results: pairs.map(([, result]) => result),
});

const update = (before: Row, after: Row): Change => ({ op: 'update', entity: 'Opportunities', id: 'a', before, after });
const done = (record?: Row): NotedResult => ({ outcome: 'done', record });
const reverse = (entry: RunEntry, ...rows: Row[]) =>
  reverseEntry(entry, { isFinished: true }, async (_, id) => rows.find(row => row.id === id));

describe('an update that is taken back', () => {
  const entry = entryOf([
    update({ name: 'Old', ranking: 1 }, { name: 'New', ranking: 2 }),
    done({ name: 'New', ranking: 2 }),
  ]);

  it('gives the old values back, as a change of the record as it is now', async () => {
    const { changes, lines, left } = await reverse(entry, { id: 'a', revision: 9, name: 'New', ranking: 2 });
    expect(changes).toEqual([
      {
        ...{ op: 'update', entity: 'Opportunities', id: 'a', revision: 9 },
        ...{ before: { name: 'New', ranking: 2 }, after: { name: 'Old', ranking: 1 } },
      },
    ]);
    expect(lines).toEqual([{ label: 'name', before: 'New', after: 'Old' }]);
    expect(left).toEqual([]);
  });

  it('leaves the fields that somebody has changed since, and names them', async () => {
    const { changes, lines, left } = await reverse(entry, { id: 'a', name: 'Third', ranking: 2 });
    expect(changes).toMatchObject([{ before: { ranking: 2 }, after: { ranking: 1 } }]);
    expect(lines).toEqual([{ label: 'ranking', before: '2', after: '1' }]);
    expect(left).toEqual(['somebody has changed its name since']);
  });

  it('is nothing where all is back already', async () => {
    expect(await reverse(entry, { id: 'a', name: 'Old', ranking: 1 })).toEqual({ changes: [], lines: [], left: [] });
  });

  it('compares with what the server stored, not with what was sent', async () => {
    const other = entryOf([update({ name: 'Old' }, { name: ' new ' }), done({ name: 'New' })]);
    expect((await reverse(other, { id: 'a', name: 'New' })).changes).toMatchObject([{ after: { name: 'Old' } }]);
  });

  it.each([
    [
      { base_value: 5, value_foreign: 5, currency_id: 'usd' },
      { base_value: 5, currency_id: 'usd' },
    ],
    [
      { base_value: 5, value_foreign: 7, currency_id: 'eur' },
      { value_foreign: 7, currency_id: 'eur' },
    ],
  ])('sends an amount whole, and one of its two: %j', async (before, after) => {
    const written = { base_value: 9, value_foreign: 9, currency_id: 'usd' };
    const { changes } = await reverse(entryOf([update({ value: before }, { value: written }), done()]), {
      id: 'a',
      value: written,
    });
    expect(changes).toMatchObject([{ after: { value: after } }]);
  });

  it('leaves a field whose old value was kept without a password', async () => {
    const secret = entryOf([update({ name: 'is [secret]' }, { name: 'New' }), done()]);
    expect(await reverse(secret, { id: 'a', name: 'New' })).toMatchObject({
      changes: [],
      left: ['an old value held the password, which is not kept'],
    });
  });

  it.each([
    ['it was deleted since', { id: 'a', is_deleted: true, name: 'New', ranking: 2 }],
    ['it is not there any more', { id: 'b' }],
  ])('of a record of which %s is left', async (why, row) => {
    expect(await reverse(entry, row)).toEqual({ changes: [], lines: [], left: [why] });
  });
});

describe('what was not certainly done', () => {
  const error = { code: 'X', message: 'x' };

  it.each([
    ['not done', { outcome: 'not done', error } as const, []],
    ['not sent', undefined, []],
    ['unknown', { outcome: 'unknown', error } as const, ['nobody knows whether the run changed all of it']],
  ])('is left: %s', async (_, result, left) => {
    const entry = entryOf([update({ name: 'Old' }, { name: 'New' }), result]);
    expect(await reverse(entry, { id: 'a', name: 'New' })).toEqual({ changes: [], lines: [], left });
  });

  it('is left where the run has not ended: it may have been sent', async () => {
    const entry = entryOf([update({ name: 'Old' }, { name: 'New' }), undefined]);
    const { changes, left } = await reverseEntry(entry, { isFinished: false }, async () => ({ id: 'a', name: 'New' }));
    expect([changes, left]).toEqual([[], ['nobody knows whether the run changed all of it']]);
  });
});

describe('a create that is taken back', () => {
  const create: Change = { op: 'create', entity: 'Notes', before: {}, after: { note: 'x' }, parent: 'account_id' };

  it('deletes the record that it made', async () => {
    const { changes } = await reverse(entryOf([create, done({ id: 'n', revision: 1 })]), { id: 'n', revision: 1 });
    expect(changes).toMatchObject([{ op: 'delete', entity: 'Notes', id: 'n' }]);
  });

  it.each([
    ['touched', done({ id: 'n', revision: 1 }), { id: 'n', revision: 2 }, ['somebody has changed it since']],
    [
      'touched, where the server counts no writes',
      done({ id: 'n', note: 'x' }),
      { id: 'n', note: 'y' },
      ['somebody has changed it since'],
    ],
    ['deleted already', done({ id: 'n', revision: 1 }), { id: 'n', revision: 2, is_deleted: true }, []],
    ['of no known id', done(), { id: 'n' }, ['the run does not know its id']],
  ])('leaves one that is %s', async (_, result, row, left) => {
    expect(await reverse(entryOf([create, result]), row)).toMatchObject({ changes: [], left });
  });
});

it('a deletion is taken back by a restore, and a restore by a deletion', async () => {
  const change = (op: 'delete' | 'restore'): Change => ({ op, entity: 'Accounts', id: 'a', before: {}, after: {} });
  const gone = await reverse(entryOf([change('delete'), done()]), { id: 'a', is_deleted: true });
  expect(gone.changes).toMatchObject([{ op: 'restore', id: 'a' }]);
  const there = await reverse(entryOf([change('restore'), done({ id: 'a', revision: 4 })]), { id: 'a', revision: 4 });
  expect(there.changes).toMatchObject([{ op: 'delete', id: 'a' }]);
});

it('links go back in the opposite order, and one is primary at each moment', async () => {
  const entity = 'LeadOpptyAccountRelations';
  const created: Change = {
    ...{ op: 'create', entity, before: {}, parent: 'lead_oppty_id', replaces: 'old' },
    after: { account_id: 'b', is_primary: true },
  };
  const deleted: Change = { op: 'delete', entity, id: 'old', before: { is_deleted: false }, after: {} };
  const entry = entryOf([created, done({ id: 'new', revision: 1 })], [deleted, done()]);
  const { changes } = await reverse(entry, { id: 'old', is_deleted: true }, { id: 'new', revision: 1 });
  expect(changes.map(change => [change.op, 'id' in change && change.id, change.after])).toEqual([
    ['restore', 'old', {}],
    ['update', 'old', { is_primary: true }],
    ['delete', 'new', {}],
  ]);
});
