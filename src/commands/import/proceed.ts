import type { Answer } from '../../answer.ts';
import { allNewRecords } from '../../changes/read-back.ts';
import type { RecordWrite } from '../../changes/write.ts';
import type { Context } from '../../context.ts';
import type { MissingRecord } from '../../import/rows/missing-records.ts';
import { formatCommand } from '../../values/shell.ts';
import { textOf } from '../../values/text-of.ts';
import { chooseFirst } from '../choose-first.ts';
import { confirm } from '../confirm.ts';
import { answerForPlan } from '../writes/plan-file.ts';
import { carryOut } from './carry-out.ts';
import type { ImportFlags } from './flags.ts';
import type { ImportJob, Judgement } from './import-job.ts';
import { checkUnchanged } from './prepare.ts';
import { OUTCOMES } from './report.ts';
import { withFiles } from './result-files.ts';
import { answerForRows, describeCounts, type RowResult } from './row-answers.ts';

/** Shows what would become of the rows, asks where that is called for, and carries it out. */
export async function proceed(
  job: ImportJob,
  judgement: Judgement,
  flags: ImportFlags,
  context: Context,
): Promise<Answer> {
  const { counts, groups, needs, file } = judgement;
  const pending = counts.created + counts.updated;
  const problems = groups.toString();
  if (problems !== '') await context.say(problems);
  if (needs.length > 0) await context.say(describeNeeds(needs));
  if (flags.dryRun) {
    return answerForRows(
      withFiles(judged(judgement), job, flags, context),
      totals => `Nothing was sent. It would be: ${describeCounts(totals)}`,
      context,
    );
  }
  const isTooBad = flags.maxErrors !== undefined && counts.failed > flags.maxErrors;
  if (pending === 0 || isTooBad) {
    const why = isTooBad ? ` More than ${flags.maxErrors} rows are wrong.` : '';
    const results = isTooBad ? withheld(judgement) : judged(judgement);
    return answerForRows(
      withFiles(results, job, flags, context),
      totals => `${describeCounts(totals)}${why} Nothing was sent.`,
      context,
    );
  }
  if (flags.plan !== undefined) return planRows(flags.plan, job, judgement, flags, context);
  const decision = await decide(judgement, flags, context);
  if (decision === 'stop') return { kind: 'nothing', notice: 'Nothing was sent.' };
  if (decision === 'file') {
    const failed = flags.failed ?? `${job.input.path}.failed.csv`;
    const results = withFiles(withheld(judgement), job, { ...flags, failed }, context);
    return answerForRows(results, totals => `${describeCounts(totals)} Nothing was sent.`, context);
  }
  await checkUnchanged(job.input.path, job.prepared.table);
  const { host, words } = context;
  const head = {
    ...{ id: job.id, time: judgement.judgedAt.toISOString(), command: formatCommand(words, {}, host.platform) },
    counts,
    earlierIds: await earlierIds(job, context),
    fields: judgement.fields,
  };
  await file.commit(head);
  return carryOut(job, { head, file, isResumed: false }, flags, context);
}

const MAX_NAMES = 10;

/** `2 accounts that are not there: Acme, Borealis`. */
function describeNeeds(needs: readonly MissingRecord[]): string {
  const lines = (['Accounts', 'Contacts'] as const).flatMap(entity => {
    const names = needs.filter(need => need.entity === entity).map(({ name }) => name);
    if (names.length === 0) return [];
    const more = names.length > MAX_NAMES ? `, and ${names.length - MAX_NAMES} more` : '';
    const noun = `${entity.toLowerCase().slice(0, -1)}${names.length === 1 ? '' : 's'}`;
    return [`${names.length} ${noun} to create first: ${names.slice(0, MAX_NAMES).join(', ')}${more}`];
  });
  return lines.join('\n');
}

/** The rows as they were judged. */
async function* judged({ file }: Judgement): AsyncGenerator<RowResult> {
  for await (const row of file.rows())
    yield { judged: row, outcome: OUTCOMES[row.verdict], id: row.id, problems: row.problems ?? [] };
}

/** The rows where nothing is sent: those that are right were not written either. */
async function* withheld(judgement: Judgement): AsyncGenerator<RowResult> {
  for await (const result of judged(judgement)) {
    const isRight = result.outcome === 'created' || result.outcome === 'updated';
    yield isRight ? { ...result, outcome: 'skipped' } : result;
  }
}

/** A plan of the rows that are right; the others are told, and are the failure of the command. */
async function planRows(
  path: string,
  job: ImportJob,
  judgement: Judgement,
  flags: ImportFlags,
  context: Context,
): Promise<Answer> {
  const answer = await answerForPlan(path, await collectWrites(job, judgement), context);
  if (judgement.counts.failed === 0) return answer;
  const rest = answerForRows(withFiles(judged(judgement), job, flags, context), () => '', context);
  if (rest.kind !== 'records') throw new Error('rows are an answer with records');
  for await (const _ of rest.pages);
  const notice = 'notice' in answer ? answer.notice : undefined;
  const failure = rest.failure?.();
  return answer.kind === 'raw' ? { ...answer, failure } : { ...rest, pages: none(), footer: () => notice };
}

async function* none(): AsyncGenerator<never> {}

async function collectWrites({ prepared: { keys } }: ImportJob, { file }: Judgement): Promise<RecordWrite[]> {
  const writes: RecordWrite[] = [];
  for await (const { verdict, write } of file.rows()) {
    const keyFields = keys && verdict === 'create' ? { keyFields: keys.fields } : {};
    if (write) writes.push({ ...write, ...keyFields, changes: write.changes as RecordWrite['changes'], readAt: 0 });
  }
  return writes;
}

/** What a person decides. Throws MISSING_INPUT where nobody can be asked and --yes is missing. */
async function decide(
  { counts, sums }: Judgement,
  { yes }: ImportFlags,
  context: Context,
): Promise<'go' | 'file' | 'stop'> {
  if (yes) return 'go';
  const what = [
    ...(counts.created > 0 ? [`create ${counts.created}`] : []),
    ...(counts.updated > 0 ? [`update ${counts.updated}`] : []),
  ].join(' and ');
  const sum = sums.toString();
  const place = context.sandbox ? 'the sandbox' : await context.spaceName();
  await context.say(`It would ${what} in ${place}${sum === '' ? '' : `, ${sum} in all`}.`);
  const title = `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
  if (counts.failed === 0 || !context.canPrompt) {
    const question = {
      message: `${title}?`,
      effect: `This would ${what}${counts.failed > 0 ? `, and leave out ${counts.failed === 1 ? 'a row that is' : `${counts.failed} rows that are`} wrong` : ''}.`,
    };
    return (await confirm(context, question, ['No', 'Yes'])) ? 'go' : 'stop';
  }
  const wrong = counts.failed === 1 ? 'the one that is wrong' : `the ${counts.failed} that are wrong`;
  const choices = [
    { value: 'stop', name: 'Stop' },
    { value: 'go', name: `${title}, and leave out ${wrong}` },
    { value: 'file', name: `Write ${wrong} to a file, and stop` },
  ];
  return (await chooseFirst(context, 'What now?', choices)) as 'go' | 'file' | 'stop';
}

/** The records that are new before the first row is sent: none of them is one of its own. */
async function earlierIds({ prepared }: ImportJob, context: Context): Promise<string[]> {
  if (prepared.keys) return [];
  const client = await context.client();
  const now = client.serverTime() ?? context.host.now();
  const rows = await allNewRecords(prepared.judge.entity, { created: true }, client, now);
  return rows.map(({ id }) => textOf(id));
}
