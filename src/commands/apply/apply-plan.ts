import type { Answer } from '../../answer.ts';
import { type Plan, parsePlan } from '../../changes/plan.ts';
import { type Progress, progressOf } from '../../changes/progress.ts';
import type { RecordWrite, WriteResult, WriteTools } from '../../changes/write.ts';
import { writeAll } from '../../changes/write-all.ts';
import type { KeptWrite } from '../../changes/write-schema.ts';
import type { Context } from '../../context.ts';
import { usage } from '../../errors.ts';
import { withLock } from '../../storage/locks.ts';
import { isLockedError } from '../../storage/safe-files.ts';
import { confirm } from '../confirm.ts';
import { readRuns } from '../history/runs.ts';
import { isMachine } from '../lists/query.ts';
import { inputName, readInput } from '../read-input.ts';
import { beginRun, endingRun } from '../writes/begin-run.ts';
import { describeWrites } from '../writes/change-text.ts';
import { describeCounts } from '../writes/plan-file.ts';
import { answerForAll } from '../writes/write-answers.ts';
import { writeTools } from '../writes/write-tools.ts';
import { holdKeyedCreates, type KeyedCreates } from './keyed-creates.ts';
import { settleEarlier } from './settle-earlier.ts';

const VERB = {
  name: 'apply',
  done: 'Applied',
  retryHint: 'Make a new plan for them: this one is carried out once.',
};

interface ApplyFlags {
  dryRun?: boolean;
  yes?: boolean;
  ignoreChanges?: boolean;
}

/** Carries out a plan, once on this machine: one that was interrupted is carried on. */
export async function applyPlan(context: Context, path: string, flags: ApplyFlags): Promise<Answer> {
  const plan = parsePlan(await readInput(path, context, '<plan>'), inputName(path));
  await checkPlan(plan, context);
  const earlier = await readProgress(plan, context);
  if (earlier.finishedBy !== undefined) {
    const view = context.commandLine(['history', 'view', earlier.finishedBy]);
    return {
      kind: 'nothing',
      notice: `This plan was carried out already. Nothing was sent. To see what it did:\n  ${view}`,
    };
  }
  await context.say(describeCounts(plan.head.counts));
  if (flags.dryRun && isMachine(context)) return { kind: 'raw', body: plan.head, notice: 'Nothing was sent.' };
  await context.say(describeWrites(plan.writes));
  if (earlier.entries.size > 0) await context.say('It was begun earlier: what was certainly done is not done again.');
  const again = describeKeyless(plan);
  if (earlier.entries.size === 0 && again !== '') await context.say(again);
  if (flags.dryRun) return { kind: 'nothing', notice: 'Nothing was sent.' };
  const count = plan.writes.length === 1 ? '1 record' : `${plan.writes.length} records`;
  const question = { message: `Write ${count}?`, effect: `This would write ${count}.` };
  if (!flags.yes && !(await confirm(context, question, ['No', 'Yes'])))
    return { kind: 'nothing', notice: 'Nothing was changed.' };
  return answerForAll(VERB, carryOut(plan, flags, context), plan.writes.length, context);
}

/** What another machine would create again; empty if it would find all by their keys. */
function describeKeyless({ head: { counts }, writes }: Plan): string {
  const keyed = writes.filter(({ keyFields }) => keyFields).length;
  if (counts.create <= keyed) return '';
  const what = keyed === 0 ? 'everything' : `what has no key (${counts.create - keyed})`;
  return `Apply it on this machine only: another one would create ${what} again.`;
}

/** How long a plan may lie: so long the history certainly knows whether it was carried out. */
const MAX_AGE_DAYS = 90;

/** Throws USAGE for a plan of another space, or an old one. */
async function checkPlan({ head }: Plan, context: Context): Promise<void> {
  const { key } = await context.space();
  if (head.space !== key) throw usage(`This plan is for another space: ${head.space}`);
  const days = (context.host.now().getTime() - Date.parse(head.time)) / 86_400_000;
  if (days > MAX_AGE_DAYS) {
    throw usage(
      `This plan is ${Math.floor(days)} days old, and the history may not know any more whether it was carried out`,
      {
        hint: `Make it anew: ${head.command}`,
      },
    );
  }
}

async function readProgress({ head, writes }: Plan, context: Context): Promise<Progress> {
  const runs = [];
  for await (const { run } of readRuns(context)) if (run.head.plan === head.digest) runs.push(run);
  return progressOf(runs.reverse(), writes.length);
}

async function* carryOut(
  plan: Plan,
  { ignoreChanges = false }: ApplyFlags,
  context: Context,
): AsyncGenerator<WriteResult> {
  const release = await holdPlan(plan.head.digest, context);
  let keyed: KeyedCreates | undefined;
  try {
    // Another command may have carried it out while this one waited for an answer.
    const earlier = await readProgress(plan, context);
    if (earlier.finishedBy !== undefined) throw usage('This plan was carried out meanwhile, by another command');
    keyed = await holdKeyedCreates(plan.writes, context);
    const ledger = await beginRun(context, { isSingle: false, plan: plan.head.digest });
    const tools = await writeTools({ ignoreChanges }, ledger, context);
    yield* endingRun(writeRest(plan.writes, { earlier, find: keyed?.find }, tools, context), ledger);
  } finally {
    keyed?.release();
    release();
  }
}

/** Keeps other commands from carrying out the same plan, until the function that it gives is called. */
function holdPlan(digest: string, { host }: Context): Promise<() => void> {
  const path = `${host.folders.state}/pipeliner/runs/plan-${digest.slice(0, 16)}`;
  return new Promise((resolve, reject) => {
    withLock(path, () => new Promise<void>(release => resolve(release)), { wait: 'brief' }).catch(error => {
      reject(isLockedError(error) ? usage('Another command is carrying this plan out') : error);
    });
  });
}

/** The writes of the plan in order: what an earlier run has done is told as done, and what it left open is settled. */
async function* writeRest(
  writes: readonly KeptWrite[],
  { earlier, find }: { earlier: Progress; find: KeyedCreates['find'] | undefined },
  tools: WriteTools,
  context: Context,
): AsyncGenerator<WriteResult> {
  const open: RecordWrite[] = [];
  for (const write of writes) {
    const entry = earlier.entries.get(write.line ?? 0);
    const settled = entry ? await settleEarlier(entry, write, tools, context) : { rest: write.changes };
    if ('result' in settled) yield settled.result;
    const [first, ...more] = 'rest' in settled ? settled.rest : [];
    const existing = first && find?.(write);
    if (existing) yield existing;
    else if (first) open.push({ ...write, changes: [first, ...more], readAt: Number.NEGATIVE_INFINITY });
  }
  yield* writeAll(open, tools);
}
