import type { Problem } from '../../errors.ts';
import { wireName } from '../../records/space-fields.ts';
import type { Draft } from '../draft/draft.ts';
import { isAnswered, QUESTIONS, type Question, type QuestionId, type SpaceFacts } from '../draft/questions.ts';
import { missingFields } from '../draft/space-fields.ts';
import { dropsBaseValue, dropsRecord, fieldsOf, mergeFields, withAnswer, withoutAnswer } from './answers.ts';
import { labelOf, linkFieldAt, questionAt, stepForField, type WizardStep } from './steps.ts';

/** What was refused, in the words to show wherever its step asks. */
interface Refusal {
  step: WizardStep;
  message: string;
}

/** All that going back restores. */
interface HistoryEntry {
  step: WizardStep;
  draft: Draft;
  /** What was refused and has no new answer yet. */
  refusals: readonly Refusal[];
  /** Whether the optional fields were offered. */
  hasOfferedMore: boolean;
}

/** Everything the wizard knows. Plain data: the same events from the same start always end in the same state. */
export interface WizardState extends HistoryEntry {
  /** The way back, the last step last. */
  trail: readonly HistoryEntry[];
  /** Answers to offer: defaults, and those that Esc took back; a key with undefined means that nothing was chosen. */
  suggestions: Draft;
  facts: SpaceFacts;
  /** What the last event changed beyond its own answer, for the user to know. */
  note?: string | undefined;
}

export type WizardEvent =
  | { type: 'answered'; step: WizardStep; draft: Draft }
  | { type: 'back' }
  /** Nothing came of a question within the step; the step is asked again. */
  | { type: 'stay'; note?: string | undefined }
  /** From the list of optional fields or from the review: ask this one. */
  | { type: 'edit'; step: WizardStep }
  /** Enough of the optional fields, or of several records. */
  | { type: 'enough' }
  /** Something is wrong with the draft, by the server or by a look-up; `suggestions` are offered in its place. */
  | { type: 'rejected'; problems: readonly Problem[]; suggestions?: Draft }
  | { type: 'accept' };

/**
 * The start, at the first question that has to be repaired, else the first that `draft` leaves open. `suggestions` are
 * offered; with `hasOfferedMore` the list of optional fields is not.
 */
export function startWizard(
  draft: Draft,
  facts: SpaceFacts,
  suggestions: Draft = {},
  problems: readonly Problem[] = [],
  hasOfferedMore = false,
): WizardState {
  const refusals = toRefusals(problems, facts);
  const state: WizardState = { draft, step: 'review', trail: [], suggestions, facts, refusals, hasOfferedMore };
  return { ...state, step: nextStep(state) };
}

/** The state with a way back to the questions that an earlier run answered, as if they had been answered just now. */
export function withEarlierAnswers(state: WizardState): WizardState {
  const { refusals, hasOfferedMore } = state;
  const answered = QUESTIONS.filter(
    question => question.always && question.id !== state.step && hasOwnAnswer(state.draft, question.id),
  );
  const trail = answered.map(({ id }, index): HistoryEntry => {
    const draft = answered.slice(index).reduce((left, later) => withoutAnswer(left, later.id), state.draft);
    return { step: id, draft, refusals, hasOfferedMore };
  });
  return { ...state, trail };
}

const hasOwnAnswer = (draft: Draft, id: QuestionId) =>
  id === 'value' ? isAnswered(draft, id) : draft[id] !== undefined;

/** What follows from an event. Pure. */
export function advance(state: WizardState, event: WizardEvent): WizardState {
  const current: WizardState = { ...state, note: undefined };
  switch (event.type) {
    case 'answered':
      return applyAnswer(current, event.step, event.draft);
    case 'back':
      return goBack(current);
    case 'stay':
      return { ...state, note: event.note ?? state.note };
    case 'edit':
      return goTo({ ...current, suggestions: withoutAnswer(current.suggestions, event.step) }, event.step);
    case 'enough': {
      const hasOfferedMore = current.hasOfferedMore || current.step === 'more';
      return goTo(current, nextStep({ ...current, hasOfferedMore }), { hasOfferedMore });
    }
    case 'rejected':
      return reopen(current, event.problems, event.suggestions);
    case 'accept': {
      const open = openQuestion(current);
      return open ? goTo(current, open) : { ...current, step: 'accepted', refusals: [] };
    }
  }
}

/** Whether all questions are answered, so that the draft can be looked up and reviewed. */
export const isAtReview = ({ step }: WizardState): boolean => step === 'review' || step === 'accepted';

/** The questions that the review lists: what was answered, and what could be. */
export const reviewedQuestions = (state: WizardState): Question[] =>
  QUESTIONS.filter(question => applies(question, state) && (question.always || isAnswered(state.draft, question.id)));

/** Why a step asks again. The review also lists what was passed over. */
export function problemsAt({ step, refusals, facts }: WizardState): string[] {
  const current = step === 'review' ? refusals : refusals.filter(refusal => refusal.step === step);
  const isPlain = (refusal: Refusal) => refusal.step === 'review' || (refusal.step === step && questionAt(step));
  return current.map(refusal =>
    isPlain(refusal) ? refusal.message : `${labelOf(refusal.step, facts)}: ${refusal.message}`,
  );
}

/** The answers to offer: those that Esc took back, else those of the draft. */
export const suggestedAnswers = ({ draft, suggestions }: WizardState): Draft => ({
  ...draft,
  ...suggestions,
  fields: { ...draft.fields, ...suggestions.fields },
});

const applies = (question: Question, { draft, facts }: Pick<WizardState, 'draft' | 'facts'>) =>
  question.applies?.(draft, facts) ?? true;

/** What was answered and has to be repaired, else what is missing. */
function openQuestion(state: WizardState): WizardStep | undefined {
  const { draft, facts } = state;
  const questions = QUESTIONS.filter(
    question => question.always && applies(question, state) && !isAnswered(draft, question.id),
  );
  const fields = missingFields(draft, facts.fields).map((field): WizardStep => `field:${wireName(field)}`);
  const open: WizardStep[] = [...questions.map(({ id }) => id), ...fields];
  return state.refusals.find(({ step }) => step !== 'review' && !open.includes(step))?.step ?? open[0];
}

const nextStep = (state: WizardState): WizardStep => openQuestion(state) ?? (state.hasOfferedMore ? 'review' : 'more');

/** Goes to a step, and remembers the one before. */
function goTo(state: WizardState, step: WizardStep, changes: Partial<WizardState> = {}): WizardState {
  const { draft, refusals, hasOfferedMore } = state;
  return { ...state, ...changes, step, trail: [...state.trail, { step: state.step, draft, refusals, hasOfferedMore }] };
}

function applyAnswer(state: WizardState, step: WizardStep, answer: Draft): WizardState {
  const id = questionAt(step)?.id ?? (step as QuestionId);
  const { draft, losses } = replaceAnswer(state, step, answer);
  let suggestions = withoutAnswer(state.suggestions, step);
  if (dropsRecord(suggestedAnswers(state), answer, id)) {
    for (const dependent of questionAt(step)?.clears ?? []) suggestions = withoutAnswer(suggestions, dependent);
  }
  const refusals = state.refusals.filter(refusal => refusal.step !== step && refusal.step !== id);
  const note = losses.length > 0 ? `${labelOf(step, state.facts)} changed, so ${losses.join(', and ')}.` : undefined;
  // After one record of a list the user may add another.
  const next = linkFieldAt(step) ? step : nextStep({ ...state, draft, refusals });
  return goTo(state, next, { draft, suggestions, refusals, note });
}

/** The draft with another answer, and in words what no longer holds because of it. */
function replaceAnswer(state: WizardState, step: WizardStep, answer: Draft): { draft: Draft; losses: string[] } {
  const question = questionAt(step);
  const id = question?.id ?? (step as QuestionId);
  const fields = mergeFields(state.draft.fields, fieldsOf(step, answer, state.facts));
  const draft: Draft = { ...state.draft, ...answer, fields };
  const losses: string[] = [];
  if (isAnswered(state.draft, id) && dropsRecord(state.draft, answer, id)) {
    const cleared = (question?.clears ?? []).filter(dependent => draft[dependent] !== undefined);
    for (const dependent of cleared) draft[dependent] = undefined;
    const questions = QUESTIONS.filter(question => cleared.includes(question.id));
    const askedAgain = questions.filter(question => question.always && applies(question, { ...state, draft }));
    const optional = questions.filter(question => !askedAgain.includes(question));
    if (askedAgain.length > 0) losses.push(`${joinMessages(askedAgain)} must be answered again`);
    if (optional.length > 0) losses.push(`${joinMessages(optional)} no longer holds`);
  }
  if (dropsBaseValue(state.draft, answer, id)) {
    draft.base_value = undefined;
    if (state.draft.value !== undefined) losses.push('Base value no longer holds');
  }
  return { draft, losses };
}

const joinMessages = (questions: readonly Question[]) => questions.map(({ message }) => message).join(' and ');

/** Back to the step before, just as it was; the answer to it is offered again. */
function goBack(state: WizardState): WizardState {
  const previous = state.trail.at(-1);
  if (previous === undefined) {
    const first = isAtReview(state) || state.step === 'more' ? 'Nothing was asked before this' : FIRST;
    return { ...state, note: `${first}. Ctrl-C ends.` };
  }
  const suggestions = withAnswer(state.suggestions, state.draft, previous.step);
  return { ...state, ...previous, trail: state.trail.slice(0, -1), suggestions };
}

const FIRST = 'This is the first question';

/** Something is wrong: the questions that answer for it open again, one after the other, the review at last. */
function reopen(state: WizardState, problems: readonly Problem[], suggestions: Draft = {}): WizardState {
  const refusals = toRefusals(problems, state.facts);
  const review: WizardState = { ...state, step: 'review', trail: [], suggestions, refusals, hasOfferedMore: true };
  const first = refusals.find(({ step }) => step !== 'review');
  return first ? goTo(review, first.step) : review;
}

/** The problems by the steps that answer for them. */
function toRefusals(problems: readonly Problem[], facts: SpaceFacts): Refusal[] {
  const refusals: Refusal[] = [];
  for (const { field, message } of problems) {
    const step = stepForField(field, facts);
    const existing = refusals.find(refusal => refusal.step === step);
    if (existing) existing.message += `; ${message}`;
    else refusals.push({ step, message });
  }
  return refusals;
}
