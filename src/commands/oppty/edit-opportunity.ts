import type { Context } from '../../context.ts';
import { type CliError, interrupted } from '../../errors.ts';
import type { Draft } from '../../oppty/draft/draft.ts';
import { resolve } from '../../oppty/resolve/resolve.ts';
import { problemsOf } from '../../oppty/stages/repair.ts';
import { reopenWizard } from '../../oppty/stages/resolve-pass.ts';
import { askReview } from '../../oppty/wizard/ask-review.ts';
import { applyEvent, interview, showNotes } from '../../oppty/wizard/interview.ts';
import { startWizard, type WizardState } from '../../oppty/wizard/machine.ts';
import type { WizardTools } from '../../oppty/wizard/wizard-tools.ts';
import type { SpaceField } from '../../records/found.ts';
import type { Lookups } from '../../records/lookups.ts';
import { localDay } from '../../values/dates.ts';

/** A person who edits one record by the wizard's review. */
export interface Editor {
  /** The answers that the person wants to save. `request` is what they would send. Throws INTERRUPTED for none. */
  edit(draft: Draft, spaceFields: readonly SpaceField[], request: (draft: Draft) => Promise<string>): Promise<Draft>;
  /** Opens the questions again that answer for a refusal; false if none does. */
  reopen(error: CliError): boolean;
}

/** The review of a create, on a record that exists: the same questions, and what is wrong asks again. */
export async function openEditor(context: Context, lookups: Lookups): Promise<Editor> {
  const prompter = await context.prompter();
  const today = localDay(context.host.now());
  const tools: WizardTools = {
    ...{ prompter, lookups, today },
    recent: await (await context.recentChoices()).load(),
    // Nothing is created, so there is no draft to go on with.
    session: { save: async () => {} },
  };
  let wizard: WizardState | undefined;
  return {
    edit: async (draft, spaceFields, request) => {
      if (!wizard) {
        const { length: currencies } = await lookups.currencies();
        const fields = spaceFields.map(field => ({ ...field, required: false }));
        wizard = startWizard(draft, { currencies, fields }, {}, [], true);
        await prompter.note('Choose a line to change it; Esc or Ctrl-C changes nothing.');
      }
      wizard = await askUntilSaved(wizard, tools, request);
      return wizard.draft;
    },
    reopen: error => {
      if (!wizard) return false;
      wizard = reopenWizard({ ...wizard, step: 'review' }, problemsOf(error));
      return true;
    },
  };
}

/** Asks what is open and shows the review, until a person accepts answers that nothing is wrong with. */
async function askUntilSaved(
  start: WizardState,
  tools: WizardTools,
  request: (draft: Draft) => Promise<string>,
): Promise<WizardState> {
  const { prompter, lookups, today } = tools;
  let wizard = start;
  for (;;) {
    wizard = await interview(wizard, tools);
    prompter.markStep(wizard.trail.length);
    await showNotes(wizard, { prompter });
    const words = { message: 'Save these changes?', accept: 'Yes, save them' };
    const event = await askReview(wizard, { prompter, today, words, request: () => request(wizard.draft) });
    if (event.type === 'back' && wizard.trail.length === 0) throw interrupted('Nothing was changed');
    wizard = await applyEvent(wizard, event, tools);
    if (wizard.step !== 'accepted') continue;
    const { draft, problems } = await resolve(wizard.draft, lookups, { today });
    if (problems.length === 0) return { ...wizard, draft };
    wizard = reopenWizard({ ...wizard, step: 'review' }, problems);
  }
}
