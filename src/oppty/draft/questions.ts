import type { Problem } from '../../errors.ts';
import type { SpaceField } from '../../records/found.ts';
import type { Draft, DraftKey } from './draft.ts';

/** The questions that have a draft key of their own. */
export type QuestionId = Exclude<DraftKey, 'base_value' | 'fields'>;

/** What the space is like, as far as it decides which questions make sense. */
export interface SpaceFacts {
  currencies: number;
  /** The fields of its opportunities; those that are required are asked for after the questions. */
  fields?: readonly SpaceField[];
}

type Prompt = 'search' | 'choose' | 'text' | 'money' | 'date';

/** One question, as data: who asks it, and how, is another matter. */
export interface Question {
  id: QuestionId;
  /** What the prompt begins with. */
  message: string;
  prompt: Prompt;
  flag: string;
  /** What the flag takes, for messages. */
  takes: string;
  /** The API's fields it answers for. */
  fields: readonly string[];
  /** Whether it is always asked; the others come on request. */
  always: boolean;
  /** A draft without it cannot be sent. */
  required: boolean;
  /** Whether it makes sense at all. */
  applies?(draft: Draft, facts: SpaceFacts): boolean;
  /** Answers that no longer hold once this one changes. */
  clears?: readonly QuestionId[];
}

const mandatory = { always: true, required: true };
const optional = { always: false, required: false };

/** In the order they are asked. */
export const QUESTIONS: readonly Question[] = [
  {
    ...mandatory,
    id: 'owner',
    message: 'Owner',
    prompt: 'search',
    flag: '--owner',
    takes: 'e-mail, name or id',
    fields: ['owner_id', 'owner'],
  },
  {
    ...mandatory,
    id: 'pipeline',
    message: 'Pipeline',
    prompt: 'choose',
    flag: '--pipeline',
    takes: 'name or id',
    fields: ['pipeline', 'pipeline_id'],
    clears: ['step', 'oppty_type'],
  },
  {
    ...mandatory,
    id: 'step',
    message: 'Step',
    prompt: 'choose',
    flag: '--step',
    takes: "name, id or 'first'",
    fields: ['step_id', 'step'],
  },
  {
    ...mandatory,
    id: 'accounts',
    message: 'Account',
    prompt: 'search',
    flag: '--account',
    takes: 'name, e-mail or id',
    fields: ['account_relations', 'primary_account', 'account_id'],
    // A deal whose company is only free text has no account to link.
    applies: draft => draft.fields?.quick_account_name === undefined,
    clears: ['contacts'],
  },
  {
    ...mandatory,
    required: false,
    id: 'contacts',
    message: 'Primary contact',
    prompt: 'choose',
    flag: '--contact',
    takes: "name, e-mail or id of one of the account's contacts",
    fields: ['contact_relations', 'primary_contact', 'contact_id'],
    applies: draft => (draft.accounts?.length ?? 0) > 0,
  },
  {
    ...mandatory,
    id: 'name',
    message: 'Opportunity name',
    prompt: 'text',
    flag: '--name',
    takes: 'text',
    fields: ['name'],
  },
  {
    ...mandatory,
    id: 'value',
    message: 'Value',
    prompt: 'money',
    flag: '--value',
    takes: 'amount',
    fields: ['value', 'value.base_value', 'value.value_foreign', 'base_value', 'value_foreign'],
  },
  {
    ...mandatory,
    required: false,
    id: 'currency',
    message: 'Currency',
    prompt: 'choose',
    flag: '--currency',
    takes: 'code, symbol or id',
    fields: ['value.currency_id', 'currency_id', 'currency'],
    applies: (_, facts) => facts.currencies > 1,
  },
  {
    ...mandatory,
    id: 'closing_date',
    message: 'Closing date',
    prompt: 'date',
    flag: '--closing-date',
    takes: 'YYYY-MM-DD, +30d, friday, eom ...',
    fields: ['closing_date'],
  },
  {
    ...optional,
    id: 'oppty_type',
    message: 'Opportunity type',
    prompt: 'choose',
    flag: '--type',
    takes: 'name or id',
    fields: ['oppty_type_id', 'oppty_type'],
  },
  {
    ...optional,
    id: 'unit',
    message: 'Sales unit',
    prompt: 'choose',
    flag: '--unit',
    takes: 'name or id',
    fields: ['unit_id', 'unit'],
  },
  {
    ...optional,
    id: 'lead_source',
    message: 'Lead source',
    prompt: 'choose',
    flag: '--lead-source',
    takes: 'name or id',
    fields: ['lead_source_id', 'lead_source'],
  },
  {
    ...optional,
    id: 'reason_of_close',
    message: 'Reason of close',
    prompt: 'choose',
    flag: '--reason-of-close',
    takes: 'name or id',
    fields: ['reason_of_close_id', 'reason_of_close'],
  },
];

/** The question with this id. */
export function questionById(id: QuestionId): Question {
  const question = QUESTIONS.find(candidate => candidate.id === id);
  if (!question) throw new Error(`there is no question ${id}`);
  return question;
}

/** The question that answers for a field of the API, if one does. */
export const questionForField = (field: string): Question | undefined =>
  QUESTIONS.find(question => question.fields.includes(field)) ??
  QUESTIONS.find(question => question.fields.includes(field.split('.')[0]!));

/** Whether the draft already answers a question. */
export function isAnswered(draft: Draft, id: QuestionId): boolean {
  if (id === 'value') return draft.value !== undefined || draft.base_value !== undefined;
  // A step belongs to one pipeline, so it says which.
  if (id === 'pipeline') return draft.pipeline !== undefined || draft.step !== undefined;
  return draft[id] !== undefined;
}

/** What a draft lacks before it can be sent. */
export function missingAnswers(draft: Draft): Problem[] {
  return QUESTIONS.filter(
    question =>
      question.required && (question.applies?.(draft, { currencies: 0 }) ?? true) && !isAnswered(draft, question.id),
  ).map(question => ({
    code: 'MISSING_INPUT',
    message: `${question.flag} is missing: ${question.takes}`,
    field: question.fields[0],
    flag: question.flag,
  }));
}
