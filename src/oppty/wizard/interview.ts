import { CliError } from '../../errors.ts';
import type { FoundRecord, Ref } from '../../records/found.ts';
import { isFound, nameOf } from '../../records/found.ts';
import type { ChoicePage, Lookups } from '../../records/lookups.ts';
import type { Choice, Prompter } from '../../terminal/prompts/prompter.ts';
import { readDate, sayDay } from '../../values/dates.ts';
import { readAmount, showAmount } from '../../values/money.ts';
import type { Draft } from '../draft/draft.ts';
import { PLAIN_FIELDS } from '../draft/plain-fields.ts';
import { QUESTIONS, type Question, type QuestionId, questionById } from '../draft/questions.ts';
import { fieldInput, findField, formatField, wireName } from '../draft/space-fields.ts';
import { amountConverter, previewAmount } from './amount-preview.ts';
import { askField, LEAVE } from './ask-field.ts';
import { manageLinks } from './links.ts';
import {
  advance,
  fieldAt,
  type LinkField,
  linkFieldAt,
  problemsAt,
  reviewedQuestions,
  suggestedAnswers,
  type WizardEvent,
  type WizardState,
  type WizardStep,
} from './machine.ts';

/** What the interview needs: someone to ask, somewhere to look things up, and the user's civil day. */
export interface Interview {
  prompter: Prompter;
  lookups: Lookups;
  today: string;
  /** Ids chosen lately, to be offered first. */
  recent: { owners: readonly string[]; accounts: readonly string[] };
  /** Leave out the review, as long as nothing was refused. */
  sure: boolean;
  /** The exact request for a draft, for who wants to see it at the review. */
  request(draft: Draft): Promise<string>;
  /** Told after every event, so that nothing is lost when the user stops. */
  saved(draft: Draft): Promise<void>;
}

const CREATE = 'create';
const REQUEST = 'request';
const MORE = 'more';
const NONE = 'none';

/** Asks until the draft is accepted. Throws what the prompter throws: INTERRUPTED when the user stops. */
export async function interview(start: WizardState, tools: Interview): Promise<WizardState> {
  let state = start;
  while (state.at !== 'accepted') {
    if (state.note) await tools.prompter.note(state.note);
    for (const problem of problemsAt(state)) await tools.prompter.note(`! ${problem}`);
    state = advance(state, await ask(state, tools));
    await tools.saved(state.draft);
  }
  return state;
}

async function ask(state: WizardState, tools: Interview): Promise<WizardEvent> {
  const { at } = state;
  if (at === 'review') return tools.sure && state.refused.length === 0 ? { type: 'accept' } : review(state, tools);
  if (at === 'more') return more(state, tools);
  const parties = linkFieldAt(at);
  if (parties) return several(parties, state, tools);
  const name = fieldAt(at);
  const answer =
    name === undefined ? await answerTo(questionById(at as QuestionId), state, tools) : await field(name, state, tools);
  return answer === undefined ? { type: 'back' } : { type: 'answered', at, draft: answer };
}

/** The draft's new part, or undefined to go back. */
async function answerTo(one: Question, state: WizardState, tools: Interview): Promise<Draft | undefined> {
  const old = suggestedAnswers(state);
  switch (one.prompt) {
    case 'search': {
      const [first, ...others] = refsOf(old[one.id]);
      const found = await searchFor(one, first, tools);
      return found && (one.id === 'accounts' ? { accounts: withPrimary(found, first, others) } : { [one.id]: found });
    }
    case 'choose':
      return choose(one, state, tools);
    case 'money':
      return money(one, state, tools);
    case 'date':
      return date(one, old[one.id] as string | undefined, tools);
    case 'text': {
      const check = (text: string) => (text.trim() ? undefined : 'Something has to stand here.');
      const initial = old[one.id] as string | undefined;
      const text = await tools.prompter.text({ message: one.message, initial, check });
      return text === undefined ? undefined : { [one.id]: text === initial ? text : text.trim() };
    }
  }
}

async function date(
  one: Question,
  initial: string | undefined,
  { prompter, today }: Interview,
): Promise<Draft | undefined> {
  const message = `${one.message} (YYYY-MM-DD, +30d, friday, eom, eoq)`;
  const meaning = (text: string) => {
    const read = readDate(text, today);
    return 'date' in read ? sayDay(read.date) : undefined;
  };
  const check = (text: string) => problemOf(readDate(text, today));
  const text = await prompter.text({ message, initial, check, preview: meaning });
  if (text === undefined) return undefined;
  const read = readDate(text, today);
  if ('problem' in read) throw new Error(read.problem);
  if (read.date !== text.trim()) await prompter.note(`  ${meaning(text)}`);
  return { [one.id]: read.date };
}

async function money(
  one: Question,
  state: WizardState,
  { prompter, lookups, today }: Interview,
): Promise<Draft | undefined> {
  const old = suggestedAnswers(state);
  // An amount that was given in the base currency stays one, whatever the currency of the deal.
  const ofBase = old.value === undefined && old.base_value !== undefined;
  const base = (await lookups.currencies()).find(({ base }) => base);
  const currency = ofBase ? base : old.currency;
  const amount = old.value ?? old.base_value;
  const initial = amount && showAmount(amount);
  const message = currency ? `${one.message} (${nameOf(currency)})` : one.message;
  // Where there is a choice that nobody made yet, the amount alone says enough.
  const known = currency ?? (state.facts.currencies > 1 ? undefined : base);
  const convert = await amountConverter(known, old, lookups, today);
  const preview = (text: string) => previewAmount(text, known && nameOf(known), convert);
  const text = await prompter.text({ message, initial, check: text => problemOf(readAmount(text)), preview });
  if (text === undefined) return undefined;
  if (text === initial) return { value: old.value, base_value: old.base_value };
  const read = readAmount(text);
  if ('problem' in read) throw new Error(read.problem);
  return ofBase ? { base_value: read.amount } : { value: read.amount };
}

const problemOf = (read: object): string | undefined => ('problem' in read ? String(read.problem) : undefined);

/** A record that is looked up while typing; those of `except` are not offered. */
async function searchFor(
  one: Question,
  old: Ref | undefined,
  tools: Interview,
  { message = one.message, except = [] }: { message?: string; except?: readonly Ref[] } = {},
): Promise<FoundRecord | undefined> {
  const { prompter, lookups } = tools;
  const kind = one.id === 'owner' ? 'client' : 'account';
  const known = new Map<string, FoundRecord>();
  // Fetched before the prompt, so that a server that refuses ends the command rather than filling the prompt.
  const first = await firstScreen(kind, one, tools);
  if (first.choices.length === 0 && !first.more) {
    const hint = kind === 'account' ? 'Start again with --quick-account-name.' : undefined;
    throw new CliError('NOT_FOUND', `This space has no ${kind} to choose`, { hint });
  }
  const initial = old && nameOf(old);
  const value = await prompter.search({
    message,
    initial,
    source: async (text, signal) => {
      const { choices, more } = text.trim() ? await lookups.search(kind, text, signal) : first;
      // As long as nothing else was typed, Enter means the old record, and no other of its name.
      const fitting = text === initial || !text.trim() ? leading(old, choices) : choices;
      const shown = fitting.filter(({ id }) => !except.some(ref => isFound(ref) && ref.id === id));
      for (const choice of shown) known.set(choice.id, choice);
      return { choices: shown.map(toChoice), more };
    },
  });
  return value === undefined ? undefined : known.get(value);
}

/** What there is to choose from before anything is typed: those chosen lately, if they still can be, then the others. */
async function firstScreen(
  kind: 'client' | 'account',
  one: Question,
  { lookups, recent }: Interview,
): Promise<ChoicePage> {
  const ids = kind === 'client' ? recent.owners : recent.accounts;
  const [screen, ...lately] = await Promise.all([
    lookups.search(kind, ''),
    ...ids.map(id => lookups.find(kind, id, one.flag)),
  ]);
  const top = lately.flatMap(looked => ('found' in looked ? [looked.found] : []));
  const others = screen.choices.filter(({ id }) => !top.some(one => one.id === id));
  return { choices: [...top, ...others], more: screen.more };
}

async function choose(one: Question, state: WizardState, tools: Interview): Promise<Draft | undefined> {
  const { prompter, lookups } = tools;
  const [old, ...others] = refsOf(suggestedAnswers(state)[one.id]);
  const [held] = refsOf(state.draft[one.id]);
  const offered = await choicesFor(one, state.draft, lookups);
  // What the draft holds can be held on to, even if nobody would be offered it.
  const found = offered.some(({ id }) => isFound(held) && held.id === id) ? offered : leading(held, offered);
  const choices = one.id === 'currency' ? await withWorth(found, state.draft, tools) : found.map(toChoice);
  if (one.id === 'contacts') choices.push({ value: NONE, name: 'no contact' });
  else if (!one.asked) choices.push({ ...LEAVE, value: NONE });
  const value = await prompter.choose({ message: one.message, choices, initial: chosenBefore(one.id, old, state) });
  if (value === undefined) return undefined;
  const chosen = found.find(choice => choice.id === value);
  if (one.id === 'contacts') return { contacts: chosen ? withPrimary(chosen, old, others) : [] };
  return { [one.id]: chosen };
}

/** Currencies to choose from, each with what the amount of the draft would be worth in the base currency. */
async function withWorth(
  found: readonly FoundRecord[],
  draft: Draft,
  { lookups, today }: Interview,
): Promise<Choice[]> {
  const { value, base_value } = draft;
  const shown: Choice[] = [];
  for (const one of found) {
    const known = value !== undefined && base_value === undefined;
    const worth = known ? (await amountConverter(one, draft, lookups, today))(value) : undefined;
    shown.push({ value: one.id, name: worth ? `${label(one)}: ${worth}` : label(one) });
  }
  return shown;
}

/** The choice that stands for the old answer. To have chosen nothing is one too. */
function chosenBefore(id: QuestionId, old: Ref | undefined, state: WizardState): string | undefined {
  if (old) return isFound(old) ? old.id : undefined;
  const nothing = Object.hasOwn(state.given, id) || suggestedAnswers(state)[id] !== undefined;
  return nothing ? NONE : undefined;
}

async function choicesFor(one: Question, draft: Draft, lookups: Lookups): Promise<readonly FoundRecord[]> {
  switch (one.id) {
    case 'pipeline':
      return [...new Map((await lookups.steps()).map(({ pipeline }) => [pipeline.id, pipeline])).values()];
    case 'step':
      return (await lookups.steps())
        .filter(({ pipeline }) => !isFound(draft.pipeline) || pipeline.id === draft.pipeline.id)
        .map(({ pipeline: _, ...found }) => found);
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
      const field = (await lookups.fields()).find(({ api_name }) => api_name === one.id || api_name === `${one.id}_id`);
      return field?.options ?? [];
    }
  }
}

/** A field of the body by its name. */
async function field(name: string, state: WizardState, { prompter, today }: Interview): Promise<Draft | undefined> {
  const { fields: known } = state.facts;
  const info = findField(known, name);
  const offered = suggestedAnswers(state).fields ?? {};
  const key = info && !Object.hasOwn(offered, name) ? info.api_name : name;
  const old = Object.hasOwn(offered, key) ? offered[key] : undefined;
  const left = old === undefined && Object.hasOwn(state.given.fields ?? {}, name);
  const answer = await askField(fieldInput(name, known, old, today), old, left, prompter);
  return answer && { fields: { [name]: answer.value } };
}

/** What is done to the records of a question that can have several. */
async function several(id: LinkField, state: WizardState, tools: Interview): Promise<WizardEvent> {
  const one = questionById(id);
  const held = refsOf(state.draft[id]);
  const add = async (message: string) => {
    if (id === 'accounts') {
      const account = await searchFor(one, undefined, tools, { message, except: held });
      return account ? [account] : [];
    }
    const ids = held.map(ref => isFound(ref) && ref.id);
    const others = (await choicesFor(one, state.draft, tools.lookups)).filter(other => !ids.includes(other.id));
    if (others.length > 0) {
      const values = await tools.prompter.several({ message, choices: others.map(toChoice), initial: [] });
      return others.filter(other => values?.includes(other.id));
    }
    await tools.prompter.note('There is no other contact of these accounts.');
    return [];
  };
  const done = await manageLinks(id, held, add, tools.prompter);
  if (done === 'back') return { type: 'back' };
  return done === 'enough' ? { type: 'enough' } : { type: 'answered', at: state.at, draft: { [id]: done } };
}

async function more(state: WizardState, { prompter, today }: Interview): Promise<WizardEvent> {
  const { fields = {}, accounts = [], contacts = [] } = state.draft;
  const told = (message: string, answer: string | undefined) => (answer ? `${message}: ${answer}` : message);
  const plain = PLAIN_FIELDS.filter(one => one.message).map(({ field, message }) => {
    const held = fields[field];
    const shown = held === undefined ? undefined : formatField(fieldInput(field, undefined, held, today), held);
    return { value: `field:${field}`, name: told(message!, shown) };
  });
  const optional = QUESTIONS.filter(one => !one.asked).map(one => {
    const [ref] = refsOf(state.draft[one.id]);
    return { value: one.id, name: told(one.message, ref && nameOf(ref)) };
  });
  const others = (refs: readonly Ref[]) => refs.slice(1).map(nameOf).join(', ');
  const further = [
    { value: 'all:accounts', name: told('Further accounts', others(accounts)) },
    { value: 'all:contacts', name: told('Further contacts', others(contacts)) },
  ];
  const choices = [
    { value: NONE, name: 'none, go on' },
    ...plain,
    ...optional,
    ...(accounts.length > 0 ? further : []),
  ];
  const value = await prompter.choose({ message: 'More fields', choices });
  if (value === undefined) return { type: 'back' };
  return value === NONE ? { type: 'enough' } : { type: 'edit', at: value as WizardStep };
}

async function review(state: WizardState, { prompter, request, today }: Interview): Promise<WizardEvent> {
  const known = state.facts.fields;
  const fields = Object.entries(state.draft.fields ?? {}).map(([name, value]) => {
    const plain = PLAIN_FIELDS.find(one => one.field === name);
    const info = findField(known, name);
    const title = plain ? (plain.message ?? name) : (info?.label ?? name);
    const at = info && !plain ? wireName(info) : name;
    return { value: `field:${at}`, name: `${title}: ${formatField(fieldInput(name, known, value, today), value)}` };
  });
  for (;;) {
    const value = await prompter.choose({
      message: 'Create this opportunity?',
      choices: [
        { value: CREATE, name: 'Yes, create it' },
        ...reviewedQuestions(state).flatMap(one => linesOf(one, state.draft)),
        ...fields,
        { value: MORE, name: 'More fields ...' },
        { value: REQUEST, name: 'Show the request' },
      ],
    });
    if (value === REQUEST) await prompter.note(await request(state.draft));
    else if (value === undefined) return { type: 'back' };
    else if (value === CREATE) return { type: 'accept' };
    else return { type: 'edit', at: value as WizardStep };
  }
}

/** An answer as the review shows it: each record with what tells it from others, and its id. */
function linesOf(one: Question, draft: Draft): Choice[] {
  const line = (message: string, answer: string): Choice => ({ value: one.id, name: `${message}: ${answer}` });
  if (one.id === 'value') {
    const inBase = !isFound(draft.currency) || draft.currency.base;
    const alone = inBase && draft.value === undefined;
    const value = draft.value ?? (alone ? draft.base_value : undefined);
    return [
      line(one.message, value === undefined ? 'left to the server' : showAmount(value)),
      ...(alone || draft.base_value === undefined ? [] : [line('Base value', showAmount(draft.base_value))]),
    ];
  }
  if (one.prompt === 'text' || one.prompt === 'date') return [line(one.message, String(draft[one.id] ?? ''))];
  const refs = refsOf(draft[one.id]);
  if (refs.length === 0) return [line(one.message, one.id === 'contacts' ? 'none' : 'left to the server')];
  // One is replaced, several are seen together.
  const place = refs.length > 1 ? `all:${one.id}` : one.id;
  return refs.map((ref, index) => ({
    ...line(index === 0 ? one.message : `Further ${one.id.slice(0, -1)}`, isFound(ref) ? label(ref) : ref.words),
    value: place,
    ...(isFound(ref) ? { id: ref.id } : {}),
  }));
}

const label = ({ name, detail }: FoundRecord) => (detail ? `${name} (${detail})` : name);

const toChoice = (found: FoundRecord): Choice => ({ value: found.id, name: label(found) });

const unique = (found: readonly FoundRecord[]) => [...new Map(found.map(one => [one.id, one])).values()];

/** The records with this one before the others. */
const leading = (first: Ref | undefined, found: readonly FoundRecord[]): readonly FoundRecord[] =>
  isFound(first) ? unique([first, ...found]) : found;

/** The records an answer stands for, the primary first. */
const refsOf = (answer: Draft[QuestionId]): readonly Ref[] => (typeof answer === 'object' ? [answer].flat() : []);

/** Several records with another one as the primary: it takes the place of the old one, unless it is among them. */
function withPrimary(primary: FoundRecord, old: Ref | undefined, others: readonly Ref[]): readonly Ref[] {
  const same = (ref: Ref) => isFound(ref) && ref.id === primary.id;
  if (!others.some(same)) return [primary, ...others];
  return [primary, ...(old ? [old] : []), ...others.filter(ref => !same(ref))];
}
