import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/oppty/draft/draft.ts';
import { overlay, replaceAnswers } from '../../../src/oppty/draft/overlay.ts';
import { toBody } from '../../../src/oppty/draft/to-body.ts';
import { nameOf } from '../../../src/records/found.ts';
import { formatJson } from '../../../src/wire/json.ts';
import { ACME, DEAL, DOLLAR, EURO, FIRST, IDA, JOHN, TOM, ZIEMANN } from '../../support/deals.ts';

const w = (words: string) => ({ words });

describe('the body of a create', () => {
  it('is what the tutorial sends', () => {
    expect(JSON.parse(formatJson(toBody(DEAL)))).toEqual({
      name: 'New machine',
      owner_id: JOHN.id,
      step_id: FIRST.id,
      closing_date: '2026-03-31',
      value: { base_value: 12500.5, currency_id: DOLLAR.id },
      account_relations: [{ account_id: ZIEMANN.id, is_primary: true }],
      contact_relations: [{ contact_id: IDA.id, is_primary: true }],
    });
  });

  it('has one primary account and one primary contact, the first ones', () => {
    const body = toBody({ ...DEAL, accounts: [ACME, ZIEMANN], contacts: [TOM, IDA] });
    expect(body.account_relations).toEqual([
      { account_id: ACME.id, is_primary: true },
      { account_id: ZIEMANN.id, is_primary: false },
    ]);
    expect(body.contact_relations).toEqual([
      { contact_id: TOM.id, is_primary: true },
      { contact_id: IDA.id, is_primary: false },
    ]);
  });

  it.each<[string, Draft, string | undefined]>([
    ['in the base currency', { value: '100', currency: DOLLAR }, '{"base_value":100,"currency_id":"DOLLAR"}'],
    ['in another currency', { value: '0.10', currency: EURO }, '{"value_foreign":0.10,"currency_id":"EURO"}'],
    [
      'in both',
      { value: '90', base_value: '100', currency: EURO },
      '{"base_value":100,"value_foreign":90,"currency_id":"EURO"}',
    ],
    [
      'in the base currency beside another',
      { base_value: '100', currency: EURO },
      '{"base_value":100,"currency_id":"EURO"}',
    ],
    [
      'in the base currency by its own flag',
      { base_value: '7', currency: DOLLAR },
      '{"base_value":7,"currency_id":"DOLLAR"}',
    ],
    [
      'with more digits than a double holds',
      { value: '12345678901234567890.123456789', currency: DOLLAR },
      '{"base_value":12345678901234567890.123456789,"currency_id":"DOLLAR"}',
    ],
    ['below zero', { value: '-5.00', currency: DOLLAR }, '{"base_value":-5.00,"currency_id":"DOLLAR"}'],
    ['that was not given', { currency: DOLLAR }, undefined],
  ])('has the amount %s', (_, draft, text) => {
    const { value } = toBody(draft);
    const ids = (formatted: string) => formatted.replace(DOLLAR.id, 'DOLLAR').replace(EURO.id, 'EURO');
    expect(value === undefined ? undefined : ids(formatJson(value))).toBe(text);
  });

  it('leaves out what was not said, and keeps an answer of no contact out of it', () => {
    expect(toBody({ name: 'A', contacts: [], fields: {} })).toEqual({ name: 'A' });
  });

  it('has the other fields as they are, false and empty ones too', () => {
    const fields = { label_flag: 3, was_qualified: false, description: '', cf_x: null, cf_y: [1] };
    expect(toBody({ fields })).toEqual(fields);
  });

  it('has what else a link says, but its own primary', () => {
    const more = { relationship: 2, comment: 'met twice', is_primary: false };
    expect(toBody({ contacts: [{ ...IDA, more }, TOM] }).contact_relations).toEqual([
      { contact_id: IDA.id, is_primary: true, relationship: 2, comment: 'met twice' },
      { contact_id: TOM.id, is_primary: false },
    ]);
  });

  it('lets an answer win over the same field emptied', () => {
    expect(toBody({ unit: ACME, fields: { unit_id: null, lead_source_id: null } })).toEqual({
      unit_id: ACME.id,
      lead_source_id: null,
    });
  });

  it.each<[Draft]>([
    [{ owner: w('Jane') }],
    [{ step: w('First') }],
    [{ accounts: [ZIEMANN, w('Acme')] }],
    [{ value: '1' }],
    [{ value: '1', currency: w('EUR') }],
  ])('is not made of words nobody looked up: %j', draft => {
    expect(() => toBody(draft)).toThrow('not looked up');
  });
});

describe('a draft laid over another', () => {
  it.each<[string, Draft, Draft, Draft]>([
    [
      'says what it says',
      { name: 'a', closing_date: '2026-01-01' },
      { name: 'b' },
      { name: 'b', closing_date: '2026-01-01' },
    ],
    ['leaves the rest alone', { name: 'a' }, { name: undefined }, { name: 'a' }],
    [
      'brings its amount without the old one in the other currency',
      { value: '90', base_value: '100', currency: EURO },
      { value: '5' },
      { value: '5', currency: EURO },
    ],
    [
      'brings its base amount without the old amount',
      { value: '90', base_value: '100' },
      { base_value: '5' },
      { base_value: '5' },
    ],
    [
      'brings its pipeline without the old step',
      { pipeline: w('A'), step: w('1') },
      { pipeline: w('B') },
      { pipeline: w('B') },
    ],
    [
      'brings its step without the old pipeline',
      { pipeline: w('A'), step: w('1') },
      { step: w('2') },
      { step: w('2') },
    ],
    ['brings its step without the old type', { step: w('1'), oppty_type: w('t') }, { step: w('2') }, { step: w('2') }],
    [
      'brings its pipeline without the old type',
      { pipeline: w('A'), oppty_type: w('t') },
      { pipeline: w('B') },
      { pipeline: w('B') },
    ],
    [
      'brings its type beside its step',
      { step: w('1'), oppty_type: w('t') },
      { step: w('2'), oppty_type: w('u') },
      { step: w('2'), oppty_type: w('u') },
    ],
    [
      'brings its unit in place of the old word that there is none',
      { fields: { unit_id: null, cf_x: null } },
      { unit: w('North') },
      { unit: w('North'), fields: { cf_x: null } },
    ],
    ['brings all its accounts', { accounts: [w('a'), w('b')] }, { accounts: [w('c')] }, { accounts: [w('c')] }],
    [
      'brings its accounts without the contacts of the old ones',
      { accounts: [w('a')], contacts: [w('b')] },
      { accounts: [w('c')] },
      { accounts: [w('c')] },
    ],
    [
      'brings its currency without the amounts in the old one',
      { value: '90', base_value: '100', currency: EURO },
      { currency: w('JPY') },
      { currency: w('JPY') },
    ],
    ['can take the contacts away', { contacts: [w('a')] }, { contacts: [] }, { contacts: [] }],
    ['adds its fields', { fields: { a: 1, b: 1 } }, { fields: { b: 2, c: 2 } }, { fields: { a: 1, b: 2, c: 2 } }],
  ])('%s', (_, under, over, merged) => {
    expect(replaceAnswers(under, over)).toEqual({ fields: {}, ...merged });
  });

  it('said in one breath takes nothing away with it', () => {
    const under = { step: w('1'), oppty_type: w('t'), accounts: [w('a')], contacts: [w('b')], fields: { a: 1 } };
    expect(overlay(under, { step: w('2'), name: undefined, accounts: [w('c')], fields: { b: 2 } })).toEqual({
      ...under,
      step: w('2'),
      accounts: [w('c')],
      fields: { a: 1, b: 2 },
    });
  });

  it('changes neither of them', () => {
    const [under, over] = [
      Object.freeze({ value: '1', pipeline: w('A') }),
      Object.freeze({ value: '2', step: w('1') }),
    ];
    expect(replaceAnswers(under, over)).toEqual({ value: '2', step: w('1'), fields: {} });
  });
});

it('a record is called by its name, or by the words it was asked for with', () => {
  expect([nameOf(JOHN), nameOf(w('Jane'))]).toEqual(['John Doe', 'Jane']);
});
