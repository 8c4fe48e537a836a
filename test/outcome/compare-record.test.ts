import { LosslessNumber } from 'lossless-json';
import { describe, expect, it } from 'vitest';
import { compareRecord } from '../../src/outcome/compare-record.ts';

const A = '0a11d000-0000-0000-0000-00000000000a';
const B = '0a11d000-0000-0000-0000-00000000000b';
const digits = (text: string) => new LosslessNumber(text);

describe('what the server stored otherwise', () => {
  it.each([
    ['name', 'New machine', 'New machin'],
    ['name', 'Caf\u0065\u0301', 'Café'],
    ['owner_id', A, B],
    ['step_id', A, null],
    ['closing_date', '2026-12-31', '2026-12-30'],
    ['cf_count', 3, 4],
    ['cf_tags', ['a', 'b'], ['a']],
    ['account_relations', [{ account_id: A }], [{ account_id: B }]],
    ['contact_relations', [{ contact_id: A }], []],
  ])('%s: %j as %j is told', (field, sent, stored) => {
    expect(compareRecord({ [field]: sent }, { [field]: stored })).toEqual([{ field, sent, stored }]);
  });

  it.each([
    ['owner_id', A, A.toUpperCase()],
    ['closing_date', '2026-12-31', '2026-12-31T00:00:00Z'],
    ['cf_amount', digits('12.50'), '12.5'],
    ['cf_amount', 3, '3.00'],
    ['cf_flag', true, true],
    ['cf_tags', ['a', 'b'], ['b', 'a']],
    ['cf_empty', '', null],
    ['account_relations', [{ account_id: A, is_primary: true }], [{ id: 'r', account_id: A.toUpperCase() }]],
    ['account_relations', [{ account_id: A }], ['https://x.example/entities/LeadOpptyAccountRelations/1']],
    ['left_out', 'x', undefined],
  ])('%s: %j as %j is the same', (field, sent, stored) => {
    expect(compareRecord({ [field]: sent }, { [field]: stored })).toEqual([]);
  });

  it('is the amount or the currency', () => {
    const sent = { value: { value_foreign: digits('10.5'), currency_id: A } };
    expect(compareRecord(sent, { value: { value_foreign: '10.50', currency_id: A, base_value: 11 } })).toEqual([]);
    expect(compareRecord(sent, { value: { value_foreign: 11, currency_id: B } })).toEqual([
      { field: 'value', sent: sent.value.value_foreign, stored: 11 },
      { field: 'currency_id', sent: A, stored: B },
    ]);
    expect(compareRecord(sent, { value: null })).toEqual([]);
  });
});
