import { describe, expect, it } from 'vitest';
import { planMove, stepsOf, type Target } from '../../../src/oppty/writes/move.ts';
import type { PipelineStep } from '../../../src/records/load-lists.ts';

const SALES = { id: 'p1', name: 'Sales' };
const RENEWALS = { id: 'p2', name: 'Renewals' };
const step = (id: string, name: string, percent: number, pipeline = SALES): PipelineStep => ({
  ...{ id, name, pipeline },
  detail: `${percent} %`,
});
const LIVING = [
  step('s1', 'First', 10),
  step('s2', 'Proposal', 50),
  step('s3', 'Won', 100),
  step('r1', 'Contacted', 20, RENEWALS),
  step('r2', 'Renewed', 100, RENEWALS),
];
const ALL = [...LIVING, step('s9', 'Demo', 40)];

/** Moves a record that is in this step. */
function move(from: string, target: Target, fields: Record<string, unknown> = {}) {
  const row = {
    id: 'deal',
    name: 'Crane',
    step_id: from,
    is_archived: false,
    is_deleted: false,
    revision: 3,
    ...fields,
  };
  return planMove({ ref: 'crane', name: 'Crane', row }, target, stepsOf(row, ALL, LIVING), ALL);
}

describe('moving', () => {
  it.each([
    [{ to: 'proposal' }, 's1', 's2'],
    [{ to: 'WON' }, 's1', 's3'],
    ['next', 's1', 's2'],
    ['back', 's2', 's1'],
    ['last', 's1', 's3'],
    [{ to: 'Renewed' }, 'r1', 'r2'],
    [{ to: 'First' }, 's9', 's1'],
  ] as const)('%j from %s leads to %s', (target, from, to) => {
    const planned = move(from, target);
    expect(planned).toMatchObject({
      kind: 'changes',
      changes: [{ op: 'update', id: 'deal', revision: 3, before: { step_id: from }, after: { step_id: to } }],
    });
  });

  it('shows where from and where to', () => {
    expect(move('s1', 'next')).toMatchObject({
      lines: [{ label: 'step', before: 'First 10 %', after: 'Proposal 50 %' }],
    });
  });

  it('to the step it is in changes nothing', () => {
    expect(move('s2', { to: 'Proposal' })).toEqual({
      kind: 'already',
      notice: "'Crane' is in the step Proposal already.",
    });
  });

  it.each([
    ['past the last step', 's3', 'next', "'Crane' is in Won, the last step of Sales"],
    ['before the first step', 's1', 'back', "'Crane' is in First, the first step of Sales"],
    ['on from a deleted step', 's9', 'next', "The step Demo of 'Crane' is deleted: name one with --to"],
    [
      'to a step of another pipeline',
      's1',
      { to: 'Renewed' },
      "The step Renewed belongs to the pipeline Renewals, and 'Crane' is in Sales",
    ],
    ['to a deleted step', 's1', { to: 'Demo' }, 'The step Demo of Sales is deleted'],
    ['to a step there is none of', 's1', { to: 'Nowhere' }, "Sales, the pipeline of 'Crane', has no step 'Nowhere'"],
  ] as const)('%s is refused, with the steps there are', (_, from, target, message) => {
    const hint = 'Its steps are First, Proposal, Won.';
    expect(move(from, target)).toMatchObject({ kind: 'refused', problem: { message, hint } });
  });

  it('a record whose step is not known is refused', () => {
    expect(move('elsewhere', 'next')).toMatchObject({
      problem: { message: "The server does not show the step of 'Crane'" },
    });
  });

  it.each([
    [{ is_archived: true }, 'lost', ['oppty', 'reopen', 'crane']],
    [{ is_deleted: true }, 'deleted', ['oppty', 'restore', 'crane']],
  ])('what is closed is refused, with the command that opens it: %j', (fields, word, command) => {
    const planned = move('s1', 'next', fields);
    expect(planned).toMatchObject({ kind: 'refused', problem: { command } });
    expect(planned).toMatchObject({ problem: { message: expect.stringContaining(word) } });
  });
});
