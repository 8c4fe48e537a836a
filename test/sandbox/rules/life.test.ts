import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Body, FIRST_STEP, NOW, openSpace, opportunity, reasons, type Space, temporaryFolder } from '../space.ts';

const [MONDAY, TUESDAY, WEDNESDAY] = ['04', '05', '06'].map(day => new Date(`2026-05-${day}T10:20:30.456Z`)) as Date[];
const apiTime = (day: Date | undefined) => `${day!.toISOString().slice(0, 10)} 10:20:30.456000+00:00`;

let space: Space;
let now = NOW;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  folder = await temporaryFolder();
  space = await openSpace(join(folder.path, 'state.json'), { now: () => now });
});

afterAll(async () => {
  await space?.close();
  await folder?.remove();
});

const make = (more: Record<string, unknown> = {}) => space.make('Opportunities', opportunity(more));
const idOf = async (path: string): Promise<string> => (await space.row(path)).id;
const stepOf = async (pipeline: string, name: string) =>
  idOf(`Steps?filter[name]=${name}&filter[pipeline_id]=${await idOf(`Pipelines?filter[name]=${pipeline}`)}`);
const change = async (id: string, fields: object, day = MONDAY): Promise<{ status: number; body: Body }> => {
  now = day!;
  return space.patch(`Opportunities/${id}`, fields);
};
const changed = async (id: string, fields: object, day = MONDAY): Promise<Body> => {
  const { status, body } = await change(id, fields, day);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.data;
};

describe('won', () => {
  test('in the last step, and no longer when it leaves that', async () => {
    const won = await stepOf('Test Pipeline', 'Won');
    const { id } = await make();
    expect(await changed(id, { step_id: won })).toMatchObject({ status: 3, won_date: apiTime(MONDAY) });
    expect(await changed(id, { ranking: 3 }, TUESDAY)).toMatchObject({ status: 3, won_date: apiTime(MONDAY) });
    expect(await changed(id, { step_id: FIRST_STEP }, TUESDAY)).toMatchObject({ status: 1, won_date: null });
    expect(await changed(id, { step_id: won }, WEDNESDAY)).toMatchObject({ won_date: apiTime(WEDNESDAY) });
  });

  test('on a day that is said in the same request, or later', async () => {
    const { id } = await make();
    const fields = { step_id: await stepOf('Test Pipeline', 'Won'), won_date: '2026-04-30T12:00:00Z' };
    expect(await changed(id, fields)).toMatchObject({ status: 3, won_date: '2026-04-30 12:00:00.000000+00:00' });
    const later = await changed(id, { won_date: '2026-04-29T12:00:00Z' });
    expect(later).toMatchObject({ status: 3, won_date: '2026-04-29 12:00:00.000000+00:00' });
  });

  test('also while it is archived', async () => {
    const { id } = await make({ step_id: await stepOf('Test Pipeline', 'Won') });
    expect(await changed(id, { is_archived: true })).toMatchObject({ status: 3, is_archived: true, lost_date: null });
    expect(await changed(id, { is_archived: false })).toMatchObject({ status: 3, is_archived: false });
  });
});

describe('lost', () => {
  test('when it is archived, until it is reopened; each loss has its own day', async () => {
    const reason_of_close_id = await idOf('Data?filter[option_name]=Competitor');
    const { id } = await make();
    const fields = { is_archived: true, reason_of_close_id, reason_of_close_description: 'Half the price' };
    expect(await changed(id, fields)).toMatchObject({ ...fields, status: 2, lost_date: apiTime(MONDAY) });
    const open = await changed(id, { is_archived: false }, TUESDAY);
    expect(open).toMatchObject({ status: 1, is_archived: false, lost_date: null });
    // The contract has nothing of these but that they are written when a record is lost.
    expect(open).toMatchObject({ reason_of_close_id, reason_of_close_description: 'Half the price' });
    expect(await changed(id, { is_archived: true }, WEDNESDAY)).toMatchObject({ lost_date: apiTime(WEDNESDAY) });
  });

  test('on a day that is said', async () => {
    const { id } = await make();
    const lost = await changed(id, { is_archived: true, lost_date: '2026-04-30T12:00:00Z' });
    expect(lost).toMatchObject({ status: 2, lost_date: '2026-04-30 12:00:00.000000+00:00' });
  });

  test('is reopened and won in one request', async () => {
    const { id } = await make({ is_archived: true });
    const fields = { is_archived: false, step_id: await stepOf('Test Pipeline', 'Won') };
    expect(await changed(id, fields)).toMatchObject({ status: 3, lost_date: null, won_date: apiTime(MONDAY) });
  });

  test('takes no other change and no move, until it is reopened', async () => {
    const { id } = await make({ is_archived: true });
    for (const fields of [{ name: 'Y' }, { step_id: await stepOf('Test Pipeline', 'Qualified') }, { ranking: 1 }]) {
      expect(reasons((await change(id, fields)).body)).toEqual({
        is_archived: ['[is_archived] An archived record cannot be edited until it is reactivated.'],
      });
    }
  });
});

test('each write counts in the revision, a deletion and its undoing too', async () => {
  const { id } = await make();
  const { revision } = await changed(id, { ranking: 2 });
  await space.delete(`Opportunities/${id}`);
  const path = `Opportunities/${id}`;
  expect((await space.get(path)).body.data).toMatchObject({ is_deleted: true, revision: revision + 1 });
  await space.post('Opportunities/batch-restore', [id]);
  expect((await space.get(path)).body.data).toMatchObject({ is_deleted: false, revision: revision + 2 });
});

test('a restored record has its links as before', async () => {
  const [one, two] = await space.rows('Accounts?first=2');
  const { id } = await make({
    account_relations: [
      { account_id: one.id, is_primary: true },
      { account_id: two.id, is_primary: false },
    ],
  });
  const links = `LeadOpptyAccountRelations?filter[lead_oppty_id]=${id}`;
  const before = await space.rows(links);
  await space.delete(`Opportunities/${id}`);
  await space.post('Opportunities/batch-restore', [id]);
  expect(await space.rows(links)).toEqual(before);
  expect(before).toHaveLength(2);
});

describe('a step with a checklist', () => {
  const checklist = async () => {
    const step = await space.row('Steps?filter[name]=Negotiation&expand=step_checklists');
    return { step_id: step.id as string, items: step.step_checklists as Body[] };
  };
  const check = (lead_oppty_id: string, step_checklist_id: string, item_checked = true) =>
    space.make('LeadOpptyStepCheckListRelations', { lead_oppty_id, step_checklist_id, item_checked });

  test('is entered freely, and left when its required items are done', async () => {
    const { step_id, items } = await checklist();
    const { id } = await make();
    await changed(id, { step_id });
    expect(await changed(id, { ranking: 2 })).toMatchObject({ step_id });
    const refused = await change(id, { step_id: FIRST_STEP });
    const [legal, discount] = items;
    expect([refused.status, refused.body]).toMatchObject([
      422,
      {
        name: 'ERROR_ENTITY_VALIDATION',
        entity_id: id,
        field_errors: [],
        step_checklist_errors: [
          { step_checklist_id: legal.id, message: `'${legal.label}' is not done.` },
          { step_checklist_id: discount.id, message: `'${discount.label}' is not done.` },
        ],
      },
    ]);
    expect(refused.body.message).toContain(legal.label);
    await check(id, legal.id);
    const { id: unchecked } = await check(id, discount.id, false);
    const again = await change(id, { step_id: FIRST_STEP });
    expect(again.body.step_checklist_errors).toMatchObject([{ step_checklist_id: discount.id }]);
    await space.patch(`LeadOpptyStepCheckListRelations/${unchecked}`, { item_checked: true });
    expect(await changed(id, { step_id: FIRST_STEP })).toMatchObject({ step_id: FIRST_STEP });
  });

  test('does not keep a record from being lost', async () => {
    const { step_id } = await checklist();
    const { id } = await make({ step_id });
    expect(await changed(id, { is_archived: true })).toMatchObject({ status: 2 });
  });

  test('is refused together with the fields that are wrong', async () => {
    const { step_id } = await checklist();
    const { id } = await make({ step_id });
    const { body } = await change(id, { step_id: FIRST_STEP, name: '' });
    expect(reasons(body)).toHaveProperty('name');
    expect(body.step_checklist_errors).toHaveLength(2);
  });
});

describe('a type whose forms demand fields', () => {
  const required = (field: string) => ({ [field]: [`[${field}] The field is required.`] });

  test('says which, as the sandbox has it', async () => {
    expect(await space.row('OpportunityTypes?filter[name]=Renewal')).toMatchObject({
      form_lost: { fields: [{ api_name: 'reason_of_close_id', required: true }] },
      form_won: { fields: [{ api_name: 'cf_contract_no', required: true }] },
    });
    expect(await space.row('OpportunityTypes?filter[name]=Standard')).toMatchObject({
      form_lost: null,
      form_won: null,
    });
  });

  test('is not lost without them', async () => {
    const { id } = await make({ step_id: await stepOf('Renewals', 'Contacted') });
    expect(reasons((await change(id, { is_archived: true })).body)).toEqual(required('reason_of_close_id'));
    const reason_of_close_id = await idOf('Data?filter[option_name]=Price');
    expect(await changed(id, { is_archived: true, reason_of_close_id })).toMatchObject({ status: 2 });
  });

  test('is not won without them, by a move or by a create', async () => {
    const last = await stepOf('Renewals', 'Renewed');
    const { id } = await make({ step_id: await stepOf('Renewals', 'Contacted') });
    expect(reasons((await change(id, { step_id: last })).body)).toEqual(required('cf_contract_no'));
    expect(await changed(id, { step_id: last, cf_contract_no: 'R-7' })).toMatchObject({ status: 3 });
    const created = await space.post('Opportunities', opportunity({ step_id: last }));
    expect(reasons(created.body)).toEqual(required('cf_contract_no'));
  });

  test('is not asked for them where only the system fields are validated', async () => {
    const { id } = await make({ step_id: await stepOf('Renewals', 'Contacted') });
    expect((await space.patch(`Opportunities/${id}?validation-level=4`, { is_archived: true })).status).toBe(200);
  });

  test('ignores a form that is no form', async () => {
    const type = { name: 'Odd', is_readonly: false, settings: '{}', form_lost: { fields: 'all', x: 1 } };
    const pipeline = await idOf('Pipelines?filter[name]=Test Pipeline');
    const { id } = await space.make('OpportunityTypes', { ...type, pipeline_id: pipeline });
    const row = await make({ oppty_type_id: id });
    expect(await changed(row.id, { is_archived: true })).toMatchObject({ status: 2 });
  });
});
