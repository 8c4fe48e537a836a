import fc from 'fast-check';
import type { Draft } from '../../src/oppty/draft/draft.ts';
import type { QuestionId } from '../../src/oppty/draft/questions.ts';
import { advance, reviewedQuestions, type WizardEvent, type WizardState } from '../../src/oppty/wizard/machine.ts';
import { type LinkField, linkFieldAt, type WizardStep } from '../../src/oppty/wizard/steps.ts';
import type { FoundRecord, Ref, SpaceField } from '../../src/records/found.ts';
import { ACME, DOLLAR, EURO, FIRST, IDA, JOHN, SALES, TOM, ZIEMANN } from './deals.ts';

/** A small space, and what somebody with a wizard in it may do, decided by numbers. */

const id = (n: number) => `b000000${n}-6f23-0908-abfd-384aa0f62f9e`;
const some = (n: number, name: string): FoundRecord => ({ id: id(n), name });

export const RENEWALS = some(1, 'Renewals');
export const ANA = some(2, 'Ana');
const THIRD = some(3, 'Third');
const EVE = some(4, 'Eve');

/** The steps and types of each pipeline, the contacts of each account. */
export const STEPS: Record<string, FoundRecord[]> = {
  [SALES.id]: [FIRST, some(5, 'Won')],
  [RENEWALS.id]: [some(6, 'Contacted')],
};
export const TYPES: Record<string, FoundRecord[]> = {
  [SALES.id]: [some(7, 'Standard')],
  [RENEWALS.id]: [some(8, 'Renewal')],
};
export const PEOPLE: Record<string, FoundRecord[]> = { [ZIEMANN.id]: [IDA, EVE], [ACME.id]: [TOM], [THIRD.id]: [] };
export const ACCOUNTS = [ZIEMANN, ACME, THIRD];
/** What a dropdown or a list of the space's own offers. */
export const OPTIONS = [some(9, 'One'), { id: 'c0000001-6f23-0908-abfd-384aa0f62f9e', name: 'Another' }];

/** Fields of the space's own: two that it demands, one that it does not. */
export const FIELDS: SpaceField[] = [
  { api_name: 'cf_region', label: 'Region', type: 'dropdown', required: true, options: OPTIONS },
  { api_name: 'cf_no', label: 'Number', type: 'input', required: true, options: [] },
  { api_name: 'cf_vip', label: 'VIP', type: 'checkbox', required: false, options: [] },
];
export const FACTS = { currencies: 2 };
export const DEMANDING = { currencies: 2, fields: FIELDS };

export const idOf = (ref: unknown) => (ref as FoundRecord | undefined)?.id ?? '';

/** An answer that the question could get as things stand, chosen by a number. */
export function answerFor(at: WizardStep, { draft, facts }: WizardState, n: number): Draft {
  const among = <T>(all: readonly T[]): T => all[n % all.length]!;
  const parties = linkFieldAt(at);
  if (parties) return { [parties]: changed(parties, draft, n) };
  if (at === 'field:cf_region_id') return { fields: { cf_region_id: among(OPTIONS).id } };
  if (at === 'field:cf_vip') return { fields: { cf_vip: among([true, false, undefined]) } };
  if (at.startsWith('field:')) return { fields: { [at.slice(6)]: `text ${n}` } };
  switch (at as QuestionId) {
    case 'owner':
      return { owner: among([JOHN, ANA]) };
    case 'pipeline':
      return { pipeline: among([SALES, RENEWALS]) };
    case 'step':
      return { step: among(STEPS[idOf(draft.pipeline)] ?? [FIRST]) };
    case 'oppty_type':
      return { oppty_type: among(TYPES[idOf(draft.pipeline)] ?? TYPES[SALES.id]!) };
    case 'accounts':
      return { accounts: [among(ACCOUNTS)] };
    case 'contacts': {
      const people = peopleOf(draft);
      return { contacts: n % 3 === 0 || people.length === 0 ? [] : [among(people)] };
    }
    case 'name':
      return { name: `Deal ${n}` };
    case 'value':
      return { value: `${n}.50` };
    case 'currency':
      return { currency: facts.currencies > 1 ? among([DOLLAR, EURO]) : DOLLAR };
    case 'closing_date':
      return { closing_date: `2026-03-${10 + (n % 20)}` };
    default:
      return { [at]: some(n % 3, 'An option') };
  }
}

const peopleOf = ({ accounts = [] }: Draft): FoundRecord[] => accounts.flatMap(account => PEOPLE[idOf(account)] ?? []);

/** One change to several records: one more, another one in front, or one less. */
function changed(parties: LinkField, draft: Draft, n: number): readonly Ref[] {
  const held = draft[parties] ?? [];
  const others = (parties === 'accounts' ? ACCOUNTS : peopleOf(draft)).filter(one => !held.includes(one));
  const at = Math.floor(n / 3) % Math.max(1, held.length);
  const without = held.filter((_, index) => index !== at);
  if (n % 3 === 0 && others.length > 0) return [...held, others[n % others.length]!];
  if (n % 3 === 1 && held.length > 0) return [held[at]!, ...without];
  return without.length > 0 || parties === 'contacts' ? without : held;
}

const OPTIONAL: WizardStep[] = [
  ...(['oppty_type', 'unit', 'lead_source', 'reason_of_close', 'field:description', 'field:cf_vip'] as const),
  ...(['all:accounts', 'all:contacts'] as const),
];

/** What the server may refuse. */
const REFUSABLE = [
  ...['owner_id', 'pipeline', 'step_id', 'account_relations', 'contact_relations', 'name', 'value', 'currency_id'],
  ...[
    'closing_date',
    'oppty_type_id',
    'unit_id',
    'lead_source_id',
    'reason_of_close_id',
    'cf_region',
    'cf_no',
    'cf_vip',
  ],
];

/** What may happen: the state decides which event a pair of numbers becomes. */
export type Move = { kind: 'answer' | 'back' | 'open' | 'refuse'; n: number };
const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constant('answer' as const) },
    { weight: 2, arbitrary: fc.constant('back' as const) },
    { weight: 2, arbitrary: fc.constant('open' as const) },
    { weight: 1, arbitrary: fc.constant('refuse' as const) },
  ),
  n: fc.nat({ max: 50 }),
});
export const moves = fc.array(move, { maxLength: 60 });

function eventOf(state: WizardState, { kind, n }: Move): WizardEvent {
  const { step } = state;
  if (kind === 'back') return { type: 'back' };
  if (kind === 'refuse' && (step === 'review' || step === 'accepted')) {
    const fields = [REFUSABLE[n % REFUSABLE.length]!, REFUSABLE[(n * 7 + 3) % REFUSABLE.length]!, 'cf_unknown'];
    return {
      type: 'rejected',
      problems: fields.slice(0, 1 + (n % 3)).map(field => ({ code: 'REJECTED', message: `bad ${field}`, field })),
    };
  }
  if (step === 'accepted') return { type: 'rejected', problems: [] };
  if (linkFieldAt(step) && kind !== 'answer') return { type: 'enough' };
  if (step === 'more')
    return kind === 'open' ? { type: 'edit', step: OPTIONAL[n % OPTIONAL.length]! } : { type: 'enough' };
  if (step === 'review') {
    if (kind !== 'open') return { type: 'accept' };
    const fields = Object.keys(state.draft.fields ?? {}).map((name): WizardStep => `field:${name}`);
    const choices: WizardStep[] = [
      ...reviewedQuestions(state).map(({ id }) => id),
      ...fields,
      'all:accounts',
      'all:contacts',
      'more',
    ];
    return { type: 'edit', step: choices[n % choices.length]! };
  }
  return { type: 'answered', step, draft: answerFor(step, state, n) };
}

/** Every state that these moves pass through, with the event that led to it. */
export function* run(
  start: WizardState,
  given: readonly Move[],
): Generator<{ before: WizardState; event: WizardEvent; after: WizardState }> {
  let before = start;
  for (const one of given) {
    const event = eventOf(before, one);
    const after = advance(before, event);
    yield { before, event, after };
    before = after;
  }
}

/** Answers what is wanted wherever the wizard stands, one change after the other, until it is accepted. */
export function finish(from: WizardState, wanted: Draft): WizardState {
  let state = from;
  for (let turn = 0; turn < 300; turn++) {
    if (state.step === 'accepted') return state;
    const [next, ...others] = towards(state, wanted);
    state = [next!, ...others].reduce(advance, state);
  }
  throw new Error(`the wizard still stands at ${state.step}`);
}

/** What somebody does next who wants this draft. */
function towards(state: WizardState, wanted: Draft): WizardEvent[] {
  const { step, draft } = state;
  const differs = (key: keyof Draft) => JSON.stringify(draft[key]) !== JSON.stringify(wanted[key]);
  if (step === 'more') return [{ type: 'enough' }];
  if (step === 'review') {
    const wrong = reviewedQuestions(state).find(({ id }) => wanted[id] !== undefined && differs(id))?.id;
    const name = Object.keys(wanted.fields ?? {}).find(field => draft.fields?.[field] !== wanted.fields![field]);
    if (wrong) {
      const several = (wrong === 'accounts' || wrong === 'contacts') && (wanted[wrong]?.length ?? 0) > 1;
      return [{ type: 'edit', step: several ? `all:${wrong}` : wrong }];
    }
    return name === undefined ? [{ type: 'accept' }] : [{ type: 'edit', step: `field:${name}` }];
  }
  const parties = linkFieldAt(step);
  if (parties) return [...arrange(parties, draft[parties] ?? [], wanted[parties] ?? []), { type: 'enough' }];
  if (step.startsWith('field:')) {
    const name = step.slice(6);
    const value = wanted.fields?.[name] ?? draft.fields?.[name] ?? answerFor(step, state, 1).fields?.[name];
    return [{ type: 'answered', step, draft: { fields: { [name]: value } } }];
  }
  const id = step as QuestionId;
  const several = (id === 'accounts' || id === 'contacts') && wanted[id]?.length ? [wanted[id][0]] : undefined;
  const answer = several ?? wanted[id] ?? draft[id] ?? answerFor(step, state, 1)[id];
  return [{ type: 'answered', step, draft: { [id]: answer } }];
}

/** The single changes that make one list of records another: what lacks comes, what is too much goes, then the order. */
function arrange(parties: LinkField, held: readonly Ref[], wanted: readonly Ref[]): WizardEvent[] {
  const same = (a: Ref) => (b: Ref) => idOf(a) === idOf(b);
  const events: WizardEvent[] = [];
  let now = held;
  const become = (refs: readonly Ref[]) => {
    now = refs;
    events.push({ type: 'answered', step: `all:${parties}`, draft: { [parties]: refs } });
  };
  for (const one of wanted) if (!now.some(same(one))) become([...now, one]);
  for (const one of held) if (!wanted.some(same(one))) become(now.filter(other => other !== one));
  for (const one of [...wanted].reverse()) become([one, ...now.filter(other => !same(one)(other))]);
  return events;
}
