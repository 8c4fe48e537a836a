import { describe, expect, test } from 'vitest';
import { JOHN, opportunity, reasons, sharedSpace } from '../space.ts';

const held = sharedSpace();

const make = () => held.space.make('Opportunities', opportunity());

describe('a note', () => {
  test('is attached to one record, and found by it', async () => {
    const { id } = await make();
    const note = await held.space.make('Notes', { note: '<p>Hi</p>', owner_id: JOHN, lead_oppty_id: id });
    const [row] = await held.space.rows(`Notes?filter[lead_oppty_id]=${id}&expand=oppty,owner`);
    expect(row).toMatchObject({ id: note.id, note: '<p>Hi</p>', oppty: { id }, owner: { id: JOHN }, account: null });
    await held.space.delete(`Notes/${note.id}`);
    expect(await held.space.rows(`Notes?filter[lead_oppty_id]=${id}`)).toEqual([]);
  });

  test('of no record, of two, or without its text, is refused', async () => {
    const { id } = await make();
    const { id: account_id } = await held.space.row('Accounts?first=1');
    const send = async (body: object) => reasons((await held.space.post('Notes', { owner_id: JOHN, ...body })).body);
    const one =
      'Exactly one of account_id, contact_id, lead_oppty_id, project_id, quote_id, custom_entity_id must be set.';
    expect(await send({ note: 'x' })).toEqual({ lead_oppty_id: [`[lead_oppty_id] ${one}`] });
    expect(await send({ note: 'x', account_id, lead_oppty_id: id })).toEqual({
      lead_oppty_id: [`[lead_oppty_id] ${one}`],
    });
    expect(await send({ account_id })).toEqual({ note: ['[note] The field is required.'] });
    expect(await send({ note: 'x', account_id: id })).toHaveProperty('account_id', [expect.stringMatching(/Relation/)]);
  });
});

describe('the checklist of a step', () => {
  test('is read with it, in order', async () => {
    const [step] = await held.space.rows('Steps?filter[name]=Negotiation&expand=step_checklists');
    const [first] = step.step_checklists;
    expect(first).toMatchObject({ sort_order: 0, item_type: 1, item_validation: 1, step_id: step.id });
    expect(step.step_checklists.map((item: { sort_order: number }) => item.sort_order)).toEqual([0, 1, 2]);
  });

  test('grows by an item at its end', async () => {
    const step = await held.space.row('Steps?filter[name]=Contacted');
    const body = { step_id: step.id, label: 'Call', item_validation: 1 };
    const orders = [];
    for (let n = 0; n < 2; n++) orders.push((await held.space.make('StepChecklists', body)).sort_order);
    expect(orders).toEqual([0, 1]);
  });
});
