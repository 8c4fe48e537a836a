import type { Problem } from '../errors.ts';
import { type Draft, isFound, type nameOf } from './draft.ts';
import {
  type Facts,
  isAnswered,
  QUESTIONS,
  type Question,
  type QuestionId,
  question,
  questionFor,
} from './questions.ts';

/** Where the wizard stands: at a question, at the choice of optional ones, at the review, or past it. */
export type Place = QuestionId | `field:${string}` | 'more' | 'review' | 'accepted';

/** Everything the wizard knows. Plain data: the same events from the same start always end in the same state. */
export interface State {
  draft: Draft;
  at: Place;
  /** The places passed, the last one last: the way back. */
  trail: readonly Place[];
  /** Answers taken back, to be offered again. */
  remembered: Draft;
  facts: Facts;
  /** Why the question is asked again, in the server's words. */
  problem?: string | undefined;
  /** Questions still to be asked again after a refusal. */
  queue: readonly { at: Place; message: string }[];
  /** What the last event changed beyond its own answer, for the user to know. */
  note?: string | undefined;
  /** Whether the optional fields were offered. */
  offered: boolean;
}

export type Event =
  | { type: 'answered'; at: Place; draft: Draft }
  | { type: 'back' }
  /** From the list of optional fields or from the review: ask this one. */
  | { type: 'edit'; at: Place }
  /** Enough of the optional fields. */
  | { type: 'enough' }
  | { type: 'rejected'; problems: readonly Problem[] }
  | { type: 'accept' };

/** The start, at the first question that `draft` leaves open. */
export function begin(draft: Draft, facts: Facts): State {
  const state: State = { draft, at: 'review', trail: [], remembered: {}, facts, queue: [], offered: false };
  return { ...state, at: next(state) };
}

/** What follows from an event. Pure. */
export function step(state: State, event: Event): State {
  const calm: State = { ...state, problem: undefined, note: undefined };
  switch (event.type) {
    case 'answered':
      return answered(calm, event.at, event.draft);
    case 'back':
      return back(calm);
    case 'edit':
      return { ...calm, at: event.at, trail: [...state.trail, state.at] };
    case 'enough':
      return onward({ ...calm, offered: true });
    case 'rejected':
      return rejected(calm, event.problems);
    case 'accept':
      return missingQuestion(calm) ? { ...calm, at: next(calm) } : { ...calm, at: 'accepted' };
  }
}

/** The questions that the review lists: what was answered, and what could be. */
export const reviewed = (state: State): Question[] =>
  QUESTIONS.filter(one => applies(one, state) && (one.asked || isAnswered(state.draft, one.id)));

const applies = (one: Question, { draft, facts }: State) => one.applies?.(draft, facts) ?? true;

const missingQuestion = (state: State): Question | undefined =>
  QUESTIONS.find(one => one.asked && applies(one, state) && !isAnswered(state.draft, one.id));

function next(state: State): Place {
  return missingQuestion(state)?.id ?? (state.offered ? 'review' : 'more');
}

/** Goes on: to what has to be repaired first, else to what is open. */
function onward(state: State): State {
  const [repair, ...queue] = state.queue;
  const passed = { ...state, trail: [...state.trail, state.at] };
  if (repair) return { ...passed, at: repair.at, problem: repair.message, queue };
  return { ...passed, at: next(state) };
}

function answered(state: State, at: Place, answer: Draft): State {
  const changed =
    at !== 'more' && at !== 'review' && !at.startsWith('field:') && differs(state.draft, answer, at as QuestionId);
  const clears = changed ? (question(at as QuestionId).clears ?? []).filter(id => state.draft[id] !== undefined) : [];
  const draft: Draft = { ...state.draft, ...answer, fields: { ...state.draft.fields, ...answer.fields } };
  const remembered = { ...state.remembered };
  for (const id of clears) {
    draft[id] = undefined;
    remembered[id] = undefined;
  }
  // The base amount belongs to the value it came with.
  if (at === 'value') draft.base_value = answer.base_value;
  // Whether a quick account or contact takes part changes what makes sense at all.
  const note =
    clears.length > 0
      ? `${question(at as QuestionId).message} changed, so ${clears.map(id => question(id).message).join(' and ')} must be answered again.`
      : undefined;
  return onward({ ...state, draft, remembered, note });
}

/** Back to the question before, which is open again with its old answer at hand. */
function back(state: State): State {
  const before = state.trail.at(-1);
  if (before === undefined) return { ...state, note: 'This is the first question. Ctrl-C ends.' };
  const trail = state.trail.slice(0, -1);
  // From a question opened by the review, or by the list of optional fields: nothing was asked, nothing changes.
  if (before === 'review' || before === 'more')
    return { ...state, at: before, trail, queue: [], offered: before === 'review' };
  if (before.startsWith('field:')) return { ...state, at: before, trail };
  const id = before as QuestionId;
  const draft = { ...state.draft, [id]: undefined };
  const remembered = { ...state.remembered, [id]: state.draft[id] };
  // The base amount came with the value and leaves with it.
  if (id === 'value') draft.base_value = undefined;
  for (const dependant of question(id).clears ?? []) draft[dependant] = undefined;
  return { ...state, draft, remembered, at: before, trail };
}

/** The server said no: the questions that answer for its fields open again, one after the other. */
function rejected(state: State, problems: readonly Problem[]): State {
  const queue: { at: Place; message: string }[] = [];
  const words: string[] = [];
  for (const { field, message } of problems) {
    const owner = field === undefined ? undefined : questionFor(field);
    const own = field !== undefined && state.draft.fields && Object.hasOwn(state.draft.fields, field);
    const at: Place | undefined = owner?.id ?? (own ? `field:${field}` : undefined);
    if (at) {
      const known = queue.find(entry => entry.at === at);
      if (known) known.message += `; ${message}`;
      else queue.push({ at, message });
    } else words.push(field ? `${field}: ${message}` : message);
  }
  const [first, ...rest] = queue;
  const review: State = { ...state, at: 'review', trail: [], offered: true };
  const said = words.length > 0 ? words.join('; ') : undefined;
  if (!first) return { ...review, problem: said, queue: [] };
  return {
    ...review,
    at: first.at,
    trail: ['review'],
    problem: first.message,
    queue: [...rest, ...(said ? [{ at: 'review' as const, message: said }] : [])],
  };
}

/** Whether an answer is another one than the draft has. */
function differs(draft: Draft, answer: Draft, id: QuestionId): boolean {
  const [old, given] = [draft[id], answer[id]].map(value =>
    Array.isArray(value)
      ? value.map(key).join()
      : typeof value === 'object' && value !== null
        ? key(value as never)
        : value,
  );
  return old !== undefined && old !== given;
}

const key = (ref: Parameters<typeof nameOf>[0]) => (isFound(ref) ? ref.id : ref.words);
