import type { Context } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { fieldText } from '../../records/field-text.ts';
import { findRecords, idsMeant } from '../../records/find.ts';
import { KINDS } from '../../records/kinds.ts';
import { chooseRecord, parseId } from '../../records/match.ts';
import { withSimilar } from '../../records/similar.ts';
import { isNameLike } from '../../values/ids.ts';
import { formatAmount } from '../../values/money.ts';
import { sameName } from '../../values/names.ts';
import { textOf } from '../../values/text-of.ts';
import { isRow, type Row, valueAt } from '../../wire/entities.ts';
import type { Query } from '../../wire/query.ts';
import { chooseFirst } from '../choose-first.ts';

const KIND = KINDS.opportunity;

/**
 * The one opportunity that the words mean, deleted ones too if no other has the name. A person chooses among several;
 * otherwise it throws AMBIGUOUS with the candidates. Throws NOT_FOUND with similar names.
 */
export async function findOpportunity(context: Context, words: string, query: Query = {}): Promise<Row> {
  const client = await context.client();
  const knownIds = await context.namesCache();
  const rows = await findRecords(client, KIND, words, { ...query, includeDeleted: true }, knownIds);
  const living = rows.filter(row => row.is_deleted !== true);
  const isName = rows.every(row => sameName(KIND.nameOf(row), words));
  const candidates = isName && living.length > 0 ? living : rows;
  const result = chooseRecord(KIND, candidates, words, undefined);
  if ('row' in result) return result.row;
  if (candidates.length > 1 && context.canPrompt) return chooseOpportunity(context, words, candidates);
  const problem = await withSimilar(client, KIND, words, result.problem);
  throw new CliError(problem.code, problem.message, { ...problem, details: [problem] });
}

/** The id that the words are, or begin, if that is known without the server. */
export async function idOfWords(context: Context, words: string): Promise<string | undefined> {
  const id = parseId(words, KIND.entity);
  if (id !== undefined || isNameLike(words.trim())) return id;
  const ids = await idsMeant(KIND, words, await context.namesCache());
  return ids.length === 1 ? ids[0] : undefined;
}

/** Asks a person which opportunity of this name is meant. */
export async function chooseOpportunity(context: Context, words: string, rows: readonly Row[]): Promise<Row> {
  const cache = await context.namesCache();
  const choices = [];
  for (const row of rows) {
    const code = await cache.nameOf('Currencies', textOf(valueAt(row, 'value.currency_id') ?? ''));
    choices.push({ value: textOf(row.id), name: describe(row, code) });
  }
  const id = await chooseFirst(context, `Which '${words}'`, choices);
  return rows.find(row => textOf(row.id) === id)!;
}

/** An opportunity among others of its name: by its account, its value, and its closing date. */
function describe(row: Row, code: string | undefined): string {
  const relations = Array.isArray(row.account_relations) ? row.account_relations.filter(isRow) : [];
  const account = valueAt(relations.find(({ is_primary }) => is_primary === true) ?? relations[0], 'account.name');
  const { value_foreign, base_value } = isRow(row.value) ? row.value : ({} as Row);
  const amount = formatAmount(value_foreign ?? base_value);
  const status = fieldText('Opportunities', 'status', row.status);
  const details = [
    ...[account, amount && [amount, code].filter(Boolean).join(' '), row.closing_date],
    ...[status === 'open' ? undefined : status, row.is_deleted === true ? 'deleted' : undefined],
  ];
  const texts = details.filter(detail => typeof detail === 'string' && detail !== '');
  return `${KIND.nameOf(row)}${texts.length > 0 ? ` (${texts.join(', ')})` : ''}`;
}
