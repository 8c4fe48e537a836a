import type { Answer, Column } from '../../answer.ts';
import type { Client } from '../../api/client.ts';
import type { Context } from '../../context.ts';
import { CliError, type Problem, usage } from '../../errors.ts';
import { findRecords } from '../../records/find.ts';
import type { Kind } from '../../records/kinds.ts';
import type { KnownIds } from '../../records/known-names.ts';
import { chooseRecord } from '../../records/match.ts';
import { withSimilar } from '../../records/similar.ts';
import { textOf } from '../../values/text-of.ts';
import { parseLink, type Row, valueAt } from '../../wire/entities.ts';
import { LosslessNumber } from '../../wire/json.ts';
import type { Query } from '../../wire/query.ts';
import { isForPerson } from '../for-person.ts';
import { fieldsToLoad } from './fields-to-load.ts';
import type { Noun } from './noun.ts';
import { isMachine } from './query.ts';
import { cardRelations, recordCard } from './record-card.ts';
import { rememberNames } from './remember-names.ts';

/** One record, by any words that mean it: to a person with the names behind its links. */
export async function getRecord(noun: Noun, context: Context, ref: string): Promise<Answer> {
  requireName(ref);
  const client = await context.client();
  const forPerson = isForPerson(context);
  const query = isMachine(context) ? noun.record : displayQuery(noun, forPerson);
  const record = await findOne(client, noun.kind, ref, { query, knownIds: await context.namesCache() });
  const row = (await noun.complete?.(client, record)) ?? record;
  rememberNames([row], noun, await context.namesCache());
  if (isMachine(context)) return { kind: 'record', row };
  if (forPerson) return { kind: 'record', row, card: noun.card?.(row) ?? (await recordCard(noun, row, client)) };
  if (noun.recordFields) return { kind: 'record', row, fields: noun.recordFields(row) };
  const [cells = row] = noun.tableRows?.(row) ?? [];
  return { kind: 'record', row, fields: pipeFields(noun.columns, cells) };
}

/** A record for a pipe: its columns, then what else it holds that is simple. */
export function pipeFields(columns: readonly Column[], cells: Row): [heading: string, value: string][] {
  const ofColumns = columns.map(({ heading, path }): [string, string] => [heading, text(valueAt(cells, path))]);
  const columnFields = columns.flatMap(({ path }) => [path, `${path.split('.')[0]}_id`]);
  const otherFields = Object.entries(cells).filter(
    ([field, value]) =>
      !columnFields.includes(field) &&
      (typeof value !== 'object' || value instanceof LosslessNumber) &&
      !(typeof value === 'string' && parseLink(value)),
  );
  const pairs = [...ofColumns, ...otherFields.map(([field, value]): [string, string] => [field, text(value)])];
  return pairs.filter(([, value]) => value !== '');
}

/** The query for a record to show: all of its fields, and the names behind the links of its columns, or behind all. */
function displayQuery(noun: Noun, forPerson: boolean): Query {
  const ofColumns = fieldsToLoad(
    noun,
    noun.columns.map(column => column.path),
  ).expand;
  const relations = forPerson && !noun.card ? cardRelations(noun.kind.entity) : [];
  return { ...noun.record, expand: [...new Set([...(noun.record?.expand ?? []), ...ofColumns, ...relations])] };
}

const text = (value: unknown) => (value === null || value === undefined ? '' : textOf(value));

/** Refuses an empty name: every record would match it. */
export function requireName(words: string, flag?: string): void {
  if (words.trim() === '') throw usage('The name is empty', { flag, hint: 'Give an id, an exact name or a link.' });
}

interface LookUpOptions {
  flag?: string | undefined;
  query?: Query | undefined;
  knownIds?: KnownIds | undefined;
}

/** The one record the words mean; throws NOT_FOUND or AMBIGUOUS with the candidates. */
export async function findOne(
  client: Client,
  kind: Kind,
  words: string,
  { flag, query, knownIds }: LookUpOptions = {},
): Promise<Row> {
  const result = await lookUp(client, kind, words, { flag, query, knownIds });
  if ('row' in result) return result.row;
  const { problem } = result;
  throw new CliError(problem.code, problem.message, { ...problem, details: [problem] });
}

/** The same, with the problem as a value. */
export async function lookUp(
  client: Client,
  kind: Kind,
  words: string,
  { flag, query = {}, knownIds }: LookUpOptions = {},
): Promise<{ row: Row } | { problem: Problem }> {
  const rows = await findRecords(client, kind, words, query, knownIds);
  const result = chooseRecord(kind, rows, words, flag);
  return 'row' in result ? result : { problem: await withSimilar(client, kind, words, result.problem) };
}
