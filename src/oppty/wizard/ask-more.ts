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
  const plain = PLAIN_FIELDS.filter(one => one.message).map(({ field, message }) => {
    const value = fields[field];
    const shown = value === undefined ? undefined : formatField(fieldInput(field, undefined, value, today), value);
    return { value: `field:${field}`, name: withAnswer(message!, shown) };
  });
  const optional = QUESTIONS.filter(one => !one.always).map(one => {
    const [ref] = refsOf(draft[one.id]);
    return { value: one.id, name: withAnswer(one.message, ref && nameOf(ref)) };
  });
  const others = (refs: readonly Ref[]) => refs.slice(1).map(nameOf).join(', ');
  const further = [
    { value: 'all:accounts', name: withAnswer('Further accounts', others(accounts)) },
    { value: 'all:contacts', name: withAnswer('Further contacts', others(contacts)) },
  ];
  const none = { value: NONE, name: 'No more fields' };
  const choices = [none, ...plain, ...optional, ...(accounts.length > 0 ? further : [])];
  const value = await prompter.choose({ message: 'More fields', choices });
  if (value === undefined) return { type: 'back' };
  return value === NONE ? { type: 'enough' } : { type: 'edit', at: value as WizardStep };
}
