import { entityName, type Row } from '../../wire/entities.ts';
import type { Change } from './change.ts';
import { compareDecimals, formatDecimal, parseDecimal } from './decimals.ts';
import { type Field, fieldsOf } from './fields.ts';
import { missingTargetError } from './refusal.ts';
import { isDay, parseTime } from './times.ts';

/** The bits of `validation-level`. 0 validates every field. */
export const LEVEL = { CHANGED_ONLY: 2, SYSTEM_ONLY: 4, READ_ONLY_TOO: 8, DELETED_TARGETS: 16 };

/** The values to store. createChildren handles relations to many. */
export function readInput(change: Change): Row {
  const { tables, entity, input, before, options, errors } = change;
  const fields = fieldsOf(entity, tables);
  const values: Row = {};
  for (const [name, value] of Object.entries(input)) {
    const field = fields.get(name);
    const refuse = (message: string) => errors.push({ field: name, message });
    if (!field) refuse(`${entityName(entity)} has no field '${name}'.`);
    else if (name === 'revision' || (name === 'id' && before && lowerCase(value) === lowerCase(before.id))) continue;
    else if (field.kind === 'one' && !field.computed) refuse(`A relation is set by its id: use ${field.idKey}.`);
    // Whether the real server ignores or refuses such fields is not documented: refusing shows the mistake.
    else if (name === 'id' || field.computed) refuse('The field is worked out by the server.');
    else if (field.readOnly && !(options.level & LEVEL.READ_ONLY_TOO)) refuse('The field is read-only.');
    else if (field.createOnly && before) refuse('The field can only be set when the record is created.');
    else if (field.kind === 'many') checkMany(change, field, value);
    else if (value === null) values[name] = field.empty;
    else {
      const storedValue = readValue(change, field, value);
      if (storedValue !== undefined) values[name] = storedValue;
    }
  }
  return values;
}

function checkMany({ before, errors }: Change, field: Field, value: unknown): void {
  const refuse = (message: string) => errors.push({ field: field.name, message });
  if (!Array.isArray(value)) refuse('The value must be an array.');
  // Whether the array would replace the relation or be added to it is not documented.
  else if (before) refuse('A relation to many is changed through its own collection.');
  else if (!field.parentField && value.length > 0) refuse('This server does not keep this relation.');
}

/** The value as it is stored; undefined after an error. A `money` value is read by its own rules. */
function readValue(change: Change, field: Field, value: unknown): unknown {
  const refuse = (expected: string) => {
    change.errors.push({ field: field.name, message: `The value must be ${expected}.` });
    return undefined;
  };
  const exact = parseDecimal(value);
  switch (field.kind) {
    case 'text':
      return typeof value === 'string' ? value : refuse('text');
    case 'flag':
      return typeof value === 'boolean' ? value : refuse('true or false');
    case 'date':
      return typeof value === 'string' && isDay(value) ? value : refuse('a day that exists, YYYY-MM-DD');
    case 'moment':
      return (typeof value === 'string' && parseTime(value)) || refuse('a date and time in ISO 8601');
    case 'number':
      return exact ? formatDecimal(exact) : refuse('a number');
    case 'integer': {
      if (!exact || exact.digits % 10n ** BigInt(exact.scale) !== 0n) return refuse('a whole number');
      const [minimum, maximum] = field.range ?? [];
      const inside =
        minimum === undefined ||
        maximum === undefined ||
        (compareDecimals(exact, parseDecimal(minimum)!) >= 0 && compareDecimals(exact, parseDecimal(maximum)!) <= 0);
      return inside ? formatDecimal(exact) : refuse(`from ${minimum} to ${maximum}`);
    }
    case 'id':
      if (typeof value !== 'string') return refuse('an id');
      return field.ofRelation ? readTarget(change, field, value) : value;
    default:
      return value;
  }
}

/** The id of a relation's target as the target has it. An empty one means none. */
function readTarget(change: Change, field: Field, id: string): string | null | undefined {
  const { tables, entity, options, errors } = change;
  if (id === '') return null;
  const target = field.target && tables.get(field.target, id);
  const usable = target && (!target.is_deleted || options.level & LEVEL.DELETED_TARGETS);
  const fits = usable && isInOptionSet(change, field, target.data_set_id);
  if (fits) return target.id;
  errors.push(missingTargetError(entity, field.name, id, field.target ? entityName(field.target) : 'a record'));
  return undefined;
}

/** Whether an option is of the field's own set. */
function isInOptionSet({ tables, entity }: Change, field: Field, set: unknown): boolean {
  if (field.target !== 'Data') return true;
  const row = tables.where('Fields', 'entity_name', entityName(entity)).find(row => row.api_name === field.name);
  const expectedSet = field.dataSet ?? row?.data_set_id;
  return !expectedSet || expectedSet === set;
}

/** Adds an error for each required field that the record lacks, as far as the validation level asks for it. */
export function checkRequired({ tables, entity, row, before, input, options, errors }: Change): void {
  for (const field of fieldsOf(entity, tables).values()) {
    if (!field.required || errors.some(error => error.field === field.name)) continue;
    if (field.custom) {
      if (options.level & LEVEL.SYSTEM_ONLY) continue;
      if (options.level & LEVEL.CHANGED_ONLY && !(field.name in input)) continue;
    } else if (before && !(field.name in input)) continue;
    // System fields are required at every level.
    const isPresent = field.kind === 'many' ? Array.isArray(input[field.name]) : hasValue(row, field.name);
    if (!isPresent) errors.push({ field: field.name, message: 'The field is required.' });
  }
}

/** Whether a field holds anything. False and zero are values. */
export const hasValue = (row: Row, name: string): boolean =>
  row[name] !== undefined && row[name] !== null && row[name] !== '';

const lowerCase = (value: unknown) => String(value).toLowerCase();
