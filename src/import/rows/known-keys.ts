import type { Client } from '../../api/client.ts';
import { inOrder } from '../../values/in-order.ts';
import { foldName } from '../../values/names.ts';
import { textOf } from '../../values/text-of.ts';
import type { Entity, Row } from '../../wire/entities.ts';
import type { Condition } from '../../wire/query.ts';
import { loadWanted } from './match-many.ts';

/** The fields that make a row the same record, by their API names. */
export type KeyFields = readonly string[];

/** The fields whose case does not matter. */
const isLoose = (field: string) => field === 'name' || /^(e_?mail|email\d)$/.test(field);

/** The values of a key as one text, equal for the same key. */
export const keyText = (fields: KeyFields, values: readonly string[]): string =>
  JSON.stringify(values.map((value, index) => (isLoose(fields[index]!) ? foldName(value) : value)));

/** The key of a record. */
export const keyOfRow = (fields: KeyFields, row: Row): string =>
  keyText(
    fields,
    fields.map(field => textOf(row[field] ?? '')),
  );

/** How many keys are looked up at once. */
const IN_FLIGHT = 4;

/**
 * The records that have one of many keys, deleted ones too, since they were created once. The collection is read whole
 * where that takes fewer requests.
 */
export async function loadKeyed(
  client: Pick<Client, 'pages' | 'list' | 'all'>,
  entity: Entity,
  { fields, keys, loadOnly }: { fields: KeyFields; keys: readonly (readonly string[])[]; loadOnly: readonly string[] },
): Promise<Map<string, Row[]>> {
  const wantedKeys = new Set(keys.map(values => keyText(fields, values)));
  const isWanted = (row: Row) => wantedKeys.has(keyOfRow(fields, row));
  const query = {
    loadOnly: [...new Set(['id', 'revision', 'is_deleted', ...fields, ...loadOnly])],
    includeDeleted: true,
  };
  const rows =
    (await loadWanted(client, entity, query, { budget: wantedKeys.size, isWanted })) ??
    (await loadOneByOne(client, entity, fields, keys, query, isWanted));
  const index = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOfRow(fields, row);
    index.set(key, [...(index.get(key) ?? []), row]);
  }
  return index;
}

async function loadOneByOne(
  client: Pick<Client, 'all'>,
  entity: Entity,
  fields: KeyFields,
  keys: readonly (readonly string[])[],
  query: object,
  isWanted: (row: Row) => boolean,
): Promise<Row[]> {
  const find = async (values: readonly string[]) => {
    const filter = fields.map(
      (field, index): Condition => ({
        ...{ field, value: values[index] ?? '' },
        ...(isLoose(field) ? { op: 'ieq' } : {}),
      }),
    );
    const rows: Row[] = [];
    for await (const row of client.all(entity, { ...query, filter })) if (isWanted(row)) rows.push(row);
    return rows;
  };
  const found: Row[] = [];
  for await (const rows of inOrder(keys, IN_FLIGHT, find)) found.push(...rows);
  return found;
}
