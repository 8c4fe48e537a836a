import type { Problem } from '../../errors.ts';
import { isFound } from '../../records/found.ts';
import type { Lookups } from '../../records/lookups.ts';
import type { LookupOptions } from '../../records/match.ts';
import type { Draft, ParsedDraft } from '../draft/draft.ts';
import { isAnswered, type QuestionId, questionById } from '../draft/questions.ts';
import { resolve } from './resolve.ts';

/** An answer that was set once for all opportunities. */
export interface Default {
  id: 'owner' | 'pipeline' | 'currency' | 'unit';
  words: string;
  /** What it was set by and where, for messages. */
  by: string;
  /** The command that takes it away. */
  unset: string;
}

/** The defaults that a draft leaves room for. */
export const applicableDefaults = (defaults: readonly Default[], draft: Draft): Default[] =>
  defaults.filter(({ id }) => {
    // The words for a step may need a pipeline; a step that was found needs none.
    if (id === 'pipeline') return draft.pipeline === undefined && !isFound(draft.step);
    // An amount said to be in the base currency is in no other.
    if (id === 'currency' && draft.value === undefined && draft.base_value !== undefined) return false;
    const emptied = questionById(id).fields.some(field => Object.hasOwn(draft.fields ?? {}, field));
    return !emptied && !isAnswered(draft, id);
  });

/** The defaults as a draft. */
export const defaultsDraft = (defaults: readonly Default[]): Draft =>
  Object.fromEntries(defaults.map(({ id, words }) => [id, { words }]));

/**
 * Looks the defaults up for a draft. What was found comes back, together with the draft's step if the pipeline settles
 * which one its words mean; a pipeline without such a step stands aside. What was not found is a problem that tells
 * where it was set.
 */
export async function resolveDefaults(
  defaults: readonly Default[],
  { step }: Draft,
  lookups: Lookups,
  allowed: LookupOptions,
): Promise<ParsedDraft> {
  const looked = await resolve(defaultsDraft(defaults), lookups, allowed);
  const found: Partial<Record<QuestionId, unknown>> = {};
  for (const { id } of defaults) if (isFound(looked.draft[id])) found[id] = looked.draft[id];
  let problems = looked.problems.map(problem => told(problem, defaults));
  if (step && defaults.some(({ id }) => id === 'pipeline')) {
    const pipeline = looked.draft.pipeline;
    const placed = await resolve({ step, pipeline: isFound(pipeline) ? pipeline : undefined }, lookups, allowed);
    const fits = placed.problems.length === 0;
    if (found.pipeline && fits) found.step = placed.draft.step;
    else if (placed.problems.some(({ code }) => code === 'NOT_FOUND')) delete found.pipeline;
    // The step alone says which one it is.
    else if (fits) problems = problems.filter(({ flag }) => flag !== questionById('pipeline').flag);
  }
  return { draft: found as Draft, problems };
}

function told(problem: Problem, defaults: readonly Default[]): Problem {
  const one = defaults.find(({ id }) => questionById(id).flag === problem.flag);
  if (!one) return problem;
  const hint = `${problem.hint ? `${problem.hint}\n` : ''}Set another, or take it away:\n  ${one.unset}`;
  return { ...problem, field: questionById(one.id).fields[0], message: `${one.by}: ${problem.message}`, hint };
}
