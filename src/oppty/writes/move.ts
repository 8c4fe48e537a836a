import type { Problem } from '../../errors.ts';
import type { PipelineStep } from '../../records/load-lists.ts';
import { matchAll, matchOne } from '../../records/match.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';
import { already, type Planned, quoted, type Read, refused, updateOf, whyClosed } from './planned.ts';

/** Where to move: a step by its words, or the one after or before the present one. */
export type Target = { to: string } | 'next' | 'back' | 'last';

/** The steps that an opportunity can be moved to, with the one it is in. */
export interface StepsOf {
  /** In their order. */
  steps: readonly PipelineStep[];
  current: PipelineStep | undefined;
}

/** The steps of the record's own pipeline. `all` are the steps of the space, deleted ones too. */
export function stepsOf(row: Row, all: readonly PipelineStep[], living: readonly PipelineStep[]): StepsOf {
  const id = textOf(row.step_id ?? '').toLowerCase();
  const current = all.find(step => step.id.toLowerCase() === id);
  return { current, steps: living.filter(({ pipeline }) => pipeline.id === current?.pipeline.id) };
}

/** Moves an opportunity within its pipeline. Fields of `more` go with it, as its won date. */
export function planMove(
  read: Read,
  target: Target,
  of: StepsOf,
  all: readonly PipelineStep[],
  more: Row = {},
): Planned {
  const closed = whyClosed(read);
  if (closed) return refused(closed);
  const found = findTarget(read, target, of, all);
  if ('problem' in found) return refused(found.problem);
  const { step } = found;
  if (step.id === of.current?.id && Object.keys(more).length === 0) {
    return already(`${quoted(read)} is in the step ${step.name} already.`);
  }
  const line = { label: 'step', before: of.current ? stepText(of.current) : 'unknown', after: stepText(step) };
  return updateOf(read.row, { step_id: step.id, ...more }, [line]);
}

/** A step with its percent, as lists show it. */
export const stepText = ({ name, detail }: PipelineStep): string => (detail ? `${name} ${detail}` : name);

type Found = { step: PipelineStep } | { problem: Problem };

function findTarget(read: Read, target: Target, { steps, current }: StepsOf, all: readonly PipelineStep[]): Found {
  const problem = (message: string, more: Partial<Problem> = {}): Found => ({
    problem: { code: 'USAGE', message, field: 'step_id', ...more },
  });
  const list = `Its steps are ${steps.map(({ name }) => name).join(', ')}.`;
  if (!current) return problem(`The server does not show the step of ${quoted(read)}`);
  if (steps.length === 0) return problem(`The pipeline ${current.pipeline.name} of ${quoted(read)} has no steps`);
  if (typeof target === 'object') return findNamed(read, target.to, { steps, current }, all, list);
  if (target === 'last') return { step: steps.at(-1)! };
  const index = steps.findIndex(({ id }) => id === current.id);
  const flag = `--${target}`;
  if (index < 0)
    return problem(`The step ${current.name} of ${quoted(read)} is deleted: name one with --to`, { flag, hint: list });
  const step = steps[index + (target === 'next' ? 1 : -1)];
  if (step) return { step };
  const end = target === 'next' ? 'last' : 'first';
  return problem(`${quoted(read)} is in ${current.name}, the ${end} step of ${current.pipeline.name}`, {
    flag,
    hint: list,
  });
}

function findNamed(
  read: Read,
  words: string,
  { steps, current }: StepsOf & { current: PipelineStep },
  all: readonly PipelineStep[],
  list: string,
): Found {
  const choice = { label: 'step', flag: '--to', entity: 'Steps', disambiguation: 'Pass the id.' } as const;
  const match = matchOne(words, steps, choice);
  if ('found' in match) return { step: match.found };
  if (match.problem.code !== 'NOT_FOUND') return match;
  const elsewhere = matchAll(words, all, choice);
  const [own] = elsewhere.filter(({ pipeline }) => pipeline.id === current.pipeline.id);
  const [other] = elsewhere;
  const { name } = current.pipeline;
  const message = own
    ? `The step ${own.name} of ${name} is deleted`
    : other
      ? `The step ${other.name} belongs to the pipeline ${other.pipeline.name}, and ${quoted(read)} is in ${name}`
      : `${name}, the pipeline of ${quoted(read)}, has no step '${words}'`;
  return { problem: { ...match.problem, message, hint: list, command: undefined, field: 'step_id' } };
}
