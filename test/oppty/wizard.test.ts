import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Draft, type Found, toPayload } from '../../src/oppty/draft.ts';
import { missing, QUESTIONS, type QuestionId, questionFor } from '../../src/oppty/questions.ts';
import { begin, type Event, type Place, reviewed, type State, step } from '../../src/oppty/wizard.ts';
import { ACME, DEAL, DOLLAR, EURO, FIRST, IDA, JOHN, SALES, TOM, ZIEMANN } from '../support/deals.ts';

const FACTS = { currencies: 2 };
const RENEWALS: Found = { id: 'renewals', name: 'Renewals' };

/** The steps and types of each pipeline, the contacts of each account. */
const STEPS: Record<string, Found[]> = {
  [SALES.id]: [FIRST, { id: 'sales-2', name: 'Won' }],
  [RENEWALS.id]: [{ id: 'renewals-1', name: 'Contacted' }],
};
const TYPES: Record<string, Found[]> = {
  [SALES.id]: [{ id: 'type-sales', name: 'Standard' }],
  [RENEWALS.id]: [{ id: 'type-renewals', name: 'Renewal' }],
};
const PEOPLE: Record<string, Found[]> = { [ZIEMANN.id]: [IDA], [ACME.id]: [TOM] };
const idOf = (ref: unknown) => (ref as Found | undefined)?.id ?? '';

/** An answer that the question could get as things stand, chosen by a number. */
function answerFor(at: Place, { draft, facts }: State, n: number): Draft {
  const among = <T>(all: readonly T[]): T => all[n % all.length]!;
  if (at.startsWith('field:')) return { fields: { [at.slice(6)]: `text ${n}` } };
  switch (at as QuestionId) {
    case 'owner':
      return { owner: among([JOHN, { id: 'ana', name: 'Ana' }]) };
    case 'pipeline':
      return { pipeline: among([SALES, RENEWALS]) };
    case 'step':
      return { step: among(STEPS[idOf(draft.pipeline)] ?? [FIRST]) };
    case 'oppty_type':
      return { oppty_type: among(TYPES[idOf(draft.pipeline)] ?? TYPES[SALES.id]!) };
    case 'accounts':
      return { accounts: [among([ZIEMANN, ACME])] };
    case 'contacts':
      return { contacts: n % 3 === 0 ? [] : [...(PEOPLE[idOf(draft.accounts?.[0])] ?? [])] };
    case 'name':
      return { name: `Deal ${n}` };
    case 'value':
      return { value: `${n}.50` };
    case 'currency':
      return { currency: facts.currencies > 1 ? among([DOLLAR, EURO]) : DOLLAR };
    case 'closing_date':
      return { closing_date: `2026-03-${10 + (n % 20)}` };
    default:
      return { [at]: { id: `${at}-${n % 3}`, name: 'An option' } };
  }
}

const OPTIONAL: Place[] = ['oppty_type', 'unit', 'lead_source', 'reason_of_close', 'field:description'];
const REFUSABLE = [
  'name',
  'owner_id',
  'step_id',
  'value',
  'value.currency_id',
  'account_relations',
  'contact_relations',
];

/** What may happen: the state decides which event a pair of numbers becomes. */
type Chance = { kind: 'answer' | 'back' | 'open' | 'refuse'; n: number };
const chance: fc.Arbitrary<Chance> = fc.record({
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constant('answer' as const) },
    { weight: 2, arbitrary: fc.constant('back' as const) },
    { weight: 2, arbitrary: fc.constant('open' as const) },
    { weight: 1, arbitrary: fc.constant('refuse' as const) },
  ),
  n: fc.nat({ max: 50 }),
});
const chances = fc.array(chance, { maxLength: 60 });

function eventOf(state: State, { kind, n }: Chance): Event {
  const { at } = state;
  if (kind === 'back') return { type: 'back' };
  if (kind === 'refuse' && (at === 'review' || at === 'accepted')) {
    const fields = [REFUSABLE[n % REFUSABLE.length]!, REFUSABLE[(n * 7 + 3) % REFUSABLE.length]!, 'cf_unknown'];
    return {
      type: 'rejected',
      problems: fields.slice(0, 1 + (n % 3)).map(field => ({ code: 'REJECTED', message: `bad ${field}`, field })),
    };
  }
  if (at === 'accepted') return { type: 'rejected', problems: [] };
  if (at === 'more') return kind === 'open' ? { type: 'edit', at: OPTIONAL[n % OPTIONAL.length]! } : { type: 'enough' };
  if (at === 'review') {
    if (kind !== 'open') return { type: 'accept' };
    const choices: Place[] = [...reviewed(state).map(({ id }) => id), 'more'];
    return { type: 'edit', at: choices[n % choices.length]! };
  }
  return { type: 'answered', at, draft: answerFor(at, state, n) };
}

/** Every state that a run of chances passes through, with the event that led to it. */
function* run(start: State, given: readonly Chance[]): Generator<{ before: State; event: Event; after: State }> {
  let before = start;
  for (const one of given) {
    const event = eventOf(before, one);
    const after = step(before, event);
    yield { before, event, after };
    before = after;
  }
}

const defined = (draft: Draft) => Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined));
const start = begin({}, FACTS);
const starts = fc.constantFrom<State>(
  start,
  begin({ name: 'By flag', value: '90', base_value: '100', currency: EURO }, FACTS),
  begin({ pipeline: SALES, step: FIRST, oppty_type: TYPES[SALES.id]![0] }, FACTS),
  begin(DEAL, FACTS),
  begin({ fields: { quick_account_name: 'Somebody' } }, { currencies: 1 }),
);

/** Answers what is wanted wherever the wizard stands, until it is accepted. */
function finish(from: State, wanted: Draft): State {
  let state = from;
  for (let turn = 0; turn < 200; turn++) {
    if (state.at === 'accepted') return state;
    if (state.at === 'more') state = step(state, { type: 'enough' });
    else if (state.at === 'review') {
      const wrong = reviewed(state).find(
        ({ id }) => JSON.stringify(state.draft[id]) !== JSON.stringify(wanted[id]) && wanted[id],
      );
      state = step(state, wrong ? { type: 'edit', at: wrong.id } : { type: 'accept' });
    } else {
      const at = state.at as QuestionId;
      state = step(state, { type: 'answered', at, draft: { [at]: wanted[at] ?? state.draft[at] ?? idle(at, state) } });
    }
  }
  return expect.fail(`the wizard still stands at ${state.at}`);
}
const idle = (at: Place, state: State) => answerFor(at, state, 1)[at as QuestionId];

describe('the wizard, whatever happens', () => {
  it('always stands somewhere, and asks only what makes sense', () => {
    const places = new Set<string>([...QUESTIONS.map(({ id }) => id), 'more', 'review', 'accepted']);
    fc.assert(
      fc.property(starts, chances, (from, given) => {
        for (const { after } of run(from, given)) {
          expect(places.has(after.at) || /^field:./.test(after.at)).toBe(true);
          expect(after.trail).not.toContain(undefined);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('survives events in any order, even those that nobody could cause', () => {
    const place = fc.constantFrom<Place>(...QUESTIONS.map(({ id }) => id), 'field:description', 'more', 'review');
    const question = fc.constantFrom<Place>(...QUESTIONS.map(({ id }) => id), 'field:description');
    const problem = fc.record(
      {
        code: fc.constant('REJECTED' as const),
        message: fc.string(),
        field: fc.oneof(fc.constantFrom(...REFUSABLE), fc.string()),
      },
      { requiredKeys: ['code', 'message'] },
    );
    const event: fc.Arbitrary<Event> = fc.oneof(
      fc
        .tuple(question, fc.nat(50))
        .map(([at, n]): Event => ({ type: 'answered', at, draft: answerFor(at, start, n) })),
      fc.constantFrom<Event>({ type: 'back' }, { type: 'enough' }, { type: 'accept' }),
      place.map((at): Event => ({ type: 'edit', at })),
      fc.array(problem).map((problems): Event => ({ type: 'rejected', problems })),
    );
    fc.assert(
      fc.property(starts, fc.array(event, { maxLength: 60 }), (from, events) => {
        // Once accepted, only a refusal brings it back.
        const end = events.reduce(
          (state, one) => (state.at === 'accepted' && one.type !== 'rejected' ? state : step(state, one)),
          from,
        );
        expect(typeof end.at).toBe('string');
        if (end.at === 'accepted') expect(missing(end.draft)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('sends the last answers given, and no others', () => {
    fc.assert(
      fc.property(starts, chances, (from, given) => {
        const currency = from.facts.currencies > 1 ? EURO : DOLLAR;
        const wanted: Draft = { ...DEAL, currency };
        let last = from;
        for (const { after } of run(from, given)) last = after;
        if (last.at === 'accepted') last = step(last, { type: 'rejected', problems: [] });
        const { draft } = finish(last, wanted);
        const { oppty_type, unit, lead_source, reason_of_close, fields } = draft;
        const { accounts, contacts } = fields?.quick_account_name ? draft : wanted;
        expect(toPayload({ ...draft, currency: draft.currency ?? DOLLAR })).toEqual(
          toPayload({ ...wanted, accounts, contacts, oppty_type, unit, lead_source, reason_of_close, fields }),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('holds for each question the last answer it got, or none', () => {
    fc.assert(
      fc.property(starts, chances, (from, given) => {
        const said: Draft = { ...from.draft };
        for (const { event, after } of run(from, given)) {
          if (event.type === 'answered') {
            Object.assign(said, event.draft, { fields: { ...said.fields, ...event.draft.fields } });
          }
          const held = Object.entries(defined(after.draft)) as [keyof Draft, unknown][];
          for (const [key, value] of held) expect(value).toEqual(said[key]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never keeps an answer that belongs to another one’s old value', () => {
    fc.assert(
      fc.property(starts, chances, (from, given) => {
        for (const { after } of run(from, given)) {
          const { pipeline, step: at, oppty_type, accounts, contacts, value, base_value } = after.draft;
          if (pipeline && at) expect(STEPS[idOf(pipeline)]?.map(({ id }) => id)).toContain(idOf(at));
          if (pipeline && oppty_type) expect(TYPES[idOf(pipeline)]?.map(({ id }) => id)).toContain(idOf(oppty_type));
          if (accounts && contacts?.length) expect(PEOPLE[idOf(accounts[0])]).toContain(contacts[0]);
          if (base_value !== undefined) expect(value).toBe('90');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is accepted only when nothing is missing', () => {
    fc.assert(
      fc.property(starts, chances, (from, given) => {
        for (const { after } of run(from, given)) if (after.at === 'accepted') expect(missing(after.draft)).toEqual([]);
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
      fc.property(starts, chances, (from, given) => {
        for (const { before, event, after } of run(structuredClone(from), given)) {
          expect(step(frozen(before), event)).toEqual(after);
        }
      }),
    );
  });
});

describe('going back', () => {
  it('after an answer takes back that answer and what hung on it, and nothing else', () => {
    fc.assert(
      fc.property(starts, chances, fc.nat(50), (from, given, n) => {
        let before = from;
        for (const { after } of run(from, given)) before = after;
        const { at } = before;
        if (['more', 'review', 'accepted'].includes(at) || at.startsWith('field:')) return;
        const after = step(step(before, { type: 'answered', at, draft: answerFor(at, before, n) }), { type: 'back' });
        const own: string[] = [at, ...(QUESTIONS.find(({ id }) => id === at)?.clears ?? [])];
        if (at === 'value') own.push('base_value');
        const rest = (draft: Draft) =>
          Object.entries(defined({ fields: {}, ...draft })).filter(([key]) => !own.includes(key));
        expect(after.at).toBe(at);
        expect(after.trail).toEqual(before.trail);
        expect(rest(after.draft)).toEqual(rest(before.draft));
        expect(after.draft[at as QuestionId]).toBeUndefined();
        expect(after.remembered[at as QuestionId]).toEqual(answerFor(at, before, n)[at as QuestionId]);
      }),
      { numRuns: 500 },
    );
  });

  it('to the pipeline takes the type along, which was of that pipeline', () => {
    const given = begin({ owner: JOHN, oppty_type: TYPES[SALES.id]![0] }, FACTS);
    const back = step(step(given, { type: 'answered', at: 'pipeline', draft: { pipeline: SALES } }), { type: 'back' });
    expect(back).toMatchObject({ at: 'pipeline', draft: { pipeline: undefined, oppty_type: undefined } });
  });

  it('to the value takes its base amount along', () => {
    const given = begin({ ...DEAL, value: undefined }, FACTS);
    const both = { value: '90', base_value: '100' };
    const back = step(step(given, { type: 'answered', at: 'value', draft: both }), { type: 'back' });
    expect(back).toMatchObject({ at: 'value', draft: { value: undefined, base_value: undefined } });
  });

  it('from the first question stays there and says so', () => {
    expect(step(start, { type: 'back' })).toMatchObject({
      at: 'owner',
      note: expect.stringContaining('first question'),
    });
  });

  it('from a question opened by the review changes nothing', () => {
    const atReview = step(begin(DEAL, FACTS), { type: 'enough' });
    const opened = step(atReview, { type: 'edit', at: 'name' });
    const back = step(opened, { type: 'back' });
    expect([back.at, back.draft]).toEqual(['review', atReview.draft]);
  });

  it('from the list of optional fields leads to the last question', () => {
    let state = begin({ ...DEAL, closing_date: undefined }, FACTS);
    state = step(state, { type: 'answered', at: 'closing_date', draft: { closing_date: '2026-03-31' } });
    expect(state.at).toBe('more');
    expect(step(state, { type: 'back' })).toMatchObject({
      at: 'closing_date',
      remembered: { closing_date: '2026-03-31' },
    });
  });
});

describe('another answer', () => {
  const atReview = step(begin({ ...DEAL, oppty_type: TYPES[SALES.id]![0] }, FACTS), { type: 'enough' });
  const change = (at: QuestionId, draft: Draft, from = atReview) =>
    step(step(from, { type: 'edit', at }), { type: 'answered', at, draft });

  it('to the pipeline clears the step and the type, says so, and asks for the step', () => {
    const state = change('pipeline', { pipeline: RENEWALS });
    expect(state).toMatchObject({ at: 'step', draft: { pipeline: RENEWALS, step: undefined, oppty_type: undefined } });
    expect(state.note).toBe('Pipeline changed, so Step and Opportunity type must be answered again.');
  });

  it('to the account clears the contacts, says so, and asks for one', () => {
    const state = change('accounts', { accounts: [ACME] });
    expect(state).toMatchObject({ at: 'contacts', draft: { accounts: [ACME], contacts: undefined } });
    expect(state.note).toBe('Account changed, so Primary contact must be answered again.');
  });

  it('that is the same one clears nothing', () => {
    for (const [at, draft] of [
      ['pipeline', { pipeline: { ...SALES } }],
      ['accounts', { accounts: [{ ...ZIEMANN }] }],
      ['owner', { owner: { id: 'ana', name: 'Ana' } }],
    ] as const) {
      const state = change(at, draft);
      expect(state).toMatchObject({ at: 'review', note: undefined, draft: { step: FIRST, contacts: [IDA] } });
    }
  });

  it('to the value takes the old base amount along', () => {
    const both = step(begin({ ...DEAL, value: '90', base_value: '100', currency: EURO }, FACTS), { type: 'enough' });
    expect(change('value', { value: '50' }, both).draft).toMatchObject({ value: '50', base_value: undefined });
  });
});

describe('a refusal', () => {
  const sent = step(step(begin({ ...DEAL, fields: { cf_y: '1' } }, FACTS), { type: 'enough' }), { type: 'accept' });
  const refuse = (...fields: (string | undefined)[]) =>
    step(sent, {
      type: 'rejected',
      problems: fields.map(field => ({ code: 'REJECTED', message: `bad ${field}`, field })),
    });

  it('leads to the question that answers for the field, or to the review', () => {
    const field = fc.oneof(
      fc.constantFrom(...QUESTIONS.flatMap(one => one.fields), 'cf_x', 'toString', 'constructor', '__proto__'),
      fc.string(),
    );
    fc.assert(
      fc.property(field, name => {
        const state = refuse(name);
        expect(state.at).toBe(questionFor(name)?.id ?? 'review');
        expect(state.problem).toContain(`bad ${name}`);
        expect(state.draft).toEqual(sent.draft);
      }),
    );
  });

  it('of a field of the user’s own opens that field', () => {
    const own = { ...sent, draft: { ...sent.draft, fields: { cf_x: '1' } } };
    const problems = [{ code: 'REJECTED' as const, message: 'Too short', field: 'cf_x' }];
    expect(step(own, { type: 'rejected', problems })).toMatchObject({ at: 'field:cf_x', problem: 'Too short' });
  });

  it('without a field lands on the review, with the server’s words', () => {
    expect(refuse(undefined)).toMatchObject({ at: 'review', problem: 'bad undefined' });
    expect(refuse('cf_new')).toMatchObject({ at: 'review', problem: 'cf_new: bad cf_new' });
  });

  it('of several fields opens one question after the other, then the review', () => {
    let state = refuse('owner_id', 'name', 'cf_new', 'owner');
    expect(state).toMatchObject({ at: 'owner', problem: 'bad owner_id; bad owner' });
    state = step(state, { type: 'answered', at: 'owner', draft: { owner: JOHN } });
    expect(state).toMatchObject({ at: 'name', problem: 'bad name' });
    state = step(state, { type: 'answered', at: 'name', draft: { name: 'Better' } });
    expect(state).toMatchObject({ at: 'review', problem: 'cf_new: bad cf_new' });
    state = step(state, { type: 'accept' });
    expect(state).toMatchObject({ at: 'accepted', problem: undefined, draft: { name: 'Better' } });
  });

  it('can be left with the answer as it was', () => {
    expect(step(refuse('name'), { type: 'back' })).toMatchObject({ at: 'review', draft: sent.draft });
  });
});

describe('the beginning', () => {
  it.each<[string, Draft, Place]>([
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
  ])('with %s is at the first open question', (_, draft, at) => {
    expect(begin(draft, FACTS).at).toBe(at);
  });

  it('asks for no currency where there is only one', () => {
    expect(begin({ ...DEAL, currency: undefined }, { currencies: 1 }).at).toBe('more');
  });
});
