import { CliError } from '../errors.ts';
import type { Choice, Prompter } from '../terminal/prompter.ts';
import { readDate } from '../values/dates.ts';
import { readAmount, showAmount } from '../values/money.ts';
import { formatJson, parseJson } from '../wire/json.ts';
import { type Draft, type Found, isFound, nameOf, type Ref } from './draft.ts';
import { PLAIN_FIELDS, type PlainField, type Read, YES_NO } from './fields.ts';
import type { Choices, Lookups } from './lookups.ts';
import { QUESTIONS, type Question, type QuestionId, question } from './questions.ts';
import { type Event, fieldAt, type Place, problemsAt, reviewed, type State, step, toOffer } from './wizard.ts';

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
const LEAVE: Choice = { value: NONE, name: 'leave it to the server' };

/** Asks until the draft is accepted. Throws what the prompter throws: INTERRUPTED when the user stops. */
export async function interview(start: State, tools: Interview): Promise<State> {
  let state = start;
  while (state.at !== 'accepted') {
    if (state.note) await tools.prompter.note(state.note);
    for (const problem of problemsAt(state)) await tools.prompter.note(`! ${problem}`);
    state = step(state, await ask(state, tools));
    await tools.saved(state.draft);
  }
  return state;
}

async function ask(state: State, tools: Interview): Promise<Event> {
  const { at } = state;
  if (at === 'review') return tools.sure && state.refused.length === 0 ? { type: 'accept' } : review(state, tools);
  if (at === 'more') return more(state, tools);
  const name = fieldAt(at);
  const answer =
    name === undefined
      ? await answerTo(question(at as QuestionId), state, tools)
      : await field(name, state, tools.prompter);
  return answer === undefined ? { type: 'back' } : { type: 'answered', at, draft: answer };
}

/** The draft's new part, or undefined to go back. */
async function answerTo(one: Question, state: State, tools: Interview): Promise<Draft | undefined> {
  const old = toOffer(state);
  switch (one.prompt) {
    case 'search': {
      const [first, ...others] = refsOf(old[one.id]);
      const found = await searchFor(one, first, tools);
      return found && (one.id === 'accounts' ? { accounts: led(found, first, others) } : { [one.id]: found });
    }
    case 'choose':
      return choose(one, state, tools);
    case 'money':
      return money(one, old, tools);
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
  const check = (text: string) => problemOf(readDate(text, today));
  const text = await prompter.text({ message, initial, check });
  if (text === undefined) return undefined;
  const read = readDate(text, today);
  if ('problem' in read) throw new Error(read.problem);
  if (read.date !== text.trim()) await prompter.note(`  ${read.date}`);
  return { [one.id]: read.date };
}

async function money(one: Question, old: Draft, { prompter, lookups }: Interview): Promise<Draft | undefined> {
  // An amount that was given in the base currency stays one, whatever the currency of the deal.
  const ofBase = old.value === undefined && old.base_value !== undefined;
  const currency = ofBase ? (await lookups.currencies()).find(({ base }) => base) : old.currency;
  const amount = old.value ?? old.base_value;
  const initial = amount && showAmount(amount);
  const message = currency ? `${one.message} (${nameOf(currency)})` : one.message;
  const text = await prompter.text({ message, initial, check: text => problemOf(readAmount(text)) });
  if (text === undefined) return undefined;
  if (text === initial) return { value: old.value, base_value: old.base_value };
  const read = readAmount(text);
  if ('problem' in read) throw new Error(read.problem);
  return ofBase ? { base_value: read.amount } : { value: read.amount };
}

const problemOf = (read: object): string | undefined => ('problem' in read ? String(read.problem) : undefined);

async function searchFor(one: Question, old: Ref | undefined, tools: Interview): Promise<Found | undefined> {
  const { prompter, lookups } = tools;
  const kind = one.id === 'owner' ? 'client' : 'account';
  const known = new Map<string, Found>();
  // Fetched before the prompt, so that a server that refuses ends the command rather than filling the prompt.
  const first = await firstScreen(kind, one, tools);
  if (first.choices.length === 0 && !first.more) {
    const hint = kind === 'account' ? 'Start again with --quick-account-name.' : undefined;
    throw new CliError('NOT_FOUND', `This space has no ${kind} to choose`, { hint });
  }
  const initial = old && nameOf(old);
  const value = await prompter.search({
    message: one.message,
    initial,
    source: async (text, signal) => {
      const { choices, more } = text.trim() ? await lookups.search(kind, text, signal) : first;
      // As long as nothing else was typed, Enter means the old record, and no other of its name.
      const shown = text === initial || !text.trim() ? leading(old, choices) : choices;
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
): Promise<Choices> {
  const ids = kind === 'client' ? recent.owners : recent.accounts;
  const [screen, ...lately] = await Promise.all([
    lookups.search(kind, ''),
    ...ids.map(id => lookups.find(kind, id, one.flag)),
  ]);
  const top = lately.flatMap(looked => ('found' in looked ? [looked.found] : []));
  const others = screen.choices.filter(({ id }) => !top.some(one => one.id === id));
  return { choices: [...top, ...others], more: screen.more };
}

async function choose(one: Question, state: State, { prompter, lookups }: Interview): Promise<Draft | undefined> {
  const [old, ...others] = refsOf(toOffer(state)[one.id]);
  const [held] = refsOf(state.draft[one.id]);
  const offered = await choicesFor(one, state.draft, lookups);
  // What the draft holds can be held on to, even if nobody would be offered it.
  const found = offered.some(({ id }) => isFound(held) && held.id === id) ? offered : leading(held, offered);
  const choices = found.map(toChoice);
  if (one.id === 'contacts') choices.push({ value: NONE, name: 'no contact' });
  else if (!one.asked) choices.push(LEAVE);
  const value = await prompter.choose({ message: one.message, choices, initial: chosenBefore(one.id, old, state) });
  if (value === undefined) return undefined;
  const chosen = found.find(choice => choice.id === value);
  if (one.id === 'contacts') return { contacts: chosen ? led(chosen, old, others) : [] };
  return { [one.id]: chosen };
}

/** The choice that stands for the old answer. To have chosen nothing is one too. */
function chosenBefore(id: QuestionId, old: Ref | undefined, state: State): string | undefined {
  if (old) return isFound(old) ? old.id : undefined;
  const nothing = Object.hasOwn(state.given, id) || toOffer(state)[id] !== undefined;
  return nothing ? NONE : undefined;
}

async function choicesFor(one: Question, draft: Draft, lookups: Lookups): Promise<readonly Found[]> {
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

async function field(name: string, state: State, prompter: Prompter): Promise<Draft | undefined> {
  const plain = PLAIN_FIELDS.find(one => one.field === name);
  const offered = toOffer(state).fields;
  const old = offered && Object.hasOwn(offered, name) ? offered[name] : undefined;
  const label = plain ? `${plain.message ?? plain.field} (${plain.help})` : name;
  const options = plain?.choices ?? (typeof old === 'boolean' ? YES_NO : undefined);
  if (options) {
    const choices = [...options.map(option => ({ value: option, name: option })), LEAVE];
    const left = old === undefined && Object.hasOwn(state.given.fields ?? {}, name);
    const initial = left ? NONE : old === undefined ? undefined : showField(plain, old);
    const value = await prompter.choose({ message: label, choices, initial });
    return value === undefined ? undefined : { fields: { [name]: value === NONE ? undefined : value === options[0] } };
  }
  const initial = old === undefined ? undefined : showField(plain, old);
  const read = (text: string): Read<unknown> => {
    if (text === initial) return { value: old };
    if (text.trim() === '') return { value: undefined };
    return plain?.read(text) ?? (old === undefined || typeof old === 'string' ? { value: text } : readJson(text));
  };
  const message = initial === undefined ? label : `${label}, empty for none`;
  const text = await prompter.text({ message, initial, check: text => problemOf(read(text)) });
  if (text === undefined) return undefined;
  const answer = read(text);
  if ('problem' in answer) throw new Error(answer.problem);
  return { fields: { [name]: answer.value } };
}

/** A value of the body for people: as its flag takes it, text as it is, anything else as JSON. */
function showField(plain: PlainField | undefined, value: unknown): string {
  const other = typeof value === 'boolean' ? YES_NO[value ? 0 : 1] : undefined;
  return plain?.show(value) ?? other ?? (typeof value === 'string' ? value : formatJson(value));
}

function readJson(text: string): Read<unknown> {
  try {
    return { value: parseJson(text) };
  } catch {
    return { problem: `This was JSON, and '${text}' is not.` };
  }
}

async function more(state: State, { prompter }: Interview): Promise<Event> {
  const { fields = {} } = state.draft;
  const told = (message: string, answer: string | undefined) =>
    answer === undefined ? message : `${message}: ${answer}`;
  const plain = PLAIN_FIELDS.filter(one => one.message).map(one => ({
    value: `field:${one.field}`,
    name: told(one.message!, fields[one.field] === undefined ? undefined : showField(one, fields[one.field])),
  }));
  const optional = QUESTIONS.filter(one => !one.asked).map(one => {
    const [ref] = refsOf(state.draft[one.id]);
    return { value: one.id, name: told(one.message, ref && nameOf(ref)) };
  });
  const choices = [{ value: NONE, name: 'none, go on' }, ...plain, ...optional];
  const value = await prompter.choose({ message: 'More fields', choices });
  if (value === undefined) return { type: 'back' };
  return value === NONE ? { type: 'enough' } : { type: 'edit', at: value as Place };
}

async function review(state: State, { prompter, request }: Interview): Promise<Event> {
  const fields = Object.entries(state.draft.fields ?? {}).map(([name, value]) => {
    const plain = PLAIN_FIELDS.find(one => one.field === name);
    return { value: `field:${name}`, name: `${plain?.message ?? name}: ${showField(plain, value)}` };
  });
  for (;;) {
    const value = await prompter.choose({
      message: 'Create this opportunity?',
      choices: [
        { value: CREATE, name: 'Yes, create it' },
        ...reviewed(state).flatMap(one => linesOf(one, state.draft)),
        ...fields,
        { value: MORE, name: 'More fields ...' },
        { value: REQUEST, name: 'Show the request' },
      ],
    });
    if (value === REQUEST) await prompter.note(await request(state.draft));
    else if (value === undefined) return { type: 'back' };
    else if (value === CREATE) return { type: 'accept' };
    else return { type: 'edit', at: value as Place };
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
  return refs.map((ref, index) => ({
    ...line(index === 0 ? one.message : `Further ${one.id.slice(0, -1)}`, isFound(ref) ? label(ref) : ref.words),
    ...(isFound(ref) ? { id: ref.id } : {}),
  }));
}

const label = ({ name, detail }: Found) => (detail ? `${name} (${detail})` : name);

const toChoice = (found: Found): Choice => ({ value: found.id, name: label(found) });

const unique = (found: readonly Found[]) => [...new Map(found.map(one => [one.id, one])).values()];

/** The records with this one before the others. */
const leading = (first: Ref | undefined, found: readonly Found[]): readonly Found[] =>
  isFound(first) ? unique([first, ...found]) : found;

/** The records an answer stands for, the primary first. */
const refsOf = (answer: Draft[QuestionId]): readonly Ref[] => (typeof answer === 'object' ? [answer].flat() : []);

/** Several records with another one as the primary: it takes the place of the old one, unless it is among them. */
function led(primary: Found, old: Ref | undefined, others: readonly Ref[]): readonly Ref[] {
  const same = (ref: Ref) => isFound(ref) && ref.id === primary.id;
  if (!others.some(same)) return [primary, ...others];
  return [primary, ...(old ? [old] : []), ...others.filter(ref => !same(ref))];
}
