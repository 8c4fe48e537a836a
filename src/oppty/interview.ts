import type { Prompter } from '../terminal/prompter.ts';
import { readDate } from '../values/dates.ts';
import { readAmount, showAmount } from '../values/money.ts';
import { type Draft, type Found, isFound, nameOf, type Ref } from './draft.ts';
import { PLAIN_FIELDS } from './fields.ts';
import type { Choices, Lookups } from './lookups.ts';
import { isAnswered, QUESTIONS, type Question, question } from './questions.ts';
import { type Event, type Place, reviewed, type State, step } from './wizard.ts';

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
  saved(draft: Draft): void;
}

const CREATE = 'create';
const REQUEST = 'request';
const MORE = 'more';
const NONE = 'none';

/** Asks until the draft is accepted. Throws what the prompter throws: INTERRUPTED when the user stops. */
export async function interview(start: State, tools: Interview): Promise<State> {
  let state = start;
  while (state.at !== 'accepted') {
    if (state.note) await tools.prompter.note(state.note);
    if (state.problem) await tools.prompter.note(`! ${state.problem}`);
    state = step(state, await ask(state, tools));
    tools.saved(state.draft);
  }
  return state;
}

async function ask(state: State, tools: Interview): Promise<Event> {
  const { at } = state;
  if (at === 'review') return tools.sure && !state.problem ? { type: 'accept' } : review(state, tools);
  if (at === 'more') return more(state, tools);
  const answer = at.startsWith('field:') ? await field(at.slice(6), state, tools) : await answerTo(at, state, tools);
  return answer === undefined ? { type: 'back' } : { type: 'answered', at, draft: answer };
}

/** The draft's new part, or undefined to go back. */
async function answerTo(at: Place, state: State, tools: Interview): Promise<Draft | undefined> {
  const one = question(at as Parameters<typeof question>[0]);
  const { prompter } = tools;
  const old = state.draft[one.id] ?? state.remembered[one.id];
  if (one.prompt === 'search') {
    const found = await searchFor(one, refOf(old), tools);
    if (!found) return undefined;
    return one.id === 'accounts'
      ? { accounts: [found, ...(state.draft.accounts?.slice(1) ?? [])] }
      : { [one.id]: found };
  }
  if (one.prompt === 'choose') return choose(one, refOf(old), state, tools);
  if (one.prompt === 'money') return money(one, state, tools);
  const check = (text: string): string | undefined => {
    if (one.prompt === 'text') return text.trim() ? undefined : 'Something has to stand here.';
    const read = readDate(text, tools.today);
    return 'problem' in read ? read.problem : undefined;
  };
  const message = one.prompt === 'date' ? `${one.message} (YYYY-MM-DD, +30d, friday, eom, eoq)` : one.message;
  const text = await prompter.text({ message, initial: old as string | undefined, check });
  if (text === undefined) return undefined;
  if (one.prompt === 'text') return { [one.id]: text.trim() };
  const read = readDate(text, tools.today);
  if ('problem' in read) throw new Error(read.problem);
  if (read.date !== text.trim()) await prompter.note(`  ${read.date}`);
  return { [one.id]: read.date };
}

async function money(one: Question, state: State, { prompter }: Interview): Promise<Draft | undefined> {
  const { draft, remembered } = state;
  const check = (text: string) => {
    const read = readAmount(text);
    return 'problem' in read ? read.problem : undefined;
  };
  const inBase = !isFound(draft.currency) || draft.currency.base;
  const old = draft.value ?? (inBase ? draft.base_value : undefined) ?? remembered.value;
  const named = draft.currency ? `${one.message} (${nameOf(draft.currency)})` : one.message;
  const text = await prompter.text({ message: named, initial: old && showAmount(old), check });
  if (text === undefined) return undefined;
  const read = readAmount(text);
  if ('problem' in read) throw new Error(read.problem);
  return { value: read.amount };
}

async function searchFor(one: Question, old: Ref | undefined, tools: Interview): Promise<Found | undefined> {
  const { prompter, lookups } = tools;
  const kind = one.id === 'owner' ? 'client' : 'account';
  const known = new Map<string, Found>();
  // Fetched before the prompt, so that a server that refuses ends the command rather than filling the prompt.
  const first = await firstScreen(kind, one, tools);
  const value = await prompter.search({
    message: one.message,
    initial: old && nameOf(old),
    source: async (text, signal) => {
      const { choices, more } = text.trim() ? await lookups.search(kind, text, signal) : first;
      for (const choice of choices) known.set(choice.id, choice);
      return { choices: labelled(choices), more };
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

async function choose(one: Question, old: Ref | undefined, state: State, tools: Interview): Promise<Draft | undefined> {
  const { prompter } = tools;
  const found = await choicesFor(one, state.draft, tools.lookups);
  const choices = labelled(found);
  if (one.id === 'contacts') choices.push({ value: NONE, name: 'no contact' });
  else if (!one.asked) choices.push({ value: NONE, name: 'leave it to the server' });
  const initial = old && isFound(old) ? old.id : undefined;
  const value = await prompter.choose({ message: one.message, choices, initial });
  if (value === undefined) return undefined;
  const chosen = found.find(choice => choice.id === value);
  if (one.id === 'contacts') return { contacts: chosen ? [chosen, ...(state.draft.contacts?.slice(1) ?? [])] : [] };
  return { [one.id]: chosen };
}

async function choicesFor(one: Question, draft: Draft, lookups: Lookups): Promise<readonly Found[]> {
  switch (one.id) {
    case 'pipeline':
      return [...new Map((await lookups.steps()).map(({ pipeline }) => [pipeline.id, pipeline])).values()];
    case 'step':
      return (await lookups.steps())
        .filter(({ pipeline }) => !isFound(draft.pipeline) || pipeline.id === draft.pipeline.id)
        .map(({ pipeline: _, ...found }) => found);
    case 'contacts':
      return (await Promise.all((draft.accounts ?? []).filter(isFound).map(lookups.contactsOf))).flat();
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

async function field(name: string, state: State, { prompter }: Interview): Promise<Draft | undefined> {
  const plain = PLAIN_FIELDS.find(one => one.field === name);
  const old = state.draft.fields?.[name];
  const text = await prompter.text({
    message: plain ? `${plain.message ?? plain.field} (${plain.help})` : name,
    initial: typeof old === 'string' ? old : undefined,
    check: text => {
      const read = plain?.read(text);
      return read && 'problem' in read ? read.problem : undefined;
    },
  });
  if (text === undefined) return undefined;
  const read = plain?.read(text) ?? { value: text };
  return 'value' in read ? { fields: { [name]: read.value } } : undefined;
}

async function more(state: State, { prompter }: Interview): Promise<Event> {
  const optional = QUESTIONS.filter(one => !one.asked);
  const told = (ref: unknown) => (ref === undefined ? '' : `: ${typeof ref === 'object' ? nameOf(ref as Ref) : ref}`);
  const value = await prompter.choose({
    message: 'More fields',
    choices: [
      { value: NONE, name: 'none, go on' },
      ...PLAIN_FIELDS.filter(one => one.message).map(one => ({
        value: `field:${one.field}`,
        name: `${one.message}${told(state.draft.fields?.[one.field])}`,
      })),
      ...optional.map(one => ({ value: one.id, name: `${one.message}${told(state.draft[one.id])}` })),
    ],
  });
  if (value === undefined) return { type: 'back' };
  return value === NONE ? { type: 'enough' } : { type: 'edit', at: value as Place };
}

async function review(state: State, { prompter, request }: Interview): Promise<Event> {
  for (;;) {
    const fields = Object.entries(state.draft.fields ?? {});
    const value = await prompter.choose({
      message: 'Create this opportunity?',
      choices: [
        { value: CREATE, name: 'Yes, create it' },
        ...reviewed(state).map(one => ({ value: one.id, name: `${one.message}: ${answerText(one, state.draft)}` })),
        ...fields.map(([name, value]) => ({ value: `field:${name}`, name: `${name}: ${value}` })),
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

/** An answer as the review shows it: with what tells it from others, and its id. */
function answerText(one: Question, draft: Draft): string {
  const told = (ref: Ref | undefined): string => {
    if (ref === undefined) return 'left to the server';
    return isFound(ref) ? `${label(ref)} ${ref.id}` : ref.words;
  };
  if (one.id === 'value') return isAnswered(draft, 'value') ? showAmount(draft.value ?? draft.base_value) : '';
  if (one.id === 'accounts' || one.id === 'contacts') return draft[one.id]?.map(told).join(', ') || 'none';
  if (one.prompt === 'text' || one.prompt === 'date') return String(draft[one.id] ?? '');
  return told(draft[one.id] as Ref | undefined);
}

const label = ({ name, detail }: Found) => (detail ? `${name} (${detail})` : name);

/** Choices with enough to tell two of the same name apart; the id where nothing else does. */
function labelled(found: readonly Found[]): { value: string; name: string }[] {
  const labels = found.map(label);
  return found.map((one, index) => {
    const name = labels[index]!;
    const alike = labels.filter(other => other === name).length > 1;
    return { value: one.id, name: alike ? `${name} ${one.id}` : name };
  });
}

/** The one record an old answer stands for: the primary of several. */
function refOf(old: Draft[keyof Draft]): Ref | undefined {
  const ref = Array.isArray(old) ? old[0] : old;
  return typeof ref === 'object' && ref !== null && ('id' in ref || 'words' in ref) ? (ref as Ref) : undefined;
}
