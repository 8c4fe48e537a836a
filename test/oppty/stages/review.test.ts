import { describe, expect, it } from 'vitest';
import type { CreateTools, ResolvedWizard } from '../../../src/oppty/stages/pass.ts';
import { review } from '../../../src/oppty/stages/review.ts';
import { startWizard } from '../../../src/oppty/wizard/machine.ts';
import { BACK, ENTER, fakePerson, fakeTools, type Reply } from '../../support/create-tools.ts';
import { DEAL, JOHN } from '../../support/deals.ts';

const AT_REVIEW: ResolvedWizard = {
  wizard: startWizard(DEAL, { currencies: 2 }, {}, [], true),
  ...{ draft: DEAL, problems: [], serverFields: [], repaired: false },
};
const play = async (
  replies: readonly Reply[],
  change: Partial<ResolvedWizard> = {},
  tools: Partial<CreateTools> = {},
) => {
  const { person, questions, notes } = fakePerson(replies);
  return { pass: await review({ ...AT_REVIEW, ...change }, fakeTools({ person, ...tools })), questions, notes };
};

describe('the review', () => {
  it('that is accepted changes nothing', async () => {
    expect(await play([ENTER])).toEqual({ pass: undefined, questions: ['Create this opportunity?'], notes: [] });
  });

  it('is nobody to ask for, and nothing without a wizard', async () => {
    expect(await review(AT_REVIEW, fakeTools())).toBeUndefined();
    const { wizard: _, ...input } = AT_REVIEW;
    const resolved = {
      ...input,
      input: { draft: DEAL, commandAnswers: DEAL, defaults: [], problems: [] },
      answers: DEAL,
    };
    const { person, questions } = fakePerson();
    const more = { doubts: [], defaults: {}, suggestions: {} };
    expect(await review({ ...resolved, ...more }, fakeTools({ person }))).toBeUndefined();
    expect(questions).toEqual([]);
  });

  it('shows the request of what was looked up', async () => {
    const { notes } = await play([/request/, ENTER]);
    expect(JSON.parse(notes[0]!)).toMatchObject({ method: 'POST', body: { name: DEAL.name, owner_id: JOHN.id } });
  });

  it('begins another pass with a changed answer', async () => {
    const { pass, questions } = await play([/Opportunity name/, 'Better']);
    expect(questions).toEqual(['Create this opportunity?', 'Opportunity name']);
    expect(pass).toMatchObject({ wizard: { step: 'review', draft: { name: 'Better' } } });
  });

  it('leads back, and says that nothing comes before it', async () => {
    const { pass } = await play([BACK]);
    expect(pass?.wizard).toMatchObject({ step: 'review', note: 'Nothing was asked before this. Ctrl-C ends.' });
  });

  it('is skipped on request, until something was refused', async () => {
    expect((await play([], {}, { skipReview: true })).questions).toEqual([]);
    expect((await play([ENTER], { repaired: true }, { skipReview: true })).questions).toHaveLength(1);
  });

  it('shows why nothing was looked up, and tries again when it is accepted', async () => {
    const problems = [{ code: 'UNREACHABLE' as const, message: 'No server' }];
    const wizard = startWizard(DEAL, { currencies: 2 }, {}, problems, true);
    const { pass, notes } = await play([/request/, ENTER], { wizard, problems, repaired: true });
    expect(notes).toEqual(['! No server', 'No server']);
    expect(pass?.wizard.step).toBe('accepted');
  });
});
