import type { Entity, Row } from '../../wire/entities.ts';
import type { StoredRow, Tables } from '../tables.ts';
import type { FieldError } from './refusal.ts';

/** Under what a write is judged. `level` is the bit mask of `validation-level`. */
export interface WriteOptions {
  now: Date;
  level: number;
}

/** One record about to be written. The rules may fill in `row` and add to `errors`. */
export interface Change {
  tables: Tables;
  entity: Entity;
  row: StoredRow;
  /** The record as it was; undefined when it is created. */
  before: StoredRow | undefined;
  input: Row;
  options: WriteOptions;
  errors: FieldError[];
}
