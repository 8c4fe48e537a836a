import type { Entity, Row } from '../wire/entities.ts';
import type { FieldError } from './refusal.ts';
import type { Kept, Tables } from './tables.ts';

/** Under what a write is judged. `level` is the bit mask of `validation-level`. */
export interface Terms {
  now: Date;
  level: number;
}

/** One record about to be written. The rules may fill in `row` and add to `errors`. */
export interface Change {
  tables: Tables;
  entity: Entity;
  row: Kept;
  /** The record as it was; undefined when it is created. */
  before: Kept | undefined;
  given: Row;
  terms: Terms;
  errors: FieldError[];
}
