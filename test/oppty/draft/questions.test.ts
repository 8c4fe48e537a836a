import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/oppty/draft/draft.ts';
import {
  isAnswered,
  missingAnswers,
  QUESTIONS,
  questionById,
  questionForField,
} from '../../../src/oppty/draft/questions.ts';
import { DEAL, FIRST, SALES, ZIEMANN } from '../../support/deals.ts';

/** What the contract and the tutorial require of a create. */
const REQUIRED = ['name', 'owner_id', 'closing_date', 'step_id', 'value'];
const flags = (draft: Draft) => missingAnswers(draft).map(({ flag }) => flag);

describe('a question', () => {
  it.each(REQUIRED)('that is required answers for %s, and only one does', field => {
    expect(QUESTIONS.filter(one => one.required && one.fields.includes(field))).toHaveLength(1);
    expect(questionForField(field)?.required).toBe(true);
  });

  it('shares neither its id, its flag, its words nor a field with another', () => {
    for (const key of ['id', 'flag', 'message'] as const) {
      expect(new Set(QUESTIONS.map(one => one[key])).size).toBe(QUESTIONS.length);
    }
    const fields = QUESTIONS.flatMap(one => one.fields);
    expect(new Set(fields).size).toBe(fields.length);
  });

  it('that is required is asked in any case', () => {
    expect(QUESTIONS.filter(one => one.required && !one.always)).toEqual([]);
  });

  it('clears only what is asked after it', () => {
    const order = QUESTIONS.map(({ id }) => id);
    for (const { id, clears = [] } of QUESTIONS) {
      for (const other of clears) expect(order.indexOf(other)).toBeGreaterThan(order.indexOf(id));
    }
  });

  it('comes in the order a person expects', () => {
    expect(QUESTIONS.filter(one => one.always).map(one => one.message)).toEqual([
      'Owner',
      'Pipeline',
      'Step',
      'Account',
      'Primary contact',
      'Opportunity name',
      'Value',
      'Currency',
      'Closing date',
    ]);
  });

  it('is found by its id', () => {
    for (const one of QUESTIONS) expect(questionById(one.id)).toBe(one);
    expect(() => questionById('nothing' as never)).toThrow();
  });
});

it.each([
  ['value.currency_id', 'currency'],
  ['value.value_foreign', 'value'],
  ['value.something_new', 'value'],
  ['account_relations', 'accounts'],
  ['account_relations.0.account_id', 'accounts'],
  ['primary_contact', 'contacts'],
  ['oppty_type_id', 'oppty_type'],
  ['cf_region', undefined],
  ['description', undefined],
  ['', undefined],
  ['toString', undefined],
])('the field %j is answered for by %s', (field, id) => {
  expect(questionForField(field)?.id).toBe(id);
});

describe('what is missing', () => {
  it('of nothing is everything that is required', () => {
    expect(missingAnswers({})).toMatchObject(
      [
        ['--owner', 'owner_id'],
        ['--pipeline', 'pipeline'],
        ['--step', 'step_id'],
        ['--account', 'account_relations'],
        ['--name', 'name'],
        ['--value', 'value'],
        ['--closing-date', 'closing_date'],
      ].map(([flag, field]) => ({ code: 'MISSING_INPUT', flag, field })),
    );
  });

  it('says what each flag takes', () => {
    for (const { message, flag } of missingAnswers({})) expect(message).toMatch(new RegExp(`^${flag} is missing: .+`));
  });

  it.each<[string, Draft, string[]]>([
    ['of a whole draft is nothing', DEAL, []],
    ['is no contact', { ...DEAL, contacts: undefined }, []],
    ['is no currency', { ...DEAL, currency: undefined }, []],
    ['is no pipeline beside a step', { ...DEAL, pipeline: undefined }, []],
    ['is the step beside a pipeline', { ...DEAL, step: undefined }, ['--step']],
    ['is no amount beside one in the base currency', { ...DEAL, value: undefined, base_value: '5' }, []],
    [
      'is no account beside a company in words',
      { ...DEAL, accounts: undefined, fields: { quick_account_name: 'X' } },
      [],
    ],
    ['is several at once', { ...DEAL, owner: undefined, name: undefined }, ['--owner', '--name']],
  ])('%s', (_, draft, missed) => {
    expect(flags(draft)).toEqual(missed);
  });
});

it('no contact is an answer, no account is none', () => {
  expect(isAnswered({ contacts: [] }, 'contacts')).toBe(true);
  expect(isAnswered({}, 'contacts')).toBe(false);
  expect(isAnswered({}, 'accounts')).toBe(false);
  expect(isAnswered({ accounts: [ZIEMANN] }, 'accounts')).toBe(true);
  expect(isAnswered({ step: FIRST }, 'pipeline')).toBe(true);
  expect(isAnswered({ pipeline: SALES }, 'step')).toBe(false);
});
