import { nameOf, type Ref } from '../../records/found.ts';
import { PLAIN_FIELDS } from '../draft/plain-fields.ts';
import { QUESTIONS } from '../draft/questions.ts';
import { fieldInput, formatField } from '../draft/space-fields.ts';
import { NONE, refsOf } from './choices.ts';
import type { WizardEvent, WizardState } from './machine.ts';
import type { WizardStep } from './steps.ts';
import type { WizardTools } from './wizard-tools.ts';

/** Offers the optional fields, each with its answer. */
export async function askMore(
  { draft }: WizardState,
  { prompter, today }: Pick<WizardTools, 'prompter' | 'today'>,
): Promise<WizardEvent> {
  const { fields = {}, accounts = [], contacts = [] } = draft;
  const withAnswer = (message: string, answer: string | undefined) => (answer ? `${message}: ${answer}` : message);
  const plain = PLAIN_FIELDS.filter(field => field.message).map(({ field, message }) => {
    const value = fields[field];
    const answer = value === undefined ? undefined : formatField(fieldInput(field, undefined, value, today), value);
    return { value: `field:${field}`, name: withAnswer(message!, answer) };
  });
  const optional = QUESTIONS.filter(question => !question.always).map(question => {
    const [ref] = refsOf(draft[question.id]);
    return { value: question.id, name: withAnswer(question.message, ref && nameOf(ref)) };
  });
  const furtherNames = (refs: readonly Ref[]) => refs.slice(1).map(nameOf).join(', ');
  const further = [
    { value: 'all:accounts', name: withAnswer('Further accounts', furtherNames(accounts)) },
    { value: 'all:contacts', name: withAnswer('Further contacts', furtherNames(contacts)) },
  ];
  const none = { value: NONE, name: 'No more fields' };
  const choices = [none, ...plain, ...optional, ...(accounts.length > 0 ? further : [])];
  const value = await prompter.choose({ message: 'More fields', choices });
  if (value === undefined) return { type: 'back' };
  return value === NONE ? { type: 'enough' } : { type: 'edit', step: value as WizardStep };
}
