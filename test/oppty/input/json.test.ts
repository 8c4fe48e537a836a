import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/oppty/draft/draft.ts';
import { parseJsonInput, parseSetFlags } from '../../../src/oppty/input/json.ts';
import { formatJson } from '../../../src/wire/json.ts';
import { fixture } from '../../support/fixture.ts';

const w = (words: string) => ({ words });
const read = (body: unknown) => parseJsonInput(JSON.stringify(body), 'deal.json', TODAY);
const TODAY = '2026-07-29';
const ID = 'a456236f-6f23-0908-abfd-384aa0f62f9e';

describe('a file', () => {
  const body = {
    name: 'New machine',
    owner_id: 'o',
    closing_date: '2026-03-31',
    step_id: 's',
    value: { base_value: 100, currency_id: 'c' },
    account_relations: [{ account_id: 'a', is_primary: true }],
    contact_relations: [
      { contact_id: 'k2', is_primary: false },
      { contact_id: 'k1', is_primary: true },
    ],
    oppty_type_id: 't',
    unit_id: 'u',
    lead_source_id: 'l',
    reason_of_close_id: 'r',
    description: 'two\nlines',
    cf_n: 5,
  };
  const draft: Draft = {
    name: 'New machine',
    owner: w('o'),
    step: w('s'),
    closing_date: '2026-03-31',
    base_value: '100',
    currency: w('c'),
    accounts: [w('a')],
    contacts: [w('k1'), w('k2')],
    oppty_type: w('t'),
    unit: w('u'),
    lead_source: w('l'),
    reason_of_close: w('r'),
    fields: { description: 'two\nlines', cf_n: 5 },
  };

  it('with a body fills the draft, the primary ones first', () => {
    expect(read(body)).toMatchObject({ draft, problems: [] });
  });

  it('with what a dry run printed is its body', () => {
    expect(read({ method: 'POST', path: '/x', body })).toMatchObject({ draft, problems: [] });
  });

  it('may have the closing date in the words of the flag', () => {
    expect(read({ closing_date: 'next quarter' })).toMatchObject({
      draft: { closing_date: '2026-12-31' },
      problems: [],
    });
  });

  it('may begin with a byte order mark', () => {
    expect(parseJsonInput(`\uFEFF${JSON.stringify(body)}`, 'deal.json', TODAY)).toMatchObject({ draft, problems: [] });
  });

  it('with a record as it is printed becomes a new one: nothing of the old one’s history goes along', () => {
    const record = JSON.parse(fixture('create-opportunity.opportunity-201')).data;
    const { draft, problems } = read({ ...record, cf_note: 'keep', won_date: '2020-01-01 00:00:00.000000+00:00' });
    expect(problems).toEqual([]);
    expect(draft).toMatchObject({
      name: 'New machine',
      owner: w(record.owner_id),
      step: w(record.step_id),
      closing_date: '2026-03-31',
      value: '100',
      base_value: undefined,
      accounts: [w(record.account_relations[0])],
      contacts: [w(record.contact_relations[0])],
      oppty_type: w(record.oppty_type_id),
    });
    expect(draft.fields).toEqual({
      cf_note: 'keep',
      product_sections: [{ id: 0, name: 'Default' }],
      label_flag: 0,
      share_mode: 0,
      is_value_auto_calculate: false,
      is_archived: false,
      was_qualified: false,
    });
  });

  it('without accounts leaves the question open, without contacts answers it', () => {
    expect(read({ account_relations: [], contact_relations: [] }).draft).toMatchObject({
      accounts: undefined,
      contacts: [],
    });
  });

  it('keeps amounts to the digit, and takes them in quotes', () => {
    const text = '{"value":{"value_foreign":12345678901234567890.05,"base_value":"4.30","currency_id":"c"}}';
    expect(parseJsonInput(text, 'x', TODAY).draft).toMatchObject({
      value: '12345678901234567890.05',
      base_value: '4.30',
    });
  });

  it('with a record in a foreign currency keeps the amount that somebody gave, and with a body both', () => {
    const value = { base_value: 95, value_foreign: 90, currency_id: 'c' };
    expect(read({ id: ID, value }).draft).toMatchObject({ value: '90', base_value: undefined });
    expect(read({ id: ID, value: { ...value, value_foreign: null } }).draft).toMatchObject({ base_value: '95' });
    expect(read({ value }).draft).toMatchObject({ value: '90', base_value: '95' });
  });

  it('with a record drops what it holds besides: empty fields, and relations shown whole', () => {
    const { draft, problems } = read({
      ...{
        id: ID,
        name: null,
        owner_id: '',
        closing_date: '',
        unit_id: null,
        status: 1,
        value: { base_value: 1, x: 1 },
      },
      ...{ owner: { id: 'o' }, cf_a: null, cf_b: '', cf_c: [], cf_d: false, cf_e: 0, cf_f: { id: 1 } },
    });
    expect(problems).toEqual([]);
    expect(draft).toMatchObject({ name: undefined, owner: undefined, closing_date: undefined });
    expect(draft.fields).toEqual({ cf_d: false, cf_e: 0, cf_f: { id: 1 } });
  });

  it('written by hand is taken at its word, empty fields too', () => {
    const fields = { created: '2020-01-01', won_date: null, cf_a: null, cf_b: '', cf_c: [], unit_id: null };
    expect(read({ name: 'A', ...fields })).toMatchObject({
      draft: { name: 'A', unit: undefined, fields },
      problems: [],
    });
  });

  it.each(['status', 'modified', 'primary_account', 'owner'])('written by hand cannot hold %s', field => {
    const { draft, problems } = read({ [field]: 1 });
    expect(problems).toMatchObject([{ code: 'USAGE', flag: '--from', field, message: `${field} cannot be written` }]);
    expect(draft.fields).toEqual({});
  });

  it('may hold read-only fields where the server is told to take them, but nothing that is no field', () => {
    const options = { overrideReadOnly: true };
    const text = '{"status":2,"id":"","__proto__":{"x":1}}';
    const { draft, problems } = parseJsonInput(text, 'x', TODAY, options);
    expect(draft.fields).toEqual({ status: 2, id: '' });
    expect(problems.map(({ field }) => field)).toEqual(['__proto__']);
    expect(parseJsonInput(`{"id":"${ID}","status":2}`, 'x', TODAY, options)).toMatchObject({
      draft: { fields: {} },
      problems: [],
    });
  });

  it('keeps what else a link says', () => {
    const links = { contact_relations: [{ contact_id: 'a', is_primary: true, relationship: 2, comment: '' }] };
    expect(read(links).draft.contacts).toEqual([{ words: 'a', more: { relationship: 2, comment: '' } }]);
  });

  it('with a record and its links shown whole takes what they say, not their history', () => {
    const link = { id: ID, lead_oppty_id: ID, contact: { id: 'a' }, oppty: { id: ID }, modified: 'x', revision: 1 };
    const contact_relations = [{ ...link, contact_id: 'a', is_primary: true, relationship: 2, comment: null }];
    expect(read({ id: ID, contact_relations }).draft.contacts).toEqual([{ words: 'a', more: { relationship: 2 } }]);
  });

  it('does nothing with a field called __proto__', () => {
    const { draft } = parseJsonInput('{"name":"A","__proto__":{"owner_id":"o","polluted":1}}', 'x', TODAY);
    expect(draft).toMatchObject({ name: 'A', owner: undefined });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect((draft.fields as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each([
    ['{"name":"X",}', 'line 1, column 13'],
    ['{\n  "name": x\n}', 'line 2, column 11'],
    ['{\n  "name": "X"\n', 'line 3, column 1'],
    ['', 'line 1, column 1'],
    ['name: x', 'line 1, column 1'],
    ['"text', 'line 1, column 6'],
    ['{"a":1}}', 'line 1, column 8'],
    ['['.repeat(200), 'nested too deeply'],
  ])('that holds %j is not JSON, and says where', (text, place) => {
    expect(() => parseJsonInput(text, 'deal.json', TODAY)).toThrow(
      expect.objectContaining({ code: 'USAGE', flag: '--from', message: expect.stringContaining(place) }),
    );
    expect(() => parseJsonInput(text, 'deal.json', TODAY)).toThrow('deal.json is not JSON: ');
  });

  it.each(['[]', '[{"name":"x"}]', '"x"', '5', 'null', 'true', '12345678901234567890', '{"success":true,"data":[]}'])(
    'that holds %s is refused',
    text => {
      expect(() => parseJsonInput(text, 'deal.json', TODAY)).toThrow(
        expect.objectContaining({ code: 'USAGE', flag: '--from', message: expect.stringContaining('one JSON object') }),
      );
    },
  );

  it('with the answer of the API is the record in it', () => {
    const record = { ...body, id: ID, revision: 3 };
    expect(read({ success: true, data: record })).toEqual(read(record));
  });

  it('of another client is read without its revision, and says so', () => {
    const { draft: parsed, problems, notes } = read({ ...body, revision: 1 });
    expect([parsed, problems]).toEqual([draft, []]);
    expect(notes).toEqual(['The revision is left out: the server counts it.']);
  });

  it.each([
    ['1e5', '100000'],
    ['12.5E+3', '12500'],
    ['-1.5e-2', '-0.015'],
    ['1e21', '1000000000000000000000'],
  ])('with the number %s has it written out', (number, amount) => {
    expect(parseJsonInput(`{"value":{"base_value":${number}}}`, 'x', TODAY)).toMatchObject({
      draft: { base_value: amount },
      problems: [],
    });
  });

  it.each<[unknown, string]>([
    [{ name: 5 }, 'name'],
    [{ owner_id: { id: 'x' } }, 'owner_id'],
    [{ closing_date: 20260331 }, 'closing_date'],
    [{ closing_date: '03/04/2026' }, 'closing_date'],
    [{ closing_date: 'soon' }, 'closing_date'],
    [{ closing_date: '2026-02-30' }, 'closing_date'],
    [{ value: 100 }, 'value'],
    [{ value: { base_value: 'many' } }, 'value.base_value'],
    [{ value: { value_foreign: '1,000' } }, 'value.value_foreign'],
    [{ value: { base_value: [1] } }, 'value.base_value'],
    [{ value: { base_value: '1e5' } }, 'value.base_value'],
    [{ value: { currency_id: 1 } }, 'value.currency_id'],
    [{ value: { base_value: 1, currency: 'EUR' } }, 'value.currency'],
    [{ closing_date: '' }, 'closing_date'],
    [{ account_relations: { account_id: 'a' } }, 'account_relations'],
    [{ account_relations: [5] }, 'account_relations.0'],
    [{ account_relations: [{ is_primary: true }] }, 'account_relations'],
    [{ account_relations: [{ account_id: 'a' }] }, 'account_relations'],
    [{ account_relations: [{ account_id: 'a', is_primary: false }] }, 'account_relations'],
    [
      {
        account_relations: [
          { account_id: 'a', is_primary: true },
          { account_id: 'b', is_primary: true },
        ],
      },
      'account_relations',
    ],
    [
      {
        contact_relations: [
          { contact_id: 'a', is_primary: true },
          { contact_id: 'b', is_primary: true },
        ],
      },
      'contact_relations',
    ],
    [{ contact_relations: [{ account_id: 'a', is_primary: true }] }, 'contact_relations'],
  ])('with %j is refused by field', (body, field) => {
    const { problems } = read(body);
    expect(problems).toMatchObject([{ code: 'USAGE', flag: '--from', field }]);
  });

  it('names all its problems together', () => {
    const { problems } = read({
      closing_date: '2026-13-01',
      value: { base_value: 'x' },
      account_relations: [{ account_id: 'a' }],
    });
    expect(problems.map(({ field }) => field).sort()).toEqual([
      'account_relations',
      'closing_date',
      'value.base_value',
    ]);
  });
});

describe('--set', () => {
  it.each<[string, unknown]>([
    ['cf_x=text', 'text'],
    ['cf_x= a = b ', ' a = b '],
    ['cf_x=5', '5'],
    ['cf_x:=5', 5],
    ['cf_x:=true', true],
    ['cf_x:="quoted"', 'quoted'],
    ['cf_x:=[1,{"a":null}]', [1, { a: null }]],
    ['cf_x=two\nlines', 'two\nlines'],
  ])('%s sets the field', (setting, value) => {
    const { draft, problems } = parseSetFlags([setting], TODAY);
    expect(problems).toEqual([]);
    expect(draft.fields).toEqual({ cf_x: value });
  });

  it('keeps a long number to the digit', () => {
    expect(formatJson(parseSetFlags(['cf_x:=12345678901234567890.10'], TODAY).draft.fields)).toBe(
      '{"cf_x":12345678901234567890.10}',
    );
  });

  it('fills the draft where the field has a place in it', () => {
    const { draft } = parseSetFlags(['name=A', `owner_id=${ID}`, 'value:={"base_value":5,"currency_id":"c"}'], TODAY);
    expect(draft).toMatchObject({ name: 'A', owner: w(ID), base_value: '5', currency: w('c'), fields: {} });
  });

  it.each<[string[], RegExp]>([
    [['cf_x'], /takes field=text/],
    [['=x'], /takes field=text/],
    [['cf-x=1'], /takes field=text/],
    [['1x=1'], /takes field=text/],
    [['cf_x=1', 'cf_x=2'], /twice/],
    [['cf_x:=text'], /not JSON/],
    [['cf_x:={a:1}'], /not JSON/],
    [['cf_x:='], /not JSON/],
    [['closing_date=soon'], /not a date/],
    [['__proto__:={"name":"x"}'], /__proto__/],
    [['__proto__=x'], /__proto__/],
  ])('%j is refused', (settings, message) => {
    const { draft, problems } = parseSetFlags(settings, TODAY);
    expect(problems).toMatchObject([{ code: 'USAGE', flag: '--set', message: expect.stringMatching(message) }]);
    expect(draft.name).toBeUndefined();
  });

  it('sends an empty value as it is', () => {
    const { draft, problems } = parseSetFlags(
      ['cf_x=', 'cf_y:=null', 'cf_z:=[]', 'unit_id:=null', 'won_date=2020'],
      TODAY,
    );
    expect(problems).toEqual([]);
    expect(draft.fields).toEqual({ cf_x: '', cf_y: null, cf_z: [], unit_id: null, won_date: '2020' });
  });

  it('cannot set what only the server sets, unless the server is told to take it', () => {
    expect(parseSetFlags([`id=${ID}`, 'status:=2'], TODAY).problems).toMatchObject([
      { code: 'USAGE', flag: '--set', field: 'id', message: 'id cannot be written' },
      { code: 'USAGE', flag: '--set', field: 'status', message: 'status cannot be written' },
    ]);
    expect(parseSetFlags([`id=${ID}`, 'status:=2'], TODAY, { overrideReadOnly: true })).toMatchObject({
      draft: { fields: { id: ID, status: 2 } },
      problems: [],
    });
  });

  it('tells when the shell took the quotes away', () => {
    expect(parseSetFlags(['cf_x:={a:1}'], TODAY).problems[0]?.hint).toContain('single quotes');
  });

  it.each(['constructor', 'toString', 'valueOf'])('hands on a field called %s, to be refused as unknown', field => {
    expect(parseSetFlags([`${field}=x`], TODAY).draft.fields).toHaveProperty(field, 'x');
  });
});
