import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/oppty/draft/draft.ts';
import { complete } from '../../../src/oppty/stages/complete.ts';
import type { ResolvedInput } from '../../../src/oppty/stages/pass.ts';
import { startWizard } from '../../../src/oppty/wizard/machine.ts';
import type { SpaceField } from '../../../src/records/found.ts';
import { BACK, ENTER, fakeLookups, fakePerson, fakeSession, fakeTools } from '../../support/create-tools.ts';
import { DEAL, DOLLAR } from '../../support/deals.ts';

const { name: _, ...NAMELESS } = DEAL;
const resolvedInput = (draft: Draft, more: Partial<ResolvedInput> = {}): ResolvedInput => ({
  input: { draft, commandAnswers: draft, defaults: [], problems: [] },
  ...{ answers: draft, draft, problems: [], doubts: [], defaults: {}, suggestions: {} },
  ...more,
});

describe('to complete what was read', () => {
  it('needs nothing where nothing is open or nobody can be asked', async () => {
    const { person, questions } = fakePerson();
    expect(await complete(resolvedInput(DEAL), fakeTools({ person }))).toBeUndefined();
    expect(await complete(resolvedInput(NAMELESS), fakeTools())).toBeUndefined();
    expect(questions).toEqual([]);
  });

  it('asks what is open up to the review, and saves each answer', async () => {
    const { person, questions } = fakePerson(['A name', ENTER]);
    const { session, log } = fakeSession();
    const pass = await complete(resolvedInput(NAMELESS), fakeTools({ person, session }));
    expect(questions).toEqual(['Opportunity name', 'More fields']);
    expect(pass).toMatchObject({ wizard: { step: 'review', draft: { name: 'A name' } }, repaired: false });
    expect([log.length, session.answers]).toEqual([2, expect.objectContaining({ name: 'A name' })]);
  });

  it('asks again what is in doubt, and only reviews a saved draft that was complete', async () => {
    const doubts = [{ code: 'NOT_FOUND' as const, message: 'The owner is gone', field: 'owner_id' }];
    const input = { draft: DEAL, commandAnswers: {}, saved: DEAL, defaults: [], problems: [] };
    const { person, questions, notes } = fakePerson([ENTER]);
    const pass = await complete(resolvedInput(DEAL, { input, doubts }), fakeTools({ person }));
    expect([questions, notes.at(-1)]).toEqual([['Owner'], '! The owner is gone']);
    expect(pass?.wizard.step).toBe('review');
  });

  it('shows the answers of a saved draft, and Esc reaches them', async () => {
    const saved = { ...NAMELESS, closing_date: undefined, fields: {} };
    const input = { draft: saved, commandAnswers: {}, saved, defaults: [], problems: [] };
    const resolved = resolvedInput(saved, { input, answers: { currency: DOLLAR } });
    const { person, questions, notes } = fakePerson([BACK, BACK, ENTER, 'A name', ENTER, '2026-12-04', ENTER]);
    const pass = await complete(resolved, fakeTools({ person }));
    expect(notes.slice(1)).toEqual([
      'Owner: John Doe (john.doe@example.com)',
      'Pipeline: Test Pipeline',
      'Step: First (10 %)',
      'Account: Ziemann and Sons (Kassel)',
      'Primary contact: Ida Ziemann',
      'Value: 12,500.50 USD',
      'Currency: USD ($)',
    ]);
    const [asked, value, currency] = ['Opportunity name', 'Value', 'Currency'];
    expect(questions).toEqual([asked, currency, value, asked, currency, 'Closing date', 'More fields']);
    expect(pass?.wizard).toMatchObject({
      step: 'review',
      draft: { ...saved, name: 'A name', closing_date: '2026-12-04' },
    });
  });

  it('asks for required fields alone where the flags decided all else', async () => {
    const field: SpaceField = { api_name: 'cf_no', label: 'Number', type: 'input', required: true, options: [] };
    const { lookups } = fakeLookups({ fields: async () => [field] });
    const { person, questions } = fakePerson(['7'], false);
    const pass = await complete(resolvedInput(DEAL), fakeTools({ person, lookups }));
    expect([questions, pass?.wizard]).toMatchObject([
      ['Number'],
      { step: 'review', draft: { fields: { cf_no: '7' } } },
    ]);
  });
});

describe('to complete the wizard', () => {
  it('asks the question that was opened again, and nothing at the review', async () => {
    const wizard = startWizard(NAMELESS, { currencies: 2 }, {}, [], true);
    const { person, questions } = fakePerson(['Better']);
    const resolved = { wizard, draft: NAMELESS, problems: [], serverFields: ['cf_x'], repaired: true };
    const pass = await complete(resolved, fakeTools({ person }));
    expect([questions, pass]).toMatchObject([
      ['Opportunity name'],
      { wizard: { step: 'review', draft: { name: 'Better' } }, serverFields: ['cf_x'], repaired: true },
    ]);
    expect(await complete({ ...resolved, ...pass! }, fakeTools({ person }))).toBeUndefined();
  });
});
