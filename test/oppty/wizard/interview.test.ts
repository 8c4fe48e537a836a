import { describe, expect, it } from 'vitest';
import { CliError } from '../../../src/errors.ts';
import type { Draft } from '../../../src/oppty/draft/draft.ts';
import { PLAIN_FIELDS } from '../../../src/oppty/draft/plain-fields.ts';
import { askReview } from '../../../src/oppty/wizard/ask-review.ts';
import { applyEvent, interview, showNotes } from '../../../src/oppty/wizard/interview.ts';
import { advance, startWizard, type WizardState } from '../../../src/oppty/wizard/machine.ts';
import type { WizardStep } from '../../../src/oppty/wizard/steps.ts';
import type { WizardTools } from '../../../src/oppty/wizard/wizard-tools.ts';
import type { FoundRecord, SpaceField } from '../../../src/records/found.ts';
import type { PipelineStep } from '../../../src/records/load-lists.ts';
import type { Lookups } from '../../../src/records/lookups.ts';
import type { Choice, Prompter } from '../../../src/terminal/prompts/prompter.ts';
import { LosslessNumber } from '../../../src/wire/json.ts';
import { ACME, DEAL, DOLLAR, EURO, FIRST, IDA, JOHN, SALES, TOM, ZIEMANN } from '../../support/deals.ts';

const OTHER_JOHN: FoundRecord = { ...TOM, id: 'john-2', name: JOHN.name, detail: 'john@example.org' };
const WON: PipelineStep = { id: 'sales-2', name: 'Won', pipeline: SALES };
const WEB: FoundRecord = { id: 'web', name: 'Web' };

/** A space with a few records; the first John found is never the one that was chosen. */
const lookups = {
  find: async () => ({ problem: { code: 'NOT_FOUND', message: 'gone' } }),
  steps: async () => [{ ...FIRST, pipeline: SALES }, WON],
  currencies: async () => [DOLLAR, EURO],
  fields: async () => [{ api_name: 'lead_source', label: 'Lead source', required: false, options: [WEB] }],
  rates: async () => new Map([[EURO.id, '0.5']]),
  types: async () => [],
  units: async () => [],
  contactsOf: async (account: FoundRecord) => (account.id === ZIEMANN.id ? [IDA, TOM] : [TOM]),
  search: async (kind: string) => ({ choices: kind === 'client' ? [OTHER_JOHN, JOHN] : [ACME, ZIEMANN], more: false }),
} as unknown as Lookups;

/** What was asked: the message, what stood in the line or was marked, and what there was to choose from. */
interface Asked {
  message: string;
  initial: string | undefined;
  choices: readonly Choice[];
  preview?: ((text: string) => string | undefined) | undefined;
  answer?: ((text: string) => string | undefined) | undefined;
  required?: boolean | undefined;
}

const BACK: unique symbol = Symbol('Esc');
const ENTER: unique symbol = Symbol('Enter');
type Answer = string | typeof BACK | typeof ENTER | { pick: RegExp } | { mark: RegExp };

/** Lets `answers` be given in their order, and tells what was asked on the way. Enter takes what is offered. */
async function play(from: WizardState, answers: readonly Answer[], more: Partial<WizardTools> = {}) {
  const asked: Asked[] = [];
  const notes: string[] = [];
  /** The depths of the steps that were taken from the screen. */
  const erased: number[] = [];
  const left = [...answers];
  const done = new Error('no answer left');
  const reply = (ask: Asked, enter: string | undefined): string | undefined => {
    asked.push(ask);
    const answer = left.shift();
    if (answer === undefined) throw done;
    if (answer === BACK) return undefined;
    if (answer === ENTER) return enter;
    if (typeof answer === 'string') return answer;
    if ('mark' in answer) return ask.choices.flatMap(({ name, value }) => (answer.mark.test(name) ? value : [])).join();
    const choice = ask.choices.find(({ name }) => answer.pick.test(name));
    return choice?.value ?? expect.fail(`${ask.message} offers no ${answer.pick}`);
  };
  const prompter: Prompter = {
    text: async ({ message, initial, check, preview, answer }) => {
      const text = reply({ message, initial, choices: [], preview, answer }, initial ?? '');
      const problem = text === undefined ? undefined : check(text);
      return problem === undefined ? text : expect.fail(`${message}: ${problem}`);
    },
    longText: async ({ message, initial, check }) => {
      const text = reply({ message, initial, choices: [] }, initial ?? '');
      const problem = text === undefined ? undefined : check?.(text);
      return problem === undefined ? text : expect.fail(`${message}: ${problem}`);
    },
    secret: () => expect.fail('nothing here is secret'),
    confirm: () => expect.fail('nothing here is confirmed'),
    several: async ({ message, choices, initial, required }) =>
      reply({ message, initial: initial.join(), choices, required }, initial.join())?.split(',').filter(Boolean),
    choose: async ({ message, choices, initial }) => {
      const marked = choices.find(({ value }) => value === initial) ?? choices[0];
      return reply({ message, initial, choices }, marked?.value);
    },
    search: async ({ message, initial, source }) => {
      const { choices } = await source(initial ?? '', new AbortController().signal);
      return reply({ message, initial, choices }, choices[0]?.value);
    },
    note: async text => void notes.push(text),
    showAnswer: async (message, answer) => void notes.push(`${message}: ${answer}`),
    waitForKey: async () => {},
    markStep: () => {},
    eraseSteps: depth => void erased.push(depth),
    isAsking: () => false,
    close: () => {},
  };
  let draft = from.draft;
  const tools: WizardTools = {
    prompter,
    lookups,
    today: '2026-01-20',
    recent: { owners: [], accounts: [] },
    session: {
      save: async answers => {
        draft = answers;
      },
    },
    ...more,
  };
  const end = await toTheEnd(from, tools).catch(error => {
    if (error !== done) throw error;
    return undefined;
  });
  return { end, draft, asked, notes, erased, last: asked.at(-1)! };
}

/** The questions and the review by turns, as long as it takes. */
async function toTheEnd(from: WizardState, tools: WizardTools): Promise<WizardState> {
  let state = await interview(from, tools);
  while (state.step !== 'accepted') {
    await showNotes(state, tools);
    const event = await askReview(state, { ...tools, request: 'the request' });
    state = await interview(await applyEvent(state, event, tools), tools);
  }
  return state;
}

const FACTS = { currencies: 2 };
const reviewOf = (draft: Draft) => advance(startWizard(draft, FACTS), { type: 'enough' });
const opened = (draft: Draft, step: WizardStep) => advance(reviewOf(draft), { type: 'edit', step });
const names = ({ choices }: Asked) => choices.map(({ name }) => name);
const refuse = (state: WizardState, ...problems: [field: string | undefined, message: string][]) =>
  advance(state, {
    type: 'rejected',
    problems: problems.map(([field, message]) => ({ code: 'REJECTED', field, message })),
  });

describe('Enter at a question opened again', () => {
  const full: Draft = { ...DEAL, currency: EURO, lead_source: WEB };

  it.each<[string, Draft, WizardStep]>([
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
    const from = startWizard({ ...DEAL, contacts: undefined, value: undefined, closing_date: undefined }, FACTS);
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
    const from = advance(startWizard(DEAL, FACTS), { type: 'edit', step: 'lead_source' });
    const { asked, draft } = await play(from, [{ pick: /leave empty/ }, BACK, ENTER]);
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

  it.each<[string, Draft, WizardStep, RegExp, Draft]>([
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

describe('an amount', () => {
  it('with a currency beside it answers for both', async () => {
    const { draft, asked } = await play(opened(DEAL, 'value'), ['€5k']);
    expect(draft).toMatchObject({ value: '5000', base_value: undefined, currency: EURO });
    expect(names(asked[1]!)).toContain('Value: 5,000.00');
    await expect(play(opened(DEAL, 'value'), ['5 XYZ'])).rejects.toThrow("No currency is called 'XYZ'");
  });
});

describe('a field', () => {
  it.each<[string, unknown, Answer, unknown]>([
    ['is_archived', true, { pick: /^no$/ }, false],
    ['is_archived', false, { pick: /^yes$/ }, true],
    ['is_archived', true, { pick: /leave empty/ }, undefined],
    ['cf_x', true, { pick: /^no$/ }, false],
    ['cf_x', 5, '6', 6],
    ['cf_x', 5, '', undefined],
    ['cf_x', { a: 1 }, '[2]', [2]],
    ['cf_x', '5', '6', '6'],
    ['cf_x', undefined, 'new', 'new'],
    ['ranking', 7, '8', 8],
    ['ranking', 7, '', undefined],
    ['label_flag', 1, { mark: /hot|stalled/ }, 6],
    ['label_flag', 1, { mark: /none/ }, undefined],
    ['share_mode', 1, { pick: /^standard$/ }, 0],
    ['share_mode', 1, { pick: /leave empty/ }, undefined],
    ['share_mode', 9, { pick: /^9$/ }, 9],
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

/** Fields that a space has made for itself. */
const own = (api_name: string, type: string, options: FoundRecord[] = [], required = false): SpaceField => ({
  ...{ api_name, label: api_name.slice(3).toUpperCase(), type, required, options },
});
const [NORTH, SOUTH, EAST]: FoundRecord[] = [
  { id: 'n', name: 'North' },
  { id: 's', name: 'South' },
  { id: 'e', name: 'East' },
];
const REGIONS = [NORTH!, SOUTH!, EAST!];
const SPACE: SpaceField[] = [
  own('cf_region', 'dropdown', REGIONS),
  own('cf_side', 'radio', REGIONS),
  own('cf_sides', 'multiselect_checkbox', REGIONS),
  own('cf_empty', 'dropdown'),
  own('cf_vip', 'checkbox'),
  own('cf_count', 'integer'),
  own('cf_weight', 'float'),
  own('cf_cost', 'currency'),
  own('cf_price', 'currency_foreign'),
  own('cf_start', 'date'),
  own('cf_call', 'datetime'),
  own('cf_note', 'text_area'),
  own('cf_mail', 'email'),
];
const inSpace = (draft: Draft, fields: readonly SpaceField[] = SPACE) => startWizard(draft, { ...FACTS, fields });
/** The review of a space with these fields, and one of its fields open. */
const fieldOf = (draft: Draft, step: WizardStep, fields = SPACE) =>
  advance(advance(inSpace(draft, fields), { type: 'enough' }), { type: 'edit', step });
const demanded = (one: SpaceField): SpaceField => ({ ...one, required: true });

describe('the list of more fields', () => {
  it('has every field that a flag or the space knows, custom ones with their answers', async () => {
    const hidden: SpaceField = { ...own('cf_hidden', 'input'), readOnly: true };
    const standard: SpaceField = { ...own('revision', 'integer') };
    const fields = { cf_region_id: 's', cf_sides: ['n', 'e'], cf_vip: true, won_date: '2026-01-05T00:00:00Z' };
    const { last } = await play(inSpace({ ...DEAL, fields }, [...SPACE, hidden, standard]), []);
    const listed = names(last);
    const plain = PLAIN_FIELDS.map(({ message }) => message);
    for (const message of plain) expect(listed.some(name => name.startsWith(message))).toBe(true);
    expect(listed.filter(name => /^(REGION|SIDES|VIP|COUNT|Won)/.test(name))).toEqual([
      ...['REGION: South', 'SIDES: North, East', 'VIP: yes', 'COUNT', 'Won date: 2026-01-05T00:00:00Z'],
    ]);
    expect(listed.filter(name => /HIDDEN|ISION/.test(name))).toEqual([]);
    expect(listed.indexOf('COUNT')).toBeLessThan(listed.indexOf('Quick account name'));
  });

  it('leads to the field, and comes back after it', async () => {
    const answers: Answer[] = [{ pick: /^REGION/ }, { pick: /^South$/ }, { pick: /^Share/ }, { pick: /^private$/ }];
    const { asked, draft, last } = await play(inSpace(DEAL), answers);
    expect(asked.map(({ message }) => message)).toEqual([
      ...['More fields', 'REGION', 'More fields', 'Share mode', 'More fields'],
    ]);
    expect(draft.fields).toEqual({ cf_region_id: 's', share_mode: 1 });
    expect(names(last)).toEqual(expect.arrayContaining(['REGION: South', 'Share mode: private']));
  });
});

describe('a field that the space tells of', () => {
  it.each<[string, Answer | Answer[], unknown]>([
    ['cf_region_id', { pick: /^South$/ }, { cf_region_id: 's' }],
    ['cf_side_id', { pick: /^East$/ }, { cf_side_id: 'e' }],
    ['cf_sides', { mark: /South|North/ }, { cf_sides: ['n', 's'] }],
    ['cf_sides', { mark: /none/ }, {}],
    ['cf_empty_id', 'some-id', { cf_empty_id: 'some-id' }],
    ['cf_vip', { pick: /^yes$/ }, { cf_vip: true }],
    ['cf_vip', { pick: /^no$/ }, { cf_vip: false }],
    ['cf_vip', { pick: /leave empty/ }, {}],
    ['cf_count', '1,012,500', { cf_count: 1012500 }],
    ['cf_weight', '1 200,5', { cf_weight: 1200.5 }],
    ['cf_weight', '0.10', { cf_weight: new LosslessNumber('0.10') }],
    ['cf_cost', '99999999999999999999.99', { cf_cost: new LosslessNumber('99999999999999999999.99') }],
    ['cf_price', '{"base_value":5}', { cf_price: { base_value: 5 } }],
    ['cf_start', 'friday', { cf_start: '2026-01-23' }],
    ['cf_call', '2026-01-31T14:30:00+01:00', { cf_call: '2026-01-31T13:30:00Z' }],
    ['cf_note', '12', { cf_note: '12' }],
    ['cf_mail', 'a@example.com', { cf_mail: 'a@example.com' }],
    ['cf_unheard', 'of', { cf_unheard: 'of' }],
  ])('%s is answered in its form by %j', async (name, answers, fields) => {
    const { draft, asked } = await play(fieldOf(DEAL, `field:${name}`), [answers].flat() as Answer[]);
    expect(draft.fields).toEqual(fields);
    const info = SPACE.find(({ api_name }) => name.startsWith(api_name));
    expect(asked[0]!.message).toContain(info?.label ?? name);
  });

  it.each<[string, string, string]>([
    ['cf_count', '1.5', 'is not a whole number'],
    ['cf_count', '12,500', 'write 12500'],
    ['cf_count', 'five', 'is not an amount'],
    ['cf_weight', '1.234', 'could mean 1234 or 1.234'],
    ['cf_price', 'EUR 5', 'is not JSON'],
    ['cf_start', '2026-02-30', 'There is no 2026-02-30'],
    ['cf_call', 'noon', 'is not a time'],
  ])('%s does not take %s', async (name, text, why) => {
    await expect(play(fieldOf(DEAL, `field:${name}`), [text])).rejects.toThrow(why);
  });

  it.each<[string, string, string | undefined]>([
    ['cf_start', 'eom', '2026-01-31, Saturday'],
    ['cf_start', 'e', undefined],
    ['cf_count', '12500', '12,500.00'],
    ['cf_note', '12500', undefined],
  ])('%s tells what %s means while it is typed', async (name, text, meaning) => {
    const { last } = await play(fieldOf(DEAL, `field:${name}`), []);
    expect(last.preview?.(text)).toBe(meaning);
  });

  it.each([
    ['cf_start', 'friday', '2026-01-23, Friday'],
    ['cf_count', '1,012,500', '1,012,500.00'],
    ['cf_note', 'friday', undefined],
  ])('%s shows in its answer what %s meant', async (name, text, meaning) => {
    const { last } = await play(fieldOf(DEAL, `field:${name}`), []);
    expect(last.answer?.(text)).toBe(meaning);
  });

  it('gives its answer back at Enter, whatever its form', async () => {
    const fields = {
      ...{ cf_region_id: 's', cf_sides: ['e', 'n'], cf_vip: false, cf_count: 7, cf_start: '2026-05-05', cf_note: 'x' },
      cf_cost: new LosslessNumber('1.10'),
    };
    for (const name of Object.keys(fields)) {
      const { draft } = await play(fieldOf({ ...DEAL, fields }, `field:${name}`), [ENTER]);
      expect(draft.fields).toEqual({ ...fields, cf_sides: name === 'cf_sides' ? ['n', 'e'] : fields.cf_sides });
    }
  });

  it('is shown by the review under its label, with its option by name', async () => {
    const fields = { cf_region_id: 's', cf_sides: ['e', 'n'], cf_vip: true, cf_side_id: 'gone' };
    const { last } = await play(advance(inSpace({ ...DEAL, fields }), { type: 'enough' }), []);
    expect(names(last)).toEqual(
      expect.arrayContaining(['REGION: South', 'SIDES: East, North', 'VIP: yes', 'SIDE: gone']),
    );
  });

  it('given by the name of its option becomes the option when it is refused', async () => {
    const from = advance(inSpace({ ...DEAL, fields: { cf_region: 'South' } }), { type: 'enough' });
    const { draft, notes, asked, end } = await play(refuse(from, ['cf_region', 'Use the id.']), [ENTER, ENTER]);
    expect([asked[0]!.message, asked[0]!.initial, notes]).toEqual(['REGION', '1', ['! REGION: Use the id.']]);
    expect([draft.fields, end?.step]).toEqual([{ cf_region_id: 's' }, 'accepted']);
  });
});

describe('a field that the space demands', () => {
  const fields = [
    own('cf_region', 'dropdown', REGIONS, true),
    own('cf_no', 'input', [], true),
    own('cf_free', 'input'),
  ];

  it('is asked for after the closing date and before the optional ones', async () => {
    const from = inSpace({ ...DEAL, closing_date: undefined }, fields);
    const { asked, end } = await play(from, ['eom', { pick: /North/ }, '7', ENTER, ENTER]);
    expect(asked.map(({ message }) => message.split(' (')[0])).toEqual([
      ...['Closing date', 'REGION', 'NO', 'More fields'],
      'Create this opportunity?',
    ]);
    expect([end?.step, end?.draft.fields]).toEqual(['accepted', { cf_region_id: 'n', cf_no: '7' }]);
  });

  it.each<[string, Draft['fields'], string]>([
    ['nothing was said of it', {}, 'REGION'],
    ['it is empty', { cf_no: '', cf_region_id: null }, 'REGION'],
    ['the other has a value', { cf_no: '7' }, 'REGION'],
    ['the other has an option by name', { cf_region: 'North' }, 'NO'],
    ['the other has an option by id', { cf_region_id: 'n' }, 'NO'],
    ['they both have a value, and no more', { cf_region_id: 'n', cf_no: '7' }, 'More fields'],
  ])('is asked for as long as %s', async (_, given, message) => {
    expect((await play(inSpace({ ...DEAL, fields: given }, fields), [])).last.message).toBe(message);
  });

  it('cannot be left to the server', async () => {
    const { last } = await play(inSpace(DEAL, fields), []);
    expect(names(last)).toEqual(['North', 'South', 'East']);
    await expect(play(inSpace({ ...DEAL, fields: { cf_region_id: 'n' } }, fields), [' '])).rejects.toThrow(
      'Enter a value.',
    );
    const several = [demanded(own('cf_sides', 'multiselect_checkbox', REGIONS))];
    const { last: sides } = await play(inSpace(DEAL, several), []);
    expect([names(sides), sides.required]).toEqual([['North', 'South', 'East'], true]);
  });

  it('is asked for again when its answer is gone back on', async () => {
    const { asked, draft } = await play(inSpace(DEAL, fields), [{ pick: /South/ }, BACK, ENTER, '7', ENTER, ENTER]);
    expect([asked[2]!.message, asked[2]!.initial, draft.fields]).toEqual([
      'REGION',
      '1',
      { cf_region_id: 's', cf_no: '7' },
    ]);
  });
});

describe('while typing', () => {
  const preview = async (draft: Draft, given: Draft = {}) =>
    (await play(startWizard({ ...DEAL, value: undefined, ...draft }, FACTS, given), [])).last.preview!;

  it.each<[string, Draft, Draft, string, string | undefined]>([
    ['the base currency', { currency: DOLLAR }, {}, '12 500,50', '12,500.50 USD'],
    ['another', { currency: EURO }, {}, '12,500.', undefined],
    ['another one', { currency: EURO }, {}, '12,500.00', '12,500.00 EUR, about 25,000.00 USD'],
    ['a currency on offer', { currency: undefined }, { currency: EURO }, '90', '90.00 EUR, about 180.00 USD'],
    ['a currency nobody chose yet', { currency: undefined }, {}, '90', '90.00'],
    ['a currency without a rate', { currency: { id: 'yen', name: 'JPY' } }, {}, '90', '90.00 JPY'],
    ['rates of its own', { currency: EURO, fields: { currency_exchange_rates_list_id: 'x' } }, {}, '90', '90.00 EUR'],
    ['an amount of two readings', { currency: EURO }, {}, '1.234', '1,234.00 or 1.2340'],
    ['what is no amount', { currency: EURO }, {}, '1.2.3', undefined],
    ['nothing', { currency: EURO }, {}, '', undefined],
  ])('a value in %s is understood', async (_, draft, given, text, meaning) => {
    expect((await preview(draft, given))(text)).toBe(meaning);
  });

  it('the amount is worth nothing where the rates cannot be seen', async () => {
    const rates = () => Promise.reject(new CliError('FORBIDDEN', 'no'));
    const from = startWizard({ ...DEAL, value: undefined, currency: EURO }, FACTS);
    const { last } = await play(from, [], { lookups: { ...lookups, rates } });
    expect(last.preview?.('90')).toBe('90.00 EUR');
    const stopped = () => Promise.reject(new CliError('INTERRUPTED', 'stopped'));
    await expect(play(from, [], { lookups: { ...lookups, rates: stopped } })).rejects.toThrow('stopped');
  });

  it('a currency tells what the amount is worth in it', async () => {
    const { last } = await play(startWizard({ ...DEAL, value: '90', currency: undefined }, FACTS), []);
    expect(names(last)).toEqual(['USD ($)', 'EUR (€): about 180.00 USD']);
    const both = await play(startWizard({ ...DEAL, value: '90', base_value: '1', currency: undefined }, FACTS), []);
    expect(names(both.last)).toEqual(['USD ($)', 'EUR (€)']);
  });

  it('an amount shows in its answer with its currency, but without what it is worth', async () => {
    const { last } = await play(startWizard({ ...DEAL, value: undefined, currency: EURO }, FACTS), []);
    expect([last.preview?.('12500'), last.answer?.('12500')]).toEqual([
      '12,500.00 EUR, about 25,000.00 USD',
      '12,500.00 EUR',
    ]);
  });

  it.each<[string, string | undefined]>([
    ['friday', '2026-01-23, Friday'],
    ['+30d', '2026-02-19, Thursday'],
    ['eoq', '2026-03-31, Tuesday'],
    ['2026-03-31', '2026-03-31, Tuesday'],
    ['fri', '2026-01-23, Friday'],
    ['frid', undefined],
  ])('the day that %s means is told', async (text, meaning) => {
    const { last } = await play(startWizard({ ...DEAL, closing_date: undefined }, FACTS), []);
    expect(last.preview?.(text)).toBe(meaning);
  });
});

describe('several records', () => {
  const two: Draft = { ...DEAL, accounts: [ZIEMANN, ACME], contacts: [IDA, TOM] };

  it('are begun from the list of further fields', async () => {
    const from = startWizard({ ...DEAL, contacts: [] }, FACTS);
    const { draft, asked, end } = await play(from, [
      ...[{ pick: /^Further accounts/ }, { pick: /^add an account/ }, { pick: /Acme/ }, { pick: /^continue/ }],
      ...[{ pick: /^Further contacts/ }, { pick: /^add contacts/ }, { mark: /Ida/ }],
      ...[{ pick: /^add contacts/ }, { mark: /Tom/ }, { pick: /^continue/ }, { pick: /^No more/ }],
      ENTER,
    ]);
    expect(draft).toMatchObject({ accounts: [ZIEMANN, ACME], contacts: [IDA, TOM] });
    expect(end?.step).toBe('accepted');
    expect(names(asked[8]!)).toEqual(['Tom Okafor']);
  });

  it('are opened from the review, where each has its line', async () => {
    const { asked } = await play(reviewOf(two), [{ pick: /^Account: / }, BACK, { pick: /^Further contact: / }]);
    expect([asked[1]!.message, asked[3]!.message]).toEqual(['Accounts', 'Contacts']);
    expect(names(asked[1]!)).toEqual([
      'continue with Ziemann and Sons (primary), Acme',
      'add an account ...',
      'make Acme the primary',
      'remove Ziemann and Sons',
      'remove Acme',
    ]);
  });

  it.each<[string, WizardStep, RegExp, Draft]>([
    ['another is made the primary', 'all:accounts', /make Acme/, { accounts: [ACME, ZIEMANN], contacts: [IDA, TOM] }],
    ['one is removed', 'all:contacts', /remove Tom/, { contacts: [IDA] }],
    ['the primary is removed', 'all:contacts', /remove Ida/, { contacts: [TOM] }],
    ['another contact leads', 'all:contacts', /make Tom/, { contacts: [TOM, IDA] }],
  ])('have one primary after %s', async (_, at, pick, after) => {
    const { draft, last } = await play(opened(two, at), [{ pick }]);
    expect(draft).toEqual({ ...two, ...after, fields: undefined });
    expect(last.message).toBe(at === 'all:accounts' ? 'Accounts' : 'Contacts');
  });

  it('lose the contacts with an account that is removed, and say so', async () => {
    const { asked, notes, draft } = await play(opened(two, 'all:accounts'), [{ pick: /remove Acme/ }, ENTER, ENTER]);
    expect(notes).toEqual(['Account changed, so Primary contact must be answered again.']);
    expect(asked.slice(2).map(({ message }) => message)).toEqual(['Primary contact', 'Create this opportunity?']);
    expect(draft).toMatchObject({ accounts: [ZIEMANN], contacts: [IDA] });
  });

  it('never lose the last account, but the last contact', async () => {
    const { last } = await play(opened(DEAL, 'all:accounts'), []);
    expect(names(last)).toEqual(['continue with Ziemann and Sons', 'add an account ...']);
    expect((await play(opened(DEAL, 'all:contacts'), [{ pick: /remove Ida/ }])).draft.contacts).toEqual([]);
  });

  it('are not offered twice, and Esc leads back to what there is', async () => {
    const { asked, draft, notes } = await play(opened(two, 'all:accounts'), [{ pick: /^add/ }, BACK, BACK, ENTER]);
    expect([names(asked[1]!), asked[2]!.message, asked[3]!.message]).toEqual([
      [],
      'Accounts',
      'Create this opportunity?',
    ]);
    expect([draft.accounts, notes]).toEqual([two.accounts, []]);
    const all = await play(opened(two, 'all:contacts'), [{ pick: /^add/ }]);
    expect(all.notes).toEqual(['There is no other contact of these accounts.']);
  });

  it.each([
    ['all:accounts', { pick: /^add/ }, BACK],
    ['all:contacts', { pick: /^add/ }],
  ] as const)('leave no tick of a list that nothing came of: %s', async (step, ...answers) => {
    const state = opened(two, step);
    const { asked, erased } = await play(state, [...answers]);
    expect([erased, asked.at(-1)!.message]).toEqual([[state.trail.length], asked[0]!.message]);
  });

  it('of one name are told apart', async () => {
    const { last } = await play(opened({ ...DEAL, contacts: [JOHN, OTHER_JOHN] }, 'all:contacts'), []);
    expect(names(last).slice(2, 3)).toEqual(['make John Doe (john@example.org, john-2) the primary']);
  });
});

describe('the review', () => {
  it('shows each answer as people say it, without ids', async () => {
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
      'Owner: John Doe (john.doe@example.com)',
      'Pipeline: Test Pipeline',
      'Step: First (10 %)',
      'Account: Ziemann and Sons (Kassel)',
      'Further account: Acme',
      'Primary contact: none',
      'Opportunity name: New machine',
      'Value: 12,500.50',
      'Base value: 100.00',
      'Currency: EUR (€)',
      'Closing date: 2026-03-31',
      'Share mode: private',
      'Label: priority, hot',
      'Archived: no',
      'Ranking: 7',
      'cf_object: {"a":1}',
      'cf_text: x',
      'cf_no: null',
      'More fields ...',
      'Show the request',
    ]);
  });

  it('shows the ids of two that look alike', async () => {
    const twin = { ...ZIEMANN, id: ACME.id };
    const { last } = await play(reviewOf({ ...DEAL, accounts: [ZIEMANN, twin] }), []);
    expect(last.choices.flatMap(({ id }) => id ?? [])).toEqual([ZIEMANN.id, ACME.id]);
  });

  it.each<[Partial<Draft>, string]>([
    [{ value: '-500' }, 'Value: -500.00 (negative)'],
    [{ value: '12500.123', currency: EURO }, 'Value: 12,500.123 (EUR has 2 decimals)'],
    [{ closing_date: '2020-12-31' }, 'Closing date: 2020-12-31 (in the past)'],
  ])('says what is unusual about %j', async (answers, line) => {
    expect(names((await play(reviewOf({ ...DEAL, ...answers }), [])).last)).toContain(line);
  });

  it.each([
    [6, 'Label: hot, stalled'],
    [9, 'Label: 9'],
    [0, 'Label: 0'],
  ])('shows the labels of %i as %s', async (label_flag, line) => {
    expect(names((await play(reviewOf({ ...DEAL, fields: { label_flag } }), [])).last)).toContain(line);
  });

  it('shows the request and asks again', async () => {
    const { end, notes } = await play(reviewOf(DEAL), [{ pick: /request/ }, ENTER]);
    expect([end?.step, notes]).toEqual(['accepted', ['the request']]);
  });

  it('shows what the optional fields hold, as it is asked for', async () => {
    const fields = { share_mode: 1, label_flag: 3 };
    const { last } = await play(startWizard({ ...DEAL, fields, lead_source: WEB }, FACTS), []);
    expect(names(last)).toEqual(
      expect.arrayContaining(['Share mode: private', 'Label: priority, hot', 'Lead source: Web']),
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
    expect(end).toMatchObject({ step: 'accepted', draft: { name: 'Better', owner: JOHN } });
  });

  it('of a field that nobody gave asks for it', async () => {
    const { asked, notes, end } = await play(refuse(reviewOf(DEAL), ['cf_reason', 'Required.']), ['because', ENTER]);
    expect([asked[0]!.message, notes]).toEqual(['cf_reason', ['! cf_reason: Required.']]);
    expect(end).toMatchObject({ step: 'accepted', draft: { fields: { cf_reason: 'because' } } });
  });
});

it('says what another answer takes along', async () => {
  const { notes, last } = await play(opened(DEAL, 'accounts'), [{ pick: /Acme/ }]);
  expect([notes, last.message]).toEqual([
    ['Account changed, so Primary contact must be answered again.'],
    'Primary contact',
  ]);
});
