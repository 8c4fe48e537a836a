import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openSpace, PASSWORD, SPACE, USERNAME } from '../faults/space.ts';
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

/** A record as a server has it. */
interface Stored {
  step: string;
  is_archived: unknown;
  is_deleted: unknown;
  status: unknown;
  revision: number;
}

/** A space with an opportunity in the first step. */
interface World {
  /** What the words of a verb are here, if others. */
  words?: Partial<typeof WORDS>;
  run(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }>;
  id: string;
  stored(): Promise<Stored>;
  close(): Promise<void>;
}

async function openSandbox(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'pipeliner-life-'));
  const run: World['run'] = args => runHere(['--sandbox', ...args], { env: {}, folder });
  const view = async (...words: string[]) => JSON.parse((await run(['oppty', 'view', ...words, '--json'])).stdout);
  const { id } = await view('Conveyor upgrade');
  return {
    ...{ run, id },
    stored: async () => {
      const { step, ...row } = await view(id, '--fields', 'step.name,is_archived,is_deleted,status,revision');
      return { ...row, step: step.name };
    },
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

const stepId = (step: number) => `aaaa01${step}0-1111-0222-0333-444455556666`;

/** A server that shares no line with the program, with the rules of the life of an opportunity, written once more. */
async function openScripted(): Promise<World> {
  const space = await openSpace();
  const folder = mkdtempSync(join(tmpdir(), 'pipeliner-life-'));
  const { Opportunities, Pipelines } = space.records;
  const row = Opportunities![0]!;
  row.step_id = stepId(0);
  const pipeline_id = Pipelines![0]!.id;
  Pipelines![0]!.steps = STEPS.map((name, at) => ({
    ...{ id: stepId(at), name, percent: 20 * at + 20, sort_order: at, pipeline_id, is_deleted: false },
  }));
  space.act = ({ method, body, usual, reply }) => {
    const stored = space.records.Opportunities![0]!;
    const sent = method === 'PATCH' ? JSON.parse(body) : {};
    const isMoved = sent.step_id !== undefined && sent.step_id !== stored.step_id;
    if (isMoved && stored.step_id === stepId(CHECKLIST)) {
      const errors = [{ message: 'Discount approved is not done.' }];
      return reply({ status: 422, body: JSON.stringify({ success: false, code: 422, step_checklist_errors: errors }) });
    }
    const answer = usual();
    const written = space.records.Opportunities![0]!;
    written.status = written.step_id === stepId(LAST) ? 3 : written.is_archived ? 2 : 1;
    reply(method === 'PATCH' ? { ...answer, body: JSON.stringify({ success: true, data: written }) } : answer);
  };
  space.hits = (_, entity) => entity === 'Opportunities';
  const env = { PIPELINER_URL: space.origin, PIPELINER_SPACE: SPACE };
  const signIn = { PIPELINER_USERNAME: USERNAME, PIPELINER_PASSWORD: PASSWORD };
  return {
    // Its fields have no reasons.
    words: { lose: ['lose', '--comment', 'too dear'] },
    id: String(row.id),
    run: args => runHere(args, { env: { ...env, ...signIn }, folder }),
    stored: async () => {
      const { step_id, is_archived, is_deleted, status, revision } = space.records.Opportunities![0]!;
      const step = STEPS.find((_, at) => stepId(at) === step_id)!;
      return { step, is_archived, is_deleted, status, revision: Number(revision) };
    },
    close: async () => {
      await space.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const runs = process.env.PROPERTIES === 'long' ? 60 : 6;

it.each([
  ['the sandbox', openSandbox, runs],
  ['a server of its own', openScripted, 5 * runs],
])(
  'any sequence of verbs on %s ends in the state that the rules say',
  async (_, open, numRuns) => {
    const sequences = fc.array(fc.constantFrom(...VERBS), { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(sequences, async verbs => {
        const world = await open();
        const { id, run } = world;
        const words = { ...WORDS, ...world.words };
        try {
          const { revision } = await world.stored();
          const model: Model = { step: 0, lost: false, deleted: false, writes: 0 };
          for (const verb of verbs) {
            const [name, ...flags] = words[verb];
            const expected = apply(model, verb);
            const { code, stdout, stderr } = await run(['oppty', name!, id, ...flags, '--json']);
            const story = `${verbs.join(' ')}, at ${verb}: ${stderr}`;
            expect(code, story).toBe(expected);
            // What is printed is the record as it is stored.
            const { deleted, ...printed } = stdout === '' ? { deleted: true } : JSON.parse(stdout);
            if (!deleted) expect(printed, story).toMatchObject({ id, revision: revision + model.writes });
          }
          expect(await world.stored(), verbs.join(' ')).toEqual({
            ...{ step: STEPS[model.step], is_archived: model.lost, is_deleted: model.deleted },
            ...{ revision: revision + model.writes, status: model.step === LAST ? 3 : model.lost ? 2 : 1 },
          });
        } finally {
          await world.close();
        }
      }),
      { numRuns },
    );
  },
  300_000,
);
