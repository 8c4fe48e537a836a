import type { Answer, Column } from '../../answer.ts';
import { requestOf } from '../../changes/change.ts';
import type { Outcome, RecordWrite, WriteResult } from '../../changes/write.ts';
import type { Context } from '../../context.ts';
import { CliError, errorObject } from '../../errors.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';
import { formatJson } from '../../wire/json.ts';
import { isMachine } from '../lists/query.ts';
import { describeDifferences } from '../oppty/differences.ts';
import { arrow, describeWrite, describeWrites } from './change-text.ts';
import type { Refs } from './refs.ts';
import { keepRest } from './rest-file.ts';
import type { VerbWords, WriteVerb } from './verb.ts';

/** The words of a verb, and how its records are shown. */
type OneVerb = Pick<WriteVerb, 'name' | 'done' | 'kind' | 'present' | 'afterwards' | 'flagFor'>;

/** What would be sent, in words for a person and as requests for a program. */
export async function answerForDryRun(
  verb: VerbWords,
  writes: readonly RecordWrite[],
  { isSingle }: Pick<Refs, 'isSingle'>,
  context: Context,
): Promise<Answer> {
  const { base } = await context.client();
  const pending = writes.filter(({ changes }) => changes.length > 0);
  if (isMachine(context)) {
    const objects = writes.flatMap(write => write.changes.map(change => describeChange(write, change, base)));
    if (isSingle && objects.length === 1) return { kind: 'raw', body: objects[0], notice: 'Nothing was sent.' };
    return { kind: 'records', columns: COLUMNS, pages: singlePage(objects), footer: () => 'Nothing was sent.' };
  }
  const text = isSingle ? pending.map(describeWrite).join('\n') : describeWrites(pending);
  if (pending.length === 0) return { kind: 'nothing', notice: 'Nothing would change.' };
  await context.say(text);
  return { kind: 'nothing', notice: `Nothing was sent. It would ${verb.name} ${pending.length} of ${writes.length}.` };
}

const describeChange = ({ ref }: RecordWrite, change: RecordWrite['changes'][number], base: string): Row => {
  const { op, entity, before, after } = change;
  const id = change.op === 'create' ? undefined : change.id;
  return { ref, op, entity, ...(id ? { id } : {}), before, after, request: requestOf(change, base) };
};

async function* singlePage(rows: readonly Row[]) {
  yield rows;
}

/** The record as it is stored now. Throws the error if it was not certainly written. */
export async function answerForOne(
  verb: OneVerb,
  result: WriteResult,
  context: Context,
): Promise<Extract<Answer, { kind: 'record' }>> {
  const { write, outcome, error, record, differences = [], wasReadBack } = result;
  if (error) throw withLook(withFlags(error, verb), write, outcome, verb);
  const proof = wasReadBack ? ' No answer came; the record tells.' : '';
  const changed = await describeDifferences(differences, context);
  const more = await verb.afterwards?.(result);
  const place = context.sandbox ? 'the sandbox' : await context.spaceName();
  const notice = [`${verb.done} '${write.name}' in ${place}.${proof}`, ...changed, ...(more ? [more] : [])].join('\n');
  const isGone = write.changes[0]?.op === 'delete';
  const row = isGone ? { id: write.id, deleted: true } : (record ?? (await readAgain(verb, write, context)));
  const lines = isMachine(context) || isGone ? {} : await verb.present?.(textOf(row.id));
  return { kind: 'record', row, notice, ...lines, ...(isGone ? { fields: [['deleted', write.name]] } : {}) };
}

async function readAgain({ kind }: OneVerb, { id }: RecordWrite, context: Context): Promise<Row> {
  const client = await context.client();
  try {
    return await client.get(kind.entity, id, { includeDeleted: true });
  } catch (error) {
    // It was written, whatever fails now.
    if (error instanceof CliError) return { id };
    throw error;
  }
}

/** A refusal with the flags that answer for its fields. */
function withFlags(error: CliError, { flagFor }: OneVerb): CliError {
  if (error.code !== 'REJECTED' || !flagFor) return error;
  const flagged = <T extends { field?: string | undefined }>(problem: T) =>
    problem.field === undefined ? problem : { ...problem, flag: flagFor(problem.field) };
  const details = error.details?.map(flagged);
  return new CliError(error.code, error.message, { ...flagged({ ...error }), details, cause: error.cause });
}

/** The error of a write, with the command that shows the record. */
function withLook(
  error: CliError,
  { id, name }: RecordWrite,
  outcome: WriteResult['outcome'],
  { kind }: OneVerb,
): CliError {
  if (outcome !== 'unknown') return error;
  const noun = `${kind.label}s`;
  const look = id === '' ? [noun, '--search', name] : [noun, 'get', id];
  const command = kind.label === 'opportunity' ? ['oppty', 'view', id] : look;
  return new CliError(error.code, error.message, { ...error, command, cause: error.cause });
}

type Counts = Record<Outcome, number>;

const sumOf = (counts: Counts) => Object.values(counts).reduce((sum, count) => sum + count, 0);

const COLUMNS: readonly Column[] = [
  { heading: 'id', path: 'id', hidden: true },
  { heading: 'name', path: 'name' },
  { heading: 'outcome', path: 'outcome' },
  { heading: 'change', path: 'change' },
];

/** What became of each record, as it comes, and of all together. */
export function answerForAll(
  verb: VerbWords,
  results: AsyncIterable<WriteResult>,
  total: number,
  context: Context,
): Answer {
  const counts: Counts = { done: 0, 'not done': 0, unknown: 0, unchanged: 0, drifted: 0 };
  const rest: string[] = [];
  let place: string | undefined;
  async function* pages() {
    for await (const result of results) {
      if (!result.error) context.extendTime();
      counts[result.outcome] += 1;
      if (result.error) rest.push(result.write.id);
      await context.progress(`${sumOf(counts)} of ${total}`);
      yield [toRow(result, context)];
    }
    if (rest.length > 0 && !verb.retryHint) place = await keepRest(verb.name, rest, context);
  }
  const summary = () => {
    const { done, unknown, unchanged, drifted } = counts;
    return { total: sumOf(counts), done, not_done: counts['not done'], unknown, unchanged, drifted };
  };
  return {
    kind: 'records',
    columns: COLUMNS,
    pages: pages(),
    footer: () => (isMachine(context) ? formatJson({ summary: summary() }) : describeCounts(verb, counts)),
    failure: () => failureOf(counts, place, verb),
  };
}

function toRow({ write, outcome, error }: WriteResult, context: Context): Row {
  const { ref, id, name, changes, lines } = write;
  const [change] = changes;
  return {
    ...{ ref, id, op: change?.op ?? 'update', outcome },
    ...(change ? { before: change.before, after: change.after } : {}),
    ...(error ? { error: errorObject(error, context.commandLine) } : {}),
    // For people, who read the columns.
    ...(isMachine(context) ? {} : { name, change: lines.map(line => `${line.label} ${arrow(line)}`).join('; ') }),
  };
}

/** What of all happened, in a sentence. */
function describeCounts({ done: verb }: VerbWords, counts: Counts): string {
  const parts = [
    `${verb} ${counts.done}`,
    ...(['unchanged', 'not done', 'drifted', 'unknown'] as const).flatMap(name =>
      counts[name] > 0 ? `${counts[name]} ${WORDS[name]}` : [],
    ),
  ];
  return `${parts.join(', ')}.`;
}

const WORDS = {
  unchanged: 'so already',
  'not done': 'not done',
  drifted: 'changed by somebody else',
  unknown: 'unknown',
};

/** The error to end with: unknown outcomes first, then a part that was not written, then all of it. */
function failureOf(counts: Counts, place: string | undefined, { name, retryHint }: VerbWords): CliError | undefined {
  const { done, unknown, drifted } = counts;
  const failed = counts['not done'] + drifted;
  const rest = place === undefined ? '' : `Their ids are in ${place}.`;
  if (unknown > 0) {
    const message = `${unknown} of ${unknown + failed + done} may or may not have been changed${failed > 0 ? `, and ${failed} were not` : ''}`;
    return new CliError('OUTCOME_UNKNOWN', message, {
      retrySafe: false,
      hint: `${rest} Look at them before you run it again.`.trim(),
    });
  }
  if (failed === 0) return undefined;
  const hint = retryHint ?? `${rest} To ${name} them, give that file to the same command as -.`.trim();
  const message = `${failed} of ${failed + done} were not changed`;
  if (done > 0) return new CliError('PARTIAL', message, { retrySafe: true, hint });
  return new CliError(drifted === failed ? 'CHANGED_MEANWHILE' : 'REJECTED', message, { retrySafe: true, hint });
}
