import type { RecordWrite } from '../changes/write.ts';
import type { Problem } from '../errors.ts';
import { inOrder } from '../values/in-order.ts';
import { textOf } from '../values/text-of.ts';
import type { Row } from '../wire/entities.ts';
import type { ImportEntity } from './columns/targets.ts';
import type { JudgedRow } from './job.ts';
import { type KeyFields, keyText } from './rows/known-keys.ts';
import type { MissingRecords } from './rows/missing-records.ts';
import { type RowInput, type RowReader, readRow, withColumns } from './rows/row-input.ts';
import type { ReadLines } from './table/table.ts';

/** What becomes of a row whose key a record has. */
type OnMatch = 'update' | 'skip' | 'fail';

/** What a row would do. */
export type RowPlan =
  | { verdict: 'create' | 'update'; write: RecordWrite; amount?: JudgedRow['amount'] }
  /** The record is as the row says. */
  | { verdict: 'skip'; id: string; name: string }
  | { verdict: 'reject'; problems: readonly Problem[]; name: string };

/** Makes writes of the rows of one collection. */
export interface RowJudge {
  entity: ImportEntity;
  /** The name of a record. */
  nameOf(row: Row): string;
  /** What creates the record of a row. */
  create(input: RowInput): Promise<RowPlan>;
  /** What gives a record that is there the values of a row. */
  update(input: RowInput, row: Row): Promise<RowPlan>;
  /** The fields that an update looks at, by their API names. */
  fields: readonly string[];
}

/** That a row cannot be carried out. */
export const reject = (problems: readonly Problem[], name: string): RowPlan => ({ verdict: 'reject', problems, name });

/** What is known of keys before rows are judged. */
export interface KeyFacts {
  fields: KeyFields;
  onMatch: OnMatch;
  /** The lines of the keys that are in the file more than once. */
  lines: ReadonlyMap<string, readonly number[]>;
  /** The records that have one of these keys. */
  records: ReadonlyMap<string, readonly Row[]>;
}

/** How many rows are judged at once. */
const AT_ONCE = 8;

/** Judges the rows of a file in their order. `keys` is absent where no column makes a row the same record. */
export async function* judgeRows(
  lines: ReadLines,
  {
    reader,
    judge,
    keys,
    missing,
    isData,
  }: {
    reader: RowReader;
    judge: RowJudge;
    keys: KeyFacts | undefined;
    missing: Pick<MissingRecords, 'usedIn'> | undefined;
    isData(line: number): boolean;
  },
): AsyncGenerator<JudgedRow> {
  const rows = readRows(lines, reader, isData);
  yield* inOrder(rows, AT_ONCE, async input => withNeeds(await judgeRow(input, reader, judge, keys), missing));
}

/** A row with the records that are created before its own. */
function withNeeds(row: JudgedRow, missing: Pick<MissingRecords, 'usedIn'> | undefined): JudgedRow {
  const needs = row.write ? missing?.usedIn(row.write) : undefined;
  return needs && needs.length > 0 ? { ...row, needs } : row;
}

/** The rows of a file: its lines below the headings. */
async function* readRows(
  lines: ReadLines,
  reader: RowReader,
  isData: (line: number) => boolean,
): AsyncGenerator<RowInput> {
  let row = 0;
  for await (const line of lines()) if (isData(line.line)) yield readRow(line, ++row, reader);
}

async function judgeRow(
  input: RowInput,
  { columns }: RowReader,
  judge: RowJudge,
  keys: KeyFacts | undefined,
): Promise<JudgedRow> {
  const place = { row: input.row, line: input.line };
  const key = keys && keyText(keys.fields, input.keys);
  const keyed = keys ? { keys: input.keys } : {};
  const { plan, id } = await planRow(input, judge, keys, key);
  if (plan.verdict === 'reject') {
    const problems = withColumns(plan.problems, columns).map(withoutFlag);
    return { ...place, ...keyed, verdict: 'reject', name: plan.name, problems, ...(id ? { id } : {}) };
  }
  if (plan.verdict === 'skip') return { ...place, ...keyed, verdict: 'skip', name: plan.name, id: plan.id };
  const { readAt: _, ...write } = plan.write;
  const { name } = write;
  const amount = plan.amount ? { amount: plan.amount } : {};
  return {
    ...place,
    ...keyed,
    verdict: plan.verdict,
    name,
    ...(id ? { id } : {}),
    ...amount,
    write: { ...write, line: input.row },
  };
}

/** A flag of create means nothing where a column stands for it. */
function withoutFlag<P extends Problem & { column?: string | undefined }>(problem: P): P {
  return problem.column === undefined ? problem : { ...problem, flag: undefined };
}

async function planRow(
  input: RowInput,
  judge: RowJudge,
  keys: KeyFacts | undefined,
  key: string | undefined,
): Promise<{ plan: RowPlan; id?: string }> {
  if (!keys || key === undefined) return { plan: await judge.create(input) };
  const problem = keyProblem(input, keys, key);
  const [record, twin] = keys.records.get(key) ?? [];
  if (problem || twin) {
    // What else is wrong with the row is told, too.
    const plan = record ? undefined : await judge.create(input);
    const more = plan?.verdict === 'reject' ? plan.problems : [];
    const problems = [problem ?? twoRecords(keys.records.get(key)!), ...more];
    return { plan: reject(problems, plan && 'name' in plan ? plan.name : '') };
  }
  if (!record) return { plan: await judge.create(input) };
  const id = textOf(record.id);
  const name = judge.nameOf(record);
  if (keys.onMatch === 'skip') return { plan: { verdict: 'skip', id, name }, id };
  if (keys.onMatch === 'update') return { plan: await judge.update(input, record), id };
  const message = `'${name}' has this key already`;
  const hint = 'To change records that are there, add --on-match update; to leave them, --on-match skip.';
  return { plan: reject([{ code: 'KEY_REUSED', message, flag: '--on-match', hint }], name), id };
}

function keyProblem({ line, keys: values }: RowInput, keys: KeyFacts, key: string): Problem | undefined {
  const field = keys.fields.join(', ');
  if (values.some(value => value === ''))
    return { code: 'USAGE', message: `Its key ${field} is empty`, flag: '--key', field };
  const otherLines = (keys.lines.get(key) ?? []).filter(other => other !== line);
  if (otherLines.length === 0) return undefined;
  const where = `${otherLines.length === 1 ? 'line' : 'lines'} ${otherLines.slice(0, 5).join(', ')}`;
  return { code: 'USAGE', message: `The same key '${values.join(', ')}' is in ${where}, too`, flag: '--key', field };
}

const twoRecords = (rows: readonly Row[]): Problem => ({
  code: 'DUPLICATE_KEY',
  message: `${rows.length} records have this key: ${rows.map(({ id }) => textOf(id)).join(', ')}`,
  flag: '--key',
  hint: 'Delete all but one of them, or give them different keys.',
});
