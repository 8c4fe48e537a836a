import { nameOf, type Ref } from '../../records/found.ts';
import { wireName } from '../../records/space-fields.ts';
import type { Choice } from '../../terminal/prompts/prompter.ts';
import { PLAIN_FIELDS } from '../draft/plain-fields.ts';
import { QUESTIONS } from '../draft/questions.ts';
import { fieldInput, formatField } from '../draft/space-fields.ts';
import { NONE, refsOf } from './choices.ts';
import type { WizardEvent, WizardState } from './machine.ts';
import type { WizardStep } from './steps.ts';
import type { WizardTools } from './wizard-tools.ts';

/** Offers the optional fields, each with its answer. */
export async function askMore(
  state: WizardState,
  { prompter, today }: Pick<WizardTools, 'prompter' | 'today'>,
): Promise<WizardEvent> {
  const plain = (rare: boolean) => PLAIN_FIELDS.filter(field => (field.rare ?? false) === rare);
  const choices = [
    { value: NONE, name: 'No more fields' },
    ...plain(false).map(({ field, message }) => fieldChoice([field], message, state, today)),
    ...questionChoices(state),
    ...customChoices(state, today),
    ...plain(true).map(({ field, message }) => fieldChoice([field], message, state, today)),
  ];
  const value = await prompter.choose({ message: 'More fields', choices });
  if (value === undefined) return { type: 'back' };
  return value === NONE ? { type: 'enough' } : { type: 'edit', step: value as WizardStep };
}

const withAnswer = (message: string, answer: string | undefined) => (answer ? `${message}: ${answer}` : message);

/** A field of the body, by its names. */
function fieldChoice(names: readonly string[], message: string, { draft, facts }: WizardState, today: string): Choice {
  const { fields = {} } = draft;
  const name = names.find(candidate => Object.hasOwn(fields, candidate) && fields[candidate] !== undefined);
  const value = name === undefined ? undefined : fields[name];
  const answer = name && formatField(fieldInput(name, facts.fields, value, today), value);
  return { value: `field:${names[0]}`, name: withAnswer(message, answer) };
}

/** The fields that this space alone has. */
const customChoices = (state: WizardState, today: string): Choice[] =>
  (state.facts.fields ?? [])
    .filter(({ api_name, readOnly }) => api_name.startsWith('cf_') && !readOnly)
    .map(info => fieldChoice([wireName(info), info.api_name], info.label, state, today));

/** The questions that are asked on request alone, and those that can have several answers. */
function questionChoices({ draft }: WizardState): Choice[] {
  const { accounts = [], contacts = [] } = draft;
  const optional = QUESTIONS.filter(question => !question.always).map(question => {
    const [ref] = refsOf(draft[question.id]);
    return { value: question.id, name: withAnswer(question.message, ref && nameOf(ref)) };
  });
  const furtherNames = (refs: readonly Ref[]) => refs.slice(1).map(nameOf).join(', ');
  const further = [
    { value: 'all:accounts', name: withAnswer('Further accounts', furtherNames(accounts)) },
    { value: 'all:contacts', name: withAnswer('Further contacts', furtherNames(contacts)) },
  ];
  return [...optional, ...(accounts.length > 0 ? further : [])];
}
