import { isFound, type Ref } from '../../records/found.ts';
import { findField } from '../../records/space-fields.ts';
import type { Draft, DraftKey } from '../draft/draft.ts';
import type { QuestionId, SpaceFacts } from '../draft/questions.ts';
import { fieldAt, linkFieldAt, questionAt, type WizardStep } from './steps.ts';

/** The answers, with the draft's answer to a step: after Esc the step offers it again. */
export function withAnswer(answers: Draft, draft: Draft, step: WizardStep): Draft {
  const field = fieldAt(step);
  if (field !== undefined) return { ...answers, fields: { ...answers.fields, [field]: ownField(draft.fields, field) } };
  // A list of records shows its records; there is nothing to offer.
  if (!questionAt(step) || linkFieldAt(step)) return answers;
  return { ...answers, ...Object.fromEntries(keysOf(step).map(key => [key, draft[key]])) };
}

/** The answers without the one for this step. */
export function withoutAnswer(answers: Draft, step: WizardStep): Draft {
  const drop = <T extends object>(record: T, keys: readonly string[]): T =>
    Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key))) as T;
  const field = fieldAt(step);
  if (field === undefined) return drop(answers, keysOf(step));
  return { ...answers, fields: drop(answers.fields ?? {}, [field]) };
}

const keysOf = (step: WizardStep): DraftKey[] =>
  step === 'value' ? ['value', 'base_value'] : [linkFieldAt(step) ?? (step as QuestionId)];

const ownField = (fields: Draft['fields'], name: string): unknown =>
  fields && Object.hasOwn(fields, name) ? fields[name] : undefined;

/** One draft's fields over another's; an undefined one is removed. */
export function mergeFields(base: Draft['fields'], changes: Draft['fields']): Draft['fields'] {
  if (!changes) return base;
  return Object.fromEntries(Object.entries({ ...base, ...changes }).filter(([, value]) => value !== undefined));
}

/** The fields of an answer; one that has another name on the wire replaces the value under its own name. */
export function fieldsOf(step: WizardStep, { fields }: Draft, facts: SpaceFacts): Draft['fields'] {
  const name = fieldAt(step);
  const info = name === undefined ? undefined : findField(facts.fields, name);
  return info && info.api_name !== name ? { [info.api_name]: undefined, ...fields } : fields;
}

/** An amount in the base currency belongs to the value beside it, and to the currency of that. */
export function dropsBaseValue(draft: Draft, answer: Draft, id: QuestionId): boolean {
  if (draft.base_value === undefined) return false;
  if (id === 'value') return answer.base_value === undefined;
  return id === 'currency' && draft.value !== undefined && differs(draft, answer, id);
}

/** Whether an answer drops something that the draft has: records that are added take nothing away. */
export function dropsRecord(draft: Draft, answer: Draft, id: QuestionId): boolean {
  const [old, now] = [comparable(draft[id]), comparable(answer[id])];
  return Array.isArray(old) && Array.isArray(now)
    ? old.some(value => !now.includes(value))
    : differs(draft, answer, id);
}

const differs = (draft: Draft, answer: Draft, id: QuestionId): boolean =>
  JSON.stringify(comparable(draft[id])) !== JSON.stringify(comparable(answer[id]));

/** What an answer means, however much else is known about it. */
const comparable = (value: Draft[QuestionId]) =>
  typeof value === 'object' ? [value].flat().map(ref => wordsOf(ref as Ref)) : value;

const wordsOf = (ref: Ref) => (isFound(ref) ? ref.id : ref.words);
