import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/oppty/draft/draft.ts';
import { clearedFields, draftOfRecord } from '../../../src/oppty/writes/draft-of-record.ts';
import { completeDraft, planUpdate, type UpdateParts } from '../../../src/oppty/writes/update.ts';
import type { FoundRecord, SpaceField } from '../../../src/records/found.ts';
import type { PipelineStep } from '../../../src/records/load-lists.ts';
import { decimal } from '../../../src/wire/json.ts';

const DOLLAR: FoundRecord = { id: 'c1', name: 'USD', base: true };
const EURO: FoundRecord = { id: 'c2', name: 'EUR', base: false };
const SALES = { id: 'p1', name: 'Sales' };
const STEPS: PipelineStep[] = [
  { id: 's1', name: 'First', detail: '10 %', pipeline: SALES },
  { id: 's2', name: 'Won', detail: '100 %', pipeline: SALES },
];
const REGION: SpaceField = {
  ...{ api_name: 'cf_region', label: 'Region', type: 'dropdown', required: false },
  options: [
    { id: 'r1', name: 'North' },
    { id: 'r2', name: 'South' },
  ],
};
const ROW = {
  ...{ id: 'deal', name: 'Crane', revision: 7, is_deleted: false, is_archived: false, status: 1 },
  ...{ owner_id: 'u1', owner: { id: 'u1', name: 'John Doe', email: 'john@example.com' }, step_id: 's1' },
  ...{ oppty_type_id: 't1', oppty_type: { id: 't1', name: 'Standard' }, unit_id: null, unit: null },
  ...{ lead_source_id: 'l1', lead_source: { id: 'l1', option_name: 'Web site' }, reason_of_close_id: null },
  value: { base_value: 12.5, value_foreign: decimal('11.50'), currency_id: 'c2' },
  ...{ closing_date: '2026-12-31', description: '', ranking: 3, label_flag: 0, was_qualified: false },
  ...{ cf_region_id: 'r1', cf_region: 'https://x/api/v100/rest/spaces/s/entities/Data/r1', cf_note: null },
};
const READ = { ref: 'crane', name: 'Crane', row: ROW };
const PARTS = { steps: STEPS, currencies: [DOLLAR, EURO], spaceFields: [REGION], today: '2026-11-30' };
const plan = (draft: Draft, more: Partial<UpdateParts> = {}) =>
  planUpdate(READ, { ...PARTS, draft, clear: [], links: {}, ...more });
const bodyOf = (planned: ReturnType<typeof plan>) => (planned.kind === 'changes' ? planned.changes[0].after : planned);

describe('an update', () => {
  it('has the fields that differ, and what they were', () => {
    const owner = { id: 'u2', name: 'Ana' };
    const planned = plan({
      name: 'Crane',
      owner,
      closing_date: '2027-01-31',
      fields: { ranking: 3, cf_region_id: 'r2' },
    });
    expect(planned).toMatchObject({
      kind: 'changes',
      changes: [{ op: 'update', id: 'deal', revision: 7, before: { owner_id: 'u1', cf_region_id: 'r1' } }],
      lines: [
        { label: 'owner', before: 'John Doe', after: 'Ana' },
        { label: 'closing date', before: '2026-12-31, Thursday', after: '2027-01-31, Sunday' },
        { label: 'Region', before: 'North', after: 'South' },
      ],
    });
    expect(bodyOf(planned)).toEqual({ owner_id: 'u2', closing_date: '2027-01-31', cf_region_id: 'r2' });
  });

  it('has an amount whole: its currency goes with it', () => {
    const { draft } = completeDraft({ value: '12' }, ROW, PARTS);
    expect(bodyOf(plan(draft))).toEqual({ value: { value_foreign: decimal('12'), currency_id: 'c2' } });
    expect(plan(draft)).toMatchObject({ lines: [{ before: '11.50 EUR', after: '12.00 EUR' }] });
    expect(plan({ value: '11.5', currency: EURO })).toMatchObject({ kind: 'already' });
    expect(bodyOf(plan({ value: '11.5', currency: DOLLAR }))).toEqual({
      value: { base_value: decimal('11.5'), currency_id: 'c1' },
    });
  });

  it('takes names of steps for those of its own pipeline, and a currency with an amount alone', () => {
    expect(completeDraft({ step: { words: 'Won' } }, ROW, PARTS).draft.pipeline).toEqual(SALES);
    expect(completeDraft({ currency: { words: 'USD' } }, ROW, PARTS)).toMatchObject({
      problem: { flag: '--currency' },
    });
  });

  it('empties fields, unless they are empty', () => {
    expect(bodyOf(plan({}, { clear: ['ranking', 'lead_source_id', 'description', 'unit_id'] }))).toEqual({
      ranking: null,
      lead_source_id: null,
    });
  });
});

describe('a record as answers', () => {
  const link = (id: string, name: string) => ({ row: { id: `l-${id}`, is_primary: true }, record: { id, name } });
  const links = { accounts: [link('a1', 'Acme')], contacts: [link('k1', 'Ida')] };
  const draft = draftOfRecord(ROW, { ...PARTS, links });

  it('has all that a person could have said', () => {
    expect(draft).toMatchObject({
      ...{ name: 'Crane', owner: { id: 'u1', name: 'John Doe', detail: 'john@example.com' }, pipeline: SALES },
      ...{ step: { id: 's1' }, accounts: [{ id: 'a1' }], contacts: [{ id: 'k1' }], value: '11.50', currency: EURO },
      ...{ closing_date: '2026-12-31', oppty_type: { name: 'Standard' }, lead_source: { name: 'Web site' } },
      fields: { ranking: 3, cf_region_id: 'r1' },
    });
    expect(Object.keys(draft.fields ?? {})).toEqual(['ranking', 'cf_region_id']);
  });

  it('changes nothing when nobody changes it', () => {
    expect(plan(draft, { clear: clearedFields(draft, draft) })).toMatchObject({ kind: 'already' });
  });

  it('tells which answers were taken away', () => {
    const { lead_source: _, ...rest } = draft;
    expect(clearedFields(draft, { ...rest, fields: { ranking: 3, cf_region_id: undefined } })).toEqual([
      ...['lead_source_id', 'cf_region_id'],
    ]);
  });
});
