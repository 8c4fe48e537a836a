import type { Answer, Column } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { KINDS } from '../../records/kinds.ts';
import { textOf } from '../../values/text-of.ts';
import { type Row, valueAt } from '../../wire/entities.ts';
import type { Query } from '../../wire/query.ts';
import { isForPerson } from '../for-person.ts';
import { fieldsToLoad } from '../lists/fields-to-load.ts';
import { pipeFields, requireName } from '../lists/get.ts';
import { fieldNames } from '../lists/list.ts';
import { checkField, isMachine } from '../lists/query.ts';
import { rememberNames } from '../lists/remember-names.ts';
import { findOpportunity, idOfWords } from './find-opportunity.ts';
import { CARD_RELATIONS, viewCard } from './view-card.ts';

const NOUN = { name: 'oppty', kind: KINDS.opportunity };

/** What a pipe gets first. */
const COLUMNS: readonly Column[] = Object.entries({
  ...{ id: 'id', name: 'name', account: 'primary_account.name', pipeline: 'step.pipeline.name', step: 'step.name' },
  ...{ value: 'value.base_value', 'closing date': 'closing_date', owner: 'owner.name' },
}).map(([heading, path]) => ({ heading, path }));

/** One opportunity: to a person as a card, to a program as the API has it, or these fields of it. */
export async function viewOpportunity(context: Context, ref: string, fields?: string[] | true): Promise<Answer> {
  requireName(ref);
  if (fields === true) return fieldNames(NOUN, await context.client());
  if (fields) return viewFields(context, ref, fields);
  if (!isForPerson(context)) {
    const { expand } = fieldsToLoad(
      NOUN,
      COLUMNS.map(({ path }) => path),
    );
    const row = await findAndRemember(context, ref, isMachine(context) ? {} : { expand });
    return isMachine(context) ? { kind: 'record', row } : { kind: 'record', row, fields: pipeFields(COLUMNS, row) };
  }
  const find = () =>
    findAndRemember(context, ref, { expand: CARD_RELATIONS }).catch(error => {
      // A server that cannot expand all of this gives the record without.
      if (error instanceof CliError && error.code === 'REJECTED') return findAndRemember(context, ref, {});
      throw error;
    });
  const { row, card } = await viewCard(context, await idOfWords(context, ref), find);
  return { kind: 'record', row, card };
}

/** These fields, in their order. What finds the record is loaded besides, and left out of the answer. */
async function viewFields(context: Context, ref: string, fields: readonly string[]): Promise<Answer> {
  for (const field of fields) checkField(NOUN, field, '--fields');
  const { loadOnly, expand } = fieldsToLoad(NOUN, fields);
  const row = await findAndRemember(context, ref, {
    loadOnly: [...new Set([...loadOnly, ...NOUN.kind.fields])],
    expand,
  });
  const heads = fields.map(field => field.split('.')[0]!);
  const selected = Object.fromEntries(Object.entries(row).filter(([field]) => heads.includes(field)));
  const text = (value: unknown) => (value === null || value === undefined ? '' : textOf(value));
  return { kind: 'record', row: selected, fields: fields.map(field => [field, text(valueAt(row, field))]) };
}

async function findAndRemember(context: Context, ref: string, query: Query): Promise<Row> {
  const row = await findOpportunity(context, ref, query);
  rememberNames([row], NOUN, await context.namesCache());
  return row;
}
