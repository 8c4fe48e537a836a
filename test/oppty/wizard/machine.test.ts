import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/oppty/draft/draft.ts';
import { missingAnswers, QUESTIONS, type QuestionId } from '../../../src/oppty/draft/questions.ts';
import { toBody } from '../../../src/oppty/draft/to-body.ts';
import {
  advance,
  problemsAt,
  reviewedQuestions,
  startWizard,
  suggestedAnswers,
  type WizardEvent,
  type WizardState,
} from '../../../src/oppty/wizard/machine.ts';
import type { WizardStep } from '../../../src/oppty/wizard/steps.ts';
import {
  ANA,
  answerFor,
  DEMANDING,
  FACTS,
  finish,
  idOf,
  moves,
  PEOPLE,
  RENEWALS,
  run,
  STEPS,
  TYPES,
} from '../../support/arbitraries.ts';
import { ACME, DEAL, DOLLAR, EURO, FIRST, IDA, JOHN, SALES, ZIEMANN } from '../../support/deals.ts';

/** Which question answers for a field, as the API calls it. */
const OWNERS: Readonly<Record<string, QuestionId>> = {
  owner_id: 'owner',
  owner: 'owner',
  pipeline: 'pipeline',
  pipeline_id: 'pipeline',
  step_id: 'step',
  step: 'step',
  account_relations: 'accounts',
  primary_account: 'accounts',
  account_id: 'accounts',
  contact_relations: 'contacts',
  primary_contact: 'contacts',
  contact_id: 'contacts',
  name: 'name',
  value: 'value',
  'value.base_value': 'value',
  'value.value_foreign': 'value',
  base_value: 'value',
  value_foreign: 'value',
  'value.currency_id': 'currency',
  currency_id: 'currency',
  currency: 'currency',
  closing_date: 'closing_date',
  oppty_type_id: 'oppty_type',
  oppty_type: 'oppty_type',
  unit_id: 'unit',
  unit: 'unit',
  lead_source_id: 'lead_source',
  lead_source: 'lead_source',
  reason_of_close_id: 'reason_of_close',
  reason_of_close: 'reason_of_close',
};
const REFUSABLE = Object.keys(OWNERS);

const defined = (draft: Draft) => Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined));
const start = startWizard({}, FACTS);
/** What going back restores. */
const moment = ({ step, draft, refusals, hasOfferedMore, trail }: WizardState) => ({
  step,
  draft,
  refusals,
  hasOfferedMore,
  trail,
});
const rejected = (...fields: (string | undefined)[]): WizardEvent => ({
  type: 'rejected',
  problems: fields.map(field => ({ code: 'REJECTED', message: `bad ${field}`, field })),
});
const starts = fc.constantFrom<WizardState>(
  start,
  startWizard({ name: 'By flag', value: '90', base_value: '100', currency: EURO }, FACTS),
  startWizard({ pipeline: SALES, step: FIRST, oppty_type: TYPES[SALES.id]![0] }, FACTS),
  startWizard(DEAL, FACTS),
  startWizard({ fields: { quick_account_name: 'Somebody' } }, { currencies: 1 }),
  startWizard({}, DEMANDING),
  startWizard({ ...DEAL, fields: { cf_no: '7', cf_region: 'by name' } }, DEMANDING),
);

describe('the wizard, whatever happens', () => {
  it('always stands somewhere, and asks only what makes sense', () => {
    const others = ['all:accounts', 'all:contacts', 'more', 'review', 'accepted'];
    const places = new Set<string>([...QUESTIONS.map(({ id }) => id), ...others]);
    fc.assert(
      fc.property(starts, moves, (from, given) => {
        for (const { after } of run(from, given)) {
          expect(places.has(after.step) || /^field:./.test(after.step)).toBe(true);
          expect(after.trail).not.toContain(undefined);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('survives events in any order, even those that nobody could cause', () => {
    const answerable: WizardStep[] = [
      ...QUESTIONS.map(({ id }) => id),
      'field:description',
      'all:accounts',
      'all:contacts',
    ];
    const place = fc.constantFrom<WizardStep>(...answerable, 'more', 'review');
    const question = fc.constantFrom<WizardStep>(...answerable);
    const problem = fc.record(
      {
        code: fc.constant('REJECTED' as const),
        message: fc.string(),
        field: fc.oneof(fc.constantFrom(...REFUSABLE), fc.string()),
      },
      { requiredKeys: ['code', 'message'] },
    );
    const event: fc.Arbitrary<WizardEvent> = fc.oneof(
      fc
        .tuple(question, fc.nat(50))
        .map(([step, n]): WizardEvent => ({ type: 'answered', step, draft: answerFor(step, start, n) })),
      fc.constantFrom<WizardEvent>({ type: 'back' }, { type: 'enough' }, { type: 'accept' }),
      place.map((step): WizardEvent => ({ type: 'edit', step })),
      fc.array(problem).map((problems): WizardEvent => ({ type: 'rejected', problems })),
    );
    fc.assert(
      fc.property(starts, fc.array(event, { maxLength: 60 }), (from, events) => {
        // Once accepted, only a refusal brings it back.
        const end = events.reduce(
          (state, one) => (state.step === 'accepted' && one.type !== 'rejected' ? state : advance(state, one)),
          from,
        );
        expect(typeof end.step).toBe('string');
        if (end.step === 'accepted') expect(missingAnswers(end.draft)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('sends the last answers given, and no others', () => {
    fc.assert(
      fc.property(starts, moves, (from, given) => {
        const currency = from.facts.currencies > 1 ? EURO : DOLLAR;
        const wanted: Draft = { ...DEAL, currency };
        let last = from;
        for (const { after } of run(from, given)) last = after;
        if (last.step === 'accepted') last = advance(last, { type: 'rejected', problems: [] });
        const { draft } = finish(last, wanted);
        const { oppty_type, unit, lead_source, reason_of_close, fields } = draft;
        const { accounts, contacts } = fields?.quick_account_name ? draft : wanted;
        expect(toBody({ ...draft, currency: draft.currency ?? DOLLAR })).toEqual(
          toBody({ ...wanted, accounts, contacts, oppty_type, unit, lead_source, reason_of_close, fields }),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('holds no answer that nobody gave', () => {
    fc.assert(
      fc.property(starts, moves, (from, given) => {
        const said = [from.draft];
        for (const { event, after } of run(from, given)) {
          if (event.type === 'answered') said.push(event.draft);
          const { fields = {}, ...rest } = defined(after.draft) as Draft;
          const among = (held: unknown, all: unknown[]) =>
            expect(all.map(one => JSON.stringify(one))).toContain(JSON.stringify(held));
          for (const [key, value] of Object.entries(rest)) {
            among(
              value,
              said.map(one => one[key as keyof Draft]),
            );
          }
          for (const [key, value] of Object.entries(fields)) {
            among(
              value,
              said.map(one => one.fields?.[key]),
            );
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('forgets no refusal before its question was answered', () => {
    fc.assert(
      fc.property(starts, moves, (from, given) => {
        for (const { before, event, after } of run(from, given)) {
          if (event.type === 'rejected' || event.type === 'back') continue;
          const left = before.refusals.filter(({ step }) => event.type !== 'answered' || step !== event.step);
          if (after.step !== 'accepted') expect(after.refusals).toEqual(left);
          else expect(left.filter(({ step }) => step !== 'review')).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never keeps an answer that belongs to another one’s old value', () => {
    fc.assert(
      fc.property(starts, moves, (from, given) => {
        for (const { after } of run(from, given)) {
          const { pipeline, step, oppty_type, accounts, contacts, value, base_value, currency } = after.draft;
          if (pipeline && step) expect(STEPS[idOf(pipeline)]?.map(({ id }) => id)).toContain(idOf(step));
          if (pipeline && oppty_type) expect(TYPES[idOf(pipeline)]?.map(({ id }) => id)).toContain(idOf(oppty_type));
          const people = (accounts ?? []).flatMap(account => PEOPLE[idOf(account)] ?? []);
          if (accounts) for (const one of contacts ?? []) expect(people).toContain(one);
          if (base_value !== undefined) expect([value, idOf(currency)]).toEqual(['90', EURO.id]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is accepted only when nothing is missing', () => {
    fc.assert(
      fc.property(starts, moves, (from, given) => {
        for (const { after } of run(from, given))
          if (after.step === 'accepted') expect(missingAnswers(after.draft)).toEqual([]);
      }),
    );
  });

  it('does the same again for the same events, and changes no state it was given', () => {
    const frozen = <T>(value: T): T => {
      if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
        Object.freeze(value);
        Object.values(value).forEach(frozen);
      }
      return value;
    };
    fc.assert(
      fc.property(starts, moves, (from, given) => {
        for (const { before, event, after } of run(structuredClone(from), given)) {
          expect(advance(frozen(before), event)).toEqual(after);
        }
      }),
    );
  });
});

describe('going back', () => {
  it('after an answer leads to the moment before it, and offers that answer', () => {
    fc.assert(
      fc.property(starts, moves, fc.nat(50), (from, given, n) => {
        let before = from;
        for (const { after } of run(from, given)) before = after;
        const { step } = before;
        if (['more', 'review', 'accepted'].includes(step) || step.startsWith('all:')) return;
        const answer = answerFor(step, before, n);
        const after = advance(advance(before, { type: 'answered', step, draft: answer }), { type: 'back' });
        expect(moment(after)).toEqual(moment(before));
        expect(after.draft).toBe(before.draft);
        expect(suggestedAnswers(after)).toMatchObject(answer);
      }),
      { numRuns: 500 },
    );
  });

  it('from a question opened by the review leads to the review as it was', () => {
    fc.assert(
      fc.property(starts, moves, fc.nat(50), (from, given, n) => {
        let last = from;
        for (const { after } of run(from, given)) last = after;
        if (last.step !== 'review') return;
        const choices: WizardStep[] = [...reviewedQuestions(last).map(({ id }) => id), 'more', 'field:description'];
        const opened = advance(last, { type: 'edit', step: choices[n % choices.length]! });
        expect(suggestedAnswers({ ...opened, suggestions: {} })).toEqual(
          suggestedAnswers({ ...last, suggestions: {} }),
        );
        expect(moment(advance(opened, { type: 'back' }))).toEqual(moment(last));
      }),
      { numRuns: 500 },
    );
  });

  it('over all answers and forward again by those offered ends in the same draft', () => {
    let state = start;
    while (state.step !== 'more') {
      const step = state.step as QuestionId;
      state = advance(state, { type: 'answered', step, draft: { [step]: DEAL[step] } });
    }
    const reached = state;
    while (state.trail.length > 0) state = advance(state, { type: 'back' });
    expect(state).toMatchObject({ step: 'owner', draft: {} });
    while (state.step !== 'more') {
      const step = state.step as QuestionId;
      state = advance(state, { type: 'answered', step, draft: { [step]: suggestedAnswers(state)[step] } });
    }
    expect(moment(state)).toEqual(moment(reached));
  });

  it.each<[QuestionId, Draft]>([
    ['owner', { owner: ANA }],
    ['pipeline', { pipeline: RENEWALS }],
    ['accounts', { accounts: [ACME] }],
    ['value', { value: '1' }],
  ])('twice from an edit of %s gives the old answer back with what hung on it', (step, draft) => {
    const full = { ...DEAL, currency: EURO, base_value: '100', oppty_type: TYPES[SALES.id]![0] };
    const atReview = advance(startWizard(full, FACTS), { type: 'enough' });
    const opened = advance(atReview, { type: 'edit', step });
    const back = advance(advance(opened, { type: 'answered', step, draft }), { type: 'back' });
    expect([back.step, back.draft]).toEqual([step, full]);
    expect(suggestedAnswers(back)).toMatchObject(draft);
    const home = advance(back, { type: 'back' });
    expect(moment(home)).toEqual(moment(atReview));
    expect(suggestedAnswers(advance(home, { type: 'edit', step }))[step]).toEqual(full[step]);
  });

  it('offers no dependant of an answer that was changed', () => {
    const contact = advance(startWizard({ ...DEAL, accounts: undefined, contacts: undefined }, FACTS), {
      type: 'answered',
      step: 'accounts',
      draft: { accounts: [ZIEMANN] },
    });
    const after = advance(contact, { type: 'answered', step: 'contacts', draft: { contacts: [] } });
    const atAccount = advance(advance(after, { type: 'back' }), { type: 'back' });
    const same = advance(atAccount, { type: 'answered', step: 'accounts', draft: { accounts: [ZIEMANN] } });
    const other = advance(atAccount, { type: 'answered', step: 'accounts', draft: { accounts: [ACME] } });
    expect([suggestedAnswers(same).contacts, suggestedAnswers(other).contacts]).toEqual([[], undefined]);
  });

  it('from the first question stays there and says so', () => {
    expect(advance(start, { type: 'back' })).toMatchObject({
      step: 'owner',
      note: 'This is the first question. Ctrl-C ends.',
    });
  });

  it('from the list of optional fields leads to the last question', () => {
    let state = startWizard({ ...DEAL, closing_date: undefined }, FACTS);
    state = advance(state, { type: 'answered', step: 'closing_date', draft: { closing_date: '2026-03-31' } });
    expect(state.step).toBe('more');
    const back = advance(state, { type: 'back' });
    expect([back.step, suggestedAnswers(back).closing_date]).toEqual(['closing_date', '2026-03-31']);
  });
});

describe('another answer', () => {
  const atReview = advance(startWizard({ ...DEAL, oppty_type: TYPES[SALES.id]![0] }, FACTS), { type: 'enough' });
  const change = (step: QuestionId, draft: Draft, from = atReview) =>
    advance(advance(from, { type: 'edit', step }), { type: 'answered', step, draft });

  it('to the pipeline clears the step and the type, says so, and asks for the step', () => {
    const state = change('pipeline', { pipeline: RENEWALS });
    expect(state).toMatchObject({
      step: 'step',
      draft: { pipeline: RENEWALS, step: undefined, oppty_type: undefined },
    });
    expect(state.note).toBe('Pipeline changed, so Step must be answered again, and Opportunity type no longer holds.');
  });

  it('to the account clears the contacts, says so, and asks for one', () => {
    const state = change('accounts', { accounts: [ACME] });
    expect(state).toMatchObject({ step: 'contacts', draft: { accounts: [ACME], contacts: undefined } });
    expect(state.note).toBe('Account changed, so Primary contact must be answered again.');
  });

  it('that is the same one clears nothing', () => {
    for (const [step, draft] of [
      ['pipeline', { pipeline: { ...SALES } }],
      ['accounts', { accounts: [{ ...ZIEMANN }] }],
      ['owner', { owner: ANA }],
    ] as const) {
      const state = change(step, draft);
      expect(state).toMatchObject({ step: 'review', note: undefined, draft: { step: FIRST, contacts: [IDA] } });
    }
  });

  it('to the value takes the old base amount along', () => {
    const both = advance(startWizard({ ...DEAL, value: '90', base_value: '100', currency: EURO }, FACTS), {
      type: 'enough',
    });
    for (const [step, draft] of [
      ['value', { value: '50' }],
      ['currency', { currency: DOLLAR }],
    ] as const) {
      const state = change(step, draft, both);
      expect(state.draft).toMatchObject({ ...draft, base_value: undefined });
      expect(state.note).toMatch(/^(Value|Currency) changed, so Base value no longer holds\.$/);
    }
    expect(change('currency', { currency: { ...EURO } }, both).draft.base_value).toBe('100');
    expect(change('value', { value: '90', base_value: '100' }, both)).toMatchObject({ note: undefined });
  });

  it('of nothing takes a field away', () => {
    const set = advance(startWizard({ ...DEAL, fields: { cf_x: 5, cf_y: null } }, FACTS), { type: 'enough' });
    const state = advance(advance(set, { type: 'edit', step: 'field:cf_x' }), {
      type: 'answered',
      step: 'field:cf_x',
      draft: { fields: { cf_x: undefined } },
    });
    expect(Object.entries(state.draft.fields!)).toEqual([['cf_y', null]]);
    expect(advance(state, { type: 'back' }).draft.fields).toEqual({ cf_x: 5, cf_y: null });
  });
});

describe('a refusal', () => {
  const sent = advance(advance(startWizard({ ...DEAL, fields: { cf_y: '1' } }, FACTS), { type: 'enough' }), {
    type: 'accept',
  });
  const refuse = (...fields: (string | undefined)[]) => advance(sent, rejected(...fields));
  const answer = (state: WizardState, step: QuestionId, draft: Draft) =>
    advance(state, { type: 'answered', step, draft });

  it.each(Object.entries(OWNERS))('of %s opens the question %s, with its words', (field, step) => {
    const state = refuse(field);
    expect([state.step, problemsAt(state), state.draft]).toEqual([step, [`bad ${field}`], sent.draft]);
  });

  it.each([
    ['description', 'field:description'],
    ['cf_new', 'field:cf_new'],
    ['cf_y', 'field:cf_y'],
    ['cf_list.0', 'field:cf_list'],
    ['toString', 'field:toString'],
    ['__proto__', 'field:__proto__'],
    ['value.something_new', 'value'],
    ['account_relations.0.account_id', 'accounts'],
  ])('of %s opens %s, though nobody gave it', (field, step) => {
    const state = refuse(field);
    expect([state.step, state.draft]).toEqual([step, sent.draft]);
    expect(problemsAt(state).join()).toContain(`bad ${field}`);
  });

  it.each([undefined, ''])('of no field (%j) lands on the review, with the words', field => {
    const state = refuse(field);
    expect([state.step, problemsAt(state)]).toEqual(['review', [`bad ${field}`]]);
    expect(advance(state, { type: 'accept' })).toMatchObject({ step: 'accepted', refusals: [] });
  });

  it('can come from anywhere, and of any field', () => {
    fc.assert(
      fc.property(starts, moves, fc.array(fc.option(fc.string(), { nil: undefined })), (from, given, fields) => {
        let last = from;
        for (const { after } of run(from, given)) last = after;
        const state = advance(last, rejected(...fields));
        expect(state.draft).toBe(last.draft);
        const named = fields.some(field => field?.split('.')[0]);
        expect(state.step === 'review').toBe(!named);
        for (const field of fields) {
          expect(state.refusals.map(({ message }) => message).join('; ')).toContain(`bad ${field}`);
        }
      }),
    );
  });

  it('of several fields opens one question after the other, then the review', () => {
    let state = refuse('owner_id', 'name', undefined, 'owner');
    expect([state.step, problemsAt(state)]).toEqual(['owner', ['bad owner_id; bad owner']]);
    state = answer(state, 'owner', { owner: JOHN });
    expect([state.step, problemsAt(state)]).toEqual(['name', ['bad name']]);
    state = answer(state, 'name', { name: 'Better' });
    expect([state.step, problemsAt(state)]).toEqual(['review', ['bad undefined']]);
    state = advance(state, { type: 'accept' });
    expect(state).toMatchObject({ step: 'accepted', draft: { name: 'Better' } });
  });

  it('keeps its words on the way back and forward again', () => {
    let state = answer(refuse('owner_id', 'name'), 'owner', { owner: JOHN });
    state = advance(state, { type: 'back' });
    expect([state.step, problemsAt(state)]).toEqual(['owner', ['bad owner_id']]);
    state = answer(state, 'owner', { owner: JOHN });
    expect([state.step, problemsAt(state)]).toEqual(['name', ['bad name']]);
  });

  it('that was passed over is told at the review, and asked once more before anything is sent', () => {
    let state = advance(refuse('owner_id', 'name'), { type: 'back' });
    expect([state.step, state.draft]).toEqual(['review', sent.draft]);
    expect(problemsAt(state)).toEqual(['Owner: bad owner_id', 'Opportunity name: bad name']);
    state = advance(state, { type: 'accept' });
    expect([state.step, problemsAt(state)]).toEqual(['owner', ['bad owner_id']]);
    state = answer(state, 'owner', { owner: JOHN });
    expect([state.step, problemsAt(state)]).toEqual(['name', ['bad name']]);
    state = answer(state, 'name', { name: DEAL.name });
    expect(advance(state, { type: 'accept' })).toMatchObject({ step: 'accepted', draft: DEAL });
  });

  it('has nothing before it to go back to, and says no more than that', () => {
    expect(advance(refuse(undefined), { type: 'back' })).toMatchObject({
      step: 'review',
      note: 'Nothing was asked before this. Ctrl-C ends.',
    });
  });
});

describe('the beginning', () => {
  it.each<[string, Draft, WizardStep]>([
    ['nothing', {}, 'owner'],
    ['an owner', { owner: JOHN }, 'pipeline'],
    ['a step alone', { owner: JOHN, step: FIRST }, 'accounts'],
    ['no contact', { ...DEAL, contacts: [], name: undefined }, 'name'],
    [
      'a company in words',
      { ...DEAL, accounts: undefined, contacts: undefined, name: undefined, fields: { quick_account_name: 'X' } },
      'name',
    ],
    ['no currency', { ...DEAL, currency: undefined }, 'currency'],
    ['everything', DEAL, 'more'],
  ])('with %s is at the first open question', (_, draft, step) => {
    expect(startWizard(draft, FACTS).step).toBe(step);
  });

  it('asks for no currency where there is only one', () => {
    expect(startWizard({ ...DEAL, currency: undefined }, { currencies: 1 }).step).toBe('more');
  });
});
