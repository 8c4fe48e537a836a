import { describe, expect, it } from 'vitest';
import type { Draft, Found } from '../../src/oppty/draft.ts';
import { type Interview, interview } from '../../src/oppty/interview.ts';
import type { Lookups, Step } from '../../src/oppty/lookups.ts';
import { begin, type Place, type State, step } from '../../src/oppty/wizard.ts';
import type { Choice, Prompter } from '../../src/terminal/prompter.ts';
import { LosslessNumber } from '../../src/wire/json.ts';
import { ACME, DEAL, DOLLAR, EURO, FIRST, IDA, JOHN, SALES, TOM, ZIEMANN } from '../support/deals.ts';

const OTHER_JOHN: Found = { ...TOM, id: 'john-2', name: JOHN.name, detail: 'john@example.org' };
const WON: Step = { id: 'sales-2', name: 'Won', pipeline: SALES };
const WEB: Found = { id: 'web', name: 'Web' };

/** A space with a few records; the first John found is never the one that was chosen. */
const lookups = {
  find: async () => ({ problem: { code: 'NOT_FOUND', message: 'gone' } }),
  steps: async () => [{ ...FIRST, pipeline: SALES }, WON],
  currencies: async () => [DOLLAR, EURO],
  fields: async () => [{ api_name: 'lead_source', label: 'Lead source', options: [WEB] }],
  types: async () => [],
  units: async () => [],
  contactsOf: async (account: Found) => (account.id === ZIEMANN.id ? [IDA, TOM] : [TOM]),
  search: async (kind: string) => ({ choices: kind === 'client' ? [OTHER_JOHN, JOHN] : [ACME, ZIEMANN], more: false }),
} as unknown as Lookups;

/** What was asked: the message, what stood in the line or was marked, and what there was to choose from. */
interface Asked {
  message: string;
  initial: string | undefined;
  choices: readonly Choice[];
}

const BACK: unique symbol = Symbol('Esc');
const ENTER: unique symbol = Symbol('Enter');
type Answer = string | typeof BACK | typeof ENTER | { pick: RegExp };

/** Lets `answers` be given in their order, and tells what was asked on the way. Enter takes what is offered. */
async function play(from: State, answers: readonly Answer[], more: Partial<Interview> = {}) {
  const asked: Asked[] = [];
  const notes: string[] = [];
  const left = [...answers];
  const done = new Error('no answer left');
  const reply = (ask: Asked, enter: string | undefined): string | undefined => {
    asked.push(ask);
    const answer = left.shift();
    if (answer === undefined) throw done;
    if (answer === BACK) return undefined;
    if (answer === ENTER) return enter;
    if (typeof answer === 'string') return answer;
    const choice = ask.choices.find(({ name }) => answer.pick.test(name));
    return choice?.value ?? expect.fail(`${ask.message} offers no ${answer.pick}`);
  };
  const prompter: Prompter = {
    text: async ({ message, initial, check }) => {
      const text = reply({ message, initial, choices: [] }, initial ?? '');
      const problem = text === undefined ? undefined : check(text);
      return problem === undefined ? text : expect.fail(`${message}: ${problem}`);
    },
    secret: () => expect.fail('nothing here is secret'),
    choose: async ({ message, choices, initial }) => {
      const marked = choices.find(({ value }) => value === initial) ?? choices[0];
      return reply({ message, initial, choices }, marked?.value);
    },
    search: async ({ message, initial, source }) => {
      const { choices } = await source(initial ?? '', new AbortController().signal);
      return reply({ message, initial, choices }, choices[0]?.value);
    },
    note: async text => void notes.push(text),
    close: () => {},
  };
  let draft = from.draft;
  const tools: Interview = {
    prompter,
    lookups,
    today: '2026-01-20',
    recent: { owners: [], accounts: [] },
    sure: false,
    request: async () => 'the request',
    saved: async grown => {
      draft = grown;
    },
    ...more,
  };
  const end = await interview(from, tools).catch(error => {
    if (error !== done) throw error;
    return undefined;
  });
  return { end, draft, asked, notes, last: asked.at(-1)! };
}

const FACTS = { currencies: 2 };
const reviewOf = (draft: Draft) => step(begin(draft, FACTS), { type: 'enough' });
const opened = (draft: Draft, at: Place) => step(reviewOf(draft), { type: 'edit', at });
const names = ({ choices }: Asked) => choices.map(({ name }) => name);
const refuse = (state: State, ...problems: [field: string | undefined, message: string][]) =>
  step(state, {
    type: 'rejected',
    problems: problems.map(([field, message]) => ({ code: 'REJECTED', field, message })),
  });

describe('Enter at a question opened again', () => {
  const full: Draft = { ...DEAL, currency: EURO, lead_source: WEB };

  it.each<[string, Draft, Place]>([
    ['an owner whose namesake comes first', full, 'owner'],
    ['a pipeline', full, 'pipeline'],
    ['a step', { ...full, step: { id: WON.id, name: WON.name } }, 'step'],
    ['an account', full, 'accounts'],
    ['several accounts', { ...full, accounts: [ZIEMANN, ACME] }, 'accounts'],
    ['a contact', { ...full, contacts: [TOM] }, 'contacts'],
    ['several contacts', { ...full, contacts: [TOM, IDA] }, 'contacts'],
    ['a contact from elsewhere', { ...full, contacts: [{ id: 'far', name: 'Far Away' }] }, 'contacts'],
    ['no contact', { ...full, contacts: [] }, 'contacts'],
    ['a name', { ...full, name: ' two\nlines ' }, 'name'],
    ['a value', full, 'value'],
    ['a value with one in the base currency', { ...full, base_value: '100' }, 'value'],
    ['a value in the base currency alone', { ...full, value: undefined, base_value: '100' }, 'value'],
    ['a currency', full, 'currency'],
    ['a closing date', full, 'closing_date'],
    ['a lead source', full, 'lead_source'],
    ['text', { ...full, fields: { cf_x: ' text ' } }, 'field:cf_x'],
    ['a number', { ...full, fields: { cf_x: 5 } }, 'field:cf_x'],
    ['many digits', { ...full, fields: { cf_x: new LosslessNumber('12345678901234567890') } }, 'field:cf_x'],
    ['an object', { ...full, fields: { cf_x: { a: [1] } } }, 'field:cf_x'],
    ['null', { ...full, fields: { cf_x: null } }, 'field:cf_x'],
    ['false', { ...full, fields: { cf_x: false } }, 'field:cf_x'],
    ['a switch that is off', { ...full, fields: { is_archived: false } }, 'field:is_archived'],
    ['a switch that is on', { ...full, fields: { was_qualified: true } }, 'field:was_qualified'],
    ['labels', { ...full, fields: { label_flag: 5 } }, 'field:label_flag'],
    ['no label', { ...full, fields: { label_flag: 0 } }, 'field:label_flag'],
    ['a ranking', { ...full, fields: { ranking: 7 } }, 'field:ranking'],
    ['a share mode', { ...full, fields: { share_mode: 0 } }, 'field:share_mode'],
    ['a share mode of tomorrow', { ...full, fields: { share_mode: 9 } }, 'field:share_mode'],
  ])('gives back %s', async (_, draft, at) => {
    const { draft: after, notes } = await play(opened(draft, at), [ENTER]);
    expect([after, notes]).toEqual([{ ...draft, fields: draft.fields }, []]);
  });

  it('gives back what was answered before Esc', async () => {
    const from = begin({ ...DEAL, contacts: undefined, value: undefined, closing_date: undefined }, FACTS);
    const { draft, asked } = await play(from, [
      { pick: /no contact/ },
      '90',
      'eom',
      ...Array<typeof BACK>(4).fill(BACK),
      ...Array<typeof ENTER>(3).fill(ENTER),
    ]);
    expect(draft).toEqual({
      ...DEAL,
      contacts: [],
      value: '90',
      base_value: undefined,
      closing_date: '2026-01-31',
      fields: undefined,
    });
    expect(asked.slice(4, 7).map(({ message, initial }) => [message.split(' (')[0], initial])).toEqual([
      ['Closing date', '2026-01-31'],
      ['Value', '90.00'],
      ['Primary contact', 'none'],
    ]);
  });

  it('gives back that it was left to the server', async () => {
    const from = step(begin(DEAL, FACTS), { type: 'edit', at: 'lead_source' });
    const { asked, draft } = await play(from, [{ pick: /leave it/ }, BACK, ENTER]);
    expect([asked[2]!.message, asked[2]!.initial, draft.lead_source]).toEqual(['Lead source', 'none', undefined]);
  });
});

describe('an old answer', () => {
  it('of a search stands first, and in the line', async () => {
    const { last } = await play(opened(DEAL, 'owner'), []);
    expect([last.initial, last.choices.map(({ value }) => value)]).toEqual([JOHN.name, [JOHN.id, OTHER_JOHN.id]]);
  });

  it('in words is what is searched for', async () => {
    const { last } = await play(opened({ ...DEAL, owner: { words: 'nobody' } }, 'owner'), []);
    expect([last.initial, last.choices.map(({ value }) => value)]).toEqual(['nobody', [OTHER_JOHN.id, JOHN.id]]);
  });

  it.each<[string, Draft, Place, RegExp, Draft]>([
    ['the second account', { accounts: [ZIEMANN, ACME] }, 'accounts', /Acme/, { accounts: [ACME, ZIEMANN] }],
    ['another account', { accounts: [ZIEMANN] }, 'accounts', /Acme/, { accounts: [ACME] }],
    ['the second contact', { contacts: [IDA, TOM] }, 'contacts', /Tom/, { contacts: [TOM, IDA] }],
    ['another contact', { contacts: [IDA] }, 'contacts', /Tom/, { contacts: [TOM] }],
  ])('gives way to %s as the primary', async (_, draft, at, pick, after) => {
    expect((await play(opened({ ...DEAL, ...draft }, at), [{ pick }])).draft).toMatchObject(after);
  });

  it('in the base currency stays in it', async () => {
    const base: Draft = { ...DEAL, value: undefined, base_value: '100', currency: EURO };
    const { draft, asked } = await play(opened(base, 'value'), ['200']);
    expect([asked[0]!.message, asked[0]!.initial]).toEqual(['Value (USD)', '100.00']);
    expect(draft).toMatchObject({ value: undefined, base_value: '200', currency: EURO });
    expect(names(asked[1]!)).toContain('Base value: 200.00');
  });
});

describe('a field', () => {
  it.each<[string, unknown, Answer, unknown]>([
    ['is_archived', true, { pick: /^no$/ }, false],
    ['is_archived', false, { pick: /^yes$/ }, true],
    ['is_archived', true, { pick: /leave it/ }, undefined],
    ['cf_x', true, { pick: /^no$/ }, false],
    ['cf_x', 5, '6', 6],
    ['cf_x', 5, '', undefined],
    ['cf_x', { a: 1 }, '[2]', [2]],
    ['cf_x', '5', '6', '6'],
    ['cf_x', undefined, 'new', 'new'],
    ['ranking', 7, '8', 8],
    ['ranking', 7, '', undefined],
    ['label_flag', 1, 'hot,stalled', 6],
    ['share_mode', 1, 'standard', 0],
    ['description', 'old', '', undefined],
  ])('%s of %j becomes, by %s, %j', async (name, old, answer, after) => {
    const fields = old === undefined ? {} : { [name]: old };
    const { draft } = await play(opened({ ...DEAL, fields }, `field:${name}`), [answer]);
    expect(draft.fields).toEqual(after === undefined ? {} : { [name]: after });
  });

  it('that was JSON refuses what is none', async () => {
    await expect(play(opened({ ...DEAL, fields: { cf_x: 5 } }, 'field:cf_x'), ['five'])).rejects.toThrow(
      "'five' is not",
    );
  });
});

describe('the review', () => {
  it('shows each answer as people say it, and each id apart', async () => {
    const draft: Draft = {
      ...DEAL,
      accounts: [ZIEMANN, ACME],
      contacts: [],
      currency: EURO,
      base_value: '100',
      fields: {
        share_mode: 1,
        label_flag: 3,
        is_archived: false,
        ranking: 7,
        cf_object: { a: 1 },
        cf_text: 'x',
        cf_no: null,
      },
    };
    const { last } = await play(reviewOf(draft), []);
    expect(last.choices.map(({ name, id }) => (id ? `${name} | ${id}` : name))).toEqual([
      'Yes, create it',
      `Owner: John Doe (john.doe@example.com) | ${JOHN.id}`,
      `Pipeline: Test Pipeline | ${SALES.id}`,
      `Step: First (10 %) | ${FIRST.id}`,
      `Account: Ziemann and Sons (Kassel) | ${ZIEMANN.id}`,
      `Further account: Acme | ${ACME.id}`,
      'Primary contact: none',
      'Opportunity name: New machine',
      'Value: 12,500.50',
      'Base value: 100.00',
      `Currency: EUR (€) | ${EURO.id}`,
      'Closing date: 2026-03-31',
      'Share mode: private',
      'Label: priority,hot',
      'is_archived: no',
      'Ranking: 7',
      'cf_object: {"a":1}',
      'cf_text: x',
      'cf_no: null',
      'More fields ...',
      'Show the request',
    ]);
  });

  it('shows the request and asks again', async () => {
    const { end, notes } = await play(reviewOf(DEAL), [{ pick: /request/ }, ENTER]);
    expect([end?.at, notes]).toEqual(['accepted', ['the request']]);
  });

  it('is left out where the user is sure, until something is refused', async () => {
    const all = { ...begin({ ...DEAL, name: undefined }, FACTS), offered: true };
    const first = await play(all, ['A name'], { sure: true });
    expect([first.end?.at, first.asked.length]).toEqual(['accepted', 1]);
    const { end, asked, notes } = await play(refuse(first.end!, [undefined, 'No.']), [ENTER], { sure: true });
    expect([end?.at, asked[0]!.message, notes]).toEqual(['accepted', 'Create this opportunity?', ['! No.']]);
  });

  it('shows what the optional fields hold, as it is asked for', async () => {
    const fields = { share_mode: 1, label_flag: 3 };
    const { last } = await play(begin({ ...DEAL, fields, lead_source: WEB }, FACTS), []);
    expect(names(last)).toEqual(
      expect.arrayContaining(['Share mode: private', 'Label: priority,hot', 'Lead source: Web']),
    );
  });
});

describe('a refusal', () => {
  it('is told whenever its question is asked, and not lost on the way', async () => {
    const { asked, notes, end } = await play(
      refuse(reviewOf(DEAL), ['owner_id', 'No such owner.'], ['name', 'The name is taken.']),
      [ENTER, BACK, ENTER, 'Better', ENTER],
    );
    expect(asked.map(({ message }) => message)).toEqual([
      ...['Owner', 'Opportunity name', 'Owner', 'Opportunity name'],
      'Create this opportunity?',
    ]);
    expect(notes).toEqual(['! No such owner.', '! The name is taken.', '! No such owner.', '! The name is taken.']);
    expect(end).toMatchObject({ at: 'accepted', draft: { name: 'Better', owner: JOHN } });
  });

  it('of a field that nobody gave asks for it', async () => {
    const { asked, notes, end } = await play(refuse(reviewOf(DEAL), ['cf_reason', 'Required.']), ['because', ENTER]);
    expect([asked[0]!.message, notes]).toEqual(['cf_reason', ['! cf_reason: Required.']]);
    expect(end).toMatchObject({ at: 'accepted', draft: { fields: { cf_reason: 'because' } } });
  });
});

it('says what another answer takes along', async () => {
  const { notes, last } = await play(opened(DEAL, 'accounts'), [{ pick: /Acme/ }]);
  expect([notes, last.message]).toEqual([
    ['Account changed, so Primary contact must be answered again.'],
    'Primary contact',
  ]);
});
