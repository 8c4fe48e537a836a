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

/** Keys by their texts; with their values, each once, unless they are too many to ask for one after the other. */
export interface ManyKeys {
  texts: { has(text: string): boolean };
  values: readonly (readonly string[])[] | undefined;
}

/** Keys that are given one by one. */
export const manyKeys = (fields: KeyFields, values: readonly (readonly string[])[]): ManyKeys => {
  const byText = new Map(values.map(one => [keyText(fields, one), one]));
  return { texts: byText, values: [...byText.values()] };
};

/** So many keys are never asked for one after the other: the collection is read whole. */
export const MAX_ASKED = 10_000;

/** How many keys are looked up at once. */
const IN_FLIGHT = 4;

/**
 * The records that have one of many keys, deleted ones too, since they were created once. The collection is read whole
 * where that takes fewer requests.
 */
export async function loadKeyed(
  client: Pick<Client, 'pages' | 'list' | 'all'>,
  entity: Entity,
  { fields, keys, loadOnly }: { fields: KeyFields; keys: ManyKeys; loadOnly: readonly string[] },
): Promise<Map<string, Row[]>> {
  const isWanted = (row: Row) => keys.texts.has(keyOfRow(fields, row));
  const budget = keys.values ? keys.values.length : Number.POSITIVE_INFINITY;
  const query = {
    loadOnly: [...new Set(['id', 'revision', 'is_deleted', ...fields, ...loadOnly])],
    includeDeleted: true,
  };
  const rows =
    (await loadWanted(client, entity, query, { budget, isWanted })) ??
    (await loadOneByOne(client, entity, fields, keys.values ?? [], query, isWanted));
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
