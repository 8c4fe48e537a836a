import { describe, expect, it } from 'vitest';
import { demandedFields, lackingFields } from '../../../src/oppty/writes/forms.ts';

describe('what a form demands', () => {
  it.each([
    [
      {
        fields: [
          { api_name: 'cf_no', required: true },
          { api_name: 'cf_x', required: false },
        ],
      },
    ],
    [{ sections: [{ rows: [{ field: 'cf_no', is_required: true }] }] }],
    [{ cf_no: { mandatory: true }, cf_x: { mandatory: false } }],
    [{ required: ['cf_no'] }],
    [[{ name: 'Contract number', field_name: 'cf_no', required: true }]],
  ])('is read from %j', form => {
    expect(demandedFields(form)).toEqual(['cf_no']);
  });

  it.each([null, undefined, '', 'text', 7, [], {}, { fields: 'all' }, { required: true }])('is nothing in %j', form => {
    expect(demandedFields(form)).toEqual([]);
  });

  it('is lacking where neither the record nor the request has it, under either name of a choice', () => {
    const demanded = ['cf_no', 'reason_of_close_id', 'cf_region', 'cf_zero'];
    const row = { cf_no: '', reason_of_close_id: null, cf_region_id: 'r1', cf_zero: 0 };
    expect(lackingFields(demanded, row, { reason_of_close_id: 'x' })).toEqual(['cf_no']);
  });
});
