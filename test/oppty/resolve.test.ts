import { describe, expect, it } from 'vitest';
import { CliError, type Problem } from '../../src/errors.ts';
import type { Draft, Found } from '../../src/oppty/draft.ts';
import type { Lookups, Step } from '../../src/oppty/lookups.ts';
import { resolve } from '../../src/oppty/resolve.ts';
import { ACME, DEAL, DOLLAR, EURO, IDA, JOHN, TOM, ZIEMANN } from '../support/deals.ts';

const w = (words: string) => ({ words });
const some = (n: number, name: string): Found => ({ id: `a000000${n}-6f23-0908-abfd-384aa0f62f9e`, name });
const SALES = some(1, 'Test Pipeline');
const RENEWALS = some(2, 'Renewals');
const step = (n: number, name: string, pipeline: Found): Step => ({ ...some(n, name), pipeline });
const STEPS = [
  step(3, 'First', SALES),
  step(4, 'Proposal', SALES),
  step(5, 'Contacted', RENEWALS),
  step(6, 'Proposal', RENEWALS),
];
const bare = ({ pipeline: _, ...found }: Step): Found => found;
const [FIRST, PROPOSAL, CONTACTED] = STEPS.map(bare) as [Found, Found, Found];
const WEB = some(7, 'Web');
const STANDARD = some(8, 'Standard');

const notFound = (called: string, words: string): { problem: Problem } => ({
  problem: { code: 'NOT_FOUND', message: `No ${called} is called '${words}'` },
});

/** A space with one or two records of each kind. */
function space(over: Partial<Lookups> = {}): Lookups {
  const known: Record<string, readonly Found[]> = {
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
      { api_name: 'lead_source', label: 'Lead source', options: [WEB] },
      { api_name: 'cf_region', label: 'Region', options: [some(9, 'North')] },
      { api_name: 'cf_note', label: 'Note', options: [] },
    ],
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
        fields: { cf_note: 'x', cf_region_id: 'y', description: 'z' },
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
    expect((await resolve({ ...DEAL, oppty_type: STANDARD }, lookups)).draft).toMatchObject(DEAL);
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
  it.each<[string, Draft, Found, Found]>([
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

  it('cannot be the first where there are several pipelines', async () => {
    const steps = async () => STEPS.slice(1);
    expect(await problemsOf({ step: w('first') }, { steps })).toMatchObject([{ code: 'NOT_FOUND', field: 'step_id' }]);
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

  it('no contact stays no contact', async () => {
    expect((await resolve({ accounts: [ZIEMANN], contacts: [] }, space())).draft.contacts).toEqual([]);
  });
});

describe('the currency', () => {
  it.each<[string, Draft, Found | undefined]>([
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

  it('that is the base one cannot have two amounts', async () => {
    expect(await problemsOf({ value: '5', base_value: '6', currency: DOLLAR })).toMatchObject([
      { code: 'USAGE', field: 'value.base_value', flag: '--base-value' },
    ]);
    expect(await problemsOf({ value: '5', base_value: '5.00', currency: DOLLAR })).toEqual([]);
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
});

describe('a field', () => {
  it.each(['cf_regoin', 'toString', 'cf_note_id'])('called %s, which nobody knows, is refused', async field => {
    const problems = await problemsOf({ fields: { [field]: 'x' } });
    expect(problems).toMatchObject([{ code: 'USAGE', field, flag: '--set' }]);
  });

  it('is refused with the nearest one', async () => {
    expect((await problemsOf({ fields: { cf_regoin: 'x' } }))[0]?.hint).toBe("Did you mean 'cf_region'?");
  });
});
