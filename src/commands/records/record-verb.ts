import type { Context } from '../../context.ts';
import { toFound } from '../../records/match.ts';
import { flagForField } from '../../records/writable/fields.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';
import { chooseFirst } from '../choose-first.ts';
import { getRecord } from '../lists/get.ts';
import type { Noun } from '../lists/noun.ts';
import { presentAs } from '../writes/present.ts';
import type { WriteVerb } from '../writes/verb.ts';

type WriteBase = Required<Pick<WriteVerb, 'kind' | 'choose' | 'present'>> & Pick<WriteVerb, 'flagFor'>;

/** What every verb has in common that writes to the records of a noun. */
export const recordVerb = (noun: Noun, context: Context): WriteBase => ({
  kind: noun.kind,
  choose: (ref, rows) => chooseRecord(noun, ref, rows, context),
  present: id => presentAs(() => getRecord(noun, context, id)),
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
