import { isFound } from '../../records/found.ts';
import type { Prompter } from '../../terminal/prompts/prompter.ts';
import type { Draft } from '../draft/draft.ts';
import { missingAnswers } from '../draft/questions.ts';
import { missingFields } from '../draft/space-fields.ts';
import { showEarlierAnswers } from '../wizard/earlier-answers.ts';
import { interview } from '../wizard/interview.ts';
import { isAtReview, startWizard, type WizardState, withEarlierAnswers } from '../wizard/machine.ts';
import type { CreateTools, Person, Resolved, ResolvedInput, WizardPass } from './pass.ts';
import { loadSpaceFields } from './required-fields.ts';

type CompleteTools = Pick<
  CreateTools,
  | 'lookups'
  | 'cached'
  | 'person'
  | 'today'
  | 'recent'
  | 'session'
  | 'skipReview'
  | 'query'
  | 'clientKey'
  | 'createRecord'
  | 'dryRun'
>;

/** Asks what is open, which begins another pass; undefined if nothing is. */
export async function complete(resolved: Resolved, tools: CompleteTools): Promise<WizardPass | undefined> {
  const { person } = tools;
  if (!person) return undefined;
  if (!resolved.wizard) {
    const wizard = await openWizard(resolved, person, tools);
    if (!wizard) return undefined;
    return { wizard: await askOpen(wizard, person, tools), serverFields: [], repaired: false };
  }
  if (isAtReview(resolved.wizard)) return undefined;
  const { wizard, serverFields, repaired } = resolved;
  return { wizard: await askOpen(wizard, person, tools), serverFields, repaired };
}

/** Asks until the review is next. */
export const askOpen = async (wizard: WizardState, person: Person, tools: CompleteTools): Promise<WizardState> =>
  interview(wizard, { ...tools, prompter: await person.prompter(), lookups: tools.cached });

/** The start of the wizard; undefined if there is nothing to ask. */
async function openWizard(
  resolved: ResolvedInput,
  person: Person,
  tools: CompleteTools,
): Promise<WizardState | undefined> {
  const { draft, input } = resolved;
  if (!person.interactive) return openForRequiredFields(draft, person, tools);
  if (!input.saved && missingAnswers(draft).length === 0) return undefined;
  const prompter = await person.prompter();
  await prompter.note(keysOf(tools));
  return openForQuestions(resolved, prompter, tools);
}

const KEYS = 'Esc goes back, Ctrl-C stops; nothing is created before the end.';
const KEYS_WITH_NEW =
  'Esc goes back, Ctrl-C stops; the opportunity is created at the end, a new account or contact at once.';
const KEYS_OF_DRY_RUN = 'Esc goes back, Ctrl-C stops; nothing is created, so no new account or contact is offered.';

const keysOf = ({ createRecord, dryRun }: CompleteTools) =>
  dryRun ? KEYS_OF_DRY_RUN : createRecord ? KEYS_WITH_NEW : KEYS;

/** Asks for the fields alone that this space requires. All else was decided by leaving it out. */
async function openForRequiredFields(
  draft: Draft,
  person: Person,
  tools: CompleteTools,
): Promise<WizardState | undefined> {
  const fields = await loadSpaceFields(tools);
  if (missingFields(draft, fields).length === 0) return undefined;
  const { length: currencies } = await tools.lookups.currencies();
  await (await person.prompter()).note(KEYS);
  return startWizard({ ...draft, contacts: draft.contacts ?? [] }, { currencies, fields }, {}, [], true);
}

async function openForQuestions(
  resolved: ResolvedInput,
  prompter: Prompter,
  tools: CompleteTools,
): Promise<WizardState> {
  const { input, suggestions, doubts } = resolved;
  const { cached, skipReview } = tools;
  // A space without steps can have no opportunity: report that before the first question.
  await cached.steps();
  const draft = reopenAssumptions(resolved);
  if (draft.step && !isFound(draft.step)) {
    await prompter.note(`There are several steps '${draft.step.words}': which one depends on the pipeline.`);
    draft.step = undefined;
  }
  const [currencies, fields] = await Promise.all([cached.currencies(), loadSpaceFields(tools)]);
  const facts = { currencies: currencies.length, fields };
  // A draft that was complete is only reviewed; the review leads to the optional fields, too.
  const wasComplete = input.saved !== undefined && missingAnswers(input.saved).length === 0;
  const wizard = startWizard(draft, facts, suggestions, doubts, skipReview || wasComplete);
  if (!input.saved) return wizard;
  const resumed = withEarlierAnswers(wizard);
  await showEarlierAnswers(resumed, prompter);
  return resumed;
}

/** The draft without what was taken for granted where a person can decide it. */
function reopenAssumptions({ draft, answers, input, defaults }: ResolvedInput): Draft {
  const open: Draft = { ...draft };
  if (input.saved) {
    for (const id of ['currency', 'oppty_type'] as const) if (!answers[id]) open[id] = undefined;
  }
  // Two amounts hold for one currency only.
  if (defaults.currency && draft.base_value === undefined) open.currency = undefined;
  return open;
}
