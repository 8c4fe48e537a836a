import { isFound } from '../../records/found.ts';
import { findField, wireName } from '../../records/space-fields.ts';
import type { Choice, Prompter } from '../../terminal/prompts/prompter.ts';
import { formatAmount } from '../../values/money.ts';
import type { Draft } from '../draft/draft.ts';
import { PLAIN_FIELDS } from '../draft/plain-fields.ts';
import type { Question } from '../draft/questions.ts';
import { type Remark, remarksOn } from '../draft/remarks.ts';
import { fieldInput, formatField } from '../draft/space-fields.ts';
import { label, refsOf } from './choices.ts';
import { reviewedQuestions, type WizardEvent, type WizardState } from './machine.ts';
import type { WizardStep } from './steps.ts';

const ACCEPT = 'create';
const REQUEST = 'request';
const MORE = 'more';

/** The question of a review, and its answer that goes on. */
interface ReviewWords {
  message: string;
  accept: string;
}

const CREATING: ReviewWords = { message: 'Create this opportunity?', accept: 'Yes, create it' };

interface ReviewTools {
  prompter: Prompter;
  today: string;
  /** The text of the request that the answers lead to. */
  request: string | (() => Promise<string>);
  /** Other words than those of a create. */
  words?: ReviewWords;
}

/** Shows all answers, to accept, to edit, or to go back. */
export async function askReview(
  state: WizardState,
  { prompter, today, request, words = CREATING }: ReviewTools,
): Promise<WizardEvent> {
  const choices: Choice[] = [
    { value: ACCEPT, name: words.accept },
    ...reviewedQuestions(state).flatMap(question => linesOf(question, state.draft, today)),
    ...fieldLines(state, today),
    { value: MORE, name: 'More fields ...' },
    { value: REQUEST, name: 'Show the request' },
  ];
  for (;;) {
    const value = await prompter.choose({ message: words.message, choices, final: true });
    if (value === REQUEST) {
      await prompter.note(typeof request === 'string' ? request : await request());
      await prompter.waitForKey('Press any key to go on');
    } else if (value === undefined) return { type: 'back' };
    else if (value === ACCEPT) return { type: 'accept' };
    else return { type: 'edit', step: value as WizardStep };
  }
}

function fieldLines({ draft, facts }: WizardState, today: string): Choice[] {
  return Object.entries(draft.fields ?? {}).map(([name, value]) => {
    const plain = PLAIN_FIELDS.find(field => field.field === name);
    const info = findField(facts.fields, name);
    const title = plain?.message ?? info?.label ?? name;
    const fieldName = info && !plain ? wireName(info) : name;
    const text = formatField(fieldInput(name, facts.fields, value, today), value);
    return { value: `field:${fieldName}`, name: `${title}: ${text}` };
  });
}

/** What the review shows for an answer that the server chooses. */
const UNSET = 'not set';

/** An answer as the review shows it: each record with its detail, and with its id if another one looks alike. */
function linesOf(question: Question, draft: Draft, today: string): Choice[] {
  const { id, message, prompt } = question;
  const line = (message: string, answer: string): Choice => ({ value: id, name: `${message}: ${answer}` });
  const withRemarks = (answer: Remark['answer'], text: string) => {
    const remarks = remarksOn(draft, today).filter(remark => remark.answer === answer);
    return remarks.length > 0 ? `${text} (${remarks.map(({ short }) => short).join(', ')})` : text;
  };
  if (id === 'value')
    return amountLines(draft, (message, answer, amount) => line(message, withRemarks(answer, amount)), message);
  if (id === 'closing_date') return [line(message, withRemarks(id, draft.closing_date ?? ''))];
  if (prompt === 'text') return [line(message, String(draft[id] ?? ''))];
  const refs = refsOf(draft[id]);
  if (refs.length === 0) return [line(message, id === 'contacts' ? 'none' : UNSET)];
  // One record is replaced, several are listed together.
  const step = refs.length > 1 ? `all:${id}` : id;
  const labels = refs.map(ref => (isFound(ref) ? label(ref) : ref.words));
  const isTwin = (text: string) => labels.indexOf(text) !== labels.lastIndexOf(text);
  return refs.map((ref, index) => ({
    ...line(index === 0 ? message : `Further ${id.slice(0, -1)}`, labels[index]!),
    value: step,
    ...(isFound(ref) && isTwin(labels[index]!) ? { id: ref.id } : {}),
  }));
}

function amountLines(
  { value, base_value, currency }: Draft,
  line: (message: string, answer: 'value' | 'base_value', amount: string) => Choice,
  message: string,
): Choice[] {
  const inBase = !isFound(currency) || currency.base;
  const isAlone = inBase && value === undefined;
  const amount = value ?? (isAlone ? base_value : undefined);
  return [
    line(message, value === undefined ? 'base_value' : 'value', amount === undefined ? UNSET : formatAmount(amount)),
    ...(isAlone || base_value === undefined ? [] : [line('Base value', 'base_value', formatAmount(base_value))]),
  ];
}
