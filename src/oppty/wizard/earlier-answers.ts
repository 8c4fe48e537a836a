import { isFound, nameOf } from '../../records/found.ts';
import type { Prompter } from '../../terminal/prompts/prompter.ts';
import { formatDay } from '../../values/dates.ts';
import { formatAmount } from '../../values/money.ts';
import type { Draft } from '../draft/draft.ts';
import type { Question } from '../draft/questions.ts';
import { label, refsOf } from './choices.ts';
import { isAtReview, type WizardState } from './machine.ts';
import { questionAt } from './steps.ts';

/** Shows the answers of an earlier run above the first question, each where Esc takes it away. The review has its own. */
export async function showEarlierAnswers(state: WizardState, prompter: Prompter): Promise<void> {
  if (isAtReview(state)) return;
  for (const [depth, { step }] of state.trail.entries()) {
    const question = questionAt(step);
    if (!question) continue;
    prompter.markStep(depth);
    await prompter.showAnswer(question.message, answerText(question, state.draft));
  }
}

/** An answer in one line, as its question shows it once it is answered. */
function answerText({ id, prompt }: Question, draft: Draft): string {
  if (id === 'value') return amountText(draft);
  const answer = draft[id];
  if (typeof answer === 'string') return prompt === 'date' ? formatDay(answer) : answer;
  const names = refsOf(answer).map(ref => (isFound(ref) ? label(ref) : ref.words));
  return names.join(', ') || 'no contact';
}

function amountText({ value, base_value, currency }: Draft): string {
  const amount = formatAmount(value ?? base_value);
  return currency && value !== undefined ? `${amount} ${nameOf(currency)}` : amount;
}
