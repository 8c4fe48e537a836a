import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runHere } from '../support/host.ts';

/** The steps of the pipeline; leaving the one with the checklist is refused. */
const STEPS = ['First', 'Qualified', 'Proposal', 'Negotiation', 'Won'];
const CHECKLIST = STEPS.indexOf('Negotiation');
const LAST = STEPS.length - 1;

/** An opportunity as the rules have it. */
interface Model {
  step: number;
  lost: boolean;
  deleted: boolean;
  /** How many times it was written. */
  writes: number;
}

const VERBS = ['next', 'back', 'win', 'lose', 'reopen', 'delete', 'restore', 'first'] as const;
type Verb = (typeof VERBS)[number];

const WORDS: Record<Verb, readonly string[]> = {
  next: ['move', '--next'],
  back: ['move', '--back'],
  first: ['move', '--to', 'First'],
  win: ['win'],
  lose: ['lose', '--reason', 'Price'],
  reopen: ['reopen'],
  delete: ['delete', '--yes'],
  restore: ['restore'],
};

const [DONE, USAGE, REFUSED] = [0, 2, 7];

/** What a verb does to the model, and how it ends. */
function apply(model: Model, verb: Verb): number {
  const isWon = model.step === LAST;
  const write = (change: Partial<Model>) => {
    Object.assign(model, change, { writes: model.writes + 1 });
    return DONE;
  };
  const moveTo = (step: number | undefined): number => {
    if (model.deleted || model.lost || step === undefined) return USAGE;
    if (step === model.step) return DONE;
    return model.step === CHECKLIST ? REFUSED : write({ step });
  };
  if (verb === 'delete') return model.deleted ? DONE : write({ deleted: true });
  if (verb === 'restore') return model.deleted ? write({ deleted: false }) : DONE;
  if (model.deleted) return USAGE;
  if (verb === 'lose') return model.lost ? DONE : isWon ? USAGE : write({ lost: true });
  if (verb === 'reopen') return model.lost ? write({ lost: false }) : isWon ? USAGE : DONE;
  if (verb === 'next') return moveTo(isWon ? undefined : model.step + 1);
  if (verb === 'back') return moveTo(model.step === 0 ? undefined : model.step - 1);
  return moveTo(verb === 'first' ? 0 : LAST);
}

const runs = process.env.PROPERTIES === 'long' ? 60 : 6;

it('any sequence of verbs ends in the state that the rules say', async () => {
  const sequences = fc.array(fc.constantFrom(...VERBS), { minLength: 1, maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(sequences, async verbs => {
      const folder = mkdtempSync(join(tmpdir(), 'pipeliner-life-'));
      const run = (args: readonly string[]) => runHere(['--sandbox', 'oppty', ...args, '--json'], { env: {}, folder });
      try {
        const { id, revision } = JSON.parse((await run(['view', 'Conveyor upgrade'])).stdout);
        const model: Model = { step: 0, lost: false, deleted: false, writes: 0 };
        for (const verb of verbs) {
          const [name, ...flags] = WORDS[verb];
          const expected = apply(model, verb);
          const { code, stderr } = await run([name!, id, ...flags]);
          expect(code, `${verbs.join(' ')}, at ${verb}: ${stderr}`).toBe(expected);
        }
        const stored = JSON.parse(
          (await run(['view', id, '--fields', 'step.name,is_archived,is_deleted,status,revision'])).stdout,
        );
        expect(stored).toMatchObject({
          step: { name: STEPS[model.step] },
          ...{ is_archived: model.lost, is_deleted: model.deleted, revision: revision + model.writes },
          status: model.step === LAST ? 3 : model.lost ? 2 : 1,
        });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: runs },
  );
}, 300_000);
