import { randomUUID } from 'node:crypto';
import type { Entity, Row } from '../../wire/entities.ts';
import { isRecord, type StoredRow, type Tables } from '../tables.ts';
import type { Change, WriteOptions } from './change.ts';
import { compareDecimals, formatDecimal, parseDecimal } from './decimals.ts';
import { type Field, fieldsOf, parentKey, singular } from './fields.ts';
import { settleOpportunity } from './opportunity.ts';
import { type FieldError, invalid, missingTarget, notFound, onePrimary, validationRefusal } from './refusal.ts';
import { formatTime, isDay, parseTime } from './times.ts';

/** The bits of `validation-level`. 0 validates every field. */
const LEVEL = { CHANGED_ONLY: 2, SYSTEM_ONLY: 4, READ_ONLY_TOO: 8, DELETED_TARGETS: 16 };

const SETTLE: Partial<Record<Entity, (change: Change) => void>> = {
  Accounts: settleUnit,
  Contacts: change => {
    settleUnit(change);
    // The contract requires neither; the documentation says that one of them is needed.
    if (!change.row.first_name && !change.row.last_name) {
      change.errors.push({ field: 'last_name', message: 'Either first_name or last_name is required.' });
    }
  },
  Opportunities: change => {
    settleUnit(change);
    settleOpportunity(change);
  },
  CurrencyExchangeRates: ({ tables, row, errors }) => {
    const rate = parseDecimal(row.exchange_rate);
    if (rate && rate.digits <= 0n) errors.push({ field: 'exchange_rate', message: 'The rate must be above zero.' });
    if (tables.get('Currencies', String(row.currency_id))?.is_base) {
      errors.push({ field: 'currency_id', message: 'The base currency has no rate.' });
    }
  },
  CurrencyExchangeRatesLists: ({ row }) => {
    if (row.valid_from) row.valid_from = parseTime(String(row.valid_from).slice(0, 10));
  },
  Fields: settleField,
};

/** The collections of links, by which record they are grouped: one link of each group is the primary one. */
const LINKS: Partial<Record<Entity, { by: string; relation: string }>> = {
  ContactAccountRelations: { by: 'contact_id', relation: 'account_relations' },
  LeadOpptyAccountRelations: { by: 'lead_oppty_id', relation: 'account_relations' },
  LeadOpptyContactRelations: { by: 'lead_oppty_id', relation: 'contact_relations' },
};

/** Archived records cannot be edited until they are reactivated. */
const ARCHIVABLE: readonly Entity[] = ['Accounts', 'Contacts', 'Opportunities'];

/** Adds a record; throws Refusal with everything that is wrong with it. `parent` holds what a nested record inherits. */
export function create(tables: Tables, entity: Entity, input: unknown, terms: WriteOptions, parent?: Row): StoredRow {
  const given = recordInput(input);
  const change: Change = {
    tables,
    entity,
    given,
    before: undefined,
    row: { id: randomUUID() },
    terms,
    errors: [],
  };
  const { row } = change;
  Object.assign(row, readInput(change), parent);
  row.created ??= nextMoment(tables, entity, terms.now);
  row.modified = formatTime(terms.now);
  row.revision = 1;
  checkRequired(change);
  SETTLE[entity]?.(change);
  tables.put(entity, row);
  createChildren(change);
  if (!parent) keepOnePrimary(change);
  return finished(change);
}

/** Changes the given fields of a record. A deleted one is not found: whether it could be edited is not documented. */
export function update(tables: Tables, entity: Entity, id: string, input: unknown, terms: WriteOptions): StoredRow {
  const before = existing(tables, entity, id);
  const given = recordInput(input);
  const change: Change = { tables, entity, given, before, row: { ...before }, terms, errors: [] };
  const { row, errors } = change;
  if (before.is_archived && given.is_archived !== false && ARCHIVABLE.includes(entity)) {
    errors.push({ field: 'is_archived', message: 'An archived record cannot be edited until it is reactivated.' });
  }
  Object.assign(row, readInput(change));
  row.modified = formatTime(terms.now);
  row.revision = Number(before.revision ?? 0) + 1;
  checkRequired(change);
  SETTLE[entity]?.(change);
  tables.put(entity, row);
  keepOnePrimary(change);
  return finished(change);
}

/** Marks a record as deleted. One that is deleted already is not found: what the real server says is not documented. */
export function remove(tables: Tables, entity: Entity, id: string, terms: WriteOptions): StoredRow {
  const before = existing(tables, entity, id);
  const row: StoredRow = { ...before, is_deleted: true, modified: formatTime(terms.now) };
  const change: Change = { tables, entity, given: {}, before, row, terms, errors: [] };
  if (before.is_delete_protected) {
    change.errors.push({ field: 'is_delete_protected', message: 'This record cannot be deleted.' });
  }
  tables.put(entity, row);
  keepOnePrimary(change);
  return finished(change);
}

/** Takes a deletion back; a record that is not deleted stays as it is. */
export function restore(tables: Tables, entity: Entity, id: string, terms: WriteOptions): StoredRow {
  const before = tables.get(entity, id);
  if (!before) throw notFound('Entity');
  if (!before.is_deleted) return before;
  const row: StoredRow = { ...before, is_deleted: false, modified: formatTime(terms.now) };
  const link = LINKS[entity];
  if (link && livingLinks(tables, entity, link.by, row[link.by]).some(other => other.is_primary))
    row.is_primary = false;
  const change: Change = { tables, entity, given: {}, before, row, terms, errors: [] };
  tables.put(entity, row);
  keepOnePrimary(change);
  return finished(change);
}

function finished({ tables, entity, row, before, errors }: Change): StoredRow {
  if (errors.length > 0) throw validationRefusal(tables, entity, before?.id ?? null, errors);
  return tables.get(entity, row.id)!;
}

function existing(tables: Tables, entity: Entity, id: string): StoredRow {
  const row = tables.get(entity, id);
  if (!row || row.is_deleted) throw notFound('Entity');
  return row;
}

function recordInput(input: unknown): Row {
  if (!isRecord(input)) throw invalid('The body must be an object.');
  return input;
}

/** The values to keep. Relations to many are left to createChildren. */
function readInput(change: Change): Row {
  const { tables, entity, given, before, terms, errors } = change;
  const fields = fieldsOf(entity, tables);
  const values: Row = {};
  for (const [name, value] of Object.entries(given)) {
    const field = fields.get(name);
    const refuse = (message: string) => errors.push({ field: name, message });
    if (!field) refuse(`${singular(entity)} has no field '${name}'.`);
    else if (name === 'revision' || (name === 'id' && before && lower(value) === lower(before.id))) continue;
    else if (field.kind === 'one' && !field.computed) refuse(`A relation is set by its id: use ${field.idKey}.`);
    // Whether the real server ignores or refuses such fields is not documented: refusing shows the mistake.
    else if (name === 'id' || field.computed) refuse('The field is worked out by the server.');
    else if (field.readOnly && !(terms.level & LEVEL.READ_ONLY_TOO)) refuse('The field is read-only.');
    else if (field.createOnly && before) refuse('The field can only be set when the record is created.');
    else if (field.kind === 'many') checkMany(change, field, value);
    else if (value === null) values[name] = field.empty;
    else {
      const read = readValue(change, field, value);
      if (read !== undefined) values[name] = read;
    }
  }
  return values;
}

function checkMany({ before, errors }: Change, field: Field, value: unknown): void {
  const refuse = (message: string) => errors.push({ field: field.name, message });
  if (!Array.isArray(value)) refuse('The value must be an array.');
  // Whether the array would replace the relation or be added to it is not documented.
  else if (before) refuse('A relation to many is changed through its own collection.');
  else if (!field.by && value.length > 0) refuse('This server does not keep this relation.');
}

/** The value as it is kept; undefined after an error. A `money` value is read by its own rules. */
function readValue(change: Change, field: Field, value: unknown): unknown {
  const refuse = (what: string) => {
    change.errors.push({ field: field.name, message: `The value must be ${what}.` });
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
      const [least, most] = field.range ?? [];
      const inside =
        least === undefined ||
        most === undefined ||
        (compareDecimals(exact, parseDecimal(least)!) >= 0 && compareDecimals(exact, parseDecimal(most)!) <= 0);
      return inside ? formatDecimal(exact) : refuse(`from ${least} to ${most}`);
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
  const { tables, entity, terms, errors } = change;
  if (id === '') return null;
  const target = field.to && tables.get(field.to, id);
  const usable = target && (!target.is_deleted || terms.level & LEVEL.DELETED_TARGETS);
  const fits = usable && optionSet(change, field, target.data_set_id);
  if (fits) return target.id;
  errors.push(missingTarget(entity, field.name, id, field.to ? singular(field.to) : 'a record'));
  return undefined;
}

/** Whether an option is of the field's own set. */
function optionSet({ tables, entity }: Change, field: Field, set: unknown): boolean {
  if (field.to !== 'Data') return true;
  const row = tables.having('Fields', 'entity_name', singular(entity)).find(row => row.api_name === field.name);
  const wanted = field.dataSet ?? row?.data_set_id;
  return !wanted || wanted === set;
}

function checkRequired({ tables, entity, row, before, given, terms, errors }: Change): void {
  const has = (name: string) => row[name] !== undefined && row[name] !== null && row[name] !== '';
  for (const field of fieldsOf(entity, tables).values()) {
    if (!field.required || errors.some(error => error.field === field.name)) continue;
    if (field.custom) {
      if (terms.level & LEVEL.SYSTEM_ONLY) continue;
      if (terms.level & LEVEL.CHANGED_ONLY && !(field.name in given)) continue;
    } else if (before && !(field.name in given)) continue;
    // A record cannot be without its system fields, whatever the level.
    const there = field.kind === 'many' ? Array.isArray(given[field.name]) : has(field.name);
    if (!there) errors.push({ field: field.name, message: 'The field is required.' });
  }
}

/** Creates the records of the nested arrays. Their errors are told at the array's own field. */
function createChildren({ tables, entity, row, given, terms, errors }: Change): void {
  for (const field of fieldsOf(entity, tables).values()) {
    const items = given[field.name];
    if (field.kind !== 'many' || !field.to || !field.by || !Array.isArray(items)) continue;
    if (errors.some(error => error.field === field.name)) continue;
    const link = LINKS[field.to];
    if (link && items.length > 0 && items.filter(item => item?.is_primary === true).length !== 1) {
      errors.push(onePrimary(field.name, field.name));
    }
    for (const item of items) {
      // The contract wants the way back in nested records, the tutorial leaves it out: what stands there has no effect.
      const own = isRecord(item) ? Object.fromEntries(Object.entries(item).filter(([key]) => key !== field.by)) : item;
      try {
        create(tables, field.to, own, terms, { [field.by]: parentKey(entity, row) });
      } catch (error) {
        errors.push(...nestedErrors(error, field.name));
      }
    }
  }
}

function nestedErrors(error: unknown, field: string): FieldError[] {
  const { body } = error as { body?: Row };
  if (!body) throw error;
  const inner = (body.field_errors as { errors: FieldError[] }[] | undefined)?.flatMap(one => one.errors) ?? [
    { message: String(body.message) } as FieldError,
  ];
  return inner.map(({ message, code, name }) => ({
    field,
    message: message.replace(/^\[\w+\] (?=Relation )/, ''),
    ...(code && name ? { code, name } : {}),
  }));
}

const livingLinks = (tables: Tables, entity: Entity, by: string, group: unknown) =>
  tables.having(entity, by, group).filter(row => !row.is_deleted);

/** A link that becomes primary takes it from the others; a group is never left without, since none is chosen silently. */
function keepOnePrimary({ tables, entity, row, before, errors }: Change): void {
  const link = LINKS[entity];
  if (!link) return;
  if (row.is_primary && !row.is_deleted) {
    for (const other of livingLinks(tables, entity, link.by, row[link.by])) {
      if (other.id !== row.id && other.is_primary) tables.put(entity, { ...other, is_primary: false });
    }
  }
  for (const group of new Set([row[link.by], before?.[link.by] ?? row[link.by]])) {
    const links = livingLinks(tables, entity, link.by, group);
    if (links.length > 0 && !links.some(other => other.is_primary)) {
      errors.push(onePrimary('is_primary', link.relation));
    }
  }
}

function settleUnit({ tables, row, before }: Change): void {
  if (before || row.unit_id) return;
  row.unit_id = tables.get('Clients', String(row.owner_id))?.default_unit_id ?? null;
}

/** A new field gets its name from the label, as `cf_contract_no` from "Contract no". */
function settleField({ tables, row, given, before, errors }: Change): void {
  if (before || !row.name) return;
  const slug = String(row.name)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
  row.api_name ||= `cf_${slug}`;
  row.translated_name ||= row.name;
  if (given.data_set) row.data_set_id = randomUUID();
  const taken = tables.having('Fields', 'entity_name', row.entity_name).some(other => other.api_name === row.api_name);
  if (taken) errors.push({ field: 'api_name', message: `There is a field '${row.api_name}' already.` });
  else if (!/^cf_[a-z0-9_]+$/.test(String(row.api_name))) {
    errors.push({ field: 'api_name', message: "The name of a field of one's own begins with cf_." });
  }
}

/** The time of creation. Records of one millisecond keep their order by the digits below it. */
function nextMoment(tables: Tables, entity: Entity, now: Date): string {
  const first = formatTime(now);
  const taken = tables
    .rows(entity)
    .map(row => String(row.created))
    .filter(created => created.startsWith(first.slice(0, 23)) && created >= first);
  if (taken.length === 0) return first;
  const newest = taken.sort().at(-1)!;
  return formatTime(now, Math.min(999_999, Number(newest.slice(20, 26)) + 1));
}

const lower = (value: unknown) => String(value).toLowerCase();
