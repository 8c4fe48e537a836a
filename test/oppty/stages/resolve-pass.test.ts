import { describe, expect, it } from 'vitest';
import { CliError } from '../../../src/errors.ts';
import type { Draft } from '../../../src/oppty/draft/draft.ts';
import { toRefs } from '../../../src/oppty/resolve/revalidate.ts';
import type { CreateTools, ResolvedInput, ResolvedWizard } from '../../../src/oppty/stages/pass.ts';
import { resolvePass } from '../../../src/oppty/stages/resolve-pass.ts';
import { startWizard } from '../../../src/oppty/wizard/machine.ts';
import type { CachedLists } from '../../../src/records/known-names.ts';
import type { PipelineStep } from '../../../src/records/load-lists.ts';
import { fakeLookups, fakePerson, fakeTools, STEPS } from '../../support/create-tools.ts';
import { DEAL, DOLLAR, EURO, FIRST, JOHN, SALES, TOM } from '../../support/deals.ts';

const WORDS: Draft = { ...toRefs(DEAL), owner: { words: JOHN.name } };
const OWNER = { id: 'owner' as const, words: JOHN.name, by: 'default-owner in test', unset: 'unset it' };

describe('what was read', () => {
  const resolveInput = (draft: Draft, tools: CreateTools, more: object = {}) =>
    resolvePass(
      { input: { draft, commandAnswers: draft, defaults: [], problems: [], ...more } },
      tools,
    ) as Promise<ResolvedInput>;

  it('has every record in place of its words', async () => {
    const { draft, problems } = await resolveInput(WORDS, fakeTools());
    expect([draft, problems]).toMatchObject([DEAL, []]);
  });

  it('takes the defaults if nobody is asked, and offers them to a person', async () => {
    const { owner: _, ...draft } = WORDS;
    const alone = await resolveInput(draft, fakeTools(), { defaults: [OWNER] });
    expect(alone.draft.owner).toEqual(JOHN);
    const { person } = fakePerson();
    const asked = await resolveInput(draft, fakeTools({ person }), { defaults: [OWNER] });
    expect([asked.draft.owner, asked.suggestions]).toEqual([undefined, { owner: JOHN }]);
  });

  it('has all problems together if nobody is asked', async () => {
    const draft: Draft = { ...WORDS, owner: { words: 'Nobody' }, step: { words: 'Nowhere' } };
    const input = { code: 'USAGE' as const, message: 'no amount', flag: '--value' };
    const { problems } = await resolveInput(draft, fakeTools(), { problems: [input] });
    expect(problems.map(({ flag }) => flag)).toEqual(['--value', '--owner', '--step']);
  });

  it('of a saved draft whose record is gone is a problem for nobody, and a doubt for a person', async () => {
    const saved = { ...DEAL, owner: TOM };
    const alone = await resolveInput(toRefs(saved), fakeTools(), { saved });
    expect(alone.problems).toMatchObject([{ message: "'Tom Okafor' is not there any more" }]);
    const { person } = fakePerson();
    const asked = await resolveInput(toRefs(saved), fakeTools({ person }), { saved });
    expect(asked.problems).toEqual([]);
    expect(asked.doubts).toMatchObject([{ message: "'Tom Okafor' is not there any more" }]);
    expect([asked.draft.owner, asked.suggestions]).toEqual([undefined, { owner: { words: 'Tom Okafor' } }]);
  });
});

const GHOST: PipelineStep = { id: 'f0000001-6f23-0908-abfd-384aa0f62f9e', name: 'Ghost', pipeline: SALES };
const OLD: CachedLists = {
  owners: { choices: [TOM, JOHN], more: false },
  steps: [GHOST, ...STEPS],
  currencies: [EURO, { ...DOLLAR, base: false }],
};

describe('what was chosen from an old list', () => {
  /** Resolves a draft in the wizard, after the person saw the old lists. */
  async function resolveChosen(draft: Draft, lists: Partial<CachedLists> = OLD, tools = fakeTools({ lists })) {
    await Promise.all([tools.cached.steps(), tools.cached.currencies(), tools.cached.search('client', '')]);
    const wizard = startWizard(draft, { currencies: 2 }, {}, [], true);
    const pass = { wizard, serverFields: [], repaired: false };
    return { tools, resolved: (await resolvePass(pass, tools)) as ResolvedWizard };
  }

  it('is looked up again by its id, and replaced by what the server says', async () => {
    const { lookups, asked } = fakeLookups();
    const tools = fakeTools({ lookups, lists: OLD });
    const { resolved } = await resolveChosen({ ...DEAL, currency: OLD.currencies[1] }, OLD, tools);
    expect(asked).toContain('find client');
    // Whether it is the base currency decides what the amount means.
    expect([resolved.draft, resolved.problems]).toEqual([DEAL, []]);
    expect(resolved.wizard).toMatchObject({ step: 'review', draft: DEAL });
  });

  it('opens its question again when it is gone, and is offered no more', async () => {
    const { pipeline: _, ...step } = GHOST;
    const { tools, resolved } = await resolveChosen({ ...DEAL, step });
    expect(resolved.problems).toMatchObject([{ message: expect.stringMatching("'Ghost' is not there any more") }]);
    expect(resolved.wizard).toMatchObject({ step: 'step', suggestions: { step: { words: 'Ghost' } } });
    expect([resolved.wizard.draft.step, resolved.repaired]).toEqual([undefined, true]);
    expect(await tools.cached.steps()).toBe(STEPS);
  });

  it('takes along what depends on it when it is gone', async () => {
    const haunted = { id: 'f0000002-6f23-0908-abfd-384aa0f62f9e', name: 'Haunted' };
    const lists = { steps: [{ ...GHOST, pipeline: haunted }] };
    const type = { id: 'f0000003-6f23-0908-abfd-384aa0f62f9e', name: 'Standard' };
    const { resolved } = await resolveChosen({ ...DEAL, pipeline: haunted, oppty_type: type }, lists);
    expect(resolved.wizard.step).toBe('pipeline');
    const { pipeline, step, oppty_type, owner } = resolved.wizard.draft;
    expect([pipeline, step, oppty_type, owner]).toEqual([undefined, undefined, undefined, JOHN]);
  });

  it('opens its question again under a new name, which stays the answer', async () => {
    const shown = { ...JOHN, name: 'Tom Okafor' };
    const { resolved } = await resolveChosen({ ...DEAL, owner: shown }, { owners: { choices: [shown], more: false } });
    expect(resolved.problems).toMatchObject([{ message: `'Tom Okafor' is called '${JOHN.name}' now` }]);
    expect(resolved.wizard).toMatchObject({ step: 'owner', draft: { owner: JOHN } });
  });

  it('costs nothing where no old list was offered', async () => {
    const { lookups, asked } = fakeLookups();
    const tools = fakeTools({ lookups });
    await tools.cached.steps();
    asked.length = 0;
    const wizard = startWizard(DEAL, { currencies: 2 }, {}, [], true);
    await resolvePass({ wizard, serverFields: [], repaired: false }, tools);
    expect(asked).toEqual(['types']);
  });
});

describe('a look-up that fails', () => {
  const failing = (code: 'UNREACHABLE' | 'SIGN_IN_REFUSED') =>
    fakeTools({ lookups: fakeLookups({ types: () => Promise.reject(new CliError(code, 'failed')) }).lookups });
  const pass = { wizard: startWizard(DEAL, { currencies: 2 }, {}, [], true), serverFields: [], repaired: false };

  it('is shown by the review, if another try can mend it', async () => {
    const resolved = await resolvePass(pass, failing('UNREACHABLE'));
    expect(resolved.wizard).toMatchObject({ step: 'review', refusals: [{ step: 'review', message: 'failed' }] });
    expect(resolved.wizard?.draft.step).toEqual(FIRST);
  });

  it('ends the command otherwise', async () => {
    await expect(resolvePass(pass, failing('SIGN_IN_REFUSED'))).rejects.toMatchObject({ code: 'SIGN_IN_REFUSED' });
  });
});
