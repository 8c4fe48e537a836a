import type { Answer } from '../../answer.ts';
import type { RecordWrite, WriteResult } from '../../changes/write.ts';
import { writeAll } from '../../changes/write-all.ts';
import type { Context } from '../../context.ts';
import { type Problem, problemsError, usage } from '../../errors.ts';
import type { Planned, Read } from '../../oppty/writes/planned.ts';
import type { Kind } from '../../records/kinds.ts';
import { textOf } from '../../values/text-of.ts';
import { confirm } from '../confirm.ts';
import { isMachine } from '../lists/query.ts';
import { keepHeapSteady } from '../lists/steady-heap.ts';
import { beginRun, endingRun } from './begin-run.ts';
import { describeWrite, describeWrites } from './change-text.ts';
import { MAX_CHANGES, type WriteFlags } from './flags.ts';
import { answerForPlan } from './plan-file.ts';
import { type DatedRead, readRecords } from './read-records.ts';
import type { Refs } from './refs.ts';
import type { WriteVerb } from './verb.ts';
import { answerForAll, answerForDryRun, answerForOne } from './write-answers.ts';
import { writeOne } from './write-one.ts';
import { writeTools } from './write-tools.ts';

/** Reads the records, shows what changes, asks where that is called for, and writes. */
export async function runWrites(verb: WriteVerb, refs: Refs, flags: WriteFlags, context: Context): Promise<Answer> {
  checkCount(refs.words.length, flags, verb);
  for (;;) {
    const planning = () => planAll(verb, refs, flags, context);
    const { writes, notices, first } = await (refs.isSingle ? planning() : inSteadyHeap(planning));
    await context.clearProgress();
    if (refs.isSingle && notices[0] && first) {
      const lines = isMachine(context) ? {} : await verb.present?.(textOf(first.row.id));
      return { kind: 'record', row: first.row, notice: notices[0], ...lines };
    }
    for (const notice of notices) await context.say(notice);
    if (flags.dryRun) return answerForDryRun(verb, writes, refs, context);
    const pending = writes.filter(({ changes }) => changes.length > 0);
    const [only] = pending;
    if (only && flags.plan !== undefined) {
      await context.say(describeWrites(pending));
      return answerForPlan(flags.plan, pending, context);
    }
    if (!only) {
      if (writes.length === 0) await context.say(`No ${countOf(2, verb.kind).slice(2)} match.`);
      return answerForAll(verb, unchanged(writes), writes.length, context);
    }
    await context.say(refs.isSingle ? describeWrite(only) : describeWrites(pending));
    const needsConsent = !flags.yes && (!refs.isSingle || verb.isConfirmed === true);
    if (needsConsent && !(await isAgreed(verb, pending, refs, context)))
      return { kind: 'nothing', notice: 'Nothing was changed.' };
    // While a person thinks, somebody else can write, however short it was.
    const dated = needsConsent ? writes.map(write => ({ ...write, readAt: Number.NEGATIVE_INFINITY })) : writes;
    if (!refs.isSingle) return answerForAll(verb, writeSeveral(dated, flags, context), writes.length, context);
    const result = await writeOne(dated[0]!, context, flags);
    // A person sees the record as it is now, and decides again.
    if (result.outcome === 'drifted' && context.canPrompt) {
      await context.say(`${result.error?.message}. This is how it is now:`);
      continue;
    }
    if (await wantsRepair(verb, result, context)) continue;
    return answerForOne(verb, result, context);
  }
}

/** Whether a person has mended what the server refused. */
async function wantsRepair({ repair }: WriteVerb, { error }: WriteResult, context: Context): Promise<boolean> {
  if (!repair || !context.canPrompt || error?.code !== 'REJECTED') return false;
  return repair(error);
}

async function inSteadyHeap<T>(work: () => Promise<T>): Promise<T> {
  const release = await keepHeapSteady({ small: true });
  try {
    return await work();
  } finally {
    release();
  }
}

/** Makes the writes as one run. */
async function* writeSeveral(
  writes: readonly RecordWrite[],
  flags: WriteFlags,
  context: Context,
): AsyncGenerator<WriteResult> {
  const ledger = await beginRun(context, { isSingle: false });
  const release = await keepHeapSteady({ small: true });
  try {
    yield* endingRun(writeAll(writes, await writeTools(flags, ledger, context)), ledger);
  } finally {
    release();
  }
}

async function* unchanged(writes: readonly RecordWrite[]) {
  for (const write of writes) yield { write, outcome: 'unchanged' } as const;
}

/** What becomes of each record, and what to say of those that are so already. Throws all problems together. */
async function planAll(
  verb: WriteVerb,
  refs: Refs,
  flags: WriteFlags,
  context: Context,
): Promise<{ writes: RecordWrite[]; notices: string[]; first: Read | undefined }> {
  let first: Read | undefined;
  const writes: RecordWrite[] = [];
  const notices: string[] = [];
  const problems: Problem[] = [];
  let count = 0;
  const most = flags.maxChanges ?? MAX_CHANGES;
  for await (const read of readRecords(verb.kind, refs, verb, context)) {
    first ??= read;
    count += 1;
    // Further ones are only counted: the refusal says how many there are.
    if (count > most) continue;
    const planned = await verb.plan(read);
    if (planned.kind === 'refused') addProblem(problems, planned.problem);
    else if (planned.kind === 'already') notices.push(planned.notice);
    writes.push(toWrite(verb, read, planned));
  }
  checkCount(count, flags, verb);
  if (problems.length > 0) throw problemsError(problems);
  return { writes, notices, first };
}

/** What is the same for many records, as a flag that is missing, is told once. */
function addProblem(problems: Problem[], problem: Problem): void {
  if (!problems.some(({ message }) => message === problem.message)) problems.push(problem);
}

function toWrite(
  { kind, entity = kind.entity }: WriteVerb,
  { ref, name, row, readAt }: DatedRead,
  planned: Planned,
): RecordWrite {
  const { changes, lines } = planned.kind === 'changes' ? planned : { changes: [] as const, lines: [] };
  return { ref, entity, id: String(row.id), name, changes, lines, readAt };
}

/** Whether a person agrees. Throws MISSING_INPUT where nobody can be asked. */
async function isAgreed(
  verb: WriteVerb,
  pending: readonly RecordWrite[],
  { isSingle }: Refs,
  context: Context,
): Promise<boolean> {
  const [only] = pending;
  const what = isSingle ? `'${only?.name}'` : countOf(pending.length, verb.kind);
  const word = `${verb.name.charAt(0).toUpperCase()}${verb.name.slice(1)}`;
  return confirm(context, { message: `${word} ${what}?`, effect: `This would ${verb.name} ${what}.` }, ['No', 'Yes']);
}

/** `14 opportunities`. */
const countOf = (count: number, { label }: Kind): string =>
  count === 1 ? `1 ${label}` : `${count} ${label.replace(/y$/, 'ie')}s`;

/** Refuses more records than may be changed at once. */
function checkCount(count: number, { maxChanges = MAX_CHANGES }: WriteFlags, { kind }: WriteVerb): void {
  if (count <= maxChanges) return;
  throw usage(
    `${count === 1 ? 'This is' : 'These are'} ${countOf(count, kind)}, and at most ${maxChanges} may be changed at once`,
    {
      flag: '--max-changes',
      hint: `Nothing was sent. If all of them are meant, add --max-changes ${count}.`,
    },
  );
}
