import type { Column } from '../../answer.ts';
import { type Row, valueAt } from '../../wire/entities.ts';
import { LosslessNumber } from '../../wire/json.ts';

/** Whether a value is an object or a list. */
export const isBranch = (value: unknown) =>
  typeof value === 'object' && value !== null && !(value instanceof LosslessNumber);

/**
 * A column for each field that holds something simple in one of the records, also in an object, as `value.base_value`; the
 * id if there is none.
 */
export function simpleColumns(rows: readonly Row[]): Column[] {
  const fields = new Set(['id']);
  for (const row of rows) for (const field of simpleFields(row)) fields.add(field);
  return [...fields].map(field => ({ heading: field, path: field }));
}

function simpleFields(row: Row): string[] {
  return Object.entries(row).flatMap(([field, value]) => {
    if (value === null || Array.isArray(value)) return [];
    if (!isBranch(value)) return [field];
    return Object.entries(value as Row).flatMap(([name, inner]) =>
      inner === null || isBranch(inner) ? [] : [`${field}.${name}`],
    );
  });
}

/** The fields of a record that hold something and have no column. */
export function fieldsWithoutColumn(row: Row, columns: readonly Column[]): string[] {
  const paths = new Set(columns.map(({ path }) => path));
  const isShown = (field: string, value: unknown): boolean =>
    value === null ||
    paths.has(field) ||
    (isBranch(value) &&
      !Array.isArray(value) &&
      Object.keys(value as Row).every(name => isShown(`${field}.${name}`, valueAt(value, name))));
  return Object.entries(row)
    .filter(([field, value]) => !isShown(field, value) && !(Array.isArray(value) && value.length === 0))
    .map(([field]) => field);
}
