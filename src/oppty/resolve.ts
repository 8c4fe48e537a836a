import { CliError, type Problem } from '../errors.ts';
import { isId } from '../values/ids.ts';
import { nearest, sameName } from '../values/names.ts';
import { readLink } from '../wire/entities.ts';
import { type Draft, type Found, isFound, type Reading, type Ref } from './draft.ts';
import type { Looked, Lookups, Step } from './lookups.ts';
import { type QuestionId, question } from './questions.ts';

/**
 * Looks up every name of a draft and checks what can be checked before anything is sent. What was found takes the
 * place of the words; what was not is a problem, all of them together. Only failures of the server are thrown.
 */
export async function resolve(draft: Draft, lookups: Lookups): Promise<Reading> {
  const problems: Problem[] = [];
  const settle = <T extends Ref>(looked: Looked, id: QuestionId, ref: T): Found | T => {
    if ('found' in looked) return looked.found;
    problems.push({ ...looked.problem, field: question(id).fields[0] });
    return ref;
  };
  const find = async (kind: Parameters<Lookups['find']>[0], id: QuestionId, ref: Ref | undefined) =>
    ref && !isFound(ref) ? settle(await lookups.find(kind, ref.words, question(id).flag), id, ref) : ref;
  const option = async (id: 'lead_source' | 'reason_of_close', ref: Ref | undefined) =>
    ref && !isFound(ref) ? settle(await findOption(lookups, id, ref.words), id, ref) : ref;

  const [owner, place, [accounts, contacts], currency, unit, lead_source, reason_of_close] = await Promise.all([
    find('client', 'owner', draft.owner),
    findStep(draft, lookups, problems),
    findParties(draft, lookups, settle),
    findCurrency(draft, lookups, settle),
    find('unit', 'unit', draft.unit),
    option('lead_source', draft.lead_source),
    option('reason_of_close', draft.reason_of_close),
    checkFields(draft, lookups, problems),
  ]);
  const oppty_type = await findType(draft.oppty_type, place.pipeline, lookups, settle);
  if (isFound(currency)) checkAmounts(draft, currency, problems);
  const looked: Draft = {
    ...draft,
    ...place,
    owner,
    accounts,
    contacts,
    currency,
    unit,
    lead_source,
    reason_of_close,
    oppty_type,
  };
  return { draft: looked, problems };
}

type Settle = <T extends Ref>(looked: Looked, id: QuestionId, ref: T) => Found | T;

async function findStep(
  draft: Draft,
  lookups: Lookups,
  problems: Problem[],
): Promise<Pick<Draft, 'pipeline' | 'step'>> {
  const { pipeline, step } = draft;
  if ((pipeline === undefined || isFound(pipeline)) && (step === undefined || isFound(step))) return { pipeline, step };
  const refuse = (problem: Omit<Problem, 'field'>, id: 'pipeline' | 'step') =>
    problems.push({ ...problem, flag: question(id).flag, field: 'step_id' });
  const steps = await lookups.steps();

  let within = steps;
  if (pipeline) {
    const [words, id] = isFound(pipeline)
      ? [pipeline.name, pipeline.id]
      : [pipeline.words, idIn(pipeline.words, 'Pipelines')];
    const pipelines = [...new Map(steps.map(one => [one.pipeline.id, one.pipeline])).values()];
    const fit = pipelines.filter(one => (id ? one.id.toLowerCase() === id : sameName(one.name, words)));
    if (fit.length !== 1) {
      refuse(
        notOne(
          fit,
          words,
          'pipeline',
          pipelines.map(one => one.name),
        ),
        'pipeline',
      );
      return { pipeline, step };
    }
    within = steps.filter(one => one.pipeline.id === fit[0]!.id);
  }
  if (!step) return { pipeline: within[0]?.pipeline, step };
  if (isFound(step)) return { pipeline: within[0]?.pipeline, step };

  const id = idIn(step.words, 'Steps');
  const fit = within.filter(one => (id ? one.id.toLowerCase() === id : sameName(one.name, step.words)));
  const [only] = fit;
  if (only && fit.length === 1) return { pipeline: only.pipeline, step: withoutPipeline(only) };
  const alone = new Set(within.map(one => one.pipeline.id)).size === 1;
  if (!only && step.words.toLowerCase() === 'first' && within[0] && alone) {
    return { pipeline: within[0].pipeline, step: withoutPipeline(within[0]) };
  }
  const elsewhere = steps.find(one => (id ? one.id.toLowerCase() === id : sameName(one.name, step.words)));
  const problem =
    !only && elsewhere
      ? {
          code: 'NOT_FOUND' as const,
          message: `The step '${elsewhere.name}' belongs to the pipeline '${elsewhere.pipeline.name}', not to '${within[0]?.pipeline.name}'`,
          hint: `Its steps are ${within.map(one => one.name).join(', ')}.`,
        }
      : notOne(
          fit.map(one => ({ ...one, name: `${one.pipeline.name} › ${one.name}` })),
          step.words,
          'step',
          within.map(one => one.name),
        );
  refuse(problem, 'step');
  return { pipeline: pipeline && within[0]?.pipeline, step };
}

const withoutPipeline = ({ pipeline: _, ...step }: Step): Found => step;

function notOne(
  fit: readonly Found[],
  words: string,
  called: string,
  known: readonly string[],
): Omit<Problem, 'field'> {
  if (fit.length > 1) {
    const candidates = fit.map(({ id, name }) => ({ id, name }));
    const hint = called === 'step' ? 'Add --pipeline, or pass the id.' : 'Pass the id.';
    return { code: 'AMBIGUOUS', message: `'${words}' can be any of ${fit.length} ${called}s`, hint, candidates };
  }
  const close = nearest(words, known);
  const hint = close ? `Did you mean '${close}'?` : `There are: ${[...new Set(known)].join(', ')}.`;
  return { code: 'NOT_FOUND', message: `No ${called} ${isId(words) ? 'has the id' : 'is called'} '${words}'`, hint };
}

/** The id in the words, in lower case: ids are the same in either. */
function idIn(words: string, entity: string): string | undefined {
  const link = readLink(words);
  return (link?.entity === entity ? link.id : isId(words) ? words : undefined)?.toLowerCase();
}

async function findParties(
  draft: Draft,
  lookups: Lookups,
  settle: Settle,
): Promise<[Draft['accounts'], Draft['contacts']]> {
  const accounts = await findAll(draft.accounts, lookups, ref =>
    lookups.find('account', ref.words, '--account').then(looked => settle(looked, 'accounts', ref)),
  );
  const known = (accounts ?? []).filter(isFound);
  // Without its accounts nobody can say whose contact it would be.
  if (known.length < (accounts?.length ?? 0)) return [accounts, draft.contacts];
  const contacts = await findAll(draft.contacts, lookups, ref =>
    lookups.contact(ref.words, known).then(looked => settle(looked, 'contacts', ref)),
  );
  return [accounts, contacts];
}

/** Looks up several; links of relation rows, as a printed record has them, are followed to what they link. */
async function findAll(
  refs: readonly Ref[] | undefined,
  lookups: Lookups,
  find: (ref: { words: string }) => Promise<Ref>,
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

async function findCurrency(draft: Draft, lookups: Lookups, settle: Settle): Promise<Ref | undefined> {
  const { currency } = draft;
  if (isFound(currency)) return currency;
  if (currency === undefined && draft.value === undefined && draft.base_value === undefined) return undefined;
  const all = await lookups.currencies();
  if (currency === undefined) return all.find(one => one.base);
  const { words } = currency;
  const id = idIn(words, 'Currencies');
  const fit = all.filter(one =>
    id ? one.id.toLowerCase() === id : sameName(one.name, words) || one.detail === words.trim(),
  );
  if (fit.length === 1) return fit[0];
  const problem = {
    ...notOne(
      fit,
      words,
      'currency',
      all.map(one => one.name),
    ),
    flag: '--currency',
  };
  return settle({ problem }, 'currency', currency);
}

function checkAmounts({ value, base_value }: Draft, currency: Found, problems: Problem[]): void {
  if (!currency.base || value === undefined || base_value === undefined || Number(value) === Number(base_value)) return;
  problems.push({
    code: 'USAGE',
    message: `${currency.name} is the base currency, so ${value} and ${base_value} cannot both be the value`,
    field: 'value.base_value',
    flag: '--base-value',
  });
}

async function findType(
  ref: Ref | undefined,
  pipeline: Ref | undefined,
  lookups: Lookups,
  settle: Settle,
): Promise<Ref | undefined> {
  if (isFound(ref)) return ref;
  if (!ref) return isFound(pipeline) ? onlyType(pipeline, lookups) : undefined;
  const all = await lookups.types(isFound(pipeline) ? pipeline : undefined);
  const id = idIn(ref.words, 'OpportunityTypes');
  const fit = all.filter(one => (id ? one.id.toLowerCase() === id : sameName(one.name, ref.words)));
  if (fit.length === 1) return fit[0];
  const problem = {
    ...notOne(
      fit,
      ref.words,
      'opportunity type',
      all.map(one => one.name),
    ),
    flag: '--type',
  };
  return settle({ problem }, 'oppty_type', ref);
}

/**
 * The pipeline's type if it has just one: which type the server would choose by itself is not documented. A space that
 * does not show its types is left to choose.
 */
async function onlyType(pipeline: Found, lookups: Lookups): Promise<Found | undefined> {
  const types = await lookups.types(pipeline).catch(error => {
    if (error instanceof CliError && ['NOT_FOUND', 'FORBIDDEN', 'REJECTED'].includes(error.code)) return [];
    throw error;
  });
  return types.length === 1 ? types[0] : undefined;
}

async function findOption(lookups: Lookups, id: 'lead_source' | 'reason_of_close', words: string): Promise<Looked> {
  const fields = await lookups.fields();
  const options = fields.find(field => field.api_name === id || field.api_name === `${id}_id`)?.options ?? [];
  const wanted = idIn(words, 'Data');
  const fit = options.filter(one => (wanted ? one.id.toLowerCase() === wanted : sameName(one.name, words)));
  if (fit[0] && fit.length === 1) return { found: fit[0] };
  const called = question(id).message.toLowerCase();
  return {
    problem: {
      ...notOne(
        fit,
        words,
        called,
        options.map(one => one.name),
      ),
      flag: question(id).flag,
    },
  };
}

/** Fields set by name must exist in the space. A dropdown is written as its `_id`. */
async function checkFields({ fields = {} }: Draft, lookups: Lookups, problems: Problem[]): Promise<void> {
  const named = Object.keys(fields).filter(field => !BUILT_IN.includes(field));
  if (named.length === 0) return;
  const known = (await lookups.fields()).flatMap(({ api_name, options }) =>
    options.length > 0 ? [api_name, `${api_name}_id`] : [api_name],
  );
  for (const field of named) {
    if (known.includes(field)) continue;
    const close = nearest(field, known);
    const custom = known.filter(name => name.startsWith('cf_')).join(', ') || 'none';
    const hint = close ? `Did you mean '${close}'?` : `The custom fields are: ${custom}.`;
    problems.push({ code: 'USAGE', message: `Opportunities have no field '${field}'`, field, flag: '--set', hint });
  }
}

/** What the tool itself puts there, under names the contract gives. */
const BUILT_IN = [
  ...['description', 'ranking', 'label_flag', 'share_mode', 'was_qualified', 'created', 'won_date', 'lost_date'],
  ...['is_archived', 'is_value_auto_calculate', 'reason_of_close_description'],
  ...['quick_account_name', 'quick_account_email', 'quick_account_phone'],
  ...['quick_contact_name', 'quick_email', 'quick_phone'],
];
