import { findField, wireName } from '../../records/space-fields.ts';
import { QUESTIONS, type Question, type QuestionId, questionForField, type SpaceFacts } from '../draft/questions.ts';

/** The answers that may be several records. */
export type LinkField = 'accounts' | 'contacts';

/**
 * Where the wizard is: at a question, at a field of the body, at the records of a question that can have several, at
 * the list of optional fields, at the review, or past it.
 */
export type WizardStep = QuestionId | `field:${string}` | `all:${LinkField}` | 'more' | 'review' | 'accepted';

/** The field of the body that a step asks for by its own name. */
export const fieldAt = (step: WizardStep): string | undefined =>
  step.startsWith('field:') ? step.slice(6) : undefined;

/** The question whose several records a step is about. */
export const linkFieldAt = (step: WizardStep): LinkField | undefined =>
  step === 'all:accounts' || step === 'all:contacts' ? (step.slice(4) as LinkField) : undefined;

/** The question that a step answers. */
export const questionAt = (step: WizardStep): Question | undefined => {
  const questionId = linkFieldAt(step) ?? step;
  return QUESTIONS.find(({ id }) => id === questionId);
};

/** What a step is called in messages. */
export function labelOf(step: WizardStep, { fields }: SpaceFacts): string {
  const name = fieldAt(step);
  return questionAt(step)?.message ?? (name === undefined ? step : (findField(fields, name)?.label ?? name));
}

/** The question that answers for a field of the API; a field that no question owns is asked by its name. */
export function stepForField(field: string | undefined, { fields }: SpaceFacts): WizardStep {
  const name = field?.split('.')[0];
  if (!field || !name) return 'review';
  const question = questionForField(field);
  if (question) return question.id;
  const info = findField(fields, name);
  return `field:${info ? wireName(info) : name}`;
}
