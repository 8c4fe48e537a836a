import { describe, expect, it } from 'vitest';
import { CliError, type Problem } from '../../../src/errors.ts';
import type { Draft } from '../../../src/oppty/draft/draft.ts';
import { resolve } from '../../../src/oppty/resolve/resolve.ts';
import { toSpokenDraft } from '../../../src/oppty/resolve/spoken-draft.ts';
import type { FoundRecord, SpaceField } from '../../../src/records/found.ts';
import type { PipelineStep } from '../../../src/records/load-lists.ts';
import type { Lookups } from '../../../src/records/lookups.ts';
import { ACME, DEAL, DOLLAR, EURO, IDA, JOHN, TOM, ZIEMANN } from '../../support/deals.ts';

const w = (words: string) => ({ words });
const some = (n: number, name: string): FoundRecord => ({ id: `a000000${n}-6f23-0908-abfd-384aa0f62f9e`, name });
const SALES = some(1, 'Test Pipeline');
const RENEWALS = some(2, 'Renewals');
const step = (n: number, name: string, pipeline: FoundRecord): PipelineStep => ({ ...some(n, name), pipeline });
const STEPS = [
  step(3, 'First', SALES),
  step(4, 'Proposal', SALES),
  step(5, 'Contacted', RENEWALS),
  step(6, 'Proposal', RENEWALS),
];
const bare = ({ pipeline: _, ...found }: PipelineStep): FoundRecord => found;
const [FIRST, PROPOSAL, CONTACTED] = STEPS.map(bare) as [FoundRecord, FoundRecord, FoundRecord];
const WEB = some(7, 'Web');
const STANDARD = some(8, 'Standard');

const notFound = (called: string, words: string): { problem: Problem } => ({
  problem: { code: 'NOT_FOUND', message: `No ${called} is called '${words}'` },
});

/** A space with one or two records of each kind. */
function space(over: Partial<Lookups> = {}): Lookups {
  const known: Record<string, readonly FoundRecord[]> = {
    client: [JOHN],
    account: [ZIEMANN, ACME],
    unit: [some(9, 'North')],
  };
  const contacts = new Map([
    [ZIEMANN.id, [IDA]],
    [ACME.id, [TOM]],
  ]);
  return {
    async find(kind, words, flag) {
      if (words === 'Old Mill') {
        return {
          problem: { code: 'USAGE', message: "The account 'Old Mill' is archived, so it cannot be used", flag },
        };
      }
      const found = known[kind]?.find(one => one.name === words || one.id === words);
      return found ? { found } : notFound(kind, words);
    },
    async contact(words, accounts) {
      const near = accounts.flatMap(account => contacts.get(account.id) ?? []);
      const found = near.find(one => one.name === words) ?? [IDA, TOM].find(one => one.id === words);
      return found ? { found } : notFound(`contact of ${accounts.map(one => one.name)}`, words);
    },
    related: async () => undefined,
    steps: async () => STEPS,
    currencies: async () => [DOLLAR, EURO],
    fields: async () => [
      { api_name: 'lead_source', label: 'Lead source', required: false, options: [WEB] },
      { api_name: 'cf_region', label: 'Region', required: false, options: [some(9, 'North')] },
      { api_name: 'cf_note', label: 'Note', required: false, options: [] },
    ],
    rates: async () => new Map(),
    types: async pipeline => (pipeline === undefined || pipeline.id === SALES.id ? [STANDARD] : []),
    units: async () => [],
    contactsOf: async account => contacts.get(account.id) ?? [],
    search: async () => ({ choices: [], more: false }),
    ...over,
  };
}

const problemsOf = async (draft: Draft, over?: Partial<Lookups>) => (await resolve(draft, space(over))).problems;

describe('words', () => {
  it('become the records they mean', async () => {
    const { draft, problems } = await resolve(
      {
        owner: w('John Doe'),
        pipeline: w('test pipeline'),
        step: w('PROPOSAL'),
        accounts: [w('Ziemann and Sons'), w('Acme')],
        contacts: [w('Tom Okafor'), w('Ida Ziemann')],
        value: '5',
        currency: w('€'),
        unit: w('North'),
        lead_source: w('web'),
        oppty_type: w('standard'),
        fields: { cf_note: 'x', cf_region_id: 'north', description: 'z' },
      },
      space(),
    );
    expect(problems).toEqual([]);
    expect(draft).toMatchObject({
      owner: JOHN,
      pipeline: SALES,
      step: PROPOSAL,
      accounts: [ZIEMANN, ACME],
      contacts: [TOM, IDA],
      currency: EURO,
      lead_source: WEB,
      oppty_type: STANDARD,
    });
  });

  it('that are wrong are all told together', async () => {
    const problems = await problemsOf({
      owner: w('Nobody'),
      pipeline: w('Test Pipeline'),
      step: w('Nowhere'),
      accounts: [w('Old Mill')],
      contacts: [w('Ida Ziemann')],
      value: '5',
      currency: w('XXX'),
      unit: w('Nowhere'),
      lead_source: w('Nothing'),
      oppty_type: w('Nothing'),
      fields: { cf_regoin: 'x' },
    });
    expect(problems.map(({ field }) => field).sort()).toEqual([
      'account_relations',
      'cf_regoin',
      'lead_source_id',
      'oppty_type_id',
      'owner_id',
      'step_id',
      'unit_id',
      'value.currency_id',
    ]);
  });

  it('that were looked up already are not looked up again', async () => {
    const never = () => expect.fail('nothing was to be looked up');
    const lookups = space({ find: never, contact: never, steps: never, currencies: never, fields: never });
    const reading = await resolve({ ...DEAL, pipeline: SALES, oppty_type: STANDARD }, lookups);
    expect(reading).toMatchObject({ draft: { ...DEAL, pipeline: SALES }, problems: [] });
  });

  it('are kept where nothing was found', async () => {
    const { draft } = await resolve({ owner: w('Nobody'), step: w('Nowhere') }, space());
    expect(draft).toMatchObject({ owner: w('Nobody'), step: w('Nowhere') });
  });

  it('are not the reason when the server fails', async () => {
    const find = () => Promise.reject(new CliError('UNREACHABLE', 'gone'));
    await expect(resolve({ owner: w('John Doe') }, space({ find }))).rejects.toThrow('gone');
  });
});

describe('a step', () => {
  it.each<[string, Draft, FoundRecord, FoundRecord]>([
    ['by a name that only one has', { step: w('contacted') }, RENEWALS, CONTACTED],
    ['by its id alone', { step: w(PROPOSAL.id) }, SALES, PROPOSAL],
    ['by its id in capitals', { step: w(PROPOSAL.id.toUpperCase()) }, SALES, PROPOSAL],
    ['by its link', { step: w(`https://h/api/v100/rest/spaces/s/entities/Steps/${PROPOSAL.id}`) }, SALES, PROPOSAL],
    ['as the first of its pipeline', { pipeline: w('Renewals'), step: w('first') }, RENEWALS, CONTACTED],
    ['called first itself', { pipeline: w(SALES.id), step: w('FIRST') }, SALES, FIRST],
    [
      'in a pipeline by its id in capitals',
      { pipeline: w(SALES.id.toUpperCase()), step: w('Proposal') },
      SALES,
      PROPOSAL,
    ],
    ['in a pipeline that was found', { pipeline: SALES, step: w('Proposal') }, SALES, PROPOSAL],
  ])('is found %s', async (_, draft, pipeline, step) => {
    expect(await resolve(draft, space())).toMatchObject({ draft: { pipeline, step }, problems: [] });
  });

  it.each<[string, Draft, Partial<Problem>, RegExp]>([
    [
      'of another pipeline',
      { pipeline: w('Test Pipeline'), step: w('Contacted') },
      { code: 'NOT_FOUND', flag: '--step' },
      /belongs to the pipeline 'Renewals', not to 'Test Pipeline'/,
    ],
    [
      'of another pipeline, by its id',
      { pipeline: w('Test Pipeline'), step: w(CONTACTED.id) },
      { code: 'NOT_FOUND', flag: '--step' },
      /belongs to the pipeline 'Renewals'/,
    ],
    [
      'that could be two',
      { step: w('Proposal') },
      { code: 'AMBIGUOUS', flag: '--step', hint: 'Add --pipeline, or pass the id.' },
      /any of 2 steps/,
    ],
    [
      'nobody has',
      { step: w('Propsal'), pipeline: w('Renewals') },
      { code: 'NOT_FOUND', hint: "Did you mean 'Proposal'?" },
      /No step is called 'Propsal'/,
    ],
    [
      'of a pipeline nobody has',
      { pipeline: w('Renewal'), step: w('Proposal') },
      { code: 'NOT_FOUND', flag: '--pipeline', hint: "Did you mean 'Renewals'?" },
      /No pipeline/,
    ],
  ])('%s is refused', async (_, draft, problem, message) => {
    const problems = await problemsOf(draft);
    expect(problems).toMatchObject([{ field: 'step_id', ...problem }]);
    expect(problems[0]?.message).toMatch(message);
  });

  it('that could be two shows both with their pipelines', async () => {
    const [problem] = await problemsOf({ step: w('Proposal') });
    expect(problem?.candidates).toEqual([
      { id: STEPS[1]!.id, name: 'Test Pipeline › Proposal' },
      { id: STEPS[3]!.id, name: 'Renewals › Proposal' },
    ]);
  });

  it('may be the first where there is only one pipeline', async () => {
    const steps = async () => STEPS.slice(2);
    expect(await resolve({ step: w('first') }, space({ steps }))).toMatchObject({
      draft: { step: CONTACTED },
      problems: [],
    });
  });

  it.each(['first', 'FIRST'])('cannot be the %s of several pipelines: those they begin with are shown', async words => {
    expect(await problemsOf({ step: w(words) })).toMatchObject([
      {
        code: 'AMBIGUOUS',
        field: 'step_id',
        flag: '--step',
        candidates: [
          { id: FIRST.id, name: 'Test Pipeline › First' },
          { id: CONTACTED.id, name: 'Renewals › Contacted' },
        ],
      },
    ]);
  });

  it('called First in several pipelines is not the first of one', async () => {
    const steps = async () => [...STEPS, step(7, 'First', RENEWALS)];
    const [problem] = await problemsOf({ step: w('First') }, { steps });
    expect(problem?.candidates?.map(({ name }) => name)).toEqual(['Test Pipeline › First', 'Renewals › First']);
  });

  it('that was found must be of the pipeline, too', async () => {
    expect(await problemsOf({ pipeline: w('Renewals'), step: FIRST })).toMatchObject([
      { code: 'NOT_FOUND', message: expect.stringContaining("belongs to the pipeline 'Test Pipeline'") },
    ]);
  });

  it('is left open when only the pipeline is said', async () => {
    expect(await resolve({ pipeline: w('Renewals') }, space())).toMatchObject({
      draft: { pipeline: RENEWALS, step: undefined },
      problems: [],
    });
  });
});

describe('accounts and contacts', () => {
  it('an archived account is refused', async () => {
    expect(await problemsOf({ accounts: [w('Old Mill')] })).toMatchObject([
      { code: 'USAGE', flag: '--account', field: 'account_relations', message: expect.stringContaining('archived') },
    ]);
  });

  it('a contact of another account is not found by its name, but by its id', async () => {
    expect(await problemsOf({ accounts: [ZIEMANN], contacts: [w('Tom Okafor')] })).toMatchObject([
      { code: 'NOT_FOUND', field: 'contact_relations' },
    ]);
    expect(await resolve({ accounts: [ZIEMANN], contacts: [w(TOM.id)] }, space())).toMatchObject({
      draft: { contacts: [TOM] },
      problems: [],
    });
  });

  it('of an account that was not found no contact is judged', async () => {
    const problems = await problemsOf({ accounts: [w('Nobody')], contacts: [w('Nobody')] });
    expect(problems.map(({ field }) => field)).toEqual(['account_relations']);
  });

  it('links of a printed record are followed, the primary one first', async () => {
    const link = (n: number) => `https://h/api/v100/rest/spaces/s/entities/LeadOpptyAccountRelations/${n}`;
    const related = async ({ id }: { id: string }) =>
      id === '1' ? { id: ACME.id, primary: false } : { id: ZIEMANN.id, primary: true };
    const { draft, problems } = await resolve({ accounts: [w(link(1)), w(link(2))] }, space({ related }));
    expect(problems).toEqual([]);
    expect(draft.accounts).toEqual([ZIEMANN, ACME]);
  });

  it('are refused when they are given twice', async () => {
    expect(
      await problemsOf({ accounts: [w('Acme'), w(ACME.id)], contacts: [IDA, w('Tom Okafor'), TOM] }),
    ).toMatchObject([
      { code: 'USAGE', flag: '--account', field: 'account_relations', message: "'Acme' is given twice" },
      { code: 'USAGE', flag: '--contact', field: 'contact_relations', message: "'Tom Okafor' is given twice" },
    ]);
  });

  it('keep what else their link says', async () => {
    const more = { relationship: 2 };
    const { draft } = await resolve({ accounts: [ZIEMANN], contacts: [{ words: 'Ida Ziemann', more }] }, space());
    expect(draft.contacts).toEqual([{ ...IDA, more }]);
  });

  it('no contact stays no contact', async () => {
    expect((await resolve({ accounts: [ZIEMANN], contacts: [] }, space())).draft.contacts).toEqual([]);
  });
});

describe('the currency', () => {
  it.each<[string, Draft, FoundRecord | undefined]>([
    ['is the base currency for an amount without one', { value: '5' }, DOLLAR],
    ['is the base currency for a base amount', { base_value: '5' }, DOLLAR],
    ['is none without an amount', {}, undefined],
    ['is found by its code', { value: '5', currency: w('eur') }, EURO],
    ['is found by its symbol', { value: '5', currency: w(' € ') }, EURO],
    ['is found by its id', { value: '5', currency: w(EURO.id) }, EURO],
    ['is found by its id in capitals', { value: '5', currency: w(EURO.id.toUpperCase()) }, EURO],
  ])('%s', async (_, draft, currency) => {
    const reading = await resolve(draft, space());
    expect(reading.problems).toEqual([]);
    expect(reading.draft.currency).toEqual(currency);
  });

  it('that does not exist is refused', async () => {
    expect(await problemsOf({ value: '5', currency: w('EUX') })).toMatchObject([
      { code: 'NOT_FOUND', field: 'value.currency_id', flag: '--currency', hint: "Did you mean 'EUR'?" },
    ]);
  });

  it('beside the amount must be the one of the flag', async () => {
    const also = (words: string, also: string): Draft => ({ value: '5', currency: { words, also } });
    expect((await resolve(also('EUR', '€'), space())).draft.currency).toEqual(EURO);
    expect(await problemsOf(also(EURO.id, 'eur'))).toEqual([]);
    expect(await problemsOf(also('USD', '€'))).toMatchObject([
      { code: 'USAGE', flag: '--value', message: 'The value is in € (EUR), and --currency says USD' },
    ]);
    expect(await problemsOf(also('USD', 'XYZ'))).toMatchObject([
      { message: 'The value is in XYZ, and --currency says USD' },
    ]);
  });

  it.each<[string, FoundRecord[], string]>([
    ['no base currency', [EURO], 'Name one: EUR.'],
    ['no currencies', [], 'An administrator can add one.'],
  ])('has to be said in a space with %s', async (_, all, hint) => {
    const problems = await problemsOf({ value: '5' }, { currencies: async () => all });
    expect(problems).toMatchObject([{ code: 'NOT_FOUND', field: 'value.currency_id', flag: '--currency', hint }]);
  });

  it.each([
    ['5', '5.00', 0],
    ['0.50', '00.5', 0],
    ['0', '-0.0', 0],
    ['100', '1', 1],
    ['9007199254740993', '9007199254740992', 1],
    ['0.1', '0.10000000000000000001', 1],
  ])('that is the base one has %s and %s as %j amounts too many', async (value, base_value, wrong) => {
    expect(await problemsOf({ value, base_value, currency: DOLLAR })).toHaveLength(wrong);
  });

  it('that is the base one cannot have two amounts', async () => {
    expect(await problemsOf({ value: '5', base_value: '6', currency: DOLLAR })).toMatchObject([
      { code: 'USAGE', field: 'value.base_value', flag: '--base-value' },
    ]);
    expect(await problemsOf({ value: '5', base_value: '6', currency: EURO })).toEqual([]);
  });
});

describe('the type', () => {
  it('is the only one of the pipeline when none is said', async () => {
    expect((await resolve({ step: w('First') }, space())).draft.oppty_type).toEqual(STANDARD);
  });

  it('is left to the server when there are several, or when it does not show them', async () => {
    const several = async () => [STANDARD, some(9, 'Other')];
    expect((await resolve({ step: w('First') }, space({ types: several }))).draft.oppty_type).toBeUndefined();
    const hidden = () => Promise.reject(new CliError('FORBIDDEN', 'no'));
    expect(await resolve({ step: w('First') }, space({ types: hidden }))).toMatchObject({ problems: [] });
    const gone = () => Promise.reject(new CliError('UNREACHABLE', 'gone'));
    await expect(resolve({ step: w('First') }, space({ types: gone }))).rejects.toThrow('gone');
  });

  it('of another pipeline is refused', async () => {
    const draft = { pipeline: w('Renewals'), step: w('Contacted'), oppty_type: w('Standard') };
    expect(await problemsOf(draft)).toMatchObject([{ code: 'NOT_FOUND', flag: '--type', field: 'oppty_type_id' }]);
  });

  it('that was found before the pipeline was must be one of its types', async () => {
    expect(await problemsOf({ pipeline: RENEWALS, step: CONTACTED, oppty_type: STANDARD })).toMatchObject([
      {
        code: 'NOT_FOUND',
        flag: '--type',
        field: 'oppty_type_id',
        message: "The opportunity type 'Standard' does not belong to the pipeline 'Renewals'",
      },
    ]);
    expect(await problemsOf({ pipeline: SALES, step: FIRST, oppty_type: STANDARD })).toEqual([]);
    const types = () => Promise.reject(new CliError('FORBIDDEN', 'no'));
    expect(await problemsOf({ pipeline: RENEWALS, step: CONTACTED, oppty_type: STANDARD }, { types })).toEqual([]);
  });

  it('that was emptied stays empty', async () => {
    expect((await resolve({ step: w('First'), fields: { oppty_type_id: null } }, space())).draft.oppty_type).toBe(
      undefined,
    );
  });
});

describe('as long as somebody will be asked', () => {
  const open = async (draft: Draft, over?: Partial<Lookups>) => resolve(draft, space(over), { open: true });
  const types = async (pipeline: FoundRecord | undefined) => (pipeline ? [STANDARD] : [STANDARD, some(9, 'Standard')]);

  it.each<[string, Draft]>([
    ['a contact without an account', { contacts: [w('Ida Ziemann')] }],
    ['a step of two pipelines', { step: w('Proposal') }],
    ['the first step of one of them', { step: w('first') }],
    ['a type of two pipelines', { oppty_type: w('Standard') }],
  ])('%s stays open', async (_, draft) => {
    const reading = await open(draft, { types });
    expect(reading).toMatchObject({ draft, problems: [] });
    expect((await resolve(draft, space({ types }))).problems).toHaveLength(1);
  });

  it('what was open is settled by the answer', async () => {
    const draft = { step: w('Proposal'), contacts: [w('Ida Ziemann')], oppty_type: w('Standard') };
    const { draft: asked } = await open(draft, { types });
    const reading = await resolve({ ...asked, pipeline: SALES, accounts: [ZIEMANN] }, space({ types }));
    expect(reading).toMatchObject({ draft: { step: PROPOSAL, contacts: [IDA], oppty_type: STANDARD }, problems: [] });
  });

  it.each<[string, Draft]>([
    ['a step that nobody has', { step: w('Nowhere') }],
    ['a step of another pipeline', { pipeline: SALES, step: w('Contacted') }],
    ['a contact whose account is known', { accounts: [ZIEMANN], contacts: [w('Tom Okafor')] }],
    ['a contact by an id that nobody has', { contacts: [w(some(9, '').id)] }],
    ['a type that nobody has', { oppty_type: w('Nothing') }],
  ])('%s is refused all the same', async (_, draft) => {
    expect((await open(draft, { types })).problems).toMatchObject([{ code: 'NOT_FOUND' }]);
  });
});

describe('where deleted records are allowed', () => {
  const dead = step(9, 'Retired', SALES);
  const YEN: FoundRecord = { ...some(9, 'JPY'), base: false };
  const OLD = some(9, 'Old type');
  const over: Partial<Lookups> = {
    steps: async deleted => (deleted ? [...STEPS, dead, step(10, 'Proposal', SALES)] : STEPS),
    currencies: async deleted => (deleted ? [DOLLAR, YEN] : [DOLLAR]),
    types: async (_, deleted) => (deleted ? [STANDARD, OLD] : [STANDARD]),
  };
  const draft: Draft = {
    pipeline: w('Test Pipeline'),
    step: w('Retired'),
    value: '1',
    currency: w('JPY'),
    oppty_type: w('Old type'),
  };

  it('they are found', async () => {
    const reading = await resolve(draft, space(over), { allowDeleted: true });
    expect(reading.problems).toEqual([]);
    expect(reading.draft).toMatchObject({ step: bare(dead), currency: YEN, oppty_type: OLD });
    expect((await resolve(draft, space(over))).problems).toHaveLength(3);
  });

  it('those that are not deleted are meant first', async () => {
    const reading = await resolve({ ...draft, step: w('Proposal') }, space(over), { allowDeleted: true });
    expect(reading).toMatchObject({ draft: { step: PROPOSAL }, problems: [] });
  });

  it('the look-ups of single records are told so', async () => {
    const told: unknown[] = [];
    const find: Lookups['find'] = async (_, __, ___, allowed) => {
      told.push(allowed?.allowDeleted);
      return { found: ACME };
    };
    const contact: Lookups['contact'] = async (_, __, allowed) => {
      told.push(allowed?.allowDeleted);
      return { found: IDA };
    };
    const named = { owner: w('a'), accounts: [w('b')], unit: w('c'), contacts: [w('d')] };
    await resolve(named, space({ find, contact }), { allowDeleted: true });
    expect(told).toEqual([true, true, true, true]);
  });
});

describe('a choice of a field', () => {
  const twice = async () => [
    { api_name: 'reason_of_close_id', label: 'Reason', required: false, options: [some(3, 'Price'), some(4, 'price')] },
  ];

  it('that could be two is refused with both', async () => {
    expect(await problemsOf({ reason_of_close: w('Price') }, { fields: twice })).toMatchObject([
      { code: 'AMBIGUOUS', flag: '--reason-of-close', message: "'Price' can be any of 2 reasons of close" },
    ]);
  });

  it('that is not there is refused with what is', async () => {
    expect(await problemsOf({ lead_source: w('Television') })).toMatchObject([
      { code: 'NOT_FOUND', flag: '--lead-source', field: 'lead_source_id', hint: 'There are: Web.' },
    ]);
  });
});

describe('a field', () => {
  it.each(['cf_regoin', 'toString', 'cf_note_id'])('called %s, which nobody knows, is refused', async field => {
    const problems = await problemsOf({ fields: { [field]: 'x' } });
    expect(problems).toMatchObject([{ code: 'USAGE', field, flag: '--set' }]);
  });

  it('is refused with the nearest one', async () => {
    expect((await problemsOf({ fields: { cf_regoin: 'x' } }))[0]?.hint).toBe("Did you mean 'cf_region'?");
  });

  const own = (api_name: string, type: string, names: string[]): SpaceField => ({
    ...{ api_name, label: api_name, type, required: false },
    options: names.map((name, index) => some(index + 1, name)),
  });
  const REGION = own('cf_region', 'dropdown', ['North', 'South']);
  const MANY = own('cf_many', 'multiselect_checkbox', ['Red', 'Green', 'Blue']);
  const DAY = own('cf_day', 'date', []);
  const fields = async () => [REGION, MANY, DAY];
  const [NORTH, SOUTH] = REGION.options;
  const OTHER = 'abcdef01-6f23-0908-abfd-384aa0f62f9e';

  it.each<[Draft['fields'], Draft['fields']]>([
    [{ cf_region: 'South' }, { cf_region_id: SOUTH!.id }],
    [{ cf_region_id: ' north ' }, { cf_region_id: NORTH!.id }],
    [{ cf_region: NORTH!.id }, { cf_region_id: NORTH!.id }],
    [{ cf_region_id: OTHER }, { cf_region_id: OTHER }],
    [{ cf_region_id: null }, { cf_region_id: null }],
    [{ cf_region: '' }, { cf_region: '' }],
    [{ cf_many: 'red, Blue' }, { cf_many: [MANY.options[0]!.id, MANY.options[2]!.id] }],
    [{ cf_many: ['green', OTHER] }, { cf_many: [MANY.options[1]!.id, OTHER] }],
    [{ cf_day: 'next quarter' }, { cf_day: '2026-12-31' }],
    [{ cf_day: '2026-12-31' }, { cf_day: '2026-12-31' }],
  ])('%j goes on the wire as %j', async (typed, sent) => {
    const { draft, problems } = await resolve({ fields: typed }, space({ fields }), { today: '2026-07-29' });
    expect(problems).toEqual([]);
    expect(draft.fields).toEqual(sent);
  });

  it.each<[Draft['fields'], string]>([
    [{ cf_region: 'Mars' }, 'cf_region is a list. Options: North, South.'],
    [{ cf_region_id: 'Mars' }, 'cf_region_id is a list. Options: North, South.'],
    [{ cf_many: 'Red,Pink' }, 'cf_many is a list. Options: Red, Green, Blue.'],
    [{ cf_day: '03/04/2026' }, '03/04/2026 could mean 2026-03-04 or 2026-04-03: write one of them'],
  ])('%j is refused', async (typed, message) => {
    const { problems } = await resolve({ fields: typed }, space({ fields }), { today: '2026-07-29' });
    expect(problems).toMatchObject([{ code: 'USAGE', flag: '--set', field: Object.keys(typed!)[0], message }]);
  });

  it('whose option has a twin is refused with both', async () => {
    const twins = { ...REGION, options: [some(1, 'North'), some(2, 'north'), some(3, 'South')] };
    const refused = await resolve({ fields: { cf_region: 'North' } }, space({ fields: async () => [twins] }));
    const candidates = twins.options.slice(0, 2).map(({ id, name }) => ({ id, name }));
    expect(refused.problems).toMatchObject([{ code: 'AMBIGUOUS', flag: '--set', field: 'cf_region', candidates }]);
    const { draft } = await resolve({ fields: { cf_region: some(2, '').id } }, space({ fields: async () => [twins] }));
    expect(draft.fields).toEqual({ cf_region_id: some(2, '').id });
  });

  it('that every space has is not looked up', async () => {
    const fields = () => expect.fail('nothing was to be looked up');
    expect(await problemsOf({ fields: { status: 2, ranking: 1, unit_id: null } }, { fields })).toEqual([]);
  });
});

describe('the names that mean one record', () => {
  const spoken = (draft: Draft, lookups = space()) => toSpokenDraft(draft, lookups, {});

  it('are those that are found again in their places', async () => {
    const draft = { ...DEAL, pipeline: SALES, step: PROPOSAL, accounts: [ZIEMANN, ACME], contacts: [IDA, TOM] };
    expect(await spoken(draft)).toEqual({
      ...draft,
      pipeline: w('Test Pipeline'),
      step: w('Proposal'),
      accounts: [w('Ziemann and Sons'), w('Acme')],
      contacts: [w('Ida Ziemann'), w('Tom Okafor')],
    });
  });

  it('are not those of twins, of what has gone, or of what another one is called', async () => {
    const twin = { ...ZIEMANN, id: ACME.id };
    const gone = { ...IDA, name: 'Somebody else' };
    const draft = { ...DEAL, pipeline: SALES, step: FIRST, accounts: [twin], contacts: [gone] };
    expect(await spoken(draft)).toEqual({ ...draft, pipeline: w('Test Pipeline'), step: w('First') });
  });

  it('are those of options, too, unless two options share one', async () => {
    const option = (id: string, name: string) => ({ id, name });
    const options = [option('n', 'North'), option('s', 'South'), option('s2', 'South'), option('c', 'A, B')];
    const own = (api_name: string, type: string) => ({ api_name, label: api_name, type, required: false, options });
    const lookups = space({
      fields: async () => [own('cf_region', 'dropdown'), own('cf_sides', 'multiselect_checkbox')],
    });
    const fieldsOf = async (fields: Draft['fields']) => (await spoken({ fields }, lookups)).fields;
    expect(await fieldsOf({ cf_region_id: 'n', cf_sides: ['n'] })).toEqual({ cf_region: 'North', cf_sides: 'North' });
    for (const fields of [
      { cf_region_id: 's' },
      { cf_region_id: 's2' },
      { cf_sides: ['n', 's2'] },
      { cf_sides: ['c'] },
    ])
      expect(await fieldsOf(fields)).toEqual(fields);
    expect(await fieldsOf({ cf_region_id: null, ranking: 7 })).toEqual({ cf_region_id: null, ranking: 7 });
  });
});
