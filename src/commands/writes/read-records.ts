import type { Context } from '../../context.ts';
import { type Problem, problemsError } from '../../errors.ts';
import type { Read } from '../../oppty/writes/planned.ts';
import { findRecords } from '../../records/find.ts';
import type { Kind } from '../../records/kinds.ts';
import { chooseRecord } from '../../records/match.ts';
import { withSimilar } from '../../records/similar.ts';
import { inOrder } from '../../values/in-order.ts';
import { sameName } from '../../values/names.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';
import type { Query } from '../../wire/query.ts';
import type { Refs } from './refs.ts';

/** A record, when it was asked for (on a clock that only goes forward, in ms), and the words that named it. */
export interface DatedRead extends Read {
  readAt: number;
}

/** How records are read. */
export interface ReadOptions {
  query?: Query | undefined;
  /** The records that a name means, if there are any, rather than others of the same name. */
  prefers?: ((row: Row) => boolean) | undefined;
  /** Asks a person which of several records a name means. */
  choose?(ref: string, rows: readonly Row[]): Promise<Row>;
}

/** How many names are looked up at once. */
const IN_FLIGHT = 4;

/** For how many unknown names others are looked for: who gave a wrong file has thousands of them. */
const MAX_SUGGESTIONS = 10;

/**
 * Reads the records that words mean, each record once. Throws all problems with the words together; a person chooses
 * among several records that one name means.
 */
export async function* readRecords(
  kind: Kind,
  { words, isSingle, rows }: Refs,
  options: ReadOptions,
  context: Context,
): AsyncGenerator<DatedRead> {
  if (rows) yield* chosenRecords(kind, rows, context);
  const problems: Problem[] = [];
  const ids = new Set<string>();
  const add = (found: DatedRead | { problem: Problem }): DatedRead[] => {
    if ('problem' in found) problems.push(found.problem);
    const isNew = 'row' in found && !ids.has(textOf(found.row.id));
    if ('row' in found) ids.add(textOf(found.row.id));
    return isNew ? [found] : [];
  };
  const find = async (ref: string) => {
    const found = await readRecord(kind, ref, options, isSingle, context);
    if (!('problem' in found) || problems.length >= MAX_SUGGESTIONS) return found;
    return { problem: await withSimilar(await context.client(), kind, ref, found.problem) };
  };
  for await (const found of inOrder(words, IN_FLIGHT, find)) {
    if (!isSingle) context.extendTime();
    yield* add(found);
    if (ids.size > 0 && ids.size % 100 === 0) await context.progress(`${ids.size} of ${words.length} read`);
  }
  if (problems.length > 0) throw problemsError(problems);
}

/** The records of a list, by their names. */
async function* chosenRecords(kind: Kind, rows: AsyncIterable<Row>, context: Context): AsyncGenerator<DatedRead> {
  let readAt = context.host.monotonicMs();
  for await (const row of rows) {
    context.extendTime();
    yield { ref: textOf(row.id), row, name: kind.nameOf(row), readAt };
    readAt = context.host.monotonicMs();
  }
}

async function readRecord(
  kind: Kind,
  ref: string,
  { query = {}, prefers, choose }: ReadOptions,
  isSingle: boolean,
  context: Context,
): Promise<DatedRead | { problem: Problem }> {
  const readAt = context.host.monotonicMs();
  const client = await context.client();
  const found = await findRecords(client, kind, ref, query, await context.namesCache());
  const isName = found.every(row => sameName(kind.nameOf(row), ref));
  const preferred = prefers && isName ? found.filter(prefers) : [];
  const rows = preferred.length > 0 ? preferred : found;
  const result = chooseRecord(kind, rows, ref, undefined);
  const read = (row: Row): DatedRead => ({ ref, row, name: kind.nameOf(row), readAt });
  if ('row' in result) return read(result.row);
  if (result.problem.code === 'AMBIGUOUS' && isSingle && context.canPrompt && choose) {
    return read(await choose(ref, rows));
  }
  return result;
}
