import type { Entity, Row } from '../../wire/entities.ts';
import type { StoredRow, Tables } from '../tables.ts';
import type { Readings } from './readings.ts';
import type { ChecklistError, FieldError } from './refusal.ts';
import { formatTime } from './times.ts';

/** Under what a write is judged. `level` is the bit mask of `validation-level`. */
export interface WriteOptions {
  now: Date;
  level: number;
  readings: Readings;
}

/** One record about to be written. The rules may fill in `row` and add to the errors. */
export interface Change {
  tables: Tables;
  entity: Entity;
  row: StoredRow;
  /** The record as it was; undefined when it is created. */
  before: StoredRow | undefined;
  input: Row;
  options: WriteOptions;
  errors: FieldError[];
  checklistErrors: ChecklistError[];
}

/** What each write leaves in a record. */
export const countWrite = (before: StoredRow, { now }: WriteOptions) => ({
  modified: formatTime(now),
  revision: Number(before.revision ?? 0) + 1,
});
