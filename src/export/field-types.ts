import { isRow, type Row } from '../wire/entities.ts';
import { LosslessNumber } from '../wire/json.ts';

/**
 * What a field of exported records holds, over all of them: `decimal` is a string of digits, `time` is RFC 3339, `day` is
 * `YYYY-MM-DD`, `empty` is nothing in any record, and `json` is anything else.
 */
export const FIELD_TYPES = [
  ...(['text', 'boolean', 'integer', 'number', 'decimal', 'time', 'day', 'ids', 'value', 'json', 'empty'] as const),
] as const;

export type FieldType = (typeof FIELD_TYPES)[number];

/** A field, and what it holds. */
export interface ExportedField {
  name: string;
  type: FieldType;
}

/** Learns the types of fields from records. */
export interface FieldTypes {
  /** Whether the row has what no field could hold so far. */
  learn(row: Row): boolean;
  /** In the order in which the fields came. */
  all(): ExportedField[];
}

/** Types that go on from what these fields are known to hold. */
export function createFieldTypes(fields: readonly ExportedField[]): FieldTypes {
  const types = new Map(fields.map(({ name, type }) => [name, type]));
  return {
    learn: row => {
      let isNew = false;
      for (const field in row) {
        const value = row[field];
        const earlier = types.get(field);
        // Text can hold every other one, and most fields are text.
        if (value === null ? earlier !== undefined : typeof value === 'string' && earlier === 'text') continue;
        if (value === undefined) continue;
        const type = merge(earlier ?? 'empty', typeOf(field, value));
        isNew ||= type !== earlier;
        types.set(field, type);
      }
      return isNew;
    },
    all: () => [...types].map(([name, type]) => ({ name, type })),
  };
}

/** Fields that hold what either of them does, those of the first in front. */
export function mergeFields(fields: readonly ExportedField[], more: readonly ExportedField[]): ExportedField[] {
  const types = new Map(fields.map(({ name, type }) => [name, type]));
  for (const { name, type } of more) types.set(name, merge(types.get(name) ?? 'empty', type));
  return [...types].map(([name, type]) => ({ name, type }));
}

/** What can hold both. Text holds days and times, too. */
function merge(a: FieldType, b: FieldType): FieldType {
  if (a === b || b === 'empty') return a;
  if (a === 'empty') return b;
  const both = [a, b];
  if (both.every(type => type === 'integer' || type === 'number')) return 'number';
  return both.every(type => TEXTS.includes(type)) ? 'text' : 'json';
}

const TEXTS: readonly FieldType[] = ['text', 'time', 'day', 'decimal'];

function typeOf(field: string, value: unknown): FieldType {
  if (value === null || value === undefined) return 'empty';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' || value instanceof LosslessNumber)
    return /^-?\d{1,18}$/.test(String(value)) ? 'integer' : 'number';
  if (typeof value === 'string') return typeOfText(field, value);
  if (Array.isArray(value)) return value.every(item => typeof item === 'string') ? 'ids' : 'json';
  return isRow(value) && field === 'value' ? 'value' : 'json';
}

function typeOfText(field: string, text: string): FieldType {
  if (field === 'exchange_rate') return 'decimal';
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)$/.test(text)) return 'time';
  return /^\d{4}-\d\d-\d\d$/.test(text) ? 'day' : 'text';
}
