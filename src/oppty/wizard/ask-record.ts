import { CliError } from '../../errors.ts';
import { type FoundRecord, isFound, nameOf, type Ref } from '../../records/found.ts';
import type { Lookups } from '../../records/lookups.ts';
import type { ChoicePage } from '../../records/search-records.ts';
import type { Choice } from '../../terminal/prompts/prompter.ts';
import type { Draft } from '../draft/draft.ts';
import { type Question, type QuestionId, questionById } from '../draft/questions.ts';
import { amountConverter } from './amount-preview.ts';
import { UNSET_CHOICE } from './ask-field.ts';
import { label, NONE, putFirst, refsOf, toChoice, unique, withPrimary } from './choices.ts';
import { manageLinks } from './links.ts';
import { suggestedAnswers, type WizardEvent, type WizardState } from './machine.ts';
import { askNewAccount, askNewContact, canCreate, NEW, NEW_CONTACT, newAccountChoice } from './new-record.ts';
import type { LinkField } from './steps.ts';
import type { WizardTools } from './wizard-tools.ts';

interface SearchOptions {
  message?: string;
  /** Records that are not offered. */
  except?: readonly Ref[];
  /** Who gets a new account. */
  owner?: Ref | undefined;
}

/** Asks for a record by a search while the user types; where no account fits, a new one can be created. */
export async function askSearch(
  question: Question,
  old: Ref | undefined,
  tools: WizardTools,
  { message = question.message, except = [], owner }: SearchOptions = {},
): Promise<FoundRecord | undefined> {
  const { prompter, lookups } = tools;
  const kind = question.id === 'owner' ? 'client' : 'account';
  const results = new Map<string, FoundRecord>();
  // Fetched before the prompt, so that a refusal by the server ends the command rather than filling the prompt.
  const first = await firstScreen(kind, question, tools);
  const newOwner = kind === 'account' && canCreate(tools, owner) ? owner : undefined;
  if (first.choices.length === 0 && !first.more && !newOwner) {
    const hint = kind === 'account' ? 'Start again with --quick-account-name.' : undefined;
    throw new CliError('NOT_FOUND', `This space has no ${kind} to choose`, { hint });
  }
  const oldName = old && nameOf(old);
  let words = '';
  const source = async (text: string, signal: AbortSignal) => {
    words = text.trim();
    const { choices, more } = words ? await lookups.search(kind, text, signal) : first;
    // While nothing else is typed, Enter means the old record, and no other of its name.
    const matching = text === oldName || !words ? putFirst(old, choices) : choices;
    const selectable = matching.filter(({ id }) => !except.some(ref => isFound(ref) && ref.id === id));
    for (const choice of selectable) results.set(choice.id, choice);
    const offers = newOwner && words && choices.length === 0 ? [newAccountChoice(words)] : [];
    return { choices: [...selectable.map(toChoice), ...offers], more };
  };
  for (let initial = oldName; ; initial = words) {
    const value = await prompter.search({ message, initial, source });
    if (value !== NEW || !newOwner) return value === undefined ? undefined : results.get(value);
    const account = await askNewAccount(words, newOwner, tools);
    if (account) return account;
  }
}

/** The choices before anything is typed: those chosen lately, if they still can be, then the others. */
async function firstScreen(
  kind: 'client' | 'account',
  { flag }: Question,
  { lookups, recent }: WizardTools,
): Promise<ChoicePage> {
  const ids = kind === 'client' ? recent.owners : recent.accounts;
  const [screen, ...results] = await Promise.all([
    lookups.search(kind, ''),
    ...ids.map(id => lookups.find(kind, id, flag)),
  ]);
  const recentRecords = results.flatMap(result => ('found' in result ? [result.found] : []));
  const otherRecords = screen.choices.filter(({ id }) => !recentRecords.some(record => record.id === id));
  return { choices: [...recentRecords, ...otherRecords], more: screen.more };
}

/** Asks for a record of a short list. */
export async function askChoice(
  question: Question,
  state: WizardState,
  tools: WizardTools,
): Promise<Draft | undefined> {
  const { id, message } = question;
  const { prompter, lookups } = tools;
  const [old, ...otherRefs] = refsOf(suggestedAnswers(state)[id]);
  const [current] = refsOf(state.draft[id]);
  const options = await listChoices(question, state.draft, lookups);
  // The answer of the draft can stay, even if the list does not have it.
  const records = options.some(option => isFound(current) && current.id === option.id)
    ? options
    : putFirst(current, options);
  const choices = id === 'currency' ? await withAmounts(records, state.draft, tools) : records.map(toChoice);
  const employment = id === 'contacts' ? employmentOf(state.draft, tools) : undefined;
  if (id === 'contacts') choices.push({ value: NONE, name: 'no contact' }, ...(employment ? [NEW_CONTACT] : []));
  else if (!question.always) choices.push({ ...UNSET_CHOICE, value: NONE });
  for (;;) {
    const value = await prompter.choose({ message, choices, initial: initialChoice(id, old, state) });
    if (value === undefined) return undefined;
    const isNew = value === NEW && employment !== undefined;
    const record = isNew
      ? await askNewContact(employment.account, employment.owner, tools)
      : records.find(choice => choice.id === value);
    if (isNew && !record) continue;
    if (id === 'contacts') return { contacts: record ? withPrimary(record, old, otherRefs) : [] };
    return { [id]: record };
  }
}

/** The account that a new contact would belong to, and its owner; undefined where none can be created. */
function employmentOf({ accounts = [], owner }: Draft, tools: WizardTools) {
  const account = accounts.find(isFound);
  return account && canCreate(tools, owner) ? { account, owner } : undefined;
}

/** Currencies to choose from, each with the amount of the draft in the base currency. */
async function withAmounts(
  currencies: readonly FoundRecord[],
  draft: Draft,
  { lookups, today }: WizardTools,
): Promise<Choice[]> {
  const { value, base_value } = draft;
  const choices: Choice[] = [];
  for (const currency of currencies) {
    const convertible = value !== undefined && base_value === undefined;
    const amount = convertible ? (await amountConverter(currency, draft, lookups, today))(value) : undefined;
    choices.push({ value: currency.id, name: amount ? `${label(currency)}: ${amount}` : label(currency) });
  }
  return choices;
}

/** The value of the choice of the old answer. No record at all is an answer, too. */
function initialChoice(id: QuestionId, old: Ref | undefined, state: WizardState): string | undefined {
  if (old) return isFound(old) ? old.id : undefined;
  const nothing = Object.hasOwn(state.suggestions, id) || suggestedAnswers(state)[id] !== undefined;
  return nothing ? NONE : undefined;
}

async function listChoices({ id }: Question, draft: Draft, lookups: Lookups): Promise<readonly FoundRecord[]> {
  switch (id) {
    case 'pipeline':
      return unique((await lookups.steps()).map(({ pipeline }) => pipeline));
    case 'step':
      return (await lookups.steps())
        .filter(({ pipeline }) => !isFound(draft.pipeline) || pipeline.id === draft.pipeline.id)
        .map(({ pipeline: _, ...step }) => step);
    case 'contacts': {
      const accounts = (draft.accounts ?? []).filter(isFound);
      return unique((await Promise.all(accounts.map(account => lookups.contactsOf(account)))).flat());
    }
    case 'currency':
      return lookups.currencies();
    case 'oppty_type':
      return lookups.types(isFound(draft.pipeline) ? draft.pipeline : undefined);
    case 'unit':
      return lookups.units();
    default: {
      const field = (await lookups.fields()).find(({ api_name }) => api_name === id || api_name === `${id}_id`);
      return field?.options ?? [];
    }
  }
}

/** Asks for one change to the records of a question that can have several. */
export async function askLinks(id: LinkField, state: WizardState, tools: WizardTools): Promise<WizardEvent> {
  const question = questionById(id);
  const current = refsOf(state.draft[id]);
  let note: string | undefined;
  const add = async (message: string) => {
    if (id === 'accounts') {
      const { owner } = state.draft;
      const account = await askSearch(question, undefined, tools, { message, except: current, owner });
      return account ? [account] : [];
    }
    const currentIds = current.map(ref => isFound(ref) && ref.id);
    const candidates = (await listChoices(question, state.draft, tools.lookups)).filter(
      record => !currentIds.includes(record.id),
    );
    if (candidates.length > 0) {
      const ids = await tools.prompter.several({ message, choices: candidates.map(toChoice), initial: [] });
      return candidates.filter(record => ids?.includes(record.id));
    }
    note = 'There is no other contact of these accounts.';
    return [];
  };
  const result = await manageLinks(id, current, add, tools.prompter);
  if (result === 'stay') return { type: 'stay', note };
  return result === 'back' || result === 'enough'
    ? { type: result }
    : { type: 'answered', step: state.step, draft: { [id]: result } };
}
