/** Messages of the Singer specification, version 0.3.0. Source: https://hub.meltano.com/singer/spec */
import { parseTime } from '../values/dates.ts';
import { textOf } from '../values/text-of.ts';
import type { Entity, Row } from '../wire/entities.ts';
import type { ExportedField, FieldType } from './field-types.ts';

/** A collection that is sent as messages. */
export interface Stream {
  entity: Entity;
  /** What messages call it. */
  name: string;
  /** What its fields hold as far as that is known before its records are. */
  fields: readonly ExportedField[];
  /** Whether a field is sent. */
  sends(field: string): boolean;
  /** Whether it goes on from where the state says; else it is read from the beginning each time. */
  isIncremental: boolean;
}

/** Where a stream goes on: the `modified` up to which its records were sent. */
export interface Bookmark {
  replication_key: 'modified';
  replication_key_value: string;
}

/** The value of a STATE message. */
export interface SingerState {
  /** The key of the space, absent in a state that a person wrote. */
  space?: string | undefined;
  bookmarks: Readonly<Record<string, Bookmark>>;
}

/** When a record that is deleted was deleted, as targets know it. */
const DELETED_AT: ExportedField = { name: '_sdc_deleted_at', type: 'time' };

/** The fields that are sent whatever a catalog selects: targets need them to tell records and their versions apart. */
export const AUTOMATIC_FIELDS: readonly string[] = ['id', 'modified', 'is_deleted', DELETED_AT.name];

/** Tells a target what the records of a stream look like. */
export const schemaMessage = (stream: Stream, fields: readonly ExportedField[]): Row => ({
  ...{ type: 'SCHEMA', stream: stream.name, schema: toJsonSchema(fields.filter(({ name }) => stream.sends(name))) },
  ...{ key_properties: ['id'], bookmark_properties: ['modified'] },
});

/** A record as it was at a time, an RFC 3339 one. */
export const recordMessage = (stream: Stream, row: Row, time_extracted: string): Row => ({
  ...{ type: 'RECORD', stream: stream.name, time_extracted },
  record: Object.fromEntries(
    Object.entries({
      ...row,
      [DELETED_AT.name]: row.is_deleted === true ? (row.modified ?? null) : null,
    }).filter(([field, value]) => value !== undefined && stream.sends(field)),
  ),
});

/** What the next run goes on from, once the target has all messages before this one. */
export const stateMessage = (value: SingerState): Row => ({ type: 'STATE', value });

/** The time up to which a stream was sent; undefined for a stream that begins. */
export const timeOf = (bookmark: Bookmark | undefined): Date | undefined =>
  bookmark && parseTime(bookmark.replication_key_value);

export const bookmarkAt = (time: Date): Bookmark => ({
  replication_key: 'modified',
  replication_key_value: time.toISOString(),
});

/**
 * How far a stream was sent with these rows, in the order of `modified`. Never beyond `begin`, the server's time when the
 * run began: of what was changed since, an older version may have been sent.
 */
export function timeAfter(rows: readonly Row[], begin: Date): Date | undefined {
  const time = parseTime(textOf(rows.at(-1)?.modified ?? ''));
  return time && time > begin ? begin : time;
}

/** What a catalog says of a collection, all of its fields selected. */
export function catalogEntry({ entity, name, fields }: Stream, isDefault: boolean): Row {
  const all = [...fields, DELETED_AT];
  return {
    ...{ tap_stream_id: entity, stream: name, key_properties: ['id'], replication_key: 'modified' },
    ...{ replication_method: 'INCREMENTAL', schema: toJsonSchema(fields) },
    metadata: [
      {
        breadcrumb: [],
        metadata: {
          ...{ inclusion: 'available', 'selected-by-default': isDefault, 'table-key-properties': ['id'] },
          ...{ 'valid-replication-keys': ['modified'], 'replication-key': 'modified' },
          'replication-method': 'INCREMENTAL',
        },
      },
      ...all.map(field => ({
        breadcrumb: ['properties', field.name],
        metadata: {
          inclusion: AUTOMATIC_FIELDS.includes(field.name) ? 'automatic' : 'available',
          'selected-by-default': true,
        },
      })),
    ],
  };
}

const nullable = (type: string, more: Row = {}): Row => ({ type: ['null', type], ...more });
/** A string, so that a target that reads numbers as doubles changes no digit. */
const DECIMAL = nullable('string', { format: 'singer.decimal' });
const TEXT = nullable('string');

const JSON_SCHEMA: Readonly<Record<FieldType, Row>> = {
  ...{ text: TEXT, empty: TEXT, decimal: DECIMAL },
  ...{ boolean: nullable('boolean'), integer: nullable('integer'), number: nullable('number') },
  ...{ time: nullable('string', { format: 'date-time' }), day: nullable('string', { format: 'date' }) },
  ids: nullable('array', { items: TEXT }),
  value: nullable('object', {
    properties: { base_value: DECIMAL, value_foreign: DECIMAL, currency_id: TEXT },
  }),
  json: { type: ['null', 'object', 'array', 'string', 'number', 'boolean'] },
};

/** The JSON Schema of records with these fields. */
const toJsonSchema = (fields: readonly ExportedField[]): Row => ({
  type: 'object',
  properties: Object.fromEntries(
    [...fields, DELETED_AT].map(({ name, type }) => [name, name === 'id' ? { type: 'string' } : JSON_SCHEMA[type]]),
  ),
});
