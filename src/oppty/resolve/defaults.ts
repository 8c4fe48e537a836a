import type { Problem } from '../../errors.ts';
import { isFound } from '../../records/found.ts';
import type { Lookups } from '../../records/lookups.ts';
import type { LookupOptions } from '../../records/match.ts';
import type { Draft, ParsedDraft } from '../draft/draft.ts';
import { isAnswered, questionById } from '../draft/questions.ts';
import { findCurrency } from './currency.ts';
import { findRecord, type Search } from './search.ts';
import { findStep } from './step.ts';

/** An answer that is set once for all opportunities. */
export interface Default {
  id: 'owner' | 'pipeline' | 'currency' | 'unit';
  words: string;
  /** The setting and its file or variable, for messages. */
  source: string;
  /** The command that removes it. */
  unset: string;
}

/** The defaults that a draft leaves room for. */
export const applicableDefaults = (defaults: readonly Default[], draft: Draft): Default[] =>
  defaults.filter(({ id }) => {
    // The words for a step may need a pipeline; a step that is found needs none.
    if (id === 'pipeline') return draft.pipeline === undefined && !isFound(draft.step);
    // An amount in the base currency alone is in no other currency.
    if (id === 'currency' && draft.value === undefined && draft.base_value !== undefined) return false;
    const isEmptied = questionById(id).fields.some(field => Object.hasOwn(draft.fields ?? {}, field));
    return !isEmptied && !isAnswered(draft, id);
  });

/** The defaults as a draft. */
export const defaultsDraft = (defaults: readonly Default[]): Pick<Draft, Default['id']> =>
  Object.fromEntries(defaults.map(({ id, words }) => [id, { words }]));

/**
 * Looks the defaults up for a draft. The records come back, together with the draft's step if the default pipeline
 * decides which one its words mean; a pipeline without such a step does not count. What is not found is a problem that
 * names the setting.
 */
export async function resolveDefaults(
  defaults: readonly Default[],
  draft: Draft,
  lookups: Lookups,
  options: LookupOptions,
): Promise<ParsedDraft> {
  const words = defaultsDraft(defaults);
  const found = await findDefaults(words, lookups, options);
  const problems = found.problems.map(problem => withSetting(problem, defaults));
  if (!draft.step || !words.pipeline) return { draft: found.draft, problems };
  return decideStep({ draft: found.draft, problems }, draft, lookups, options);
}

/** The records that defaults mean, and what was wrong with them. */
export async function findDefaults(
  words: Pick<Draft, Default['id']>,
  lookups: Lookups,
  options: LookupOptions,
): Promise<ParsedDraft> {
  const search: Search = { lookups, options, problems: [] };
  const [owner, { pipeline }, currency, unit] = await Promise.all([
    findRecord(search, 'client', 'owner', words.owner),
    findStep(search, { pipeline: words.pipeline }),
    findCurrency(search, words),
    findRecord(search, 'unit', 'unit', words.unit),
  ]);
  const draft = Object.fromEntries(
    Object.entries({ owner, pipeline, currency, unit }).filter(([, ref]) => isFound(ref)),
  ) as Draft;
  return { draft, problems: search.problems };
}

/** Which step the words of the draft mean, where the default pipeline or the words alone decide it. */
async function decideStep(
  { draft, problems }: ParsedDraft,
  { step }: Draft,
  lookups: Lookups,
  options: LookupOptions,
): Promise<ParsedDraft> {
  const { pipeline, ...otherDefaults } = draft;
  const search: Search = { lookups, options, problems: [] };
  const match = await findStep(search, { step, pipeline });
  const fits = search.problems.length === 0;
  if (pipeline && fits) return { draft: { ...draft, step: match.step }, problems };
  if (search.problems.some(({ code }) => code === 'NOT_FOUND')) return { draft: otherDefaults, problems };
  // The step alone says which one it is.
  return { draft, problems: fits ? problems.filter(({ flag }) => flag !== PIPELINE_FLAG) : problems };
}

const PIPELINE_FLAG = questionById('pipeline').flag;

function withSetting(problem: Problem, defaults: readonly Default[]): Problem {
  const entry = defaults.find(({ id }) => questionById(id).flag === problem.flag);
  if (!entry) return problem;
  const lead = problem.hint && !problem.command ? `${problem.hint}\n` : '';
  const hint = `${lead}Set another, or take it away:\n  ${entry.unset}`;
  const message = `${entry.source}: ${problem.message}`;
  return { ...problem, field: questionById(entry.id).fields[0], message, hint, command: undefined };
}
