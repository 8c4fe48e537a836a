import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { toFound } from '../../records/match.ts';
import { flagForField } from '../../records/writable/fields.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';
import { chooseFirst } from '../choose-first.ts';
import { getRecord } from '../lists/get.ts';
import type { Noun } from '../lists/noun.ts';
import type { WriteVerb } from '../writes/verb.ts';

type WriteBase = Required<Pick<WriteVerb, 'kind' | 'choose' | 'present'>> & Pick<WriteVerb, 'flagFor'>;

/** What every verb has in common that writes to the records of a noun. */
export const recordVerb = (noun: Noun, context: Context): WriteBase => ({
  kind: noun.kind,
  choose: (ref, rows) => chooseRecord(noun, ref, rows, context),
  present: id => presentRecord(noun, id, context),
  ...(noun.writable ? { flagFor: field => flagForField(noun.writable!, field) } : {}),
});

/** Asks a person which record of this name is meant. */
async function chooseRecord({ kind }: Noun, words: string, rows: readonly Row[], context: Context): Promise<Row> {
  const choices = rows.map(row => {
    const { id, name, detail } = toFound(kind, row);
    const details = [detail, row.is_deleted === true ? 'deleted' : undefined].filter(Boolean);
    return { value: id, name: details.length > 0 ? `${name} (${details.join(', ')})` : name };
  });
  const id = await chooseFirst(context, `Which '${words}'`, choices);
  return rows.find(row => textOf(row.id) === id)!;
}

/** A record as `get` shows it; nothing if it cannot be read: it was written all the same. */
async function presentRecord(
  noun: Noun,
  id: string,
  context: Context,
): Promise<Pick<Extract<Answer, { kind: 'record' }>, 'fields' | 'card'>> {
  try {
    const answer = await getRecord(noun, context, id);
    if (answer.kind !== 'record') return {};
    const { fields, card } = answer;
    return { ...(fields ? { fields } : {}), ...(card ? { card } : {}) };
  } catch (error) {
    if (error instanceof CliError) return {};
    throw error;
  }
}
