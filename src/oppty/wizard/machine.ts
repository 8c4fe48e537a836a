import type { Problem } from '../../errors.ts';
import type { Draft } from '../draft/draft.ts';
import { isAnswered, QUESTIONS, type Question, type QuestionId, type SpaceFacts } from '../draft/questions.ts';
import { missingFields, wireName } from '../draft/space-fields.ts';
import { dropsBaseValue, dropsRecord, fieldsOf, mergeFields, withAnswer, withoutAnswer } from './answers.ts';
import { labelOf, linkFieldAt, questionAt, stepForField, type WizardStep } from './steps.ts';

/** What was refused, in the words to show wherever its step asks. */
interface Refusal {
  at: WizardStep;
  message: string;
}

/** All that going back restores. */
interface HistoryEntry {
  at: WizardStep;
  draft: Draft;
  /** What was refused and has no new answer yet. */
  refused: readonly Refusal[];
  /** Whether the optional fields were offered. */
  offered: boolean;
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
  | { type: 'answered'; at: WizardStep; draft: Draft }
  | { type: 'back' }
  /** From the list of optional fields or from the review: ask this one. */
  | { type: 'edit'; at: WizardStep }
  /** Enough of the optional fields, or of several records. */
  | { type: 'enough' }
  /** Something is wrong with the draft, by the server or by a look-up; `suggestions` are offered in its place. */
  | { type: 'rejected'; problems: readonly Problem[]; suggestions?: Draft }
  | { type: 'accept' };

/**
 * The start, at the first question that has to be repaired, else the first that `draft` leaves open. `suggestions` are
 * offered; with `offered` the list of optional fields is not.
 */
export function startWizard(
  draft: Draft,
  facts: SpaceFacts,
  suggestions: Draft = {},
  problems: readonly Problem[] = [],
  offered = false,
): WizardState {
  const refused = toRefusals(problems, facts);
  const state: WizardState = { draft, at: 'review', trail: [], suggestions, facts, refused, offered };
  return { ...state, at: nextStep(state) };
}

/** What follows from an event. Pure. */
export function advance(state: WizardState, event: WizardEvent): WizardState {
  const calm: WizardState = { ...state, note: undefined };
  switch (event.type) {
    case 'answered':
      return applyAnswer(calm, event.at, event.draft);
    case 'back':
      return goBack(calm);
    case 'edit':
      return goTo({ ...calm, suggestions: withoutAnswer(calm.suggestions, event.at) }, event.at);
    case 'enough': {
      const offered = calm.offered || calm.at === 'more';
      return goTo(calm, nextStep({ ...calm, offered }), { offered });
    }
    case 'rejected':
      return reopen(calm, event.problems, event.suggestions);
    case 'accept': {
      const open = openQuestion(calm);
      return open ? goTo(calm, open) : { ...calm, at: 'accepted', refused: [] };
    }
  }
}

/** Whether all questions are answered, so that the draft can be looked up and reviewed. */
export const isAtReview = ({ at }: WizardState): boolean => at === 'review' || at === 'accepted';

/** The questions that the review lists: what was answered, and what could be. */
export const reviewedQuestions = (state: WizardState): Question[] =>
  QUESTIONS.filter(one => applies(one, state) && (one.always || isAnswered(state.draft, one.id)));

/** Why a step asks again. The review also lists what was passed over. */
export function problemsAt({ at, refused, facts }: WizardState): string[] {
  const here = at === 'review' ? refused : refused.filter(one => one.at === at);
  const isPlain = (one: Refusal) => one.at === 'review' || (one.at === at && questionAt(at));
  return here.map(one => (isPlain(one) ? one.message : `${labelOf(one.at, facts)}: ${one.message}`));
}

/** The answers to offer: those that Esc took back, else those of the draft. */
export const suggestedAnswers = ({ draft, suggestions }: WizardState): Draft => ({
  ...draft,
  ...suggestions,
  fields: { ...draft.fields, ...suggestions.fields },
});

const applies = (one: Question, { draft, facts }: Pick<WizardState, 'draft' | 'facts'>) =>
  one.applies?.(draft, facts) ?? true;

/** What was answered and has to be repaired, else what is missing. */
function openQuestion(state: WizardState): WizardStep | undefined {
  const { draft, facts } = state;
  const questions = QUESTIONS.filter(one => one.always && applies(one, state) && !isAnswered(draft, one.id));
  const fields = missingFields(draft, facts.fields).map((one): WizardStep => `field:${wireName(one)}`);
  const open: WizardStep[] = [...questions.map(({ id }) => id), ...fields];
  return state.refused.find(({ at }) => at !== 'review' && !open.includes(at))?.at ?? open[0];
}

const nextStep = (state: WizardState): WizardStep => openQuestion(state) ?? (state.offered ? 'review' : 'more');

/** Goes to a step, and remembers the one before. */
function goTo(state: WizardState, at: WizardStep, changes: Partial<WizardState> = {}): WizardState {
  const { draft, refused, offered } = state;
  return { ...state, ...changes, at, trail: [...state.trail, { at: state.at, draft, refused, offered }] };
}

function applyAnswer(state: WizardState, at: WizardStep, answer: Draft): WizardState {
  const id = questionAt(at)?.id ?? (at as QuestionId);
  const { draft, losses } = replaceAnswer(state, at, answer);
  let suggestions = withoutAnswer(state.suggestions, at);
  if (dropsRecord(suggestedAnswers(state), answer, id)) {
    for (const other of questionAt(at)?.clears ?? []) suggestions = withoutAnswer(suggestions, other);
  }
  const refused = state.refused.filter(one => one.at !== at && one.at !== id);
  const note = losses.length > 0 ? `${labelOf(at, state.facts)} changed, so ${losses.join(', and ')}.` : undefined;
  // After one record of a list the user may add another.
  const next = linkFieldAt(at) ? at : nextStep({ ...state, draft, refused });
  return goTo(state, next, { draft, suggestions, refused, note });
}

/** The draft with another answer, and in words what no longer holds because of it. */
function replaceAnswer(state: WizardState, at: WizardStep, answer: Draft): { draft: Draft; losses: string[] } {
  const question = questionAt(at);
  const id = question?.id ?? (at as QuestionId);
  const fields = mergeFields(state.draft.fields, fieldsOf(at, answer, state.facts));
  const draft: Draft = { ...state.draft, ...answer, fields };
  const losses: string[] = [];
  if (isAnswered(state.draft, id) && dropsRecord(state.draft, answer, id)) {
    const cleared = (question?.clears ?? []).filter(other => draft[other] !== undefined);
    for (const other of cleared) draft[other] = undefined;
    const questions = QUESTIONS.filter(one => cleared.includes(one.id));
    const again = questions.filter(one => one.always && applies(one, { ...state, draft }));
    const others = questions.filter(one => !again.includes(one));
    if (again.length > 0) losses.push(`${joinMessages(again)} must be answered again`);
    if (others.length > 0) losses.push(`${joinMessages(others)} no longer holds`);
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
  const before = state.trail.at(-1);
  if (before === undefined) {
    const first = isAtReview(state) || state.at === 'more' ? 'Nothing was asked before this' : FIRST;
    return { ...state, note: `${first}. Ctrl-C ends.` };
  }
  const suggestions = withAnswer(state.suggestions, state.draft, before.at);
  return { ...state, ...before, trail: state.trail.slice(0, -1), suggestions };
}

const FIRST = 'This is the first question';

/** Something is wrong: the questions that answer for it open again, one after the other, the review at last. */
function reopen(state: WizardState, problems: readonly Problem[], suggestions: Draft = {}): WizardState {
  const refused = toRefusals(problems, state.facts);
  const review: WizardState = { ...state, at: 'review', trail: [], suggestions, refused, offered: true };
  const first = refused.find(({ at }) => at !== 'review');
  return first ? goTo(review, first.at) : review;
}

/** The problems by the steps that answer for them. */
function toRefusals(problems: readonly Problem[], facts: SpaceFacts): Refusal[] {
  const refused: Refusal[] = [];
  for (const { field, message } of problems) {
    const at = stepForField(field, facts);
    const same = refused.find(one => one.at === at);
    if (same) same.message += `; ${message}`;
    else refused.push({ at, message });
  }
  return refused;
}
