import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/oppty/draft/draft.ts';
import { flagName, PLAIN_FIELDS, parseValidationLevel } from '../../../src/oppty/draft/plain-fields.ts';
import { type DraftFlags, parseFlags } from '../../../src/oppty/input/flags.ts';

const TODAY = '2026-01-20';
const w = (words: string) => ({ words });

describe('a flag', () => {
  it.each<[DraftFlags, Draft]>([
    [{ name: ' New machine ' }, { name: 'New machine' }],
    [{ owner: ' john.doe@example.com ' }, { owner: w('john.doe@example.com') }],
    [
      { pipeline: 'Test Pipeline', step: 'first' },
      { pipeline: w('Test Pipeline'), step: w('first') },
    ],
    [{ account: ['Acme', 'Ziemann'] }, { accounts: [w('Acme'), w('Ziemann')] }],
    [{ contact: ['Ida'] }, { contacts: [w('Ida')] }],
    [{ contact: false }, { contacts: [] }],
    [{ value: '12,500.00' }, { value: '12500.00' }],
    [{ value: '0' }, { value: '0' }],
    [{ value: '12345678901234567890.05' }, { value: '12345678901234567890.05' }],
    [
      { baseValue: '100', currency: '€' },
      { base_value: '100', currency: w('€') },
    ],
    [{ closingDate: '2026-03-31' }, { closing_date: '2026-03-31' }],
    [{ closingDate: 'eoq' }, { closing_date: '2026-03-31' }],
    [{ closingDate: '+30d' }, { closing_date: '2026-02-19' }],
    [
      { type: 'Standard', unit: 'North' },
      { oppty_type: w('Standard'), unit: w('North') },
    ],
    [
      { leadSource: 'Web', reasonOfClose: 'Price' },
      { lead_source: w('Web'), reason_of_close: w('Price') },
    ],
    [{ description: 'two\nlines' }, { fields: { description: 'two\nlines' } }],
    [{ ranking: '10' }, { fields: { ranking: 10 } }],
    [{ label: 'Hot, priority' }, { fields: { label_flag: 3 } }],
    [{ label: 'hot,hot' }, { fields: { label_flag: 2 } }],
    [{ shareMode: 'all-view' }, { fields: { share_mode: 2 } }],
    [{ shareMode: 'Standard' }, { fields: { share_mode: 0 } }],
    [{ quickAccountName: 'Somebody Ltd' }, { fields: { quick_account_name: 'Somebody Ltd' } }],
    [
      { wasQualified: true, archived: true, autoValue: true },
      { fields: { was_qualified: true, is_archived: true, is_value_auto_calculate: true } },
    ],
    [{ wasQualified: false }, {}],
    [{ created: '2026-01-31' }, { fields: { created: '2026-01-31T00:00:00Z' } }],
    [{ wonDate: '2026-01-31T14:30:00+01:00' }, { fields: { won_date: '2026-01-31T13:30:00Z' } }],
    [{ lostDate: '2026-01-31T23:30:00-01:00' }, { fields: { lost_date: '2026-02-01T00:30:00Z' } }],
    [{ set: ['cf_note=a=b', 'cf_n:=12'] }, { fields: { cf_note: 'a=b', cf_n: 12 } }],
    [{ set: ['name=From set'], name: 'From flag' }, { name: 'From flag' }],
    [{}, {}],
  ])('%j fills the draft', (flags, draft) => {
    const reading = parseFlags(flags, TODAY);
    expect(reading.problems).toEqual([]);
    expect(reading.draft).toEqual({ fields: {}, ...draft });
  });

  it.each<[DraftFlags, string, string | undefined, RegExp]>([
    [{ name: '  ' }, '--name', 'name', /empty/],
    [{ owner: '' }, '--owner', 'owner_id', /empty/],
    [{ step: ' ' }, '--step', 'step_id', /empty/],
    [{ account: ['Acme', ''] }, '--account', 'account_relations', /empty/],
    [{ contact: [''] }, '--contact', 'contact_relations', /empty/],
    [{ value: '1.234' }, '--value', 'value', /1234.*1\.234/],
    [{ value: 'many' }, '--value', 'value', /not an amount/],
    [{ baseValue: '€5' }, '--base-value', 'value.base_value', /currency/],
    [{ closingDate: '03/04/2026' }, '--closing-date', 'closing_date', /2026-03-04 or 2026-04-03/],
    [{ wonDate: '03/04/2026' }, '--won-date', 'won_date', /2026-03-04 or 2026-04-03/],
    [{ baseValue: '1e3' }, '--base-value', 'value.base_value', /1000/],
    [{ closingDate: '2026-02-30' }, '--closing-date', 'closing_date', /28 days/],
    [{ closingDate: 'soon' }, '--closing-date', 'closing_date', /not a date/],
    [{ ranking: '0' }, '--ranking', 'ranking', /1 to 10/],
    [{ ranking: '1.5' }, '--ranking', 'ranking', /1 to 10/],
    [{ label: 'warm' }, '--label', 'label_flag', /warm/],
    [{ label: 'toString' }, '--label', 'label_flag', /tostring/],
    [{ label: '' }, '--label', 'label_flag', /not a label/],
    [{ shareMode: 'public' }, '--share-mode', 'share_mode', /all-view/],
    [{ created: 'long ago' }, '--created', 'created', /not a time/],
    [{ created: '2026-02-30' }, '--created', 'created', /not a time/],
    [{ wonDate: '2026-01-31T14:30:00' }, '--won-date', 'won_date', /\+01:00/],
    [{ set: ['nothing'] }, '--set', undefined, /takes field=text/],
  ])('%j is refused by name', (flags, flag, field, message) => {
    const { problems } = parseFlags(flags, TODAY);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code: 'USAGE', flag, ...(field ? { field } : {}) });
    expect(problems[0]?.message).toMatch(message);
  });

  it('is refused together with all the others', () => {
    const { problems } = parseFlags({ name: '', value: 'x', closingDate: 'x', ranking: 'x', set: ['x'] }, TODAY);
    expect(problems.map(({ flag }) => flag).sort()).toEqual([
      '--closing-date',
      '--name',
      '--ranking',
      '--set',
      '--value',
    ]);
  });
});

it('each plain field has a flag and a field of its own', () => {
  expect(new Set(PLAIN_FIELDS.map(flagName)).size).toBe(PLAIN_FIELDS.length);
  expect(new Set(PLAIN_FIELDS.map(({ field }) => field)).size).toBe(PLAIN_FIELDS.length);
});

describe('an amount', () => {
  it.each<[DraftFlags, Partial<Draft>]>([
    [{ value: '5k' }, { value: '5000', currency: undefined }],
    [{ value: '€1.5m' }, { value: '1500000', currency: { words: '€' } }],
    [
      { value: '500 EUR', currency: 'eur' },
      { value: '500', currency: { words: 'eur' } },
    ],
    [
      { value: '€500', currency: 'EUR' },
      { value: '500', currency: { words: 'EUR', also: '€' } },
    ],
    [
      { value: '5', baseValue: '6k' },
      { value: '5', base_value: '6000' },
    ],
  ])('as in %j takes its currency along', (flags, draft) => {
    const parsed = parseFlags(flags, TODAY);
    expect(parsed.problems).toEqual([]);
    expect(parsed.draft).toMatchObject(draft);
  });
});

describe('a day', () => {
  it('is read alike for every field', () => {
    const flags = { closingDate: '31.12.', wonDate: 'Dec 31', set: ['closing_date=tomorrow'] };
    expect(parseFlags(flags, '2026-07-29').draft).toMatchObject({
      closing_date: '2026-12-31',
      fields: { won_date: '2026-12-31T00:00:00Z' },
    });
    expect(parseFlags({ set: ['closing_date=next quarter'] }, '2026-07-29').draft.closing_date).toBe('2026-12-31');
  });
});

describe('a ranking', () => {
  it('above the documented ones is taken, with a note', () => {
    const { draft, problems, notes } = parseFlags({ ranking: '20' }, TODAY);
    expect([draft.fields, problems]).toEqual([{ ranking: 20 }, []]);
    expect(notes).toEqual([expect.stringContaining('from 1 to 10')]);
    expect(parseFlags({ ranking: '10' }, TODAY).notes).toEqual([]);
  });
});

describe('a validation level', () => {
  it.each([
    ['0', 0],
    ['2', 2],
    ['30', 30],
    ['changed-only', 2],
    ['Changed-Only,allow-deleted', 18],
    ['system-only, override-read-only', 12],
  ])('%s is %i', (text, value) => {
    expect(parseValidationLevel(text)).toEqual({ value });
  });

  it.each(['1', '3', '32', '-2', '', 'all', 'constructor'])('%j is none', text => {
    expect(parseValidationLevel(text)).toHaveProperty('problem');
  });
});
