import { textOf } from '../values/text-of.ts';
import { type Entity, isRow, parseLink, type Row, relationOf } from '../wire/entities.ts';
import { isTimeField } from '../wire/fields.ts';

/** The fields that hold amounts and rates: exact digits, which programs would read as doubles if they were numbers. */
const DECIMALS = ['base_value', 'value_foreign', 'exchange_rate'];

/**
 * A record as it is exported: relations as ids, times as RFC 3339, amounts as strings of digits. Everything else stays as
 * the server sent it. A field that is left out is undefined, as JSON leaves it out.
 */
export function toExportRow(entity: Entity, row: Row): Row {
  // A copy of one shape with all other rows: a hundred thousand rows are written a tenth faster.
  const result: Row = { ...row };
  for (const field in row) {
    const value = row[field];
    const relation = relationOf(entity, field);
    if (relation?.by) result[field] = Array.isArray(value) ? value.map(idOf) : value;
    else if (relation || isLink(value)) {
      result[field] = undefined;
      const idField = `${field}_id`;
      if (!Object.hasOwn(row, idField)) result[relation ? idField : field] = idOf(value);
    } else if (value === null && Object.hasOwn(row, `${field}_id`)) result[field] = undefined;
    else if (value !== null) {
      const exported = toValue(field, value);
      if (exported !== value) result[field] = exported;
    }
  }
  return result;
}

const isLink = (value: unknown) =>
  typeof value === 'string' && value.startsWith('http') && parseLink(value) !== undefined;

function toValue(field: string, value: unknown): unknown {
  if (DECIMALS.includes(field)) return value === null ? null : textOf(value);
  if (typeof value === 'string') return isTimeField(field) ? toRfc3339(value) : value;
  if (!isRow(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, toValue(name, part)]));
}

function idOf(value: unknown): unknown {
  if (typeof value === 'string') return parseLink(value)?.id ?? value;
  return isRow(value) ? (value.id ?? null) : value;
}

/** A time of the API as RFC 3339, with all of its digits; without a zone it is UTC. Other text stays as it is. */
export function toRfc3339(text: string): string {
  const [, day, clock, zone = ''] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?) ?([Zz]|[-+]\d\d:?\d\d)?$/.exec(text) ?? [];
  if (!day) return text;
  const offset = zone === '+00:00' || /^[-+]00:?00$|^[Zz]?$/.test(zone) ? 'Z' : zone.replace(/^(...)(\d\d)$/, '$1:$2');
  return `${day}T${clock}${offset}`;
}
