import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/oppty/draft/draft.ts';
import {
  applicableDefaults,
  type Default,
  defaultsDraft,
  resolveDefaults,
} from '../../../src/oppty/resolve/defaults.ts';
import { advance, problemsAt, startWizard, type WizardState } from '../../../src/oppty/wizard/machine.ts';
import type { FoundRecord } from '../../../src/records/found.ts';
import type { PipelineStep } from '../../../src/records/load-lists.ts';
import type { Lookups } from '../../../src/records/lookups.ts';
import { DEAL, DOLLAR, EURO, FIRST, JOHN, SALES, TOM } from '../../support/deals.ts';

const w = (words: string) => ({ words });
const as = (id: Default['id'], words: string): Default => ({
  ...{ id, words, source: `default-${id} in the file`, unset: `pipeliner config unset default-${id}` },
});
const ALL = [as('owner', JOHN.name), as('pipeline', 'Renewals'), as('currency', 'EUR'), as('unit', 'North')];

const RENEWALS: FoundRecord = { id: 'b0000001-6f23-0908-abfd-384aa0f62f9e', name: 'Renewals' };
const NORTH: FoundRecord = { id: 'b0000002-6f23-0908-abfd-384aa0f62f9e', name: 'North' };
const at = (n: number, name: string, pipeline: FoundRecord): PipelineStep => ({
  ...{ id: `c000000${n}-6f23-0908-abfd-384aa0f62f9e`, name, pipeline },
});
const STEPS = [
  { ...FIRST, pipeline: SALES },
  at(1, 'Proposal', SALES),
  at(2, 'Contacted', RENEWALS),
  at(3, 'Proposal', RENEWALS),
];
const idOf = (name: string, pipeline: FoundRecord) =>
  STEPS.find(one => one.name === name && one.pipeline.id === pipeline.id)!.id;

const lookups = {
  find: async (kind: string, words: string, flag: string) => {
    const found = { client: [JOHN], unit: [NORTH] }[kind]?.find(({ name }) => name === words);
    return found ? { found } : { problem: { code: 'NOT_FOUND', message: `No ${kind} is called '${words}'`, flag } };
  },
  steps: async () => STEPS,
  currencies: async () => [DOLLAR, EURO],
  types: async () => [],
} as unknown as Lookups;

describe('a default', () => {
  it.each<[string, Draft, readonly string[]]>([
    ['nothing', {}, ['owner', 'pipeline', 'currency', 'unit']],
    ['an owner', { owner: w('Tom') }, ['pipeline', 'currency', 'unit']],
    ['a pipeline', { pipeline: w('Test Pipeline') }, ['owner', 'currency', 'unit']],
    ['a step in words', { step: w('First') }, ['owner', 'pipeline', 'currency', 'unit']],
    ['a step that was found', { step: FIRST }, ['owner', 'currency', 'unit']],
    ['a value', { value: '1' }, ['owner', 'pipeline', 'currency', 'unit']],
    ['a value in a currency', { value: '1', currency: w('USD') }, ['owner', 'pipeline', 'unit']],
    ['a value in the base currency', { base_value: '1' }, ['owner', 'pipeline', 'unit']],
    ['a value in both', { value: '1', base_value: '2' }, ['owner', 'pipeline', 'currency', 'unit']],
    ['a unit', { unit: w('South') }, ['owner', 'pipeline', 'currency']],
    ['that the unit is empty', { fields: { unit_id: null } }, ['owner', 'pipeline', 'currency']],
  ])('has room beside a draft that says %s', (_, draft, ids) => {
    expect(applicableDefaults(ALL, draft).map(({ id }) => id)).toEqual(ids);
  });

  const found = async (draft: Draft, defaults: readonly Default[] = ALL) =>
    resolveDefaults(applicableDefaults(defaults, draft), draft, lookups, {});

  it('is looked up as a flag is', async () => {
    expect(await found({})).toEqual({
      draft: { owner: JOHN, pipeline: RENEWALS, currency: EURO, unit: NORTH },
      problems: [],
    });
    expect(defaultsDraft(ALL)).toEqual({
      ...{ owner: w(JOHN.name), pipeline: w('Renewals'), currency: w('EUR'), unit: w('North') },
    });
  });

  it.each<[string, string, Partial<Record<'pipeline' | 'step', string>>]>([
    ['of its own', 'Contacted', { pipeline: RENEWALS.id, step: idOf('Contacted', RENEWALS) }],
    ['that several pipelines have', 'Proposal', { pipeline: RENEWALS.id, step: idOf('Proposal', RENEWALS) }],
    ['first', 'first', { pipeline: RENEWALS.id, step: idOf('Contacted', RENEWALS) }],
    ['of another pipeline', idOf('Proposal', SALES), {}],
    ['that is nowhere', 'Won', {}],
  ])('as the pipeline settles the step %s', async (_, words, ids) => {
    const { draft, problems } = await found({ step: w(words) }, [as('pipeline', 'Renewals')]);
    expect(problems).toEqual([]);
    expect(Object.fromEntries(Object.entries(draft).map(([id, ref]) => [id, (ref as FoundRecord).id]))).toEqual(ids);
  });

  it('that means nothing tells where it was set, and the others hold', async () => {
    const { draft, problems } = await found({}, [as('owner', 'Gone'), as('pipeline', 'Old'), as('unit', 'North')]);
    expect(draft).toEqual({ unit: NORTH });
    expect(problems).toMatchObject([
      {
        ...{ code: 'NOT_FOUND', flag: '--owner', field: 'owner_id' },
        message: "default-owner in the file: No client is called 'Gone'",
        hint: 'Set another, or take it away:\n  pipeliner config unset default-owner',
      },
      { flag: '--pipeline', field: 'pipeline', message: expect.stringMatching(/^default-pipeline in the file: /) },
    ]);
  });

  it('as the pipeline is not missed where the step says which one it is', async () => {
    const old = [as('pipeline', 'Old')];
    expect(await found({ step: w('Contacted') }, old)).toEqual({ draft: {}, problems: [] });
    expect((await found({ step: w('Proposal') }, old)).problems).toMatchObject([{ flag: '--pipeline' }]);
  });
});

describe('the wizard with defaults', () => {
  const { owner: _, pipeline: __, step: ___, unit: ____, ...rest } = DEAL;
  const answer = (state: WizardState, draft: Draft) => {
    if (state.step !== Object.keys(draft)[0]) throw new Error(`it asks ${state.step}`);
    return advance(state, { type: 'answered', step: state.step, draft });
  };

  it('asks all the same, and offers the step of the pipeline as long as that is taken', () => {
    const suggestions = { owner: JOHN, pipeline: SALES, step: FIRST };
    const asked = startWizard(rest, { currencies: 2 }, suggestions);
    expect(asked).toMatchObject({ step: 'owner', draft: rest, suggestions });
    expect(asked.draft).not.toHaveProperty('owner');
    const owned = answer(asked, { owner: TOM });
    expect(answer(owned, { pipeline: SALES })).toMatchObject({
      step: 'step',
      draft: { owner: TOM },
      suggestions: { step: FIRST },
    });
    expect(answer(owned, { pipeline: RENEWALS }).suggestions.step).toBeUndefined();
  });

  it('tells at its question what could not be offered, in the order of the questions', () => {
    const problems = ['pipeline', 'owner_id'].map(field => ({ code: 'NOT_FOUND' as const, field, message: field }));
    const first = startWizard(rest, { currencies: 2 }, {}, problems);
    expect([first.step, problemsAt(first)]).toEqual(['owner', ['owner_id']]);
    const second = answer(first, { owner: JOHN });
    expect([second.step, problemsAt(second)]).toEqual(['pipeline', ['pipeline']]);
    const third = answer(second, { pipeline: SALES });
    expect([third.step, problemsAt(third)]).toEqual(['step', []]);
  });

  it('asks at once for a unit that could not be offered, since nothing else does', () => {
    const start = startWizard(rest, { currencies: 2 }, {}, [{ code: 'NOT_FOUND', field: 'unit_id', message: 'gone' }]);
    expect([start.step, problemsAt(start)]).toEqual(['unit', ['gone']]);
    expect(answer(start, { unit: undefined })).toMatchObject({ step: 'owner', refusals: [] });
  });
});
