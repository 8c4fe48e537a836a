import type { Draft, DraftKey } from './draft.ts';
import { QUESTIONS, type QuestionId } from './questions.ts';

/**
 * Replaces answers by those of another draft. What depends on an old answer is removed. Of several ways to answer one
 * question only those of `changes` stay.
 */
export function replaceAnswers(base: Draft, changes: Draft): Draft {
  const answered = QUESTIONS.filter(({ id }) => hasAnswer(changes, id));
  const stale: DraftKey[] = answered.flatMap(({ id, clears = [] }) => [id, ...clears]);
  // An amount means nothing without its currency.
  if (hasAnswer(changes, 'value') || hasAnswer(changes, 'currency')) stale.push('value', 'base_value');
  const rest = Object.entries(base).filter(([key]) => !stale.includes(key as DraftKey));
  const replaced = answered.flatMap(({ fields }) => fields);
  const fields = Object.entries(base.fields ?? {}).filter(([field]) => !replaced.includes(field));
  return overlay({ ...Object.fromEntries(rest), fields: Object.fromEntries(fields) }, changes);
}

/** Joins two drafts of one source, as `--set` and the other flags are: `changes` wins, nothing else is removed. */
export function overlay(base: Draft, changes: Draft): Draft {
  const defined = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(defined), fields: { ...base.fields, ...changes.fields } };
}

function hasAnswer(draft: Draft, id: QuestionId): boolean {
  // A step belongs to one pipeline.
  if (id === 'pipeline') return draft.pipeline !== undefined || draft.step !== undefined;
  return draft[id] !== undefined || (id === 'value' && draft.base_value !== undefined);
}
