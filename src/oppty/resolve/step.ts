import type { Problem } from '../../errors.ts';
import { isFound } from '../../records/found.ts';
import type { PipelineStep } from '../../records/load-lists.ts';
import { type MatchOptions, type MatchResult, matchAll, matchOne, requireOne } from '../../records/match.ts';
import type { Draft } from '../draft/draft.ts';
import { problemCode, refuse, type Search, widenToDeleted } from './search.ts';

/** The answers that one list decides. */
type StepAnswers = Pick<Draft, 'pipeline' | 'step'>;

interface StepMatch extends StepAnswers {
  problem?: Problem;
  /** The question that the problem is about. */
  id?: 'pipeline' | 'step';
}

/** Looks up the pipeline and the step; a step that is found brings its pipeline. */
export async function findStep(search: Search, { pipeline, step }: StepAnswers): Promise<StepAnswers> {
  const { lookups, options } = search;
  if ((pipeline === undefined || isFound(pipeline)) && (step === undefined || isFound(step))) return { pipeline, step };
  const { problem, id, ...match } = await widenToDeleted(
    async includeDeleted => matchStep(await lookups.steps(includeDeleted), { pipeline, step }),
    ({ problem }) => problem?.code,
    options,
  );
  // The question of the pipeline is still open.
  const later = options.open && pipeline === undefined && problem?.code === 'AMBIGUOUS';
  if (problem && id && !later) refuse(search, id, { ...problem, field: 'step_id' });
  return match;
}

function matchStep(steps: readonly PipelineStep[], { pipeline, step }: StepAnswers): StepMatch {
  let candidates = steps;
  if (pipeline) {
    const words = isFound(pipeline) ? pipeline.id : pipeline.words;
    const match = matchOne(words, pipelinesOf(steps), PIPELINE);
    if ('problem' in match) return { pipeline, step, problem: match.problem, id: 'pipeline' };
    candidates = steps.filter(step => step.pipeline.id === match.found.id);
  }
  const knownPipeline = pipeline && candidates[0]?.pipeline;
  if (!step) return { pipeline: knownPipeline, step };

  const words = isFound(step) ? step.id : step.words;
  const match = matchStepWords(candidates, words);
  if ('found' in match) {
    const { pipeline, ...foundStep } = match.found;
    return { pipeline, step: foundStep };
  }
  const [elsewhere] = match.problem.code === 'NOT_FOUND' ? matchAll(words, steps, STEP) : [];
  if (!elsewhere) return { pipeline: knownPipeline, step, problem: match.problem, id: 'step' };
  const message = `The step '${elsewhere.name}' belongs to the pipeline '${elsewhere.pipeline.name}', not to '${knownPipeline?.name}'`;
  const hint = `Its steps are ${candidates.map(step => step.name).join(', ')}.`;
  return { pipeline: knownPipeline, step, problem: { ...match.problem, message, hint }, id: 'step' };
}

const PIPELINE = { label: 'pipeline', flag: '--pipeline', entity: 'Pipelines' } as const;
const STEP: MatchOptions<PipelineStep> = {
  label: 'step',
  flag: '--step',
  entity: 'Steps',
  disambiguation: 'Add --pipeline, or pass the id.',
  formatCandidate: step => `${step.pipeline.name} › ${step.name}`,
};

/** One of the steps; `first` is the one that a pipeline begins with, unless a step has that name. */
function matchStepWords(steps: readonly PipelineStep[], words: string): MatchResult<PipelineStep> {
  const first = words.trim().toLowerCase() === 'first';
  const pipelines = pipelinesOf(steps);
  if (first && pipelines.length > 1) {
    const exact = steps.filter(step => step.name.trim() === words.trim());
    const firsts = pipelines.map(({ id }) => steps.find(step => step.pipeline.id === id)!);
    return requireOne(exact.length > 0 ? exact : firsts, words, STEP);
  }
  const match = matchOne(words, steps, STEP);
  return first && steps[0] && problemCode(match) === 'NOT_FOUND' ? { found: steps[0] } : match;
}

const pipelinesOf = (steps: readonly PipelineStep[]) => [
  ...new Map(steps.map(step => [step.pipeline.id, step.pipeline])).values(),
];
