import type { Problem } from '../../errors.ts';
import type { Ref } from '../../records/found.ts';
import { isFound } from '../../records/found.ts';
import type { Draft } from '../draft/draft.ts';
import {
  isAnswered,
  QUESTIONS,
  type Question,
  type QuestionId,
  questionForField,
  type SpaceFacts,
} from '../draft/questions.ts';
import { findField, missingFields, wireName } from '../draft/space-fields.ts';

/** The answers that may be several records. */
export type LinkField = 'accounts' | 'contacts';

/**
 * Where the wizard stands: at a question, at a field of the body, at the records of a question that can have several,
 * at the choice of optional ones, at the review, or past it.
 */
export type WizardStep = QuestionId | `field:${string}` | `all:${LinkField}` | 'more' | 'review' | 'accepted';

/** What was refused, in the words to show wherever its place is asked. */
interface Refusal {
  at: WizardStep;
  message: string;
}

/** All that going back restores. */
interface HistoryEntry {
  at: WizardStep;
  draft: Draft;
  /** What was refused and has not been answered again. */
  refused: readonly Refusal[];
  /** Whether the optional fields were offered. */
  offered: boolean;
}

/** Everything the wizard knows. Plain data: the same events from the same start always end in the same state. */
export interface WizardState extends HistoryEntry {
  /** The moments passed, the last one last: the way back. */
  trail: readonly HistoryEntry[];
  /** Answers to offer: defaults, and those gone back on; one that is there and undefined was to leave it open. */
  given: Draft;
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
  /** Something is wrong with the draft: said by the server, or found here after the review. */
  | { type: 'rejected'; problems: readonly Problem[] }
  | { type: 'accept' };

/**
 * The start, at the first question that has to be repaired, else the first that `draft` leaves open. `given` is offered;
 * with `offered` the list of optional fields is not.
 */
export function startWizard(
  draft: Draft,
  facts: SpaceFacts,
  given: Draft = {},
  problems: readonly Problem[] = [],
  offered = false,
): WizardState {
  const refused = toRefusals(problems, facts);
  const state: WizardState = { draft, at: 'review', trail: [], given, facts, refused, offered };
  return { ...state, at: ahead(state) };
}

/** What follows from an event. Pure. */
export function advance(state: WizardState, event: WizardEvent): WizardState {
  const calm: WizardState = { ...state, note: undefined };
  switch (event.type) {
    case 'answered':
      return answered(calm, event.at, event.draft);
    case 'back':
      return back(calm);
    case 'edit':
      return onward({ ...calm, given: without(calm.given, event.at) }, event.at);
    case 'enough': {
      const offered = calm.offered || calm.at === 'more';
      return onward(calm, ahead({ ...calm, offered }), { offered });
    }
    case 'rejected':
      return rejected(calm, event.problems);
    case 'accept': {
      const open = openQuestion(calm);
      return open ? onward(calm, open) : { ...calm, at: 'accepted', refused: [] };
    }
  }
}

/** The questions that the review lists: what was answered, and what could be. */
export const reviewedQuestions = (state: WizardState): Question[] =>
  QUESTIONS.filter(one => applies(one, state) && (one.asked || isAnswered(state.draft, one.id)));

/** Why the place is asked again. The review also tells what was passed over. */
export function problemsAt({ at, refused, facts }: WizardState): string[] {
  const told = at === 'review' ? refused : refused.filter(one => one.at === at);
  const plain = (one: Refusal) => one.at === 'review' || (one.at === at && questionAt(at));
  return told.map(one => (plain(one) ? one.message : `${labelOf(one.at, facts)}: ${one.message}`));
}

/** The answers to offer: those gone back on, else those of the draft. */
export const suggestedAnswers = ({ draft, given }: WizardState): Draft => ({
  ...draft,
  ...given,
  fields: { ...draft.fields, ...given.fields },
});

/** The field of the body that a place asks for by its own name. */
export const fieldAt = (at: WizardStep): string | undefined => (at.startsWith('field:') ? at.slice(6) : undefined);

/** The question whose several records a place is about. */
export const linkFieldAt = (at: WizardStep): LinkField | undefined =>
  at === 'all:accounts' || at === 'all:contacts' ? (at.slice(4) as LinkField) : undefined;

/** The question that a place answers. */
const questionAt = (at: WizardStep): Question | undefined => {
  const wanted = linkFieldAt(at) ?? at;
  return QUESTIONS.find(({ id }) => id === wanted);
};

function labelOf(at: WizardStep, { fields }: SpaceFacts): string {
  const name = fieldAt(at);
  return questionAt(at)?.message ?? (name === undefined ? at : (findField(fields, name)?.label ?? name));
}

const applies = (one: Question, { draft, facts }: Pick<WizardState, 'draft' | 'facts'>) =>
  one.applies?.(draft, facts) ?? true;

/** What was answered and has to be repaired, else what is missing. */
function openQuestion(state: WizardState): WizardStep | undefined {
  const { draft, facts } = state;
  const asked = QUESTIONS.filter(one => one.asked && applies(one, state) && !isAnswered(draft, one.id));
  const fields = missingFields(draft, facts.fields).map((one): WizardStep => `field:${wireName(one)}`);
  const open: WizardStep[] = [...asked.map(({ id }) => id), ...fields];
  return state.refused.find(({ at }) => at !== 'review' && !open.includes(at))?.at ?? open[0];
}

const ahead = (state: WizardState): WizardStep => openQuestion(state) ?? (state.offered ? 'review' : 'more');

/** Goes to a place, and remembers the moment left. */
function onward(left: WizardState, at: WizardStep, changes: Partial<WizardState> = {}): WizardState {
  const { draft, refused, offered } = left;
  return { ...left, ...changes, at, trail: [...left.trail, { at: left.at, draft, refused, offered }] };
}

function answered(state: WizardState, at: WizardStep, answer: Draft): WizardState {
  const one = questionAt(at);
  const id = one?.id ?? (at as QuestionId);
  const clears = one?.clears ?? [];
  const draft: Draft = {
    ...state.draft,
    ...answer,
    fields: mergeFields(state.draft.fields, fieldsOf(at, answer, state)),
  };
  const lost: string[] = [];
  if (isAnswered(state.draft, id) && replaces(state.draft, answer, id)) {
    const held = clears.filter(other => draft[other] !== undefined);
    for (const other of held) draft[other] = undefined;
    const asked = QUESTIONS.filter(one => held.includes(one.id) && one.asked && applies(one, { ...state, draft }));
    const gone = QUESTIONS.filter(one => held.includes(one.id) && !asked.includes(one));
    if (asked.length > 0) lost.push(`${asked.map(one => one.message).join(' and ')} must be answered again`);
    if (gone.length > 0) lost.push(`${gone.map(one => one.message).join(' and ')} no longer holds`);
  }
  if (losesBase(state.draft, answer, id)) {
    draft.base_value = undefined;
    if (state.draft.value !== undefined) lost.push('Base value no longer holds');
  }
  let given = without(state.given, at);
  if (replaces(suggestedAnswers(state), answer, id)) for (const other of clears) given = without(given, other);
  const refused = state.refused.filter(one => one.at !== at && one.at !== id);
  const note = lost.length > 0 ? `${labelOf(at, state.facts)} changed, so ${lost.join(', and ')}.` : undefined;
  // Who adds one may add another.
  const next = linkFieldAt(at) ? at : ahead({ ...state, draft, refused });
  return onward(state, next, { draft, given, refused, note });
}

/** The fields of an answer; one that goes by another name on the wire takes the place of what was given by its own. */
function fieldsOf(at: WizardStep, { fields }: Draft, { facts }: WizardState): Draft['fields'] {
  const name = fieldAt(at);
  const info = name === undefined ? undefined : findField(facts.fields, name);
  return info && info.api_name !== name ? { [info.api_name]: undefined, ...fields } : fields;
}

/** An amount in the base currency belongs to the value beside it, and to the currency of that. */
function losesBase(old: Draft, answer: Draft, at: QuestionId): boolean {
  if (old.base_value === undefined) return false;
  if (at === 'value') return answer.base_value === undefined;
  return at === 'currency' && old.value !== undefined && differs(old, answer, at);
}

/** Back to the moment before, just as it was; the answer given to it is offered again. */
function back(state: WizardState): WizardState {
  const before = state.trail.at(-1);
  if (before === undefined) {
    const first = state.at === 'review' || state.at === 'more' ? 'Nothing was asked before this' : FIRST;
    return { ...state, note: `${first}. Ctrl-C ends.` };
  }
  return { ...state, ...before, trail: state.trail.slice(0, -1), given: withAnswer(state, before.at) };
}

const FIRST = 'This is the first question';

/** The answers gone back on, with the one that the draft has for this place. */
function withAnswer({ draft, given }: WizardState, at: WizardStep): Draft {
  const field = fieldAt(at);
  if (field !== undefined) return { ...given, fields: { ...given.fields, [field]: own(draft.fields, field) } };
  // Several records are seen as they are; what was done to them is not offered again.
  if (!questionAt(at) || linkFieldAt(at)) return given;
  return { ...given, ...Object.fromEntries(keysOf(at).map(key => [key, draft[key]])) };
}

/** The answers without the one for this place. */
function without(answers: Draft, at: WizardStep): Draft {
  const drop = <T extends object>(all: T, keys: readonly string[]): T =>
    Object.fromEntries(Object.entries(all).filter(([key]) => !keys.includes(key))) as T;
  const field = fieldAt(at);
  if (field === undefined) return drop(answers, keysOf(at));
  return { ...answers, fields: drop(answers.fields ?? {}, [field]) };
}

const keysOf = (at: WizardStep): (keyof Draft)[] =>
  at === 'value' ? ['value', 'base_value'] : [linkFieldAt(at) ?? (at as QuestionId)];

const own = (fields: Draft['fields'], name: string): unknown =>
  fields && Object.hasOwn(fields, name) ? fields[name] : undefined;

/** One draft's fields over another's; what is undefined is taken away. */
function mergeFields(under: Draft['fields'], over: Draft['fields']): Draft['fields'] {
  if (!over) return under;
  return Object.fromEntries(Object.entries({ ...under, ...over }).filter(([, value]) => value !== undefined));
}

/** Something is wrong: the questions that answer for it open again, one after the other, the review at last. */
function rejected(state: WizardState, problems: readonly Problem[]): WizardState {
  const refused = toRefusals(problems, state.facts);
  const review: WizardState = { ...state, at: 'review', trail: [], given: {}, refused, offered: true };
  const first = refused.find(({ at }) => at !== 'review');
  return first ? onward(review, first.at) : review;
}

/** The problems by the places that answer for them. */
function toRefusals(problems: readonly Problem[], facts: SpaceFacts): Refusal[] {
  const refused: Refusal[] = [];
  for (const { field, message } of problems) {
    const at = stepForField(field, facts);
    const known = refused.find(one => one.at === at);
    if (known) known.message += `; ${message}`;
    else refused.push({ at, message });
  }
  return refused;
}

/** The question that answers for a field of the API; one that no question owns is asked by its name. */
function stepForField(field: string | undefined, { fields }: SpaceFacts): WizardStep {
  const name = field?.split('.')[0];
  if (!field || !name) return 'review';
  const known = questionForField(field);
  if (known) return known.id;
  const info = findField(fields, name);
  return `field:${info ? wireName(info) : name}`;
}

/** Whether an answer is another one than the draft has. */
const differs = (draft: Draft, answer: Draft, id: QuestionId): boolean =>
  JSON.stringify(comparable(draft[id])) !== JSON.stringify(comparable(answer[id]));

/** Whether an answer leaves out what the draft has: records that come on top take nothing away. */
function replaces(draft: Draft, answer: Draft, id: QuestionId): boolean {
  const [old, now] = [comparable(draft[id]), comparable(answer[id])];
  return Array.isArray(old) && Array.isArray(now) ? old.some(one => !now.includes(one)) : differs(draft, answer, id);
}

/** What an answer means, however much else is known about it. */
const comparable = (value: Draft[QuestionId]) =>
  typeof value === 'object' ? [value].flat().map(ref => key(ref as Ref)) : value;

const key = (ref: Ref) => (isFound(ref) ? ref.id : ref.words);
