import { CliError, type Problem } from '../../errors.ts';
import type { FoundRecord, Ref } from '../../records/found.ts';
import { isFound } from '../../records/found.ts';
import type { PipelineStep } from '../../records/load-lists.ts';
import type { LookupResult, Lookups } from '../../records/lookups.ts';
import type { LookupOptions } from '../../records/match.ts';
import { type MatchOptions, type MatchResult, matchAll, matchOne, parseId, requireOne } from '../../records/match.ts';
import { nearest } from '../../values/names.ts';
import { readLink } from '../../wire/entities.ts';
import { fieldNames } from '../../wire/fields.ts';
import type { Draft, ParsedDraft } from '../draft/draft.ts';
import { type QuestionId, questionById } from '../draft/questions.ts';

export interface ResolveOptions extends LookupOptions {
  /** Somebody will be asked: leave as words what the answer to an open question could still settle. */
  open?: boolean;
  /** Fields that are there, whatever the list of fields tells: the server itself spoke of them. */
  named?: ReadonlySet<string>;
}

/**
 * Looks up every name of a draft and checks what can be checked before anything is sent. What was found takes the
 * place of the words; what was not is a problem, all of them together. Only failures of the server are thrown.
 */
export async function resolve(draft: Draft, lookups: Lookups, options: ResolveOptions = {}): Promise<ParsedDraft> {
  const problems: Problem[] = [];
  const search: Search = {
    lookups,
    options,
    refuse: (id, problem) =>
      problems.push({ flag: questionById(id).flag, field: questionById(id).fields[0], ...problem }),
    settle: (looked, id, ref) => {
      if ('found' in looked) return ref.more ? { ...looked.found, more: ref.more } : looked.found;
      search.refuse(id, looked.problem);
      return ref;
    },
  };
  const find = async (kind: Parameters<Lookups['find']>[0], id: QuestionId, ref: Ref | undefined) =>
    ref && !isFound(ref)
      ? search.settle(await lookups.find(kind, ref.words, questionById(id).flag, options), id, ref)
      : ref;
  const option = async (id: 'lead_source' | 'reason_of_close', ref: Ref | undefined) =>
    ref && !isFound(ref) ? search.settle(await findOption(lookups, id, ref.words), id, ref) : ref;

  const [owner, place, parties, currency, unit, lead_source, reason_of_close] = await Promise.all([
    find('client', 'owner', draft.owner),
    findPlace(draft, search),
    findParties(draft, search),
    findCurrency(draft, search),
    find('unit', 'unit', draft.unit),
    option('lead_source', draft.lead_source),
    option('reason_of_close', draft.reason_of_close),
    checkFields(draft, lookups, problems, options.named),
  ]);
  const oppty_type = await findType(draft, place.pipeline, search);
  if (isFound(currency)) checkAmounts(draft, currency, problems);
  const looked: Draft = {
    ...draft,
    ...place,
    owner,
    ...parties,
    currency,
    unit,
    lead_source,
    reason_of_close,
    oppty_type,
  };
  return { draft: looked, problems };
}

/** What every look-up of one draft has at hand. */
interface Search {
  lookups: Lookups;
  options: ResolveOptions;
  refuse(id: QuestionId, problem: Problem): void;
  settle<T extends Ref>(looked: LookupResult, id: QuestionId, ref: T): FoundRecord | T;
}

/** Looks among what is there and, if that is allowed and nothing fits, among what is deleted too. */
async function widening<T>(
  look: (includeDeleted: boolean) => Promise<T>,
  codeOf: (result: T) => Problem['code'] | undefined,
  { allowDeleted }: ResolveOptions,
): Promise<T> {
  const near = await look(false);
  if (!allowDeleted || codeOf(near) !== 'NOT_FOUND') return near;
  const wide = await look(true);
  return codeOf(wide) === 'NOT_FOUND' ? near : wide;
}

const codeOf = (looked: LookupResult) => ('problem' in looked ? looked.problem.code : undefined);

type Place = Pick<Draft, 'pipeline' | 'step'>;
type Placed = { place: Place; problem?: Problem; id?: 'pipeline' | 'step' };

async function findPlace(draft: Draft, { lookups, options, refuse }: Search): Promise<Place> {
  const { pipeline, step } = draft;
  if ((pipeline === undefined || isFound(pipeline)) && (step === undefined || isFound(step))) return { pipeline, step };
  const { place, problem, id } = await widening(
    async includeDeleted => placeAmong(await lookups.steps(includeDeleted), { pipeline, step }),
    ({ problem }) => problem?.code,
    options,
  );
  // Which pipeline it is to be will be asked.
  const later = options.open && pipeline === undefined && problem?.code === 'AMBIGUOUS';
  if (problem && id && !later) refuse(id, { ...problem, field: 'step_id' });
  return place;
}

function placeAmong(steps: readonly PipelineStep[], { pipeline, step }: Place): Placed {
  let within = steps;
  if (pipeline) {
    const words = isFound(pipeline) ? pipeline.id : pipeline.words;
    const picked = matchOne(words, pipelinesOf(steps), PIPELINE);
    if ('problem' in picked) return { place: { pipeline, step }, problem: picked.problem, id: 'pipeline' };
    within = steps.filter(one => one.pipeline.id === picked.found.id);
  }
  const known = pipeline && within[0]?.pipeline;
  if (!step) return { place: { pipeline: known, step } };

  const words = isFound(step) ? step.id : step.words;
  const picked = stepAmong(within, words);
  if ('found' in picked) {
    const { pipeline, ...found } = picked.found;
    return { place: { pipeline, step: found } };
  }
  const place = { pipeline: known, step };
  const [elsewhere] = picked.problem.code === 'NOT_FOUND' ? matchAll(words, steps, STEP) : [];
  if (!elsewhere) return { place, problem: picked.problem, id: 'step' };
  const message = `The step '${elsewhere.name}' belongs to the pipeline '${elsewhere.pipeline.name}', not to '${known?.name}'`;
  const hint = `Its steps are ${within.map(one => one.name).join(', ')}.`;
  return { place, problem: { ...picked.problem, message, hint }, id: 'step' };
}

const PIPELINE = { called: 'pipeline', flag: '--pipeline', entity: 'Pipelines' } as const;
const STEP: MatchOptions<PipelineStep> = {
  called: 'step',
  flag: '--step',
  entity: 'Steps',
  apart: 'Add --pipeline, or pass the id.',
  label: one => `${one.pipeline.name} › ${one.name}`,
};

/** One of the steps; `first` is the one that a pipeline begins with, unless a step has that name. */
function stepAmong(within: readonly PipelineStep[], words: string): MatchResult<PipelineStep> {
  const first = words.trim().toLowerCase() === 'first';
  const pipelines = pipelinesOf(within);
  if (first && pipelines.length > 1) {
    const exact = within.filter(one => one.name.trim() === words.trim());
    const firsts = pipelines.map(({ id }) => within.find(one => one.pipeline.id === id)!);
    return requireOne(exact.length > 0 ? exact : firsts, words, STEP);
  }
  const picked = matchOne(words, within, STEP);
  return first && within[0] && codeOf(picked) === 'NOT_FOUND' ? { found: within[0] } : picked;
}

const pipelinesOf = (steps: readonly PipelineStep[]) => [
  ...new Map(steps.map(one => [one.pipeline.id, one.pipeline])).values(),
];

async function findParties(draft: Draft, { lookups, options, refuse, settle }: Search): Promise<Parties> {
  const accounts = await findAll(draft.accounts, lookups, ref =>
    lookups
      .find('account', ref.words, questionById('accounts').flag, options)
      .then(looked => settle(looked, 'accounts', ref)),
  );
  const known = (accounts ?? []).filter(isFound);
  // Without its accounts nobody can say whose contact it would be.
  if (known.length < (accounts?.length ?? 0)) return { accounts, contacts: draft.contacts };
  const contacts = await findAll(draft.contacts, lookups, async ref => {
    if (options.open && known.length === 0 && !parseId(ref.words, 'Contacts')) return ref;
    return settle(await lookups.contact(ref.words, known, options), 'contacts', ref);
  });
  for (const [id, refs] of Object.entries({ accounts, contacts })) refuseTwice(id as keyof Parties, refs, refuse);
  return { accounts, contacts };
}

type Parties = Pick<Draft, 'accounts' | 'contacts'>;

function refuseTwice(id: keyof Parties, refs: readonly Ref[] = [], refuse: Search['refuse']): void {
  const found = refs.filter(isFound);
  const twice = found.find((one, at) => found.findIndex(other => sameId(one, other)) < at);
  if (twice) refuse(id, { code: 'USAGE', message: `'${twice.name}' is given twice`, hint: 'Name each once.' });
}

const sameId = (a: FoundRecord, b: FoundRecord) => a.id.toLowerCase() === b.id.toLowerCase();

/** Looks up several; links of relation rows, as a printed record has them, are followed to what they link. */
async function findAll(
  refs: readonly Ref[] | undefined,
  lookups: Lookups,
  find: (ref: Exclude<Ref, FoundRecord>) => Promise<Ref>,
): Promise<readonly Ref[] | undefined> {
  if (!refs) return undefined;
  const followed = await Promise.all(
    refs.map(async ref => {
      const link = isFound(ref) ? undefined : readLink(ref.words);
      if (!link || !/^LeadOppty(Account|Contact)Relations$/.test(link.entity)) return { ref, primary: false };
      const other = await lookups.related(link);
      return other ? { ref: { words: other.id }, primary: other.primary } : { ref, primary: false };
    }),
  );
  followed.sort((a, b) => Number(b.primary) - Number(a.primary));
  return Promise.all(followed.map(({ ref }) => (isFound(ref) ? ref : find(ref))));
}

async function findCurrency(draft: Draft, { lookups, options, refuse, settle }: Search): Promise<Ref | undefined> {
  const { currency } = draft;
  if (isFound(currency)) return currency;
  if (currency === undefined) {
    if (draft.value === undefined && draft.base_value === undefined) return undefined;
    const all = await lookups.currencies();
    const base = all.find(one => one.base);
    if (!base) refuse('currency', noBase(all));
    return base;
  }
  const symbol = (one: FoundRecord, words: string) => one.detail === words.trim();
  const looked = await widening(
    async includeDeleted => {
      const choice = { called: 'currency', flag: '--currency', entity: 'Currencies', also: symbol } as const;
      return matchOne(currency.words, await lookups.currencies(includeDeleted), choice);
    },
    codeOf,
    options,
  );
  return settle(looked, 'currency', currency);
}

function noBase(all: readonly FoundRecord[]): Problem {
  return all.length > 0
    ? { code: 'NOT_FOUND', message: 'This space has no base currency', hint: `Name one: ${listed(all)}.` }
    : { code: 'NOT_FOUND', message: 'This space has no currencies', hint: 'An administrator can add one.' };
}

const listed = (all: readonly FoundRecord[]) => all.map(({ name }) => name).join(', ');

function checkAmounts({ value, base_value }: Draft, currency: FoundRecord, problems: Problem[]): void {
  if (!currency.base || value === undefined || base_value === undefined || plain(value) === plain(base_value)) return;
  problems.push({
    code: 'USAGE',
    message: `${currency.name} is the base currency, so ${value} and ${base_value} cannot both be the value`,
    field: 'value.base_value',
    flag: '--base-value',
  });
}

/** Decimal text without the zeros that change nothing. */
function plain(amount: string): string {
  const parts = amount.includes('.') ? amount.replace(/0+$/, '').replace(/\.$/, '') : amount;
  const digits = parts.replace(/^(-?)0+(?=\d)/, '$1');
  return digits === '-0' ? '0' : digits;
}

const TYPE = { called: 'opportunity type', flag: '--type', entity: 'OpportunityTypes' } as const;

async function findType(draft: Draft, place: Ref | undefined, search: Search): Promise<Ref | undefined> {
  const { lookups, options, settle } = search;
  const ref = draft.oppty_type;
  const pipeline = isFound(place) ? place : undefined;
  if (isFound(ref)) {
    if (pipeline) await checkType(ref, pipeline, search);
    return ref;
  }
  // Emptied in so many words.
  if (!ref && Object.hasOwn(draft.fields ?? {}, 'oppty_type_id')) return undefined;
  if (!ref) return pipeline && onlyType(pipeline, lookups);
  const looked = await widening(
    async includeDeleted => matchOne(ref.words, await lookups.types(pipeline, includeDeleted), TYPE),
    codeOf,
    options,
  );
  if (options.open && !pipeline && codeOf(looked) === 'AMBIGUOUS') return ref;
  return settle(looked, 'oppty_type', ref);
}

/** A type is of one pipeline, which may have become known after the type. */
async function checkType(
  type: FoundRecord,
  pipeline: FoundRecord,
  { lookups, options, refuse }: Search,
): Promise<void> {
  const types = await shownTypes(pipeline, lookups, options.allowDeleted);
  if (!types || types.some(one => sameId(one, type))) return;
  refuse('oppty_type', {
    code: 'NOT_FOUND',
    message: `The opportunity type '${type.name}' does not belong to the pipeline '${pipeline.name}'`,
    hint: types.length > 0 ? `Its types are ${listed(types)}.` : undefined,
  });
}

/**
 * The pipeline's type if it has just one: which type the server would choose by itself is not documented. A space that
 * does not show its types is left to choose.
 */
async function onlyType(pipeline: FoundRecord, lookups: Lookups): Promise<FoundRecord | undefined> {
  const types = await shownTypes(pipeline, lookups);
  return types?.length === 1 ? types[0] : undefined;
}

async function shownTypes(pipeline: FoundRecord, lookups: Lookups, includeDeleted?: boolean) {
  return lookups.types(pipeline, includeDeleted).catch(error => {
    if (error instanceof CliError && ['NOT_FOUND', 'FORBIDDEN', 'REJECTED'].includes(error.code)) return undefined;
    throw error;
  });
}

async function findOption(
  lookups: Lookups,
  id: 'lead_source' | 'reason_of_close',
  words: string,
): Promise<LookupResult> {
  const fields = await lookups.fields();
  const options = fields.find(field => field.api_name === id || field.api_name === `${id}_id`)?.options ?? [];
  const { message, flag } = questionById(id);
  return matchOne(words, options, { called: message.toLowerCase(), flag, entity: 'Data' });
}

/** Fields set by name must exist in the space. A dropdown is written as its `_id`. */
async function checkFields(
  { fields = {} }: Draft,
  lookups: Lookups,
  problems: Problem[],
  spokenOf?: ReadonlySet<string>,
): Promise<void> {
  const named = Object.keys(fields).filter(field => !DOCUMENTED.includes(field) && !spokenOf?.has(field));
  if (named.length === 0) return;
  const known = (await lookups.fields()).flatMap(({ api_name, options }) =>
    options.length > 0 ? [api_name, `${api_name}_id`] : [api_name],
  );
  for (const field of named) {
    if (known.includes(field)) continue;
    const close = nearest(field, [...known, ...DOCUMENTED]);
    const custom = known.filter(name => name.startsWith('cf_')).join(', ') || 'none';
    const hint = close ? `Did you mean '${close}'?` : `The custom fields are: ${custom}.`;
    problems.push({ code: 'USAGE', message: `Opportunities have no field '${field}'`, field, flag: '--set', hint });
  }
}

/** What every space has. */
const DOCUMENTED = fieldNames('Opportunities');
