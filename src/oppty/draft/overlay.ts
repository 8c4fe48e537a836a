import type { Draft, DraftKey } from './draft.ts';
import { QUESTIONS, type QuestionId } from './questions.ts';

/**
 * Lays one draft over another: what `over` says wins, and what depended on the old answer goes with it. Of several ways
 * to answer one question only those of `over` stay.
 */
export function replaceAnswers(under: Draft, over: Draft): Draft {
  const answered = QUESTIONS.filter(({ id }) => answers(over, id));
  const stale: DraftKey[] = answered.flatMap(({ id, clears = [] }) => [id, ...clears]);
  // An amount means nothing without its currency.
  if (answers(over, 'value') || answers(over, 'currency')) stale.push('value', 'base_value');
  const rest = Object.entries(under).filter(([key]) => !stale.includes(key as DraftKey));
  const named = answered.flatMap(({ fields }) => fields);
  const fields = Object.entries(under.fields ?? {}).filter(([field]) => !named.includes(field));
  return overlay({ ...Object.fromEntries(rest), fields: Object.fromEntries(fields) }, over);
}

/** Joins two drafts said in one breath, as `--set` and the other flags are: `over` wins, nothing else goes. */
export function overlay(under: Draft, over: Draft): Draft {
  const given = Object.entries(over).filter(([, value]) => value !== undefined);
  return { ...under, ...Object.fromEntries(given), fields: { ...under.fields, ...over.fields } };
}

function answers(draft: Draft, id: QuestionId): boolean {
  // A step is of one pipeline, in whatever words.
  if (id === 'pipeline') return draft.pipeline !== undefined || draft.step !== undefined;
  return draft[id] !== undefined || (id === 'value' && draft.base_value !== undefined);
}
