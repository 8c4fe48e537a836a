import { findField } from '../../records/space-fields.ts';
import type { Draft } from '../draft/draft.ts';
import { type Question, type QuestionId, questionById } from '../draft/questions.ts';
import { fieldInput } from '../draft/space-fields.ts';
import { askField } from './ask-field.ts';
import { askMore } from './ask-more.ts';
import { askChoice, askLinks, askSearch } from './ask-record.ts';
import { askAmount, askDate, askText } from './ask-text.ts';
import { refsOf, withPrimary } from './choices.ts';
import { advance, isAtReview, problemsAt, suggestedAnswers, type WizardEvent, type WizardState } from './machine.ts';
import { fieldAt, linkFieldAt } from './steps.ts';
import type { WizardTools } from './wizard-tools.ts';

/** Asks until the review is next. Throws what the prompter throws: INTERRUPTED when the user stops. */
export async function interview(start: WizardState, tools: WizardTools): Promise<WizardState> {
  let state = start;
  while (!isAtReview(state)) {
    tools.prompter.markStep(state.trail.length);
    await showNotes(state, tools);
    state = await applyEvent(state, await ask(state, tools), tools);
  }
  return state;
}

/** Shows what the last event changed, and why the step asks again. */
export async function showNotes(state: WizardState, { prompter }: Pick<WizardTools, 'prompter'>): Promise<void> {
  if (state.note) await prompter.note(state.note);
  for (const problem of problemsAt(state)) await prompter.note(`! ${problem}`);
}

/**
 * The state after an event. The answers are saved, so that nothing is lost when the user stops. What was written since the
 * step that is asked again is taken from the screen.
 */
export async function applyEvent(
  state: WizardState,
  event: WizardEvent,
  { session, prompter }: Pick<WizardTools, 'session' | 'prompter'>,
): Promise<WizardState> {
  const next = advance(state, event);
  await session.save(next.draft);
  if (event.type === 'back' || event.type === 'stay') prompter.eraseSteps(next.trail.length);
  return next;
}

async function ask(state: WizardState, tools: WizardTools): Promise<WizardEvent> {
  const { step } = state;
  if (step === 'more') return askMore(state, tools);
  const links = linkFieldAt(step);
  if (links) return askLinks(links, state, tools);
  const name = fieldAt(step);
  const answer =
    name === undefined
      ? await askQuestion(questionById(step as QuestionId), state, tools)
      : await askBodyField(name, state, tools);
  return answer === undefined ? { type: 'back' } : { type: 'answered', step, draft: answer };
}

/** The draft's new part, or undefined to go back. */
async function askQuestion(question: Question, state: WizardState, tools: WizardTools): Promise<Draft | undefined> {
  const { id } = question;
  const old = suggestedAnswers(state)[id];
  switch (question.prompt) {
    case 'search': {
      const [first, ...otherRefs] = refsOf(old);
      const record = await askSearch(question, first, tools, { owner: state.draft.owner });
      return record && (id === 'accounts' ? { accounts: withPrimary(record, first, otherRefs) } : { [id]: record });
    }
    case 'choose':
      return askChoice(question, state, tools);
    case 'money':
      return askAmount(question, state, tools);
    case 'date':
      return askDate(question, old as string | undefined, tools);
    case 'text':
      return askText(question, old as string | undefined, tools);
  }
}

/** A field of the body by its name. */
async function askBodyField(name: string, state: WizardState, tools: WizardTools): Promise<Draft | undefined> {
  const { fields: spaceFields } = state.facts;
  const info = findField(spaceFields, name);
  const suggested = suggestedAnswers(state).fields ?? {};
  const key = info && !Object.hasOwn(suggested, name) ? info.api_name : name;
  const old = Object.hasOwn(suggested, key) ? suggested[key] : undefined;
  const isLeftOut = old === undefined && Object.hasOwn(state.suggestions.fields ?? {}, name);
  const answer = await askField(fieldInput(name, spaceFields, old, tools.today), old, isLeftOut, tools.prompter);
  return answer && { fields: { [name]: answer.value } };
}
