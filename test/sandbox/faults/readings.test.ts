import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseFaults } from '../../../src/sandbox/faults/faults.ts';
import { type Body, FIRST_STEP, openSpace, opportunity, reasons, type Space, temporaryFolder } from '../space.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let space: Space;

beforeEach(async () => {
  folder = await temporaryFolder();
});

afterEach(async () => {
  await space?.close();
  await folder.remove();
});

async function open(...rules: string[]): Promise<void> {
  await space?.close();
  space = await openSpace(join(folder.path, 'state.json'), { faults: parseFaults(rules, '--fault') });
}

const make = (more: object = {}) => space.make('Opportunities', opportunity({ ...more }));
const change = async (id: string, fields: object): Promise<Body> =>
  (await space.patch(`Opportunities/${id}`, fields)).body.data;
const won = async () => (await space.row('Steps?filter[name]=Won')).id;

describe('checks-revision', () => {
  test('refuses a change that goes by an older record, and takes one that goes by none', async () => {
    await open('PATCH Opportunities/*: checks-revision');
    const { id, revision } = await make();
    const current = (await change(id, { ranking: 2, revision })).revision;
    const refused = await space.patch(`Opportunities/${id}`, { ranking: 3, revision });
    expect([refused.status, reasons(refused.body)]).toEqual([
      422,
      { revision: [`[revision] The record is at revision ${current}, not ${revision}.`] },
    ]);
    expect(await change(id, { ranking: 4 })).toMatchObject({ ranking: 4, revision: current + 1 });
  });

  test('has a batch checked by a rule of its own', async () => {
    await open('POST Opportunities/batch-modify: checks-revision');
    const { id, revision } = await make();
    const old = [{ id, ranking: 3, revision: revision - 1 }];
    expect((await space.post('Opportunities/batch-modify', old)).status).toBe(422);
    expect(await change(id, { ranking: 3, revision: revision - 1 })).toMatchObject({ ranking: 3 });
  });

  test('is off without a rule', async () => {
    await open();
    const { id, revision } = await make();
    expect(await change(id, { ranking: 3, revision: revision - 1 })).toMatchObject({ ranking: 3 });
  });
});

test('keeps-dates: what was lost or won keeps its day', async () => {
  await open('PATCH Opportunities/*: keeps-dates');
  const lost = await make({ is_archived: true, lost_date: '2026-01-05T00:00:00Z' });
  expect(await change(lost.id, { is_archived: false })).toMatchObject({ status: 1, lost_date: lost.lost_date });
  expect(await change(lost.id, { lost_date: null })).toMatchObject({ lost_date: null });
  const other = await make({ step_id: await won() });
  expect(await change(other.id, { step_id: FIRST_STEP })).toMatchObject({ status: 1, won_date: other.won_date });
});

test('archived-won-is-lost: in the record, in lists and in their filters', async () => {
  await open('* Opportunities*: archived-won-is-lost');
  const { id } = await make({ step_id: await won() });
  expect(await change(id, { is_archived: true })).toMatchObject({ status: 2, is_archived: true });
  expect((await space.get(`Opportunities/${id}`)).body.data.status).toBe(2);
  expect(await space.rows(`Opportunities?filter[id]=${id}&filter[status]=2`)).toMatchObject([{ id, status: 2 }]);
  expect(await change(id, { is_archived: false })).toMatchObject({ status: 3 });
});

test('keeps-links-deleted: a restored record is alone', async () => {
  await open('POST Opportunities/batch-restore: keeps-links-deleted');
  const { id: account_id } = await space.row('Accounts?first=1');
  const { id } = await make({ account_relations: [{ account_id, is_primary: true }] });
  await space.delete(`Opportunities/${id}`);
  await space.post('Opportunities/batch-restore', [id]);
  const { body } = await space.get(`Opportunities/${id}?expand=account_relations`);
  expect(body.data).toMatchObject({ is_deleted: false, account_relations: [], primary_account: null });
});

test.each([
  ['GET Opportunities: checks-revision', 'is for updates: PATCH'],
  ['PATCH Opportunities: keeps-dates', 'is for updates: PATCH'],
  ['GET Opportunities/*: guess-between', 'is for lists: GET'],
  ['PATCH Opportunities/*: keeps-links-deleted', 'is for POST <collection>/batch-restore'],
  ['PATCH Opportunities/*: commit-then-keeps-dates', 'is for updates'],
])('%s is refused, since it could have no effect', (rule, message) => {
  expect(() => parseFaults([rule])).toThrow(message);
});
